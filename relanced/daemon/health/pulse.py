"""Is every loop making progress? The watchdog is fed only while the answer is yes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Pulse:
    """`limits`: seconds within which each named loop must beat. `ticks` only ever goes forward."""

    ticks: Callable[[], float]
    limits: dict[str, float]
    _beats: dict[str, float] = field(default_factory=dict)

    def beat(self, name: str) -> None:
        self._beats[name] = self.ticks()

    def beater(self, name: str) -> Callable[[], None]:
        self.beat(name)
        return lambda: self.beat(name)

    def late(self) -> list[str]:
        """The loops that have not beaten in time."""
        now = self.ticks()
        return [n for n, limit in self.limits.items() if n in self._beats and now - self._beats[n] > limit]
