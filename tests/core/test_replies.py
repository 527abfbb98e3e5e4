"""What a client's answer does to a dossier, whatever state it is in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from relanced.core.dossier import ReminderState, Status
from relanced.core.events import Paused, PaymentRecorded, TaskDone, Trust
from relanced.core.intents import Intent
from relanced.core.money import Money
from relanced.core.reading import InvoiceReading
from relanced.core.reasons import Reason
from relanced.core.tasks import TaskKind
from tests.support.chase import Chase, bill, disputes


def reminded(*more: object) -> Chase:
    """A client who got the first reminder on the 2nd of March."""
    return Chase("2026-03-02", bill("F-1", "2026-02-20"), *more)  # type: ignore[arg-type]


def paused() -> Chase:
    chase = reminded()
    chase.happens(Paused(date(2026, 3, 10), "appel en cours"))
    return chase


# -- disputes ---------------------------------------------------------------------------------------------------------


def test_a_dispute_holds_beyond_the_pause_in_which_it_arrived() -> None:
    chase = paused()
    chase.says(Intent.DISPUTE)
    assert chase.dossier.status is Status.ON_HOLD
    chase.until("2026-04-30")
    assert chase.steps() == ["first"]
    assert chase.dossier.status is Status.DISPUTED
    assert chase.tasks == ["answer_dispute"]


def test_a_dispute_answered_after_a_pause_is_chased_again() -> None:
    chase = reminded()
    chase.says(Intent.DISPUTE)
    chase.happens(Paused(date(2026, 3, 10), "appel en cours"))
    chase.until("2026-03-12")
    chase.happens(TaskDone(TaskKind.ANSWER_DISPUTE))
    assert chase.dossier.status is Status.ACTIVE
    assert chase.dossier.next_action_on is not None


def test_a_dispute_of_a_number_that_nobody_knows_holds_the_whole() -> None:
    chase = reminded()
    chase.says(Intent.DISPUTE, by_invoice=disputes("112"))
    chase.until("2026-04-30")
    assert chase.steps() == ["first"]


def test_the_undisputed_rest_that_is_said_to_be_paid_waits_for_the_bank() -> None:
    chase = reminded(bill("F-2", "2026-02-22"))
    paid = InvoiceReading("F-1", (Intent.ALREADY_PAID,))
    chase.says(Intent.DISPUTE, Intent.ALREADY_PAID, by_invoice=(*disputes("F-2"), paid))
    assert chase.tasks == ["answer_dispute", "check_payment"]
    chase.until("2026-03-16")
    assert chase.steps() == ["first"]
    chase.until("2026-03-17")
    assert chase.mails[-1] == ("2026-03-17", "second", ("F-1",))


def test_a_payment_claimed_in_a_second_mail_holds_the_undisputed_rest() -> None:
    chase = reminded(bill("F-2", "2026-02-22"))
    chase.says(Intent.DISPUTE, by_invoice=disputes("F-2"))
    chase.says(Intent.ALREADY_PAID)
    chase.until("2026-03-16")
    assert chase.steps() == ["first"]


# -- claims -----------------------------------------------------------------------------------------------------------


def test_a_payment_claimed_holds_beyond_the_pause_in_which_it_arrived() -> None:
    chase = paused()
    chase.says(Intent.ALREADY_PAID)
    chase.until("2026-03-15")
    assert chase.steps() == ["first"]
    assert chase.dossier.status is Status.PAYMENT_CLAIMED


# -- questions --------------------------------------------------------------------------------------------------------


def test_who_owes_nothing_late_is_not_asked_for_a_day() -> None:
    chase = Chase("2026-03-05", bill("F-1", "2026-03-10"))
    assert chase.steps() == ["courtesy"]
    chase.says(Intent.PAYMENT_UNDERWAY)
    assert chase.steps() == ["courtesy"]


def test_a_question_that_never_left_does_not_count_as_asked() -> None:
    chase = reminded()
    assert chase.says(Intent.PAYMENT_UNDERWAY).reason is Reason.DATE_ASKED
    chase.happens(PaymentRecorded(Money.of("1.00"), chase.today, "F-1"))
    assert chase.says(Intent.PAYMENT_UNDERWAY).reason is Reason.DATE_ASKED


# -- machines ---------------------------------------------------------------------------------------------------------


def test_absences_one_after_the_other_postpone_the_next_reminder_by_one_month_in_all() -> None:
    """His own program answers our mails; what comes unasked, month after month, is written to keep us waiting."""
    chase = Chase("2026-03-01", bill("F-1", "2026-03-01"))
    chase.until("2026-03-10")
    written = chase.mails[-1][0]
    for day in ("2026-03-12", "2026-03-25", "2026-04-05", "2026-04-25", "2026-05-15"):
        chase.until(day)
        chase.says(Intent.OUT_OF_OFFICE, back_on=chase.today + timedelta(days=29))
    following = next(day for day, _, _ in chase.mails if day > written)
    assert date.fromisoformat(following) <= date.fromisoformat(written) + timedelta(days=35)


def test_a_stranger_s_absence_postpones_nothing_unless_it_answers_our_mail() -> None:
    chase = reminded()
    forged = chase.says(Intent.OUT_OF_OFFICE, trust=Trust.STRANGER, matched_by="sender", back_on=date(2027, 1, 4))
    assert forged.reason is Reason.MACHINE_ANSWER
    assert chase.dossier.wait_until is None
    answered = chase.says(Intent.OUT_OF_OFFICE, trust=Trust.STRANGER, back_on=date(2026, 3, 20))
    assert answered.reason is Reason.ABSENCE


@pytest.mark.parametrize("kind", [Intent.AUTO_REPLY, Intent.OUT_OF_OFFICE])
def test_a_notice_told_by_its_words_alone_waits_for_a_person_when_the_reader_doubts(kind: Intent) -> None:
    chase = reminded()
    assert chase.says(kind, doubted=True).reason is Reason.READER_DOUBTS
    assert (chase.dossier.status, chase.tasks) == (Status.ON_HOLD, ["read_reply"])


# -- what a person decides --------------------------------------------------------------------------------------------


def test_a_step_that_is_declined_takes_every_mail_back() -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-01-01"))
    chase.until("2026-03-20")
    chase.says(Intent.PAYMENT_UNDERWAY)
    chase.happens(TaskDone(TaskKind.APPROVE_STEP, accepted=False))
    assert chase.dossier.status is Status.ESCALATED
    assert not any(r.state is ReminderState.QUEUED for r in chase.dossier.reminders)


def test_the_undisputed_rest_does_not_wait_for_a_day_in_years() -> None:
    chase = reminded(bill("F-2", "2026-02-22"))
    chase.says(Intent.DISPUTE, by_invoice=disputes("F-2"), promised_on=date(2036, 1, 1))
    assert chase.dossier.wait_until is not None
    assert chase.dossier.wait_until < date(2026, 5, 10)


def test_an_approval_releases_what_an_answer_had_put_on_hold_and_a_person_has_read() -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-01-01"))
    chase.until("2026-03-20")
    chase.says(Intent.OTHER)
    assert chase.tasks == ["call", "approve_step", "read_reply"]
    chase.happens(TaskDone(TaskKind.READ_REPLY))
    chase.happens(TaskDone(TaskKind.APPROVE_STEP))
    assert chase.dossier.status is Status.ACTIVE
    chase.until("2026-03-23")
    assert chase.steps()[-1] == "formal_notice"


def test_nobody_is_asked_whether_a_notice_may_leave_once_the_reminders_are_over() -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-01-01"))
    chase.until("2026-03-31")
    assert "approve_step" in chase.tasks
    chase.says(Intent.LEGAL)
    assert chase.dossier.status is Status.ESCALATED
    assert "approve_step" not in chase.tasks
