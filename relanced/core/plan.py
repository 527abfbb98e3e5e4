"""A payment plan: instalments that a person has granted, each of which is a promise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import accumulate

from relanced.core.money import Money


class PlanState(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class PlanLimits:
    """What the owner grants without more thought: at most `max_months` instalments, a month apart; the first at least
    `first_share` percent and at most `first_days` calendar days away; none below `smallest` cents.
    """

    max_months: int = 3
    first_share: int = 30
    first_days: int = 15
    smallest: int = 100_00


@dataclass(frozen=True, slots=True)
class Instalment:
    due_on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class PaymentPlan:
    """`instalments` oldest first; `invoices` are the numbers that they pay, and `paid` what came for these since
    `agreed_on`. `words` are the client's own, in the mail `message_id` that asked for it. One default makes the whole
    balance due again, as its confirmation says.
    """

    agreed_on: date
    instalments: tuple[Instalment, ...]
    paid: Money
    words: str = ""
    message_id: str | None = None
    invoices: tuple[str, ...] = ()
    state: PlanState = PlanState.OPEN

    @property
    def total(self) -> Money:
        return Money(sum(i.amount.cents for i in self.instalments), self.paid.currency)

    @property
    def next(self) -> Instalment | None:
        """The oldest instalment that what was paid does not cover; None when the plan is fulfilled."""
        return next((i for i, sum_ in self._sums() if sum_ > self.paid.cents), None)

    @property
    def remaining(self) -> tuple[Instalment, ...]:
        """What of the instalments is still to be paid, oldest first."""
        rows = ((i, min(i.amount.cents, sum_ - self.paid.cents)) for i, sum_ in self._sums())
        return tuple(Instalment(i.due_on, Money(cents, self.paid.currency)) for i, cents in rows if cents > 0)

    @property
    def left(self) -> Money:
        return Money(sum(i.amount.cents for i in self.remaining), self.paid.currency)

    def missing(self, day: date) -> Money:
        """What should have been paid up to `day` and was not."""
        due = max((sum_ for i, sum_ in self._sums() if i.due_on <= day), default=0)
        return Money(max(due - self.paid.cents, 0), self.paid.currency)

    def _sums(self) -> Iterable[tuple[Instalment, int]]:
        return zip(self.instalments, accumulate(i.amount.cents for i in self.instalments), strict=True)
