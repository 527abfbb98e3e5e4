"""The sending window: days, hours, holidays, and clocks that jump."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relanced.config import Window
from relanced.core.workdays import Workdays

PARIS = ZoneInfo("Europe/Paris")
OFFICE = Window(PARIS, Workdays(holidays=frozenset({date(2025, 7, 14)})), time(8, 30), time(18))


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("now", "open_"),
    [
        ("2025-07-11 08:29:59", False),
        ("2025-07-11 08:30", True),
        ("2025-07-11 17:59:59", True),
        ("2025-07-11 18:00", False),
        ("2025-07-12 10:00", False),  # a Saturday
        ("2025-07-14 10:00", False),  # the national day
        ("2025-01-06 09:00", True),
    ],
)
def test_mail_leaves_in_office_hours_of_business_days(now, open_):
    assert OFFICE.allows(paris(now)) is open_


def test_the_hours_are_those_of_the_company_whatever_the_clock_of_the_machine():
    assert OFFICE.allows(datetime(2025, 7, 11, 6, 30, tzinfo=UTC))
    assert not OFFICE.allows(datetime(2025, 1, 10, 6, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        ("2025-07-11 10:00", "2025-07-11 10:00"),
        ("2025-07-11 03:00", "2025-07-11 08:30"),
        ("2025-07-11 18:00", "2025-07-15 08:30"),  # over the week-end and the national day
        ("2025-03-28 19:00", "2025-03-31 08:30"),  # over the change to summer time
        ("2025-10-24 19:00", "2025-10-27 08:30"),  # and back
    ],
)
def test_the_next_opening_is_by_the_local_clock(now, opening):
    assert OFFICE.next_opening(paris(now)) == paris(opening)
    assert OFFICE.next_opening(paris(now)).tzinfo is UTC


def test_a_window_inside_the_hour_that_summer_time_skips_opens_the_next_day():
    every_day = Window(PARIS, Workdays(frozenset(range(7))), time(2, 15), time(2, 45))
    assert every_day.next_opening(paris("2025-03-30 00:00")) == paris("2025-03-31 02:15")


@given(
    st.integers(1_704_067_200, 1_798_761_600).map(lambda second: datetime.fromtimestamp(second, UTC)),
    st.sampled_from(["Europe/Paris", "America/Guadeloupe", "Indian/Reunion", "Pacific/Noumea", "Australia/Lord_Howe"]),
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(3, 11),
    st.integers(12, 23),
)
def test_the_next_opening_allows_and_nothing_before_it_does(now, zone, days, opens, closes):
    window = Window(ZoneInfo(zone), Workdays(frozenset(days)), time(opens, 30), time(closes, 15))
    opening = window.next_opening(now)
    assert opening >= now
    assert window.allows(opening)
    between = now
    while between < opening:
        assert not window.allows(between)
        between += timedelta(minutes=30)
