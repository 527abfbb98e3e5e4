"""Days as debtors write them, French first and English, counted from the day of their mail."""

from __future__ import annotations

from datetime import date

from relanced.reading.days_mention import DayKind, Mention

__all__ = ["DayKind", "Mention", "back_on", "find_days"]


def find_days(text: str, anchor: date, lang: str | None = None) -> list[Mention]:
    """Every expression of time in `text`, in order, none overlapping; `anchor` is the Paris day of the mail.

    `lang` ("fr", "en") only settles words that both languages have (« mar », "sat"); None reads both.
    """
    return []


def back_on(text: str, anchor: date) -> date | None:
    """The day of return that an absence notice of day `anchor` announces; None when it gives none."""
    return None
