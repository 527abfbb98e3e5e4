"""The figures of a claim, as a template sees them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from relanced.core.law.debt import Debt
from relanced.core.law.rates import Semester
from relanced.core.law.recovery_indemnity import INDEMNITY
from relanced.core.money import Money
from relanced.errors import Fault

HALVES = {
    "fr": ("au 1er semestre {year}", "au 2e semestre {year}"),
    "en": ("in the first half of {year}", "in the second half of {year}"),
}


@dataclass(frozen=True, slots=True)
class Rate:
    """`share` a year, 0.124; `period` is empty when one rate holds for the whole delay."""

    share: Decimal
    period: str


def debt_values(debt: Debt | None, mention: bool, language: str) -> dict[str, object]:
    """`debt` is None in a mail without figures; `mention`: it says in words that interest and indemnity are owed."""
    return {
        "debt": debt,
        "mention": mention,
        "rates": _rates(debt, language) if debt else [],
        "indemnity": INDEMNITY,
    }


def _rates(debt: Debt, language: str) -> list[Rate]:
    found = [(semester, rate / 100) for semester, rate in debt.rates]
    if len({share for _, share in found}) == 1:
        return [Rate(found[0][1], "")]
    return [Rate(share, _period(semester, language)) for semester, share in found]


def _period(semester: Semester, language: str) -> str:
    return HALVES.get(language, HALVES["en"])[semester.half - 1].format(year=semester.year)


def unequal(place: str, debt: Debt | None, asked: Money) -> list[Fault]:
    """The claim and the rest of the mail speak of one sum: the ledger's balance, and what went to interest first."""
    if debt is None or debt.principal - debt.interest_paid == asked:
        return []
    return [Fault(place, f"its figures do not add up: {debt.principal} of principal, {asked} asked for", "report this")]
