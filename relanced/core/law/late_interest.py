"""Late interest on one invoice, in segments that each have one base and one rate.

The law leaves the day count open: days over 365, leap years too, the day of payment counted and the due date not. Each
segment is rounded once, half a cent up. Interest bears none itself (C. civ. 1343-1 and 1343-2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from relanced.core.law.allocation import Paid
from relanced.core.law.rates import RateTable, Semester
from relanced.core.law.terms import Terms
from relanced.core.money import Money
from relanced.core.workdays import DAY

YEAR = 365


@dataclass(frozen=True, slots=True)
class Segment:
    """`from_on` and `to_on` are both counted; `rate`, of `semester`, is in percent a year; `base` includes VAT."""

    from_on: date
    to_on: date
    base: Money
    rate: Decimal
    semester: Semester

    @property
    def days(self) -> int:
        return (self.to_on - self.from_on).days + 1

    @property
    def amount(self) -> Money:
        exact = self.base.cents * self.rate * self.days / (100 * YEAR)
        return Money(int(exact.quantize(Decimal(1), ROUND_HALF_UP)), self.base.currency)


@dataclass(frozen=True, slots=True)
class Account:
    """One invoice's debt after its payments: `principal` left, interest in `segments`, of which `interest_paid`."""

    principal: Money
    segments: tuple[Segment, ...]
    interest_paid: Money

    @property
    def interest(self) -> Money:
        """What accrued and is not paid."""
        return Money(sum(s.amount.cents for s in self.segments) - self.interest_paid.cents, self.principal.currency)


Charge = Callable[[Money, date, date], Iterator[Segment]]


def account(
    opening: Money, paid: Iterable[Paid], starts_on: date | None, at: date, terms: Terms, table: RateTable
) -> Account:
    """The debt as it stands at the end of `at`, when its interest runs from the day after `starts_on` (None: never).

    `opening` is what was due before `paid`; payments after `at` are not yet made. An insolvency judgment stops interest
    for good (C. com. L622-28) from the first hour of its day (R621-4). Raises MissingRate.
    """
    last = min(at, terms.judgment_on - DAY) if terms.judgment_on else at
    charge = _charge(terms, table, starts_on)
    state = Account(opening, (), Money(0, opening.currency))
    cursor = starts_on + DAY if starts_on else None
    for part in sorted((p for p in paid if p.on <= at), key=lambda p: p.on):
        state, cursor = _accrue(state, cursor, min(part.on, last), charge)
        state = _pay(state, part.amount, terms.interest_first)
    return _accrue(state, cursor, last, charge)[0]


def _accrue(state: Account, cursor: date | None, until: date, charge: Charge) -> tuple[Account, date | None]:
    """Interest up to `until` included, on the present principal, and the day to go on from."""
    if cursor is None or cursor > until:
        return state, cursor
    more = tuple(charge(state.principal, cursor, until)) if state.principal.cents > 0 else ()
    return Account(state.principal, state.segments + more, state.interest_paid), until + DAY


def _pay(state: Account, amount: Money, interest_first: bool) -> Account:
    to_interest = Money(min(amount.cents, state.interest.cents) if interest_first else 0, amount.currency)
    return Account(state.principal - (amount - to_interest), state.segments, state.interest_paid + to_interest)


def _charge(terms: Terms, table: RateTable, starts_on: date | None) -> Charge:
    if terms.regime.single_rate and starts_on:
        only = Semester.of(starts_on + DAY)
        return lambda base, start, end: iter((Segment(start, end, base, terms.rate(only, table), only),))
    return lambda base, start, end: _by_semester(base, start, end, terms, table)


def _by_semester(base: Money, start: date, end: date, terms: Terms, table: RateTable) -> Iterator[Segment]:
    while start <= end:
        semester = Semester.of(start)
        until = min(end, semester.last_day)
        yield Segment(start, until, base, terms.rate(semester, table), semester)
        start = until + DAY
