"""A store that came back from a backup does not know what was paid, promised or sent since the backup was made.

Until its owner releases it, it reads, decides and queues, and nothing leaves for a client. What a later life has sent
under the same Message-ID is found in the mailbox and taken over as sent.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from relanced.core.dossier import ReminderState as State
from relanced.core.reasons import Reason
from relanced.daemon.app import App
from relanced.daemon.sending.compose import domain
from relanced.daemon.sending.doubts import Search
from relanced.letters import tokens
from relanced.store import copies, facts, journal, outbox

RESTORED = "restored_from"
UNSENT = (State.QUEUED, State.RETRY, State.HELD)
WARNINGS = {
    "fr": "Les données viennent d’une sauvegarde du {at}\u00a0: aucune relance ne part avant votre accord "
    "(relanced restore --release).",
    "en": "The data come from a backup of {at}: no reminder leaves before you say so (relanced restore --release).",
}


def hold(connection: Connection, now: datetime) -> str:
    """Nothing leaves from now on; answers when the backup was made, as it says itself (empty when it does not)."""
    copied_at = facts.get(connection, copies.COPIED_AT) or ""
    facts.put(connection, RESTORED, copied_at)
    journal.append(connection, now, None, "store_restored", Reason.PERSON_NEEDED.value, copied_at)
    return copied_at


def holds(connection: Connection) -> bool:
    return facts.get(connection, RESTORED) is not None


def warnings(app: App, connection: Connection) -> tuple[str, ...]:
    """For the summary."""
    copied_at = facts.get(connection, RESTORED)
    if copied_at is None:
        return ()
    local = datetime.fromisoformat(copied_at).astimezone(app.policy.timezone) if copied_at else None
    return (WARNINGS[app.settings.summary.language].format(at=f"{local:%d/%m/%Y %H:%M}" if local else "?"),)


def waiting(connection: Connection) -> list[Row[Any]]:
    """The mails to clients that would leave."""
    return [row for row in outbox.pending(connection) if row.dossier and State(row.state) in UNSENT]


def take_over(app: App, search: Search) -> int:
    """Look for each waiting mail by the Message-ID that it would have; one that is found has left. Answers how many."""
    with app.store.begin() as connection:
        rows = waiting(connection)
    found = [row for row in rows if search(_message_id(app, row))]
    now = app.clock.now()
    with app.store.begin() as connection:
        for row in found:
            if outbox.move(connection, row.id, UNSENT, State.UNCERTAIN, message_id=_message_id(app, row)):
                outbox.finish(connection, row.id, outbox.Outcome(State.SENT, "found in the mailbox", now))
    return len(found)


def _message_id(app: App, row: Row[Any]) -> str:
    """The same for the same mail in every life of the store, as long as token.key is the same."""
    token = tokens.make_token(app.key, row.dossier, row.recipient)
    return tokens.message_id(row.dossier, row.step, row.round, token, domain(app.creditor.email))


def release(connection: Connection, now: datetime) -> None:
    facts.drop(connection, RESTORED)
    journal.append(connection, now, None, "store_released", Reason.RESUMED.value)
