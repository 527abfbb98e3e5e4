"""A customer's record: how he has paid so far."""

from __future__ import annotations

from dataclasses import dataclass

# A habit is seen in so many invoices; of them half are late, or hardly any.
REPEATED, HALF = 3, 0.5
PROVED, RARELY = 5, 0.1


@dataclass(frozen=True, slots=True)
class Record:
    """Over all his dossiers. `days_late` is the average of the invoices he has `paid`, in calendar days; one paid
    before its due date counts as 0. `paid_after`: how often each step was the last before the money came (empty: none
    was needed), the most frequent first.
    """

    paid: int = 0
    paid_late: int = 0
    days_late: int = 0
    promises_kept: int = 0
    promises_broken: int = 0
    disputes: int = 0
    paid_after: tuple[tuple[str, int], ...] = ()

    @property
    def late_share(self) -> float:
        """Of the invoices paid, those paid late: 0 to 1."""
        return self.paid_late / self.paid if self.paid else 0.0

    @property
    def is_repeat_late(self) -> bool:
        return self.paid_late >= REPEATED and self.late_share >= HALF

    @property
    def is_reliable(self) -> bool:
        return self.paid >= PROVED and self.late_share <= RARELY and not self.promises_broken


NEW = Record()
