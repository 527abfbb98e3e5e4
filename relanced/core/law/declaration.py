"""The figures of a declaration of claim (C. com. L622-24, L622-25): what was due on the day of the judgment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from relanced.core.deciding.insolvency import Claim, claim
from relanced.core.dossier import Dossier
from relanced.core.events import PaymentRecorded
from relanced.core.law.rates import RATES, RateTable
from relanced.core.law.statement import Line, Sums, statement
from relanced.core.law.terms import Terms
from relanced.core.money import Money, total
from relanced.core.workdays import DAY


@dataclass(frozen=True, slots=True)
class Declaration(Sums):
    """Lines as of the eve of the judgment, the invoices `to_check` among them until a person knows their delivery.

    `left_out`: the numbers of invoices born after the judgment, which are not declared.
    """

    judgment_on: date
    currency: str
    lines: tuple[Line, ...]
    to_check: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def due(self) -> Money:
        """Principal whose due date had passed (échu)."""
        return total([line.balance for line in self.lines if line.due_on < self.judgment_on], self.currency)

    @property
    def to_fall_due(self) -> Money:
        """Principal whose due date was still to come (à échoir); its days are those of the lines."""
        return total([line.balance for line in self.lines if line.due_on >= self.judgment_on], self.currency)


def declaration(
    dossier: Dossier,
    judgment_on: date,
    terms: Terms,
    payments: Iterable[PaymentRecorded] = (),
    table: RateTable = RATES,
) -> Declaration:
    """Raises MissingRate."""
    born = {i.number: claim(i, judgment_on, terms.performed_on) for i in dossier.invoices}
    return Declaration(
        judgment_on,
        dossier.currency,
        lines=tuple(
            line
            for line in _on_the_eve(dossier, replace(terms, judgment_on=judgment_on), payments, table)
            if born[line.number] is not Claim.LATER
        ),
        to_check=tuple(n for n, kind in born.items() if kind is Claim.TO_CHECK),
        left_out=tuple(n for n, kind in born.items() if kind is Claim.LATER),
    )


def _on_the_eve(
    dossier: Dossier, terms: Terms, payments: Iterable[PaymentRecorded], table: RateTable
) -> tuple[Line, ...]:
    """All lines as of the day before the judgment, also of invoices made later: what they bill may be earlier."""
    assert terms.judgment_on
    made = {i.number: i.issued_on for i in dossier.invoices}
    undated = replace(dossier, invoices=tuple(replace(i, issued_on=None) for i in dossier.invoices))
    found = statement(undated, terms.judgment_on - DAY, terms, payments, table)
    return tuple(replace(line, issued_on=made[line.number]) for line in found.lines)
