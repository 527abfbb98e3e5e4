"""One complete pass: read the mailbox, apply, queue what is due, send it, send the summary if it is due."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from relanced.daemon import planner, retention, summary
from relanced.daemon.app import App
from relanced.daemon.health import status
from relanced.daemon.login.accounts import mailbox_account, smtp_account
from relanced.daemon.login.rest import Rest
from relanced.daemon.mailbox import junk
from relanced.daemon.mailbox.catchup import catch_up
from relanced.daemon.mailbox.connection import Lost
from relanced.daemon.mailbox.imap import Mailbox
from relanced.daemon.replies.drain import drain, is_backlog
from relanced.daemon.replies.inbox import handle_batch
from relanced.daemon.replies.reader import Reader
from relanced.daemon.sending import doubts, outbox
from relanced.daemon.sending.smtp import FINAL_DOT_TIMEOUT, AccountFault
from relanced.store import outbox as rows
from relanced.store import tasks

log = structlog.get_logger()

# The final dot's time-out and some more.
IN_FLIGHT = timedelta(seconds=FINAL_DOT_TIMEOUT + 300)


@dataclass(slots=True)
class Pass:
    """The counts of `once --json`. `held`: mails that are ready and may not leave yet."""

    read: int = 0
    matched: int = 0
    sent: int = 0
    held: int = 0
    tasks_opened: int = 0
    summary_sent: bool = False
    errors: list[str] = field(default_factory=list)


def recover(app: App) -> None:
    """What an earlier life left in flight: claimed goes back, sending is a doubt. On a shared store only what has been
    in flight for longer than any mail may be: the others are somebody's."""
    now = app.clock.now()
    shared = app.store.engine.dialect.name == "postgresql"
    with app.store.begin() as connection:
        back, lost = rows.recover(connection, now, now - IN_FLIGHT if shared else None)
    if back or lost:
        log.warning("outbox_recovered", requeued=back, uncertain=lost)


def worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


async def once(app: App, reader: Reader | None = None) -> Pass:
    """Raises BadConfig; servers out of reach are said in `errors`."""
    done = Pass()
    recover(app)
    mine = reader or Reader()
    try:
        _read_mailbox(app, done)
        handle_all(app, mine, done)
    finally:
        if reader is None:
            mine.close()
    unread = list(done.errors)
    before = _open_tasks(app)
    planner.plan_due(app)
    await _send(app, done)
    if summary.queue_if_due(app, tuple(done.errors)):
        await _send(app, done)
    retention.erase_if_due(app)
    status.note_pass(app, "; ".join(unread), "; ".join(done.errors[len(unread) :]))
    done.tasks_opened += max(0, _open_tasks(app) - before)
    with app.store.begin() as connection:
        done.held = len([r for r in rows.pending(connection) if r.dossier])
    return done


def _open_tasks(app: App) -> int:
    with app.store.begin() as connection:
        return len(tasks.waiting(connection))


def _read_mailbox(app: App, done: Pass) -> None:
    mailbox = Mailbox(mailbox_account(app.settings, app.env))
    rest = Rest(app, mailbox.account)
    if fault := rest.fault():
        done.errors.append(fault)
        return
    try:
        mailbox.open()
        rest.accepted()
        done.read = catch_up(app, mailbox)
        doubts.resolve(app, doubts.searching(app, mailbox))
        done.read += junk.look(app, mailbox)
    except AccountFault as refusal:
        rest.refused(refusal)
        done.errors.append(str(refusal))
    except Lost as error:
        done.errors.append(f"the mailbox was lost: {error}")
    finally:
        mailbox.close()


def handle_all(app: App, reader: Reader, done: Pass) -> None:
    if is_backlog(app):
        drained = drain(app, reader, lambda: True)
        done.matched += drained.matched
        done.tasks_opened += drained.tasks_opened
    while (handled := handle_batch(app, reader)) is not None:
        done.matched += handled.matched
        done.tasks_opened += handled.tasks_opened


async def _send(app: App, done: Pass) -> None:
    rest = Rest(app, smtp_account(app.settings, app.env))
    sent = outbox.Sent(faults=[fault]) if (fault := rest.fault()) else await _send_due(app, rest)
    done.sent += sent.sent
    done.summary_sent |= sent.summaries > 0
    done.errors.extend(fault for fault in sent.faults if not fault.startswith(tuple(done.errors)))
    outbox.tell_outcomes(app)


async def _send_due(app: App, rest: Rest) -> outbox.Sent:
    sender = outbox.Sender(app, worker_name())
    sent = await sender.send_due()
    if sender.refused:
        rest.refused(sender.refused)
    elif sent.sent or sent.summaries or sent.failed:
        rest.accepted()
    return sent
