"""Senses of one day, and of an interval between two."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from relanced.reading.days import calendar as cal
from relanced.reading.days.mention import DayKind
from relanced.reading.days.sense import (
    DATES,
    MONTHS,
    NUMBERS,
    Match,
    Sense,
    days_after,
    month_shift,
    written,
)


def numbered(m: Match) -> Sense | None:
    """« le 5 », « jeudi 26 », « le 5 décembre dernier », « 05/12/2026 »: the number wins over the weekday."""
    day, month, year = written(m)
    if year:
        return _with_weekday(m, _dated(m, cal.valid(year, month or m.anchor.month, day)))
    future, past = cal.such_day_from(m.anchor, day, month), cal.such_day_until(m.anchor, day, month)
    if future is None or past is None:
        return None
    sense = Sense(DayKind.EXACT, future, future, past)
    if m.has("LAST", "LASTEN"):
        before = past if past < m.anchor else cal.such_day_until(days_after(m.anchor, -1), day, month)
        return replace(sense, first=before, last=before, past_reading=before, explicitly_past=True)
    if m.has("NEXT", "COMING"):
        return replace(sense, past_reading=None, explicitly_future=True)
    return _with_weekday(m, sense)


def late_in_month(m: Match) -> Sense | None:
    """ "on the 15th thats payday" is a day; "on the 2nd page" and the like count up to four."""
    return numbered(m) if (m.value("TH") or 0) > 4 else None


def on_numbered(m: Match) -> Sense | None:
    """ "on 19.10." is a day, « pour 19.10 » may be an amount."""
    return numbered(m) if m.tokens[0].word == "on" else None


def _dated(m: Match, day: date | None) -> Sense | None:
    if day is None:
        return None
    past = day <= m.anchor
    return Sense(
        DayKind.EXACT, day, day, day if past else None, day < m.anchor, explicitly_future=not past, has_year=True
    )


DECEMBER = 12
RECENT = 100  # days: « jeudi 19 » of last week is meant, « jeudi 27 novembre » of last year is a slip


def _with_weekday(m: Match, sense: Sense | None) -> Sense | None:
    """A weekday that fits only the past reading settles the tense; one that fits neither is a contradiction."""
    weekday = m.value("WEEKDAY")
    if sense is None or weekday is None or sense.last is None or sense.last.weekday() == weekday:
        return sense
    past = sense.past_reading
    if past and past.weekday() == weekday and not sense.has_year and (m.anchor - past).days < RECENT:
        return replace(sense, first=past, last=past, explicitly_past=past < sense.last)
    other = _american(m, weekday)
    if other:
        return replace(sense, first=other, last=other, past_reading=None, explicitly_future=True)
    later = _later_month(m, sense.last, weekday)
    if later:
        return replace(sense, first=later, last=later, past_reading=None)
    return replace(sense, contradictory=True)


def _later_month(m: Match, day: date, weekday: int) -> date | None:
    """« Lundi 31 », said in July, is 31 August where 31 July is a Friday: two months on at most."""
    if m.has(*MONTHS, *DATES, "YEAR"):
        return None
    later = (cal.such_day_from(cal.add_months(day.replace(day=1), months), day.day) for months in (1, 2))
    return next((found for found in later if found and found.weekday() == weekday), None)


def _american(m: Match, weekday: int) -> date | None:
    """ "Thursday 2/4" is 4 February where 2 April is no Thursday."""
    day, month, year = written(m)
    if month is None or year or day > DECEMBER or not m.has(*DATES):
        return None
    swapped = cal.such_day_from(m.anchor, month, day)
    return swapped if swapped and swapped.weekday() == weekday else None


def number_of_month(m: Match) -> Sense | None:
    """« le 5 du mois prochain », « le 30 de ce mois », « le 15 courant », « le 12 du mois dernier »."""
    day = m.value(*NUMBERS) or m.value("WORDNUM") or 0
    shift = month_shift(m)
    if shift is None:  # « le 15 du mois »: this month's, or the next's when it is over
        return numbered(m)
    start = cal.add_months(m.anchor.replace(day=1), shift)
    found = cal.valid(start.year, start.month, day)
    if found is None:
        return None
    past = found if found <= m.anchor else None
    return Sense(DayKind.EXACT, found, found, past, found < m.anchor, explicitly_future=past is None)


def borrowing(m: Match) -> Sense | None:
    """The first of « le 28 et le 30 décembre »: it takes the month of the second."""
    day, month = m.value(*NUMBERS) or 0, m.value(*MONTHS)
    future, past = cal.such_day_from(m.anchor, day, month), cal.such_day_until(m.anchor, day, month)
    return Sense(DayKind.EXACT, future, future, past, width=2) if future else None


def recurring(m: Match) -> Sense | None:
    """« le 5 de chaque mois », « tous les vendredis »: the next one."""
    sense = weekday(m) if m.has("WEEKDAY", "WEEKDAYS") else numbered(m)
    return sense and replace(sense, recurring=True)


def today(m: Match) -> Sense:
    return Sense(DayKind.EXACT, m.anchor, m.anchor, m.anchor)


def just_now(m: Match) -> Sense:
    """« je viens de payer »."""
    return Sense(DayKind.EXACT, m.anchor, m.anchor, m.anchor, explicitly_past=True)


def today_weekday(m: Match) -> Sense | None:
    """« ce soir vendredi »: today when it is that weekday; « demain vendredi 27 » follows its first word."""
    if m.has("TOMORROW"):
        sense, named = tomorrow(m), m.value("WEEKDAY")
        return sense if sense.last and sense.last.weekday() == named else None  # « férié demain, mercredi je paie »
    return today(m) if m.value("WEEKDAY") == m.anchor.weekday() else None


def tomorrow(m: Match) -> Sense:
    day = days_after(m.anchor, m.value("TOMORROW") or 1)
    return Sense(DayKind.EXACT, day, day, None, explicitly_future=True)


def next_day(m: Match) -> Sense:
    """« Le lendemain »: `days_chain` counts it from the day named before."""
    day = days_after(m.anchor, m.value("NEXTDAY", "DAYAFTER") or 1)
    return Sense(DayKind.EXACT, day, day)


def beside(m: Match) -> Sense | None:
    """« Le lendemain du 14 », « la veille du 5 décembre », "the day after the 14th"."""
    sense = numbered(m) if m.has(*NUMBERS, *DATES) else weekday(m)
    step = m.value("NEXTDAY", "DAYAFTER", "EVE", "DAYBEFORE") or 0
    if sense is None or sense.last is None:
        return None
    past = sense.past_reading and days_after(sense.past_reading, step)
    day = days_after(sense.last, step)
    return replace(sense, first=day, last=day, past_reading=past if past and past <= m.anchor else None)


def yesterday(m: Match) -> Sense:
    day = days_after(m.anchor, -(m.value("YESTERDAY") or 1))
    return Sense(DayKind.EXACT, day, day, day, explicitly_past=True)


def weekday(m: Match) -> Sense:
    """« vendredi », « ce vendredi »: the next one, a week ahead when said on that very day."""
    number = m.value("WEEKDAY", "WEEKDAYS") or 0
    day = cal.weekday_after(m.anchor, number)
    return Sense(DayKind.EXACT, day, day, cal.weekday_before(m.anchor, number))


def coming_weekday(m: Match) -> Sense:
    return replace(weekday(m), past_reading=None, explicitly_future=True)


def next_weekday(m: Match) -> Sense:
    """« vendredi prochain »: next week's when this week's is still to come, else simply the next."""
    day = cal.weekday_after(m.anchor, m.value("WEEKDAY") or 0)
    day = days_after(day, 7) if cal.monday(day) == cal.monday(m.anchor) else day
    return Sense(DayKind.EXACT, day, day, None, explicitly_future=True)


def last_weekday(m: Match) -> Sense:
    day = cal.weekday_before(m.anchor, m.value("WEEKDAY") or 0)
    return Sense(DayKind.EXACT, day, day, day, explicitly_past=True)


def weekday_in_eight(m: Match) -> Sense | None:
    """« lundi en huit », "Friday week": one week after the next one; « en quinze »: two."""
    typed = m.value("NUM")  # « lundi en 8 »
    if typed not in (None, 8, 15):
        return None
    weeks = 14 if typed == 15 else m.value("INEIGHT") or 7
    day = days_after(cal.weekday_after(m.anchor, m.value("WEEKDAY") or 0), weeks)
    return Sense(DayKind.EXACT, day, day, None, explicitly_future=True)


def spelled(m: Match) -> Sense | None:
    """« le quinze », « le dix de ce mois »; « l'un » is no day."""
    if (m.value("WORDNUM") or 0) < 2 or m.tokens[0].word == "l":
        return None
    return number_of_month(m) if m.has("MOIS") else numbered(m)


def weeks_from(m: Match) -> Sense:
    """ "two weeks today", "a week tomorrow", « d'aujourd'hui en huit »."""
    count = m.value("NUM", "BIG", "WORDNUM") or 1
    length = m.value("INEIGHT") or count * (14 if m.has("SCORE") else 7)
    day = days_after(m.anchor, length + (m.value("TOMORROW") or 0))
    return Sense(DayKind.EXACT, day, day, None, explicitly_future=True)


def between_weekdays(m: Match) -> Sense:
    """« lundi/mardi »: the later one."""
    first, last = (cal.weekday_after(m.anchor, token.value) for token in m.tokens)
    return Sense(DayKind.INTERVAL, min(first, last), max(first, last))


def between(m: Match) -> Sense | None:
    """« entre le 5 et le 10 », « du 22 mai au 7 juin », « lundi ou mardi »: up to the later bound."""
    left, right = m.split("AND", "AU", "TO", "DASH", "UNTIL", "OR", "WORDA")
    last = _bound(right)
    if last is None:
        return None
    first = _left_bound(left, last)
    return Sense(DayKind.INTERVAL, first, last, None, explicitly_past=bool(written(right)[2]) and last < m.anchor)


def _bound(m: Match) -> date | None:
    if m.has("TOMORROW"):
        return tomorrow(m).last
    if not m.has(*NUMBERS, *DATES):
        return m.anchor if m.has("TODAY") else (next_weekday if m.has("NEXT") else weekday)(m).last
    sense = numbered(m)
    return sense.last if sense else None


def _left_bound(m: Match, last: date) -> date | None:
    """The last such day not after the right bound, of which it takes the month and the year it lacks."""
    if not m.has(*NUMBERS, *DATES):
        number = m.value("WEEKDAY")
        return m.anchor if number is None else cal.weekday_before(last, number)
    day, month, year = written(m)
    return cal.valid(year, month or last.month, day) if year else cal.such_day_until(last, day, month)


def hyphened(m: Match) -> Sense | None:
    """« 5-10 décembre », « le 5/10 décembre »."""
    first, last, _ = m.tokens[0].day
    month = m.value(*MONTHS) or 0
    end = cal.such_day_from(m.anchor, last, month)
    start = end and cal.such_day_until(end, first, month)
    return Sense(DayKind.INTERVAL, start, end) if end else None
