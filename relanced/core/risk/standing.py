"""Where a customer stands on a day, over all his dossiers: what he owes, and how the chase goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from relanced.core.dossier import Customer, Promise
from relanced.core.money import Money, total


@dataclass(frozen=True, slots=True)
class Age:
    """What is outstanding in one bucket of days late; `label` is its upper bound, ``0`` for what is not late."""

    label: str
    invoices: int
    amount: Money


# Upper bounds in days late of the buckets of the aged balance; None: no bound.
AGES: tuple[tuple[str, int | None], ...] = (("0", 0), ("30", 30), ("60", 60), ("90", 90), ("90+", None))


def age_of(due_on: date, today: date) -> str:
    """The bucket of an invoice."""
    return next(label for label, bound in AGES if bound is None or (today - due_on).days <= bound)


@dataclass(frozen=True, slots=True)
class Standing:
    """`ages` have a row a bucket, credit notes deducted. `days_late`: of the oldest late invoice. `promises`: the open
    ones. Of the chases that go on: `broken` promises, `unkept` ones (broken, or replaced by a further one), and
    the reminders left `unanswered` since he last wrote or paid. `disputes`: invoices that are contested now.
    `credit_limit`: his own, else that of the settings.
    """

    customer: Customer
    dossiers: tuple[str, ...] = ()
    ages: tuple[Age, ...] = ()
    days_late: int = 0
    promises: tuple[Promise, ...] = ()
    broken: int = 0
    unkept: int = 0
    unanswered: int = 0
    disputes: int = 0
    insolvent: bool = False
    credit_limit: Money | None = field(default=None)

    @property
    def currency(self) -> str:
        return self.ages[0].amount.currency if self.ages else "EUR"

    @property
    def outstanding(self) -> Money:
        return total([a.amount for a in self.ages], self.currency)

    @property
    def late(self) -> Money:
        return total([a.amount for a in self.ages[1:]], self.currency)

    @property
    def limit_used(self) -> int:
        """Of the credit limit, in percent; 0 where there is none."""
        return self.outstanding.cents * 100 // self.credit_limit.cents if self.credit_limit else 0
