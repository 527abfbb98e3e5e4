"""What the models weigh: words, pieces of words, cues, and how each clause speaks of paying and of days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from relanced.reading.days.mention import Mention
from relanced.reading.facts import Facts, Statement, day_word
from relanced.reading.model.patterns import cues_in
from relanced.reading.model.regressions import Model
from relanced.reading.roles.role import ROLES
from relanced.reading.roles.weigh import day_roles
from relanced.reading.tense import Manner, manner

STRONG = 2.0
Features = dict[str, float]
Roles = Mapping[Mention, Sequence[float]]


@dataclass(frozen=True, slots=True)
class Sentence:
    """The clauses of one sentence and their features together."""

    statements: tuple[Statement, ...]
    features: Features

    def text(self, facts: Facts) -> str:
        return facts.text[self.statements[0].clause.start : self.statements[-1].clause.end].strip()


def sentences(facts: Facts, roles: Model) -> list[Sentence]:
    """The sentences of a reply with their features; `roles` weighs its days."""
    return sentences_with(facts, day_roles(facts, roles))


def sentences_with(facts: Facts, weighed: Roles) -> list[Sentence]:
    grouped: dict[int, list[Statement]] = {}
    for statement in facts.statements:
        grouped.setdefault(statement.clause.sentence, []).append(statement)
    return [Sentence(tuple(group), _sentence_features(group, weighed)) for group in grouped.values()]


def _sentence_features(group: Sequence[Statement], weighed: Roles) -> Features:
    """Those of its clauses, and how they speak together: a promise after an « if » is none."""
    found = merged(statement_features(statement, weighed) for statement in group)
    if len(group) > 1:
        words = " ".join(statement.masked.strip() for statement in group)
        days = [day for statement in group for day in statement.days]
        way = manner(f" {words} ")
        for day in dict.fromkeys(map(day_word, days)) or ["noday"]:
            found[f"S {day} {way.tense} {_signs(way)}"] = STRONG
            found[f"S {day} {'h' if way.hypothetical else ''}"] = STRONG
    return found


def merged(parts: Iterable[Features]) -> Features:
    """The features of parts together: each once at its highest."""
    whole: Features = {}
    for part in parts:
        for name, value in part.items():
            whole[name] = max(whole.get(name, 0.0), value)
    return whole


def statement_features(statement: Statement, weighed: Roles) -> Features:
    """The features of one clause."""
    found: Features = dict.fromkeys(_ngrams(statement.masked), 1.0)
    way = manner(statement.masked)
    found.update(dict.fromkeys(_ways(statement, way), STRONG))
    for cue, _ in cues_in(statement.words):
        found[f"q {cue.name}"] = STRONG
        found[f"Q {cue.intent}{'?' if way.asks else ''}"] = STRONG
    for day in statement.days:
        for role, probability in zip(ROLES, weighed.get(day, ()), strict=False):
            found[f"r {role}"] = max(found.get(f"r {role}", 0.0), 3.0 * probability)
    return found


def _ngrams(masked: str) -> Iterator[str]:
    words = ["^", *masked.split(), "$"]
    for before, word in pairwise(words):
        yield f"b {before} {word}"
    for word in words[1:-1]:
        yield f"w {word}"
        edged = f"<{word}>"
        for size in (4, 5):
            yield from (f"c {edged[i : i + size]}" for i in range(len(edged) - size + 1))


def _signs(way: Manner) -> str:
    marks = (("n", way.negative), ("?", way.asks), ("i", way.hypothetical), ("p", way.pays))
    return "".join(mark for mark, is_so in marks if is_so)


def _ways(statement: Statement, way: Manner) -> Iterator[str]:
    """How the clause speaks, alone and beside each of its days."""
    signs = _signs(way)
    days = [day_word(day) for day in statement.days] or ["noday"]
    if way.pays or way.does:
        yield f"t {way.tense} {'pays' if way.pays else 'does'}"
    for day in days:
        yield f"d {day}"
        yield f"d {day} {way.tense}"
        yield f"d {day} {way.tense} {signs}"
        yield f"d {day} {'c' if way.conditional else ''}{signs}"
        if way.does or way.pays:
            yield f"d {day} {way.tense} acts {'?' if way.asks else ''}"
    if statement.amounts:
        yield f"a {way.tense} {signs}"
        yield f"a {way.tense} {days[0]}"
