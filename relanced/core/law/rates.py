"""The rates that French late interest is made of, semester by semester: a table, never an extrapolation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from relanced.core.workdays import DAY


class Sure(StrEnum):
    """`to_confirm`: read in public programs only; neither the decision nor the arrêté was seen."""

    VERIFIED = "verified"
    TO_CONFIRM = "to_confirm"


@dataclass(frozen=True, slots=True, order=True)
class Semester:
    """Half a calendar year: ``2026-S2`` runs from 1 July to 31 December."""

    year: int
    half: int

    @classmethod
    def of(cls, day: date) -> Semester:
        return cls(day.year, 1 if day.month <= 6 else 2)

    @classmethod
    def read(cls, text: str) -> Semester:
        """From ``2026-S2``. Raises ValueError."""
        year, half = text.split("-S")
        if half not in ("1", "2"):
            raise ValueError(f"{text!r} is not a semester: write it as 2026-S2")
        return cls(int(year), int(half))

    @property
    def first_day(self) -> date:
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def last_day(self) -> date:
        return self.next.first_day - DAY

    @property
    def next(self) -> Semester:
        return Semester(self.year, 2) if self.half == 1 else Semester(self.year + 1, 1)

    def __str__(self) -> str:
        return f"{self.year}-S{self.half}"


@dataclass(frozen=True, slots=True)
class Rates:
    """Percentages a year. `ecb`: main refinancing operations, in force on the first day (C. com. L441-10 II).

    `legal` and `legal_persons`: the taux d'intérêt légal (CMF L313-2), for creditors who are professionals (« tous
    autres cas ») and for private persons. `source`: where they were read.
    """

    semester: Semester
    ecb: Decimal
    legal_persons: Decimal
    legal: Decimal
    source: str
    sure: Sure = Sure.VERIFIED


class MissingRate(LookupError):
    """The table has no row for a semester: nothing is computed with another's."""

    def __init__(self, semester: Semester) -> None:
        self.semester = semester
        day = semester.first_day
        super().__init__(
            f"no rates are known for {semester}: the ECB main refinancing rate in force on {day} and the arrêté on the "
            f"taux d'intérêt légal of that semester are needed"
        )


class RateTable:
    """Rows by semester."""

    def __init__(self, rows: Iterable[Rates]) -> None:
        self._rows = {row.semester: row for row in rows}

    def of(self, semester: Semester) -> Rates:
        """Raises MissingRate."""
        try:
            return self._rows[semester]
        except KeyError:
            raise MissingRate(semester) from None

    def with_rows(self, rows: Iterable[Rates]) -> RateTable:
        """The same with an owner's rows, which replace those of the same semester."""
        return RateTable([*self._rows.values(), *rows])

    @property
    def last(self) -> Semester:
        return max(self._rows)

    def missing(self, first: date, last: date) -> tuple[Semester, ...]:
        """The semesters without a row among those of the days from `first` to `last`."""
        found, semester = [], Semester.of(first)
        while semester.first_day <= last:
            found += [] if semester in self._rows else [semester]
            semester = semester.next
        return tuple(found)

    def __iter__(self) -> Iterator[Rates]:
        return iter(sorted(self._rows.values(), key=lambda row: row.semester))


# Where each row was read: the ECB's decisions as reported when they took effect (0.05 % from 10 September 2014, 0.00 %
# from 16 March 2016, 2.50 % from 21 December 2022, 4.00 % from 21 June 2023, 4.50 % from 20 September 2023, 4.25 % from
# 12 June 2024, 3.15 % from 18 December 2024, 2.15 % from 11 June 2025), and for the taux légal the arrêté of the
# semester, or the table of arrêtés kept by MoneyVox when the arrêté itself was not read.
_KEPT = "MoneyVox, table of the arrêtés"
_PUBLIC = "two public programs of September 2026; neither the ECB's decision nor the arrêté was read"

# semester, ECB, private persons, all other cases, source of the taux légal
_ROWS: tuple[tuple[str, str, str, str, str], ...] = (
    ("2015-S1", "0.05", "4.06", "0.93", _KEPT),
    ("2015-S2", "0.05", "4.29", "0.99", _KEPT),
    ("2016-S1", "0.05", "4.54", "1.01", "arrêté of 23 December 2015"),
    ("2016-S2", "0.00", "4.35", "0.93", _KEPT),
    ("2017-S1", "0.00", "4.16", "0.90", _KEPT),
    ("2017-S2", "0.00", "3.94", "0.90", _KEPT),
    ("2018-S1", "0.00", "3.73", "0.89", _KEPT),
    ("2018-S2", "0.00", "3.60", "0.88", "arrêté of 27 June 2018"),
    ("2019-S1", "0.00", "3.40", "0.86", _KEPT),
    ("2019-S2", "0.00", "3.26", "0.87", _KEPT),
    ("2020-S1", "0.00", "3.15", "0.87", _KEPT),
    ("2020-S2", "0.00", "3.11", "0.84", _KEPT),
    ("2021-S1", "0.00", "3.14", "0.79", _KEPT),
    ("2021-S2", "0.00", "3.12", "0.76", _KEPT),
    ("2022-S1", "0.00", "3.13", "0.76", _KEPT),
    ("2022-S2", "0.00", "3.15", "0.77", _KEPT),
    ("2023-S1", "2.50", "4.47", "2.06", _KEPT),
    ("2023-S2", "4.00", "6.82", "4.22", "arrêté of 27 June 2023"),
    ("2024-S1", "4.50", "8.01", "5.07", _KEPT),
    ("2024-S2", "4.25", "8.16", "4.92", _KEPT),
    ("2025-S1", "3.15", "7.21", "3.71", _KEPT),
    ("2025-S2", "2.15", "6.65", "2.76", "arrêté of 19 June 2025"),
    ("2026-S1", "2.15", "6.67", "2.62", "arrêté of 15 December 2025"),
    ("2026-S2", "2.40", "6.84", "2.75", _PUBLIC),
)

TO_CONFIRM = frozenset({"2026-S2"})


def _row(semester: str, ecb: str, persons: str, legal: str, source: str) -> Rates:
    sure = Sure.TO_CONFIRM if semester in TO_CONFIRM else Sure.VERIFIED
    return Rates(Semester.read(semester), Decimal(ecb), Decimal(persons), Decimal(legal), source, sure)


RATES = RateTable(_row(*row) for row in _ROWS)
