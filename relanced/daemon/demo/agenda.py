"""What is to happen, in the order of its time: the passes of the daemon, and what clients, bank and owner do."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count

Act = Callable[[], None]


class Agenda:
    """Acts noted while it is read are part of it; equal instants keep the order in which they were noted."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, Act]] = []
        self._numbers = count()

    def note(self, at: datetime, act: Act) -> None:
        heapq.heappush(self._heap, (at, next(self._numbers), act))

    def __iter__(self) -> Iterator[tuple[datetime, Act]]:
        while self._heap:
            at, _, act = heapq.heappop(self._heap)
            yield at, act
