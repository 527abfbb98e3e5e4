"""Beside each decision, the mail that tells the client of it, if one may leave; and none that it has overtaken."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from relanced.core.chase.projection import NOT_LEFT, project
from relanced.core.deciding.answers import (
    ANSWERING,
    ANSWERS,
    PLAN_CONFIRMED,
    UNDER_WAY,
    Answer,
    has_room,
    is_covered,
    is_overtaken,
    is_reachable,
    next_round,
    wants_an_answer,
)
from relanced.core.dossier import Dossier, PaymentClaim
from relanced.core.effects import CancelQueued, Decision, OpenTask, QueueMail
from relanced.core.events import Event, InvoicesImported, PaymentRecorded, ReplyRead, TaskDone, Trust
from relanced.core.policy import Policy
from relanced.core.reasons import Reason


def heard(dossier: Dossier, event: Event, reason: Reason, today: date) -> Dossier:
    """That he wrote, and what he says of a payment; what a person heard of one on the telephone has no words of his."""
    if isinstance(event, ReplyRead) and not event.reading.automatic and event.trust is not Trust.STRANGER:
        dossier = replace(dossier, replied_on=today)
    if reason is Reason.PAYMENT_CLAIMED:
        dossier = replace(dossier, payment_claim=_claim(event, today))
    return dossier


def _claim(event: Event, today: date) -> PaymentClaim:
    if not isinstance(event, ReplyRead):
        return PaymentClaim(today)
    reading = event.reading
    return PaymentClaim(today, reading.paid_on, reading.paid_amount, reading.said, event.message_id)


def told(before: Dossier, decision: Decision, event: Event, policy: Policy, today: date) -> Decision:
    """`decision` as the client will know of it."""
    decision = _still_confirmed(before, decision, event, today)
    after = project(decision.dossier, decision.effects, today)
    if any(is_overtaken(r, after) for r in after.reminders):
        decision = replace(decision, effects=(CancelQueued(), *decision.effects))
        after = project(decision.dossier, decision.effects, today)
    row = next((row for row in ANSWERING.values() if _tells_of(row, decision)), None)
    if row is None or row.step not in policy.answers or not row.is_true(after):
        return decision
    order = _order(row, before, after, event, today)
    return replace(decision, effects=(*decision.effects, order)) if order else decision


def _still_confirmed(before: Dossier, decision: Decision, event: Event, today: date) -> Decision:
    """A plan that goes on is confirmed, with what remains of it, though money that came took back the waiting mail."""
    if not isinstance(event, PaymentRecorded | InvoicesImported):
        return decision
    row, after = ANSWERS[PLAN_CONFIRMED], project(decision.dossier, decision.effects, today)
    plan, was = after.open_plan, before.open_plan
    if plan is None or was is None or was.agreed_on != plan.agreed_on or not row.is_true(after):
        return decision
    if not _waits(before) or _waits(after) or not after.contact:
        return decision
    order = _mail(row, after, after.contact.address, row.about(after, None, today), plan.words, plan.message_id)
    return replace(decision, effects=(*decision.effects, order)) if order else decision


def _waits(dossier: Dossier) -> bool:
    return any(r.step == PLAN_CONFIRMED and r.state in NOT_LEFT for r in dossier.reminders)


def _tells_of(row: Answer, decision: Decision) -> bool:
    opened = (effect.kind for effect in decision.effects if isinstance(effect, OpenTask))
    return row.tells is decision.reason and (not row.opens or any(kind in row.opens for kind in opened))


def _order(row: Answer, before: Dossier, after: Dossier, event: Event, today: date) -> QueueMail | None:
    if not row.by_person and not has_room(after.reminders, today):
        return None
    match event:
        case ReplyRead():
            return _reply(row, after, event, today)
        case PaymentRecorded() | InvoicesImported():
            return _to_contact(row, after, today) if before.status in UNDER_WAY else None
        case TaskDone():
            return _to_asker(row, after, event, today)
    return None


def _reply(row: Answer, after: Dossier, event: ReplyRead, today: date) -> QueueMail | None:
    """To whoever wrote, in his thread."""
    if not wants_an_answer(event) or not is_reachable(after, event) or not is_covered(row, event.reading):
        return None
    numbers = row.about(after, event.reading, today)
    return _mail(row, after, event.sender.strip(), numbers, event.reading.said, event.message_id)


def _to_contact(row: Answer, after: Dossier, today: date) -> QueueMail | None:
    return _mail(row, after, after.contact.address, row.about(after, None, today)) if after.contact else None


def _to_asker(row: Answer, after: Dossier, event: TaskDone, today: date) -> QueueMail | None:
    """A person has decided what he asked for: told to him, in his thread."""
    to = event.sender or (after.contact.address if after.contact else "")
    return _mail(row, after, to, row.about(after, None, today), "", event.message_id) if to else None


def _mail(
    row: Answer, after: Dossier, to: str, numbers: tuple[str, ...], words: str = "", in_reply_to: str | None = None
) -> QueueMail | None:
    if not numbers:
        return None
    return QueueMail(row.step, next_round(after.reminders, row.step), to, numbers, words, in_reply_to)
