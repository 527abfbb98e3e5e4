"""What a client is answered by itself, and what never is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from relanced.core.deciding.answers import A_DAY, A_WEEK, ANSWERING, has_room, last_reminder_on
from relanced.core.dossier import Contact, Reminder, ReminderState, Status
from relanced.core.effects import QueueMail
from relanced.core.events import Paused, PaymentRecorded, ReplyRead, Resumed, Settled, TaskDone, Trust
from relanced.core.intents import Intent
from relanced.core.money import Money
from relanced.core.policy import Policy
from relanced.core.reading import Reading
from relanced.core.reasons import Reason
from relanced.core.tasks import TaskKind
from tests.support.chase import CONTACT, Chase, bill, disputes

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


# -- what else is answered --------------------------------------------------------------------------------------------


def copied(chase: Chase, **more: object) -> list[str]:
    chase.says(Intent.DOCUMENT_REQUEST, **{"wants_copy": True, **more})
    return [step for _, step, _ in chase.answers]


def with_file(*, pdf: str | None = "/f/F-1.pdf") -> Chase:
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20", pdf=pdf))
    chase.until("2026-03-04")
    return chase


def test_a_dispute_is_told_that_a_person_answers() -> None:
    chase = chased()
    chase.says(Intent.DISPUTE)
    assert chase.answers == [("2026-03-04", "dispute_noted", ("F-1",))]


def test_only_what_is_contested_is_spoken_of() -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20"), bill("F-2", "2026-02-21"))
    chase.says(Intent.DISPUTE, by_invoice=disputes("F-2"))
    assert chase.answers[-1][1:] == ("dispute_noted", ("F-2",))


def test_a_claim_is_noted_with_what_it_says_of_the_payment() -> None:
    chase = chased()
    chase.says(Intent.ALREADY_PAID, paid_on=date(2026, 3, 3))
    assert chase.answers[-1][1] == "claim_noted"
    assert chase.dossier.payment_claim is not None
    assert chase.dossier.payment_claim.paid_on == date(2026, 3, 3)


def test_a_claim_that_the_ledger_does_not_confirm_is_asked_about_once_in_his_words() -> None:
    chase = chased()
    chase.says(Intent.ALREADY_PAID)
    chase.until("2026-03-12")
    chase.imported(bill("F-1", "2026-02-20"))
    chase.until("2026-03-20")
    assert chase.mails[-1][1:] == ("claim_not_found", ("F-1",))
    assert chase.steps().count("claim_not_found") == 1
    [asked] = [r for r in chase.dossier.reminders if r.step == "claim_not_found"]
    assert chase.dossier.last_mailed_on == asked.on, "it asks for money: to the gap it is a reminder"


def test_who_switched_that_off_goes_on_with_the_scenario() -> None:
    chase = chased()
    chase.policy = replace(chase.policy, answers=frozenset())
    chase.says(Intent.ALREADY_PAID)
    chase.until("2026-03-12")
    chase.imported(bill("F-1", "2026-02-20"))
    chase.until("2026-03-20")
    assert "claim_not_found" not in chase.steps()


def test_a_request_for_time_is_told_that_a_person_decides() -> None:
    for intent in (Intent.DELAY_REQUEST, Intent.PAYMENT_PLAN_REQUEST):
        chase = chased()
        chase.says(intent)
        assert [step for _, step, _ in chase.answers] == ["delay_noted"]


def test_a_mail_for_a_person_to_read_is_not_answered_while_another_request_waits() -> None:
    chase = chased()
    chase.says(Intent.DELAY_REQUEST)
    chase.until("2026-03-06")
    chase.says(Intent.OTHER)
    assert len(chase.answers) == 1


def test_a_copy_of_the_invoice_leaves_at_once_and_reminders_wait_for_it_to_be_read() -> None:
    chase = with_file()
    assert copied(chase) == ["copy"]
    assert chase.tasks == []
    assert chase.dossier.wait_until == date(2026, 3, 11)


@pytest.mark.parametrize(
    "more", [{"wants_copy": False}, {"trust": Trust.STRANGER}], ids=["another document", "a stranger"]
)
def test_any_other_document_is_a_person_s_to_send(more: dict[str, object]) -> None:
    chase = with_file()
    assert copied(chase, **more) == []
    assert chase.tasks != []


def test_without_its_file_a_person_sends_it() -> None:
    chase = with_file(pdf=None)
    assert copied(chase) == []
    assert chase.tasks == ["send_document"]


def test_a_second_copy_on_one_day_is_a_person_s_to_send() -> None:
    chase = with_file()
    copied(chase)
    chase.until("2026-03-04")
    assert copied(chase) == ["copy"]
    assert chase.tasks == ["send_document"]


def test_who_pays_after_a_reminder_is_thanked() -> None:
    chase = chased()
    chase.happens(PaymentRecorded(Money.of("1200.00"), chase.today))
    assert chase.answers == [("2026-03-04", "thanks", ("F-1",))]
    chase.until("2026-03-05")
    assert chase.dossier.reminders[-1].state is ReminderState.SENT


def test_who_pays_before_any_reminder_is_not_thanked() -> None:
    chase = Chase("2026-02-16", bill("F-1", "2026-02-20"))
    chase.until("2026-02-18")
    assert chase.steps() == ["courtesy"]
    chase.happens(PaymentRecorded(Money.of("1200.00"), chase.today))
    assert chase.answers == []


def test_nobody_is_thanked_for_what_a_person_gave_up() -> None:
    chase = chased()
    chase.happens(Settled())
    assert chase.answers == []


def test_nobody_is_thanked_for_a_credit_note() -> None:
    chase = chased()
    chase.imported(bill("F-1", "2026-02-20"), bill("A-1", "2026-03-01", "-1200.00"))
    assert chase.answers == []


def test_nobody_is_thanked_under_a_pause() -> None:
    chase = chased()
    chase.happens(Paused(None, "appel en cours"))
    chase.happens(PaymentRecorded(Money.of("1200.00"), chase.today))
    assert chase.answers == []


# -- a person's word on a request for time ----------------------------------------------------------------------------


def asked_for_time() -> Chase:
    chase = chased()
    chase.says(Intent.DELAY_REQUEST)
    chase.until("2026-03-05")
    return chase


def test_the_time_granted_is_told_to_who_asked_and_waited_for_as_a_promise_is() -> None:
    chase = asked_for_time()
    asked = TaskDone(TaskKind.AGREE_DELAY, until=date(2026, 3, 16), message_id="<r@x>", sender="x@bertin.example")
    decision = chase.happens(asked)
    [order] = [effect for effect in decision.effects if isinstance(effect, QueueMail)]
    assert (order.step, order.to, order.in_reply_to) == ("delay_granted", "x@bertin.example", "<r@x>")
    assert decision.dossier.status is Status.PROMISED
    assert chase.tasks == []
    chase.until("2026-03-18")
    assert chase.steps() == ["first"]
    chase.until("2026-03-20")
    assert chase.steps() == ["first", "broken_promise"]


def test_a_refusal_is_told_and_the_scenario_goes_on_after_its_gap() -> None:
    chase = asked_for_time()
    chase.happens(TaskDone(TaskKind.AGREE_DELAY, accepted=False))
    assert chase.mails[-1] == ("2026-03-05", "delay_refused", ("F-1",))
    assert chase.dossier.status is Status.ACTIVE
    chase.until("2026-03-09")
    assert chase.steps() == ["first", "delay_refused"], "it asks for the money: to the gap it is a reminder"
    chase.until("2026-03-20")
    assert chase.steps()[2:] == ["second"]


def test_a_yes_without_a_day_is_told_by_the_person_himself() -> None:
    chase = asked_for_time()
    assert chase.happens(TaskDone(TaskKind.AGREE_DELAY)).reason is Reason.TASK_DONE
    assert [step for _, step, _ in chase.answers] == ["delay_noted"]


def test_a_person_s_word_leaves_although_the_limit_is_reached() -> None:
    chase = asked_for_time()
    full = tuple(answer(date(2026, 3, day), "question") for day in (3, 4, 5))
    chase.dossier = replace(chase.dossier, reminders=(*chase.dossier.reminders, *full))
    chase.happens(TaskDone(TaskKind.AGREE_DELAY, until=date(2026, 3, 16)))
    assert chase.answers[-1][1] == "delay_granted"
