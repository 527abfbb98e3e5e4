"""What a letter claims for the invoices that it speaks of: the statement's figures, in four lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from relanced.core.dossier import Dossier, Invoice
from relanced.core.events import PaymentRecorded
from relanced.core.law.late_interest import Segment
from relanced.core.law.rates import RATES, RateTable, Semester
from relanced.core.law.statement import Line, Sums, statement
from relanced.core.law.terms import Terms
from relanced.core.money import Money, total


@dataclass(frozen=True, slots=True)
class Debt(Sums):
    """`lines` of the invoices asked for, and of the credit notes, as they stand at the end of day `at`."""

    at: date
    currency: str
    lines: tuple[Line, ...]

    @property
    def principal(self) -> Money:
        return self.balance

    @property
    def interest_paid(self) -> Money:
        """What part payments paid of the interest first, so that it is principal again (C. civ. 1343-1)."""
        return total([line.interest_paid for line in self.lines], self.currency)

    @property
    def indemnities(self) -> int:
        """How many invoices bear one."""
        return sum(bool(line.recovery_indemnity) for line in self.lines)

    @property
    def segments(self) -> tuple[tuple[str, Segment], ...]:
        """Of every invoice, with its number."""
        return tuple((line.number, segment) for line in self.lines for segment in line.segments)

    @property
    def rates(self) -> tuple[tuple[Semester, Decimal], ...]:
        """Percent a year, by semester."""
        return tuple(sorted({(segment.semester, segment.rate) for _, segment in self.segments}))


def debt(
    dossier: Dossier,
    numbers: Iterable[str],
    at: date,
    terms: Terms,
    payments: Iterable[PaymentRecorded] = (),
    table: RateTable = RATES,
) -> Debt:
    """The same as in `statement` for `numbers`, but for what is contested of them, which bears nothing here, and for
    payments dated ahead, which the ledger has taken off already. Raises MissingRate."""
    asked = set(numbers)
    plain = tuple(_uncontested(i) if i.number in asked else i for i in dossier.invoices)
    made = [replace(p, paid_on=min(p.paid_on, at)) for p in payments]
    found = statement(replace(dossier, invoices=plain), at, terms, made, table)
    lines = tuple(line for line in found.lines if line.number in asked or line.balance.cents < 0)
    return Debt(at, dossier.currency, lines)


def _uncontested(invoice: Invoice) -> Invoice:
    contested = invoice.balance - invoice.asked
    return replace(invoice, total=invoice.total - contested, balance=invoice.asked, disputed=False)
