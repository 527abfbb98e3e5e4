"""How long another process is waited for: by its own processor time, since a busy machine may have none to give it."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable
from pathlib import Path

# One that hangs without using the processor is given up after so many times as long by the wall's clock.
BY_THE_WALL = 4
# What a reading of /proc is exact to.
LEAST = 0.01


class Patience:
    """Of one answer of the process `pid`: `seconds` of its processor time from now on, and `extra` for its start."""

    def __init__(
        self, pid: int, seconds: float, extra: float = 0.0, ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self._pid, self._seconds, self._extra, self._ticks = pid, seconds, extra, ticks
        self._began, self._used = ticks(), processor_seconds(pid)

    def await_bytes(self, descriptor: int) -> None:
        """Until there is something to read. Raises TimeoutError."""
        while not select.select([descriptor], [], [], max(LEAST, self._left()))[0]:
            if self._left() <= 0:
                raise TimeoutError(f"no answer in {self._seconds + self._extra:g} s")

    def _left(self) -> float:
        """Seconds within which it cannot have used up what it has; where its use is not known, by the wall alone."""
        waited = self._ticks() - self._began
        used = processor_seconds(self._pid)
        if used is None or self._used is None:
            return self._seconds + self._extra - waited
        processor = self._seconds + self._extra - (used - self._used)
        return min(processor, self._seconds * BY_THE_WALL + self._extra - waited)


def processor_seconds(pid: int) -> float | None:
    """What the process has had of a processor, None where that is not said (Linux says it)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return None
