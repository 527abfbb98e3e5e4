"""A payment plan: instalments that a person has granted, each of which is a promise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from relanced.core.money import Money


@dataclass(frozen=True, slots=True)
class Instalment:
    due_on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class PaymentPlan:
    """`instalments` oldest first, together what is due; `paid` since `agreed_on`. `words` are the client's own, in the
    mail `message_id` that asked for it. One default makes the whole balance due again, as its confirmation says.
    """

    agreed_on: date
    instalments: tuple[Instalment, ...]
    paid: Money
    words: str = ""
    message_id: str | None = None

    @property
    def next(self) -> Instalment | None:
        """The oldest instalment that what was paid does not cover; None when the plan is fulfilled."""
        return next((i for i, sum_ in self._sums() if sum_ > self.paid.cents), None)

    def missing(self, day: date) -> Money:
        """What should have been paid up to `day` and was not."""
        due = max((sum_ for i, sum_ in self._sums() if i.due_on <= day), default=0)
        return Money(max(due - self.paid.cents, 0), self.paid.currency)

    def _sums(self) -> Iterable[tuple[Instalment, int]]:
        return zip(self.instalments, accumulate(i.amount.cents for i in self.instalments), strict=True)
