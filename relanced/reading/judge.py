"""Which intents a reply expresses, how likely each is, and the client's sentence that says so.

Three hear the reply: a regression over the whole, one over its sentences, and the encoder where there is one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from relanced.core.intents import KINDS, DisputeReason, Intent
from relanced.reading.facts import Facts
from relanced.reading.model.features import Sentence, merged, sentences
from relanced.reading.model.heard import Heard
from relanced.reading.model.regressions import WRITTEN, Weights, log_odds, logistic, mixed

# From which probability an intent is read, chosen on hands that none of the three had seen. Of a promise, whose day is
# lost when it is not heard beside something else, a little less where all three hear it.
THRESHOLD = 0.4
PROMISED_FROM = 0.35
NOTICE_FROM = 0.15  # from here the words overrule the rules' guess which kind of notice a machine's mail is
ENCODER_SHARE = 0.45  # of the log-odds, chosen on hands that neither had seen
REASON_SHARE = 0.5
KNOWN = 0.01  # how likely it stays that a payment which is booked was a new one
BOOKED = 3  # days: a payment as old is in the balance that we know


@dataclass(frozen=True, slots=True)
class Judgement:
    """The intents of a reply, in the table's order; `probabilities` of all; `spoken`: the sentence that says each.

    `agreement`: the lowest of the models' probabilities. `known`: the share of features seen in training.
    `heard`: what the encoder said, None without one; `readings`: what the regressions alone and the encoder alone read.
    """

    intents: tuple[Intent, ...]
    probabilities: Mapping[Intent, float]
    spoken: Mapping[Intent, Sentence]
    sentences: tuple[Sentence, ...] = ()
    agreement: Mapping[Intent, float] = field(default_factory=dict)
    known: float = 0.0
    heard: Heard | None = None
    readings: tuple[tuple[Intent, ...], ...] = ()


def judge(facts: Facts, weights: Weights, heard: Heard | None = None) -> Judgement:
    """Weigh the mail as a whole and each of its sentences, both alike in log-odds, with what the encoder `heard`."""
    parts = sentences(facts, weights.roles)
    if not parts:
        return Judgement((Intent.OTHER,), {Intent.OTHER: 0.5}, {})
    by_sentence = [weights.parts.scores(sentence.features) for sentence in parts]
    everything = merged(sentence.features for sentence in parts)
    whole = [logistic(score) for score in weights.whole.scores(everything)]
    any_part = anywhere(by_sentence)
    odds = [(log_odds(whole[column]) + log_odds(any_part[column])) / 2 for column in range(len(WRITTEN))]
    probabilities = {
        intent: logistic(mixed(odds[column], heard.intents[column], ENCODER_SHARE) if heard else odds[column])
        for column, intent in enumerate(WRITTEN)
    }
    intents = decide(facts, probabilities, PROMISED_FROM if heard else THRESHOLD)
    if Intent.ALREADY_PAID not in intents and deducted(facts):
        probabilities[Intent.ALREADY_PAID] = KNOWN
    return Judgement(
        intents,
        probabilities,
        spoken={intent: parts[_loudest(by_sentence, WRITTEN.index(intent))] for intent in intents},
        sentences=tuple(parts),
        agreement={
            intent: min(whole[column], any_part[column], logistic(heard.intents[column]) if heard else 1.0)
            for column, intent in enumerate(WRITTEN)
        },
        known=sum(name in weights.whole.weights for name in everything) / max(1, len(everything)),
        heard=heard,
        readings=(
            decide(facts, _probabilities(odds)),
            *([decide(facts, _probabilities(heard.intents))] if heard else []),
        ),
    )


def _probabilities(odds: Sequence[float]) -> dict[Intent, float]:
    return dict(zip(WRITTEN, map(logistic, odds), strict=True))


def anywhere(by_sentence: Sequence[Sequence[float]]) -> list[float]:
    """For each column, the probability that any of the sentences says so."""
    found = []
    for column in range(len(WRITTEN)):
        silent = 1.0
        for scores in by_sentence:
            silent *= 1.0 - logistic(scores[column])
        found.append(1.0 - silent)
    return found


def _loudest(by_sentence: Sequence[Sequence[float]], column: int) -> int:
    return max(range(len(by_sentence)), key=lambda i: by_sentence[i][column])


def decide(facts: Facts, probabilities: Mapping[Intent, float], promised: float = THRESHOLD) -> tuple[Intent, ...]:
    """The intents that the probabilities and the days in the text allow together; `promised`: a promise from there."""
    threshold = {Intent.PAYMENT_PROMISE: promised}
    chosen = {i for i, probability in probabilities.items() if probability >= threshold.get(i, THRESHOLD)}
    likeliest = max(probabilities, key=probabilities.__getitem__)
    chosen = chosen or {likeliest}
    if KINDS[likeliest].automatic and not any(KINDS[intent].opens_task for intent in chosen):
        return (likeliest,)
    chosen = {intent for intent in chosen if not KINDS[intent].automatic} or chosen
    if Intent.PAYMENT_PROMISE in chosen and not has_day_to_come(facts):
        chosen = (chosen - {Intent.PAYMENT_PROMISE}) or {Intent.PAYMENT_UNDERWAY}
    if len(chosen) > 1:
        chosen = {intent for intent in chosen if not KINDS[intent].alone} or chosen
    if len(chosen) > 1 and deducted(facts):
        chosen -= {Intent.ALREADY_PAID}
    return tuple(intent for intent in KINDS if intent in chosen)


_AGAIN = re.compile(r" (?:deuxieme|second|seconde|2e|de plus|encore|again|another|more|viens|ce matin) ")


def deducted(facts: Facts) -> bool:
    """« 900 € versés le 5, le reste le 20 » to a balance that lacks these 900 already: no new payment is told."""
    parts = {invoice.total - invoice.balance for invoice in facts.invoices if invoice.balance != invoice.total}
    told = [statement for statement in facts.statements if any(a.money in parts for a in statement.amounts)]
    days = [day.past_reading for statement in told for day in statement.days if not day.explicitly_future]
    fresh = any(day and (facts.anchor - day).days < BOOKED for day in days)
    again = any(_AGAIN.search(statement.words) for statement in facts.statements)
    return bool(told) and len(facts.invoices) == 1 and not fresh and not again


def notice(judged: Judgement) -> Intent | None:
    """Which kind of notice the words of a machine are, None where they do not say."""
    kinds = [(judged.probabilities.get(kind, 0.0), kind) for kind in (Intent.OUT_OF_OFFICE, Intent.AUTO_REPLY)]
    likely, kind = max(kinds)
    return kind if likely >= NOTICE_FROM else None


def has_day_to_come(facts: Facts) -> bool:
    """Whether a promise could be computed at all."""
    return any(day.last and day.last >= facts.anchor and not day.explicitly_past for day in facts.days)


def reason(judged: Judgement, weights: Weights) -> DisputeReason:
    """Why the debt is contested."""
    own = weights.reasons.scores(merged(s.features for s in judged.sentences))
    heard = judged.heard.reasons if judged.heard else own
    scores = [mixed(*pair, REASON_SHARE) for pair in zip(own, heard, strict=True)]
    return tuple(DisputeReason)[max(range(len(scores)), key=scores.__getitem__)]
