"""Senses of weeks, months, quarters and years, of their parts, and of a weekday within one."""

from __future__ import annotations

from datetime import date

from relanced.reading.days import calendar as cal
from relanced.reading.days.calendar import FRIDAY
from relanced.reading.days.mention import DayKind
from relanced.reading.days.sense import (
    AHEAD,
    MONTHS,
    TURNS,
    Match,
    Sense,
    days_after,
    month_shift,
    written,
)
from relanced.reading.days.tokens import Token


def week_start(m: Match) -> date | None:
    """The Monday that a reference to a week points at; this week's by default, the coming one at a week-end."""
    this = cal.monday(m.anchor)
    if m.has("WEEKOF"):
        return _week_of(m)
    number = m.value("WEEKNO") if m.has("WEEKNO") else _number_after_week(m)
    if number is not None:
        return cal.iso_week(number, m.anchor)
    if m.has("NEXT", "COMING"):
        return days_after(this, 7)
    if m.has("AFTERNEXT"):
        return days_after(this, 7 * (m.value("AFTERNEXT") or 1))
    if m.has("LAST", "LASTEN"):
        return days_after(this, -7)
    return this if m.anchor.weekday() <= FRIDAY else days_after(this, 7)


def _number_after_week(m: Match) -> int | None:
    seen = False
    for token in m.tokens:
        seen = seen or token.category in ("WEEK", "WEEKNUMBER")
        if seen and token.category in ("NUM", "BIG"):
            return token.value if 1 <= token.value <= 53 else None
    return None


def _week_of(m: Match) -> date | None:
    """« la semaine du 7 »: the running week counts; a day that falls on a week-end opens the next one."""
    day, month, year = written(m)
    start = cal.monday(m.anchor) if m.anchor.weekday() <= FRIDAY else m.anchor
    found = cal.valid(year, month or 0, day) if year else cal.such_day_from(start, day, month)
    if found is None:
        return None
    return cal.monday(found) if found.weekday() <= FRIDAY else days_after(cal.monday(found), 7)


def week(m: Match) -> Sense | None:
    """A whole week: its Friday."""
    start = week_start(m)
    if start is None:
        return None
    last = days_after(start, FRIDAY)
    return Sense(
        DayKind.WEEK, max(start, m.anchor) if last >= m.anchor else start, last,
        explicitly_past=last < m.anchor, explicitly_future=m.has(*AHEAD),
    )  # fmt: skip


WEEK_PARTS = {"DEBUT": (0, 1), "MIDDLE": (1, 2), "END": (3, FRIDAY), "ENDOFWEEK": (3, FRIDAY), "LATER": (3, FRIDAY)}


def part_of_week(m: Match) -> Sense | None:
    """Tuesday at the beginning, Wednesday in the middle, Friday at the end; a bare one that is over is next week's."""
    start = week_start(m)
    if start is None:
        return None
    first, last = next(WEEK_PARTS[token.category] for token in m.tokens if token.category in WEEK_PARTS)
    over = days_after(start, last) < m.anchor or (days_after(start, last) == m.anchor and last < FRIDAY)
    named = m.has(*AHEAD, "LAST", "LASTEN", "WEEKNO", "WEEKOF", "NUM", "BIG")
    start = days_after(start, 7) if over and not named else start
    days = (days_after(start, first), days_after(start, last))
    return Sense(DayKind.WEEK, *days, explicitly_past=days[1] < m.anchor, explicitly_future=m.has(*AHEAD))


def weekend(m: Match) -> Sense:
    """« ce week-end », « le week-end prochain »: its Sunday."""
    sunday = days_after(cal.monday(m.anchor), 6)
    if m.has("LAST", "LASTEN"):
        sunday = days_after(sunday, -7)
    elif m.has("NEXT"):
        sunday = days_after(sunday, 7 if m.anchor.weekday() > FRIDAY else 0)
    return Sense(DayKind.WEEK, days_after(sunday, -1), sunday, explicitly_past=sunday < m.anchor)


def before_weekend(m: Match) -> Sense:
    """« avant le week-end »: Friday."""
    friday = days_after(cal.monday(m.anchor), FRIDAY)
    if m.anchor > friday or m.has("NEXT"):
        friday = days_after(friday, 7)
    return Sense(DayKind.DEADLINE, m.anchor, friday, explicitly_future=True)


def weekday_of_week(m: Match) -> Sense | None:
    """« vendredi de la semaine prochaine », « lundi S50 »: also past, « mardi de la semaine dernière »."""
    start = week_start(m)
    if start is None:
        return None
    day = days_after(start, m.value("WEEKDAY") or 0)
    past = day if day < m.anchor else None
    return Sense(DayKind.EXACT, day, day, past, past is not None, explicitly_future=past is None)


def month_span(m: Match) -> tuple[date, date] | None:
    """First and last day of the month named; the nearest that is not over when no year is written."""
    month, year = m.value(*MONTHS), m.value("YEAR")
    if month is None:
        start = cal.add_months(m.anchor.replace(day=1), month_shift(m) or 0)
    elif year is None and m.has("LAST", "LASTEN"):
        start = date(m.anchor.year - (month >= m.anchor.month), month, 1)
    else:
        start = date(year or m.anchor.year + (month < m.anchor.month), month, 1)
    return start, cal.end_of_month(start)


def _period(m: Match, first: date, last: date) -> Sense:
    return Sense(
        DayKind.PERIOD, first, last,
        explicitly_past=last < m.anchor, has_year=m.has("YEAR"),
        explicitly_future=m.has(*AHEAD) or (m.has("YEAR") and first > m.anchor),
    )  # fmt: skip


def month(m: Match) -> Sense | None:
    """A whole month: its last day."""
    span = month_span(m)
    return _period(m, *span) if span else None


MONTH_PARTS = {"DEBUT": (1, 5), "MIDDLE": (13, 15), "END": (26, 31), "LATE": (26, 31), "CURRENT": (1, 31)}


def part_of_month(m: Match) -> Sense | None:
    """The 5th at the beginning, the 15th in the middle, the last day at the end."""
    span = month_span(m)
    part = next((token.category for token in m.tokens if token.category in MONTH_PARTS), "END")
    if span is None:
        return None
    first, last = _part(span[0], part)
    moved = m.has(*TURNS, "YEAR")
    if last < m.anchor and not moved:
        first, last = _part(cal.add_months(span[0], 12 if m.has(*MONTHS) else 1), part)
    return _period(m, first, last)


def _part(start: date, part: str) -> tuple[date, date]:
    first, last = MONTH_PARTS[part]
    end = cal.end_of_month(start)
    return start.replace(day=min(first, end.day)), start.replace(day=min(last, end.day))


def end_of_month(m: Match) -> Sense:
    """« Fin courant », "EOM"."""
    end = cal.end_of_month(cal.add_months(m.anchor.replace(day=1), 1 if m.has("NEXT", "AFTERNEXT") else 0))
    return _period(m, end.replace(day=26), end)


def fortnight_of_month(m: Match) -> Sense | None:
    """« première quinzaine de décembre »: up to the 15th; « deuxième »: up to its last day."""
    span = month_span(m)
    if span is None:
        return None
    start, end = span
    if m.has("FIRST") and start.replace(day=15) < m.anchor and not m.has(*TURNS, "YEAR"):
        start = cal.add_months(start, 12 if m.has(*MONTHS) else 1)
    days = (start, start.replace(day=15)) if m.has("FIRST") else (start.replace(day=16), end)
    return _period(m, *days)


def year(m: Match) -> Sense:
    """« cette année », « fin d'année », « l'année prochaine », « fin 2027 »: 31 December; its beginning, 10 January."""
    number = m.value("YEAR") or m.anchor.year + (1 if m.has("NEXT", "COMING") else -1 if m.has("LAST", "LASTEN") else 0)
    if m.has("DEBUT"):
        number += date(number, 1, 10) < m.anchor and not m.has("YEAR")
        return _period(m, date(number, 1, 1), date(number, 1, 10))
    start = date(number, 12, 15) if m.has("END", "ENDOFYEAR") else date(number, 1, 1)
    return _period(m, start, date(number, 12, 31))


def before_year(m: Match) -> Sense:
    """« avant 2027 »: the last day of 2026."""
    last = date((m.value("YEAR") or m.anchor.year) - 1, 12, 31)
    return _period(m, date(last.year, 12, 15), last)


def quarter(m: Match) -> Sense | None:
    """« T1 2027 », « fin du trimestre », "next quarter": its last day."""
    number = m.value("QUARTERNO", "FIRST", "SECOND") or (4 if m.has("LAST") else None)
    current = (m.anchor.month - 1) // 3 + 1
    if number is None:
        start = cal.add_months(date(m.anchor.year, 3 * current - 2, 1), 3 * (month_shift(m) or 0))
    else:
        start = date(m.value("YEAR") or m.anchor.year + (number < current), 3 * number - 2, 1)
    return _period(m, start, cal.end_of_month(cal.add_months(start, 2)))


def nth_weekday(m: Match) -> Sense | None:
    """« le premier lundi de décembre », « le dernier vendredi du mois », "the first Tuesday of next month"."""
    rest = Match(m.tokens[1:], m.anchor)  # « dernier » is the weekday's, not the month's
    span = month_span(rest)
    if span is None:
        return None
    day = _nth(m, span)
    if day < m.anchor and not rest.has(*MONTHS, *TURNS):
        following = cal.add_months(span[0], 1)
        day = _nth(m, (following, cal.end_of_month(following)))
    return Sense(DayKind.EXACT, day, day, day if day <= m.anchor else None)


def _nth(m: Match, span: tuple[date, date]) -> date:
    first, last = span
    number = m.value("WEEKDAY") or 0
    if rank := m.value("FIRST", "SECOND"):
        return days_after(cal.weekday_after(days_after(first, -1), number), 7 * (rank - 1))
    return cal.weekday_before(days_after(last, 1), number)


def last_day(m: Match) -> Sense | None:
    """« le dernier jour du mois », « le dernier jour ouvré de décembre »."""
    span = month_span(Match(m.tokens[1:], m.anchor))
    if span is None:
        return None
    last = span[1]
    while m.has("WORKING") and not cal.is_business_day(last):
        last = days_after(last, -1)
    return Sense(DayKind.EXACT, last, last, last if last <= m.anchor else None)


def nth_week(m: Match) -> Sense | None:
    """« la première semaine de décembre », « la dernière semaine du mois »: the Friday of that working week."""
    middle = nth_weekday(Match((*m.tokens, Token("WEEKDAY", 2, 0, 0)), m.anchor))
    if middle is None or middle.last is None:
        return None
    start = cal.monday(middle.last)
    return Sense(DayKind.WEEK, start, days_after(start, FRIDAY))
