"""When mail may leave: days, hours and holidays of the company's own time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo

from relanced.core.workdays import DAY, Workdays


@dataclass(frozen=True, slots=True)
class Window:
    """Open from `opens` (included) to `closes` (excluded) by the local clock, on business days."""

    timezone: tzinfo
    workdays: Workdays
    opens: time
    closes: time

    def allows(self, now: datetime) -> bool:
        """`now` is aware."""
        local = now.astimezone(self.timezone)
        return self.workdays.is_open(local.date()) and self.opens <= local.time() < self.closes

    def next_opening(self, now: datetime) -> datetime:
        """The first instant (UTC) from `now` on at which mail may leave: `now` itself when it may."""
        if self.allows(now):
            return now.astimezone(UTC)
        day = now.astimezone(self.timezone).date()
        while True:
            # Through UTC, for a clock that jumps: on such a day a time may not exist, and then the window may not open.
            opening = datetime.combine(day, self.opens, self.timezone).astimezone(UTC)
            if opening >= now and self.allows(opening):
                return opening
            day += DAY
