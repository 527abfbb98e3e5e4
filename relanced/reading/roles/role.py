"""Which day is which: a promise, a payment made, a delay asked for; and what a day means in that role."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from relanced.reading.days.mention import FAR, DayKind, Mention


class Role(StrEnum):
    PROMISED = "promised"
    PAID = "paid"
    REQUESTED = "requested"


ROLES = tuple(Role)


def value(day: Mention, role: Role, anchor: date) -> date | None:
    """The day meant in that role, None when it cannot play it."""
    if day.of_paper:
        return None
    if role is Role.PAID:
        when = day.past_reading or (day.first if day.kind is DayKind.SINCE else None)
        return None if when is None or when > anchor or day.explicitly_future else when
    if day.kind in (DayKind.VAGUE, DayKind.SINCE) or day.last is None or day.explicitly_past or _too_far(day, anchor):
        return None
    return None if day.last < anchor else day.last


def _too_far(day: Mention, anchor: date) -> bool:
    sure = day.has_year or day.explicitly_future or day.kind is DayKind.DURATION
    return not sure and day.last is not None and (day.last - anchor).days > FAR
