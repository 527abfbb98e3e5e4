"""What a promise holds, and when it is kept or broken."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relanced.core.dossier import Means, PromiseState, Status
from relanced.core.events import Paused, PaymentRecorded, Resumed, TaskDone
from relanced.core.intents import Intent
from relanced.core.money import Money
from relanced.core.reasons import Reason
from relanced.core.risk.record import NEW, Record
from relanced.core.tasks import TaskKind
from tests.support.chase import Chase, bill


def promised(*invoices: object) -> Chase:
    """A client who was reminded on the 2nd of March and promised the whole for the 10th."""
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20"), *invoices)  # type: ignore[arg-type]
    chase.promises("2026-03-10")
    return chase


def test_a_promise_that_is_not_kept_is_recalled_after_its_grace() -> None:
    chase = promised()
    chase.until("2026-03-12")
    assert chase.steps() == ["first"]
    chase.until("2026-03-13")
    assert chase.mails[-1] == ("2026-03-13", "broken_promise", ("F-1",))


def test_who_pays_all_that_was_late_has_kept_his_promise_of_the_whole() -> None:
    chase = promised(bill("F-2", "2026-04-30"))
    chase.today = chase.today.replace(day=9)
    chase.happens(PaymentRecorded(Money.of("1200.00"), chase.today, "F-1"))
    chase.until("2026-03-20")
    assert chase.steps() == ["first"]
    assert chase.dossier.last_promise is not None
    assert chase.dossier.last_promise.state is PromiseState.KEPT


def test_a_promise_of_the_whole_does_not_cover_what_falls_due_after_its_day() -> None:
    chase = promised(bill("F-2", "2026-03-11"))
    chase.today = chase.today.replace(day=9)
    chase.happens(PaymentRecorded(Money.of("1200.00"), chase.today, "F-1"))
    chase.until("2026-03-17")
    assert chase.steps() == ["first"]


def test_a_new_invoice_in_the_same_file_does_not_hide_that_the_promised_one_was_paid() -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20"))
    chase.promises("2026-03-10", promised_amount=Money.of("1200.00"))
    decision = chase.imported(bill("F-2", "2026-02-28"), complete=True)
    assert decision.reason is Reason.PROMISE_KEPT
    assert decision.dossier.status is Status.ACTIVE


def test_a_promise_outlives_the_pause_that_a_person_made() -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20"))
    chase.promises("2026-04-10")
    chase.happens(Paused(chase.today.replace(day=10), "appel en cours"))
    chase.until("2026-04-10")
    assert chase.steps() == ["first"]
    chase.until("2026-04-15")
    assert chase.steps() == ["first", "broken_promise"]


def test_a_promise_outlives_the_check_of_a_payment_that_was_claimed() -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20"))
    chase.promises("2026-04-10")
    chase.says(Intent.ALREADY_PAID)
    chase.happens(TaskDone(TaskKind.CHECK_PAYMENT))
    assert chase.dossier.status is Status.PROMISED
    chase.until("2026-04-10")
    assert chase.steps() == ["first"]


def test_who_resumes_a_dossier_sets_its_promise_aside() -> None:
    chase = promised()
    chase.happens(Resumed())
    assert chase.dossier.promise is None


def test_promises_that_take_each_others_place_go_to_a_person() -> None:
    chase = promised()
    assert chase.promises("2026-03-20").reason is Reason.PROMISE_NOTED
    third = chase.promises("2026-03-30")
    assert third.reason is Reason.TOO_MANY_PROMISES
    assert chase.tasks == ["read_reply"]


def test_the_promises_of_an_earlier_chase_do_not_count() -> None:
    chase = promised()
    chase.promises("2026-03-20")
    chase.today = chase.today.replace(day=21)
    chase.happens(PaymentRecorded(Money.of("1200.00"), chase.today, "F-1"))
    chase.today = chase.today.replace(month=6)
    chase.imported(bill("F-2", "2026-05-20"))
    assert chase.promises("2026-06-30").reason is Reason.PROMISE_NOTED


def test_an_approval_given_before_a_promise_is_asked_for_again() -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-01-01"))
    chase.until("2026-03-20")
    assert chase.tasks == ["call", "approve_step"]
    chase.happens(TaskDone(TaskKind.APPROVE_STEP))
    chase.promises("2026-04-10")
    chase.until("2026-05-20")
    assert "formal_notice" not in chase.steps()
    assert chase.tasks == ["approve_step"]  # he has spoken: nobody need ring any more


def test_a_promise_whose_day_is_over_when_it_is_read_goes_to_a_person() -> None:
    chase = Chase("2026-03-20", bill("F-1", "2026-03-10"))
    assert chase.promises("2026-03-13").reason is Reason.PERSON_NEEDED
    chase.until("2026-03-30")
    assert chase.steps() == ["first"]


def test_a_promise_for_a_distant_day_is_a_delay_that_a_person_grants() -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20"))
    chase.promises("2026-05-02")
    assert chase.tasks == ["agree_delay"]
    assert chase.promises("2026-05-01").reason is Reason.PROMISE_NOTED


def test_what_the_owner_calls_a_promise_is_one_whatever_its_day() -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20"))
    assert chase.promises("2026-09-01", matched_by="person").reason is Reason.PROMISE_NOTED


# -- how long it is waited for ----------------------------------------------------------------------------------------

RELIABLE = Record(paid=12)
REPEAT_LATE = Record(paid=4, paid_late=3)


@pytest.mark.parametrize(
    ("means", "record", "recalled_on"),
    [
        (None, NEW, "2026-03-13"),
        (Means.TRANSFER, NEW, "2026-03-13"),
        (Means.CHEQUE, NEW, "2026-03-18"),
        (Means.DIRECT_DEBIT, NEW, "2026-03-16"),
        (Means.CARD, NEW, "2026-03-12"),
        (None, RELIABLE, "2026-03-17"),
        (Means.CHEQUE, RELIABLE, "2026-03-20"),
        (None, REPEAT_LATE, "2026-03-13"),
    ],
)
def test_the_grace_follows_the_means_and_the_record(means: Means | None, record: Record, recalled_on: str) -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20"))
    chase.dossier = replace(chase.dossier, customer=replace(chase.dossier.customer, record=record))
    chase.promises("2026-03-10", means=means)
    chase.until("2026-03-31")
    assert ("broken_promise", recalled_on) in [(step, day) for day, step, _ in chase.mails]


def test_a_part_that_was_promised_and_paid_is_kept_and_the_rest_goes_on() -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20"))
    chase.promises("2026-03-10", promised_amount=Money.of("500.00"))
    chase.until("2026-03-09")
    assert chase.happens(PaymentRecorded(Money.of("500.00"), chase.today)).reason is Reason.PROMISE_KEPT
    chase.until("2026-03-16")
    assert chase.steps() == ["first"]
    chase.until("2026-03-17")
    assert chase.steps() == ["first", "second"]


def test_a_part_for_a_distant_day_is_a_delay_since_the_rest_would_wait_too() -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20"))
    chase.promises("2026-03-18", promised_amount=Money.of("100.00"))
    assert chase.tasks == ["agree_delay"]
    other = Chase("2026-03-02", bill("F-1", "2026-02-20"))
    assert other.promises("2026-03-18", promised_amount=Money.of("1200.00")).reason is Reason.PROMISE_NOTED


@pytest.mark.parametrize(("euros", "amount"), [("1200.00", None), ("500.00", Money.of("500.00"))])
def test_money_within_the_grace_keeps_a_promise_late(euros: str, amount: Money | None) -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20"), bill("F-2", "2026-04-30"))
    chase.promises("2026-03-10", promised_amount=amount)
    chase.until("2026-03-12")
    paid = chase.happens(PaymentRecorded(Money.of(euros), chase.today, "F-1"))
    assert (paid.reason, chase.dossier.status) == (Reason.PROMISE_LATE, Status.ACTIVE)
    assert chase.dossier.promises[-1].state is PromiseState.LATE


def test_money_that_was_on_its_way_on_the_day_keeps_a_promise_in_time() -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20"), bill("F-2", "2026-04-30"))
    chase.promises("2026-03-10")
    chase.until("2026-03-12")
    chase.happens(PaymentRecorded(Money.of("1200.00"), chase.today.replace(day=10), "F-1"))
    assert chase.dossier.promises[-1].state is PromiseState.KEPT


def test_money_that_overtakes_the_recall_keeps_a_promise_late() -> None:
    chase = promised(bill("F-2", "2026-04-30"))
    chase.until("2026-03-12")
    chase.today = chase.today.replace(day=13)
    chase._ask()
    assert chase.steps()[-1] == "broken_promise"
    paid = chase.happens(PaymentRecorded(Money.of("1200.00"), chase.today, "F-1"))
    assert paid.reason is Reason.PROMISE_LATE
    chase.until("2026-03-31")
    assert [r.step for r in chase.dossier.reminders if r.sent_at] == ["first", "promise_noted"]


def test_money_after_the_recall_does_not_mend_the_promise() -> None:
    chase = promised(bill("F-2", "2026-04-30"))
    chase.until("2026-03-13")
    chase.happens(PaymentRecorded(Money.of("1200.00"), chase.today, "F-1"))
    assert chase.dossier.promises[-1].state is PromiseState.BROKEN
