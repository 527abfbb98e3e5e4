"""A refusal costs only whom it speaks of: the client's address, this one mail, or a pause of all sending."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from campaigns.desk import Desk
from relanced.core.tasks import TaskKind
from relanced.daemon import summary
from relanced.daemon.login.breaker import ACCOUNT_PAUSE
from relanced.daemon.sending import outbox
from relanced.daemon.sending.outbox import BACKOFF, Sender
from relanced.store import outbox as rows
from relanced.store import tasks
from tests.support.smtp_server import SmtpServer

OF_US = (
    {"mail": "550 5.7.1 You may not send as this sender"},
    {"rcpt": "553 5.7.1 <compta@creancier.example>: Sender address rejected: not owned by user"},
    {"rcpt": "554 5.7.1 <c0@client.example>: Relay access denied"},
    {"rcpt": "550 your IP 192.0.2.1 is blacklisted"},
    {"body": "550 5.7.26 unauthenticated: DMARC"},
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path, 3)
    yield desk
    desk.close()


def send(desk: Desk, says: dict[str, Any], sender: Sender | None = None) -> tuple[Sender, SmtpServer]:
    """One round, the mailbox just read."""
    sender, server = sender or Sender(desk.app, "test"), SmtpServer(says)

    async def main() -> None:
        async with server.running():
            object.__setattr__(desk.app.settings.need_smtp(), "port", server.port)
            await sender.send_due()

    desk.look()
    asyncio.run(main())
    outbox.tell_outcomes(desk.app)
    return sender, server


def kinds(desk: Desk, n: int) -> list[TaskKind]:
    return [task.kind for task in desk.dossier(desk.references[n]).tasks]


@pytest.mark.parametrize("says", OF_US, ids=str)
def test_what_is_said_of_us_costs_no_client_his_address_and_pauses_sending(desk: Desk, says: dict[str, str]) -> None:
    sender, server = send(desk, says)
    assert sender.breaker.is_open(desk.clock.now())
    assert sender.breaker.fault, "the owner reads it in the status and in the summary"
    assert server.mails == []
    assert all(desk.dossier(r).contact for r in desk.references)
    desk.clock.advance(ACCOUNT_PAUSE)
    send(desk, {}, sender)
    assert desk.states() == ("sent", "sent", "sent")


def test_a_server_that_keeps_refusing_us_is_left_in_peace_longer_each_time(desk: Desk) -> None:
    sender = Sender(desk.app, "test")
    pauses = []
    for _ in range(4):
        send(desk, {"mail": "550 5.7.1 no"}, sender)
        assert sender.breaker.until is not None
        pauses.append(sender.breaker.until - desk.clock.now())
        desk.clock.move_to(sender.breaker.until)
    assert pauses == [ACCOUNT_PAUSE * 2**n for n in range(4)]


def test_a_server_that_closes_its_door_uses_up_no_attempt(desk: Desk) -> None:
    """However often it says 421, the mail is not given up."""
    sender = Sender(desk.app, "test")
    for _ in range(len(BACKOFF) + 5):
        send(desk, {"rcpt": "421 4.3.2 closing"}, sender)
        desk.clock.move_to(desk.app.window.next_opening(sender.breaker.until or desk.clock.now()))
    assert "refused" not in desk.states()
    _, server = send(desk, {}, sender)
    assert (len(server.mails), desk.states()) == (3, ("sent", "sent", "sent"))


def test_a_mail_that_alone_is_refused_so_does_not_stop_the_others(desk: Desk) -> None:
    """A recipient whose own rules refuse us looks like a fault of ours, until the others have left."""
    sender = Sender(desk.app, "test")
    no = "550 5.7.1 this group takes no mail from outside"
    send(desk, {"rcpt": [no]}, sender)
    assert desk.states() == ("retry", "queued", "queued")
    desk.clock.advance(ACCOUNT_PAUSE)
    _, server = send(desk, {"rcpt": ["250 ok", "250 ok", no]}, sender)
    assert (len(server.mails), desk.states()) == (2, ("held", "sent", "sent"))
    assert kinds(desk, 0) == [TaskKind.MEND_FAULT]
    assert desk.dossier(desk.references[0]).contact, "its address is left alone"


def test_a_mail_at_which_the_server_always_hangs_up_is_given_up_once_the_others_have_left(desk: Desk) -> None:
    sender = Sender(desk.app, "test")
    send(desk, {"body": ["421 closing"]}, sender)
    desk.clock.advance(ACCOUNT_PAUSE)
    send(desk, {"body": ["250 ok", "250 ok", "421 closing"]}, sender)
    assert desk.states() == ("retry", "sent", "sent")
    with desk.app.store.begin() as connection:
        [row] = rows.pending(connection)
    assert row.attempts == 1


def test_a_mail_too_large_is_a_person_s_and_is_written_anew_when_he_lets_it_go(desk: Desk) -> None:
    send(desk, {"mail": ["552 5.3.4 too big"]})
    assert desk.states() == ("held", "sent", "sent")
    assert kinds(desk, 0) == [TaskKind.MEND_FAULT]
    with desk.app.store.begin() as connection:
        [row] = rows.pending(connection)
    assert (row.raw, row.attempts) == (None, 0)


def test_a_full_mailbox_is_tried_again(desk: Desk) -> None:
    send(desk, {"rcpt": ["552 5.2.2 full"]})
    assert desk.states() == ("retry", "sent", "sent")


def test_a_deferral_that_speaks_of_us_is_never_taken_for_a_bad_address(desk: Desk) -> None:
    for pause in (*BACKOFF, timedelta(0)):
        send(desk, {"rcpt": "450 4.7.1 Client host rejected: cannot find your reverse hostname"})
        desk.clock.move_to(desk.app.window.next_opening(desk.clock.now() + pause + timedelta(seconds=1)))
    assert desk.states() == ("held", "held", "held")
    assert kinds(desk, 0) == [TaskKind.MEND_FAULT]


def test_a_summary_that_is_refused_is_a_task(desk: Desk) -> None:
    summary.queue(desk.app)
    send(desk, {"rcpt": ["250 ok", "250 ok", "250 ok", "550 5.1.1 unknown"]})
    with desk.app.store.begin() as connection:
        [task] = tasks.waiting(connection)
    assert (task.kind, task.detail) == ("mend_fault", "patron@creancier.example : 550 5.1.1 unknown")
