"""Days counted from the one before: « lundi, puis deux jours après », « 48 h à compter du 5 », « le lendemain »."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from relanced.reading.days import calendar as cal
from relanced.reading.days.mention import FAR, DayKind, Mention
from relanced.reading.days.sense import DAYLIKE
from relanced.reading.days.tokens import UNKNOWN, Token

UNITS = frozenset({"DAYS", "HOUR", "WEEK", "MOIS", "SCORE"})
LENGTHS = (DayKind.EXACT, DayKind.DEADLINE, DayKind.DURATION, DayKind.TERMS)
NEAR = 3  # words
ENDS = frozenset({"STOP", "COMMA", "DASH"})


def add(mentions: list[Mention], found: Sequence[Token], span: tuple[int, int], day: Mention, anchor: date) -> None:
    """Append `day`, which stands at the tokens `span`, counted from the mention before it where the words say so."""
    start, end = span
    before = mentions[-1] if mentions else None
    if before and day.kind is DayKind.START and _is_length(found, before, start):
        if not _ends_a_month(found, before, start):
            mentions[-1] = _moved(before, _gap(_nearest(day, anchor), anchor), None)  # « 48 h à compter d'aujourd'hui »
        elif day.last != anchor:
            mentions.append(day)
        return
    if before and day.kind is DayKind.START and day.last == anchor and _is_length(found, before, start - 1):
        return  # « sous quinzaine, à compter de ce jour »
    base = before if before and _datable(before) else None
    words = {token.category for token in found[start:end]}
    # « le lendemain du 14 » counts from its own day
    next_day = not words.isdisjoint({"NEXTDAY", "DAYAFTER"}) and words.isdisjoint(DAYLIKE)
    if next_day or _later(found, start, end):
        if base:
            mentions.append(_moved(day, _gap(base.last, anchor), base, anchor))
        elif not next_day:
            mentions.append(day)
        return
    if base and base.last and day.last and _of_that_week(found, start, end, base):
        day = _shifted(day, cal.monday(base.last) + timedelta(day.last.weekday()))
    elif base and base.last and _that_weekday(found, start, end, base):
        day = _shifted(day, base.last)
    elif base and day.last and _weekday_after(found, start, end, base):
        day = _shifted(day, cal.weekday_after(base.last or anchor, day.last.weekday()))
    elif base and base.last and _span_after(found, start, end, base):
        day = _next_span(day, base.last)
    elif base and base.last and day.last and day.last < base.last and _number_after(found, start, end, base, anchor):
        first = base.first if base.kind is DayKind.PERIOD and base.first else base.last
        day = _shifted(day, cal.such_day_from(first, day.last.day) or day.last)
    mentions.append(day)


def _datable(day: Mention) -> bool:
    return day.last is not None and day.kind not in (DayKind.SINCE, DayKind.VAGUE)


def _nearest(day: Mention, anchor: date) -> date | None:
    """« 60 jours à partir du 12 octobre », said in November: of this October."""
    past = day.past_reading
    return past if past and day.last and anchor - past < day.last - anchor else day.last


def _gap(day: date | None, anchor: date) -> timedelta:
    return day - anchor if day else timedelta()


def _back(found: Sequence[Token], start: int, to: int) -> list[Token]:
    """The known tokens before token `start` that begin from place `to` on, in order."""
    tokens: list[Token] = []
    for at in range(start - 1, -1, -1):
        if found[at] is not UNKNOWN and found[at].start < to:
            break
        tokens.append(found[at])
    return [token for token in reversed(tokens) if token is not UNKNOWN]


def _inside(found: Sequence[Token], start: int, day: Mention) -> list[Token]:
    """The tokens of a mention that ends before token `start`."""
    return [token for token in _back(found, start, day.start) if token.start < day.end]


def _between(found: Sequence[Token], start: int, base: Mention) -> list[str]:
    """The categories between `base` and token `start`."""
    return [token.category for token in _back(found, start, base.end)]


def _is_length(found: Sequence[Token], before: Mention, start: int) -> bool:
    """Whether `before` is a length that ends where token `start` begins."""
    if before.kind not in LENGTHS or start <= 0 or not before.start <= found[start - 1].start < before.end:
        return False
    return any(token.category in UNITS for token in _inside(found, start, before))


def _ends_a_month(found: Sequence[Token], before: Mention, start: int) -> bool:
    """« 30 jours fin de mois »: `terms.py` counts these anew, from the day that follows."""
    return any(token.category in ("END", "ENDOFMONTH") for token in _inside(found, start, before))


def _later(found: Sequence[Token], start: int, end: int) -> bool:
    """« Deux jours après », « ensuite dix jours », "two days later"; « après la livraison » is something else."""
    if not any(token.category in UNITS for token in found[start:end]):
        return False
    behind = found[end].category if end < len(found) else "STOP"
    last = end + 1 >= len(found) or found[end + 1].category in ENDS
    thence = start > 0 and found[start - 1].category == "THENCE"
    return thence or found[end - 1].word == "later" or behind in ("LATER", "LATEST") or (behind == "AFTER" and last)


def _of_that_week(found: Sequence[Token], start: int, end: int, base: Mention) -> bool:
    """« La semaine prochaine, disons jeudi »: the weekday of the week named just before."""
    if base.kind is not DayKind.WEEK or not base.explicitly_future or not _weekday_alone(found, start, end):
        return False
    between = _between(found, start, base)
    return len(between) <= NEAR and "STOP" not in between


def _weekday_alone(found: Sequence[Token], start: int, end: int) -> bool:
    return [t.category for t in found[start:end] if t.category not in ("LE", "FOR", "HOURS")] == ["WEEKDAY"]


def _that_weekday(found: Sequence[Token], start: int, end: int, base: Mention) -> bool:
    """« Le 15, qui est un dimanche », "on the 15th, this being a Sunday": the 15th itself."""
    if base.kind is not DayKind.EXACT or base.last is None or found[start].category != "WEEKDAY" or end - start > 1:
        return False
    tied = start > 0 and (found[start - 1].category == "WORDA" or found[start - 1].word in ("un", "tombe"))
    return tied and found[start].value == base.last.weekday() and len(_between(found, start, base)) <= NEAR + 2


def _weekday_after(found: Sequence[Token], start: int, end: int, base: Mention) -> bool:
    """« Le samedi 29 j'encaisse et le lundi je vous paie », « le lundi suivant »: the one after that day."""
    words = [token.category for token in found[start:end]]
    if "WEEKDAY" not in words or base.kind in (DayKind.PERIOD, DayKind.TERMS):
        return False
    if "AFTERNEXT" in words:
        return True
    other = base.last is not None and found[end - 1].value != base.last.weekday()  # « le mercredi » is a habit there
    return words == ["LE", "WEEKDAY"] and other and "STOP" not in _between(found, start, base)


def _span_after(found: Sequence[Token], start: int, end: int, base: Mention) -> bool:
    """« Pas la semaine du 7, la suivante »: the week or the month after that day."""
    turned = any(token.category == "AFTERNEXT" and token.value == 1 for token in found[start:end])
    return turned and any(token.category in ("WEEK", "MOIS") for token in found[start:end]) and base.last is not None


def _number_after(found: Sequence[Token], start: int, end: int, base: Mention, anchor: date) -> bool:
    """« 3 000 € le 6 septembre et 3 800 € le 27 », said in August: the 27th after that day.

    Said in January, « 1 000 € le 28 décembre, le reste le 25 » is of a December gone by and of this month.
    """
    if base.last is None or (base.last - anchor).days > FAR:
        return False
    if [t.category for t in found[start:end]] not in (["LE", "NUM"], ["AU", "NUM"], ["THE", "TH"]):
        return False
    dated = any(token.category in ("MONTH", "MONTHEN") for token in _inside(found, start, base))
    between = _between(found, start, base)
    return dated and "STOP" not in between and bool({"AND", "COMMA"} & set(between))


def _moved(day: Mention, gap: timedelta, base: Mention | None, anchor: date | None = None) -> Mention:
    """`day` `gap` later; the past reading counts from that of `base`."""
    past = base.past_reading if base else None
    length = day.last - anchor if day.last and anchor else timedelta()
    return replace(
        day,
        kind=DayKind.EXACT,
        first=day.first + gap if day.first else None,
        last=day.last + gap if day.last else None,
        past_reading=past + length if past and anchor and past + length <= anchor else None,
        explicitly_past=bool(base and base.explicitly_past),
        explicitly_future=bool(base and base.explicitly_future),
    )


def _shifted(day: Mention, on: date) -> Mention:
    return replace(day, first=on, last=on)


def _next_span(day: Mention, base: date) -> Mention:
    """The working week, or the month, after that of `base`."""
    if day.kind is DayKind.WEEK:
        monday = cal.monday(base) + timedelta(7)
        return replace(day, first=monday, last=monday + timedelta(cal.FRIDAY))
    first = cal.add_months(base.replace(day=1), 1)
    return replace(day, first=first, last=cal.end_of_month(first))
