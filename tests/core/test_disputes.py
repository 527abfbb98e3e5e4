"""What is contested leaves the reminders, the rest goes on, and a dispute ends in one of three ways."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from relanced.core.dossier import Invoice, PromiseState, Status
from relanced.core.events import (
    DisputeOutcome,
    DisputeRaised,
    Escalated,
    PaymentRecorded,
    PromiseTaken,
    TaskDone,
    WrittenOff,
)
from relanced.core.intents import DisputeReason, Intent
from relanced.core.money import Money
from relanced.core.reasons import Reason
from relanced.core.tasks import TaskKind
from tests.support.chase import Chase, bill, disputes


def reminded(*more: Invoice) -> Chase:
    """A client who got the first reminder on the 2nd of March."""
    return Chase("2026-03-02", bill("F-1", "2026-02-20"), *more)


def contesting(euros: str | None = "200.00", *more: Invoice, **said: Any) -> Chase:
    """He contests F-1, in part unless `euros` is None."""
    chase = reminded(*more)
    amount = Money.of(euros) if euros else None
    chase.says(Intent.DISPUTE, disputed_amount=amount, by_invoice=disputes("F-1"), **said)
    return chase


def answered(chase: Chase, outcome: DisputeOutcome | None, kind: TaskKind = TaskKind.ANSWER_DISPUTE) -> Reason:
    return chase.happens(TaskDone(kind, outcome=outcome)).reason


def only(chase: Chase) -> Invoice:
    [invoice] = [i for i in chase.dossier.invoices if i.number == "F-1"]
    return invoice


# -- what is contested ------------------------------------------------------------------------------------------------


def test_the_rest_of_an_invoice_goes_on_while_a_part_of_it_is_contested() -> None:
    chase = contesting(reason=DisputeReason.WRONG_AMOUNT)
    assert chase.dossier.status is Status.DISPUTED
    assert (str(only(chase).asked), str(only(chase).contested)) == ("1000.00", "200.00")
    assert only(chase).dispute_reason is DisputeReason.WRONG_AMOUNT
    chase.until("2026-03-10")
    assert chase.mails[-1] == ("2026-03-10", "second", ("F-1",))


@pytest.mark.parametrize("amount", ["1200.00", "5000.00", None])
def test_an_amount_that_is_no_part_is_the_whole(amount: str | None) -> None:
    chase = contesting(amount)
    assert (only(chase).disputed_amount, str(only(chase).asked)) == (None, "0.00")
    chase.until("2026-04-30")
    assert chase.steps() == ["first"]


def test_an_amount_that_could_be_of_two_invoices_holds_both() -> None:
    chase = reminded(bill("F-2", "2026-02-22"))
    chase.says(Intent.DISPUTE, disputed_amount=Money.of("200.00"))
    assert [str(i.asked) for i in chase.dossier.invoices] == ["0.00", "0.00"]


def test_a_part_promised_beside_a_dispute_is_waited_for_and_recalled() -> None:
    chase = contesting()
    assert chase.promises("2026-03-10").reason is Reason.PROMISE_NOTED
    assert chase.dossier.status is Status.DISPUTED
    chase.until("2026-03-12")
    assert chase.steps() == ["first"]
    chase.until("2026-03-13")
    assert chase.mails[-1] == ("2026-03-13", "broken_promise", ("F-1",))
    assert chase.dossier.status is Status.DISPUTED


def test_a_payment_of_the_rest_leaves_only_what_is_contested() -> None:
    chase = contesting()
    chase.happens(PaymentRecorded(Money.of("1000.00"), chase.today, "F-1"))
    assert (str(only(chase).balance), str(only(chase).asked)) == ("200.00", "0.00")
    chase.until("2026-04-30")
    assert chase.steps() == ["first"]


def test_a_payment_of_all_of_it_ends_the_dispute() -> None:
    chase = contesting("200.00", bill("F-2", "2026-02-22"))
    chase.happens(PaymentRecorded(Money.of("1200.00"), chase.today, "F-1"))
    assert (chase.dossier.status, chase.tasks) == (Status.ACTIVE, [])


# -- how it ends ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", [DisputeOutcome.WITHDRAWN, None])
def test_a_dispute_that_is_withdrawn_resumes_the_scenario_after_the_time_of_an_answer(
    outcome: DisputeOutcome | None,
) -> None:
    chase = contesting(None)
    chase.until("2026-03-16")
    assert answered(chase, outcome) is Reason.DISPUTE_WITHDRAWN
    assert chase.dossier.status is Status.ACTIVE
    chase.until("2026-03-23")
    assert chase.steps() == ["first"]
    chase.until("2026-03-24")
    assert chase.mails[-1] == ("2026-03-24", "second", ("F-1",))


def test_a_credit_note_that_is_to_come_keeps_its_part_out_until_the_import_has_it() -> None:
    chase = contesting()
    assert answered(chase, DisputeOutcome.CREDIT_NOTE) is Reason.CREDIT_NOTE_AWAITED
    assert (chase.dossier.status, chase.tasks) == (Status.DISPUTED, ["issue_credit_note"])
    assert str(only(chase).asked) == "1000.00"
    chase.imported(bill("F-1", "2026-02-20"))
    assert str(only(chase).asked) == "1000.00"
    chase.imported(bill("F-1", "2026-02-20"), bill("A-1", "2026-03-02", "-200.00"))
    assert (chase.dossier.status, chase.tasks, str(chase.dossier.balance)) == (Status.ACTIVE, [], "1000.00")


@pytest.mark.parametrize("outcome", [DisputeOutcome.CREDIT_NOTE, DisputeOutcome.ACCEPTED])
@pytest.mark.parametrize(("credit", "asked"), [("-200.00", "1000.00"), ("-50.00", "950.00")])
def test_a_credit_note_that_is_imported_alone_counts_once(outcome: DisputeOutcome, credit: str, asked: str) -> None:
    chase = contesting()
    answered(chase, outcome)
    chase.imported(bill("A-1", "2026-03-02", credit))
    assert str(chase.dossier.balance - only(chase).contested) == asked
    assert bool(only(chase).disputed) is (outcome is DisputeOutcome.CREDIT_NOTE and credit == "-50.00")


@pytest.mark.parametrize(
    ("later", "contested"),
    [
        (bill("F-1", "2026-02-20", "1000.00"), "0.00"),
        (bill("F-1", "2026-02-20", balance=Money.of("1000.00")), "0.00"),
        (bill("F-1", "2026-02-20", balance=Money.of("200.00")), "200.00"),
        (bill("F-1", "2026-02-20", balance=Money.of("700.00")), "200.00"),
    ],
)
def test_the_books_have_followed_when_total_or_balance_is_lower_by_just_the_part(
    later: Invoice, contested: str
) -> None:
    chase = contesting()
    answered(chase, DisputeOutcome.CREDIT_NOTE)
    chase.imported(later)
    assert str(only(chase).contested) == contested


def test_a_credit_note_for_the_whole_ends_it_whatever_its_amount() -> None:
    chase = contesting(None)
    answered(chase, DisputeOutcome.CREDIT_NOTE)
    chase.imported(bill("F-1", "2026-02-20", balance=Money.of("900.00")))
    assert (chase.dossier.status, str(only(chase).asked)) == (Status.ACTIVE, "900.00")


def test_a_credit_note_that_is_made_is_not_asked_for_before_the_import_has_it() -> None:
    chase = contesting()
    answered(chase, DisputeOutcome.CREDIT_NOTE)
    assert answered(chase, None, TaskKind.ISSUE_CREDIT_NOTE) is Reason.DISPUTE_ACCEPTED
    chase.imported(bill("F-1", "2026-02-20"))
    assert (chase.dossier.status, str(only(chase).balance)) == (Status.ACTIVE, "1000.00")


def test_a_credit_note_that_will_not_be_made_brings_its_part_back() -> None:
    chase = contesting()
    answered(chase, DisputeOutcome.CREDIT_NOTE)
    assert chase.happens(TaskDone(TaskKind.ISSUE_CREDIT_NOTE, accepted=False)).reason is Reason.DISPUTE_WITHDRAWN
    assert str(only(chase).asked) == "1200.00"


def test_what_is_given_up_stays_given_up_while_the_books_still_hold_it() -> None:
    chase = contesting()
    assert answered(chase, DisputeOutcome.ACCEPTED) is Reason.DISPUTE_ACCEPTED
    assert (str(only(chase).balance), str(only(chase).waived_amount)) == ("1000.00", "200.00")
    chase.imported(bill("F-1", "2026-02-20"))
    assert str(only(chase).balance) == "1000.00"
    chase.imported(bill("F-1", "2026-02-20", balance=Money.of("500.00")))
    assert str(only(chase).balance) == "300.00"


def test_what_is_given_up_is_not_taken_off_twice_once_the_books_have_it() -> None:
    chase = contesting()
    answered(chase, DisputeOutcome.ACCEPTED)
    chase.imported(bill("F-1", "2026-02-20", balance=Money.of("1000.00")))
    assert (str(only(chase).balance), only(chase).waived_amount) == ("1000.00", None)
    chase.imported(bill("F-1", "2026-02-20", balance=Money.of("600.00")))
    assert str(only(chase).balance) == "600.00"


def test_a_whole_invoice_that_is_given_up_settles_with_the_last_one() -> None:
    chase = contesting(None)
    assert answered(chase, DisputeOutcome.ACCEPTED) is Reason.SETTLED
    chase.imported(bill("F-1", "2026-02-20"))
    assert (chase.dossier.status, chase.tasks) == (Status.SETTLED, [])


# -- what a person says -----------------------------------------------------------------------------------------------


def test_a_person_may_say_what_is_contested_and_his_own_clock_runs() -> None:
    chase = reminded(bill("F-2", "2026-02-22"))
    raised = chase.happens(DisputeRaised("F-2", Money.of("100.00"), DisputeReason.QUALITY, "au téléphone"))
    assert (raised.reason, raised.detail) == (Reason.DISPUTED, "F-2 quality au téléphone")
    assert [str(i.contested) for i in chase.dossier.invoices] == ["0.00", "100.00"]
    assert (chase.dossier.status, chase.tasks) == (Status.DISPUTED, ["answer_dispute"])


def test_a_dispute_of_a_part_leaves_the_promise_of_the_rest() -> None:
    chase = reminded(bill("F-2", "2026-02-22"))
    chase.promises("2026-03-10")
    chase.happens(DisputeRaised("F-2"))
    assert (chase.dossier.status, chase.dossier.promise is not None) == (Status.DISPUTED, True)
    chase.happens(DisputeRaised("F-1"))
    assert chase.dossier.promise is None


def test_a_dispute_of_a_dossier_that_a_person_leads_is_noted_there() -> None:
    chase = reminded()
    chase.says(Intent.LEGAL)
    chase.happens(DisputeRaised())
    assert (chase.dossier.status, only(chase).disputed) == (Status.ESCALATED, True)


def test_a_promise_that_a_person_took_holds_like_one_by_mail() -> None:
    chase = reminded()
    taken = PromiseTaken(date(2026, 3, 10), Money.of("500.00"), note="Mme Bertin, au téléphone")
    assert chase.happens(taken).reason is Reason.PROMISE_NOTED
    assert chase.dossier.status is Status.PROMISED
    chase.happens(PaymentRecorded(Money.of("500.00"), date(2026, 3, 9)))
    assert chase.dossier.promises[-1].state is PromiseState.KEPT
    assert chase.dossier.status is Status.ACTIVE


def test_a_promise_taken_ends_what_a_person_was_asked() -> None:
    chase = reminded()
    chase.says(Intent.DELAY_REQUEST)
    assert (chase.dossier.status, chase.tasks) == (Status.ON_HOLD, ["agree_delay"])
    chase.happens(PromiseTaken(date(2026, 5, 30)))
    assert (chase.dossier.status, chase.tasks) == (Status.PROMISED, [])


def test_a_dossier_that_is_taken_over_or_given_up_is_left_alone() -> None:
    chase = reminded()
    chase.promises("2026-03-10")
    assert chase.happens(Escalated("je m’en occupe")).reason is Reason.ESCALATED
    assert (chase.dossier.status, chase.dossier.promise) == (Status.ESCALATED, None)
    assert chase.happens(Escalated()).reason is Reason.STATUS_FORBIDS
    assert chase.happens(WrittenOff("liquidée")).reason is Reason.WRITTEN_OFF
    assert (chase.dossier.status, str(chase.dossier.balance)) == (Status.WRITTEN_OFF, "1200.00")
    assert chase.happens(DisputeRaised()).reason is Reason.STATUS_FORBIDS
    chase.until("2026-06-30")
    assert chase.steps() == ["first"]


def test_a_debt_that_was_given_up_may_still_be_paid() -> None:
    chase = reminded()
    chase.happens(WrittenOff())
    assert chase.happens(PaymentRecorded(Money.of("1200.00"), chase.today)).reason is Reason.SETTLED
