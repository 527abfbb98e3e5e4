"""What a person decides: tasks done, pauses, promises taken, notes. Each is an event like any other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from relanced.core.deciding import disputes, ledger, plans, steps
from relanced.core.deciding.making import waiting
from relanced.core.deciding.pacts import released
from relanced.core.dossier import OVER, Dossier, Hold, Promise, PromiseState, Status
from relanced.core.effects import CancelQueued, CloseTasks, Decision
from relanced.core.events import (
    DisputeOutcome,
    Escalated,
    Noted,
    Paused,
    PromiseTaken,
    Resumed,
    TaskDone,
    WrittenOff,
)
from relanced.core.plan import PlanState
from relanced.core.policy import Policy
from relanced.core.reasons import Reason
from relanced.core.tasks import TASKS, TaskKind

# What a promise that a person has taken answers.
ANSWERED = (TaskKind.APPROVE_STEP, TaskKind.AGREE_DELAY, TaskKind.AGREE_PLAN, TaskKind.CHASE_OVER, TaskKind.CALL)


# Done, a person has written to him: he is left the time to answer that.
WRITTEN = frozenset(
    {
        TaskKind.READ_REPLY,
        TaskKind.SEND_DOCUMENT,
        TaskKind.AGREE_DELAY,
        TaskKind.AGREE_PLAN,
        TaskKind.FRAUD_ALARM,
    }
)


def on_task_done(dossier: Dossier, event: TaskDone, policy: Policy, today: date) -> Decision:
    """The dossier as it is handed over has the task still open; done, it resumes if nothing else holds it."""
    done = replace(dossier, tasks=tuple(t for t in dossier.tasks if t.kind is not event.kind))
    close = CloseTasks((event.kind,))
    if event.misread:
        return Decision(_released(_undone(done, event.kind)), (close,), Reason.TASK_DONE, event.note)
    if event.kind is TaskKind.APPROVE_STEP:
        return _approval(dossier, done, event, close)
    if event.kind in disputes.OF_DISPUTES:
        return _dispute_over(done, event, policy, today)
    if event.kind is TaskKind.AGREE_PLAN and event.accepted and (agreed := _plan(dossier, done, event, policy, today)):
        return agreed
    if event.kind is TaskKind.AGREE_PLAN and not event.accepted:
        return Decision(_released(done), (CancelQueued(), close), Reason.PLAN_REFUSED, event.note)
    if event.kind is TaskKind.CHECK_PAYMENT:
        denied = steps.claim_denied(done, policy, today, event.note)
        return replace(denied, dossier=_released(denied.dossier))
    if event.kind is TaskKind.FIX_ADDRESS:
        done = replace(done, contacts=tuple(replace(c, retired=False) for c in done.contacts))
    if event.kind is TaskKind.AGREE_DELAY and (answered := _delay(dossier, done, event, today)):
        return answered
    if event.kind in WRITTEN and not done.has_task(TaskKind.APPROVE_STEP):
        done = waiting(done, policy.after(today, policy.answer_within))
    return Decision(_released(done), (close,), Reason.TASK_DONE, event.note)


# What a mail that was misread had made of the dossier.
UNDO: dict[TaskKind, Callable[[Dossier], Dossier]] = {
    TaskKind.ANSWER_DISPUTE: lambda d: replace(d, invoices=tuple(map(disputes.ended, d.invoices))),
    TaskKind.CHECK_PAYMENT: lambda d: replace(d, claimed_on=None),
}


def _undone(done: Dossier, kind: TaskKind) -> Dossier:
    undo = UNDO.get(kind)
    if undo is None:
        return done
    return released(undo(done)) if done.status in (Status.DISPUTED, Status.PAYMENT_CLAIMED) else undo(done)


def _approval(before: Dossier, done: Dossier, event: TaskDone, close: CloseTasks) -> Decision:
    """A formal notice needs a person's word, once; a no hands the dossier to that person."""
    if not event.accepted:
        declined = replace(done, status=Status.ESCALATED, hold=None)
        return Decision(declined, (CancelQueued(), close), Reason.STEP_DECLINED, event.note)
    step = next((t.detail for t in before.tasks if t.kind is TaskKind.APPROVE_STEP), "")
    return Decision(_released(replace(done, approved=step or None)), (close,), Reason.STEP_APPROVED, step)


def _dispute_over(done: Dossier, event: TaskDone, policy: Policy, today: date) -> Decision:
    """A credit note that is made is what the next import will show: until then its part is not asked for."""
    made = event.kind is TaskKind.ISSUE_CREDIT_NOTE and event.accepted
    outcome = event.outcome or (DisputeOutcome.ACCEPTED if made else DisputeOutcome.WITHDRAWN)
    decision = disputes.resolved(done, outcome, policy, today, event.note)
    if decision.dossier.invoices and decision.dossier.balance.cents <= 0 and done.status is not Status.SETTLED:
        return ledger.settled(decision.dossier, event.note)
    return replace(decision, dossier=_released(decision.dossier))


def _delay(before: Dossier, done: Dossier, event: TaskDone, today: date) -> Decision | None:
    """Yes to a day, the one given or that of the task, which is then waited for as a promise is; None where there is
    none, or where it is an instalment that he would pay later."""
    if not event.accepted:
        return Decision(_released(done), (CancelQueued(), CloseTasks((event.kind,))), Reason.DELAY_REFUSED, event.note)
    asked, _, said = next((t.detail for t in before.tasks if t.kind is event.kind), "").partition("\n")
    until = event.until or _day(asked)
    if until is None or until <= today or done.open_plan or done.status in OVER:
        return None
    words = said.partition(" : ")[2]
    promise = Promise(until, today, words=words, message_id=event.message_id, granted=True)
    return replace(promised(done, promise, ANSWERED), reason=Reason.DELAY_GRANTED, detail=until.isoformat())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _plan(before: Dossier, done: Dossier, event: TaskDone, policy: Policy, today: date) -> Decision | None:
    """Yes to the plan that the task has drafted; None where there is none to agree to."""
    drafted = next((t.detail for t in before.tasks if t.kind is TaskKind.AGREE_PLAN), "")
    agreement = plans.of_request(drafted, done, policy, today, event.message_id)
    decision = plans.on_agreed(done, agreement, policy, today) if agreement else None
    return decision if decision and decision.reason is Reason.PLAN_AGREED else None


def _released(dossier: Dossier) -> Dossier:
    """A hold of relanced's own ends when no task holds it any more."""
    held = dossier.hold
    if dossier.status is not Status.ON_HOLD or held is None or held.by_person:
        return dossier
    if any(TASKS[t.kind].blocks for t in dossier.tasks):
        return dossier
    return released(replace(dossier, hold=None))


def on_paused(dossier: Dossier, event: Paused, policy: Policy, today: date) -> Decision:
    if dossier.status in OVER:
        return Decision(dossier, (), Reason.STATUS_FORBIDS)
    held = replace(dossier, status=Status.ON_HOLD, hold=Hold(event.why, event.until, by_person=True))
    return Decision(held, (CancelQueued(),), Reason.PAUSED, event.why)


def on_resumed(dossier: Dossier, event: Resumed, policy: Policy, today: date) -> Decision:
    """Back to the scenario from whatever held it; only a settled dossier has nothing to resume."""
    if dossier.status is Status.SETTLED:
        return Decision(dossier, (), Reason.STATUS_FORBIDS)
    rows = tuple(map(disputes.ended, dossier.invoices))
    resumed = replace(
        dossier.with_promise_state(PromiseState.CANCELLED).with_plan_state(PlanState.CANCELLED),
        status=Status.ACTIVE,
        invoices=rows,
        hold=None,
        insolvency=None,
        wait_until=None,
        claimed_on=None,
        tasks=(),
    )
    return Decision(resumed, (CloseTasks(),), Reason.RESUMED)


def on_promise_taken(dossier: Dossier, event: PromiseTaken, policy: Policy, today: date) -> Decision:
    """Whatever its day: a person has found it good."""
    if dossier.status in OVER:
        return Decision(dossier, (), Reason.STATUS_FORBIDS)
    promise = Promise(event.promised_on, today, event.amount, words=event.note, means=event.means)
    return promised(dossier, promise, ANSWERED)


def promised(dossier: Dossier, promise: Promise, answered: tuple[TaskKind, ...]) -> Decision:
    """The promise takes the place of one that is open, and of a plan; nothing leaves until its grace is over. It does
    not end a dispute."""
    free = dossier.with_promise_state(PromiseState.REPLACED).with_plan_state(PlanState.CANCELLED)
    noted = replace(
        free, promises=(*free.promises, promise), hold=None, wait_until=None, claimed_on=None, approved=None
    )
    return Decision(released(noted), (CancelQueued(), CloseTasks(answered)), Reason.PROMISE_NOTED, promise.words)


def on_escalated(dossier: Dossier, event: Escalated, policy: Policy, today: date) -> Decision:
    if dossier.status in OVER:
        return Decision(dossier, (), Reason.STATUS_FORBIDS)
    led = replace(_unbound(dossier), status=Status.ESCALATED)
    return Decision(led, (CancelQueued(), CloseTasks(ANSWERED)), Reason.ESCALATED, event.note)


def on_written_off(dossier: Dossier, event: WrittenOff, policy: Policy, today: date) -> Decision:
    """The balances stay: a debt that the books give up is still owed, and may yet be paid."""
    if dossier.status in (Status.SETTLED, Status.WRITTEN_OFF):
        return Decision(dossier, (), Reason.STATUS_FORBIDS)
    lost = replace(_unbound(dossier), status=Status.WRITTEN_OFF)
    return Decision(lost, (CancelQueued(), CloseTasks()), Reason.WRITTEN_OFF, event.note)


def _unbound(dossier: Dossier) -> Dossier:
    """What was agreed with the client is now for a person to judge."""
    free = dossier.with_promise_state(PromiseState.CANCELLED).with_plan_state(PlanState.CANCELLED)
    return replace(free, hold=None, wait_until=None, claimed_on=None, approved=None)


def on_noted(dossier: Dossier, event: Noted, policy: Policy, today: date) -> Decision:
    return Decision(dossier, (), Reason.NOTED, event.text)
