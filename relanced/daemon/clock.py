"""What time it is. Nothing else in relanced asks."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...

    def ticks(self) -> float:
        """Seconds that only ever go forward, for measuring and time-outs."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def ticks(self) -> float:
        return time.monotonic()


class RehearsedClock:
    """Stands still until it is moved: for tests, demonstrations and `once --at`."""

    def __init__(self, at: datetime) -> None:
        self._now = at.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def ticks(self) -> float:
        return time.monotonic()

    def move_to(self, at: datetime) -> None:
        self._now = at.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        self._now += by
