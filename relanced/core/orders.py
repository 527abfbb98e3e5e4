"""What a person decides: tasks done, pauses, notes. Each is an event like any other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from relanced.core.dossier import OVER, Dossier, Hold, PromiseState, Status
from relanced.core.effects import CancelQueued, CloseTasks, Decision
from relanced.core.events import Noted, Paused, Resumed, TaskDone
from relanced.core.policy import Policy
from relanced.core.reasons import Reason
from relanced.core.tasks import TASKS, TaskKind

# Tasks that hold by the dossier's own status: done, the dossier is what its other facts make it.
HELD_BY_STATUS = {TaskKind.ANSWER_DISPUTE: Status.DISPUTED, TaskKind.CHECK_PAYMENT: Status.PAYMENT_CLAIMED}


def on_task_done(dossier: Dossier, event: TaskDone, policy: Policy, today: date) -> Decision:
    """The dossier as it is handed over has the task still open; done, it resumes if nothing else holds it."""
    done = replace(dossier, tasks=tuple(t for t in dossier.tasks if t.kind is not event.kind))
    close = CloseTasks((event.kind,))
    if event.kind is TaskKind.APPROVE_STEP:
        return _approval(dossier, done, event, close)
    if event.kind is TaskKind.ANSWER_DISPUTE:
        done = replace(done, invoices=tuple(replace(i, disputed=False) for i in done.invoices))
    if event.kind is TaskKind.CHECK_PAYMENT:
        done = replace(done, claimed_on=None)
    if event.kind is TaskKind.FIX_ADDRESS:
        done = replace(done, contacts=tuple(replace(c, retired=False) for c in done.contacts))
    if dossier.status is HELD_BY_STATUS.get(event.kind):
        done = replace(done, status=done.unheld)
    return Decision(_released(done), (close,), Reason.TASK_DONE, event.note)


def _approval(before: Dossier, done: Dossier, event: TaskDone, close: CloseTasks) -> Decision:
    """A formal notice needs a person's word, once; a no hands the dossier to that person."""
    if not event.accepted:
        declined = replace(done, status=Status.ESCALATED, hold=None)
        return Decision(declined, (CancelQueued(), close), Reason.STEP_DECLINED, event.note)
    step = next((t.detail for t in before.tasks if t.kind is TaskKind.APPROVE_STEP), "")
    return Decision(_released(replace(done, approved=step or None)), (close,), Reason.STEP_APPROVED, step)


def _released(dossier: Dossier) -> Dossier:
    """A hold of relanced's own ends when no task holds it any more."""
    held = dossier.hold
    if dossier.status is not Status.ON_HOLD or held is None or held.by_person:
        return dossier
    if any(TASKS[t.kind].blocks for t in dossier.tasks):
        return dossier
    return replace(dossier, status=dossier.unheld, hold=None)


def on_paused(dossier: Dossier, event: Paused, policy: Policy, today: date) -> Decision:
    if dossier.status in OVER:
        return Decision(dossier, (), Reason.STATUS_FORBIDS)
    held = replace(dossier, status=Status.ON_HOLD, hold=Hold(event.why, event.until, by_person=True))
    return Decision(held, (CancelQueued(),), Reason.PAUSED, event.why)


def on_resumed(dossier: Dossier, event: Resumed, policy: Policy, today: date) -> Decision:
    """Back to the scenario from whatever held it; only a settled or written-off dossier has nothing to resume."""
    if dossier.status in (Status.SETTLED, Status.WRITTEN_OFF):
        return Decision(dossier, (), Reason.STATUS_FORBIDS)
    rows = tuple(replace(i, disputed=False) for i in dossier.invoices)
    resumed = replace(
        dossier.with_promise_state(PromiseState.CANCELLED),
        status=Status.ACTIVE,
        invoices=rows,
        hold=None,
        insolvency=None,
        wait_until=None,
        claimed_on=None,
        tasks=(),
    )
    return Decision(resumed, (CloseTasks(),), Reason.RESUMED)


def on_noted(dossier: Dossier, event: Noted, policy: Policy, today: date) -> Decision:
    return Decision(dossier, (), Reason.NOTED, event.text)
