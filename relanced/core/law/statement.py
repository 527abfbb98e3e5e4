"""The statement: what a customer owes at a day, invoice by invoice, with interest and indemnities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from relanced.core.deciding.insolvency import is_stopped
from relanced.core.dossier import CustomerKind, Dossier, Invoice, Status
from relanced.core.events import PaymentRecorded
from relanced.core.law.allocation import Paid, paid_of
from relanced.core.law.late_interest import Account, Segment, account
from relanced.core.law.rates import RATES, RateTable, Semester, Sure
from relanced.core.law.recovery_indemnity import recovery_indemnity
from relanced.core.law.terms import Terms
from relanced.core.money import Money, total
from relanced.core.workdays import DAY


class Remark(StrEnum):
    """What the reader of the figures must know beside them."""

    RATE_TO_CONFIRM = "rate_to_confirm"
    JUDGMENT_UNKNOWN = "judgment_unknown"
    INDEMNITY_IN_EUROS = "indemnity_in_euros"


REMARKS: dict[Remark, tuple[str, str]] = {
    Remark.RATE_TO_CONFIRM: (
        "le taux d’un semestre reste à confirmer au Journal officiel",
        "the rate of a semester is still to be confirmed in the Journal officiel",
    ),
    Remark.JUDGMENT_UNKNOWN: (
        "procédure collective\u00a0: la date du jugement, qui arrête les intérêts, n’est pas connue",
        "insolvency: the day of the judgment, which stops the interest, is not known",
    ),
    Remark.INDEMNITY_IN_EUROS: (
        "l’indemnité forfaitaire, fixée en euros, n’est pas comprise",
        "the recovery indemnity, which is set in euros, is not included",
    ),
}

# The words of a statement: key, French, English.
LABELS: dict[str, tuple[str, str]] = {
    "number": ("facture", "invoice"),
    "due_on": ("échéance", "due on"),
    "balance": ("solde restant dû TTC", "balance, VAT included"),
    "from": ("du", "from"),
    "to": ("au", "to"),
    "days": ("jours", "days"),
    "base": ("base", "base"),
    "rate": ("taux annuel", "yearly rate"),
    "amount": ("montant", "amount"),
    "late_interest": ("pénalités de retard", "late interest"),
    "recovery_indemnity": ("indemnité forfaitaire de recouvrement", "recovery indemnity"),
    "total": ("total", "total"),
}

assert set(REMARKS) == set(Remark)


@dataclass(frozen=True, slots=True)
class Line:
    """What is due of one invoice. `interest_paid`: the part of its interest that payments went to first."""

    number: str
    issued_on: date | None
    due_on: date
    days_late: int
    disputed: bool
    balance: Money
    segments: tuple[Segment, ...]
    interest_paid: Money
    recovery_indemnity: Money

    @property
    def late_interest(self) -> Money:
        """Accrued and not paid."""
        accrued = sum(s.amount.cents for s in self.segments)
        return Money(accrued - self.interest_paid.cents, self.balance.currency)

    @property
    def total(self) -> Money:
        return self.balance + self.late_interest + self.recovery_indemnity


class Sums:
    """What `lines` come to, in `currency`: of a statement, of what a letter claims, of a declaration."""

    __slots__ = ()
    currency: str
    lines: tuple[Line, ...]

    @property
    def balance(self) -> Money:
        return total([line.balance for line in self.lines], self.currency)

    @property
    def late_interest(self) -> Money:
        return total([line.late_interest for line in self.lines], self.currency)

    @property
    def recovery_indemnity(self) -> Money:
        return total([line.recovery_indemnity for line in self.lines], self.currency)

    @property
    def total(self) -> Money:
        return self.balance + self.late_interest + self.recovery_indemnity


@dataclass(frozen=True, slots=True)
class Statement(Sums):
    """The debt at the end of day `at`. `to_confirm`: semesters used whose rates nobody has confirmed."""

    reference: str
    at: date
    kind: CustomerKind
    currency: str
    lines: tuple[Line, ...]
    remarks: tuple[Remark, ...]
    to_confirm: tuple[Semester, ...]


def statement(
    dossier: Dossier, at: date, terms: Terms, payments: Iterable[PaymentRecorded] = (), table: RateTable = RATES
) -> Statement:
    """What `dossier` owes at the end of `at`, if nothing more is paid when that day is to come.

    Invoices issued later, and those that a person waived, are left out; one that was paid late stays, with the interest
    and the indemnity that it owes.
    Raises MissingRate when a semester of a delay has no row in `table`.
    """
    paid = paid_of(dossier.invoices, payments)
    known = (i for i in dossier.invoices if not i.waived and (i.issued_on is None or i.issued_on <= at))
    rows = [_line(i, paid[i.number], at, terms, table) for i in known]
    lines = tuple(sorted((row for row in rows if _matters(row)), key=lambda row: (row.due_on, row.number)))
    unsure = _to_confirm(lines, terms, table)
    remarks = _remarks(dossier, lines, terms, unsure)
    return Statement(dossier.reference, at, terms.kind, dossier.currency, lines, remarks, unsure)


def _line(invoice: Invoice, paid: tuple[Paid, ...], at: date, terms: Terms, table: RateTable) -> Line:
    terms = _terms_of(invoice, terms)
    opening = invoice.balance + total([p.amount for p in paid], invoice.balance.currency)
    debt = account(opening, paid, terms.starts_on(invoice.number, invoice.due_on), at, terms, table)
    late_at = _last_unpaid(opening, paid, at, debt)
    indemnity = recovery_indemnity(invoice.due_on, late_at > invoice.due_on, terms, opening.currency)
    days = max((late_at - invoice.due_on).days, 0)
    return Line(
        invoice.number,
        invoice.issued_on,
        invoice.due_on,
        days,
        invoice.disputed,
        debt.principal,
        debt.segments,
        debt.interest_paid,
        indemnity,
    )


def _terms_of(invoice: Invoice, terms: Terms) -> Terms:
    """An invoice born after the judgment is due as if there were none (C. com. L622-17)."""
    if terms.judgment_on is None or is_stopped(invoice, terms.judgment_on, terms.performed_on):
        return terms
    return replace(terms, judgment_on=None)


def _last_unpaid(opening: Money, paid: tuple[Paid, ...], at: date, debt: Account) -> date:
    """The last day, up to `at`, on which something of the invoice was due; long ago for one that never was."""
    if debt.principal.cents > 0:
        return at
    made = [p.on for p in paid if p.on <= at]
    return max(made) if made and opening.cents > 0 else date.min + DAY


def _matters(line: Line) -> bool:
    return bool(line.balance or line.late_interest or line.recovery_indemnity)


def _to_confirm(lines: tuple[Line, ...], terms: Terms, table: RateTable) -> tuple[Semester, ...]:
    if not terms.reads_table:
        return ()
    used = {segment.semester for line in lines for segment in line.segments}
    return tuple(sorted(s for s in used if table.of(s).sure is Sure.TO_CONFIRM))


def _remarks(
    dossier: Dossier, lines: tuple[Line, ...], terms: Terms, unsure: tuple[Semester, ...]
) -> tuple[Remark, ...]:
    found = {
        Remark.RATE_TO_CONFIRM: bool(unsure),
        Remark.JUDGMENT_UNKNOWN: dossier.status is Status.INSOLVENT and terms.judgment_on is None,
        Remark.INDEMNITY_IN_EUROS: terms.regime.indemnity
        and any(line.days_late and line.balance.currency != "EUR" for line in lines),
    }
    return tuple(remark for remark, holds in found.items() if holds)
