"""Mutated mails on the daemon's own path, from the store through the reader's process to a decision: nothing may crash
it, hang it or swell it, and no byte may be lost.

python -m campaigns.mails [COUNT] [SEED]

Nine of ten answer a mail that was sent, most of these under the name of a contact, so that they are acted upon. One
batch in twenty is read with the encoder, the others as a deep backlog is: a hundred thousand take an hour of one
processor, not a night.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import resource
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import select

from benchmarks.support import quiet
from campaigns.desk import NOW, Desk
from relanced.daemon.replies.inbox import handle_batch
from relanced.daemon.replies.reader import Reader, Unreadable
from relanced.daemon.sending.outbox import Sender
from relanced.reading.learning.cases import cases
from relanced.reading.learning.posting import as_mail
from relanced.store import mails, schema
from tests.support.smtp_server import SmtpServer

CORPUS = Path(__file__).parents[1] / "tests" / "corpus"
BROKEN = Path(__file__).parents[1] / "build" / "mails"
# A store of their own for so many mails and dossiers.
LOT, DOSSIERS = 1000, 40
DEEP_EVERY = 20
SLOWEST, GROWTH = 5.0, 100

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


# -- what it costs ----------------------------------------------------------------------------------------------------


@dataclass
class Figures:
    """`outcomes` by the state of a mail, or its fault; `seconds` of the processor for each answer; memory in KiB."""

    outcomes: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    reader: list[int] = field(default_factory=list)
    daemon: list[int] = field(default_factory=list)

    def growth(self) -> int:
        """MiB, of the process that grew more, since the first lot."""
        return max((max(found) - found[0]) // 1024 for found in (self.reader, self.daemon) if found)

    def wrong(self) -> list[str]:
        slow = max(self.seconds)
        return [
            *self.faults,
            *([f"a mail took {slow:.1f} s"] if slow > SLOWEST else []),
            *([f"memory grew by {self.growth()} MiB"] if self.growth() > GROWTH else []),
        ]


class Watched(Reader):
    """The daemon's reader, which writes down what each answer cost its process."""

    def __init__(self, figures: Figures) -> None:
        super().__init__()
        self.figures = figures

    def understand(self, asked: Sequence[tuple[Any, Any]]) -> list[Any]:
        self.figures.read["quick" if self.quick else "deep"] += len(asked)
        return super().understand(asked)

    def _all(self, function: str, calls: Sequence[tuple[Any, ...]]) -> list[Any]:
        answers = super()._all(function, calls)
        self.figures.faults += [f"{function}: {answer}" for answer in answers if isinstance(answer, Unreadable)]
        return answers

    def _answer(self, function: str) -> Any:
        before = _processor(self.pid)
        answer = super()._answer(function)
        self.figures.seconds.append(_processor(self.pid) - before)
        return answer


def _processor(pid: int | None) -> float:
    """Seconds that the process has had of a processor."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def _resident(pid: int) -> int:
    """The most memory that the process ever had, in KiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


# -- a lot ------------------------------------------------------------------------------------------------------------


def addressed(rng: random.Random, raw: bytes, sent: Sequence[tuple[str, str]]) -> bytes:
    """As an answer to one of the mails that were `sent` (Message-ID, recipient); one in ten speaks of none."""
    message_id, recipient = rng.choice(sent)
    chance = rng.random()
    name = b"From: " + recipient.encode() + b"\r\n" if chance < 0.6 else b""
    thread = b"In-Reply-To: " + message_id.encode() + b"\r\n" if chance < 0.9 else b""
    return name + thread + raw


def ingest(lot: Sequence[bytes], rng: random.Random, reader: Watched, folder: Path) -> None:
    """One lot in a store of its own."""
    desk = Desk(folder, DOSSIERS)
    try:
        sent = _reminded(desk)
        came = {hashlib.sha256(raw).hexdigest(): raw for raw in (addressed(rng, raw, sent) for raw in lot)}
        with desk.app.store.begin() as connection:
            for uid, raw in enumerate(came.values(), 1):
                new = mails.store(connection, "INBOX", 1, mails.Arrival(uid, raw, NOW), NOW)
                reader.figures.outcomes["a copy of another"] += not new
        _handle(desk, reader)
        _count(desk, came, reader.figures)
    finally:
        desk.close()


def _reminded(desk: Desk) -> list[tuple[str, str]]:
    async def send() -> None:
        server = SmtpServer()
        async with server.running():
            object.__setattr__(desk.app.settings.need_smtp(), "port", server.port)
            await Sender(desk.app, "campaign").send_due()

    asyncio.run(send())
    o = schema.outbox.c
    with desk.app.store.begin() as connection:
        rows = connection.execute(select(o.message_id, o.recipient).where(o.state == "sent")).all()
    return [(row.message_id, row.recipient) for row in rows]


def _handle(desk: Desk, reader: Watched) -> None:
    """Until none waits; what the daemon itself trips over is tried again by it, and set aside the third time."""
    for batch in range(4 * LOT):
        reader.quick = batch % DEEP_EVERY != 0
        try:
            if handle_batch(desk.app, reader) is None:
                return
        except Exception as error:
            reader.figures.faults.append(f"the daemon: {type(error).__name__}: {error}"[:300])


def _count(desk: Desk, came: dict[str, bytes], figures: Figures) -> None:
    with desk.app.store.begin() as connection:
        rows = connection.execute(select(schema.mails)).all()
    for row in rows:
        figures.outcomes[row.state] += 1
        if came.get(row.sha256) != row.raw or row.state == "stored":
            figures.faults.append(f"lost: {row.sha256}, {row.state}")
        if row.state == "quarantined":
            BROKEN.mkdir(parents=True, exist_ok=True)
            (BROKEN / f"{row.sha256[:16]}.eml").write_bytes(row.raw)


def campaign(count: int, seed: int) -> Figures:
    figures, rng = Figures(), random.Random(f"addressed {seed}")
    reader, stream = Watched(figures), mutants(count, seed)
    try:
        while lot := list(islice(stream, LOT)):
            with tempfile.TemporaryDirectory() as folder:
                ingest(lot, rng, reader, Path(folder))
            figures.daemon.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
            figures.reader += [_resident(reader.pid)] if reader.pid else []
            print(f"{figures.outcomes.total()} mails, {len(figures.faults)} faults", file=sys.stderr, flush=True)
    finally:
        reader.close()
    return figures


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    quiet()
    began = time.monotonic()
    figures = campaign(count, seed)
    seconds = time.monotonic() - began
    print(f"{count} mutated mails, seed {seed}, in {seconds:.0f} s ({count / seconds:.0f}/s)")
    print(f"{figures.read['quick']:8}  of a dossier, read quickly; {figures.read['deep']} with the encoder")
    for what, number in figures.outcomes.most_common():
        print(f"{number:8}  {what}")
    print(f"          an answer of the reader: {statistics.median(figures.seconds) * 1000:.1f} ms of the processor, "
          f"the slowest {max(figures.seconds):.2f} s")  # fmt: skip
    for who, found in (("reader", figures.reader), ("daemon", figures.daemon)):
        print(
            f"          the {who}'s memory: {found[0] // 1024} MiB after {LOT} mails, {max(found) // 1024} MiB at most"
        )
    wrong = figures.wrong()
    print(f"{len(wrong):8}  faults", *wrong[:20], sep="\n          ")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
