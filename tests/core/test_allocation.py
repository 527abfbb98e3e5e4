"""Which invoice a payment pays, as C. civ. 1342-10 orders it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relanced.core.dossier import Invoice
from relanced.core.law.allocation import allocate, paid_of
from relanced.core.money import Money
from tests.support.debts import bill, paid

OLD = bill("2026-05-31", "100.00", number="OLD")
YOUNG = bill("2026-06-30", "200.00", number="YOUNG")
TWIN = bill("2026-06-30", "100.00", number="TWIN")
CREDIT = bill("2026-04-30", "-50.00", number="CREDIT")


def after(amount: str, number: str | None, *invoices: Invoice) -> dict[str, str]:
    return {i.number: str(i.balance) for i in allocate(invoices, Money.of(amount), (number,) if number else ())}


@pytest.mark.parametrize(
    ("amount", "number", "left"),
    [
        ("60.00", None, {"YOUNG": "200.00", "OLD": "40.00"}),
        ("150.00", None, {"YOUNG": "150.00", "OLD": "0.00"}),
        ("150.00", "YOUNG", {"YOUNG": "50.00", "OLD": "100.00"}),
        ("250.00", "YOUNG", {"YOUNG": "0.00", "OLD": "50.00"}),
        ("999.00", None, {"YOUNG": "0.00", "OLD": "0.00"}),
    ],
)
def test_the_debtor_s_choice_comes_first_and_then_the_oldest_due(
    amount: str, number: str | None, left: dict[str, str]
) -> None:
    assert after(amount, number, YOUNG, OLD) == left


def test_debts_of_one_day_share_in_proportion_and_lose_no_cent() -> None:
    assert after("150.00", None, YOUNG, TWIN) == {"YOUNG": "100.00", "TWIN": "50.00"}
    assert after("100.00", None, YOUNG, TWIN) == {"YOUNG": "133.34", "TWIN": "66.66"}


def test_a_credit_note_takes_no_payment() -> None:
    assert after("100.00", None, CREDIT, OLD) == {"CREDIT": "-50.00", "OLD": "0.00"}


cents = st.integers(1, 10**7)


@given(st.lists(st.tuples(cents, st.integers(1, 5)), min_size=1, max_size=6), cents, st.integers(0, 7))
def test_what_is_paid_is_all_allocated_and_nobody_pays_more_than_he_owes(
    debts: list[tuple[int, int]], amount: int, named: int
) -> None:
    invoices = tuple(bill(f"2026-06-0{d}", str(Money(c)), number=str(n)) for n, (c, d) in enumerate(debts))
    rows = allocate(invoices, Money(amount), str(named))
    assert all(0 <= new.balance.cents <= old.balance.cents for old, new in zip(invoices, rows, strict=True))
    whole = sum(c for c, _ in debts)
    assert sum(r.balance.cents for r in rows) == max(whole - amount, 0)


def test_payments_are_shared_out_in_the_order_of_their_days() -> None:
    left = (bill("2026-05-31", "100.00", "0.00", "OLD"), bill("2026-06-30", "200.00", "120.00", "YOUNG"))
    found = paid_of(left, [paid("2026-07-20", "80.00", None), paid("2026-06-10", "100.00", None)])
    assert {n: [(str(p.on), str(p.amount)) for p in parts] for n, parts in found.items()} == {
        "OLD": [("2026-06-10", "100.00")],
        "YOUNG": [("2026-07-20", "80.00")],
    }


def test_what_the_ledger_does_not_confirm_was_not_paid() -> None:
    unpaid = (bill("2026-05-31", "100.00", number="OLD"),)
    assert paid_of(unpaid, [paid("2026-06-10", "100.00", "OLD")]) == {"OLD": ()}


def test_of_more_payments_than_the_balance_explains_the_latest_are_kept() -> None:
    (invoice,) = left = (bill("2026-05-31", "100.00", "70.00", "OLD"),)
    found = paid_of(left, [paid("2026-06-10", "20.00", "OLD"), paid("2026-06-20", "25.00", "OLD")])
    assert [(str(p.on), str(p.amount)) for p in found[invoice.number]] == [
        ("2026-06-10", "5.00"),
        ("2026-06-20", "25.00"),
    ]
