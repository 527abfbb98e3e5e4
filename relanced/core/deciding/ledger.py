"""What the ledger says: invoices that come in, money that arrives, a dossier that is settled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from relanced.core.deciding import disputes, pacts
from relanced.core.deciding.making import ADDRESS, task, waiting
from relanced.core.dossier import OVER, Contact, Customer, Dossier, Hold, Invoice, PromiseState, Status
from relanced.core.effects import CancelQueued, CloseTasks, Decision, Effect
from relanced.core.events import CreditSeen, CustomerChanged, InvoicesImported, PaymentRecorded, Settled
from relanced.core.law.allocation import allocate
from relanced.core.money import Money
from relanced.core.plan import PlanState
from relanced.core.policy import Policy
from relanced.core.reasons import Reason
from relanced.core.tasks import TaskKind

# The code of what is to be given back in a task's detail.
EXCESS = "excess"


def on_import(dossier: Dossier, event: InvoicesImported, policy: Policy, today: date) -> Decision:
    """Importing twice changes nothing but the day on which the ledger was last confirmed."""
    met, effects = _met(dossier, event.customer, event.contacts, event.silent)
    updated = replace(
        met,
        invoices=_merge_invoices(dossier.invoices, event),
        ledger_on=today,
        since=dossier.since or today,
    )
    decision = _after_money(dossier, _reopened(updated, today), today, Reason.INVOICES_CHANGED)
    decision = _in_peace(decision, policy, today)
    return replace(decision, effects=(*decision.effects, *effects, *_told(dossier, decision.dossier, policy, today)))


def on_customer(dossier: Dossier, event: CustomerChanged, policy: Policy, today: date) -> Decision:
    """Who he is and whom to write to: nothing is known of what he owes."""
    met, effects = _met(dossier, event.customer, event.contacts)
    return Decision(met, effects, Reason.CUSTOMER_CHANGED)


def _met(
    dossier: Dossier, customer: Customer, contacts: tuple[Contact, ...], silent: tuple[str, ...] = ()
) -> tuple[Dossier, tuple[Effect, ...]]:
    """The dossier with its customer as a file has him; an address that is mended ends the wait for one."""
    met = replace(
        dossier,
        customer=merge_customer(dossier.customer, customer, silent),
        contacts=merge_contacts(dossier.contacts, contacts),
    )
    mended = met.contact is not None and dossier.contact is None and bool(dossier.contacts)
    return (_without_hold(met, ADDRESS), (CloseTasks((TaskKind.FIX_ADDRESS,)),)) if mended else (met, ())


def _told(before: Dossier, after: Dossier, policy: Policy, today: date) -> tuple[Effect, ...]:
    """What comes in after the reminders are over is chased by nobody: who leads the dossier is told of it."""
    if after.status not in OVER:
        return ()
    new = [i.number for i in after.invoices if i.is_open and not _known(i, before)]
    return (task(TaskKind.CHASE_OVER, policy, today, ", ".join(new)),) if new else ()


def on_payment(dossier: Dossier, event: PaymentRecorded, policy: Policy, today: date) -> Decision:
    """What is queued names figures that are no longer true: it is cancelled and planned anew."""
    paid = replace(dossier, invoices=allocate(dossier.invoices, event.amount, _meant(dossier, event)), ledger_on=today)
    decision = _after_money(dossier, paid, today, Reason.PAYMENT_RECORDED, str(event.amount), event.paid_on)
    decision = replace(decision, effects=(*decision.effects, *_excess(dossier, event.amount, policy, today)))
    return _in_peace(decision, policy, today)


def _meant(dossier: Dossier, event: PaymentRecorded) -> tuple[str, ...]:
    if event.invoice:
        return (event.invoice,)
    return dossier.open_plan.invoices if dossier.open_plan else ()


def _excess(before: Dossier, amount: Money, policy: Policy, today: date) -> tuple[Effect, ...]:
    """What is paid and not owed is to be given back (C. civ. 1302). Where nothing was due any more, an import may have
    told of the same payment already."""
    if not 0 < before.balance.cents < amount.cents:
        return ()
    excess = amount - before.balance
    return (task(TaskKind.RETURN_EXCESS, policy, today, f"{EXCESS} {excess.spelling}"),)


def on_credit_seen(dossier: Dossier, event: CreditSeen, policy: Policy, today: date) -> Decision:
    """Money that may be his: nothing asks him for it before a person has compared."""
    asked = task(TaskKind.MATCH_CREDIT, policy, today, event.detail)
    return Decision(dossier, (CancelQueued(), asked), Reason.CREDIT_UNSURE, event.detail)


def _in_peace(decision: Decision, policy: Policy, today: date) -> Decision:
    """Who has just kept his word is not asked for the rest on the same day."""
    if decision.reason not in (Reason.PROMISE_KEPT, Reason.PROMISE_LATE):
        return decision
    return replace(decision, dossier=waiting(decision.dossier, policy.after(today, policy.answer_within)))


def on_settled(dossier: Dossier, event: Settled, policy: Policy, today: date) -> Decision:
    zero = tuple(
        replace(i, balance=Money(0, i.balance.currency), waived=i.waived or i.is_open) for i in dossier.invoices
    )
    return settled(replace(dossier, invoices=zero), event.note)


def _after_money(
    before: Dossier, after: Dossier, today: date, reason: Reason, detail: str = "", paid_on: date | None = None
) -> Decision:
    if after.invoices and after.balance.cents <= 0 and before.status is not Status.SETTLED:
        return settled(after, detail)
    known = [i.balance for i in after.invoices if _known(i, before)]
    fallen = before.balance.cents - sum(balance.cents for balance in known)
    after = pacts.paid(before, after, fallen, paid_on, today)
    after, effects = disputes.over(before, after)
    if [i.balance for i in before.invoices] != known:
        effects = (CancelQueued(), *effects)
    return Decision(after, effects, _told_of_pacts(before, after) or reason, detail)


def _told_of_pacts(before: Dossier, after: Dossier) -> Reason | None:
    """What money has done to a promise or a plan says more than that it came."""
    last, was = after.last_promise, before.last_promise
    if last and was and last.state is not was.state:
        return Reason.PROMISE_LATE if last.state is PromiseState.LATE else Reason.PROMISE_KEPT
    if not (before.plan and after.plan) or before.plan.next == after.plan.next:
        return None
    return Reason.PLAN_KEPT if after.plan.state is PlanState.KEPT else Reason.INSTALMENT_PAID


def _known(invoice: Invoice, dossier: Dossier) -> bool:
    return any(i.number == invoice.number for i in dossier.invoices)


def settled(dossier: Dossier, detail: str) -> Decision:
    """Nothing is due any more, whoever says so."""
    kept = dossier.with_promise_state(PromiseState.KEPT).with_plan_state(PlanState.KEPT)
    paid = replace(kept, invoices=tuple(map(_paid_elsewhere, kept.invoices)))
    paid = replace(paid, status=Status.SETTLED, hold=None, wait_until=None, claimed_on=None, approved=None)
    return Decision(paid, (CancelQueued(), CloseTasks()), Reason.SETTLED, detail)


def _reopened(dossier: Dossier, today: date) -> Dossier:
    """A settled dossier that gets an open invoice starts another chase."""
    if dossier.status is not Status.SETTLED or dossier.balance.cents <= 0:
        return dossier
    return replace(dossier, status=Status.ACTIVE, since=today, wait_until=None)


def _without_hold(dossier: Dossier, why: str) -> Dossier:
    if dossier.status is Status.ON_HOLD and dossier.hold == Hold(why):
        return replace(dossier, status=dossier.unheld, hold=None)
    return dossier


def merge_customer(old: Customer, new: Customer, silent: tuple[str, ...] = ()) -> Customer:
    """A file without postal addresses takes none away, and one that does not speak of a field leaves it."""
    kept: dict[str, Any] = {field: getattr(old, field) for field in silent}
    return replace(new, id=old.id, record=old.record, address=new.address or old.address, **kept)


def merge_contacts(old: tuple[Contact, ...], new: tuple[Contact, ...]) -> tuple[Contact, ...]:
    """The file names the contacts; an address that failed stays retired: what went there last was not received."""
    failed = {c.address.lower(): c for c in old if c.retired}
    named = {c.address.lower() for c in new}
    gone = (c for address, c in failed.items() if address not in named)
    return (*(replace(c, retired=c.address.lower() in failed) for c in new), *gone) if new else old


def _merge_invoices(old: tuple[Invoice, ...], event: InvoicesImported) -> tuple[Invoice, ...]:
    """The file has the figures, a person has the last word on a dispute and on what is not to be asked for."""
    known = {i.number: i for i in old}
    credits = tuple(-i.balance.cents for i in event.invoices if i.balance.cents < 0 and i.number not in known)
    new = {i.number: _updated(known.get(i.number), i, credits) for i in event.invoices}
    gone = {
        n: _paid_elsewhere(i) if event.complete else _credited(i, credits) for n, i in known.items() if n not in new
    }
    return tuple(new.get(n) or gone[n] for n in known) + tuple(i for n, i in new.items() if n not in known)


def _updated(known: Invoice | None, new: Invoice, credits: tuple[int, ...]) -> Invoice:
    if known is None:
        return new
    return replace(
        disputes.booked(known, new, credits),
        settled_on=new.settled_on or known.settled_on,
        settled_after=known.settled_after,
        disputed_on=known.disputed_on,
    )


def _credited(known: Invoice, credits: tuple[int, ...]) -> Invoice:
    """A file may have the credit note alone, without the invoice that it is for."""
    if not credits:
        return known
    waived = known.waived_amount or Money(0, known.balance.currency)
    return _updated(known, replace(disputes.ended(known), balance=known.balance + waived), credits)


def _paid_elsewhere(invoice: Invoice) -> Invoice:
    return replace(invoice, balance=Money(0, invoice.balance.currency))
