"""Public holidays, business days and the nearest such day."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relanced.reading.days import calendar as cal

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize("year", range(2020, 2041))
def test_the_public_holidays_are_those_of_the_published_calendar(year: int) -> None:
    assert cal.holidays(year) == set(holidays.country_holidays("FR", years=year))


@given(DAYS, st.integers(1, 30))
def test_business_days_are_weekdays_and_no_holidays(day: date, count: int) -> None:
    found = cal.add_business_days(day, count)
    between = [day + timedelta(n) for n in range(1, (found - day).days + 1)]
    assert sum(map(cal.is_business_day, between)) == count
    assert cal.is_business_day(found)


@given(DAYS, st.integers(1, 31))
def test_such_days_surround_the_mail(anchor: date, day: int) -> None:
    before, after = cal.such_day_until(anchor, day), cal.such_day_from(anchor, day)
    assert before
    assert after
    assert before <= anchor <= after
    assert before.day == after.day == day


@given(DAYS, st.integers(0, 6))
def test_a_weekday_named_on_that_very_weekday_is_a_week_away(anchor: date, weekday: int) -> None:
    assert 1 <= (cal.weekday_after(anchor, weekday) - anchor).days <= 7
    assert 1 <= (anchor - cal.weekday_before(anchor, weekday)).days <= 7


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [("2026-01-31", 1, "2026-02-28"), ("2028-01-31", 1, "2028-02-29"), ("2026-11-24", 2, "2027-01-24")],
)
def test_a_month_later_is_the_same_day_or_the_last(start: str, months: int, expected: str) -> None:
    assert cal.add_months(date.fromisoformat(start), months) == date.fromisoformat(expected)


def test_the_thirty_first_of_november_does_not_exist() -> None:
    assert cal.such_day_from(date(2026, 11, 24), 31, 11) is None


def test_a_week_number_that_is_over_is_next_years() -> None:
    assert cal.iso_week(1, date(2026, 12, 29)) == date(2027, 1, 4)
    assert cal.iso_week(53, date(2026, 11, 24)) == date(2026, 12, 28)
    assert cal.iso_week(53, date(2027, 2, 1)) is None


def test_thirty_days_end_of_month_counts_the_days_first() -> None:
    assert cal.end_of_month_terms(date(2026, 11, 22), 30) == date(2026, 12, 31)
    assert cal.end_of_month_terms(date(2026, 11, 22), 45) == date(2027, 1, 31)
