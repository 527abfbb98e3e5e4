"""A dossier as it will be once its effects are carried out: what `decide` plans on, and what a rehearsal lives on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from relanced.core.deciding.answers import ANSWERS, last_reminder_on
from relanced.core.dossier import Dossier, Reminder, ReminderState
from relanced.core.effects import CancelQueued, CloseTasks, Effect, OpenTask, QueueMail
from relanced.core.tasks import Task

NOT_LEFT = frozenset({ReminderState.QUEUED, ReminderState.RETRY, ReminderState.HELD, ReminderState.CLAIMED})


def project(dossier: Dossier, effects: tuple[Effect, ...], today: date) -> Dossier:
    for effect in effects:
        dossier = _one(dossier, effect, today)
    return dossier


def _one(dossier: Dossier, effect: Effect, today: date) -> Dossier:
    match effect:
        case QueueMail(step, round_, to, invoices):
            queued = Reminder(step, round_, ReminderState.QUEUED, today, to, invoices)
            last = dossier.last_mailed_on if step in ANSWERS else today
            return replace(dossier, reminders=(*dossier.reminders, queued), last_mailed_on=last)
        case CancelQueued():
            return _without_queued(dossier)
        case OpenTask(kind, due_on, detail):
            if dossier.has_task(kind):
                return dossier
            return replace(dossier, tasks=(*dossier.tasks, Task(0, kind, due_on, detail)))
        case CloseTasks(kinds):
            left = tuple(t for t in dossier.tasks if kinds and t.kind not in kinds)
            return replace(dossier, tasks=left)


def _without_queued(dossier: Dossier) -> Dossier:
    """What is taken back has not been said: the gap counts from the mail before it."""
    rows = tuple(replace(r, state=ReminderState.CANCELLED) if r.state in NOT_LEFT else r for r in dossier.reminders)
    if rows == dossier.reminders:
        return dossier
    return replace(dossier, reminders=rows, last_mailed_on=last_reminder_on(rows))
