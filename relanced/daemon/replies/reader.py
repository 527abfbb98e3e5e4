"""The reader in a process of its own, which can be killed: no mail, however made, hangs or starves the daemon.

Parent and child speak pickled frames over two pipes; the child is `relanced.daemon.replies.reading_process`. The parent
never imports the reader itself, whose rules and weights are memory that an idle daemon does without.
"""

from __future__ import annotations

import os
import pickle
import struct
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from relanced.core.reading import OpenInvoice, Reading
from relanced.daemon.replies.patience import Patience
from relanced.reading.mail.matching import Clues
from relanced.reading.mail.mime import ParsedMail
from relanced.reading.mail.ours import Ours

# Of the child's own processor time.
SECONDS = 5.0
START_SECONDS = 30.0
# What a pipe of Linux holds, less some.
PIPE = 60_000
HEADER = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Studied:
    """A mail parsed, with what says which dossier it belongs to."""

    mail: ParsedMail
    clues: Clues


@dataclass(frozen=True, slots=True)
class Context:
    """What the dossier adds to the reading: the day, the open invoices, the texts that are ours; and whether there is
    no time for the encoder."""

    sent_at: datetime | None
    invoices: tuple[OpenInvoice, ...]
    ours: Ours
    timezone: str
    quick: bool = False


class Unreadable(Exception):
    """The reader failed on this mail: it raised, or it had to be killed."""


class Reader:
    """A child process that reads mails one after the other, started on first use and again after a death. `beat` is
    called before each answer: a batch of mails that all hang takes minutes, and is no standstill."""

    def __init__(self, seconds: float = SECONDS, beat: Callable[[], None] = lambda: None) -> None:
        self._seconds = seconds
        self.beat = beat
        self._child: subprocess.Popen[bytes] | None = None
        self._answered: set[str] = set()
        # no time for the encoder: from a deep backlog on, until it rests
        self.quick = False

    @property
    def pid(self) -> int | None:
        """The child's process id, None while there is none."""
        return self._child.pid if self._child else None

    def study(self, raws: Sequence[bytes], addresses: frozenset[str]) -> list[Studied | Unreadable]:
        """One answer a mail, in order."""
        return self._all("study", [(raw, addresses) for raw in raws])

    def understand(self, asked: Sequence[tuple[ParsedMail, Context]]) -> list[Reading | Unreadable]:
        """One answer a mail, in order."""
        return self._all("understand", asked)

    def _all(self, function: str, calls: Sequence[tuple[Any, ...]]) -> list[Any]:
        """One question is on its way while the answer to another is awaited: both processes work at once.

        When the child dies, the question that it was at is its fault; the one behind it is asked of another child.
        """
        answers: list[Any] = []
        asked = 0
        while len(answers) < len(calls):
            try:
                while asked < len(calls) and self._may_ask(
                    asked - len(answers), frame := _frame((function, calls[asked]))
                ):
                    self._ask(frame)
                    asked += 1
                answers.append(self._answer(function))
            except (OSError, EOFError, TimeoutError, pickle.UnpicklingError) as error:
                self.close()
                answers.append(Unreadable(f"the reader was stopped: {type(error).__name__} {error}".strip()))
                asked = len(answers)
        return answers

    @staticmethod
    def _may_ask(open_questions: int, frame: bytes) -> bool:
        """Ahead of an answer only what a pipe takes without waiting: else each would wait for the other to read."""
        return open_questions == 0 or (open_questions == 1 and len(frame) < PIPE)

    def _ask(self, frame: bytes) -> None:
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._start()
        assert self._child is not None
        _write(self._child.stdin, frame)

    def _answer(self, function: str) -> Any:
        """The first answer of its kind takes longer: the child starts, or loads its weights."""
        assert self._child is not None
        self.beat()
        extra = 0 if function in self._answered else START_SECONDS
        ok, answer = receive(self._child.stdout, Patience(self._child.pid, self._seconds, extra).await_bytes)
        self._answered.add(function)
        return answer if ok else Unreadable(str(answer))

    def _start(self) -> None:
        command = [sys.executable, "-m", "relanced.daemon.replies.reading_process"]
        self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self._answered.clear()

    def close(self) -> None:
        self.quick = False
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()


def _frame(value: Any) -> bytes:
    body = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return HEADER.pack(len(body)) + body


def _write(pipe: IO[bytes] | None, frame: bytes) -> None:
    assert pipe is not None
    view = memoryview(frame)
    while view:
        view = view[os.write(pipe.fileno(), view) :]


def send(pipe: IO[bytes], value: Any) -> None:
    _write(pipe, _frame(value))


def receive(pipe: IO[bytes] | None, await_bytes: Callable[[int], None] = lambda _: None) -> Any:
    """The next frame; `await_bytes` is called before each read, which else waits as long as it takes."""
    assert pipe is not None
    (length,) = HEADER.unpack(_exactly(pipe.fileno(), HEADER.size, await_bytes))
    return pickle.loads(_exactly(pipe.fileno(), length, await_bytes))


def _exactly(descriptor: int, length: int, await_bytes: Callable[[int], None]) -> bytes:
    parts: list[bytes] = []
    while length:
        await_bytes(descriptor)
        part = os.read(descriptor, min(length, 1 << 20))
        if not part:
            raise EOFError("it died")
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def open_invoices(rows: Sequence[Any]) -> tuple[OpenInvoice, ...]:
    return tuple(OpenInvoice(i.number, i.issued_on, i.due_on, i.total, i.balance) for i in rows if i.is_open)
