"""Business days: which days mail may leave on, and how to count in them."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Workdays:
    """`days` are `date.weekday()` numbers (Monday is 0); `holidays` answers ``day in holidays``."""

    days: frozenset[int] = frozenset(range(5))
    holidays: Container[date] = frozenset()

    def is_open(self, day: date) -> bool:
        return day.weekday() in self.days and day not in self.holidays

    def next_open(self, day: date) -> date:
        """The first open day on or after `day`."""
        while not self.is_open(day):
            day += DAY
        return day

    def add(self, day: date, count: int) -> date:
        """The `count`-th open day after `day` (before it for a negative count); `day` itself for zero."""
        step = DAY if count > 0 else -DAY
        for _ in range(abs(count)):
            day += step
            while not self.is_open(day):
                day += step
        return day
