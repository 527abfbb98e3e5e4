"""How sure the reader is, as a probability that is kept: of the mails read at 0.9, nine in ten are right."""

from __future__ import annotations

import math
from collections.abc import Mapping

from relanced.core.intents import KINDS, Intent, primary
from relanced.reading.judge import Judgement
from relanced.reading.model.patterns import cues_in
from relanced.reading.model.regressions import Weights, log_odds, logistic

# What must stop reminders: the more likely one of these is without being read, the less the reading is trusted.
STOPS = frozenset({Intent.INSOLVENCY, Intent.LEGAL, Intent.DISPUTE, Intent.ALREADY_PAID})
STOP_IN_DOUBT = 0.1  # from here, a stop that was not read is too likely to let reminders go on
# Without the encoder, a kind that brings in no person: of seven stops missed from 0.88 on, two are missed from here on.
QUIET_ALONE = 0.97


def signs(judged: Judgement, day: float | None) -> dict[str, float]:
    """What makes a reading trustworthy or not; `day` is the probability of the promised day, None without a promise."""
    first = primary(judged.intents)
    read = {i: p for i, p in judged.probabilities.items() if i in judged.intents}
    unread = {i: p for i, p in judged.probabilities.items() if i not in judged.intents}
    before = [p for i, p in unread.items() if primary((i, first)) == i]
    pointing = {cue.intent for sentence in judged.sentences for s in sentence.statements for cue, _ in cues_in(s.words)}
    likeliest = max((sentence.features.get("r promised", 0.0) for sentence in judged.sentences), default=0.0)
    return {
        "all right": log_odds(_all_right(first, read, unread, day)),
        "primary": log_odds(read.get(first, 0.5)),
        "weakest": log_odds(min(read.values(), default=0.5)),
        "rival": log_odds(max(unread.values(), default=0.01)),
        "rival before": log_odds(max(before, default=0.01)),
        "rival stop": log_odds(max((p for i, p in unread.items() if i in STOPS), default=0.01)),
        "agreement": log_odds(judged.agreement.get(first, 0.5)),
        "cued": float(first in pointing),
        "cued otherwise": float(len(pointing - set(judged.intents))),
        "several": float(len(judged.intents) > 1),
        "long": float(min(len(judged.sentences), 10)) / 10,
        "known": judged.known,
        "day": log_odds(day) if day is not None else 0.0,
        "promise": float(day is not None),
        "day likely": log_odds((likeliest + 0.003) / 3.006) if day is not None else 0.0,
        "promise unread": 0.0 if day is not None else likeliest,
        "primary otherwise": float(any(primary(reading) is not first for reading in judged.readings)),
        "otherwise": float(any(set(reading) != set(judged.intents) for reading in judged.readings)),
        f"is {first}": 1.0,
    }


def _all_right(first: Intent, read: Mapping[Intent, float], unread: Mapping[Intent, float], day: float | None) -> float:
    """The probability, were the models independent, that `first` was said, nothing before it, and the day is right.

    A promise that was not read counts like what comes before: its day would be missing.
    """
    said = read.get(first, 0.5) * (1.0 if day is None else day)
    missed = [p for i, p in unread.items() if i is Intent.PAYMENT_PROMISE or primary((i, first)) is i]
    return said * math.prod(1.0 - p for p in missed)


def confidence(judged: Judgement, day: float | None, weights: Weights) -> float:
    """The probability that the primary intent and the promised day are right."""
    model = weights.sure if judged.heard else weights.sure_alone
    return logistic(model.scores(signs(judged, day))[0])


def said_outright(judged: Judgement) -> bool:
    """Whether the words of a stop stand there, « nous contestons »: models that deny them need a witness."""
    statements = (statement for sentence in judged.sentences for statement in sentence.statements)
    return any(cues_in(statement.words, outright=True) for statement in statements)


def needs_person(judged: Judgement, sure: float) -> bool:
    """Whether the daemon must not act alone: too unsure for what an error of this kind costs, or a stop is in doubt."""
    said = set(judged.intents)
    kind = KINDS[primary(judged.intents)]
    likely = any(judged.probabilities.get(i, 0.0) >= STOP_IN_DOUBT for i in STOPS)
    doubted = not STOPS & said and (likely or (not kind.automatic and said_outright(judged)))
    quiet_alone = not kind.opens_task and not judged.heard
    return doubted or sure < max(kind.acts_from, QUIET_ALONE if quiet_alone else 0.0)
