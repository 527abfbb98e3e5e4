"""How much of the debt a promise covers: the sum, or the invoices, that stand beside its day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol, TypeVar

from relanced.core.money import Money, total
from relanced.core.reading import OpenInvoice
from relanced.reading.amounts import FUNCTION_WORD, AmountMention, share_of
from relanced.reading.days.mention import Mention
from relanced.reading.days.words import MONTHS_EN, MONTHS_FR, fold
from relanced.reading.facts import Facts, reference_spans
from relanced.reading.normalise import normalise

Invoices = Sequence[OpenInvoice]


class Named(NamedTuple):
    """Invoices that the text means, and where."""

    start: int
    end: int
    invoices: Invoices


Which = Callable[[Invoices, Invoices], Invoices]  # of the open invoices, as listed, and those named by their number


def _at(*places: int) -> Which:
    return lambda listed, _: [listed[place] for place in places if place < len(listed)]


def _others(listed: Invoices, known: Invoices) -> Invoices:
    return [invoice for invoice in listed if invoice not in known]


def _smallest(listed: Invoices, _: Invoices) -> Invoices:
    return [min(listed, key=lambda invoice: invoice.balance.cents)]


def _largest(listed: Invoices, _: Invoices) -> Invoices:
    return [max(listed, key=lambda invoice: invoice.balance.cents)]


DESCRIBED: tuple[tuple[str, Which], ...] = (
    ("les deux premieres|the first two", _at(0, 1)),
    ("(?:la|the) (?:premiere|first)", _at(0)),
    ("(?:la|the) (?:deuxieme|seconde|second)", _at(1)),
    ("(?:la|the) (?:troisieme|third)", _at(2)),
    ("l'autre|the other|les (?:(?:deux|trois) )?autres|the others|the other (?:two|three)", _others),
    ("la (?:plus )?petite|the (?:small|smaller)", _smallest),
    ("la (?:plus )?(?:grosse|grande)|the (?:big|bigger|large|larger)", _largest),
)
_INVOICE = r"(?: (?:factures?|invoices?|ones?)\b)?"
_DESCRIBED = [(re.compile(rf"\b(?:{words})\b{_INVOICE}"), which) for words, which in DESCRIBED]
# What may follow: « la petite part vendredi »; « la petite équipe », "the first reminder" are no invoices.
_GOES_ON = re.compile(
    r" ?(?:$|[,;:.!?)\n(])| (?:\d|(?:je|j'|on|nous|vous|tu|te|elles?|il|ce|c'|est|sont|sera|seront|reste|attend\w*"
    r"|par[st]|partent|partir\w*|sui\w*|i|i'll|i'm|we|we'll|you|you'll|is|are|will|goes|has|was)\b)"
)
_MONTHS = {name: n for months in (MONTHS_FR, MONTHS_EN) for n, row in enumerate(months, 1) for name in row.split(" | ")}
_OF_MONTH = re.compile(
    rf"(?:\b(?:celles? d(?:e |')|factures? d(?:e |')|pour )|(?:^|\n)(?!may|mar\b))"
    rf"(?P<month>{'|'.join(_MONTHS)})\b(?! [0-9])"
    rf"|\b(?P<english>{'|'.join(_MONTHS)})(?:'s)? (?:invoice|one)\b"
)


def named(facts: Facts) -> list[Named]:
    """The invoices that the text names by number, by place (« la seconde », « l'autre »), by size or by month."""
    by_number = [Named(start, end, [invoice]) for start, end, invoice in reference_spans(facts.text, facts.invoices)]
    if len(facts.invoices) < 2:
        return by_number
    known = list(dict.fromkeys(invoice for span in by_number for invoice in span.invoices))
    described = _described(fold(facts.text), facts.invoices, known)
    return sorted([*by_number, *described], key=lambda span: (span.start, span.end))


def _described(text: str, invoices: Invoices, known: Invoices) -> Iterator[Named]:
    for pattern, which in _DESCRIBED:
        for match in pattern.finditer(text):
            goes_on = _GOES_ON.match(text, match.end()) or FUNCTION_WORD.match(text, match.end())
            if goes_on and (meant := which(invoices, known)):
                yield Named(match.start(), match.end(), meant)
    for match in _OF_MONTH.finditer(text):
        month = _MONTHS[match["month"] or match["english"]]
        meant = [i for i in invoices if i.issued_on and i.issued_on.month == month]
        if len(meant) == 1:
            yield Named(match.start(), match.end(), meant)


class Placed(Protocol):
    """Something that stands in the text."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


Thing = TypeVar("Thing", bound=Placed)
FURTHER = 15  # characters that a comma or a colon between two things counts for


def beside(things: Sequence[Thing], day: Mention, facts: Facts) -> list[Thing]:
    """What stands nearest to the day in its sentence, with no other day between; nearest first."""
    low, high = _sentence(facts, day)
    low = max([low, *(other.end for other in facts.days if other.end <= day.start)])
    high = min([high, *(other.start for other in facts.days if other.start >= day.end)])
    return _nearest(things, day, facts, low, high)


def around(things: Sequence[Thing], day: Mention, facts: Facts) -> list[Thing]:
    """What stands nearest to the day in its sentence, other days or not; nearest first."""
    return _nearest(things, day, facts, *_sentence(facts, day))


_STANDS_FOR = re.compile(r" (?:elles?|ils?|ce sera|celle ci|it|they|you (?:will |ll )?have (?:it|them|that one)) ")
_RUNS_ON = ("→", "•", ":", ";", "...", "…", "|")


def just_before(things: Sequence[Thing], day: Mention, facts: Facts) -> list[Thing]:
    """What stands in the sentence before, if that one has no day and this one takes it up; nearest first.

    « Je vous fais un chèque de 500 €. Il part vendredi. », « La 118 → validée, règlement vendredi ».
    """
    start, end = _sentence(facts, day)
    before = [s for s in facts.statements if s.clause.end <= start]
    if not before:
        return []
    clauses = [s for s in before if s.clause.sentence == before[-1].clause.sentence]
    taken_up = before[-1].clause.text.endswith(_RUNS_ON) or _STANDS_FOR.match(normalise(facts.text[start:end]))
    if any(s.days for s in clauses) or not taken_up:
        return []
    low = clauses[0].clause.start
    return [thing for thing in things if low <= thing.start and thing.end <= start][::-1]


def _nearest(things: Sequence[Thing], day: Mention, facts: Facts, low: int, high: int) -> list[Thing]:
    before = [thing for thing in things if low <= thing.start and thing.end <= day.start][::-1]
    behind = [thing for thing in things if day.end <= thing.start and thing.end <= high]
    if before and behind:
        gaps = facts.text[before[0].end : day.start], facts.text[day.end : behind[0].start]
        near, far = (len(gap) + FURTHER * len(re.findall(r"[,:;(]", gap)) for gap in gaps)
        return before if near <= far else behind
    return before or behind


def _sentence(facts: Facts, day: Mention) -> tuple[int, int]:
    own = next(s.clause.sentence for s in facts.statements if day in s.days)
    clauses = [s.clause for s in facts.statements if s.clause.sentence == own]
    return clauses[0].start, clauses[-1].end


_DENIED = re.compile(
    r"\b(?:pas|non|not|au lieu de|instead of|moins|minus|less"
    r"|(?:avoir|frais|remise|erreur|penalites?|retenue|credit note|discount|fees?) (?:de|d'|of)) (?:les |the )?$"
)
_ALL = re.compile(r"\b(?:tout(?! (?:de|a|ce|d'abord|juste)\b)|la totalite|l'ensemble|everything|in full|the lot)\b")


def _denied(text: str, amount: AmountMention) -> bool:
    """« 110 €, pas 243 », « moins l'avoir de 200 € »."""
    return bool(_DENIED.search(fold(text[max(0, amount.start - 30) : amount.start])))


def promised_amount(facts: Facts, day: Mention, paid: Money | None) -> Money | None:
    """What the promise covers, None for the whole open balance. `paid`: what the mail says was paid before."""
    due = total([invoice.balance for invoice in facts.invoices]) if facts.invoices else None
    found = next(_told(facts, day, due, paid), None)
    return None if found == due else found


def _told(facts: Facts, day: Mention, due: Money | None, paid: Money | None) -> Iterator[Money]:
    """The sums that the day may have, the likeliest first: typed beside it, or the balance of the invoices there."""
    low, high = _sentence(facts, day)
    if due and _ALL.search(fold(facts.text[max(low, day.start - 25) : min(high, day.end + 15)])):
        yield due  # « on règle tout vendredi »
    amounts = [a for s in facts.statements for a in s.amounts if not _denied(facts.text, a)]
    invoices = named(facts)
    for near, other in ((beside, None), (around, paid)):
        values = [_value(amount, due, paid) for amount in near(amounts, day, facts)]
        yield from (v for v in values if v and v != other and _possible(v, due))
        yield from _balance(near(invoices, day, facts), facts.text)
    values = [_value(amount, due, paid) for amount in just_before(amounts, day, facts)]
    yield from (v for v in values if v and v != paid and _possible(v, due))
    yield from _balance(just_before(invoices, day, facts), facts.text)


def _possible(value: Money, due: Money | None) -> bool:
    return value.cents > 0 and not (due and due.currency == value.currency and value.cents > due.cents)


_JOINED = re.compile(
    r"[\s,+&/°:-]*(?:(?:et|and|la|le|les|the|n|no|factures?|invoices?|ainsi que|puis|aussi)\b[\s,+&/°:-]*)*"
)


def _balance(spans: Sequence[Named], text: str) -> Iterator[Money]:
    """What is open of the first of `spans` and of those that are listed with it: « la 118, la 121 et la 130 »."""
    meant = dict.fromkeys(spans[0].invoices if spans else ())
    for near, far in pairwise(spans):
        between = text[min(near.end, far.end) : max(near.start, far.start)]
        if not _JOINED.fullmatch(between.lower()):
            break
        meant |= dict.fromkeys(far.invoices)
    if meant:
        yield total([invoice.balance for invoice in meant])


def _value(amount: AmountMention, due: Money | None, paid: Money | None) -> Money | None:
    if amount.money:
        return amount.money
    if due is None or amount.share is None:
        return None
    if not amount.rest:
        return share_of(amount.share, due)
    return due - paid if paid and paid.currency == due.currency else due
