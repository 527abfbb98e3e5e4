"""The trained weights and what they say of a reply: a probability an intent, each by its own logistic regression."""

from __future__ import annotations

import gzip
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from relanced.core.intents import KINDS, Intent

WRITTEN: tuple[Intent, ...] = tuple(kind.intent for kind in KINDS.values() if not kind.automatic)
"""The intents that a human's text can express, in the table's order: the columns of the weights."""

WEIGHTS_FILE = "weights.tsv.gz"
SCALE = 1000


@dataclass(frozen=True, slots=True)
class Model:
    """`bias` and, for each feature, the pairs (column of `WRITTEN`, weight) that matter."""

    bias: tuple[float, ...]
    weights: Mapping[str, tuple[tuple[int, float], ...]]

    def probabilities(self, features: Mapping[str, float]) -> dict[Intent, float]:
        scores = list(self.bias)
        for name, value in features.items():
            for column, weight in self.weights.get(name, ()):
                scores[column] += value * weight
        return {intent: _logistic(score) for intent, score in zip(WRITTEN, scores, strict=True)}

    def share(self, intent: Intent, features: Mapping[str, float]) -> float:
        """How much these features alone speak for `intent`; only comparable with another set's."""
        column = WRITTEN.index(intent)
        return sum(
            value * weight for name, value in features.items() for at, weight in self.weights.get(name, ()) if at == column
        )


def _logistic(score: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


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
    return tuple((int(column), int(weight) / SCALE) for column, _, weight in (cell.partition(":") for cell in cells))


@cache
def shipped() -> Model:
    """The weights that come with the program."""
    return undump(files("relanced.reading").joinpath(WEIGHTS_FILE).read_bytes())
