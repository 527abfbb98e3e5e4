"""Arithmetic of days: French public holidays, business days, nearest such day, ISO weeks."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

FRIDAY = 4
FIXED_HOLIDAYS = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
AFTER_EASTER = (1, 39, 50)  # Easter Monday, Ascension, Whit Monday: code du travail, art. L3133-1


@lru_cache(maxsize=64)
def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Butcher's algorithm)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    to_sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[date]:
    """The eleven public holidays of mainland France in `year`."""
    fixed = (date(year, month, day) for month, day in FIXED_HOLIDAYS)
    return frozenset((*fixed, *(easter(year) + timedelta(days) for days in AFTER_EASTER)))


def is_business_day(day: date) -> bool:
    """Monday to Friday, no French public holiday (« jour ouvré »)."""
    return day.weekday() <= FRIDAY and day not in holidays(day.year)


def next_business_day(day: date) -> date:
    """The first business day strictly after `day`."""
    return add_business_days(day, 1)


def add_business_days(day: date, count: int) -> date:
    """`count` business days after `day`; `day` itself for 0."""
    for _ in range(count):
        day += timedelta(1)
        while not is_business_day(day):
            day += timedelta(1)
    return day


def add_months(day: date, count: int) -> date:
    """The same day `count` months later, or the last day of a month too short for it."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def end_of_month_terms(start: date, days: int) -> date:
    """« 30 jours fin de mois » counted from `start`: the days first, then the end of that month."""
    return end_of_month(start + timedelta(days))


def monday(day: date) -> date:
    """The Monday of the ISO week of `day`."""
    return day - timedelta(day.weekday())


def iso_week(number: int, anchor: date) -> date | None:
    """The Monday of the next ISO week of that number whose Friday is not before `anchor`."""
    for year in (anchor.year, anchor.year + 1):
        try:
            found = date.fromisocalendar(year, number, 1)
        except ValueError:  # a year of 52 weeks
            continue
        if found + timedelta(FRIDAY) >= anchor:
            return found
    return None


def weekday_after(day: date, weekday: int) -> date:
    """The first such weekday strictly after `day`."""
    return day + timedelta((weekday - day.weekday() - 1) % 7 + 1)


def weekday_before(day: date, weekday: int) -> date:
    """The last such weekday strictly before `day`."""
    return day - timedelta((day.weekday() - weekday - 1) % 7 + 1)


def valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def such_day_from(anchor: date, day: int, month: int | None = None) -> date | None:
    """The first day not before `anchor` with that number (and month); None for an impossible one (31/11)."""
    return next((found for found in _such_days(anchor, day, month, 1) if found >= anchor), None)


def such_day_until(anchor: date, day: int, month: int | None = None) -> date | None:
    """The last day not after `anchor` with that number (and month)."""
    return next((found for found in _such_days(anchor, day, month, -1) if found <= anchor), None)


def _such_days(anchor: date, day: int, month: int | None, way: int) -> Iterator[date]:
    """Such days of this month or year, then of the following (`way` 1) or preceding (-1): eight, for 29 February."""
    first = anchor.replace(day=1)
    for step in range(9):
        start = add_months(first, way * step) if month is None else first
        year = start.year if month is None else start.year + way * step
        found = valid(year, month or start.month, day)
        if found:
            yield found
