"""Payment plans: a draft within the owner's limits, its rows as people type them, and what an agreement makes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import InvalidOperation
from itertools import pairwise

from relanced.core.deciding.answers import PLAN_CONFIRMED
from relanced.core.deciding.making import mail, task
from relanced.core.deciding.pacts import released
from relanced.core.dossier import Dossier, PromiseState, Status
from relanced.core.effects import CancelQueued, CloseTasks, Decision, Effect
from relanced.core.events import PlanAgreed
from relanced.core.law.months import add_months
from relanced.core.money import Money
from relanced.core.plan import Instalment, PaymentPlan, PlanLimits, PlanState
from relanced.core.policy import Policy
from relanced.core.reasons import Reason
from relanced.core.tasks import TaskKind
from relanced.core.workdays import Workdays

# Who may not pay earlier debts (C. com. L622-7), and what is over: there is no plan to be made.
NO_PLAN = frozenset({Status.INSOLVENT, Status.SETTLED, Status.WRITTEN_OFF})

# What a person has answered by agreeing to a plan.
ANSWERED = (TaskKind.AGREE_PLAN, TaskKind.AGREE_DELAY, TaskKind.APPROVE_STEP, TaskKind.CHASE_OVER, TaskKind.CALL)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the client would like: a number of instalments, an amount a month, a first day."""

    count: int | None = None
    amount: Money | None = None
    first_on: date | None = None


def due(dossier: Dossier, today: date) -> Money:
    """What a plan is made for: what is late, or everything when nothing is; credit notes are deducted."""
    free = dossier.with_plan_state(PlanState.CANCELLED)
    late = [i for i in free.chased if i.is_overdue(today)] or free.chased
    return _less_credits(dossier, sum(i.asked.cents for i in late))


def _less_credits(dossier: Dossier, cents: int) -> Money:
    credit = sum(i.balance.cents for i in dossier.invoices if i.balance.cents < 0)
    return Money(max(cents + credit, 0), dossier.currency)


# -- a draft ----------------------------------------------------------------------------------------------------------


def draft(owed: Money, today: date, limits: PlanLimits, workdays: Workdays, wish: Wish) -> tuple[Instalment, ...]:
    """The plan nearest to the client's wish that the owner's limits allow, by the month; none when nothing is owed."""
    if owed.cents <= 0:
        return ()
    most = max(1, min(limits.max_months, owed.cents // max(limits.smallest, 1)))
    first = -(-owed.cents * limits.first_share // 100)
    count = min(wish.count or most, most)
    amounts = _by_amount(owed.cents, first, most, limits.smallest, wish) or equal(owed.cents, count, first)
    latest = today + timedelta(days=limits.first_days)
    start = wish.first_on if wish.first_on and today < wish.first_on <= latest else latest
    return by_month(amounts, start, workdays, owed.currency)


def by_month(amounts: tuple[int, ...], first_on: date, workdays: Workdays, currency: str) -> tuple[Instalment, ...]:
    """These cents, month by month from `first_on`, each on a business day."""
    days = (workdays.next_open(add_months(first_on, n)) for n in range(len(amounts)))
    return tuple(Instalment(day, Money(cents, currency)) for day, cents in zip(days, amounts, strict=True))


def equal(cents: int, count: int, first: int = 0) -> tuple[int, ...]:
    """`count` parts, the first of them at least `first`; the last takes the cents that do not divide."""
    first = max(first, cents // count) if count > 1 else cents
    others = (cents - first) // max(count - 1, 1)
    amounts = (first, *[others] * (count - 1))
    return (*amounts[:-1], amounts[-1] + cents - sum(amounts))


def _by_amount(cents: int, first: int, most: int, smallest: int, wish: Wish) -> tuple[int, ...]:
    """« 500 € par mois »; nothing when that would be too little or take too long."""
    size = wish.amount.cents if wish.amount else 0
    if size < max(smallest, 1) or size >= cents:
        return ()
    amounts = [max(first, size)]
    while (rest := cents - sum(amounts)) > 0:
        amounts.append(min(size, rest))
    if len(amounts) > 1 and amounts[-1] < smallest:
        amounts[-2:] = [amounts[-2] + amounts[-1]]
    return tuple(amounts) if len(amounts) <= most else ()


# -- as people type it ------------------------------------------------------------------------------------------------


def spelt(instalments: tuple[Instalment, ...]) -> str:
    """``2026-12-05 500.00, 2027-01-05 500.00``, as the owner may type it; another currency than the euro is named."""
    return ", ".join(f"{i.due_on} {i.amount if i.amount.currency == 'EUR' else i.amount.spelling}" for i in instalments)


def parsed(text: str, currency: str = "EUR") -> tuple[Instalment, ...]:
    """The rows of `spelt`. Raises ValueError with what is wrong."""
    rows = tuple(_row(row.split(), currency) for row in text.replace(";", ",").split(",") if row.strip())
    if not rows:
        raise ValueError("has no instalment")
    if any(later.due_on <= row.due_on for row, later in pairwise(rows)):
        raise ValueError("its days are not in order")
    return rows


def _row(words: list[str], currency: str) -> Instalment:
    try:
        day, amount = words
        money = Money.spelt(amount) if amount[-1:].isalpha() else Money.of(amount, currency)
        row = Instalment(date.fromisoformat(day), money)
    except (ValueError, InvalidOperation) as error:
        raise ValueError(f"{' '.join(words)!r} is not a day and an amount") from error
    if row.amount.cents <= 0:
        raise ValueError(f"{row.amount} is not an instalment")
    return row


# -- agreeing ---------------------------------------------------------------------------------------------------------


def requested(dossier: Dossier, wish: Wish, words: str, policy: Policy, today: date) -> str:
    """What the task says: the draft in its first line, the client's words below it, where they cannot pass for one."""
    rows = draft(due(dossier, today), today, policy.plans, policy.workdays, wish)
    return f"{spelt(rows)}\n{words}" if rows else words


def of_request(detail: str, dossier: Dossier, policy: Policy, today: date, message_id: str | None) -> PlanAgreed | None:
    """What `task done` says yes to: the draft that the task shows, or None. Once its first day has passed the same
    number of instalments is drafted anew."""
    drafted, _, said = detail.partition("\n")
    try:
        rows = parsed(drafted, dossier.currency)
    except ValueError:
        return None
    if rows[0].due_on <= today:
        rows = draft(due(dossier, today), today, policy.plans, policy.workdays, Wish(len(rows)))
    return PlanAgreed(rows, said.partition(" : ")[2], message_id)


def on_agreed(dossier: Dossier, event: PlanAgreed, policy: Policy, today: date) -> Decision:
    """A person's word: it takes the place of whatever held the dossier, an earlier plan included."""
    if dossier.status in NO_PLAN:
        return Decision(dossier, (), Reason.STATUS_FORBIDS)
    free = dossier.with_plan_state(PlanState.CANCELLED).with_promise_state(PromiseState.REPLACED)
    everything = _less_credits(free, sum(i.asked.cents for i in free.chased))
    rows = _fitted(event.instalments, everything.cents)
    if not rows:
        return Decision(dossier, (), Reason.NOTHING_DUE)
    plan = PaymentPlan(today, rows, Money(0, dossier.currency), event.words, event.message_id, _paid_by(rows, free))
    agreed = released(replace(free, plan=plan, hold=None, wait_until=None, claimed_on=None, approved=None))
    effects = (CancelQueued(), CloseTasks(ANSWERED), _confirmed(agreed, plan, policy, today))
    return Decision(agreed, effects, Reason.PLAN_AGREED, spelt(rows))


def _confirmed(dossier: Dossier, plan: PaymentPlan, policy: Policy, today: date) -> Effect:
    """The client gets it in writing, with what a default would mean."""
    if not dossier.contact:
        return task(TaskKind.FIX_ADDRESS, policy, today)
    return mail(dossier, PLAN_CONFIRMED, plan.invoices, words=plan.words, in_reply_to=plan.message_id)


def _fitted(rows: tuple[Instalment, ...], cents: int) -> tuple[Instalment, ...]:
    """What was paid since the draft is taken off its end."""
    kept = []
    for row in rows:
        amount = min(row.amount.cents, cents)
        cents -= amount
        if amount > 0:
            kept.append(replace(row, amount=Money(amount, row.amount.currency)))
    return tuple(kept)


def _paid_by(rows: tuple[Instalment, ...], dossier: Dossier) -> tuple[str, ...]:
    """The oldest invoices, as far as the instalments and the credit notes reach; the others go on."""
    left = sum(r.amount.cents for r in rows) - sum(i.balance.cents for i in dossier.invoices if i.balance.cents < 0)
    numbers = []
    for invoice in dossier.chased:
        if left <= 0:
            break
        numbers.append(invoice.number)
        left -= invoice.asked.cents
    return tuple(numbers)
