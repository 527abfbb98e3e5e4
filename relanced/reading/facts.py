"""What stands in a reply: its clauses with the days, amounts, addresses and references that each one names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from relanced.core.reading import OpenInvoice
from relanced.reading.amounts import AmountMention, find_amounts
from relanced.reading.clauses import Clause, clauses
from relanced.reading.days import find_days
from relanced.reading.days.mention import DayKind, Mention
from relanced.reading.days.terms import counted
from relanced.reading.normalise import normalise

EMAIL = re.compile(r"[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
# Bounded: a line of slashes would be looked at from each of its signs to its end, again and again.
_LONG_NUMBER = re.compile(r"\b(?=[\w/.-]{0,40}\d{3})[A-Za-z]{0,8}[\w/.-]{0,40}\d[\w/.-]{0,40}\w\b")


@dataclass(frozen=True, slots=True)
class Statement:
    """A clause with what it names. `masked`: its words, where each day, amount, address and reference is one word."""

    clause: Clause
    days: tuple[Mention, ...]
    amounts: tuple[AmountMention, ...]
    invoices: tuple[OpenInvoice, ...]
    emails: tuple[str, ...]
    masked: str

    @property
    def words(self) -> str:
        return self.clause.words


@dataclass(frozen=True, slots=True)
class Facts:
    """A reply taken apart. `anchor` is the Paris day of sending."""

    text: str
    anchor: date
    statements: tuple[Statement, ...]
    invoices: tuple[OpenInvoice, ...]

    @property
    def days(self) -> list[Mention]:
        return [day for statement in self.statements for day in statement.days]

    @property
    def paper_days(self) -> frozenset[date]:
        """The days on which an open invoice was issued or fell due."""
        return frozenset(on for i in self.invoices for on in (i.issued_on, i.due_on) if on)


def day_word(day: Mention) -> str:
    """The word that stands for a day in `masked`: what its own words say of past and future."""
    if day.of_document:
        return "paperday"
    if day.recurring:
        return "everyday"
    if day.kind in (DayKind.VAGUE, DayKind.SINCE, DayKind.DURATION, DayKind.UNTIL):
        return f"{day.kind}day"
    if day.explicitly_past:
        return "pastday"
    if day.last is None:
        return "vagueday"
    return "futureday" if day.explicitly_future or day.past_reading is None else "someday"


def _masks(
    text: str, days: Sequence[Mention], amounts: Sequence[AmountMention], named: Sequence[tuple[int, int, OpenInvoice]]
) -> list[tuple[int, int, str]]:
    """Spans and the words that replace them, in order, none overlapping; an invoice's number wins over a day."""
    spans = [(start, end, "billref") for start, end, _ in named]
    spans += [(m.start(), m.end(), "someaddress") for m in EMAIL.finditer(text)]
    spans += [(day.start, day.end, day_word(day)) for day in days]
    spans += [(a.start, a.end, "restamount" if a.rest else "shareamount" if a.share else "someamount") for a in amounts]
    spans += [(m.start(), m.end(), "somenumber") for m in _LONG_NUMBER.finditer(text)]
    kept: list[tuple[int, int, str]] = []
    for span in spans:
        if all(span[1] <= start or span[0] >= end for start, end, _ in kept):
            kept.append(span)
    return sorted(kept)


def _mask(text: str, start: int, end: int, masks: Sequence[tuple[int, int, str]]) -> str:
    parts, at = [], start
    for first, last, word in masks:
        if first >= start and last <= end:
            parts += [text[at:first], f" {word} "]
            at = last
    return normalise("".join([*parts, text[at:end]]))


# A dossier's reference; and what an invoice's number looks like where none is known: « F-2026-110 », « FA2512/08 ».
_DOSSIER = re.compile(r"(?<![\w-])RL-\d{1,9}(?![\w-])")
_NUMBER = re.compile(r"(?<![\w/-])[A-Z]{1,4}[-/ ]?\d{2,}(?:[-/]\d+)*(?![\w/-])")


def named_in(text: str, invoices: Sequence[OpenInvoice]) -> list[str]:
    """The dossiers and invoices that a text names."""
    dossiers = _DOSSIER.findall(text)
    if invoices:
        return dossiers + [invoice.number for _, _, invoice in reference_spans(text, invoices)]
    return dossiers + [number for number in _NUMBER.findall(text) if number not in dossiers]


def reference_spans(text: str, invoices: Sequence[OpenInvoice]) -> list[tuple[int, int, OpenInvoice]]:
    """Where the text names an open invoice: its number, or, where only one can be meant, the last digits of it."""
    found: list[tuple[int, int, OpenInvoice]] = []
    for invoice in invoices:
        for pattern in _spellings(invoice, invoices):
            hits = [(m.start(), m.end(), invoice) for m in re.finditer(pattern, text, re.IGNORECASE)]
            if hits:
                found += hits
                break
    return sorted(found, key=lambda span: span[0])


def _spellings(invoice: OpenInvoice, among: Sequence[OpenInvoice]) -> list[str]:
    groups = re.findall(r"[A-Za-z]+|\d+", invoice.number)
    if not groups:
        return []
    spellings = [r"(?<![A-Za-z0-9])" + r"[\s/._-]{0,2}".join(map(re.escape, groups)) + r"(?![A-Za-z0-9])"]
    tail = groups[-1].lstrip("0")
    others = [re.findall(r"[A-Za-z]+|\d+", other.number)[-1:] for other in among if other.number != invoice.number]
    if len(groups) > 2 and groups[0].isalpha():
        spellings.append(r"(?<![A-Za-z0-9])" + r"[\s/._-]{0,2}".join(map(re.escape, groups[1:])) + r"(?![A-Za-z0-9])")
    if tail.isdigit() and len(tail) >= 2 and all([t.lstrip("0") for t in o] != [tail] for o in others):
        spellings.append(
            rf"(?:(?<=\bla\s)|(?<=\bn°\s)|(?<=\bn°)|(?<=\bfacture\s)|(?<=\binvoice\s)|(?<=^)|(?<=\n))0*{tail}(?![\w%€]|[.,]\d|\s?(?:€|euros|eur\b))"
        )
    return spellings


def facts(text: str, anchor: date, invoices: Sequence[OpenInvoice] = ()) -> Facts:
    """Take a reply apart. Pure; never raises on any text."""
    named = reference_spans(text, invoices)
    hidden = _hide(text, named)
    days = [day for day in find_days(hidden, anchor) if not _points_back(text, day)]
    days = counted(text, days, named, invoices)
    known = [m for invoice in invoices for m in (invoice.balance, invoice.total)]
    amounts = find_amounts(_hide(hidden, [(d.start, d.end) for d in days]), known)
    masks = _masks(text, days, amounts, named)
    statements = tuple(
        Statement(
            clause,
            tuple(d for d in days if clause.start <= d.start < clause.end),
            tuple(a for a in amounts if clause.start <= a.start < clause.end),
            tuple(dict.fromkeys(i for s, _, i in named if clause.start <= s < clause.end)),
            tuple(EMAIL.findall(clause.text)),
            _mask(text, clause.start, clause.end, masks),
        )
        for clause in clauses(text)
    )
    return Facts(text, anchor, statements, tuple(invoices))


_BACK = re.compile(
    r"ce(?:t|tte)?\s\w+(?:\s?-\s?l[àa]\b|\slà\b|\sla\s{0,2}(?:[^\w\s]|$))"
)  # not « ce matin la facture »


def _points_back(text: str, day: Mention) -> bool:
    """« Ce jour-là », « dans la foulée »: a day named elsewhere, not that of the mail."""
    words = day.words.lower()
    return "foul" in words or bool(_BACK.match(text[day.start : day.end + 6].lower()))


def _hide(text: str, spans: Sequence[tuple[int, ...] | tuple[int, int, OpenInvoice]]) -> str:
    """The text with those spans blanked: the digits of « 26-12-05 » in an invoice's number are no day."""
    for start, end, *_ in spans:
        text = text[:start] + "§" * (end - start) + text[end:]
    return text
