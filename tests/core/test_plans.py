"""Payment plans: what is drafted, how a yes grants it, and what keeps or ends it."""

from __future__ import annotations

from datetime import date

import pytest

from relanced.core.deciding.plans import Wish, draft, parsed, spelt
from relanced.core.dossier import ReminderState, Status
from relanced.core.effects import QueueMail
from relanced.core.events import (
    DisputeOutcome,
    DisputeRaised,
    InvoicesImported,
    PaymentRecorded,
    PlanAgreed,
    Settled,
    TaskDone,
)
from relanced.core.intents import Intent
from relanced.core.money import Money
from relanced.core.plan import PlanLimits, PlanState
from relanced.core.reading import Evidence
from relanced.core.reasons import Reason
from relanced.core.tasks import TaskKind
from relanced.core.workdays import Workdays
from tests.support.chase import CONTACT, CUSTOMER, Chase, bill

TODAY = date(2026, 3, 2)
THREE = "2026-03-17 400.00, 2026-04-17 400.00, 2026-05-18 400.00"


def reminded(*more: object) -> Chase:
    """A client who got the first reminder on the 2nd of March."""
    return Chase("2026-03-02", bill("F-1", "2026-02-20"), *more)  # type: ignore[arg-type]


def on_plan(*more: object) -> Chase:
    """He asked for three instalments, and a person said yes."""
    chase = reminded(*more)
    chase.says(Intent.PAYMENT_PLAN_REQUEST, instalments=3)
    chase.happens(TaskDone(TaskKind.AGREE_PLAN, message_id="<r@bertin.example>"))
    chase.until("2026-03-02")
    return chase


def pays(chase: Chase, day: str, euros: str, number: str | None = None) -> Reason:
    chase.until(day)
    return chase.happens(PaymentRecorded(Money.of(euros), chase.today, number)).reason


# -- the draft --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("owed", "wish", "amounts"),
    [
        ("1200.00", Wish(), "400.00 400.00 400.00"),
        ("1200.00", Wish(count=2), "600.00 600.00"),
        ("1200.00", Wish(count=12), "400.00 400.00 400.00"),
        ("1200.00", Wish(amount=Money.of("500")), "500.00 500.00 200.00"),
        ("1200.00", Wish(amount=Money.of("580")), "580.00 620.00"),
        ("1200.00", Wish(amount=Money.of("200")), "400.00 400.00 400.00"),
        ("1200.00", Wish(amount=Money.of("2000")), "400.00 400.00 400.00"),
        ("100.00", Wish(count=3), "100.00"),
        ("250.00", Wish(count=3), "125.00 125.00"),
        ("1000.01", Wish(count=3), "333.33 333.34 333.34"),
    ],
)
def test_a_draft_is_as_near_to_the_wish_as_the_limits_allow(owed: str, wish: Wish, amounts: str) -> None:
    rows = draft(Money.of(owed), TODAY, PlanLimits(), Workdays(), wish)
    assert " ".join(str(row.amount) for row in rows) == amounts


def test_the_first_instalment_is_the_owner_s_share_and_the_others_are_equal() -> None:
    rows = draft(Money.of("1000"), TODAY, PlanLimits(max_months=5, first_share=40), Workdays(), Wish())
    assert [str(row.amount) for row in rows] == ["400.00", "150.00", "150.00", "150.00", "150.00"]


@pytest.mark.parametrize(("wished", "first"), [(None, "17"), (date(2026, 3, 6), "06"), (date(2026, 4, 6), "17")])
def test_the_first_day_is_his_when_it_is_near_enough(wished: date | None, first: str) -> None:
    rows = draft(Money.of("1200"), TODAY, PlanLimits(), Workdays(), Wish(first_on=wished))
    assert rows[0].due_on.isoformat() == f"2026-03-{first}"


def test_instalments_are_typed_as_they_are_shown() -> None:
    assert spelt(parsed(THREE)) == THREE
    assert spelt(parsed("2026-12-05 500; 2027-01-05 500.5")) == "2026-12-05 500.00, 2027-01-05 500.50"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no instalment"),
        ("2026-12-05", "is not a day and an amount"),
        ("demain 500", "is not a day and an amount"),
        ("2026-12-05 lots", "is not a day and an amount"),
        ("2026-12-05 -5", "is not an instalment"),
        ("2027-01-05 500, 2026-12-05 500", "not in order"),
    ],
)
def test_what_is_no_plan_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parsed(text)


# -- granting it ------------------------------------------------------------------------------------------------------


def test_a_request_becomes_a_task_with_a_plan_that_one_word_grants() -> None:
    chase = reminded()
    chase.says(Intent.PAYMENT_PLAN_REQUEST, instalments=3)
    [task] = chase.dossier.tasks
    assert task.detail.splitlines() == [THREE, "compta@bertin.example : Bonjour"]
    granted = chase.happens(TaskDone(TaskKind.AGREE_PLAN, message_id="<r@bertin.example>"))
    assert (granted.reason, granted.detail, chase.dossier.status) == (Reason.PLAN_AGREED, THREE, Status.ON_PLAN)
    assert chase.dossier.plan is not None
    assert (chase.dossier.plan.words, chase.dossier.plan.message_id) == ("Bonjour", "<r@bertin.example>")
    assert chase.answers[-1] == ("2026-03-02", "plan_confirmed", ("F-1",))
    assert chase.tasks == []


def test_a_request_that_is_refused_lets_the_scenario_go_on() -> None:
    chase = reminded()
    chase.says(Intent.PAYMENT_PLAN_REQUEST, instalments=3)
    chase.happens(TaskDone(TaskKind.AGREE_PLAN, accepted=False))
    assert (chase.dossier.status, chase.dossier.plan) == (Status.ACTIVE, None)
    chase.until("2026-03-10")
    assert chase.steps() == ["first", "plan_refused", "second"]


def test_words_of_the_client_cannot_pass_for_the_plan() -> None:
    chase = reminded()
    said = Evidence(Intent.PAYMENT_PLAN_REQUEST, "2030-01-01 1.00\nBonjour")
    chase.says(Intent.PAYMENT_PLAN_REQUEST, evidence=(said,))
    chase.happens(TaskDone(TaskKind.AGREE_PLAN))
    assert chase.dossier.plan is not None
    assert spelt(chase.dossier.plan.instalments) == THREE


def test_a_later_request_takes_the_place_of_an_earlier_one() -> None:
    chase = reminded()
    chase.says(Intent.PAYMENT_PLAN_REQUEST, instalments=3)
    chase.says(Intent.PAYMENT_PLAN_REQUEST, instalments=2)
    [task] = chase.dossier.tasks
    assert task.detail.startswith("2026-03-17 600.00, 2026-04-17 600.00\n")


def test_a_yes_that_comes_late_grants_the_same_number_of_instalments_from_then_on() -> None:
    chase = reminded()
    chase.says(Intent.PAYMENT_PLAN_REQUEST, instalments=3)
    chase.until("2026-03-20")
    assert chase.happens(TaskDone(TaskKind.AGREE_PLAN)).detail.startswith("2026-04-06 400.00, ")


def test_what_was_paid_before_the_yes_is_taken_off_the_last_instalments() -> None:
    chase = reminded()
    chase.says(Intent.PAYMENT_PLAN_REQUEST, instalments=3)
    pays(chase, "2026-03-03", "500.00")
    assert chase.happens(TaskDone(TaskKind.AGREE_PLAN)).detail == "2026-03-17 400.00, 2026-04-17 300.00"


def test_who_is_insolvent_gets_no_plan() -> None:
    chase = reminded()
    chase.says(Intent.INSOLVENCY)
    assert chase.happens(PlanAgreed(parsed(THREE))).reason is Reason.STATUS_FORBIDS
    assert chase.dossier.status is Status.INSOLVENT


def test_a_person_who_leads_a_dossier_may_grant_a_plan() -> None:
    chase = reminded()
    chase.says(Intent.LEGAL)
    assert chase.happens(PlanAgreed(parsed(THREE))).reason is Reason.PLAN_AGREED
    assert chase.dossier.status is Status.ON_PLAN


# -- living on it -----------------------------------------------------------------------------------------------------


def test_instalments_that_come_keep_everybody_silent_until_the_last_one() -> None:
    chase = on_plan()
    assert pays(chase, "2026-03-17", "400.00") is Reason.INSTALMENT_PAID
    assert pays(chase, "2026-04-20", "400.00") is Reason.INSTALMENT_PAID
    assert pays(chase, "2026-05-20", "400.00") is Reason.SETTLED
    assert chase.steps() == ["first"]
    assert chase.dossier.plan is not None
    assert chase.dossier.plan.state is PlanState.KEPT


def test_one_missed_instalment_makes_the_whole_due_again() -> None:
    chase = on_plan()
    pays(chase, "2026-03-17", "400.00")
    chase.until("2026-04-21")
    assert chase.steps() == ["first"]
    chase.until("2026-04-22")
    assert chase.mails[-1] == ("2026-04-22", "plan_broken", ("F-1",))
    assert chase.dossier.status is Status.ACTIVE
    assert chase.dossier.plan is not None
    assert (chase.dossier.plan.state, str(chase.dossier.plan.missing(date(2026, 4, 17)))) == (
        PlanState.BROKEN,
        "400.00",
    )


def test_after_a_broken_plan_the_scenario_goes_on_where_it_was_and_not_at_once() -> None:
    chase = on_plan()
    chase.until("2026-03-30")
    assert chase.mails[1:] == [("2026-03-20", "plan_broken", ("F-1",)), ("2026-03-30", "second", ("F-1",))]


def test_an_instalment_that_is_paid_in_part_is_missed() -> None:
    chase = on_plan()
    assert pays(chase, "2026-03-16", "399.99") is Reason.PAYMENT_RECORDED
    chase.until("2026-03-20")
    assert chase.steps()[-1] == "plan_broken"


def test_money_that_comes_before_the_mail_has_left_saves_the_plan() -> None:
    chase = on_plan()
    chase.until("2026-03-19")
    chase.today = date(2026, 3, 20)
    chase._ask()
    assert chase.mails[-1][1] == "plan_broken"
    assert chase.happens(PaymentRecorded(Money.of("400.00"), chase.today)).reason is Reason.INSTALMENT_PAID
    assert chase.dossier.status is Status.ON_PLAN
    chase.until("2026-04-17")
    assert [r.step for r in chase.dossier.reminders if r.sent_at] == ["first", "plan_confirmed"]


def test_what_is_not_in_the_plan_is_chased_beside_it() -> None:
    chase = on_plan(bill("F-2", "2026-03-10", "90.00"))
    assert chase.dossier.plan is not None
    assert chase.dossier.plan.invoices == ("F-1",)
    pays(chase, "2026-03-16", "400.00", "F-1")
    chase.until("2026-03-17")
    assert chase.mails[-1] == ("2026-03-17", "first", ("F-2",))
    assert chase.dossier.status is Status.ON_PLAN


def test_the_import_of_a_list_shows_an_instalment_as_paid() -> None:
    chase = on_plan()
    lower = bill("F-1", "2026-02-20", "1200.00", balance=Money.of("800.00"))
    assert chase.imported(lower).reason is Reason.INSTALMENT_PAID
    chase.until("2026-04-21")
    assert chase.steps() == ["first"]


def test_a_credit_note_for_the_rest_settles_and_one_for_a_part_shortens_the_plan() -> None:
    chase = on_plan()
    pays(chase, "2026-03-16", "400.00")
    chase.imported(
        bill("F-1", "2026-02-20", balance=Money.of("800.00")), bill("A-1", "2026-03-18", "-500.00"), complete=False
    )
    pays(chase, "2026-04-17", "300.00")
    chase.until("2026-06-10")
    assert chase.steps() == ["first"]
    assert chase.dossier.status is Status.SETTLED


def test_a_day_that_the_plan_allows_changes_nothing_and_a_later_one_is_for_a_person() -> None:
    chase = on_plan()
    assert chase.promises("2026-03-17").reason is Reason.WAITING
    assert chase.promises("2026-03-30").reason is Reason.PERSON_NEEDED
    assert chase.tasks == ["agree_delay"]
    chase.until("2026-03-25")
    assert chase.dossier.status is Status.ON_PLAN


def test_a_dispute_suspends_the_plan_and_its_end_leaves_time_to_pay() -> None:
    chase = on_plan()
    chase.says(Intent.DISPUTE)
    chase.until("2026-03-25")
    assert (chase.dossier.status, chase.steps()) == (Status.DISPUTED, ["first"])
    chase.happens(TaskDone(TaskKind.ANSWER_DISPUTE))
    assert chase.dossier.status is Status.ON_PLAN
    chase.until("2026-04-01")
    assert chase.steps() == ["first"]
    chase.until("2026-04-02")
    assert chase.steps()[-1] == "plan_broken"


def test_who_settles_a_dossier_ends_its_plan() -> None:
    chase = on_plan()
    chase.happens(Settled())
    assert chase.dossier.open_plan is None
    chase.happens(InvoicesImported(CUSTOMER, (CONTACT,), (bill("F-2", "2026-03-01"),)))
    chase.until("2026-03-10")
    assert chase.steps()[-1] == "first"


# -- the confirmation -------------------------------------------------------------------------------------------------


def granted(*more: object) -> Chase:
    """A person has said yes, and the confirmation waits to leave."""
    chase = reminded(*more)
    chase.says(Intent.PAYMENT_PLAN_REQUEST, instalments=3)
    chase.happens(TaskDone(TaskKind.AGREE_PLAN, message_id="<r@bertin.example>"))
    return chase


def waiting(chase: Chase) -> list[str]:
    return [r.step for r in chase.dossier.reminders if r.state is ReminderState.QUEUED]


def test_a_plan_is_confirmed_although_money_came_before_the_mail_left() -> None:
    chase = granted()
    decision = chase.happens(PaymentRecorded(Money.of("500"), chase.today))
    [order] = [effect for effect in decision.effects if isinstance(effect, QueueMail)]
    assert (order.step, order.invoices, order.in_reply_to) == ("plan_confirmed", ("F-1",), "<r@bertin.example>")
    assert waiting(chase) == ["plan_confirmed"]
    assert chase.dossier.plan is not None
    assert spelt(chase.dossier.plan.remaining) == "2026-04-17 300.00, 2026-05-18 400.00"
    assert chase.dossier.plan.left == Money.of("700")


def test_a_plan_that_is_paid_before_its_mail_left_needs_none() -> None:
    chase = granted()
    chase.happens(PaymentRecorded(Money.of("1200"), chase.today))
    assert chase.dossier.status is Status.SETTLED
    assert "plan_confirmed" not in waiting(chase)


def test_a_plan_that_takes_the_place_of_another_is_confirmed_once() -> None:
    chase = granted()
    chase.happens(PlanAgreed(parsed("2026-03-20 1200")))
    assert waiting(chase) == ["plan_confirmed"]


def test_what_has_been_confirmed_is_not_confirmed_again() -> None:
    chase = on_plan()
    assert pays(chase, "2026-03-10", "100") is Reason.PAYMENT_RECORDED
    assert [step for _, step, _ in chase.answers].count("plan_confirmed") == 1


def test_a_refused_plan_is_told_to_who_asked_for_it() -> None:
    chase = reminded()
    chase.says(Intent.PAYMENT_PLAN_REQUEST, instalments=3)
    decision = chase.happens(
        TaskDone(TaskKind.AGREE_PLAN, accepted=False, message_id="<r@x>", sender="x@bertin.example")
    )
    [order] = [effect for effect in decision.effects if isinstance(effect, QueueMail)]
    assert (decision.reason, order.step, order.to, order.in_reply_to) == (
        Reason.PLAN_REFUSED,
        "plan_refused",
        "x@bertin.example",
        "<r@x>",
    )
    assert (chase.dossier.status, chase.tasks) == (Status.ACTIVE, [])


def test_a_plan_whose_invoice_is_given_up_is_over_and_the_rest_is_chased() -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20"))
    chase.happens(PlanAgreed(parsed("2026-03-16 600, 2026-04-16 600", "EUR")))
    later = (bill("F-1", "2026-02-20"), bill("F-2", "2026-03-01"))
    chase.happens(InvoicesImported(CUSTOMER, (CONTACT,), later))
    chase.happens(DisputeRaised("F-1"))
    chase.happens(TaskDone(TaskKind.ANSWER_DISPUTE, outcome=DisputeOutcome.ACCEPTED))
    assert chase.dossier.plan is not None
    assert chase.dossier.plan.state is PlanState.KEPT
    assert chase.dossier.status is Status.ACTIVE
