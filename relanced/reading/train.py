"""Train the shipped weights: `python -m relanced.reading.train CASES.jsonl... [PHRASES.tsv...] [--into FILE]`.

A tool for whoever changes the reader; it needs scikit-learn, which the program itself never does. Nothing leaves the machine.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from relanced.core.intents import KINDS, Intent
from relanced.reading.cases import Case, cases
from relanced.reading.facts import facts
from relanced.reading.features import features
from relanced.reading.model import WEIGHTS_FILE, WRITTEN, Model, dump

STRENGTH = 0.5  # inverse of the L2 penalty
PHRASE_WEIGHT = 0.7
MIN_COUNT = 2
MIN_WEIGHT = 0.004
PHRASE_DAY = date(2026, 11, 24)

Example = tuple[dict[str, float], frozenset[Intent], float]


def example(case: Case) -> Example:
    return features(facts(case.reply, case.sent_on, case.invoices)), frozenset(case.intents), 1.0


def phrases(lines: Sequence[str]) -> list[Example]:
    """`intent+intent<TAB>words` a line."""
    found = []
    for line in lines:
        names, _, words = line.rstrip("\n").partition("\t")
        if words:
            labels = frozenset(Intent(name) for name in names.split("+"))
            found.append((features(facts(words, PHRASE_DAY)), labels, PHRASE_WEIGHT))
    return found


def written(case: Case) -> bool:
    return not KINDS[case.primary].automatic


def fit(examples: Sequence[Example]) -> Model:
    """One logistic regression an intent over all features that occur at least `MIN_COUNT` times."""
    counts = Counter(name for found, _, _ in examples for name in found)
    names = sorted(name for name, count in counts.items() if count >= MIN_COUNT)
    column = {name: i for i, name in enumerate(names)}
    matrix = _matrix([found for found, _, _ in examples], column)
    sample_weight = np.array([weight for _, _, weight in examples])
    biases, coefficients = [], []
    for intent in WRITTEN:
        wanted = np.array([intent in labels for _, labels, _ in examples])
        model = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=500)
        model.fit(matrix, wanted, sample_weight=sample_weight)
        biases.append(float(model.intercept_[0]))
        coefficients.append(model.coef_[0])
    table = np.vstack(coefficients)
    weights = {
        name: tuple((j, float(table[j, i])) for j in range(len(WRITTEN)) if abs(table[j, i]) >= MIN_WEIGHT)
        for name, i in column.items()
    }
    return Model(tuple(biases), {name: pairs for name, pairs in weights.items() if pairs})


def _matrix(rows: Sequence[dict[str, float]], column: dict[str, int]) -> csr_matrix:
    data, indices, starts = [], [], [0]
    for row in rows:
        for name, value in row.items():
            if name in column:
                indices.append(column[name])
                data.append(value)
        starts.append(len(indices))
    return csr_matrix((data, indices, starts), shape=(len(rows), len(column)))


def load(paths: Sequence[Path]) -> list[Example]:
    examples: list[Example] = []
    for path in paths:
        lines = path.read_text(encoding="utf-8").splitlines()
        if path.suffix == ".tsv":
            examples += phrases(lines)
        else:
            examples += [example(case) for case in cases(lines) if written(case)]
    return examples


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--into", type=Path, default=Path(__file__).with_name(WEIGHTS_FILE))
    options = parser.parse_args()
    model = fit(load(options.files))
    options.into.write_bytes(dump(model))
    print(f"{len(model.weights)} features, {options.into.stat().st_size} bytes")


if __name__ == "__main__":
    main()
