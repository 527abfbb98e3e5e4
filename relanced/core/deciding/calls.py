"""Telephone calls: what one gave, and which tasks events have overtaken. What is agreed goes the way of a mail that
says the same; a recap confirms the day in writing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from relanced.core.deciding.making import mail, task, waiting
from relanced.core.deciding.replies import on_reply
from relanced.core.dossier import OVER, Call, CallOutcome, Dossier, Status
from relanced.core.effects import CloseTasks, Decision, Effect, OpenTask
from relanced.core.events import CallMade, ReplyRead, Trust
from relanced.core.intents import Intent
from relanced.core.policy import Policy
from relanced.core.reading import Evidence, Reading
from relanced.core.reasons import Reason
from relanced.core.tasks import TaskKind

RECAP = "call_recap"
UNASKED = "call"
# In the detail of a task: `relanced.letters.details` has its words.
WRONG_NUMBER = "wrong_number"
# Business days before somebody who did not answer is rung once more.
RING_AGAIN = 2

# The statuses in which nobody needs to ring, or to post a letter, any more. Who leads a dossier may still want to ring.
OVERTAKEN_IN: dict[TaskKind, frozenset[Status]] = {
    TaskKind.APPROVE_STEP: OVER,  # a yes would change nothing
    TaskKind.CALL: frozenset(Status) - {Status.ACTIVE, Status.ON_HOLD, Status.ESCALATED},
    TaskKind.POST_LETTER: frozenset({Status.INSOLVENT, Status.SETTLED, Status.WRITTEN_OFF}),
}


def without_overtaken(before: Dossier, decision: Decision) -> Decision:
    """A task that the new status has answered closes by itself."""
    now = decision.dossier.status
    if now is before.status:
        return decision
    kinds = tuple(kind for kind, statuses in OVERTAKEN_IN.items() if now in statuses and before.has_task(kind))
    return replace(decision, effects=(*decision.effects, CloseTasks(kinds))) if kinds else decision


def on_called(dossier: Dossier, event: CallMade, policy: Policy, today: date) -> Decision:
    """Somebody has rung: the task is done, and what was said has its effect."""
    decision = HANDLERS[event.outcome](_noted(dossier, event, today), event, policy, today)
    detail = decision.detail or event.note or event.outcome.value
    return replace(decision, effects=(CloseTasks((TaskKind.CALL,)), *decision.effects), detail=detail)


def _noted(dossier: Dossier, event: CallMade, today: date) -> Dossier:
    """The call that was asked for last; one that nobody asked for is one all the same."""
    *others, last = dossier.calls or (Call(UNASKED, today),)
    if last.outcome:
        others, last = [*others, last], Call(last.step, today, last.invoices)
    return replace(dossier, calls=(*others, replace(last, outcome=event.outcome, called_on=today)))


def _nothing(dossier: Dossier, event: CallMade, policy: Policy, today: date) -> Decision:
    """The scenario goes on: to who refuses, with what it says next."""
    return Decision(dossier, (), Reason.CALL_MADE)


def _voicemail(dossier: Dossier, event: CallMade, policy: Policy, today: date) -> Decision:
    """Rung once more, and no more than that."""
    step = dossier.calls[-1].step
    tried = sum(c.step == step and c.outcome is CallOutcome.VOICEMAIL for c in dossier.calls)
    again = (_ring(policy.after(today, RING_AGAIN), step),) if tried == 1 else ()
    return Decision(dossier, again, Reason.CALL_MADE)


def _callback(dossier: Dossier, event: CallMade, policy: Policy, today: date) -> Decision:
    """He asks to be rung another day: until then he is left in peace."""
    on = event.on or policy.after(today, RING_AGAIN)
    return Decision(waiting(dossier, on), (_ring(on, dossier.calls[-1].step),), Reason.CALL_MADE)


def _ring(on: date, step: str) -> OpenTask:
    return OpenTask(TaskKind.CALL, on, step)


def _wrong_number(dossier: Dossier, event: CallMade, policy: Policy, today: date) -> Decision:
    """His mails still reach him: the scenario goes on while somebody looks for another number."""
    detail = "\n".join(filter(None, (f"{WRONG_NUMBER} {_rung(dossier)}", event.note)))
    asked = task(TaskKind.FIND_NUMBER, policy, today, detail)
    return Decision(dossier, (asked,), Reason.CALL_MADE)


def _rung(dossier: Dossier) -> str:
    """The number that is known, and whose it is said to be."""
    contact = next((c for c in dossier.contacts if c.phone), None)
    return f"{contact.phone} ({contact.name or dossier.customer.name})" if contact else "?"


def _promise(dossier: Dossier, event: CallMade, policy: Policy, today: date) -> Decision:
    """Without words: what the person noted is not the client's own, and no mail quotes it to him."""
    decision = _as_reply(dossier, event, policy, today, Intent.PAYMENT_PROMISE, "", promised_on=event.on)
    if decision.reason is Reason.PROMISE_NOTED:
        return replace(decision, effects=(*decision.effects, *_recap(decision.dossier, policy, today)))
    # nobody is asked to read what he has said himself; a dispute stays one, and the rest of it waits for the day
    return Decision(replace(dossier, wait_until=decision.dossier.wait_until), (), Reason.CALL_MADE)


def _recap(dossier: Dossier, policy: Policy, today: date) -> tuple[Effect, ...]:
    """What was agreed by word of mouth is confirmed in writing."""
    numbers = dossier.overdue(today) or tuple(i.number for i in dossier.chased)
    if RECAP not in policy.answers or not dossier.contact or not numbers:
        return ()
    return (mail(dossier, RECAP, numbers),)


def _dispute(dossier: Dossier, event: CallMade, policy: Policy, today: date) -> Decision:
    return _as_reply(dossier, event, policy, today, Intent.DISPUTE, event.note)


def _paid(dossier: Dossier, event: CallMade, policy: Policy, today: date) -> Decision:
    return _as_reply(dossier, event, policy, today, Intent.ALREADY_PAID, event.note, paid_on=event.on)


def _as_reply(
    dossier: Dossier, event: CallMade, policy: Policy, today: date, intent: Intent, words: str, **days: date | None
) -> Decision:
    """The same as if he had written it, and a person had read it."""
    amount = {"promised_amount" if intent is Intent.PAYMENT_PROMISE else "paid_amount": event.amount}
    said: dict[str, Any] = {**days, **amount, "new_text": words}
    if words:
        said["evidence"] = (Evidence(intent, words),)
    reading = Reading(False, (intent,), intent, 1.0, False, **said)
    return on_reply(dossier, ReplyRead(reading, "", Trust.CONTACT, "person"), policy, today)


Handler = Callable[[Dossier, CallMade, Policy, date], Decision]

HANDLERS: dict[CallOutcome, Handler] = {
    CallOutcome.VOICEMAIL: _voicemail,
    CallOutcome.CALLBACK: _callback,
    CallOutcome.PROMISE: _promise,
    CallOutcome.PAID: _paid,
    CallOutcome.DISPUTE: _dispute,
    CallOutcome.REFUSED: _nothing,
    CallOutcome.WRONG_NUMBER: _wrong_number,
}

assert set(HANDLERS) == set(CallOutcome)
