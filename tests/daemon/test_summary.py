"""The owner's mail of the day: each thing stands in one, and one that he did not get is spoken of in the next."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from campaigns.desk import Desk
from relanced.core.events import PaymentRecorded, Settled
from relanced.core.money import Money
from relanced.core.summary import Summary
from relanced.daemon import change, summary
from relanced.daemon.sending import doubts, outbox
from tests.support.smtp_server import DROP, SmtpServer


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path, 2)
    yield desk
    desk.close()


def send(desk: Desk, says: dict[str, Any] | None = None) -> SmtpServer:
    server = SmtpServer(says or {})

    async def main() -> None:
        async with server.running():
            object.__setattr__(desk.app.settings.need_smtp(), "port", server.port)
            await outbox.Sender(desk.app, "test").send_due()

    desk.look()
    asyncio.run(main())
    outbox.tell_outcomes(desk.app)
    return server


def gathered(desk: Desk) -> Summary:
    with desk.app.store.begin() as connection:
        return summary.gather(desk.app, connection)


def test_what_happened_at_the_instant_of_a_summary_stands_in_that_one_alone(desk: Desk) -> None:
    """On a rehearsed clock a whole pass happens at one instant."""
    first, second = desk.references
    send(desk)
    change.happen(desk.app, second, PaymentRecorded(Money(10_000), desk.app.today()))
    change.happen(desk.app, second, Settled("dit deux fois"))
    today = gathered(desk)
    assert [row.reference for row in today.sent] == [first, second]
    assert len(today.settled) == 1
    summary.queue(desk.app)
    desk.clock.advance(timedelta(days=1))
    tomorrow = gathered(desk)
    assert (tomorrow.sent, tomorrow.settled) == ((), ())


@pytest.mark.parametrize(
    ("says", "words"),
    [
        ({"body": ["250 ok", "250 ok", DROP]}, "n’est peut-être pas arrivé à patron@creancier.example"),
        ({"rcpt": ["250 ok", "250 ok", "550 5.1.1 unknown"]}, "a été refusé pour patron@creancier.example\u00a0: 550"),
        ({"body": ["250 ok", "250 ok", "554 spam"]}, "n’est pas parti vers patron@creancier.example\u00a0: 554 spam"),
    ],
)  # fmt: skip
def test_the_next_summary_says_what_became_of_one_that_may_not_have_come(
    desk: Desk, says: dict[str, Any], words: str
) -> None:
    summary.queue(desk.app)
    send(desk, says)
    desk.clock.advance(timedelta(days=1))
    desk.look()
    [warning] = gathered(desk).warnings
    assert warning.startswith("Le bilan du 08/12/2026 ")
    assert words in warning
    summary.queue(desk.app)
    desk.clock.advance(timedelta(days=1))
    desk.look()
    assert gathered(desk).warnings == (), "once is enough"


def test_a_summary_in_doubt_that_is_found_is_spoken_of_no_more(desk: Desk) -> None:
    summary.queue(desk.app)
    send(desk, {"body": ["250 ok", "250 ok", DROP]})
    desk.clock.advance(timedelta(days=1))
    desk.look()
    doubts.resolve(desk.app, lambda _: True)
    assert gathered(desk).warnings == ()


def test_a_summary_has_a_blind_copy_like_any_mail_by_which_a_doubt_about_it_ends(desk: Desk) -> None:
    object.__setattr__(desk.app.settings.need_smtp(), "bcc", "archive@creancier.example")
    summary.queue(desk.app)
    server = send(desk)
    asked = [line for line in server.lines if line.startswith("RCPT")]
    assert asked[-2:] == ["RCPT TO:<patron@creancier.example>", "RCPT TO:<archive@creancier.example>"]
