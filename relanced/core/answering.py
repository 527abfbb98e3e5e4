"""Beside each decision, the mail that tells the client of it, if one may leave; and none that it has overtaken."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from relanced.core.answers import (
    ANSWERS,
    Answer,
    has_room,
    is_covered,
    is_overtaken,
    is_reachable,
    next_round,
    wants_an_answer,
)
from relanced.core.dossier import Dossier
from relanced.core.effects import CancelQueued, Decision, QueueMail
from relanced.core.events import Event, ReplyRead
from relanced.core.policy import Policy
from relanced.core.projection import project
from relanced.core.replies import said


def told(decision: Decision, event: Event, policy: Policy, today: date) -> Decision:
    """`decision` as the client will know of it."""
    after = project(decision.dossier, decision.effects, today)
    if any(is_overtaken(r, after) for r in after.reminders):
        decision = replace(decision, effects=(CancelQueued(), *decision.effects))
        after = project(decision.dossier, decision.effects, today)
    order = _order(decision, after, event, policy, today)
    return replace(decision, effects=(*decision.effects, order)) if order else decision


def _order(decision: Decision, after: Dossier, event: Event, policy: Policy, today: date) -> QueueMail | None:
    row = next((row for row in ANSWERS.values() if _tells_of(row, decision, after)), None)
    if row is None or row.step not in policy.answers or after.status not in row.true_in:
        return None
    if isinstance(event, ReplyRead):
        return _reply(row, after, event, today)
    return None


def _tells_of(row: Answer, decision: Decision, after: Dossier) -> bool:
    return row.tells is decision.reason and (not row.tasks or any(map(after.has_task, row.tasks)))


def _reply(row: Answer, after: Dossier, event: ReplyRead, today: date) -> QueueMail | None:
    """To whoever wrote, in his thread."""
    numbers = row.about(after, today)
    if not numbers or not wants_an_answer(event) or not is_reachable(after, event):
        return None
    if not is_covered(row, event.reading) or not has_room(after.reminders, today):
        return None
    words = said(event.reading)
    round_ = next_round(after.reminders, row.step)
    return QueueMail(row.step, round_, event.sender.strip(), numbers, words, event.message_id)
