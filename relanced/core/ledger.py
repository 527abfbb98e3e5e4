"""What the ledger says: invoices that come in, money that arrives, a dossier that is settled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from relanced.core.allocation import allocate
from relanced.core.dossier import OVER, Contact, Customer, Dossier, Hold, Invoice, PromiseState, Status
from relanced.core.effects import CancelQueued, CloseTasks, Decision, Effect
from relanced.core.events import InvoicesImported, PaymentRecorded, Settled
from relanced.core.money import Money
from relanced.core.policy import Policy
from relanced.core.reasons import Reason
from relanced.core.steps import ADDRESS, task
from relanced.core.tasks import TaskKind


def on_import(dossier: Dossier, event: InvoicesImported, policy: Policy, today: date) -> Decision:
    """Importing twice changes nothing but the day on which the ledger was last confirmed."""
    updated = replace(
        dossier,
        customer=_merge_customer(dossier.customer, event.customer),
        contacts=_merge_contacts(dossier.contacts, event.contacts),
        invoices=_merge_invoices(dossier.invoices, event),
        ledger_on=today,
        since=dossier.since or today,
    )
    updated = _reopened(updated, today)
    mended = updated.contact is not None and dossier.contact is None and bool(dossier.contacts)
    updated = _without_hold(updated, ADDRESS) if mended else updated
    decision = _after_money(dossier, updated, Reason.INVOICES_CHANGED)
    effects: tuple[Effect, ...] = (CloseTasks((TaskKind.FIX_ADDRESS,)),) if mended else ()
    return replace(decision, effects=(*decision.effects, *effects, *_told(dossier, decision.dossier, policy, today)))


def _told(before: Dossier, after: Dossier, policy: Policy, today: date) -> tuple[Effect, ...]:
    """What comes in after the reminders are over is chased by nobody: who leads the dossier is told of it."""
    if after.status not in OVER:
        return ()
    new = [i.number for i in after.invoices if i.is_open and not _known(i, before)]
    return (task(TaskKind.CHASE_OVER, policy, today, ", ".join(new)),) if new else ()


def on_payment(dossier: Dossier, event: PaymentRecorded, policy: Policy, today: date) -> Decision:
    """What is queued names figures that are no longer true: it is cancelled and planned anew."""
    paid = replace(dossier, invoices=allocate(dossier.invoices, event.amount, event.invoice), ledger_on=today)
    return _after_money(dossier, paid, Reason.PAYMENT_RECORDED, str(event.amount))


def on_settled(dossier: Dossier, event: Settled, policy: Policy, today: date) -> Decision:
    zero = tuple(
        replace(i, balance=Money(0, i.balance.currency), waived=i.waived or i.is_open) for i in dossier.invoices
    )
    return _settled(replace(dossier, invoices=zero), event.note)


def _after_money(before: Dossier, after: Dossier, reason: Reason, detail: str = "") -> Decision:
    if after.invoices and after.balance.cents <= 0 and before.status is not Status.SETTLED:
        return _settled(after, detail)
    known = [i.balance for i in after.invoices if _known(i, before)]
    fallen = before.balance.cents - sum(balance.cents for balance in known)
    after = _promise_paid(after, fallen) if fallen > 0 else after
    if before.promise and not after.promise:
        reason = Reason.PROMISE_KEPT
    changed = [i.balance for i in before.invoices] != known
    effects: tuple[Effect, ...] = (CancelQueued(),) if changed else ()
    return Decision(after, effects, reason, detail)


def _known(invoice: Invoice, dossier: Dossier) -> bool:
    return any(i.number == invoice.number for i in dossier.invoices)


def _settled(dossier: Dossier, detail: str) -> Decision:
    paid = replace(
        dossier.with_promise_state(PromiseState.KEPT), invoices=tuple(map(_paid_elsewhere, dossier.invoices))
    )
    paid = replace(paid, status=Status.SETTLED, hold=None, wait_until=None, claimed_on=None, approved=None)
    return Decision(paid, (CancelQueued(), CloseTasks()), Reason.SETTLED, detail)


def _promise_paid(dossier: Dossier, cents: int) -> Dossier:
    """Money counts towards the open promise; a part that was promised and came is a promise kept."""
    promise = dossier.promise
    if promise is None:
        return dossier
    paid = replace(promise, paid=Money(promise.paid.cents + cents, dossier.currency))
    kept = promise.amount is not None and paid.paid.cents >= promise.amount.cents
    paid = replace(paid, state=PromiseState.KEPT) if kept else paid
    rows = tuple(paid if p is promise else p for p in dossier.promises)
    status = Status.ACTIVE if kept and dossier.status is Status.PROMISED else dossier.status
    return replace(dossier, promises=rows, status=status)


def _reopened(dossier: Dossier, today: date) -> Dossier:
    """A settled dossier that gets an open invoice starts another chase."""
    if dossier.status is not Status.SETTLED or dossier.balance.cents <= 0:
        return dossier
    return replace(dossier, status=Status.ACTIVE, since=today, wait_until=None)


def _without_hold(dossier: Dossier, why: str) -> Dossier:
    if dossier.status is Status.ON_HOLD and dossier.hold == Hold(why):
        return replace(dossier, status=dossier.unheld, hold=None)
    return dossier


def _merge_customer(old: Customer, new: Customer) -> Customer:
    """A file without postal addresses takes none away."""
    return replace(new, record=old.record, address=new.address or old.address)


def _merge_contacts(old: tuple[Contact, ...], new: tuple[Contact, ...]) -> tuple[Contact, ...]:
    """The file names the contacts; an address that failed stays retired until another takes its place."""
    failed = {c.address.lower() for c in old if c.retired}
    return tuple(replace(c, retired=c.address.lower() in failed) for c in new) or old


def _merge_invoices(old: tuple[Invoice, ...], event: InvoicesImported) -> tuple[Invoice, ...]:
    known = {i.number: i for i in old}
    new = {i.number: _updated(known.get(i.number), i) for i in event.invoices}
    gone = {n: _paid_elsewhere(i) if event.complete else i for n, i in known.items() if n not in new}
    return tuple(new.get(n) or gone[n] for n in known) + tuple(i for n, i in new.items() if n not in known)


def _updated(known: Invoice | None, new: Invoice) -> Invoice:
    """The file has the figures, a person has the last word on a dispute and on what is not to be asked for."""
    if known is None:
        return new
    balance = known.balance if known.waived else new.balance
    return replace(
        new,
        balance=balance,
        disputed=known.disputed,
        disputed_amount=known.disputed_amount,
        dispute_reason=known.dispute_reason,
        waived=known.waived,
        settled_on=new.settled_on or known.settled_on,
        settled_after=known.settled_after,
        disputed_on=known.disputed_on,
    )


def _paid_elsewhere(invoice: Invoice) -> Invoice:
    return replace(invoice, balance=Money(0, invoice.balance.currency))
