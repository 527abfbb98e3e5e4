"""Variants of a step's mail: the words that fit what the client has done so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from relanced.core.answers import ANSWERS
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


def _silent(dossier: Dossier) -> bool:
    """No word from anybody at his place since the first mail of this chase that asked for something."""
    left = (r for r in dossier.reminders if r.state is ReminderState.SENT and r.step not in ANSWERS)
    first = min((r.on for r in left if not dossier.since or r.queued_on >= dossier.since), default=None)
    return first is not None and (dossier.replied_on is None or dossier.replied_on < first)


# The first that fits.
VARIANTS = (
    Variant("second", "second_firm", _let_down),
    Variant("second", "second_silent", _silent),
)


def variant(step: str, dossier: Dossier) -> str | None:
    """The template that fits better than the step's own."""
    return next((row.template for row in VARIANTS if row.step == step and row.fits(dossier)), None)
