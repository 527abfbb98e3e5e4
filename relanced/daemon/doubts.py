"""Mails of which it is not known whether they left: looked for by their Message-ID, and if that fails, said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import Row

from relanced.core.dossier import ReminderState as State
from relanced.core.events import MailUncertain
from relanced.daemon import change
from relanced.daemon.app import App
from relanced.daemon.imap import Mailbox, MailboxAccount
from relanced.daemon.smtp import AccountFault
from relanced.store import dossiers, outbox

log = structlog.get_logger()

# A copy takes a moment to arrive: nobody is troubled before.
GRACE = timedelta(minutes=2)

# Whether any watched folder holds a mail of this Message-ID.
Search = Callable[[str], bool]


def searching(app: App, mailbox: Mailbox) -> Search:
    """Look in the open folder, where a blind copy would be, and in that of sent mail: the one that is set, else the one
    that the server names so (RFC 6154). One that cannot be opened proves nothing: the doubt is said, not kept."""
    named = app.settings.mailbox.sent_folder if app.settings.mailbox else None

    def search(message_id: str) -> bool:
        if mailbox.has_message(message_id):
            return True
        folder = named or mailbox.sent_folder()
        return folder is not None and _in_folder(mailbox.account, folder, message_id)

    return search


def _in_folder(account: MailboxAccount, folder: str, message_id: str) -> bool:
    other = Mailbox(account, folder)
    try:
        other.open()
        return other.has_message(message_id)
    except AccountFault as fault:
        log.warning("sent_folder_closed", folder=folder, fault=str(fault))
        return False
    finally:
        other.close()


def resolve(app: App, search: Search) -> int:
    """Look for every uncertain mail; answers how many tasks had to be opened for those not found."""
    with app.store.begin() as connection:
        rows = outbox.uncertain(connection, app.clock.now() - GRACE)
    opened = 0
    for row in rows:
        found = bool(row.message_id) and search(row.message_id)
        try:
            opened += _say(app, row, found)
        except dossiers.Conflict:
            continue  # another instance is at the same dossier: the next look says it
        log.info("doubt_resolved" if found else "doubt_stands", outbox=row.id, dossier=row.dossier)
    return opened


def _say(app: App, row: Row[Any], found: bool) -> int:
    """What is known now, in one transaction; answers how many tasks that opened. Raises Conflict."""
    with app.store.begin() as connection:
        if found:
            evidence = outbox.Outcome(State.SENT, "found in the mailbox", app.clock.now())
            outbox.finish(connection, row.id, evidence)
        elif row.dossier and outbox.told(connection, row.id):
            event = MailUncertain(row.step, row.round, row.recipient, row.message_id or "")
            return change.apply(app, connection, row.dossier, event).written.tasks_opened
    return 0
