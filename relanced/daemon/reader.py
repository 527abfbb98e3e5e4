"""The reader in a process of its own, which can be killed: no mail, however made, hangs or starves the daemon.

Parent and child speak pickled frames over two pipes; the child is `relanced.daemon.reading_process`. The parent never
imports the reader itself, whose rules and weights are memory that an idle daemon does without.
"""

from __future__ import annotations

import os
import pickle
import select
import struct
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from relanced.core.reading import OpenInvoice, Reading
from relanced.reading.matching import Clues
from relanced.reading.mime import ParsedMail
from relanced.reading.quotes import Ours

SECONDS = 5.0
START_SECONDS = 30.0
HEADER = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Studied:
    """A mail parsed, with what says which dossier it belongs to."""

    mail: ParsedMail
    clues: Clues


@dataclass(frozen=True, slots=True)
class Context:
    """What the dossier adds to the reading: the day, the open invoices, the texts that are ours."""

    sent_at: datetime | None
    invoices: tuple[OpenInvoice, ...]
    ours: Ours
    timezone: str


class Unreadable(Exception):
    """The reader failed on this mail: it raised, or it had to be killed."""


class Reader:
    """A child process that reads mails one after the other, started on first use and again after a death."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None

    def study(self, raw: bytes, addresses: frozenset[str]) -> Studied:
        """Raises Unreadable."""
        studied: Studied = self._call("study", raw, addresses)
        return studied

    def understand(self, mail: ParsedMail, context: Context) -> Reading:
        """Raises Unreadable."""
        reading: Reading = self._call("understand", mail, context)
        return reading

    def _call(self, function: str, *arguments: Any) -> Any:
        fresh = self._child is None or self._child.poll() is not None
        child = self._start() if fresh else self._child
        assert child is not None
        try:
            send(child.stdin, (function, arguments))
            ok, answer = receive(child.stdout, self._seconds + (START_SECONDS if fresh else 0))
        except (OSError, EOFError, TimeoutError, pickle.UnpicklingError) as error:
            self.close()
            raise Unreadable(f"the reader was stopped: {type(error).__name__} {error}".strip()) from error
        if not ok:
            raise Unreadable(str(answer))
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "relanced.daemon.reading_process"]
        self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        return self._child

    def close(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()


def send(pipe: IO[bytes] | None, value: Any) -> None:
    assert pipe is not None
    frame = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    view = memoryview(HEADER.pack(len(frame)) + frame)
    while view:
        view = view[os.write(pipe.fileno(), view) :]


def receive(pipe: IO[bytes] | None, seconds: float | None) -> Any:
    assert pipe is not None
    (length,) = HEADER.unpack(_exactly(pipe.fileno(), HEADER.size, seconds))
    return pickle.loads(_exactly(pipe.fileno(), length, seconds))


def _exactly(descriptor: int, length: int, seconds: float | None) -> bytes:
    """`length` bytes; each pause of the other side may last `seconds` at most."""
    parts: list[bytes] = []
    while length:
        if not select.select([descriptor], [], [], seconds)[0]:
            raise TimeoutError(f"no answer in {seconds} s")
        part = os.read(descriptor, min(length, 1 << 20))
        if not part:
            raise EOFError("it died")
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def open_invoices(rows: Sequence[Any]) -> tuple[OpenInvoice, ...]:
    return tuple(OpenInvoice(i.number, i.issued_on, i.due_on, i.total, i.balance) for i in rows if i.is_open)
