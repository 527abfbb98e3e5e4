"""Mails of which it is not known whether they left: looked for, and what is not found is said, or sent once more.

`sending.when_uncertain` says which; a formal notice is never sent again without a person's word.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import Connection, Row

from relanced.config.models import WhenUncertain
from relanced.core.dossier import ReminderState as State
from relanced.core.events import MailUncertain
from relanced.daemon import change
from relanced.daemon.app import App
from relanced.daemon.mailbox.imap import Mailbox
from relanced.daemon.sending import proof
from relanced.store import dossiers, journal, outbox

log = structlog.get_logger()

# A copy takes a moment to arrive: nobody is troubled before.
GRACE = timedelta(minutes=2)
# Nothing is sent again before a slow server has had its time for the copy too.
PATIENCE = timedelta(minutes=15)
NEVER_AGAIN = "formal_notice"

# Whether any watched folder holds the mail of this Message-ID; None when one could not be looked into.
Search = Callable[[str], bool | None]


def searching(app: App, mailbox: Mailbox) -> Search:
    """Look in the open folder, if blind copies arrive there, and in that of sent mail: the one that is set, or else
    the one that the server names so (RFC 6154). A copy must have been looked for where the self-test found one:
    elsewhere its absence proves nothing. Where none is to arrive its presence proves nothing: who has one mail of a
    dossier knows what the next will be called, and could have sent us one of that name.
    """
    named = app.settings.mailbox.sent_folder if app.settings.mailbox else None
    with app.store.begin() as connection:
        proved = proof.folder(app, connection)
    copied = has_copies(app) or proved == mailbox.folder

    def search(message_id: str) -> bool | None:
        if copied and mailbox.has_message(message_id):
            return True
        sent = named or mailbox.sent_folder()
        found = proof.in_folder(mailbox, sent, message_id) if sent else False
        return found if found or proved in (None, mailbox.folder, sent) else None

    return search


def has_copies(app: App) -> bool:
    """Whether what leaves may come back as a blind copy."""
    return bool(app.settings.smtp and app.settings.smtp.bcc)


def resolve(app: App, search: Search) -> int:
    """Look for every uncertain mail; answers how many tasks had to be opened for those not found."""
    with app.store.begin() as connection:
        rows = outbox.uncertain(connection, app.clock.now() - GRACE)
    opened = 0
    for row in rows:
        found = search(row.message_id) if row.message_id else None
        try:
            opened += _settle(app, row, found)
        except dossiers.Conflict:
            continue  # another instance is at the same dossier: the next look says it
    return opened


def _settle(app: App, row: Row[Any], found: bool | None) -> int:
    """What is known now, in one transaction; answers how many tasks that opened. Raises Conflict."""
    opened, again = 0, False
    with app.store.begin() as connection:
        if found:
            evidence = outbox.Outcome(State.SENT, "found in the mailbox", app.clock.now())
            outbox.finish(connection, row.id, evidence)
        elif again := _may_leave_again(app, connection, row, found):
            if app.clock.now() - row.claimed_at < PATIENCE:
                return 0
            _send_again(app, connection, row)
        elif row.dossier and outbox.told(connection, row.id):
            opened = _ask(app, connection, row)
    log.info(
        "doubt_resolved" if found else "doubt_sent_again" if again else "doubt_stands",
        outbox=row.id,
        dossier=row.dossier,
    )
    return opened


def _ask(app: App, connection: Connection, row: Row[Any]) -> int:
    event = MailUncertain(row.step, row.round, row.recipient, row.message_id or "")
    return change.apply(app, connection, row.dossier, event).written.tasks_opened


def _send_again(app: App, connection: Connection, row: Row[Any]) -> None:
    """The same bytes under the same Message-ID, which lets many a server and program tell the second copy."""
    now = app.clock.now()
    if outbox.move(connection, row.id, (State.UNCERTAIN,), State.RETRY, not_before=now):
        policy = app.settings.sending.when_uncertain.value
        journal.append(connection, now, row.dossier, "mail_sent_again", "mail_uncertain", f"{policy} {row.message_id}")


def _may_leave_again(app: App, connection: Connection, row: Row[Any], found: bool | None) -> bool:
    """Once, if the dossier is as it was when the mail was decided, and nobody has been asked yet."""
    policy = app.settings.sending.when_uncertain
    if policy is WhenUncertain.HOLD or row.attempts != 1 or _is_formal(app, row.step):
        return False
    if row.dossier and (row.told or row.dossier_version != dossiers.load(connection, row.dossier).version):
        return False
    return policy is WhenUncertain.RESEND or (found is False and proof.folder(app, connection) is not None)


def _is_formal(app: App, step: str) -> bool:
    """What needed a person's word, or goes by post as well."""
    named = (s for scenario in app.policy.scenarios for s in scenario.steps if s.name == step)
    return step == NEVER_AGAIN or any(s.needs_approval or s.letter for s in named)
