"""Terms of payment counted from the day they name: « 30 jours fin de mois du 10 mai », "net 30 from invoice date"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from relanced.core.reading import OpenInvoice
from relanced.reading.days import find_days
from relanced.reading.days.mention import DayKind, Mention

NEAR = 120  # characters between the terms and the day they count from
OLD = 200  # days: no open invoice's terms began before
_FROM = re.compile(r"\b(?:du|des|de|of|from|after|dated|d[ée]but|facture|invoice|r[ée]ception|le|on)\s*\(?\s*$", re.I)
_SINCE = re.compile(r"(?:du|de|from|after|on|of|[àa] (?:compter|partir))\b", re.I)
_COUNTED = re.compile(r"\s(?:nets?\s)?(?:à\s(?:compter|partir)|from|after|date)\b", re.I)
_ITS_DAY = re.compile(
    r"(?:date\s+(?:de\s+)?(?:la\s+|votre\s+)?factur\w+|date\s+d.\s?[ée]mission|[ée]mission|ddf\b|facturation"
    r"|invoice\s+date|date\s+of\s+(?:the\s+|your\s+)?invoice|(?:from|after|of)\s+(?:the\s+|your\s+)?invoice"
    r"|(?:de|après)\s+(?:la|votre)\s+facture)",
    re.I,
)


def counted(
    text: str, days: Sequence[Mention], named: Sequence[tuple[int, int, OpenInvoice]], invoices: Sequence[OpenInvoice]
) -> list[Mention]:
    """The days with each of the terms counted anew, where the text or an open invoice says from when."""
    return [
        _from(day, start)
        if _are_terms(text, day) and (start := _start(text, day, days) or _issued(text, day, named, invoices))
        else day
        for day in days
    ]


def _are_terms(text: str, day: Mention) -> bool:
    """« 60 jours » are terms where it is said from when."""
    return day.kind is DayKind.TERMS or (day.kind is DayKind.DURATION and bool(_COUNTED.match(text, day.end)))


def _from(terms: Mention, start: date) -> Mention:
    again = find_days(terms.words, start)
    return replace(terms, first=start, last=again[0].last) if again else terms


def _start(text: str, terms: Mention, days: Sequence[Mention]) -> date | None:
    """The nearest day that went by and that the words tie to the terms."""
    near = [
        (min(abs(day.start - terms.end), abs(terms.start - day.end)), day.past_reading)
        for day in days
        if day.past_reading and _ties(text, terms, day)
    ]
    return min(near)[1] if near else None


def _ties(text: str, terms: Mention, day: Mention) -> bool:
    between = text[terms.end : day.start] if day.start >= terms.end else text[day.end : terms.start]
    numbered = any(sign.isdigit() for sign in day.words) and day.kind in (DayKind.EXACT, DayKind.START)
    recent = (
        day.past_reading is not None and terms.first is not None and 0 <= (terms.first - day.past_reading).days < OLD
    )
    tied = _SINCE.match(day.words) or _FROM.search(text[: day.start][-20:])
    return bool(len(between) <= NEAR and "\n\n" not in between and numbered and recent and tied)


def _issued(
    text: str, terms: Mention, named: Sequence[tuple[int, int, OpenInvoice]], invoices: Sequence[OpenInvoice]
) -> date | None:
    """The day of issue of the invoice meant, where the terms count from it: the one named last, else the only one."""
    if not _ITS_DAY.search(text, terms.end, terms.end + NEAR // 2):
        return None
    before = [invoice for start, _, invoice in named if start < terms.start]
    meant = before[-1] if before else invoices[0] if len(invoices) == 1 else None
    return meant.issued_on if meant else None
