"""Delays in months, as CPC art. 641 counts them."""

from __future__ import annotations

from datetime import date

import pytest

from relanced.core.law.months import add_months, add_years


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 9, 15), 2, date(2026, 11, 15)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 7, 31), 2, date(2026, 9, 30)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2031, 8, 31), -6, date(2031, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 3, 10), 0, date(2026, 3, 10)),
    ],
)
def test_a_delay_in_months_ends_on_the_same_number_or_on_the_last_day(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


@pytest.mark.parametrize(
    ("start", "years", "end"),
    [
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2024, 2, 29), 5, date(2029, 2, 28)),
        (date(2023, 2, 28), 5, date(2028, 2, 28)),
    ],
)
def test_the_29_of_february_ends_on_the_28_of_a_common_year(start: date, years: int, end: date) -> None:
    assert add_years(start, years) == end
