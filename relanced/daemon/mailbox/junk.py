"""What the provider filed as junk: answers to us are taken out of it, and nothing else is read there.

An answer bears a token of ours: in the Message-ID that it answers, or in the address that it was written to. Strangers
have none, and what they sent is neither fetched nor kept.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog

from relanced.daemon.app import App
from relanced.daemon.mailbox.catchup import catch_up
from relanced.daemon.mailbox.imap import Mailbox
from relanced.daemon.sending.smtp import AccountFault
from relanced.letters.tokens import tokens_in
from relanced.store import facts, outbox

log = structlog.get_logger()

EVERY = timedelta(minutes=15)
LOOKED = "junk_looked_at"
FIELDS = ("In-Reply-To", "References", "To", "Cc", "Delivered-To", "X-Original-To")


def look(app: App, mailbox: Mailbox, beat: Callable[[], None] = lambda: None) -> int:
    """Store what answers us, if it is time to look; answers how many mails were new. Raises `imap.Lost`."""
    if not _is_time(app):
        return 0
    folder = mailbox.junk_folder()
    if folder is None or folder == mailbox.folder:
        return 0
    answers = partial(_answers, app, mailbox)
    try:
        return mailbox.elsewhere(folder, lambda: catch_up(app, mailbox, beat, answers))
    except AccountFault as fault:
        log.warning("junk_folder_closed", folder=folder, fault=str(fault))
        return 0


def _is_time(app: App) -> bool:
    """Written down before the look: one that fails must not cost every connection."""
    now = app.clock.now()
    with app.store.begin() as connection:
        last = facts.get(connection, LOOKED)
        if last and timedelta(0) <= now - datetime.fromisoformat(last) < EVERY:
            return False
        facts.put(connection, LOOKED, now.isoformat())
    return True


def _answers(app: App, mailbox: Mailbox, uids: list[int]) -> list[int]:
    found = {uid: tokens_in(head.decode("ascii", "replace")) for uid, head in mailbox.heads(uids, FIELDS).items()}
    with app.store.snapshot() as connection:
        return [uid for uid in uids if outbox.of_token(connection, found.get(uid, []))]
