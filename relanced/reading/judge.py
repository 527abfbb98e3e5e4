"""Which intents a reply expresses, how likely each is, and the client's words that say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from relanced.core.intents import KINDS, Intent
from relanced.reading.facts import Facts, Statement, day_word
from relanced.reading.features import merged, statement_features
from relanced.reading.model import Model

THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class Judgement:
    """The intents of a reply, in the table's order; `probabilities` of all; `spoken`: for each intent, its best clause."""

    intents: tuple[Intent, ...]
    probabilities: Mapping[Intent, float]
    spoken: Mapping[Intent, Statement]


def judge(facts: Facts, model: Model) -> Judgement:
    """Weigh the whole reply, then find for each intent the clause that speaks most for it."""
    parts = [statement_features(statement) for statement in facts.statements]
    probabilities = model.probabilities(merged(parts))
    intents = decide(facts, probabilities)
    return Judgement(intents, probabilities, spoken(facts, parts, model, intents))


def spoken(
    facts: Facts, parts: list[dict[str, float]], model: Model, intents: tuple[Intent, ...]
) -> dict[Intent, Statement]:
    best: dict[Intent, Statement] = {}
    for intent in intents:
        shares = [model.share(intent, part) for part in parts]
        if shares:
            best[intent] = facts.statements[max(range(len(shares)), key=shares.__getitem__)]
    return best


def decide(facts: Facts, probabilities: Mapping[Intent, float]) -> tuple[Intent, ...]:
    """The intents that the probabilities and the days in the text allow together."""
    chosen = {intent for intent, probability in probabilities.items() if probability >= THRESHOLD}
    if not chosen:
        chosen = {max(probabilities, key=probabilities.__getitem__)}
    if Intent.PAYMENT_PROMISE in chosen and not has_day_to_come(facts):
        chosen.remove(Intent.PAYMENT_PROMISE)
        chosen = chosen or {Intent.PAYMENT_UNDERWAY}
    if len(chosen) > 1:
        chosen -= {intent for intent in chosen if KINDS[intent].alone}
    return tuple(intent for intent in KINDS if intent in chosen)


def has_day_to_come(facts: Facts) -> bool:
    return any(
        day.last and day.last >= facts.anchor and day_word(day) in ("futureday", "someday", "everyday", "untilday", "durationday")
        for day in facts.days
    )


