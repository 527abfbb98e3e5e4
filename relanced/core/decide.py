"""The one door: every change of a dossier goes through `decide`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from relanced.core.chase.projection import project
from relanced.core.deciding import answering, calls, disputes, ledger, orders, pacts, plans, post, replies, steps
from relanced.core.dossier import OVER, Dossier, Status
from relanced.core.effects import Decision
from relanced.core.events import (
    CallMade,
    CreditSeen,
    CustomerChanged,
    DayCame,
    DisputeRaised,
    Escalated,
    Event,
    InsolvencyOpened,
    InvoicesImported,
    LetterPosted,
    LetterReceived,
    MailDropped,
    MailRefused,
    MailSent,
    MailUncertain,
    Noted,
    Paused,
    PaymentRecorded,
    PlanAgreed,
    PromiseTaken,
    ReplyRead,
    Resumed,
    Settled,
    TaskDone,
    WrittenOff,
)
from relanced.core.law import judgment
from relanced.core.policy import Policy
from relanced.core.risk import history
from relanced.core.workdays import DAY

Handler = Callable[[Dossier, Any, Policy, date], Decision]

HANDLERS: dict[type, Handler] = {
    DayCame: steps.on_day,
    MailSent: steps.on_sent,
    MailRefused: steps.on_refused,
    MailUncertain: steps.on_uncertain,
    MailDropped: steps.on_dropped,
    ReplyRead: replies.on_reply,
    InvoicesImported: ledger.on_import,
    CustomerChanged: ledger.on_customer,
    PaymentRecorded: ledger.on_payment,
    CreditSeen: ledger.on_credit_seen,
    Settled: ledger.on_settled,
    InsolvencyOpened: judgment.on_insolvency,
    TaskDone: orders.on_task_done,
    Paused: orders.on_paused,
    Resumed: orders.on_resumed,
    PromiseTaken: orders.on_promise_taken,
    PlanAgreed: plans.on_agreed,
    DisputeRaised: disputes.on_disputed,
    Escalated: orders.on_escalated,
    WrittenOff: orders.on_written_off,
    Noted: orders.on_noted,
    CallMade: calls.on_called,
    LetterPosted: post.on_posted,
    LetterReceived: post.on_received,
}


def decide(dossier: Dossier, event: Event, policy: Policy, now: datetime) -> Decision:
    """What becomes of `dossier` when `event` has happened, at the aware instant `now`."""
    today = policy.day(now)
    decision = HANDLERS[type(event)](dossier, event, policy, today)
    decision = calls.without_overtaken(dossier, decision)
    heard = answering.heard(decision.dossier, event, decision.reason, today)
    decision = replace(decision, dossier=history.noted(dossier, heard, event, today))
    decision = answering.told(dossier, decision, event, policy, today)
    after = project(decision.dossier, decision.effects, today)
    on, step = _next_action(after, policy, today)
    if isinstance(event, DayCame) and after == dossier and on is not None:
        on = max(on, today + DAY)  # the day has been asked and had nothing to say
    return replace(decision, dossier=replace(after, next_action_on=on, next_step=step))


def _next_action(dossier: Dossier, policy: Policy, today: date) -> tuple[date | None, str | None]:
    """The day on which `DayCame` is next worth asking, which the index finds; None when there is none."""
    if dossier.status in OVER:
        return None, None
    if dossier.status is Status.ON_HOLD:
        return (dossier.hold.until + DAY if dossier.hold and dossier.hold.until else None), None
    if steps.waits_for_person(dossier):
        return None, None
    if dossier.status is Status.PAYMENT_CLAIMED and dossier.claimed_on:
        return max(today, policy.after(dossier.claimed_on, policy.claim_limit)), None
    judged_on = pacts.ends_on(dossier, policy)
    if judged_on and (dossier.status is not Status.ON_PLAN or not dossier.chased):
        return max(today, judged_on), None
    on, step = _next_step(dossier, policy, today)
    return (max(today, judged_on), None) if judged_on and (on is None or judged_on < on) else (on, step)


def _next_step(dossier: Dossier, policy: Policy, today: date) -> tuple[date | None, str | None]:
    if steps.is_too_small(dossier, policy, today):
        return None, None
    planned = steps.planned(dossier, policy, today)
    if planned and planned.on == today and steps.is_ledger_old(dossier, policy, today):
        return today + DAY, planned.step.name
    return (planned.on, planned.step.name) if planned else (steps.over_on(dossier, policy, today), None)
