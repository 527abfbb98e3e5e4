"""How long a mail may keep the reader: by the processor time that it took, not by what the machine had to give."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from campaigns.desk import Desk
from relanced.daemon.replies import reader
from relanced.daemon.replies.patience import BY_THE_WALL, Patience
from relanced.daemon.replies.reader import Reader, Unreadable
from relanced.daemon.run import LIMITS, Daemon

BUSY = "while True: pass"
ASLEEP = "import time; time.sleep(3600)"


@contextmanager
def process(program: str) -> Iterator[int]:
    """Of its id, once it has come to its program."""
    with subprocess.Popen([sys.executable, "-uc", f"print()\n{program}"], stdout=subprocess.PIPE) as child:
        try:
            assert child.stdout is not None
            assert child.stdout.read(1)
            yield child.pid
        finally:
            child.kill()


@pytest.fixture
def silence() -> Iterator[int]:
    """The end of a pipe into which nobody writes."""
    ends = os.pipe()
    yield ends[0]
    for end in ends:
        os.close(end)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path, 0)
    yield desk
    desk.close()


class Clock:
    """It stands still, or goes on by `step` each time that it is looked at."""

    def __init__(self, step: float = 0.0) -> None:
        self.step, self.seconds = step, 0.0

    def __call__(self) -> float:
        self.seconds += self.step
        return self.seconds


def test_one_that_uses_up_its_processor_time_is_given_up(silence: int) -> None:
    with process(BUSY) as pid, pytest.raises(TimeoutError):
        Patience(pid, 0.1, ticks=Clock()).await_bytes(silence)


def test_one_that_gets_no_processor_time_is_given_up_only_after_several_times_as_long(silence: int) -> None:
    clock = Clock(0.01)
    with process(ASLEEP) as pid, pytest.raises(TimeoutError):
        Patience(pid, 0.1, 0.2, ticks=clock).await_bytes(silence)
    assert clock.seconds == pytest.approx(0.1 * BY_THE_WALL + 0.2, abs=0.05)


def test_where_processor_time_is_not_known_the_wall_counts(silence: int) -> None:
    clock = Clock(0.01)
    with pytest.raises(TimeoutError):
        Patience(-1, 0.1, 0.2, ticks=clock).await_bytes(silence)
    assert clock.seconds == pytest.approx(0.1 + 0.2, abs=0.05)


class Mute(Reader):
    """Its process never answers."""

    def _start(self) -> None:
        command = [sys.executable, "-c", ASLEEP]
        self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)


def test_the_desk_moves_while_each_mail_of_a_batch_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The longest wait for one answer is no standstill, and each answer is a sign of life."""
    assert LIMITS["desk"] > reader.SECONDS * BY_THE_WALL + reader.START_SECONDS
    monkeypatch.setattr(reader, "START_SECONDS", 0.0)
    beats: list[None] = []
    with closing(Mute(0.01, lambda: beats.append(None))) as mute:
        answers = mute.study([b"one", b"two", b"three"], frozenset())
    assert all(isinstance(answer, Unreadable) for answer in answers)
    assert len(beats) == len(answers)


def test_the_daemons_reader_beats_for_the_desk(desk: Desk) -> None:
    daemon = Daemon(desk.app)
    daemon.pulse._beats["desk"] -= 2 * LIMITS["desk"]
    assert daemon.pulse.late() == ["desk"]
    daemon.reader.beat()
    assert daemon.pulse.late() == []
