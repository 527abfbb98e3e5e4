"""The table of rates: complete, sourced, and never stretched."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from relanced.core.law.rates import RATES, MissingRate, Semester, Sure


def test_every_semester_from_2015_to_2026_has_one_row_with_its_source() -> None:
    rows = list(RATES)
    assert str(rows[0].semester) == "2015-S1"
    assert str(rows[-1].semester) == "2026-S2"
    assert all(b.semester == a.semester.next for a, b in pairwise(rows))
    assert all(row.source for row in rows)


def test_only_the_semester_that_nobody_could_read_officially_is_to_confirm() -> None:
    assert [str(row.semester) for row in RATES if row.sure is Sure.TO_CONFIRM] == ["2026-S2"]


@pytest.mark.parametrize(
    ("semester", "ecb", "persons", "legal"),
    [
        ("2015-S1", "0.05", "4.06", "0.93"),
        ("2016-S2", "0.00", "4.35", "0.93"),
        ("2019-S1", "0.00", "3.40", "0.86"),
        ("2023-S1", "2.50", "4.47", "2.06"),
        ("2024-S1", "4.50", "8.01", "5.07"),
        ("2024-S2", "4.25", "8.16", "4.92"),
        ("2026-S1", "2.15", "6.67", "2.62"),
        ("2026-S2", "2.40", "6.84", "2.75"),
    ],
)
def test_rates_are_those_that_were_published(semester: str, ecb: str, persons: str, legal: str) -> None:
    row = RATES.of(Semester.read(semester))
    assert (row.ecb, row.legal_persons, row.legal) == (Decimal(ecb), Decimal(persons), Decimal(legal))


def test_the_professionals_rate_is_never_taken_for_the_private_persons_one() -> None:
    assert all(row.legal < row.legal_persons for row in RATES)


@pytest.mark.parametrize("semester", ["2014-S2", "2027-S1"])
def test_a_semester_without_a_row_is_named_aloud(semester: str) -> None:
    with pytest.raises(MissingRate, match=semester) as caught:
        RATES.of(Semester.read(semester))
    assert caught.value.semester == Semester.read(semester)


def test_an_owner_can_add_the_rates_of_a_new_semester() -> None:
    new = replace(RATES.of(Semester(2026, 2)), semester=Semester(2027, 1), ecb=Decimal("2.65"), source="JO")
    assert RATES.with_rows([new]).of(Semester(2027, 1)).ecb == Decimal("2.65")
    with pytest.raises(MissingRate):
        RATES.of(Semester(2027, 1))


@pytest.mark.parametrize("text", ["2026-S3", "2026-S0", "2026", "S1-2026"])
def test_what_is_not_a_semester_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Semester.read(text)


def test_a_semester_changes_on_the_first_of_january_and_of_july() -> None:
    first, second = Semester.of(date(2026, 6, 30)), Semester.of(date(2026, 7, 1))
    assert (str(first), str(second)) == ("2026-S1", "2026-S2")
    assert first.last_day == date(2026, 6, 30)
    assert second.last_day + timedelta(1) == second.next.first_day == date(2027, 1, 1)
