"""Variants of a step's mail: the words that fit what the client has done so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from relanced.core.deciding.answers import ANSWERS
from relanced.core.dossier import Dossier, PromiseState, ReminderState


@dataclass(frozen=True, slots=True)
class Variant:
    """`template` stands in for that of `step` in the dossiers of which `fits` is true."""

    step: str
    template: str
    fits: Callable[[Dossier], bool]


def _let_down(dossier: Dossier) -> bool:
    """He promised and did not keep it, or he is late as a rule."""
    broken = any(
        p.state is PromiseState.BROKEN and (not dossier.since or p.made_on >= dossier.since) for p in dossier.promises
    )
    return broken or dossier.customer.record.is_repeat_late


def _asked_on(dossier: Dossier) -> list[date]:
    """The days of this chase on which he was asked for something, by a mail that left (or may have) or a call."""
    left = (r for r in dossier.reminders if r.state in LEFT and r.step not in ANSWERS)
    mailed = [r.on for r in left if not dossier.since or r.queued_on >= dossier.since]
    return mailed + [c.called_on for c in dossier.calls if c.called_on and (not dossier.since or c.on >= dossier.since)]


def _unasked(dossier: Dossier) -> bool:
    """An old invoice starts at the step of its age, but nobody hears of a last reminder who has had no first."""
    answered = dossier.replied_on is not None and (not dossier.since or dossier.replied_on >= dossier.since)
    return not answered and not _asked_on(dossier)


def _silent(dossier: Dossier) -> bool:
    """No word from anybody at his place since he was first asked for something, not even that they are away until a
    day: our mail has been received then, and the reminders have waited."""
    first = min(_asked_on(dossier), default=None)
    heard = [day for day in (dossier.replied_on, dossier.wait_until) if first and day and day >= first]
    return first is not None and not heard


LEFT = frozenset({ReminderState.SENT, ReminderState.UNCERTAIN})

# The first that fits.
VARIANTS = (
    Variant("second", "first", _unasked),
    Variant("third", "first", _unasked),
    Variant("second", "second_firm", _let_down),
    Variant("second", "second_silent", _silent),
)


def variant(step: str, dossier: Dossier) -> str | None:
    """The template that fits better than the step's own."""
    return next((row.template for row in VARIANTS if row.step == step and row.fits(dossier)), None)
