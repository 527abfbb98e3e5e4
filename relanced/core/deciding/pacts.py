"""What a client has committed himself to: promises and plans, when they count as kept, and when as broken."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from relanced.core.chase.projection import NOT_LEFT
from relanced.core.deciding.answers import has_room
from relanced.core.deciding.making import mail, without_address
from relanced.core.dossier import Dossier, Invoice, Means, Promise, PromiseState, Status
from relanced.core.effects import CancelQueued, Decision
from relanced.core.money import Money
from relanced.core.plan import PaymentPlan, PlanState
from relanced.core.policy import Policy
from relanced.core.reasons import Reason
from relanced.core.risk.record import Record
from relanced.core.workdays import DAY

BROKEN_PROMISE = "broken_promise"
PLAN_BROKEN = "plan_broken"

# Business days after the promised one, by how he pays: a cheque travels by post and is banked.
BY_MEANS: dict[Means | None, str] = {
    None: "promise_grace",
    Means.TRANSFER: "promise_grace_transfer",
    Means.CHEQUE: "promise_grace_cheque",
    Means.DIRECT_DEBIT: "promise_grace_direct_debit",
    Means.CARD: "promise_grace_card",
}

# And more for some records; the first row that holds.
BY_RECORD: tuple[tuple[str, str], ...] = (
    ("is_repeat_late", "promise_grace_repeat_late"),
    ("is_reliable", "promise_grace_reliable"),
)


def grace(means: Means | None, policy: Policy, record: Record) -> int:
    """In business days."""
    more = next((getattr(policy, days) for habit, days in BY_RECORD if getattr(record, habit)), 0)
    return int(getattr(policy, BY_MEANS[means]) + more)


def broken_on(promise: Promise, policy: Policy, record: Record) -> date:
    """The first day on which the promise counts as broken: the day after its grace."""
    days = grace(promise.means, policy, record)
    return policy.workdays.next_open(policy.after(promise.promised_on, days) + DAY)


def default_on(plan: PaymentPlan, policy: Policy, record: Record) -> date | None:
    """The first day on which the next instalment counts as missed; each of them is a promise."""
    return broken_on(Promise(plan.next.due_on, plan.agreed_on), policy, record) if plan.next else None


def ends_on(dossier: Dossier, policy: Policy) -> date | None:
    """The day on which a promise or an instalment is to be judged; None when the dossier waits for neither."""
    if dossier.status in (Status.PROMISED, Status.DISPUTED) and dossier.promise:
        return broken_on(dossier.promise, policy, dossier.customer.record)
    if dossier.status is not Status.ON_PLAN or not dossier.open_plan:
        return None
    on = default_on(dossier.open_plan, policy, dossier.customer.record)
    return max(on, dossier.wait_until + DAY) if on and dossier.wait_until else on


# -- guards of a day --------------------------------------------------------------------------------------------------


def promised(dossier: Dossier, policy: Policy, today: date) -> Decision | None:
    """Beside a dispute, a promise holds what is not contested."""
    promise, on = dossier.promise, ends_on(dossier, policy)
    if promise is None or on is None or dossier.status is Status.ON_PLAN:
        return None
    if not _may_tell(dossier, on, policy, today):
        return Decision(dossier, (), Reason.WAITING, promise.promised_on.isoformat())
    if not is_due(promise, dossier):
        return Decision(released(dossier.with_promise_state(PromiseState.KEPT)), (), Reason.PROMISE_KEPT)
    broken = released(dossier.with_promise_state(PromiseState.BROKEN))
    if not broken.contact:
        return without_address(broken, policy, today)
    order = mail(broken, BROKEN_PROMISE, broken.overdue(today), words=promise.words, in_reply_to=promise.message_id)
    told = replace(broken, last_mailed_on=today)
    return Decision(told, (CancelQueued(), order), Reason.PROMISE_BROKEN, promise.words)


def on_plan(dossier: Dossier, policy: Policy, today: date) -> Decision | None:
    """What is not in the plan is chased beside it; a missed instalment ends it."""
    plan, on = dossier.open_plan, ends_on(dossier, policy)
    if plan is None or on is None or dossier.status is not Status.ON_PLAN:
        return None
    if not _may_tell(dossier, on, policy, today):
        return None if dossier.chased else Decision(dossier, (), Reason.WAITING, on.isoformat())
    if still_owed(plan, dossier).cents <= 0:
        return Decision(released(dossier.with_plan_state(PlanState.KEPT)), (), Reason.PLAN_KEPT)
    return _plan_broken(dossier, plan, policy, today)


def _plan_broken(dossier: Dossier, plan: PaymentPlan, policy: Policy, today: date) -> Decision:
    """One default, and the whole is due again: the scenario goes on where it was."""
    assert plan.next is not None, "a plan without a next instalment is not judged"
    broken = released(dossier.with_plan_state(PlanState.BROKEN))
    detail = f"{plan.next.due_on} {plan.next.amount} {plan.next.amount.currency}"
    if not broken.contact:
        return replace(without_address(broken, policy, today), detail=detail)
    overdue = broken.overdue(today)
    if not overdue:
        return Decision(broken, (CancelQueued(),), Reason.PLAN_BROKEN, detail)
    order = mail(broken, PLAN_BROKEN, overdue, words=plan.words, in_reply_to=plan.message_id)
    return Decision(replace(broken, last_mailed_on=today), (CancelQueued(), order), Reason.PLAN_BROKEN, detail)


def _may_tell(dossier: Dossier, on: date, policy: Policy, today: date) -> bool:
    """The day has come, and the client may be told on it."""
    return today >= on and policy.workdays.is_open(today) and has_room(dossier.reminders, today)


def released(dossier: Dossier) -> Dossier:
    """As its facts make it, when what held it is over."""
    return replace(dossier, status=dossier.unheld)


def is_due(promise: Promise, dossier: Dossier) -> bool:
    """Whether something that the promise spoke of is still to be paid."""
    return any(_covers(promise, invoice) for invoice in dossier.uncovered)


def _covers(promise: Promise, invoice: Invoice) -> bool:
    """« Je règle tout le 10 » is said of what exists that day and is due by the 10th."""
    there = invoice.issued_on is None or invoice.issued_on <= promise.made_on
    return there and invoice.due_on <= promise.promised_on


def still_owed(plan: PaymentPlan, dossier: Dossier) -> Money:
    """What is left of the invoices of a plan, less the credit notes."""
    rows = (i for i in dossier.invoices if i.number in plan.invoices or i.balance.cents < 0)
    return Money(sum(i.balance.cents for i in rows), dossier.currency)


def relieved(dossier: Dossier) -> Dossier:
    """A plan is over once nothing of its invoices is owed, though it was given up and not paid."""
    plan = dossier.open_plan
    if plan is None or still_owed(plan, dossier).cents > 0:
        return dossier
    over = dossier.with_plan_state(PlanState.KEPT)
    return released(over) if over.status is Status.ON_PLAN else over


# -- money ------------------------------------------------------------------------------------------------------------


def paid(before: Dossier, after: Dossier, fallen: int, paid_on: date | None, today: date) -> Dossier:
    """`after` money has come: `fallen` cents of the balances that were known, on `paid_on` where somebody says so."""
    return _plan_paid(before, _promise_paid(before, after, fallen, paid_on, today))


def _promise_paid(before: Dossier, after: Dossier, fallen: int, paid_on: date | None, today: date) -> Dossier:
    """A part that was promised and came is a promise kept, and the rest goes on. The whole is waited for to its day."""
    promise = before.promise or _untold(before)
    if promise is None or fallen <= 0:
        return after
    closed = grown = replace(promise, paid=Money(promise.paid.cents + fallen, after.currency))
    if _is_kept(grown, before, after, today):
        late = promise.state is PromiseState.BROKEN or (paid_on is not None and paid_on > promise.promised_on)
        closed = replace(grown, state=PromiseState.LATE if late else PromiseState.KEPT)
    after = replace(after, promises=tuple(closed if p is promise else p for p in after.promises))
    return released(after) if after.status is Status.PROMISED and not after.promise else after


def _is_kept(promise: Promise, before: Dossier, after: Dossier, today: date) -> bool:
    if promise.amount is not None:
        return promise.paid.cents >= promise.amount.cents
    return today > promise.promised_on and is_due(promise, before) and not is_due(promise, after)


def _untold(dossier: Dossier) -> Promise | None:
    """A promise that was broken while nobody has been told of it: money can still overtake the mail."""
    last = dossier.last_promise
    return last if last and last.state is PromiseState.BROKEN and _waits(dossier, BROKEN_PROMISE) else None


def _plan_paid(before: Dossier, after: Dossier) -> Dossier:
    """Money for the invoices of a plan pays its instalments, oldest first; overtaking the mail that says that it is
    broken, it saves the plan."""
    plan = before.plan
    untold = plan is not None and plan.state is PlanState.BROKEN and _waits(before, PLAN_BROKEN)
    if plan is None or not (plan.state is PlanState.OPEN or untold):
        return after
    left = {i.number: i.balance.cents for i in after.invoices}
    fallen = sum(i.balance.cents - left.get(i.number, 0) for i in before.invoices if i.number in plan.invoices)
    if fallen <= 0:
        return after
    grown = replace(plan, paid=Money(plan.paid.cents + fallen, after.currency))
    if grown.next is None or still_owed(grown, after).cents <= 0:
        grown = replace(grown, state=PlanState.KEPT)
    elif untold and grown.next != plan.next:
        grown = replace(grown, state=PlanState.OPEN)
    after = replace(after, plan=grown)
    return released(after) if after.status in (Status.ON_PLAN, Status.ACTIVE) else after


def _waits(dossier: Dossier, step: str) -> bool:
    """Whether the last mail of this step is still to leave."""
    rows = [r for r in dossier.reminders if r.step == step]
    return bool(rows) and rows[-1].state in NOT_LEFT
