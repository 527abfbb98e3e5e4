"""A small language model over the whole reply: a transformer of twelve layers, its weights in four and eight bits.

multilingual-e5-small (MIT licence, see `weights/NOTICE`), its vocabulary cut to French and English, its upper half
trained on the labelled replies (`tune.py`). It knows words that no labelled reply has. `judge.py` weighs what it says
of the text, `roles/weigh.py` what it says of each day, with the regressions. Needs numpy; without it the reader does
with the regressions alone.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from io import BytesIO
from typing import Any

from relanced.reading.facts import Facts
from relanced.reading.model.heard import Heard
from relanced.reading.model.pieces import Vocabulary
from relanced.reading.model.regressions import WRITTEN
from relanced.reading.model.told import ROWS, Told, told

try:
    import numpy as np
except ImportError:  # the daemon alone needs no numpy
    np = None  # type: ignore[assignment]

HEADS = 12
WIDTH = 384
LONGEST = 200  # pieces: what a reply says stands at its beginning
LISTENING = 6  # the layer that is told when the days are; those above it are tuned
BLOCK = 32  # weights that share a scale
EPSILON = 1e-12
Array = Any


@dataclass(frozen=True, slots=True)
class Encoder:
    """`tables`: the arrays of `weights/encoder.npz`, those of four bits written out."""

    vocabulary: Vocabulary
    tables: Mapping[str, Array]
    layers: int

    def hear(self, facts: Facts) -> Heard:
        """What the text says, and the role of each word of a day."""
        x = self.hidden(facts.text, told(facts))
        said = self._heads(x).tolist()
        odds = x @ self.tables["role.odds"] + self.tables["role.shift"]
        roles = [
            (start, end, tuple(odds[first:last].mean(0).tolist()))
            for start, end, first, last in self.places(facts.text)
            if first < last
        ]
        return Heard(tuple(said[: len(WRITTEN)]), tuple(said[len(WRITTEN) :]), tuple(roles))

    def places(self, text: str) -> Iterator[tuple[int, int, int, int]]:
        """Of each word, where it starts and ends in the text, and its rows of `hidden`: from, and up to."""
        last = 1  # behind the mark of the beginning
        for start, end, pieces in self.vocabulary.words(text):
            first, last = last, min(last + len(pieces), LONGEST)
            yield start, end, first, last

    def whens(self, text: str, days: Iterable[Told]) -> Array:
        """Of each piece the rows of the table `when` that hold of it: (pieces, ROWS)."""
        words = list(self.places(text))
        found = np.zeros((words[-1][3] + 1 if words else 2, ROWS), np.float32)
        for start, end, rows in days:
            for at, to, first, last in words:
                if at < end and start < to:
                    found[first:last, list(rows)] = 1.0
        return found[:LONGEST]

    def hidden(self, text: str, days: Iterable[Told] = ()) -> Array:
        """What the last layer makes of each piece: (pieces, WIDTH)."""
        t, pieces = self.tables, self.vocabulary.identifiers(text)[:LONGEST]
        x = unpacked(t["word"][pieces]) + t["place"][: len(pieces)]
        x = _normed(x, t["in.scale"], t["in.shift"])
        for layer in range(self.layers):
            if layer == LISTENING:
                x = x + self.whens(text, days) @ t["when"]
            x = self._layer(x, f"{layer}.")
        return x

    def _layer(self, x: Array, at: str) -> Array:
        t = self.tables
        query, key, value = np.split(x @ t[at + "qkv"].T + t[at + "qkv.shift"], 3, axis=1)
        heard = _attention(query, key, value) @ t[at + "out"].T + t[at + "out.shift"]
        x = _normed(x + heard, t[at + "attended.scale"], t[at + "attended.shift"])
        wide = _gelu(x @ t[at + "wide"].T + t[at + "wide.shift"])
        back = wide @ t[at + "narrow"].T + t[at + "narrow.shift"]
        return _normed(x + back, t[at + "passed.scale"], t[at + "passed.shift"])

    def _heads(self, x: Array) -> Array:
        """Of each intent, then of each reason: what the text says on the whole, and the words that it listens to."""
        t = self.tables
        listened = _softmax((x @ t["head.listen"]).T) * (x @ t["head.heard"]).T
        return x.mean(0) @ t["head.whole"] + t["head.shift"] + listened.sum(1)


def _attention(query: Array, key: Array, value: Array) -> Array:
    length, size = len(query), WIDTH // HEADS

    def split(x: Array) -> Array:
        return x.reshape(length, HEADS, size).transpose(1, 0, 2)

    weights = _softmax(split(query) @ split(key).transpose(0, 2, 1) / size**0.5)
    return (weights @ split(value)).transpose(1, 0, 2).reshape(length, WIDTH)


def _softmax(x: Array) -> Array:
    risen = np.exp(x - x.max(-1, keepdims=True))
    return risen / risen.sum(-1, keepdims=True)


def _normed(x: Array, scale: Array, shift: Array) -> Array:
    centred = x - x.mean(1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(1, keepdims=True) + EPSILON) * scale + shift


def _gelu(x: Array) -> Array:
    return 0.5 * x * (1.0 + np.tanh(0.7978845608 * (x + 0.044715 * x * x * x)))


# --- as stored ------------------------------------------------------------------------------------------------------


def unpacked(rows: Array) -> Array:
    """Rows in four bits, in single precision: blocks of 32 weights share a half-precision scale, 18 bytes a block."""
    blocks = rows.reshape(-1, 2 + BLOCK // 2)
    scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    steps = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], 1).astype(np.float32) - 8.0
    return (steps * scale).reshape(len(rows), -1)


def rounded(table: Array) -> tuple[Array, Array]:
    """A table in eight bits, and the scale of each row: four lose what tuning taught."""
    scale = np.maximum(np.abs(table).max(1) / 127, 1e-6).astype(np.float16)
    return np.round(table / scale[:, None].astype(np.float32)).clip(-127, 127).astype(np.int8), scale


def _written_out(name: str, stored: Mapping[str, Array]) -> Array:
    table = stored[name]
    if name == "word":
        return table  # a row at a time, when a text has the piece
    if table.dtype == np.uint8:
        return unpacked(table)
    scale = stored.get(name + ".rows")
    single = table.astype(np.float32)
    return single if scale is None else single * scale[:, None].astype(np.float32)


MATRICES = ("qkv", "out", "wide", "narrow")


def load(data: bytes) -> Encoder:
    """The encoder from the bytes of its file."""
    stored = dict(np.load(BytesIO(data)))
    pieces = stored.pop("pieces").tobytes().decode().split("\n")
    vocabulary = Vocabulary(pieces, stored.pop("scores").tolist())
    tables = {name: _written_out(name, stored) for name in stored if not name.endswith(".rows")}
    return Encoder(vocabulary, tables, layers=sum(name.endswith(".qkv") for name in tables))


@cache
def shipped_encoder() -> Encoder | None:
    """The encoder that comes with the program; None where numpy or the file is not installed."""
    stored = files("relanced.reading.model").joinpath("weights", "encoder.npz")
    if not np or not stored.is_file():
        return None
    one_thread()
    return load(stored.read_bytes())


def one_thread() -> None:
    """A reply is too short to share among threads: on a busy machine they wait for one another longer than they work.

    The setting of the environment would come too late where numpy is loaded already.
    """
    core = ctypes.CDLL(import_module("numpy._core._multiarray_umath").__file__)
    for name in ("scipy_openblas_set_num_threads64_", "openblas_set_num_threads"):
        if hasattr(core, name):
            getattr(core, name)(1)
