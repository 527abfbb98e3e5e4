"""How a customer has paid, as his dossiers tell it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from relanced.core.dossier import Invoice
from relanced.core.events import PaymentRecorded, Settled
from relanced.core.intents import Intent
from relanced.core.money import Money
from relanced.core.risk.history import Past, record_of
from relanced.core.risk.record import Record
from tests.support.chase import Chase, bill


def pays(chase: Chase, euros: str, number: str | None = None, on: str | None = None) -> None:
    day = date.fromisoformat(on) if on else chase.today
    chase.happens(PaymentRecorded(Money.of(euros), day, number))


def record(*chases: Chase) -> Record:
    return record_of(Past(c.dossier.invoices, c.dossier.promises) for c in chases)


def days(chase: Chase) -> list[tuple[str | None, str | None]]:
    rows = chase.dossier.invoices
    return [(i.settled_on.isoformat() if i.settled_on else None, i.settled_after) for i in rows]


def test_an_invoice_is_settled_on_the_day_of_the_payment_after_the_last_step_before_it() -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20"))
    chase.until("2026-03-20")
    pays(chase, "1000.00", on="2026-03-05")
    assert days(chase) == [(None, None)]
    pays(chase, "200.00", on="2026-03-18")
    assert chase.steps() == ["first", "second"]
    assert days(chase) == [("2026-03-18", "second")]
    assert record(chase) == Record(1, 1, 26, paid_after=(("second", 1),))


def test_a_transfer_of_the_day_of_a_mail_was_made_before_it() -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20"))
    assert chase.mails[0][0] == "2026-03-02"
    pays(chase, "1200.00")
    assert days(chase) == [("2026-03-02", "")]


def test_what_is_gone_from_the_whole_list_was_paid_by_the_day_of_the_import() -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20"), bill("F-2", "2026-06-20"))
    chase.until("2026-03-05")
    chase.imported(bill("F-2", "2026-06-20"), complete=True)
    assert days(chase) == [("2026-03-05", "first"), (None, None)]


def test_a_payment_that_is_read_after_the_list_says_since_when() -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20"), bill("F-2", "2026-06-20"))
    chase.until("2026-03-12")
    chase.imported(bill("F-1", "2026-02-20", balance=Money(0)), bill("F-2", "2026-06-20"))
    assert days(chase)[0] == ("2026-03-12", "second")
    pays(chase, "1200.00", "F-1", on="2026-03-04")
    assert days(chase)[0] == ("2026-03-04", "first")


def test_an_invoice_that_reopens_is_not_settled() -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20"))
    pays(chase, "1200.00")
    chase.imported(bill("F-1", "2026-02-20"))
    assert days(chase) == [(None, None)]
    assert record(chase) == Record()


def test_what_a_person_waives_nobody_has_paid() -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20"))
    chase.happens(Settled())
    assert days(chase) == [(None, None)]


def test_what_a_credit_note_covers_nobody_has_paid_and_the_rest_is() -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20", "300.00"), bill("F-2", "2026-02-21"))
    chase.imported(*chase.dossier.invoices, bill("A-1", "2026-02-22", "-300.00"))
    pays(chase, "1200.00")
    assert days(chase) == [(None, None), ("2026-03-02", ""), (None, None)]


def test_paid_history_feeds_the_record_where_the_file_says_the_day() -> None:
    old = bill("F-0", "2025-11-30", balance=Money(0), settled_on=date(2025, 12, 10))
    unknown = bill("F-00", "2025-10-31", balance=Money(0))
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20"), old, unknown)
    assert record(chase) == Record(1, 1, 10)


def test_paid_in_time_is_no_day_late_and_the_average_is_over_what_was_paid() -> None:
    def paid(number: str, on: str) -> Invoice:
        return bill(number, "2025-11-30", balance=Money(0), settled_on=date.fromisoformat(on))

    told = record_of([Past((paid("F-1", "2025-11-20"), paid("F-2", "2025-12-03"), paid("F-3", "2025-12-05")), ())])
    assert (told.paid, told.paid_late, told.days_late) == (3, 2, 3)


def test_promises_and_disputes_of_all_dossiers_count() -> None:
    one = Chase("2026-03-02", bill("F-1", "2026-02-20"))
    one.promises("2026-03-06")
    one.until("2026-03-16")
    one.promises("2026-03-20")
    pays(one, "1200.00")
    other = Chase("2026-03-02", bill("F-2", "2026-02-20"), bill("F-3", "2026-02-20"))
    other.says(Intent.DISPUTE)
    told = record(one, other)
    assert (told.promises_kept, told.promises_broken, told.disputes) == (1, 1, 1)


def test_a_dispute_that_is_over_is_still_known() -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20"))
    chase.says(Intent.DISPUTE)
    assert chase.dossier.invoices[0].disputed_on == date(2026, 3, 2)
    chase.imported(replace(bill("F-1", "2026-02-20"), purchase_order="BC-1"))
    assert record(chase).disputes == 1
