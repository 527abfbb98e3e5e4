"""The facts beside the intents: which of the days is the promise, which amount, which address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from relanced.core.intents import Intent
from relanced.core.money import Money, total
from relanced.core.reading import OpenInvoice
from relanced.reading.amounts import AmountMention, share_of
from relanced.reading.days_mention import DayKind, Mention
from relanced.reading.facts import Facts, Statement, day_word
from relanced.reading.tense import manner

_ELSEWHERE = re.compile(
    r" (?:de retour|retour (?:le|au)|absent|absente|absence|conges?|vacances|ferme|fermes|fermee|fermeture|reunion|rendez vous|deplacement|rentre|"
    r"rentrons|reviens|reprise|appelle|appelez|telephone|holiday|leave|closed|back|office|travelling|meeting|call) "
)
_BIRTH = re.compile(r" (?:demenage|anniversaire|travaux|chantier|livraison|livre|commande|devis|decembre dernier|assemblee|ag|conseil) ")


def promised_day(facts: Facts) -> tuple[date, Statement] | None:
    """The day on which the promise is still kept, and the clause that makes it; the earlier one of two as good."""
    best: tuple[float, int, date, Statement] | None = None
    for statement in facts.statements:
        for day in statement.days:
            if not _to_come(day, facts.anchor):
                continue
            assert day.last is not None
            key = (_promise_score(statement, day), -day.last.toordinal(), day.last, statement)
            if best is None or key[:2] > best[:2]:
                best = key
    return (best[2], best[3]) if best else None


def _to_come(day: Mention, anchor: date) -> bool:
    return bool(day.last and day.last >= anchor and not day.explicitly_past and not day.of_document and day.kind is not DayKind.SINCE)


def _promise_score(statement: Statement, day: Mention) -> float:
    way = manner(statement.masked)
    score = 2.0 * way.pays + 1.0 * way.does + (1.5 if way.tense == "future" else -1.5 if way.tense == "past" else 0.0)
    score -= 1.5 * way.negative + 1.0 * way.hypothetical + 0.5 * way.asks
    score -= 2.0 * (day.kind is DayKind.START) + 1.0 * (day.kind in (DayKind.UNTIL, DayKind.DURATION))
    score -= 2.0 * bool(_ELSEWHERE.search(statement.masked)) + 0.5 * bool(_BIRTH.search(statement.masked))
    return score


def requested_day(facts: Facts, promised: date | None) -> date | None:
    """The day until which time is asked for."""
    best: tuple[float, date] | None = None
    for statement in facts.statements:
        way = manner(statement.masked)
        for day in statement.days:
            if not day.last or day.last < facts.anchor or day.explicitly_past or day.of_document:
                continue
            score = 2.0 * way.asks + 2.0 * (day.kind in (DayKind.UNTIL, DayKind.DURATION)) - (day.last == promised) * 3.0
            score -= 1.0 * bool(_ELSEWHERE.search(statement.masked))
            if best is None or score > best[0]:
                best = (score, day.last)
    return best[1] if best and best[0] > 0 else None


_NOW = re.compile(r" (?:(?:je|on|nous|j) (?:vous )?(?:viens|vient|venons)|a l instant|tout juste|just (?:paid|sent|made|transferred|done)|c est fait|a l instant) ")


def paid_day(facts: Facts, spoken: Statement | None) -> date | None:
    """The day of a payment already made, None when only something vague is said."""
    best: tuple[float, date] | None = None
    for statement in facts.statements:
        way = manner(statement.masked)
        for day in statement.days:
            when = day.past_reading
            if when is None or when > facts.anchor or day.of_document or day.explicitly_future:
                continue
            score = 2.0 * (way.tense == "past") + 1.5 * way.pays + 1.0 * way.does - 2.0 * (way.tense == "future") - 1.0 * way.asks
            score -= 1.0 * bool(_ELSEWHERE.search(statement.masked)) + 1.5 * way.negative - 1.0 * (statement is spoken)
            if best is None or score > best[0]:
                best = (score, when)
    if best and best[0] > 0:
        return best[1]
    return facts.anchor if spoken and _NOW.search(spoken.words) else None


def paid_amount(facts: Facts, spoken: Statement | None, promised: Money | None) -> Money | None:
    """The amount that the client says he paid, as typed."""
    for statement in _around(facts, spoken):
        for amount in statement.amounts:
            if amount.money and amount.money != promised:
                return amount.money
    return None


def promised_amount(facts: Facts, spoken: Statement, paid: Money | None) -> Money | None:
    """What the promise covers, None for the whole open balance."""
    due = total([i.balance for i in facts.invoices]) if facts.invoices else None
    for amount in spoken.amounts:
        found = _value(amount, due, paid)
        if found and found != paid:
            return None if due and found == due else found
    named = total([i.balance for i in spoken.invoices]) if spoken.invoices else None
    return named if named and due and named != due else None


def _value(amount: AmountMention, due: Money | None, paid: Money | None) -> Money | None:
    if amount.money:
        return amount.money
    if due is None or amount.share is None:
        return None
    return (due - paid if paid else due) if amount.rest else share_of(amount.share, due)


def _around(facts: Facts, spoken: Statement | None) -> Iterable[Statement]:
    """The clause itself, then the rest of its sentence."""
    if spoken is None:
        return ()
    same = [s for s in facts.statements if s.clause.sentence == spoken.clause.sentence and s is not spoken]
    return [spoken, *same]


def contact(facts: Facts, spoken: Statement | None, mine: Sequence[str]) -> str | None:
    """The address to write to instead: the one in the clause that says so, else the first that is not the sender's."""
    for statement in [*_around(facts, spoken), *facts.statements]:
        for address in statement.emails:
            if address.lower().strip(".") not in mine:
                return address.lower().strip(".")
    return None


def by_invoice(
    facts: Facts, spoken: dict[Intent, Statement]
) -> dict[str, tuple[Intent, ...]]:
    """The intents whose clause names an invoice, for mails that name some of several."""
    found: dict[str, list[Intent]] = {}
    for intent, statement in spoken.items():
        for invoice in statement.invoices:
            found.setdefault(invoice.number, []).append(intent)
    return {number: tuple(intents) for number, intents in found.items()}


