"""The 40 euros: once an invoice paid late, between professionals and from public buyers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relanced.core.dossier import CustomerKind
from relanced.core.law.statement import Remark
from relanced.core.law.terms import Terms
from relanced.core.money import Money
from tests.support.debts import BUSINESS, CONSUMER, PUBLIC, bill, day, debt, owed, owing, paid


@pytest.mark.parametrize(("kind", "owed_"), [(BUSINESS, "40.00"), (PUBLIC, "40.00"), (CONSUMER, "0.00")])
def test_a_late_invoice_owes_it_unless_a_consumer_s(kind: CustomerKind, owed_: str) -> None:
    assert str(debt(bill("2026-03-31", "100.00"), "2026-06-30", Terms(kind)).recovery_indemnity) == owed_


def test_it_is_owed_for_each_invoice_and_once_however_long_the_delay() -> None:
    three = owing(*(bill("2026-03-31", "100.00", number=n) for n in ("F1", "F2", "F3")))
    assert str(owed(three, "2026-04-01").recovery_indemnity) == "120.00"
    assert str(owed(three, "2026-12-31").recovery_indemnity) == "120.00"


def test_an_invoice_that_is_not_due_owes_none() -> None:
    two = owing(bill("2026-03-31", "100.00"), bill("2026-05-31", "100.00", number="F2"))
    assert [str(line.recovery_indemnity) for line in owed(two, "2026-04-15").lines] == ["40.00", "0.00"]


def test_it_is_owed_even_when_most_was_paid_in_time() -> None:
    line = debt(bill("2026-03-31", "100.00", "1.00"), "2026-04-30", None, paid("2026-03-15", "99.00"))
    assert str(line.recovery_indemnity) == "40.00"


@pytest.mark.parametrize(("on", "expected"), [("2026-03-31", None), ("2026-04-01", "40.00")])
def test_one_day_late_is_late(on: str, expected: str | None) -> None:
    lines = owed(owing(bill("2026-03-31", "100.00", "0.00")), "2026-04-30", None, paid(on, "100.00")).lines
    assert [str(line.recovery_indemnity) for line in lines] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("judgment", "expected"),
    [("2026-03-31", "0.00"), ("2026-03-15", "0.00"), ("2026-04-01", "0.00"), ("2026-04-02", "40.00")],
)
def test_an_insolvency_that_forbade_the_payment_at_its_due_date_forbids_it_too(judgment: str, expected: str) -> None:
    terms = Terms(judgment_on=day(judgment))
    assert str(debt(bill("2026-03-31", "100.00"), "2026-05-31", terms).recovery_indemnity) == expected


def test_a_credit_note_owes_none_and_lowers_the_balance() -> None:
    two = owing(bill("2026-03-31", "100.00"), bill("2026-03-31", "-30.00", number="A1"))
    found = owed(two, "2026-04-10")
    assert (str(found.balance), str(found.recovery_indemnity), str(found.late_interest)) == ("70.00", "40.00", "0.33")


def test_in_another_currency_it_is_left_out_and_said() -> None:
    dollars = replace(bill("2026-03-31", "0"), total=Money(10_000, "USD"), balance=Money(10_000, "USD"))
    found = owed(owing(dollars), "2026-04-30")
    assert (found.recovery_indemnity, found.remarks) == (Money(0, "USD"), (Remark.INDEMNITY_IN_EUROS,))
    assert found.total == found.balance + found.late_interest
