"""Days counted from the one before: « lundi, puis deux jours après », « 48 h à compter du 5 », « le lendemain »."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from relanced.reading import days_calendar as cal
from relanced.reading.days_mention import DayKind, Mention
from relanced.reading.days_tokens import Token

UNITS = frozenset({"DAYS", "HOUR", "WEEK", "MOIS", "SCORE"})
LENGTHS = (DayKind.EXACT, DayKind.DEADLINE, DayKind.DURATION, DayKind.TERMS)
NEAR = 3  # words
ENDS = frozenset({"STOP", "COMMA", "DASH"})


def add(mentions: list[Mention], found: Sequence[Token], span: tuple[int, int], day: Mention, anchor: date) -> None:
    """Append `day`, which stands at the tokens `span`, counted from the mention before it where the words say so."""
    start, end = span
    before = mentions[-1] if mentions else None
    if before and day.kind is DayKind.START and _is_length(found, before, start):
        mentions[-1] = _moved(before, _gap(day.last, anchor), None)  # « 48 h à compter d'aujourd'hui »
        return
    if before and day.kind is DayKind.START and day.last == anchor and _is_length(found, before, start - 1):
        return  # « sous quinzaine, à compter de ce jour »
    base = before if before and _datable(before) else None
    if found[end - 1].category == "NEXTDAY" or _later(found, start, end):
        if base:
            mentions.append(_moved(day, _gap(base.last, anchor), base, anchor))
        elif found[end - 1].category != "NEXTDAY":
            mentions.append(day)
        return
    if base and base.last and day.last and _of_that_week(found, start, end, base):
        day = _shifted(day, cal.monday(base.last) + timedelta(day.last.weekday()))
    elif base and day.last and _weekday_after(found, start, end, base):
        day = _shifted(day, cal.weekday_after(base.last or anchor, day.last.weekday()))
    elif base and base.last and day.last and day.last < base.last and _number_after(found, start, end, base):
        day = _shifted(day, cal.such_day_from(base.last, day.last.day) or day.last)
    mentions.append(day)


def _datable(day: Mention) -> bool:
    return day.last is not None and day.kind not in (DayKind.SINCE, DayKind.VAGUE)


def _gap(day: date | None, anchor: date) -> timedelta:
    return day - anchor if day else timedelta()


def _is_length(found: Sequence[Token], before: Mention, start: int) -> bool:
    """Whether `before` is a length that ends where token `start` begins."""
    inside = [t for t in found[:start] if before.start <= t.start < before.end]
    touching = bool(inside) and start > 0 and found[start - 1] is inside[-1]
    return touching and before.kind in LENGTHS and any(t.category in UNITS for t in inside)


def _later(found: Sequence[Token], start: int, end: int) -> bool:
    """« Deux jours après », "two days later"; « après la livraison » counts from something else."""
    if not any(token.category in UNITS for token in found[start:end]):
        return False
    behind = found[end].category if end < len(found) else "STOP"
    last = end + 1 >= len(found) or found[end + 1].category in ENDS
    return found[end - 1].word == "later" or behind in ("LATER", "LATEST") or (behind == "AFTER" and last)


def _of_that_week(found: Sequence[Token], start: int, end: int, base: Mention) -> bool:
    """« La semaine prochaine, disons jeudi »: the weekday of the week named just before."""
    between = [token.category for token in found[:start] if token.start >= base.end]
    close = len(between) <= NEAR and "STOP" not in between
    return base.kind is DayKind.WEEK and base.explicitly_future and close and _weekday_alone(found, start, end)


def _weekday_alone(found: Sequence[Token], start: int, end: int) -> bool:
    return [t.category for t in found[start:end] if t.category not in ("LE", "FOR", "HOURS")] == ["WEEKDAY"]


def _weekday_after(found: Sequence[Token], start: int, end: int, base: Mention) -> bool:
    """« Le samedi 29 j'encaisse et le lundi je vous paie », « le lundi suivant »: the one after that day."""
    words = [token.category for token in found[start:end]]
    between = [t.category for t in found[:start] if t.start >= base.end]
    return "AFTERNEXT" in words or (words == ["LE", "WEEKDAY"] and "STOP" not in between)


def _number_after(found: Sequence[Token], start: int, end: int, base: Mention) -> bool:
    """« 3 000 € le 6 septembre et 3 800 € le 27 », said in August: the 27th after that day."""
    dated = any(t.category in ("MONTH", "MONTHEN") for t in found[:start] if base.start <= t.start < base.end)
    bare = [t.category for t in found[start:end]] in (["LE", "NUM"], ["AU", "NUM"], ["THE", "TH"])
    between = [t.category for t in found[:start] if t.start >= base.end]
    return dated and bare and "STOP" not in between and bool({"AND", "COMMA"} & set(between))


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
