"""Fit the reader's weights on labelled replies. Needs numpy, scipy and scikit-learn; the program itself never does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped,import-not-found,unused-ignore]
from scipy.sparse import csr_matrix  # type: ignore[import-untyped,import-not-found,unused-ignore]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped,import-not-found,unused-ignore]

from relanced.core.intents import DisputeReason, Intent, primary
from relanced.reading import fields
from relanced.reading.facts import Facts
from relanced.reading.judge import Judgement, judge
from relanced.reading.model.confidence import signs
from relanced.reading.model.features import Features, merged, sentences_with
from relanced.reading.model.heard import Heard
from relanced.reading.model.regressions import WRITTEN, Model, Weights
from relanced.reading.roles.candidates import Candidate, candidates
from relanced.reading.roles.role import ROLES, Role, value
from relanced.reading.roles.weigh import day_roles, role_features

Array: TypeAlias = NDArray[Any]
FOLDS = 5
STRENGTHS = {
    "whole": 0.5,
    "roles": 0.5,
    "reasons": 1.0,
    "sure": 0.3,
}  # inverses of the L2 penalty, chosen by cross-validation
PARTS_PENALTY = 3.0
MIN_COUNT = 2
NEUTRAL = Model((0.0,), {})
MIN_WEIGHT = 0.02
FIELD_OF = {Role.PROMISED: "promised_on", Role.PAID: "paid_on", Role.REQUESTED: "requested_until"}
INTENT_OF = {
    Role.PROMISED: Intent.PAYMENT_PROMISE,
    Role.PAID: Intent.ALREADY_PAID,
    Role.REQUESTED: Intent.DELAY_REQUEST,
}


@dataclass(frozen=True)
class Example:
    """A labelled text. `fields` None: a phrase, whose days play the roles of its intents, or those where `marked`.

    `hand`, `id`: who wrote it, and its name among his. `heard`: what an encoder not trained on this hand says of it.
    """

    facts: Facts
    intents: frozenset[Intent]
    fields: Mapping[str, Any] | None
    reason: DisputeReason | None = None
    weight: float = 1.0
    hand: str = ""
    id: str = ""
    heard: Heard | None = None
    marked: Mapping[Role, Sequence[tuple[int, int]]] = field(default_factory=dict)


def fit(examples: Sequence[Example]) -> Weights:
    """All the weights. The roles of days are weighed out of fold, as they will be in a mail never seen."""
    roles, weighed = _roles_out_of_fold(examples)
    parts = [
        [sentence.features for sentence in sentences_with(example.facts, days)] or [{}]
        for example, days in zip(examples, weighed, strict=True)
    ]
    wholes = [merged(features) for features in parts]
    wanted = np.array([[intent in example.intents for intent in WRITTEN] for example in examples])
    sizes = np.array([example.weight for example in examples])
    whole = _regressions(wholes, wanted, sizes, STRENGTHS["whole"])
    return Weights(whole, _any_sentence(parts, wanted, sizes), roles, _reasons(examples, wholes), NEUTRAL, NEUTRAL)


def calibrated(examples: Sequence[Example]) -> Weights:
    """The weights, with `sure` and `sure_alone` fitted on readings of mails by hands that the rest never saw."""
    unseen = [reading for _, reading in unseen_readings(examples)]
    return replace(fit(examples), **sureness(unseen))


@dataclass(frozen=True)
class Unseen:
    """A mail read by weights that never saw its writer: what tells how sure the reading is, and whether it is right."""

    judged: Judgement
    signs: Features
    right: bool


def unseen_readings(examples: Sequence[Example]) -> Iterator[tuple[Example, Unseen]]:
    """Each mail read by the regressions alone and with the encoder; a fifth of the hands is left out at a time."""
    mails = [example for example in examples if example.fields is not None]
    hands = sorted({example.hand for example in mails if example.heard} or {example.hand for example in mails})
    for fold in range(min(FOLDS, len(hands))):
        out = set(hands[fold::FOLDS])
        weights = fit([example for example in examples if example.hand not in out or example.fields is None])
        for example in examples:
            if example.fields is not None and example.hand in out:
                for heard in dict.fromkeys((None, example.heard)):
                    yield example, _read_unseen(example, weights, heard)


def sureness(unseen: Sequence[Unseen]) -> dict[str, Model]:
    """`sure` and `sure_alone`."""
    found = {}
    for name, with_encoder in (("sure", True), ("sure_alone", False)):
        kept = [reading for reading in unseen if bool(reading.judged.heard) is with_encoder]
        if not kept:
            continue
        right = np.array([[reading.right] for reading in kept])
        found[name] = _regressions([reading.signs for reading in kept], right, np.ones(len(kept)), STRENGTHS["sure"])
    return found


def _read_unseen(example: Example, weights: Weights, heard: Heard | None) -> Unseen:
    judged = judge(example.facts, weights, heard)
    about = fields.of(example.facts, judged, weights.roles, frozenset())
    surely = about.get("promised_surely")
    day = about.get("promised_on")
    promised = (example.fields or {}).get("promised_on")
    right = primary(judged.intents) == primary(tuple(example.intents))
    if promised:
        right = right and str(day) == promised
    return Unseen(judged, signs(judged, surely if isinstance(surely, float) else None), right)


# --- the roles of days ----------------------------------------------------------------------------------------------


def day_labels(example: Example) -> list[tuple[Candidate, list[bool]]]:
    """The days of a text whose roles are known, each with whether it plays each of `ROLES`."""
    days = candidates(example.facts)
    asked = {role for role, intent in INTENT_OF.items() if intent in example.intents}
    if example.fields is None and len(days) > 1 and asked and not example.marked:
        return []
    found = []
    for candidate in days:
        if _later_instalment(example, candidate):
            continue
        labels = []
        for role in ROLES:
            meant = value(candidate.day, role, example.facts.anchor)
            labels.append(meant is not None and _plays(example, role, candidate, meant.isoformat(), asked))
        found.append((candidate, labels))
    return found


def _later_instalment(example: Example, candidate: Candidate) -> bool:
    """« 500 € le 5, 500 € le 20 »: the 20th is promised too, though the label names the 5th; so with two invoices."""
    promised = (example.fields or {}).get("promised_on")
    meant = value(candidate.day, Role.PROMISED, example.facts.anchor)
    if not promised or meant is None or meant.isoformat() <= promised:
        return False
    several = len(example.facts.invoices) > 1
    return several or bool(candidate.statement.amounts) or fields.speaks_of_the_rest(candidate.statement)


def _plays(example: Example, role: Role, candidate: Candidate, meant: str, asked: set[Role]) -> bool:
    if example.fields is not None:
        return bool(example.fields.get(FIELD_OF[role]) == meant)
    if example.marked:
        day = candidate.day
        return any(start < day.end and day.start < end for start, end in example.marked.get(role, ()))
    return role in asked


def _fit_roles(rows: Sequence[tuple[Features, list[bool]]]) -> Model:
    wanted = np.array([labels for _, labels in rows])
    return _regressions([found for found, _ in rows], wanted, np.ones(len(rows)), STRENGTHS["roles"])


def _roles_out_of_fold(examples: Sequence[Example]) -> tuple[Model, list[dict[Any, tuple[float, ...]]]]:
    rows = [[(role_features(day), labels) for day, labels in day_labels(example)] for example in examples]
    every = _fit_roles([row for found in rows for row in found])
    weighed: list[dict[Any, tuple[float, ...]]] = [{} for _ in examples]
    for fold in range(FOLDS):
        model = _fit_roles([row for i, found in enumerate(rows) if i % FOLDS != fold for row in found])
        for i in range(fold, len(examples), FOLDS):
            weighed[i] = day_roles(examples[i].facts, model)
    return every, weighed


# --- regressions ----------------------------------------------------------------------------------------------------


def _columns(rows: Sequence[Features]) -> dict[str, int]:
    counts = Counter(name for row in rows for name in row)
    return {name: i for i, name in enumerate(sorted(name for name, count in counts.items() if count >= MIN_COUNT))}


def _matrix(rows: Sequence[Features], column: Mapping[str, int]) -> csr_matrix:
    data, indices, starts = [], [], [0]
    for row in rows:
        for name, size in row.items():
            if name in column:
                indices.append(column[name])
                data.append(size)
        starts.append(len(indices))
    shape = (len(rows), len(column))
    return csr_matrix((data, np.array(indices, np.int32), np.array(starts, np.int32)), shape=shape)


def _model(column: Mapping[str, int], biases: Sequence[float], table: Array) -> Model:
    weights = {
        name: tuple((j, float(table[j, i])) for j in range(len(biases)) if abs(table[j, i]) >= MIN_WEIGHT)
        for name, i in column.items()
    }
    return Model(tuple(biases), {name: pairs for name, pairs in weights.items() if pairs})


def _regressions(rows: Sequence[Features], wanted: Array, sizes: Array, strength: float) -> Model:
    """One logistic regression a column of `wanted`; a column that is never true gets odds of one in a thousand."""
    column = _columns(rows)
    matrix = _matrix(rows, column)
    biases, table = [], np.zeros((wanted.shape[1], len(column)))
    for j in range(wanted.shape[1]):
        if not wanted[:, j].any():
            biases.append(-7.0)
            continue
        model = LogisticRegression(C=strength, solver="liblinear", max_iter=500)
        model.fit(matrix, wanted[:, j], sample_weight=sizes)
        biases.append(float(model.intercept_[0]))
        table[j] = model.coef_[0]
    return _model(column, biases, table)


def _any_sentence(mails: Sequence[Sequence[Features]], wanted: Array, sizes: Array) -> Model:
    """A mail says what any of its sentences says (noisy-or): one multiple-instance regression an intent."""
    owner = np.array([i for i, parts in enumerate(mails) for _ in parts])
    column = _columns([merged(parts) for parts in mails])
    matrix = _matrix([part for parts in mails for part in parts], column)
    found = []
    for j in range(wanted.shape[1]):
        start = np.zeros(matrix.shape[1] + 1)
        start[-1] = -3.0
        loss = _noisy_or(matrix, owner, wanted[:, j], sizes)
        found.append(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200}).x)
    return _model(column, [float(x[-1]) for x in found], np.array([x[:-1] for x in found]))


def _noisy_or(matrix: csr_matrix, owner: Array, wanted: Array, sizes: Array) -> Callable[[Array], tuple[float, Array]]:
    """The penalised negative log-likelihood and its gradient, where P(mail) = 1 - product of (1 - P(sentence))."""
    mails = len(wanted)

    def loss(x: Array) -> tuple[float, Array]:
        scores = np.clip(matrix @ x[:-1] + x[-1], -30, 30)
        says = 1 / (1 + np.exp(-scores))
        log_silent = np.bincount(owner, weights=-np.logaddexp(0, scores), minlength=mails)
        heard = np.maximum(1 - np.exp(log_silent), 1e-12)
        cost = np.where(wanted, -np.log(heard), -log_silent) * sizes
        slope = np.where(wanted[owner], -(np.exp(log_silent) / heard)[owner] * says, says) * sizes[owner]
        gradient = np.append(matrix.T @ slope + PARTS_PENALTY * x[:-1], slope.sum())
        return float(cost.sum() + PARTS_PENALTY / 2 * (x[:-1] ** 2).sum()), gradient

    return loss


def _reasons(examples: Sequence[Example], wholes: Sequence[Features]) -> Model:
    labelled = [i for i, example in enumerate(examples) if example.reason]
    wanted = np.array([[examples[i].reason is reason for reason in DisputeReason] for i in labelled])
    return _regressions([wholes[i] for i in labelled], wanted, np.ones(len(labelled)), STRENGTHS["reasons"])
