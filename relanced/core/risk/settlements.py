"""What was paid in a period, and after which step: whether the reminders are worth their while."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from relanced.core.dossier import Invoice
from relanced.core.money import Money, total
from relanced.core.risk.history import shares


@dataclass(frozen=True, slots=True)
class SettledAfter:
    """`step` was the last before the money came; empty: there was none; None: nobody knows. `share` in percent."""

    step: str | None
    invoices: int
    share: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Settlements:
    """In one currency, from `first` to `last`. `days_late`: on average after the due date; paid before counts as 0."""

    first: date
    last: date
    invoices: int
    amount: Money
    days_late: int
    after: tuple[SettledAfter, ...]


def settlements(settled: Iterable[Invoice], first: date, last: date) -> tuple[Settlements, ...]:
    """One a currency, of the invoices that were settled in the period."""
    rows = sorted((i for i in settled if i.settled_on and first <= i.settled_on <= last), key=_currency)
    return tuple(_of(list(group), first, last) for _, group in groupby(rows, key=_currency))


def _currency(invoice: Invoice) -> str:
    return invoice.total.currency


def _of(rows: list[Invoice], first: date, last: date) -> Settlements:
    late = [max((i.settled_on - i.due_on).days, 0) for i in rows if i.settled_on]
    unknown = [i for i in rows if i.settled_after is None]
    steps: list[tuple[str | None, int]] = [*shares(i.settled_after for i in rows)]
    steps += [(None, len(unknown))] if unknown else []
    after = tuple(
        SettledAfter(step, n, round(n * 100 / len(rows)), total([i.total for i in rows if i.settled_after == step]))
        for step, n in steps
    )
    return Settlements(first, last, len(rows), total([i.total for i in rows]), round(sum(late) / len(rows)), after)


def month_before(day: date) -> tuple[date, date]:
    """First and last day of the month before that of `day`."""
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last
