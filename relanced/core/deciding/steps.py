"""What a day brings: the guards in order, then the step that is due; and what became of the mails that left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from relanced.core.chase import planning
from relanced.core.chase.projection import NOT_LEFT
from relanced.core.deciding import pacts
from relanced.core.deciding.answers import ANSWERS, has_room
from relanced.core.deciding.making import ADDRESS, mail, on_hold, task, waiting, without_address
from relanced.core.dossier import OVER, Call, Dossier, Reminder, ReminderState, Status
from relanced.core.effects import CancelQueued, CloseTasks, Decision, Effect
from relanced.core.events import DayCame, MailDropped, MailRefused, MailSent, MailUncertain
from relanced.core.policy import Policy
from relanced.core.reasons import Reason
from relanced.core.tasks import TASKS, TaskKind
from relanced.core.workdays import DAY

QUESTION = "question"
CLAIM_NOT_FOUND = "claim_not_found"

# Below the step of a letter that has nobody's address on it.
NO_ADDRESS = "no_address"

# Which statuses let a mail of the scenario leave. A partial dispute lets the undisputed rest go on, a plan what is not
# in it.
CHASING = frozenset({Status.ACTIVE, Status.DISPUTED, Status.ON_PLAN})

PENDING = frozenset(
    {ReminderState.QUEUED, ReminderState.CLAIMED, ReminderState.SENDING, ReminderState.RETRY, ReminderState.UNCERTAIN}
)


def planned(dossier: Dossier, policy: Policy, today: date) -> planning.Planned | None:
    return planning.plan(dossier, policy.scenario_for(dossier, today), policy.workdays, today)


def waits_for_person(dossier: Dossier) -> bool:
    """An open task that blocks: reminders wait for a person's word."""
    return any(TASKS[t.kind].blocks for t in dossier.tasks)


def over_on(dossier: Dossier, policy: Policy, today: date) -> date | None:
    """When the scenario has nothing left: the day on which a person is asked what comes next."""
    if not dossier.uncovered:
        return None
    last = dossier.last_mailed_on or dossier.since or today
    asked_on = max(today, last + timedelta(days=policy.last_wait), dossier.uncovered[0].due_on + DAY)
    return policy.workdays.next_open(asked_on)


def answer_by(dossier: Dossier, policy: Policy, today: date) -> date:
    """The day by which a mail of today asks for an answer: the last open one before another asks again, at most."""
    granted = policy.after(today, policy.answer_within)
    again = planned(dossier, policy, today)
    if again is None or again.on <= today or again.step.is_call:
        return granted
    before = policy.after(again.on, -1)
    return min(granted, before) if before > today else granted


# -- a day ------------------------------------------------------------------------------------------------------------


def on_day(dossier: Dossier, event: DayCame, policy: Policy, today: date) -> Decision:
    """`DayCame`: the first guard that speaks decides; if none does, the step that is due is queued."""
    for guard in GUARDS:
        if decision := guard(dossier, policy, today):
            return decision
    return _step_due(dossier, policy, today)


def _over(dossier: Dossier, policy: Policy, today: date) -> Decision | None:
    return Decision(dossier, (), Reason.STATUS_FORBIDS) if dossier.status in OVER else None


def _on_hold(dossier: Dossier, policy: Policy, today: date) -> Decision | None:
    if dossier.status is not Status.ON_HOLD:
        return None
    if dossier.hold and dossier.hold.until and dossier.hold.until < today:
        return Decision(replace(dossier, status=dossier.unheld, hold=None), (), Reason.HOLD_ENDED)
    return Decision(dossier, (), Reason.WAITING)


def _claimed(dossier: Dossier, policy: Policy, today: date) -> Decision | None:
    """A claim holds until the ledger has been confirmed after it; only then is silence of the bank a fact."""
    if dossier.status is not Status.PAYMENT_CLAIMED or not dossier.claimed_on:
        return None
    if today < policy.after(dossier.claimed_on, policy.claim_limit):
        return Decision(dossier, (), Reason.WAITING)
    if dossier.ledger_on and dossier.ledger_on >= policy.after(dossier.claimed_on, policy.promise_grace):
        return _not_confirmed(dossier, policy, today)
    again = task(TaskKind.CHECK_PAYMENT, policy, today)
    return Decision(replace(dossier, claimed_on=today), (again,), Reason.CLAIM_UNPROVED)


def _not_confirmed(dossier: Dossier, policy: Policy, today: date) -> Decision:
    """Asked on a day on which he may be written to."""
    if not policy.workdays.is_open(today) or not has_room(dossier.reminders, today):
        return Decision(dossier, (), Reason.WAITING)
    return claim_denied(dossier, policy, today)


def claim_denied(dossier: Dossier, policy: Policy, today: date, note: str = "") -> Decision:
    """The bank does not know of it: the client is asked for what would find his payment, with his own words."""
    held = dossier.status is not Status.PAYMENT_CLAIMED
    resumed = replace(dossier, claimed_on=None)
    resumed = resumed if held else pacts.released(resumed)
    effects: tuple[Effect, ...] = (CloseTasks((TaskKind.CHECK_PAYMENT,)),)
    if CLAIM_NOT_FOUND in policy.answers and resumed.status is Status.ACTIVE and resumed.contact and not held:
        effects += _not_found(resumed, today)
    return Decision(resumed, effects, Reason.CLAIM_NOT_CONFIRMED, note)


def _not_found(dossier: Dossier, today: date) -> tuple[Effect, ...]:
    claim, overdue = dossier.payment_claim, dossier.overdue(today)
    if not overdue:
        return ()
    words, message_id = (claim.words, claim.message_id) if claim else ("", None)
    return CancelQueued(), mail(dossier, CLAIM_NOT_FOUND, overdue, words=words, in_reply_to=message_id)


def _person(dossier: Dossier, policy: Policy, today: date) -> Decision | None:
    return Decision(dossier, (), Reason.PERSON_NEEDED) if waits_for_person(dossier) else None


def _queued(dossier: Dossier, policy: Policy, today: date) -> Decision | None:
    pending = [r for r in dossier.reminders if r.state in PENDING]
    for reminder in pending:
        if _outdated(reminder, dossier, policy, today):
            return Decision(dossier, (CancelQueued(),), Reason.MAIL_DROPPED, reminder.step)
    return Decision(dossier, (), Reason.ALREADY_QUEUED) if pending else None


def _outdated(reminder: Reminder, dossier: Dossier, policy: Policy, today: date) -> bool:
    """A courtesy that could not leave in time is not sent afterwards."""
    step = policy.scenario_for(dossier, today).step(reminder.step)
    if step is None or not step.is_courtesy:
        return False
    meant = [i for i in dossier.invoices if i.is_open and i.number in reminder.invoices]
    return reminder.state in NOT_LEFT and not all(step.is_in_time(i.due_on, today) for i in meant)


def _no_address(dossier: Dossier, policy: Policy, today: date) -> Decision | None:
    return None if dossier.contact else without_address(dossier, policy, today)


def _too_small(dossier: Dossier, policy: Policy, today: date) -> Decision | None:
    """What costs more to chase than it brings waits until it has grown: an import or a payment asks again."""
    if not is_too_small(dossier, policy, today):
        return None
    return Decision(dossier, (), Reason.BELOW_FLOOR, str(dossier.balance))


def is_too_small(dossier: Dossier, policy: Policy, today: date) -> bool:
    return 0 < dossier.balance.cents < policy.scenario_for(dossier, today).floor


def _ledger_old(dossier: Dossier, policy: Policy, today: date) -> Decision | None:
    """Who has not looked at the bank for long would chase what is paid.

    No task says so: it would be one for each dossier, and keep each waiting after the import that ends them all. The
    summary says it once, in a line and in its subject.
    """
    if not is_ledger_old(dossier, policy, today):
        return None
    return Decision(dossier, (CancelQueued(),), Reason.LEDGER_OLD, str(dossier.ledger_on))


def is_ledger_old(dossier: Dossier, policy: Policy, today: date) -> bool:
    """Whether no import has confirmed the balances for longer than the owner allows."""
    if not policy.ledger_limit or not dossier.ledger_on:
        return False
    return today > dossier.ledger_on + timedelta(days=policy.ledger_limit)


Guard = Callable[[Dossier, Policy, date], Decision | None]

GUARDS: tuple[Guard, ...] = (
    _over, _on_hold, _person, _claimed, pacts.promised, pacts.on_plan, _queued, _no_address, _too_small, _ledger_old
)  # fmt: skip


def _step_due(dossier: Dossier, policy: Policy, today: date) -> Decision:
    due = planned(dossier, policy, today)
    if due is None:
        return _scenario_over(dossier, policy, today)
    if due.on > today:
        return Decision(dossier, (), Reason.NOTHING_DUE, due.on.isoformat())
    if due.step.needs_approval and dossier.approved != due.step.name:
        ask = task(TaskKind.APPROVE_STEP, policy, today, due.step.name)
        return Decision(dossier, (ask,), Reason.APPROVAL_NEEDED, due.step.name)
    if due.step.is_call:
        return _call_due(dossier, due, policy, today)
    order = mail(dossier, due.step.name, due.invoices, due.step.to)
    queued = replace(dossier, approved=None, last_mailed_on=today)
    # what a person still holds back is overtaken: released later it would leave out of order
    return Decision(queued, (CancelQueued(), order), Reason.STEP_DUE, due.step.name)


def _call_due(dossier: Dossier, due: planning.Planned, policy: Policy, today: date) -> Decision:
    """Asked for once; if nobody finds the time, the chase goes on without it."""
    asked = replace(dossier, calls=(*dossier.calls, Call(due.step.name, today, due.invoices)))
    return Decision(asked, (task(TaskKind.CALL, policy, today, due.step.name),), Reason.CALL_DUE, due.step.name)


def _scenario_over(dossier: Dossier, policy: Policy, today: date) -> Decision:
    on = over_on(dossier, policy, today)
    if on is None or on > today:
        return Decision(dossier, (), Reason.NOTHING_DUE)
    effects = (CancelQueued(), task(TaskKind.CHASE_OVER, policy, today))
    return Decision(replace(dossier, status=Status.ESCALATED), effects, Reason.SCENARIO_OVER)


# -- what became of a mail --------------------------------------------------------------------------------------------


def on_sent(dossier: Dossier, event: MailSent, policy: Policy, today: date) -> Decision:
    """The gap to the next mail counts from the day on which this one really left; a doubt about it has ended."""
    doubts = any(r.state is ReminderState.UNCERTAIN for r in dossier.reminders)
    found = dossier.has_task(TaskKind.CHECK_SENT) and not doubts
    effects: tuple[Effect, ...] = (CloseTasks((TaskKind.CHECK_SENT,)),) if found else ()
    effects = (*effects, *_to_post(dossier, event.step, policy, today))
    if event.step not in ANSWERS:
        dossier = replace(dossier, last_mailed_on=policy.day(event.sent_at))
    return Decision(dossier, effects, Reason.MAIL_SENT, event.to)


def _to_post(dossier: Dossier, name: str, policy: Policy, today: date) -> tuple[Effect, ...]:
    """What left by mail and is a letter too waits for somebody to post it."""
    step = policy.scenario_for(dossier, today).step(name)
    if step is None or not step.letter:
        return ()
    detail = name if dossier.customer.address else f"{name}\n{NO_ADDRESS}"
    return (task(TaskKind.POST_LETTER, policy, today, detail),)


def on_refused(dossier: Dossier, event: MailRefused, policy: Policy, today: date) -> Decision:
    detail = f"{event.to} : {event.answer}"
    if event.step in ANSWERS and not any(same_address(c.address, event.to) for c in dossier.contacts):
        return Decision(dossier, (), Reason.ADDRESS_FAILED, detail)  # nobody's address for reminders
    return address_failed(dossier, event.to, detail, policy, today)


def address_failed(dossier: Dossier, address: str, detail: str, policy: Policy, today: date) -> Decision:
    """An address that fails for good is not written to again; a person mends it."""
    contacts = tuple(replace(c, retired=c.retired or same_address(c.address, address)) for c in dossier.contacts)
    effects: tuple[Effect, ...] = (CancelQueued(), task(TaskKind.FIX_ADDRESS, policy, today, detail))
    retired = on_hold(replace(dossier, contacts=contacts), ADDRESS)
    return Decision(retired, effects, Reason.ADDRESS_FAILED, detail)


def same_address(one: str, other: str) -> bool:
    return one.strip().lower() == other.strip().lower()


def on_uncertain(dossier: Dossier, event: MailUncertain, policy: Policy, today: date) -> Decision:
    ask = task(TaskKind.CHECK_SENT, policy, today, f"{event.step} {event.to} {event.message_id}")
    return Decision(dossier, (ask,), Reason.MAIL_UNCERTAIN, event.message_id)


def on_dropped(dossier: Dossier, event: MailDropped, policy: Policy, today: date) -> Decision:
    """What a person took out does not come back at once: the customer is left in peace for as long as after a mail."""
    if event.step in ANSWERS:
        return Decision(dossier, (), Reason.MAIL_DROPPED, event.step)
    until = today + timedelta(days=policy.scenario_for(dossier, today).minimum_gap_days)
    return Decision(waiting(dossier, until), (), Reason.MAIL_DROPPED, event.step)
