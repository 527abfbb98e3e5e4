"""Senses of lengths of time, of feasts, and of what has no day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from relanced.reading.days import calendar as cal
from relanced.reading.days.mention import DayKind
from relanced.reading.days.sense import (
    NUMBERS,
    Match,
    Sense,
    days_after,
)

UNITS = ("DAYS", "HOUR", "WEEK", "MOIS", "YEARS", "SCORE")


def _unit_days(m: Match, start: date, count: int) -> date:
    """`count` units after `start` (before it, when negative)."""
    if m.has("SCORE"):
        return days_after(start, count * (m.value("SCORE") or 0))
    if m.has("WORKING") and count >= 0:
        return cal.add_business_days(start, min(_hours(count) if m.has("HOUR") else count, 400))
    if m.has("MOIS", "YEARS", "QUARTER"):
        months = count * (12 if m.has("YEARS") else 3 if m.has("QUARTER") else 1)
        return cal.add_months(start, max(-240, min(months, 240)))
    if m.has("HOUR"):
        return days_after(start, _hours(count))
    return days_after(start, count * (7 if m.has("WEEK") else 1))


def _hours(count: int) -> int:
    """48 hours are two days; less than half a day stays in the day."""
    return 0 if count < 12 else -(-count // 24)


def _counts(m: Match) -> tuple[int, int]:
    """Both bounds of « 8 à 10 jours »; the same one twice for « 8 jours »."""
    pair = next((token.day for token in m.tokens if token.category in ("PAIR", "WEAKDMY", "DMY")), None)
    if pair:
        return pair[0], pair[1]
    counts = m.values("NUM", "BIG", "WORDNUM") or [1]
    return counts[0], counts[-1]


def in_delay(m: Match) -> Sense:
    """« dans 10 jours », « sous huitaine », « d'ici 8 à 10 jours », "within 10 days": the later bound."""
    low, high = _counts(m)
    last = _unit_days(m, m.anchor, max(low, high))
    exact = m.has("IN", "PLUS") and not m.has("LES", "NEXT", "COMING", "LA")
    if m.has("HALF"):
        last = days_after(last, 15 if m.has("MOIS") else 4)
    first = _unit_days(m, m.anchor, min(low, high)) if exact else m.anchor
    return Sense(DayKind.EXACT if exact else DayKind.DEADLINE, first, last, explicitly_future=last > m.anchor)


def later_delay(m: Match) -> Sense:
    """« d'ici une semaine à dix jours »."""
    units = [at for at, token in enumerate(m.tokens) if token.category in UNITS]
    sense = in_delay(Match(m.tokens[units[0] + 1 :], m.anchor))
    return replace(sense, kind=DayKind.DEADLINE, first=m.anchor)


def bare_hours(m: Match) -> Sense | None:
    """« virement 48h max »: from a day on; « 10 h » is a time."""
    count = m.value("NUM", "BIG") or 0
    return in_delay(m) if count in (24, 36, 48, 72, 96) else None


def duration(m: Match) -> Sense:
    """« encore deux semaines », "another month": counted from the mail."""
    return replace(in_delay(m), kind=DayKind.DURATION, explicitly_future=False)


def terms(m: Match) -> Sense:
    """« à 30 jours », « 45 jours fin de mois », « 30 jours fin de mois le 15 »."""
    count, _ = _counts(m)
    last = _unit_days(m, m.anchor, count) if m.has("WORKING") else days_after(m.anchor, count)
    if m.has("END", "ENDOFMONTH"):
        last = cal.end_of_month(last)
        at = m.tokens[-1]
        if at.category in NUMBERS and at is not m.tokens[0]:
            last = cal.such_day_from(last, at.value) or last
    return Sense(DayKind.TERMS, m.anchor, last)


def ago(m: Match) -> Sense:
    """« il y a 3 jours » is a day; « il y a deux semaines » and more is too loose for one."""
    count, _ = _counts(m)
    day = _unit_days(m, m.anchor, -count)
    loose = m.has("WEEK", "MOIS", "YEARS", "SCORE", "AROUND")
    return Sense(DayKind.VAGUE if loose else DayKind.EXACT, day, day, None if loose else day, explicitly_past=True)


def _feast(m: Match) -> date:
    """The next one: of Christmas, 25 December; of Easter, its Sunday."""
    month, day = divmod(m.value("FEAST", "SEASON", "FEASTDAY") or 0, 100)
    days = (date(year, month, day) if month else cal.easter(year) for year in (m.anchor.year, m.anchor.year + 1))
    return next(found for found in days if found >= m.anchor)


def feast(m: Match) -> Sense:
    """« à Noël », « jusqu'à Pâques »."""
    day = _feast(m)
    return Sense(DayKind.EXACT, day, day, None, explicitly_future=True)


def before_feast(m: Match) -> Sense:
    """« avant Noël », like « avant le 25 », asks no day earlier; « avant les fêtes », "before New Year": the eve."""
    day = days_after(_feast(m), -1 if m.has("SEASON") else 0)
    return Sense(DayKind.DEADLINE, m.anchor, day, explicitly_future=True)


def vague(m: Match) -> Sense:
    return Sense(DayKind.VAGUE, None, None, explicitly_past=m.has("LONGAGO"))


def every(m: Match) -> Sense:
    """« Tous les quinze jours » is a rhythm."""
    return Sense(DayKind.VAGUE, None, None, recurring=True)


def since_length(m: Match) -> Sense:
    """« depuis six semaines »."""
    return Sense(DayKind.SINCE, None, None, explicitly_past=True)
