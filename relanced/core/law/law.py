"""The law as it stands for this owner: his contracts, the rates that are known, and how much of it letters say.

The one place where the terms of a dossier are made: the statement, the letters, the summary and the hand-over agree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from relanced.core.chase.scenario import Scenario
from relanced.core.dossier import CustomerKind, Dossier
from relanced.core.law.limitation import ANNOUNCED_MONTHS, RULES, Nature, nature
from relanced.core.law.rates import RATES, RateTable
from relanced.core.law.terms import FORMAL_NOTICE, Formula, Terms, noticed_on

NEVER = "never"


@dataclass(frozen=True, slots=True)
class Law:
    """`contractual`: the rate of the conditions of sale; they bind professionals, a consumer's contract is not known.

    `interest_first`: see `Terms`. `carriage`: the owner carries goods, which shortens the limitation to a year.
    `figures_from`, `mention_from`: the step from which a letter shows interest and indemnity in figures, and names them
    in words; `never` for none.
    """

    contractual: Formula | None = None
    interest_first: bool = False
    carriage: bool = False
    figures_from: str = FORMAL_NOTICE
    mention_from: str = "third"
    table: RateTable = RATES

    def terms(self, dossier: Dossier, day: Callable[[datetime], date]) -> Terms:
        """`day` gives the company's day of an instant."""
        kind = dossier.customer.kind
        return Terms(
            kind,
            self.contractual if kind is CustomerKind.BUSINESS else None,
            noticed_on(dossier, day),
            dossier.insolvency.judgment_on if dossier.insolvency else None,
            interest_first=self.interest_first,
        )

    def nature(self, kind: CustomerKind) -> Nature:
        return nature(kind, carriage=self.carriage)

    @property
    def announced_after(self) -> int:
        """Months after an invoice's day before which no limitation can be announced."""
        kinds = [self.nature(kind) for kind in CustomerKind]
        return min(RULES[nature].years for nature in kinds) * 12 - ANNOUNCED_MONTHS

    def shows(self, scenario: Scenario, step: str, kind: CustomerKind) -> bool:
        """Whether a letter of this step has the figures."""
        return _between_professionals(kind) and _reached(scenario, step, self.figures_from)

    def mentions(self, scenario: Scenario, step: str, kind: CustomerKind) -> bool:
        """Whether a letter of this step says that interest and indemnity are owed."""
        return _between_professionals(kind) and _reached(scenario, step, self.mention_from)


def _between_professionals(kind: CustomerKind) -> bool:
    """A consumer owes neither penalties nor the indemnity (C. com. L441-10, D441-5)."""
    return kind is not CustomerKind.CONSUMER


def _reached(scenario: Scenario, step: str, start: str) -> bool:
    """An answer is no step; a scenario without the step that it starts from never does."""
    return 0 <= scenario.index(start) <= scenario.index(step)
