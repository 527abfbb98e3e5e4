"""What a client is answered by itself, and what never is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from relanced.core.answers import A_DAY, A_WEEK, ANSWERING, has_room, last_reminder_on
from relanced.core.dossier import Contact, Reminder, ReminderState
from relanced.core.effects import QueueMail
from relanced.core.events import ReplyRead, Resumed, Trust
from relanced.core.intents import Intent
from relanced.core.policy import Policy
from relanced.core.reading import Reading
from tests.support.chase import CONTACT, Chase, bill

DAY = date(2026, 3, 10)


def answer(on: date, step: str = "promise_noted", state: ReminderState = ReminderState.SENT) -> Reminder:
    return Reminder(step, 1, state, on, CONTACT.address, ("F-1",), tried_on=on)


def ago(*days: int) -> list[Reminder]:
    return [answer(DAY - timedelta(days=n)) for n in days]


# -- the limit --------------------------------------------------------------------------------------------------------


def test_a_second_answer_on_one_day_does_not_leave() -> None:
    assert has_room([], DAY)
    assert not has_room(ago(0), DAY)
    assert A_DAY == 1


def test_a_fourth_answer_in_seven_days_does_not_leave() -> None:
    assert not has_room(ago(1, 4, 6), DAY)
    assert has_room(ago(1, 4, 7), DAY)
    assert A_WEEK == 3


@pytest.mark.parametrize("step", sorted(ANSWERING))
def test_everything_that_answers_counts(step: str) -> None:
    assert not has_room([answer(DAY, step)], DAY)


@pytest.mark.parametrize("step", ["courtesy", "first", "formal_notice"])
def test_a_reminder_of_the_scenario_is_no_answer(step: str) -> None:
    assert has_room([answer(DAY, step)], DAY)


@pytest.mark.parametrize("state", [ReminderState.CANCELLED, ReminderState.REFUSED])
def test_what_nobody_got_does_not_count(state: ReminderState) -> None:
    assert has_room([answer(DAY, state=state)], DAY)


@pytest.mark.parametrize("state", [ReminderState.QUEUED, ReminderState.RETRY, ReminderState.HELD])
def test_what_has_yet_to_leave_counts_as_of_today(state: ReminderState) -> None:
    assert not has_room([answer(DAY - timedelta(days=30), state=state)], DAY)


def test_a_doubt_counts_for_the_day_of_its_attempt() -> None:
    assert has_room([answer(DAY - timedelta(days=9), state=ReminderState.UNCERTAIN)], DAY)
    assert not has_room([answer(DAY, state=ReminderState.UNCERTAIN)], DAY)


def test_a_clock_that_was_set_back_makes_no_room() -> None:
    assert not has_room(ago(-2), DAY)


def test_the_gap_between_reminders_knows_no_answers() -> None:
    assert last_reminder_on([answer(DAY, "first"), answer(DAY + timedelta(days=3))]) == DAY


# -- promises ---------------------------------------------------------------------------------------------------------


def chased() -> Chase:
    """Reminded on the 2nd of March, and answering on the 4th."""
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20"))
    chase.until("2026-03-04")
    return chase


def mail_of(chase: Chase, **event: object) -> list[QueueMail]:
    """The mails that a promise from a contact calls forth, sent as `event` says."""
    reading = Reading(
        False, (Intent.PAYMENT_PROMISE,), Intent.PAYMENT_PROMISE, 0.99, False, promised_on=date(2026, 3, 10)
    )
    values = {"trust": Trust.CONTACT, "matched_by": "message_id", "sender": CONTACT.address, "message_id": "<r@x>"}
    told = ReplyRead(reading, **{**values, **event})  # type: ignore[arg-type]
    return [effect for effect in chase.happens(told).effects if isinstance(effect, QueueMail)]


def test_a_promise_is_answered_in_its_thread_to_whoever_made_it() -> None:
    [order] = mail_of(chased(), sender="compta2@bertin.example", trust=Trust.COLLEAGUE)
    assert (order.step, order.to, order.in_reply_to) == ("promise_noted", "compta2@bertin.example", "<r@x>")
    assert order.invoices == ("F-1",)


@pytest.mark.parametrize(
    "event",
    [
        {"trust": Trust.STRANGER},
        {"wants_no_answer": True},
        {"sender": ""},
        {"sender": "<>"},
        {"sender": "no-reply@bertin.example"},
        {"sender": "compta.noreply@bertin.example"},
        {"sender": "ne-pas-repondre@bertin.example"},
        {"sender": "MAILER-DAEMON@bertin.example"},
        {"sender": "postmaster@bertin.example"},
        {"sender": "fournisseurs-request@bertin.example"},
        {"sender": "inconnu@ailleurs.example", "matched_by": "person"},
    ],
    ids=str,
)
def test_machines_lists_and_strangers_get_no_answer(event: dict[str, object]) -> None:
    assert mail_of(chased(), **event) == []


def test_the_reader_must_be_sure() -> None:
    chase = chased()
    doubt = Reading(False, (Intent.PAYMENT_PROMISE,), Intent.PAYMENT_PROMISE, 0.6, True, promised_on=date(2026, 3, 10))
    chase.happens(ReplyRead(doubt, CONTACT.address, Trust.CONTACT, "message_id", "<r@x>"))
    assert chase.answers == []


def test_a_mail_that_says_more_is_not_answered_as_if_it_were_all() -> None:
    chase = chased()
    chase.says(Intent.PAYMENT_PROMISE, Intent.DOCUMENT_REQUEST, promised_on=date(2026, 3, 10))
    assert chase.answers == []


def test_who_switched_it_off_sends_none() -> None:
    chase = chased()
    chase.policy = replace(chase.policy, answers=frozenset())
    assert mail_of(chase) == []
    assert Policy(timezone=chase.policy.timezone).answers == frozenset(ANSWERING)


def test_an_address_that_failed_is_not_answered() -> None:
    chase = chased()
    chase.dossier = replace(chase.dossier, contacts=(replace(CONTACT, retired=True), Contact("x@bertin.example")))
    assert mail_of(chase) == []


def test_two_promises_on_one_day_get_one_answer_of_which_the_later_is_true() -> None:
    chase = chased()
    chase.promises("2026-03-10")
    chase.promises("2026-03-12")
    assert [r.state for r in chase.dossier.reminders if r.step == "promise_noted"] == [
        ReminderState.CANCELLED,
        ReminderState.QUEUED,
    ]
    chase.until("2026-03-04")
    chase.promises("2026-03-16")
    assert [r.state for r in chase.dossier.reminders].count(ReminderState.QUEUED) == 0


def test_an_answer_neither_widens_the_gap_nor_takes_a_step() -> None:
    chase = chased()
    mailed = chase.dossier.last_mailed_on
    chase.promises("2026-03-05")
    chase.until("2026-03-04")
    assert chase.answers == [("2026-03-04", "promise_noted", ("F-1",))]
    assert chase.dossier.last_mailed_on == mailed


def test_an_answer_that_is_overtaken_before_it_leaves_is_taken_back() -> None:
    chase = chased()
    chase.promises("2026-03-10")
    chase.happens(Resumed())
    assert chase.dossier.reminders[-1].state is ReminderState.CANCELLED


def test_a_broken_promise_waits_for_room() -> None:
    chase = chased()
    chase.promises("2026-03-10")
    chase.until("2026-03-12")
    full = tuple(answer(date(2026, 3, day), "question") for day in (9, 11, 12))
    chase.dossier = replace(chase.dossier, reminders=(*chase.dossier.reminders, *full))
    chase.until("2026-03-15")
    assert "broken_promise" not in chase.steps()
    chase.until("2026-03-20")
    assert chase.mails[-1][:2] == ("2026-03-16", "broken_promise")
