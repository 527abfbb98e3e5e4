"""Which debt a line of a bank statement pays."""

from __future__ import annotations

from datetime import date

import pytest

from relanced.core.bank import Books, Debt, Finding, Movement, Verdict, Why
from relanced.core.money import Money

ON = date(2026, 11, 20)
BOOKS = Books(
    [
        Debt("F-2026-098", "RL-0001", "SARL Menuiserie Bertin", Money(1200_00)),
        Debt("F-2026-102", "RL-0001", "SARL Menuiserie Bertin", Money(350_50)),
        Debt("F-2026-099", "RL-0002", "Garage Petit", Money(800_00)),
        Debt("F-2026-100", "RL-0003", "Hôtel des Voyageurs", Money(800_00)),
        Debt("F-2026-070", "RL-0003", "Hôtel des Voyageurs", Money(0)),
        Debt("12", "RL-0004", "Dupont", Money(90_00)),
    ]
)


def find(label: str, cents: int) -> Finding:
    return BOOKS.find(Movement("f.csv:2", "k", ON, Money(cents), label))


def paid(finding: Finding) -> list[tuple[str, str | None, int]]:
    assert finding.verdict is Verdict.PAID
    return [(reference, fact.invoice, fact.amount.cents) for reference, fact in finding.payments]


@pytest.mark.parametrize(
    "label",
    [
        "VIR SEPA MENUISERIE BERTIN F-2026-098",
        "VIREMENT RECU FACTURE F2026098",
        "VIR fact. f 2026 098 merci",
        "VIR INST /RFB/F_2026_098",
    ],
)
def test_an_open_invoice_named_with_its_balance_is_paid_however_its_number_is_cut(label: str) -> None:
    assert paid(find(label, 1200_00)) == [("RL-0001", "F-2026-098", 1200_00)]


def test_a_dossier_named_with_all_that_it_owes_is_paid() -> None:
    assert paid(find("VIR BERTIN RL-0001", 1550_50)) == [("RL-0001", None, 1550_50)]


def test_two_invoices_named_with_their_sum_are_both_paid() -> None:
    found = find("BERTIN F-2026-098 ET F-2026-102", 1550_50)
    assert paid(found) == [("RL-0001", "F-2026-098", 1200_00), ("RL-0001", "F-2026-102", 350_50)]


def test_a_part_of_the_one_invoice_that_is_named_is_a_part_payment() -> None:
    assert paid(find("BERTIN ACOMPTE F-2026-098", 500_00)) == [("RL-0001", "F-2026-098", 500_00)]


@pytest.mark.parametrize(
    ("label", "cents", "why", "candidates"),
    [
        ("VIR GARAGE PETIT", 800_00, Why.AMOUNT_ONLY, ["F-2026-099"]),
        ("VIR RECU", 800_00, Why.SEVERAL, ["F-2026-099", "F-2026-100"]),
        ("VIR RECU", 350_50, Why.AMOUNT_ONLY, ["F-2026-102"]),
        ("VIR HOTEL DES VOYAGEURS", 123_45, Why.NAME_ONLY, ["F-2026-100"]),
        ("VIR F-2026-100", 840_00, Why.OTHER_AMOUNT, ["F-2026-100"]),
        ("VIR F-2026-098 F-2026-102", 1200_00, Why.OTHER_AMOUNT, ["F-2026-098", "F-2026-102"]),
        ("VIR F-2026-099 F-2026-100", 1600_00, Why.OTHER_AMOUNT, ["F-2026-099", "F-2026-100"]),
        ("VIR MENUISERIE BERTIN", 1550_50, Why.SEVERAL, ["F-2026-098", "F-2026-102"]),
        ("CHEQUE IMPAYE GARAGE PETIT", -800_00, Why.RETURNED, ["F-2026-099"]),
    ],
)
def test_what_may_be_several_things_is_for_a_person(label: str, cents: int, why: Why, candidates: list[str]) -> None:
    found = find(label, cents)
    assert (found.verdict, found.why, found.payments) == (Verdict.UNSURE, why, ())
    assert sorted(d.number for d in found.candidates) == candidates


def test_what_names_only_a_settled_invoice_asks_nothing() -> None:
    assert find("VIR F-2026-070", 400_00).verdict is Verdict.SETTLED


def test_a_number_that_may_be_a_day_counts_only_with_its_own_amount() -> None:
    assert paid(find("VIR DU 12 11 DUPONT", 90_00)) == [("RL-0004", "12", 90_00)]
    assert find("VIR DU 12 11", 45_00).verdict is Verdict.FOREIGN


@pytest.mark.parametrize(("label", "cents"), [("VIR URSSAF", 17_00), ("PRLV EDF F-2026-098", -1200_00), ("", 5)])
def test_the_rest_of_the_account_is_nobodys_business(label: str, cents: int) -> None:
    assert find(label, cents).verdict is Verdict.FOREIGN


def test_another_currency_is_another_debt() -> None:
    found = BOOKS.find(Movement("f.csv:2", "k", ON, Money(1200_00, "USD"), "F-2026-098"))
    assert found.verdict is not Verdict.PAID
