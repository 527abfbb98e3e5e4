"""Trained weights: logistic regressions over named features, shipped as a table that a person can read."""

from __future__ import annotations

import gzip
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from relanced.core.intents import KINDS, Intent

WRITTEN: tuple[Intent, ...] = tuple(intent for intent in KINDS if intent is not Intent.BOUNCE)
"""The intents that words express, in the table's order: the columns of the weights. A bounce is told by its form."""

SCALE = 1000


@dataclass(frozen=True, slots=True)
class Model:
    """`bias` of each column and, for each feature, the pairs (column, weight) that matter."""

    bias: tuple[float, ...]
    weights: Mapping[str, tuple[tuple[int, float], ...]]

    def scores(self, features: Mapping[str, float]) -> list[float]:
        """The log-odds of every column."""
        scores = list(self.bias)
        for name, value in features.items():
            for column, weight in self.weights.get(name, ()):
                scores[column] += value * weight
        return scores


def logistic(score: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


def log_odds(probability: float) -> float:
    bounded = max(1e-6, min(1.0 - 1e-6, probability))
    return math.log(bounded / (1.0 - bounded))


def mixed(own: float, heard: float, share: float) -> float:
    """Two log-odds as one: `share` is that of `heard`."""
    return (1 - share) * own + share * heard


def dump(model: Model) -> bytes:
    """The file's bytes: a line a feature, weights in thousandths; the first line is the bias."""
    lines = ["\t".join(["", *(f"{i}:{round(b * SCALE)}" for i, b in enumerate(model.bias))])]
    for name, pairs in sorted(model.weights.items()):
        lines.append("\t".join([name, *(f"{column}:{round(weight * SCALE)}" for column, weight in pairs)]))
    return gzip.compress("\n".join(lines).encode(), mtime=0)


def undump(data: bytes) -> Model:
    first, *lines = gzip.decompress(data).decode().split("\n")
    return Model(
        tuple(weight for _, weight in _pairs(first.split("\t")[1:])),
        {name: _pairs(rest) for name, *rest in (line.split("\t") for line in lines)},
    )


def _pairs(cells: list[str]) -> tuple[tuple[int, float], ...]:
    return tuple(map(_pair, cells))


@cache
def _pair(cell: str) -> tuple[int, float]:
    """One object for all features that have it: half a million of them are ten thousand, and 45 MB less."""
    column, _, weight = cell.partition(":")
    return int(column), int(weight) / SCALE


@dataclass(frozen=True, slots=True)
class Weights:
    """The reader's models. `whole` weighs the mail, `parts` its sentences, `roles` its days, `reasons` a dispute.

    `whole` and `parts` have the columns of `WRITTEN`, `roles` those of `roles.ROLES`, `reasons` those of DisputeReason;
    `sure` has one, and weighs the reading itself; `sure_alone` does so where no encoder has read along.
    """

    whole: Model
    parts: Model
    roles: Model
    reasons: Model
    sure: Model
    sure_alone: Model


def write(weights: Weights) -> dict[str, bytes]:
    """The files to ship, by name."""
    return {f"{name}.tsv.gz": dump(getattr(weights, name)) for name in Weights.__slots__}


@cache
def shipped() -> Weights:
    """The weights that come with the program."""
    folder = files("relanced.reading.model").joinpath("weights")
    return Weights(*(undump(folder.joinpath(f"{name}.tsv.gz").read_bytes()) for name in Weights.__slots__))
