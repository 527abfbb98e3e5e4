"""Which day is which: is each day of a reply a promise, a payment made, a delay asked for, or none of these?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from relanced.reading.days_mention import DayKind, Mention
from relanced.reading.facts import Facts, Statement, day_word
from relanced.reading.model import Model, logistic
from relanced.reading.normalise import normalise
from relanced.reading.tense import manner


class Role(StrEnum):
    PROMISED = "promised"
    PAID = "paid"
    REQUESTED = "requested"


ROLES = tuple(Role)
HERE = "thatday"
_SPLIT = re.compile(
    r",\s|;|:\s|\.\s|\s[-–—(]|\)|"
    r"\s(?:et|mais|donc|car|puis|and|but|so|because|quand|when|si|if|que|qui|which|dès que)\s",
    re.I,
)
_OTHERS = re.compile(
    r" (?:clients?|caf|mairie|banque|donneur|customers?|federation|subvention|salaires?|paye|notre client|assurance|"
    r"etat|region|ecole|encaisse|encaissons|recois|recevons|touche|touchons|me doit|nous doit|nous versent|"
    r"me verse|me paie|nous paie|nous paient|tombe|tombent|get paid) "
)
_MINE = re.compile(
    r" (?:je|j|on|nous|we|i|ca|cela|c est|virement|cheque|reglement|paiement|payment|transfer|vous|tu|you|il|elle|it|"
    r"yours|le votre|la votre) "
)


# « Disons samedi », « soit le 6 », "say the 8th": the day that follows settles the vaguer one before.
_SETTLES = re.compile(
    r" (?:disons|mettons|soit|genre|plutot|desormais|finalement|autrement dit|c est a dire|a savoir|pas plus tard que|"
    r"say|call it|make it|i e|that is|rather|so look for it) (?:(?:pour|le|on|l|que|plutot|for) )*$"
)
# « Envoyez-le-moi d'ici mardi »: a day set to the creditor.
_BIDDEN = re.compile(
    r" (?:envoyez|envoie|dites|dis|transmettez|adressez|renvoyez|faites|appelez|rappelez|joignez|send|let|call|give|"
    r"resend|ring) (?:(?:le|la|les|moi|nous|me|us|it|nous) )*"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A day with the clause and the narrower segment it stands in."""

    day: Mention
    statement: Statement
    segment: str
    place: int
    among: int
    settles: bool = False


def candidates(facts: Facts) -> list[Candidate]:
    days = [(day, statement) for statement in facts.statements for day in statement.days]
    return [
        Candidate(day, statement, _segment(facts, statement, day), place, len(days), _settles(facts, day))
        for place, (day, statement) in enumerate(days)
    ]


def _settles(facts: Facts, day: Mention) -> bool:
    return bool(_SETTLES.search(normalise(facts.text[max(0, day.start - 40) : day.start])))


def _segment(facts: Facts, statement: Statement, day: Mention) -> str:
    """The masked words around the day, between the nearest breaks of its clause; the day itself is `thatday`."""
    clause = statement.clause
    start, end = clause.start, clause.end
    for mark in _SPLIT.finditer(facts.text, clause.start, clause.end):
        if (mark.end() <= day.start + 1 and facts.text[mark.end() : day.start].strip()) or (
            mark.end() <= day.start + 1 and mark.end() - mark.start() > 3
        ):
            start = max(start, mark.start())
        elif mark.start() >= day.end:
            end = min(end, mark.start())
    words = facts.text[start : day.start] + f" {HERE} " + facts.text[day.end : end]
    for other in sorted(statement.days, key=lambda d: -d.start):
        if other is not day and other.start >= start and other.end <= end:
            shift = start if other.start < day.start else start + (day.end - day.start) - len(f" {HERE} ")
            words = words[: other.start - shift] + f" {day_word(other)} " + words[other.end - shift :]
    return normalise(words)


def role_features(candidate: Candidate) -> dict[str, float]:
    """What tells the role of a day."""
    day, statement = candidate.day, candidate.statement
    found: dict[str, float] = {}
    found.update(dict.fromkeys(_near(candidate.segment), 1.0))
    for name, words in (("s", candidate.segment), ("c", statement.masked)):
        way = manner(words)
        signs = "".join(
            mark
            for mark, is_so in (("n", way.negative), ("?", way.asks), ("i", way.hypothetical), ("c", way.conditional))
            if is_so
        )
        acts = "pays" if way.pays else "does" if way.does else "idle"
        for feature in (f"{name} {way.tense}", f"{name} {acts}", f"{name} {way.tense} {acts}", f"{name} {signs}"):
            found[feature] = 2.0
        found[f"{name} {day_word(day)} {way.tense}"] = 2.0
        found[f"{name} others"] = 2.0 * bool(_OTHERS.search(words))
        found[f"{name} mine"] = 2.0 * bool(_MINE.search(words))
        found[f"{name} amount"] = 1.0 * ("someamount" in words)
    found["settles"] = 2.0 * candidate.settles
    found["bidden"] = 2.0 * bool(_BIDDEN.search(candidate.segment.partition(HERE)[0]))
    found[f"kind {day.kind}"] = 2.0
    found[f"word {day_word(day)}"] = 2.0
    found[f"alone {candidate.among == 1}"] = 2.0
    found[f"last {candidate.place == candidate.among - 1}"] = 1.0
    found[f"first {candidate.place == 0}"] = 1.0
    return found


def _near(segment: str) -> Iterator[str]:
    words = ["^", "^", *segment.split(), "$", "$"]
    for word in words:
        yield f"w {word}"
    at = words.index(HERE) if HERE in words else 1
    yield f"l {words[at - 1]}"
    yield f"ll {words[at - 2]} {words[at - 1]}"
    yield f"r {words[at + 1]}"
    yield f"rr {words[at + 1]} {words[min(at + 2, len(words) - 1)]}"
    for a, b in pairwise(words):
        yield f"b {a} {b}"


def value(day: Mention, role: Role, anchor: date) -> date | None:
    """The day meant in that role, None when it cannot play it."""
    if day.of_paper:
        return None
    if role is Role.PAID:
        when = day.past_reading or (day.first if day.kind is DayKind.SINCE else None)
        return None if when is None or when > anchor or day.explicitly_future else when
    if day.kind in (DayKind.VAGUE, DayKind.SINCE):
        return None
    return None if day.last is None or day.last < anchor or day.explicitly_past else day.last


def probabilities(model: Model, features: dict[str, float]) -> tuple[float, ...]:
    """For each of `ROLES`, how likely the day plays it."""
    return tuple(logistic(score) for score in model.scores(features))


def day_roles(facts: Facts, model: Model) -> dict[Mention, tuple[float, ...]]:
    """For each day that the reply names, the probability of each of `ROLES`; zero for a role that it cannot play."""
    return {
        candidate.day: possible(candidate, probabilities(model, role_features(candidate)), facts.anchor)
        for candidate in candidates(facts)
    }


def possible(candidate: Candidate, weighed: tuple[float, ...], anchor: date) -> tuple[float, ...]:
    return tuple(
        probability if value(candidate.day, role, anchor) else 0.0
        for role, probability in zip(ROLES, weighed, strict=True)
    )
