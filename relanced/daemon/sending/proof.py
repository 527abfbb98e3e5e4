"""Is a mail that left found again? A test mail says so: only then does not finding one mean that it did not leave."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import Connection

from relanced.daemon.app import App
from relanced.daemon.login.accounts import mailbox_account, smtp_account
from relanced.daemon.mailbox.imap import Mailbox
from relanced.daemon.sending import compose
from relanced.daemon.sending.smtp import AccountFault, Answer, Fate, Session
from relanced.letters import mime, tokens
from relanced.letters.envelope import Envelope
from relanced.store import facts

log = structlog.get_logger()

PROVED = "search_proved"
# How long a copy may take, and between two looks, in seconds.
WAIT, PAUSE = 60.0, 2.0
WORDS = {
    "fr": (
        "relanced\u00a0: essai",
        "Ce message a été envoyé par «\u00a0relanced check --self-test\u00a0» pour vérifier qu’une copie de ce qui "
        "part est retrouvée dans votre boîte. Vous pouvez le supprimer.\n",
    ),
    "en": (
        "relanced: a test",
        "This mail was sent by “relanced check --self-test”, to see whether a copy of what leaves is found in your "
        "mailbox. You may delete it.\n",
    ),
}


@dataclass(frozen=True, slots=True)
class Result:
    """`folder` has the copy, if one does; `answer` is the server's to the test mail."""

    folder: str | None
    answer: Answer


def folder(app: App, connection: Connection) -> str | None:
    """Where the last self-test found its copy, if it was made with the accounts of today."""
    known: Mapping[str, Any] = json.loads(facts.get(connection, PROVED) or "{}")
    found = known.get("folder") if known.get("accounts") == _accounts(app) else None
    return str(found) if found else None


def remember(app: App, connection: Connection, found: str | None) -> None:
    at = app.clock.now().isoformat()
    facts.put(connection, PROVED, json.dumps({"accounts": _accounts(app), "folder": found, "at": at}))


def _accounts(app: App) -> str:
    """What a proof holds for: the account that sends, the copy's address, the mailbox that is looked into."""
    mailbox, smtp = app.settings.mailbox, app.settings.smtp
    if mailbox is None or smtp is None:
        return ""
    to, sender = f"{mailbox.username}@{mailbox.host}", f"{smtp.username}@{smtp.host}"
    return f"{sender} from {smtp.sender} bcc {smtp.bcc} to {to} {mailbox.folder} {mailbox.sent_folder}"


def self_test(app: App) -> Result:
    """Send one mail to the company itself, look for its copy, and remember the outcome.

    Raises AccountFault and imap.Lost. With `smtp.bcc` the mail goes there alone, as the blind copies do; without, only
    the folder of sent mail counts, since what arrives as a mail to oneself is no copy.
    """
    token = tokens.make_token(app.key, "self-test", app.clock.now().isoformat())
    message_id = f"<relanced.self-test.{token}@{tokens.ascii_domain(compose.domain(app.creditor.email))}>"
    mailbox = Mailbox(mailbox_account(app.settings, app.env))
    mailbox.open()
    try:
        answer = asyncio.run(_send(app, message_id))
        found = _find(app, mailbox, message_id) if answer.fate is Fate.SENT else None
    finally:
        mailbox.close()
    with app.store.begin() as connection:
        remember(app, connection, found)
    return Result(found, answer)


async def _send(app: App, message_id: str) -> Answer:
    smtp = app.settings.need_smtp()
    to = smtp.bcc or app.creditor.email
    session = Session(smtp_account(app.settings, app.env))
    await session.open()
    try:
        return await session.send(smtp.sender, to, _letter(app, message_id, to))
    finally:
        await session.quit()


def _letter(app: App, message_id: str, to: str) -> bytes:
    sender = compose.sender_address(app)
    envelope = Envelope(message_id, "", compose.local_now(app), sender, "relanced", to)
    language = app.settings.summary.language
    subject, text = WORDS[language]
    return mime.assemble(envelope, subject, text, f"<p>{text.rstrip()}</p>\n", (), language)


def _find(app: App, mailbox: Mailbox, message_id: str) -> str | None:
    end = app.clock.ticks() + WAIT
    pause = threading.Event()
    while True:
        for name, look in _places(app, mailbox):
            if look(message_id):
                return name
        if app.clock.ticks() >= end:
            return None
        pause.wait(PAUSE)


def _places(app: App, mailbox: Mailbox) -> list[tuple[str, Callable[[str], bool | None]]]:
    sent = app.settings.need_mailbox().sent_folder or mailbox.sent_folder()
    watched: list[tuple[str, Callable[[str], bool | None]]] = [(mailbox.folder, mailbox.has_message)]
    kept: list[tuple[str, Callable[[str], bool | None]]] = []
    if sent:
        kept = [(sent, lambda message_id: in_folder(mailbox, sent, message_id))]
    return (watched if app.settings.need_smtp().bcc else []) + kept


def in_folder(mailbox: Mailbox, folder: str, message_id: str) -> bool | None:
    """None for a folder that cannot be opened. Raises imap.Lost."""
    try:
        return mailbox.elsewhere(folder, lambda: mailbox.has_message(message_id))
    except AccountFault as fault:
        log.warning("sent_folder_closed", folder=folder, fault=str(fault))
        return None
