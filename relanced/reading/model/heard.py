"""What the encoder hears in a text, as the rest of the reader uses it: without numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from relanced.reading.days.mention import Mention


@dataclass(frozen=True, slots=True)
class Heard:
    """`intents`: the log-odds of each of `WRITTEN`. `reasons`: a score of each `DisputeReason`.

    `roles`: where a word stands in the text, and the log-odds of each of `ROLES` for a day that it is part of.
    """

    intents: tuple[float, ...]
    reasons: tuple[float, ...]
    roles: tuple[tuple[int, int, tuple[float, ...]], ...] = ()

    def roles_of(self, day: Mention) -> tuple[float, ...] | None:
        """The log-odds of each of `ROLES`: the mean over the words of the day; None beyond what the encoder reads."""
        return mean([odds for start, end, odds in self.roles if start < day.end and day.start < end])


def mean(rows: Sequence[Sequence[float]]) -> tuple[float, ...] | None:
    return tuple(sum(column) / len(rows) for column in zip(*rows, strict=True)) if rows else None
