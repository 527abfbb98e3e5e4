"""What imports, payments and credit notes do to a dossier."""

from __future__ import annotations

from relanced.core.dossier import Status
from relanced.core.events import PaymentRecorded, Settled, TaskDone
from relanced.core.money import Money
from relanced.core.tasks import TaskKind
from relanced.letters.labels import task_detail
from tests.support.chase import Chase, bill


def test_what_a_person_has_settled_stays_settled_however_often_he_says_so() -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20"))
    chase.happens(Settled())
    chase.happens(Settled())
    chase.imported(bill("F-1", "2026-02-20"))
    chase.until("2026-04-30")
    assert chase.steps() == ["first"]
    assert chase.dossier.status is Status.SETTLED


def test_a_new_invoice_of_a_dossier_that_a_person_leads_is_told_once() -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-01-01"))
    chase.until("2026-03-20")
    chase.happens(TaskDone(TaskKind.APPROVE_STEP, accepted=False))
    assert chase.dossier.status is Status.ESCALATED
    rows = (bill("F-1", "2026-01-01"), bill("F-2", "2026-03-25"))
    chase.imported(*rows)
    assert [task.detail for task in chase.dossier.tasks] == ["call", "F-2"]
    assert not chase.imported(*rows).effects


def test_a_payment_pays_invoices_of_one_day_in_proportion() -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20", "300.00"), bill("F-2", "2026-02-20", "100.00"))
    chase.happens(PaymentRecorded(Money.of("200.00"), chase.today))
    assert [str(i.balance) for i in chase.dossier.invoices] == ["150.00", "50.00"]


# -- credit notes -----------------------------------------------------------------------------------------------------


def test_nobody_is_reminded_of_what_a_credit_note_covers() -> None:
    credit = bill("A-1", "2026-02-21", "-1200.00")
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20"), credit, bill("F-2", "2026-05-20"))
    chase.until("2026-05-26")
    assert chase.mails == []
    chase.until("2026-05-27")
    assert chase.mails == [("2026-05-27", "first", ("F-1", "F-2"))]


def test_an_invoice_that_a_credit_note_settles_with_is_forgotten_with_it() -> None:
    rows = (bill("F-1", "2026-02-20"), bill("A-1", "2026-02-21", "-1200.00"))
    chase = Chase("2026-03-02", *rows)
    assert chase.dossier.status is Status.SETTLED
    chase.imported(*rows)
    chase.until("2026-04-30")
    assert chase.mails == []


def test_what_was_paid_beyond_the_debt_is_to_be_given_back_in_the_owner_s_words() -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20", "1200.00"))
    chase.happens(PaymentRecorded(Money.of("1300.00"), chase.today))
    [task] = [t for t in chase.dossier.tasks if t.kind is TaskKind.RETURN_EXCESS]
    assert task_detail(task.detail, "fr").replace("\u00a0", " ") == "100,00 €"
    assert task_detail(task.detail, "en") == "€100.00"
