"""Mutated mails through the reader's own process: nothing may crash it, hang it or swell it.

python -m campaigns.mails [COUNT] [SEED]
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from relanced.daemon.reader import Context, Reader, Studied, Unreadable
from relanced.reading.cases import cases
from relanced.reading.posting import as_mail
from relanced.reading.quotes import Ours

CORPUS = Path(__file__).parents[1] / "tests" / "corpus"
BATCH = 50

Mutation = Callable[[random.Random, bytes, list[bytes]], bytes]


def cut(rng: random.Random, raw: bytes, others: list[bytes]) -> bytes:
    return raw[: rng.randrange(len(raw) + 1)]


def flip(rng: random.Random, raw: bytes, others: list[bytes]) -> bytes:
    changed = bytearray(raw)
    for _ in range(rng.randrange(1, 40)):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def splice(rng: random.Random, raw: bytes, others: list[bytes]) -> bytes:
    other = rng.choice(others)
    return raw[: rng.randrange(len(raw) + 1)] + other[rng.randrange(len(other)) :]


def repeat(rng: random.Random, raw: bytes, others: list[bytes]) -> bytes:
    start = rng.randrange(len(raw))
    piece = raw[start : start + rng.randrange(1, 400)]
    return raw[:start] + piece * rng.randrange(2, 200) + raw[start:]


def move_lines(rng: random.Random, raw: bytes, others: list[bytes]) -> bytes:
    rows = raw.splitlines(keepends=True)
    for _ in range(rng.randrange(1, 12)):
        at = rng.randrange(len(rows))
        action = rng.randrange(3)
        if action == 0 and len(rows) > 1:
            del rows[at]
        elif action == 1:
            rows.insert(at, rng.choice(rng.choice(others).splitlines(keepends=True) or [b"\n"]))
        else:
            rows[at] = b" " + rows[at]
    return b"".join(rows)


def recode(rng: random.Random, raw: bytes, others: list[bytes]) -> bytes:
    text = raw.decode("utf-8", "replace")
    return text.encode(rng.choice(["utf-16", "latin-1", "cp437", "utf-7", "ascii"]), "replace")


def headers(rng: random.Random, raw: bytes, others: list[bytes]) -> bytes:
    name = rng.choice(
        [b"Subject", b"From", b"References", b"Content-Type", b"Date", b"To", b"Content-Transfer-Encoding"]
    )
    filling = rng.choice([b"=?utf-8?q?=C3", b"((((", b"<a@b> ", b"multipart/mixed; boundary=", b",a@b", b"\x00", b"."])
    return name + b": " + filling * rng.randrange(1, 3000) + b"\r\n" + raw


MUTATIONS: tuple[Mutation, ...] = (cut, flip, splice, repeat, move_lines, recode, headers)


def seeds() -> list[bytes]:
    mails = [path.read_bytes() for path in sorted((CORPUS / "mails").rglob("*.eml"))]
    lines = (CORPUS / "replies" / "dev.jsonl").read_text().splitlines()
    return mails + [as_mail(case) for case in cases(lines[::4])]


def mutants(count: int, seed: int) -> Iterator[bytes]:
    rng = random.Random(seed)
    originals = seeds()
    for _ in range(count):
        raw = rng.choice(originals)
        for _ in range(rng.randrange(1, 4)):
            raw = rng.choice(MUTATIONS)(rng, raw, originals) or b"x"
        yield raw


def resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    reader = Reader()
    context = Context(None, (), Ours(), "Europe/Paris")
    outcomes: Counter[str] = Counter()
    times: list[float] = []
    first = last = 0
    stream = mutants(count, seed)
    began = time.monotonic()
    while batch := list(islice(stream, BATCH)):
        started = time.monotonic()
        studied = reader.study(batch, frozenset({"compta@creancier.example"}))
        sound = [s for s in studied if isinstance(s, Studied)]
        readings = reader.understand([(s.mail, context) for s in sound])
        times.append((time.monotonic() - started) / len(batch))
        faults = [a for a in (*studied, *readings) if isinstance(a, Unreadable)]
        outcomes["read"] += len(batch) - len(faults)
        for fault in faults:
            outcomes[str(fault)[:80]] += 1
        last = resident(reader.pid) if reader.pid else last
        first = first or last
    seconds = time.monotonic() - began
    reader.close()
    print(f"{count} mutated mails, seed {seed}, in {seconds:.0f} s ({count / seconds:.0f}/s)")
    print(f"a mail of a batch: median {statistics.median(times) * 1000:.1f} ms, worst batch {max(times) * 1000:.0f} ms")
    print(f"the reader's memory: {first // 1024} MB after the first batch, {last // 1024} MB at its highest")
    for what, number in outcomes.most_common():
        print(f"{number:8}  {what}")
    sys.exit(0 if set(outcomes) == {"read"} else 1)


if __name__ == "__main__":
    main()
