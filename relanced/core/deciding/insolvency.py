"""Insolvency (procédures collectives): which invoices it stops, and until when the claim may be declared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from relanced.core.dossier import Insolvency, Invoice
from relanced.core.law.months import add_months

DECLARE_MONTHS = 2  # C. com. L622-24, R622-24
DISTANCE_MONTHS = 2  # R622-24: the creditor outside mainland France (or the debtor's procedure overseas)
RELIEF_MONTHS = 6  # L622-26: relevé de forclusion, on proof


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day to declare the claim; `relief_on`: the last day to ask to be relieved of having missed it.

    `sure` is False while the day of publication in the BODACC is unknown: counted from the judgment, which comes before
    it, the day is then a safe bound, and the publication has to be asked for.
    """

    judgment_on: date
    published_on: date | None
    last_on: date
    relief_on: date

    @property
    def sure(self) -> bool:
        return self.published_on is not None


def deadline(judgment_on: date, published_on: date | None = None, *, outside_mainland: bool = False) -> Deadline:
    """Two months from the publication in the BODACC, not from the judgment; four from afar.

    Counted from day to day (CPC art. 641). A last day that falls on a Saturday, a Sunday or a holiday moves to the next
    working day (art. 642); the earlier one is kept, which can only be early.
    """
    start = published_on or judgment_on
    far = DISTANCE_MONTHS if outside_mainland else 0
    last = add_months(start, DECLARE_MONTHS + far)
    return Deadline(judgment_on, published_on, last, add_months(start, RELIEF_MONTHS))


def declare_by(known: Insolvency | None) -> Deadline | None:
    """None while the judgment is not known."""
    return deadline(known.judgment_on, known.published_on) if known and known.judgment_on else None


class Claim(StrEnum):
    """`earlier`: born before the judgment, may be neither paid nor chased (C. com. L622-7, L622-21). `later`: born
    since, due as agreed (L622-17). `to_check`: invoiced since, for something delivered nobody knows when."""

    EARLIER = "earlier"
    LATER = "later"
    TO_CHECK = "to_check"


def claim(invoice: Invoice, judgment_on: date, performed_on: Mapping[str, date]) -> Claim:
    """The delivery or the service makes the debt, not the invoice; the judgment counts from its day's first hour."""
    performed = performed_on.get(invoice.number)
    if performed:
        return Claim.EARLIER if performed < judgment_on else Claim.LATER
    unknown = invoice.issued_on is not None and invoice.issued_on >= judgment_on
    return Claim.TO_CHECK if unknown else Claim.EARLIER


def split(
    invoices: Iterable[Invoice], judgment_on: date, performed_on: Mapping[str, date]
) -> dict[Claim, tuple[Invoice, ...]]:
    rows = tuple(invoices)
    return {kind: tuple(i for i in rows if claim(i, judgment_on, performed_on) is kind) for kind in Claim}


def is_stopped(invoice: Invoice, judgment_on: date, performed_on: Mapping[str, date]) -> bool:
    """In doubt an invoice is treated as earlier: nothing is claimed on it until a person knows."""
    return claim(invoice, judgment_on, performed_on) is not Claim.LATER
