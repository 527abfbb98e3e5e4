"""What the model weighs: words, pieces of words, cues, and how each clause speaks of paying and of days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from relanced.reading.facts import Facts, Statement, day_word
from relanced.reading.patterns import cues_in
from relanced.reading.tense import Manner, manner

CUE_WEIGHT = 2.0


def _ngrams(masked: str) -> Iterator[str]:
    words = ["^", *masked.split(), "$"]
    yield from (f"w {word}" for word in words[1:-1])
    yield from (f"b {a} {b}" for a, b in zip(words, words[1:], strict=False))
    for word in words[1:-1]:
        edged = f"<{word}>"
        for size in (4, 5):
            yield from (f"c {edged[i : i + size]}" for i in range(len(edged) - size + 1))


def _ways(statement: Statement, way: Manner) -> Iterator[str]:
    """How the clause speaks, alone and beside each of its days."""
    signs = "".join(
        mark
        for mark, is_so in (
            ("n", way.negative),
            ("?", way.asks),
            ("i", way.hypothetical),
            ("p", way.pays),
        )
        if is_so
    )
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


def statement_features(statement: Statement) -> dict[str, float]:
    """The features of one clause."""
    found: dict[str, float] = {}
    way = manner(statement.masked)
    for name in _ngrams(statement.masked):
        found[name] = 1.0
    for name in _ways(statement, way):
        found[name] = CUE_WEIGHT
    for cue, _ in cues_in(statement.words):
        found[f"q {cue.name}"] = CUE_WEIGHT
        found[f"Q {cue.intent}{'?' if way.asks else ''}"] = CUE_WEIGHT
        count = f"k {cue.intent}"
        found[count] = min(3.0, found.get(count, 0.0) + 1.0)
    return found


def features(facts: Facts) -> dict[str, float]:
    """The features of a reply, each with its value. Names are stable while the tables are."""
    return merged(map(statement_features, facts.statements))


def merged(parts: Iterable[dict[str, float]]) -> dict[str, float]:
    """The features of clauses together: each once, the counts added up to three."""
    whole: dict[str, float] = {}
    for part in parts:
        for name, value in part.items():
            whole[name] = min(3.0, whole.get(name, 0.0) + value) if name.startswith("k ") else value
    return whole
