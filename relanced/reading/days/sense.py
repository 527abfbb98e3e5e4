"""`Sense` and `Match`: what the builders behind the rows of `days_rules` take and give.

Every builder takes a `Match` and gives the `Sense` of its words, or None for an impossible day (« le 31/11 »).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from relanced.reading.days.mention import DayKind
from relanced.reading.days.tokens import Token


@dataclass(frozen=True, slots=True)
class Sense:
    """A `Mention` without its place in the text; see there."""

    kind: DayKind
    first: date | None
    last: date | None
    past_reading: date | None = None
    explicitly_past: bool = False
    explicitly_future: bool = False
    has_year: bool = False
    contradictory: bool = False
    recurring: bool = False
    width: int | None = None  # tokens meant, when a row looks further than its own words


@dataclass(frozen=True, slots=True)
class Match:
    """The tokens that a row matched, and the day of the mail."""

    tokens: Sequence[Token]
    anchor: date

    def has(self, *categories: str) -> bool:
        return any(token.category in categories for token in self.tokens)

    def values(self, *categories: str) -> list[int]:
        return [token.value for token in self.tokens if token.category in categories]

    def value(self, *categories: str) -> int | None:
        return next(iter(self.values(*categories)), None)

    def split(self, *categories: str) -> tuple[Match, Match]:
        """What stands before and after the first token of these categories that has a day on either side."""
        for at, token in enumerate(self.tokens):
            left, right = Match(self.tokens[:at], self.anchor), Match(self.tokens[at + 1 :], self.anchor)
            if token.category in categories and left.has(*DAYLIKE) and right.has(*DAYLIKE):
                return left, right
        return self, self


NUMBERS = ("NUM", "ORD", "TH", "FIRST")
MONTHS = ("MONTH", "MONTHEN")
DATES = ("DMY", "WEAKDMY", "ISODAY")
AHEAD = ("NEXT", "COMING", "AFTERNEXT")
TURNS = (*AHEAD, "LAST", "LASTEN", "CE", "THISONE")
DAYLIKE = (*NUMBERS, *DATES, "WEEKDAY", "TOMORROW", "TODAY")


def days_after(anchor: date, count: int) -> date:
    """`count` days later; a count that no calendar holds is cut to a century."""
    return anchor + timedelta(max(-36500, min(count, 36500)))


def written(m: Match) -> tuple[int, int | None, int | None]:
    """Day, month and year as typed."""
    for token in m.tokens:
        if token.category in DATES:
            day, month, year = token.day
            return day, month, year or m.value("YEAR")
    return m.value(*NUMBERS) or m.value("WORDNUM") or 0, m.value(*MONTHS), m.value("YEAR")


# « courant » alone is this month; in « courant du mois prochain » the other word wins.
MONTH_SHIFTS = {"NEXT": 1, "COMING": 1, "LAST": -1, "LASTEN": -1, "CE": 0, "THISONE": 0, "CURRENT": 0}


def month_shift(m: Match) -> int | None:
    after = m.value("AFTERNEXT")
    return after or next((shift for category, shift in MONTH_SHIFTS.items() if m.has(category)), None)
