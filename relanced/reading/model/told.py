"""What the encoder is told of each day beside its words: how far ahead and how far back it lies, seen from the mail.

« Le virement du 12 » is a promise on the 10th and a payment on the 14th, and no word of the mail says which day it is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date

from relanced.reading.days.mention import Mention
from relanced.reading.facts import Facts
from relanced.reading.roles.role import Role, value

LIMITS = (0, 1, 3, 7, 14, 31, 62)  # days
NEVER = len(LIMITS) + 1
ROWS = 2 * (NEVER + 1) + 1
Told = tuple[int, int, tuple[int, ...]]  # where the day starts and ends in the text, and its rows of the table `when`


def told(facts: Facts) -> Iterator[Told]:
    """Of each day: one row for how far ahead it can lie, one for how far back, one if an open invoice bears it."""
    papers = facts.paper_days
    for day in facts.days:
        of_invoice = bool(papers & {day.past_reading, day.last})
        ahead, back = (_rank(day, role, facts.anchor) for role in (Role.PROMISED, Role.PAID))
        yield day.start, day.end, (ahead, NEVER + 1 + back, *([ROWS - 1] if of_invoice else []))


def _rank(day: Mention, role: Role, anchor: date) -> int:
    """How far from `anchor` the day lies in that role: the rank among `LIMITS`, or `NEVER`."""
    on = value(day, role, anchor)
    return bisect_left(LIMITS, abs((on - anchor).days)) if on else NEVER
