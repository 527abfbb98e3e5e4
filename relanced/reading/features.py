"""What the models weigh: words, pieces of words, cues, and how each clause speaks of paying and of days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from relanced.reading.days_mention import Mention
from relanced.reading.facts import Facts, Statement, day_word
from relanced.reading.model import Model
from relanced.reading.patterns import cues_in
from relanced.reading.roles import ROLES, day_roles
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
    return [
        Sentence(tuple(group), merged(statement_features(statement, weighed) for statement in group))
        for group in grouped.values()
    ]


def merged(parts: Iterable[Features]) -> Features:
    """The features of parts together: each once at its highest, the counts added up to three."""
    whole: Features = {}
    for part in parts:
        for name, value in part.items():
            before = whole.get(name, 0.0)
            whole[name] = min(3.0, before + value) if name.startswith("k ") else max(before, value)
    return whole


def statement_features(statement: Statement, weighed: Roles) -> Features:
    """The features of one clause."""
    found: Features = dict.fromkeys(_ngrams(statement.masked), 1.0)
    way = manner(statement.masked)
    found.update(dict.fromkeys(_ways(statement, way), STRONG))
    for cue, _ in cues_in(statement.words):
        found[f"q {cue.name}"] = STRONG
        found[f"Q {cue.intent}{'?' if way.asks else ''}"] = STRONG
        count = f"k {cue.intent}"
        found[count] = min(3.0, found.get(count, 0.0) + 1.0)
    for day in statement.days:
        for role, probability in zip(ROLES, weighed.get(day, ()), strict=False):
            found[f"r {role}"] = max(found.get(f"r {role}", 0.0), 3.0 * probability)
    return found


def _ngrams(masked: str) -> Iterator[str]:
    words = ["^", *masked.split(), "$"]
    for before, word in zip(words, words[1:], strict=False):
        yield f"b {before} {word}"
    for word in words[1:-1]:
        yield f"w {word}"
        edged = f"<{word}>"
        for size in (4, 5):
            yield from (f"c {edged[i : i + size]}" for i in range(len(edged) - size + 1))


def _ways(statement: Statement, way: Manner) -> Iterator[str]:
    """How the clause speaks, alone and beside each of its days."""
    marks = (("n", way.negative), ("?", way.asks), ("i", way.hypothetical), ("p", way.pays))
    signs = "".join(mark for mark, is_so in marks if is_so)
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
