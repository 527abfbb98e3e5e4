"""On what terms a customer's late invoices bear interest: the law by kind of customer, and what the contract says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from relanced.core.dossier import CustomerKind, Dossier, ReminderState
from relanced.core.law.rates import RateTable, Semester

ZERO = Decimal(0)
FORMAL_NOTICE = "formal_notice"


@dataclass(frozen=True, slots=True)
class Formula:
    """A yearly rate in percent: `points`, plus `ecb` times the ECB's rate, plus `legal` times the taux légal."""

    points: Decimal = ZERO
    ecb: Decimal = ZERO
    legal: Decimal = ZERO

    @property
    def reads_table(self) -> bool:
        return bool(self.ecb or self.legal)

    def rate(self, semester: Semester, table: RateTable) -> Decimal:
        """Raises MissingRate when it reads the table and the table lacks the semester."""
        if not self.reads_table:
            return self.points
        row = table.of(semester)
        return self.points + self.ecb * row.ecb + self.legal * row.legal


@dataclass(frozen=True, slots=True)
class Regime:
    """A row: what the law says for one kind of customer.

    `default`: the rate when no contract sets one. `by_contract`: may a contract set it. `floor`: below which a
    contract's rate may not be. `from_notice`: the default rate runs only from a formal notice. `single_rate`: that of
    the semester in which interest starts holds for the whole delay. `indemnity`: is the recovery indemnity owed.
    """

    default: Formula
    by_contract: bool = True
    floor: Formula | None = None
    from_notice: bool = False
    single_rate: bool = False
    indemnity: bool = True


REGIMES: dict[CustomerKind, Regime] = {
    # C. com. L441-10 II: the ECB's rate + 10 points; a contract may say otherwise, never less than three times the taux
    # légal. The floor bounds « sauf disposition contraire » alone: in 2024 it was above the default, which stood.
    CustomerKind.BUSINESS: Regime(
        Formula(points=Decimal(10), ecb=Decimal(1)),
        floor=Formula(legal=Decimal(3)),
    ),
    # CCP L2192-13, R2192-31: the ECB's rate + 8 points of the semester in which interest starts; L2192-14: no waiver.
    CustomerKind.PUBLIC: Regime(
        Formula(points=Decimal(8), ecb=Decimal(1)),
        by_contract=False,
        single_rate=True,
    ),
    # C. civ. 1231-6, 1344-1: the taux légal from the formal notice. Its category follows the creditor (CMF L313-2): a
    # company claims at the rate of « tous autres cas ». D441-5 gives the indemnity between professionals only.
    CustomerKind.CONSUMER: Regime(Formula(legal=Decimal(1)), from_notice=True, indemnity=False),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What is known beside the dossier when a debt is computed.

    `contractual`: the contract's rate, None for the law's. `noticed_on`: the day of the first formal notice, by
    invoice. `judgment_on`: the day of the judgment that opened an insolvency procedure. `performed_on`: the day of
    delivery or of service, by invoice, where known. `interest_first`: part payments pay accrued interest before the
    principal (C. civ. 1343-1), which holds unless the creditor accepts otherwise, as who books them as principal does.
    """

    kind: CustomerKind = CustomerKind.BUSINESS
    contractual: Formula | None = None
    noticed_on: Mapping[str, date] = field(default_factory=dict)
    judgment_on: date | None = None
    performed_on: Mapping[str, date] = field(default_factory=dict)
    interest_first: bool = False

    @property
    def regime(self) -> Regime:
        return REGIMES[self.kind]

    @property
    def _contract(self) -> Formula | None:
        return self.contractual if self.regime.by_contract else None

    def starts_on(self, number: str, due_on: date) -> date | None:
        """Interest runs from the day after this one: the due date (C. com. L441-10 II, CCP L2192-13), or the formal
        notice's day when the law waits for one. None: nothing makes it run."""
        if self._contract or not self.regime.from_notice:
            return due_on
        noticed = self.noticed_on.get(number)
        return max(noticed, due_on) if noticed else None

    @property
    def reads_table(self) -> bool:
        formula = self._contract or self.regime.default
        return formula.reads_table or bool(self._contract and self.regime.floor)

    def rate(self, semester: Semester, table: RateTable) -> Decimal:
        """Percent a year. Raises MissingRate."""
        if self._contract is None:
            return self.regime.default.rate(semester, table)
        agreed = self._contract.rate(semester, table)
        return max(agreed, self.regime.floor.rate(semester, table)) if self.regime.floor else agreed


def noticed_on(dossier: Dossier, day: Callable[[datetime], date]) -> dict[str, date]:
    """The day on which each invoice's first formal notice left; `day` gives the company's day of an instant."""
    found: dict[str, date] = {}
    for reminder in dossier.reminders:
        if reminder.step == FORMAL_NOTICE and reminder.state is ReminderState.SENT and reminder.sent_at:
            left = day(reminder.sent_at)
            found |= {number: min(left, found.get(number, left)) for number in reminder.invoices}
    return found
