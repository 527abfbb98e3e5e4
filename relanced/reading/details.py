"""What stands beside a promise, a request for instalments or a dispute: the means, the parts, the contested amount."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from relanced.core.dossier import Means
from relanced.core.money import Money
from relanced.reading.facts import Facts, Statement
from relanced.reading.model.features import Sentence

# From the slowest to the fastest: of two means in one mail, the one that takes longer is waited for.
MEANS: tuple[tuple[Means, re.Pattern[str]], ...] = (
    (Means.CHEQUE, re.compile(r" (?:cheques?|check) ")),
    (Means.DIRECT_DEBIT, re.compile(r" (?:prelevements?|preleve[rsz]?|direct debits?) ")),
    (Means.TRANSFER, re.compile(r" (?:virements?|vire(?:r|rai|rons|ra)?|(?:bank |wire )?transfers?|wire|bacs|sepa) ")),
    (Means.CARD, re.compile(r" (?:carte bancaire|carte bleue|par carte|cb|(?:by|credit|debit|company) card) ")),
)

NUMBERS = {
    word: count
    for count, words in enumerate(
        ("deux two", "trois three", "quatre four", "cinq five", "six", "sept seven", "huit eight", "neuf nine",
         "dix ten", "onze eleven", "douze twelve"),
        2,
    )
    for word in words.split()
}  # fmt: skip
_COUNT = rf"(?P<count>[2-9]|1[0-9]|2[0-4]|{'|'.join(NUMBERS)})"
_PARTS = r"(?:fois|mensualites?|echeances?|versements?|paiements|reglements|mois|x)"
INSTALMENTS = (
    re.compile(rf" (?:en|sur|par) {_COUNT} {_PARTS} "),
    re.compile(rf" {_COUNT} (?:mensualites|echeances|versements|paiements|reglements) "),
    re.compile(rf" (?:en|paiement) {_COUNT}x "),
    re.compile(rf" (?:in|over|by) {_COUNT} (?:equal )?(?:monthly )?(?:instal?l?ments|payments|parts|times|months) "),
    re.compile(rf" {_COUNT} (?:equal )?(?:monthly )?(?:instal?l?ments|payments) "),
)

_EACH = (
    r"(?:par mois|chaque mois|tous les mois|mensuels?|mensuelles?|le mois|per month|a month|every month|each month|"
    r"monthly)"
)
_PART = r"(?:mensualites?|echeances?|versements?|tranches?|fois|instal?l?ments?|payments?)"
INSTALMENT = (
    re.compile(rf" someamount (?:\w+ ){{0,2}}{_EACH} "),
    re.compile(rf" {_PART} (?:\w+ )?(?:de|of) someamount "),
    re.compile(rf" {_EACH} (?:\w+ ){{0,2}}someamount "),
)

_WRONG = (
    r"contest\w+|remise|rabais|ristourne|avoir|ecart|surfactur\w+|difference|dedui\w+|deduct\w*|trop percu|discount|"
    r"credit note|overcharged?|disput\w+|en litige"
)
CONTESTED = (
    re.compile(rf" (?:{_WRONG}) (?:\w+ ){{0,4}}someamount "),
    re.compile(rf" someamount (?:\w+ ){{0,3}}(?:{_WRONG}|en trop|de trop|too much|in dispute) "),
)
_NOT = re.compile(r" (?:ne |n )(?:\w+ )?(?:contest\w+|disput\w+)| not (?:\w+ )?(?:disput\w+|contest\w+)")


def means(facts: Facts, spoken: Sentence | None) -> Means | None:
    """How he pays: as his promise says, else as any of his sentences does."""
    return _means(spoken.statements if spoken else ()) or _means(facts.statements)


def _means(statements: Sequence[Statement]) -> Means | None:
    words = " ".join(statement.words for statement in statements)
    return next((kind for kind, pattern in MEANS if pattern.search(words)), None)


def first_instalment_on(facts: Facts, spoken: Sentence | None) -> date | None:
    """« à partir du 15 octobre », « le 5 et le 20 »: the first day to come that the request names."""
    days = [day for statement in (spoken.statements if spoken else ()) for day in statement.days]
    papers = (day.of_document or day.of_paper or day.explicitly_past for day in days)
    to_come = [day.last for day, other in zip(days, papers, strict=True) if not other and day.last]
    return min((day for day in to_come if day >= facts.anchor), default=None)


def instalments(facts: Facts) -> int | None:
    """« en 3 fois », « three monthly payments »."""
    for statement in facts.statements:
        for pattern in INSTALMENTS:
            if found := pattern.search(statement.words):
                return NUMBERS.get(found["count"]) or int(found["count"])
    return None


def instalment(facts: Facts) -> Money | None:
    """« 500 € par mois », « par mensualités de 500 € »."""
    for statement in facts.statements:
        if any(pattern.search(statement.masked) for pattern in INSTALMENT):
            return _only([statement])
    return None


def contested(spoken: Sentence | None) -> Money | None:
    """« nous contestons 150 € », « 150 € facturés en trop »: only where the sentence has no other amount."""
    statements = spoken.statements if spoken else ()
    masked = [s.masked for s in statements if not _NOT.search(s.masked)]
    clear = any(pattern.search(words) for words in masked for pattern in CONTESTED)
    return _only(statements) if clear else None


def _only(statements: Sequence[Statement]) -> Money | None:
    typed = {amount.money for statement in statements for amount in statement.amounts if amount.money}
    return typed.pop() if len(typed) == 1 else None
