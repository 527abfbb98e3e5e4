"""What a client's answer does to a dossier: one handler a kind of reply, in a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from relanced.core.chase.planning import COUNTED
from relanced.core.deciding import disputes, pacts, plans
from relanced.core.deciding.answers import ANSWERS, has_room, may_copy, wants_an_answer
from relanced.core.deciding.making import REPLY, mail, on_hold, task, waiting
from relanced.core.deciding.orders import ANSWERED, promised
from relanced.core.deciding.steps import CLAIM_NOT_FOUND, QUESTION, address_failed, same_address
from relanced.core.dossier import OVER, Dossier, Insolvency, Promise, PromiseState, Status
from relanced.core.effects import CancelQueued, CloseTasks, Decision, Effect
from relanced.core.events import ReplyRead, Trust
from relanced.core.intents import KINDS, Intent
from relanced.core.law.judgment import OVERTAKEN, judgment_day, stopped, to_declare
from relanced.core.money import Money, total
from relanced.core.policy import Policy
from relanced.core.reading import Reading
from relanced.core.reasons import Reason
from relanced.core.tasks import TaskKind
from relanced.core.workdays import DAY

# A status that a reply asks for is taken from these only: a promise never overwrites a logged dispute, nothing
# overwrites an insolvency, and what a person has ended stays ended.
OPEN = frozenset({Status.ACTIVE, Status.PROMISED, Status.PAYMENT_CLAIMED, Status.ON_PLAN, Status.ON_HOLD})
MAY_BECOME: dict[Status, frozenset[Status]] = {
    Status.INSOLVENT: OPEN | {Status.DISPUTED, Status.ESCALATED},
    Status.ESCALATED: OPEN | {Status.DISPUTED},
    Status.DISPUTED: OPEN | {Status.DISPUTED},
    Status.PAYMENT_CLAIMED: OPEN,
    Status.PROMISED: OPEN,
}

# How a mail is matched that only somebody who got one of ours can write.
OUR_MARKS = frozenset({"message_id", "token"})


def on_reply(dossier: Dossier, event: ReplyRead, policy: Policy, today: date) -> Decision:
    """An alarm first, then machines; then whoever cannot be believed can at most hold; then what was said."""
    reading = event.reading
    if reading.alarm:
        return _alarm(dossier, event, policy, today)
    if _surely_a_machine(reading):
        return HANDLERS[reading.primary](dossier, event, policy, today)
    if event.trust is Trust.STRANGER:
        return _for_person(dossier, event, policy, today, Reason.SENDER_UNKNOWN)
    if reading.needs_person:
        return _for_person(dossier, event, policy, today, Reason.READER_DOUBTS)
    return HANDLERS[reading.primary](dossier, event, policy, today)


def _surely_a_machine(reading: Reading) -> bool:
    """A bounce is told by its form, whatever it leaves open; a notice may be told by its words alone."""
    return KINDS[reading.primary].automatic and (reading.primary is Intent.BOUNCE or not reading.needs_person)


def _may_become(dossier: Dossier, status: Status) -> bool:
    return dossier.status in MAY_BECOME[status] and not _paused(dossier)


def _paused(dossier: Dossier) -> bool:
    """By a person: what a client says meanwhile is noted, and counts when the pause is over."""
    return dossier.hold is not None and dossier.hold.by_person


def _for_person(
    dossier: Dossier,
    event: ReplyRead,
    policy: Policy,
    today: date,
    reason: Reason = Reason.PERSON_NEEDED,
    kind: TaskKind = TaskKind.READ_REPLY,
) -> Decision:
    """Doubt holds: nothing more leaves until a person has looked. A firmer status than a hold is kept."""
    detail = f"{event.sender} : {event.reading.said}"
    asked = f"{_wished(event.reading)}{detail}" if kind is TaskKind.AGREE_DELAY else detail
    return Decision(on_hold(dossier, REPLY), (CancelQueued(), task(kind, policy, today, asked)), reason, detail)


def _wished(reading: Reading) -> str:
    """The day that a person can say yes to, in a line of its own, where no words of the client's can pass for it."""
    day = reading.requested_until or reading.promised_on
    return f"{day}\n" if day else ""


def _alarm(dossier: Dossier, event: ReplyRead, policy: Policy, today: date) -> Decision:
    """Whoever writes it: our client may have paid, or be about to pay, into a stranger's account."""
    detail = f"{event.sender} : {event.reading.alarm}"
    effects = (CancelQueued(), task(TaskKind.FRAUD_ALARM, policy, today, detail))
    return Decision(on_hold(dossier, REPLY), effects, Reason.FRAUD_SUSPECTED, detail)


def _to_person(kind: TaskKind) -> Handler:
    def handler(dossier: Dossier, event: ReplyRead, policy: Policy, today: date) -> Decision:
        return _for_person(dossier, event, policy, today, kind=kind)

    return handler


# -- machines ---------------------------------------------------------------------------------------------------------


def _bounce(dossier: Dossier, event: ReplyRead, policy: Policy, today: date) -> Decision:
    """Only a notification that returns a mail of ours is believed: anyone can write one (RFC 3464 is not signed)."""
    reading = event.reading
    address = reading.recipient or (dossier.contact.address if dossier.contact else "")
    if not reading.permanent:
        return Decision(dossier, (), Reason.DELIVERY_DELAYED, address)
    if event.matched_by != "message_id":
        return _for_person(dossier, event, policy, today, Reason.SENDER_UNKNOWN)
    if _returns_anothers(dossier, reading, address):
        return _for_person(dossier, event, policy, today, Reason.SENDER_UNKNOWN)
    if _only_answered_at(dossier, address):
        return Decision(dossier, (), Reason.ADDRESS_FAILED, address)
    return address_failed(dossier, address, f"{address} : {reading.said[:200]}", policy, today)


def _returns_anothers(dossier: Dossier, reading: Reading, address: str) -> bool:
    """Whether the mail that came back went to somebody else: who has got one mail could write that the address of
    whoever is to get the next has failed."""
    returned = reading.failed_message_id
    known = any(same_address(c.address, address) for c in dossier.contacts)
    written = (r.to for r in dossier.reminders if r.message_id == returned)
    return known and returned is not None and not any(same_address(to, address) for to in written)


def _only_answered_at(dossier: Dossier, address: str) -> bool:
    """Nobody's address for reminders: a colleague who wrote once was answered there."""
    known = any(same_address(c.address, address) for c in dossier.contacts)
    return not known and any(same_address(r.to, address) and r.step in ANSWERS for r in dossier.reminders)


def _absence(dossier: Dossier, event: ReplyRead, policy: Policy, today: date) -> Decision:
    """A stranger is believed only if he answers a mail of ours: anyone can write an absence, once a month, for ever."""
    if event.trust is Trust.STRANGER and event.matched_by not in OUR_MARKS:
        return _machine(dossier, event, policy, today)
    until = _absent_until(dossier, event.reading, policy, today)
    if until < today:
        return _machine(dossier, event, policy, today)
    away = waiting(dossier, until)
    return Decision(away, (CancelQueued(),), Reason.ABSENCE, event.reading.said)


def _absent_until(dossier: Dossier, reading: Reading, policy: Policy, today: date) -> date:
    """Counted from our last mail, which a real notice answers within minutes: one that comes unasked every month would
    else put the next reminder off for ever, and nobody would be told."""
    longest = (dossier.last_mailed_on or today) + timedelta(days=policy.absence_limit)
    return min(longest, policy.absence_until(today, reading.back_on))


def _machine(dossier: Dossier, event: ReplyRead, policy: Policy, today: date) -> Decision:
    return Decision(dossier, (), Reason.MACHINE_ANSWER, event.reading.said)


# -- people -----------------------------------------------------------------------------------------------------------


def _insolvency(dossier: Dossier, event: ReplyRead, policy: Policy, today: date) -> Decision:
    """From the judgment the debtor may not pay any earlier claim (C. com. L622-7): everything stops."""
    if not _may_become(dossier, Status.INSOLVENT) and dossier.status is not Status.ON_HOLD:
        return _for_person(dossier, event, policy, today)
    words = event.reading.said
    known = dossier.insolvency or Insolvency(judgment_day(event.reading.new_text, today))
    effects = (CancelQueued(), CloseTasks(OVERTAKEN), to_declare(known, policy, today, words))
    return Decision(stopped(dossier, known), effects, Reason.INSOLVENCY, words)


def _legal(dossier: Dossier, event: ReplyRead, policy: Policy, today: date) -> Decision:
    if not _may_become(dossier, Status.ESCALATED) and dossier.status is not Status.ON_HOLD:
        return _for_person(dossier, event, policy, today, kind=TaskKind.ANSWER_LAWYER)
    words = event.reading.said
    effects = (CancelQueued(), CloseTasks(ANSWERED), task(TaskKind.ANSWER_LAWYER, policy, today, words))
    return Decision(replace(dossier, status=Status.ESCALATED, hold=None), effects, Reason.LEGAL, words)


def _dispute(dossier: Dossier, event: ReplyRead, policy: Policy, today: date) -> Decision:
    """The invoices that the client names leave the reminders, the others go on; unnamed, all of them leave."""
    if dossier.status not in MAY_BECOME[Status.DISPUTED]:
        return _for_person(dossier, event, policy, today, kind=TaskKind.ANSWER_DISPUTE)
    reading = event.reading
    named = {r.number for r in reading.by_invoice if Intent.DISPUTE in r.intents} & {i.number for i in dossier.invoices}
    rows = disputes.contested(dossier.invoices, named, reading.reason, reading.disputed_amount)
    words = reading.said
    disputed = replace(dossier, invoices=rows)
    if not disputed.chased:
        disputed = disputed.with_promise_state(PromiseState.CANCELLED)
    if not _paused(dossier):
        disputed = replace(disputed, status=Status.DISPUTED, hold=None)
    effects: tuple[Effect, ...] = (CancelQueued(), task(TaskKind.ANSWER_DISPUTE, policy, today, words))
    if Intent.ALREADY_PAID in reading.intents and disputed.chased:
        disputed = _claimed(disputed, policy, today)
        effects = (*effects, task(TaskKind.CHECK_PAYMENT, policy, today, reading.quoted(Intent.ALREADY_PAID)))
    return Decision(_rest_promised(disputed, event, policy, today), effects, Reason.DISPUTED, words)


def _rest_promised(dossier: Dossier, event: ReplyRead, policy: Policy, today: date) -> Dossier:
    """« Nous réglons le reste vendredi »: a promise like another, for what is not contested."""
    promise = _promise_of(event, dossier, today)
    if promise is None or not dossier.chased:
        return dossier
    if _objection(dossier, promise, policy, today):
        return _rest_waits(dossier, event.reading, today, policy)
    return _with(dossier, promise)


def _with(dossier: Dossier, promise: Promise) -> Dossier:
    free = dossier.with_promise_state(PromiseState.REPLACED)
    return replace(free, promises=(*free.promises, promise))


def _rest_waits(dossier: Dossier, reading: Reading, today: date, policy: Policy) -> Dossier:
    """The undisputed rest waits for the day that was said, and its grace."""
    if reading.promised_on is None:
        return dossier
    on = min(reading.promised_on, today + timedelta(days=policy.promise_limit))
    promise = Promise(on, today, means=reading.means)
    return waiting(dossier, pacts.broken_on(promise, policy, dossier.customer.record) - DAY)


def _paid(dossier: Dossier, event: ReplyRead, policy: Policy, today: date) -> Decision:
    """Never settled on the client's word: the bank decides; until then nobody chases. Who was told once that it was
    not found, and says so again, is a person's to answer: the same wait would only begin anew."""
    if _used(dossier, CLAIM_NOT_FOUND):
        return _for_person(dossier, event, policy, today)
    words = event.reading.said
    effects = (CancelQueued(), task(TaskKind.CHECK_PAYMENT, policy, today, words))
    return Decision(_claimed(dossier, policy, today), effects, Reason.PAYMENT_CLAIMED, words)


def _claimed(dossier: Dossier, policy: Policy, today: date) -> Dossier:
    """Under a pause the claim counts when that is over; beside a dispute the rest waits for the bank."""
    if _may_become(dossier, Status.PAYMENT_CLAIMED):
        return replace(dossier, status=Status.PAYMENT_CLAIMED, claimed_on=today, hold=None)
    if dossier.status in OVER:
        return dossier
    rest = waiting(dossier, policy.after(today, policy.claim_limit)) if dossier.status is Status.DISPUTED else dossier
    return replace(rest, claimed_on=today)


def _promise(dossier: Dossier, event: ReplyRead, policy: Policy, today: date) -> Decision:
    promise = _promise_of(event, dossier, today)
    if promise is None:
        return _vague(dossier, event, policy, today)
    if dossier.open_plan:
        return _promised_on_plan(dossier, event, promise, policy, today)
    if _is_said_again(promise, dossier):
        return Decision(dossier, (), Reason.WAITING, promise.words)
    if _paused(dossier) and not _objection(dossier, promise, policy, today):
        return _for_person(_with(dossier, promise), event, policy, today)
    if not (_may_become(dossier, Status.PROMISED) or _rest_may_be_promised(dossier)):
        rest = _rest_waits(dossier, event.reading, today, policy) if dossier.status is Status.DISPUTED else dossier
        return _for_person(rest, event, policy, today)
    objection = _objection(dossier, promise, policy, today)
    if objection and event.matched_by != "person":
        return _for_person(dossier, event, policy, today, *objection)
    return promised(dossier, promise, (TaskKind.APPROVE_STEP,))


def _promise_of(event: ReplyRead, dossier: Dossier, today: date) -> Promise | None:
    """What a mail promises, None without a day. Of several invoices those that it names are promised, and no others."""
    reading = event.reading
    if reading.promised_on is None:
        return None
    amount = reading.promised_amount or _amount_of(reading, dossier)
    promise = Promise(reading.promised_on, today, amount, PromiseState.OPEN, reading.said, event.message_id)
    return replace(promise, means=reading.means)


def _amount_of(reading: Reading, dossier: Dossier) -> Money | None:
    named = {r.number for r in reading.by_invoice if Intent.PAYMENT_PROMISE in r.intents}
    rows = [i for i in dossier.chased if i.number in named]
    return total([i.asked for i in rows], dossier.currency) if 0 < len(rows) < len(dossier.chased) else None


def _is_said_again(promise: Promise, dossier: Dossier) -> bool:
    """« Je vous confirme le 20 » is not a second promise."""
    known = dossier.promise if dossier.status is Status.PROMISED else None
    return known is not None and (known.promised_on, known.amount) == (promise.promised_on, promise.amount)


def _rest_may_be_promised(dossier: Dossier) -> bool:
    """Beside a dispute, a promise is about what is not contested."""
    return dossier.status is Status.DISPUTED and not _paused(dossier) and bool(dossier.chased)


def _promised_on_plan(dossier: Dossier, event: ReplyRead, promise: Promise, policy: Policy, today: date) -> Decision:
    """A day that the plan allows anyway changes nothing; a later one asks a person to move an instalment."""
    assert dossier.open_plan is not None, "asked of a plan that is being paid"
    judged_on = pacts.default_on(dossier.open_plan, policy, dossier.customer.record)
    if judged_on and promise.promised_on < judged_on:
        return Decision(dossier, (), Reason.WAITING, promise.words)
    return _for_person(dossier, event, policy, today, kind=TaskKind.AGREE_DELAY)


def _plan_request(dossier: Dossier, event: ReplyRead, policy: Policy, today: date) -> Decision:
    """The task has a plan that a person can say yes to; a later request takes the place of an earlier one."""
    reading = event.reading
    wish = plans.Wish(reading.instalments, reading.instalment, reading.first_instalment_on or reading.promised_on)
    words = f"{event.sender} : {reading.said}"
    ask = task(TaskKind.AGREE_PLAN, policy, today, plans.requested(dossier, wish, words, policy, today))
    effects = (CancelQueued(), CloseTasks((TaskKind.AGREE_PLAN,)), ask)
    return Decision(on_hold(dossier, REPLY), effects, Reason.PERSON_NEEDED, words)


def _objection(dossier: Dossier, promise: Promise, policy: Policy, today: date) -> tuple[Reason, TaskKind] | None:
    """Why a person must look at a promise. One whose day and grace are over when it is read is not told to be broken:
    the bank may know better. One for a distant day is a delay, which a person grants; a part holds the rest too, and
    not for as long."""
    if pacts.broken_on(promise, policy, dossier.customer.record) <= today:
        return Reason.PERSON_NEEDED, TaskKind.READ_REPLY
    limit = policy.promise_part_limit if _is_part(promise, dossier, today) else policy.promise_limit
    if promise.promised_on > today + timedelta(days=limit):
        return Reason.PERSON_NEEDED, TaskKind.AGREE_DELAY
    if _unkept(dossier) >= policy.promises_accepted:
        return Reason.TOO_MANY_PROMISES, TaskKind.READ_REPLY
    return None


def _is_part(promise: Promise, dossier: Dossier, today: date) -> bool:
    return promise.amount is not None and promise.amount.cents < plans.due(dossier, today).cents


def _unkept(dossier: Dossier) -> int:
    """The promises of the present chase that a further one would take the place of, or that were broken."""
    unkept = (PromiseState.OPEN, PromiseState.REPLACED, PromiseState.BROKEN)
    return sum(p.state in unkept and (not dossier.since or p.made_on >= dossier.since) for p in dossier.promises)


def _document(dossier: Dossier, event: ReplyRead, policy: Policy, today: date) -> Decision:
    """A copy of an invoice that is there is sent at once, and reminders wait while it is looked at; for anything else a
    person is asked."""
    if "copy" not in policy.answers or not may_copy(dossier, event, today):
        return _for_person(dossier, event, policy, today, kind=TaskKind.SEND_DOCUMENT)
    copied = waiting(dossier, policy.after(today, policy.answer_within))
    return Decision(copied, (CancelQueued(),), Reason.COPY_SENT, event.reading.said)


def _vague(dossier: Dossier, event: ReplyRead, policy: Policy, today: date) -> Decision:
    """« C'est en cours » gets one question that asks for a day; a second time it changes nothing."""
    words = event.reading.said
    if dossier.status is not Status.ACTIVE:
        return Decision(dossier, (), Reason.WAITING, words)
    if _used(dossier, QUESTION) or not dossier.contact:
        return Decision(dossier, (), Reason.DATE_ALREADY_ASKED, words)
    overdue = dossier.overdue(today)
    if not overdue:
        return Decision(dossier, (), Reason.NOTHING_DUE, words)
    if not wants_an_answer(event) or not has_room(dossier.reminders, today):
        return Decision(dossier, (), Reason.WAITING, words)
    order = mail(dossier, QUESTION, overdue, words=words, in_reply_to=event.message_id)
    asked = waiting(dossier, policy.after(today, policy.answer_within))
    return Decision(asked, (CancelQueued(), order), Reason.DATE_ASKED, words)


def _used(dossier: Dossier, step: str) -> bool:
    """Whether the present chase has already written this mail."""
    written = (r for r in dossier.reminders if r.step == step and r.state in COUNTED)
    return any(not dossier.since or r.queued_on >= dossier.since for r in written)


Handler = Callable[[Dossier, ReplyRead, Policy, date], Decision]

HANDLERS: dict[Intent, Handler] = {
    Intent.BOUNCE: _bounce,
    Intent.OUT_OF_OFFICE: _absence,
    Intent.AUTO_REPLY: _machine,
    Intent.INSOLVENCY: _insolvency,
    Intent.LEGAL: _legal,
    Intent.DISPUTE: _dispute,
    Intent.ALREADY_PAID: _paid,
    Intent.PAYMENT_PLAN_REQUEST: _plan_request,
    Intent.DELAY_REQUEST: _to_person(TaskKind.AGREE_DELAY),
    Intent.PAYMENT_PROMISE: _promise,
    Intent.DOCUMENT_REQUEST: _document,
    Intent.WRONG_CONTACT: _to_person(TaskKind.CHANGE_CONTACT),
    Intent.PAYMENT_UNDERWAY: _vague,
    Intent.OTHER: _to_person(TaskKind.READ_REPLY),
}

assert set(HANDLERS) == set(Intent)
