"""What a matched expression means: the builders behind the rows of `days_rules`.

Every builder takes a `Match` and gives the `Sense` of its words, or None for an impossible day (« le 31/11 »).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from relanced.reading import days_calendar as cal
from relanced.reading.days_calendar import FRIDAY
from relanced.reading.days_mention import DayKind
from relanced.reading.days_tokens import Token


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


def _days(anchor: date, count: int) -> date:
    """`count` days later; a count that no calendar holds is cut to a century."""
    return anchor + timedelta(max(-36500, min(count, 36500)))


# One day


def written(m: Match) -> tuple[int, int | None, int | None]:
    """Day, month and year as typed."""
    for token in m.tokens:
        if token.category in DATES:
            day, month, year = token.day
            return day, month, year or m.value("YEAR")
    return m.value(*NUMBERS) or 0, m.value(*MONTHS), m.value("YEAR")


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
        before = past if past < m.anchor else cal.such_day_until(_days(m.anchor, -1), day, month)
        return replace(sense, first=before, last=before, past_reading=before, explicitly_past=True)
    if m.has("NEXT", "COMING"):
        return replace(sense, past_reading=None, explicitly_future=True)
    return _with_weekday(m, sense)


def _dated(m: Match, day: date | None) -> Sense | None:
    if day is None:
        return None
    past = day <= m.anchor
    return Sense(
        DayKind.EXACT, day, day, day if past else None, day < m.anchor, explicitly_future=not past, has_year=True
    )


def _with_weekday(m: Match, sense: Sense | None) -> Sense | None:
    """A weekday that fits only the past reading settles the tense; one that fits neither is a contradiction."""
    weekday = m.value("WEEKDAY")
    if sense is None or weekday is None or sense.last is None or sense.last.weekday() == weekday:
        return sense
    past = sense.past_reading
    if past and past.weekday() == weekday and not sense.has_year:
        return replace(sense, first=past, last=past, explicitly_past=past < sense.last)
    return replace(sense, contradictory=True)


def number_of_month(m: Match) -> Sense | None:
    """« le 5 du mois prochain », « le 30 de ce mois », « le 15 courant », « le 12 du mois dernier »."""
    day = m.value(*NUMBERS) or 0
    shift = _month_shift(m)
    if shift is None:  # « le 15 du mois »: this month's, or the next's when it is over
        return numbered(m)
    start = cal.add_months(m.anchor.replace(day=1), shift)
    found = cal.valid(start.year, start.month, day)
    if found is None:
        return None
    past = found if found <= m.anchor else None
    return Sense(DayKind.EXACT, found, found, past, found < m.anchor, explicitly_future=past is None)


# « courant » alone is this month; in « courant du mois prochain » the other word wins.
MONTH_SHIFTS = {"NEXT": 1, "COMING": 1, "AFTERNEXT": 2, "LAST": -1, "LASTEN": -1, "CE": 0, "THISONE": 0, "CURRENT": 0}


def _month_shift(m: Match) -> int | None:
    return next((shift for category, shift in MONTH_SHIFTS.items() if m.has(category)), None)


def borrowing(m: Match) -> Sense | None:
    """The first of « le 28 et le 30 décembre »: it takes the month of the second."""
    day, month = m.value(*NUMBERS) or 0, m.value(*MONTHS)
    future, past = cal.such_day_from(m.anchor, day, month), cal.such_day_until(m.anchor, day, month)
    return Sense(DayKind.EXACT, future, future, past, width=2) if future else None


def recurring(m: Match) -> Sense | None:
    """« le 5 de chaque mois », « tous les vendredis »: the next one."""
    sense = weekday(m) if m.has("WEEKDAY") else numbered(m)
    return sense and replace(sense, recurring=True)


def today(m: Match) -> Sense:
    return Sense(DayKind.EXACT, m.anchor, m.anchor, m.anchor)


def just_now(m: Match) -> Sense:
    """« je viens de payer »."""
    return Sense(DayKind.EXACT, m.anchor, m.anchor, m.anchor, explicitly_past=True)


def today_weekday(m: Match) -> Sense | None:
    """« ce soir vendredi »: today when it is that weekday; « demain vendredi 27 » follows its first word."""
    if m.has("TOMORROW"):
        return tomorrow(m)
    return today(m) if m.value("WEEKDAY") == m.anchor.weekday() else None


def tomorrow(m: Match) -> Sense:
    day = _days(m.anchor, m.value("TOMORROW") or 1)
    return Sense(DayKind.EXACT, day, day, None, explicitly_future=True)


def yesterday(m: Match) -> Sense:
    day = _days(m.anchor, -(m.value("YESTERDAY") or 1))
    return Sense(DayKind.EXACT, day, day, day, explicitly_past=True)


def weekday(m: Match) -> Sense:
    """« vendredi », « ce vendredi »: the next one, a week ahead when said on that very day."""
    number = m.value("WEEKDAY") or 0
    day = cal.weekday_after(m.anchor, number)
    return Sense(DayKind.EXACT, day, day, cal.weekday_before(m.anchor, number))


def coming_weekday(m: Match) -> Sense:
    return replace(weekday(m), past_reading=None, explicitly_future=True)


def next_weekday(m: Match) -> Sense:
    """« vendredi prochain »: next week's when this week's is still to come, else simply the next."""
    day = cal.weekday_after(m.anchor, m.value("WEEKDAY") or 0)
    day = _days(day, 7) if cal.monday(day) == cal.monday(m.anchor) else day
    return Sense(DayKind.EXACT, day, day, None, explicitly_future=True)


def last_weekday(m: Match) -> Sense:
    day = cal.weekday_before(m.anchor, m.value("WEEKDAY") or 0)
    return Sense(DayKind.EXACT, day, day, day, explicitly_past=True)


def weekday_in_eight(m: Match) -> Sense:
    """« lundi en huit », "Friday week": one week after the next one; « en quinze »: two."""
    day = _days(cal.weekday_after(m.anchor, m.value("WEEKDAY") or 0), m.value("INEIGHT") or 7)
    return Sense(DayKind.EXACT, day, day, None, explicitly_future=True)


def weekday_of_week(m: Match) -> Sense | None:
    """« vendredi de la semaine prochaine », « lundi S50 »: also past, « mardi de la semaine dernière »."""
    start = week_start(m)
    if start is None:
        return None
    day = _days(start, m.value("WEEKDAY") or 0)
    past = day if day < m.anchor else None
    return Sense(DayKind.EXACT, day, day, past, past is not None, explicitly_future=past is None)


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
    if m.has("FIRST", "SECOND"):
        return _days(cal.weekday_after(_days(first, -1), number), 7 if m.has("SECOND") else 0)
    return cal.weekday_before(_days(last, 1), number)


def nth_week(m: Match) -> Sense | None:
    """« la première semaine de décembre », « la dernière semaine du mois »: the Friday of that working week."""
    middle = nth_weekday(Match((*m.tokens, Token("WEEKDAY", 2, 0, 0)), m.anchor))
    if middle is None or middle.last is None:
        return None
    start = cal.monday(middle.last)
    return Sense(DayKind.WEEK, start, _days(start, FRIDAY))


# Several days


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
        return m.anchor if m.has("TODAY") else weekday(m).last
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


# Weeks


def week_start(m: Match) -> date | None:
    """The Monday that a reference to a week points at; this week's by default, the coming one at a week-end."""
    this = cal.monday(m.anchor)
    if m.has("WEEKOF"):
        return _week_of(m)
    number = m.value("WEEKNO") if m.has("WEEKNO") else _number_after_week(m)
    if number is not None:
        return cal.iso_week(number, m.anchor)
    if m.has("NEXT", "COMING"):
        return _days(this, 7)
    if m.has("AFTERNEXT"):
        return _days(this, 14)
    if m.has("LAST", "LASTEN"):
        return _days(this, -7)
    return this if m.anchor.weekday() <= FRIDAY else _days(this, 7)


def _number_after_week(m: Match) -> int | None:
    seen = False
    for token in m.tokens:
        seen = seen or token.category == "WEEK"
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
    return cal.monday(found) if found.weekday() <= FRIDAY else _days(cal.monday(found), 7)


def week(m: Match) -> Sense | None:
    """A whole week: its Friday."""
    start = week_start(m)
    if start is None:
        return None
    last = _days(start, FRIDAY)
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
    over = _days(start, last) < m.anchor or (_days(start, last) == m.anchor and last < FRIDAY)
    named = m.has(*AHEAD, "LAST", "LASTEN", "WEEKNO", "WEEKOF", "NUM", "BIG")
    start = _days(start, 7) if over and not named else start
    days = (_days(start, first), _days(start, last))
    return Sense(DayKind.WEEK, *days, explicitly_past=days[1] < m.anchor, explicitly_future=m.has(*AHEAD))


def weekend(m: Match) -> Sense:
    """« ce week-end », « le week-end prochain »: its Sunday."""
    sunday = _days(cal.monday(m.anchor), 6)
    if m.has("LAST", "LASTEN"):
        sunday = _days(sunday, -7)
    elif m.has("NEXT"):
        sunday = _days(sunday, 7 if m.anchor.weekday() > FRIDAY else 0)
    return Sense(DayKind.WEEK, _days(sunday, -1), sunday, explicitly_past=sunday < m.anchor)


def before_weekend(m: Match) -> Sense:
    """« avant le week-end »: Friday."""
    friday = _days(cal.monday(m.anchor), FRIDAY)
    if m.anchor > friday or m.has("NEXT"):
        friday = _days(friday, 7)
    return Sense(DayKind.DEADLINE, m.anchor, friday, explicitly_future=True)


# Months and years


def month_span(m: Match) -> tuple[date, date] | None:
    """First and last day of the month named; the nearest that is not over when no year is written."""
    month, year = m.value(*MONTHS), m.value("YEAR")
    if month is None:
        start = cal.add_months(m.anchor.replace(day=1), _month_shift(m) or 0)
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


def quarter(m: Match) -> Sense | None:
    """« T1 2027 », « fin du trimestre », "next quarter": its last day."""
    number = m.value("QUARTERNO")
    current = (m.anchor.month - 1) // 3 + 1
    if number is None:
        start = cal.add_months(date(m.anchor.year, 3 * current - 2, 1), 3 * (_month_shift(m) or 0))
    else:
        start = date(m.value("YEAR") or m.anchor.year + (number < current), 3 * number - 2, 1)
    return _period(m, start, cal.end_of_month(cal.add_months(start, 2)))


# Lengths of time

UNITS = ("DAYS", "HOUR", "WEEK", "MOIS", "YEARS", "SCORE")


def _unit_days(m: Match, start: date, count: int) -> date:
    """`count` units after `start` (before it, when negative)."""
    if m.has("SCORE"):
        return _days(start, count * (m.value("SCORE") or 0))
    if m.has("WORKING") and count >= 0:
        return cal.add_business_days(start, min(_hours(count) if m.has("HOUR") else count, 400))
    if m.has("MOIS", "YEARS", "QUARTER"):
        months = count * (12 if m.has("YEARS") else 3 if m.has("QUARTER") else 1)
        return cal.add_months(start, max(-240, min(months, 240)))
    if m.has("HOUR"):
        return _days(start, _hours(count))
    return _days(start, count * (7 if m.has("WEEK") else 1))


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
        last = _days(last, 15 if m.has("MOIS") else 4)
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
    last = _days(m.anchor, count)
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


# Feasts, and what has no day

FEASTS = ((12, 25), None, (11, 1), (1, 1), (12, 25))


def _feast(anchor: date, number: int) -> date:
    """The next Christmas, Easter Sunday, All Saints' Day or New Year's Day."""
    fixed = FEASTS[number]
    days = (date(y, *fixed) if fixed else cal.easter(y) for y in (anchor.year, anchor.year + 1))
    return next(day for day in days if day >= anchor)


def feast(m: Match) -> Sense:
    """« à Noël », « jusqu'à Pâques »."""
    day = _feast(m.anchor, m.value("FEAST") or 0)
    return Sense(DayKind.EXACT, day, day, None, explicitly_future=True)


def before_feast(m: Match) -> Sense:
    """« avant Noël »: the eve."""
    day = _days(_feast(m.anchor, m.value("FEAST") or 0), -1)
    return Sense(DayKind.DEADLINE, m.anchor, day, explicitly_future=True)


def vague(m: Match) -> Sense:
    return Sense(DayKind.VAGUE, None, None, explicitly_past=m.has("LONGAGO"))


def since_length(m: Match) -> Sense:
    """« depuis six semaines »."""
    return Sense(DayKind.SINCE, None, None, explicitly_past=True)
