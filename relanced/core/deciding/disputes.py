"""Disputes: what is contested leaves the reminders, the rest goes on by name, and our own answer has a clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from relanced.core.deciding import pacts
from relanced.core.deciding.making import task, waiting
from relanced.core.dossier import OVER, Dossier, Invoice, PromiseState, Status
from relanced.core.effects import CancelQueued, CloseTasks, Decision, Effect
from relanced.core.events import DisputeOutcome, DisputeRaised
from relanced.core.intents import DisputeReason
from relanced.core.money import Money
from relanced.core.policy import Policy
from relanced.core.reasons import Reason
from relanced.core.tasks import TaskKind

# Open for as long as something is contested.
OF_DISPUTES = (TaskKind.ANSWER_DISPUTE, TaskKind.ISSUE_CREDIT_NOTE)

# The details of a task: `relanced.letters.details` has their words.
CONTESTED = "contested"
CONTESTED_WHOLE = "contested_whole"
CONTESTED_AMOUNT = "contested_amount"
CREDIT_NOTE = "credit_note"


def contest(invoice: Invoice, reason: DisputeReason | None, amount: Money | None) -> Invoice:
    """`amount` is None for the whole; more than the balance is the whole too."""
    part = amount if amount and 0 < amount.cents < invoice.balance.cents else None
    return replace(invoice, disputed=True, disputed_amount=part, dispute_reason=reason or invoice.dispute_reason)


def ended(invoice: Invoice) -> Invoice:
    return replace(invoice, disputed=False, disputed_amount=None, dispute_reason=None)


def contested(
    invoices: tuple[Invoice, ...], named: set[str], reason: DisputeReason | None, amount: Money | None
) -> tuple[Invoice, ...]:
    """The invoices that are named, or all. An amount counts only where one invoice can be meant."""
    meant = [i.number for i in invoices if i.is_open and (not named or i.number in named)]
    part = amount if len(meant) == 1 else None
    return tuple(contest(i, reason, part) if i.number in meant else i for i in invoices)


def on_disputed(dossier: Dossier, event: DisputeRaised, policy: Policy, today: date) -> Decision:
    """A person says so. Who leads a dossier notes it there; what is over stays over."""
    if dossier.status in (Status.SETTLED, Status.WRITTEN_OFF):
        return Decision(dossier, (), Reason.STATUS_FORBIDS)
    named = {event.invoice} if event.invoice else set()
    disputed = replace(dossier, invoices=contested(dossier.invoices, named, event.reason, event.amount))
    if not disputed.chased:
        disputed = disputed.with_promise_state(PromiseState.CANCELLED)
    if dossier.status not in OVER and not (dossier.hold and dossier.hold.by_person):
        disputed = replace(disputed, status=disputed.unheld, hold=None)
    detail = " ".join(word for word in (event.invoice, event.reason and event.reason.value, event.note) if word)
    effects: tuple[Effect, ...] = (CancelQueued(), task(TaskKind.ANSWER_DISPUTE, policy, today, _about(event)))
    return Decision(disputed, effects, Reason.DISPUTED, detail)


def _about(event: DisputeRaised) -> str:
    """What is contested, what was noted, and why: a line each."""
    reason = because(event.reason) if event.reason else ""
    return "\n".join(line for line in (_what(event.invoice, event.amount), event.note, reason) if line)


def _what(number: str | None, amount: Money | None) -> str:
    if amount:
        return f"{CONTESTED} {amount.spelling} {number}" if number else f"{CONTESTED_AMOUNT} {amount.spelling}"
    return f"{CONTESTED_WHOLE} {number}" if number else ""


def because(reason: DisputeReason) -> str:
    """The code of a reason in a task's detail."""
    return f"dispute_{reason.value}"


# -- how a dispute ends -----------------------------------------------------------------------------------------------


def _withdrawn(dossier: Dossier, policy: Policy, today: date) -> tuple[Dossier, tuple[Effect, ...]]:
    """The scenario goes on where it was, but not the next day: he has just been answered."""
    back = replace(dossier, invoices=tuple(map(ended, dossier.invoices)))
    return waiting(back, policy.after(today, policy.answer_within)), ()


def _credit_note(dossier: Dossier, policy: Policy, today: date) -> tuple[Dossier, tuple[Effect, ...]]:
    """He is right, and the books are to say so: what is contested stays out until an import shows it."""
    rows = (replace(i, dispute_reason=DisputeReason.CREDIT_NOTE_DUE) if i.disputed else i for i in dossier.invoices)
    open_ones = (i for i in dossier.invoices if i.disputed and i.is_open)
    detail = "\n".join(f"{CREDIT_NOTE} {i.contested.spelling} {i.number}" for i in open_ones)
    return replace(dossier, invoices=tuple(rows)), (task(TaskKind.ISSUE_CREDIT_NOTE, policy, today, detail),)


def _accepted(dossier: Dossier, policy: Policy, today: date) -> tuple[Dossier, tuple[Effect, ...]]:
    """What is contested is not asked for any more, whatever the next import says."""
    rest = replace(dossier, invoices=tuple(map(_given_up, dossier.invoices)))
    return waiting(rest, policy.after(today, policy.answer_within)), ()


def _given_up(invoice: Invoice) -> Invoice:
    if not invoice.disputed or not invoice.is_open:
        return ended(invoice)
    if not invoice.asked:
        return replace(ended(invoice), balance=Money(0, invoice.balance.currency), waived=True)
    before = invoice.waived_amount or Money(0, invoice.balance.currency)
    return replace(ended(invoice), balance=invoice.asked, waived_amount=before + invoice.contested)


End = Callable[[Dossier, Policy, date], tuple[Dossier, tuple[Effect, ...]]]

OUTCOMES: dict[DisputeOutcome, tuple[End, Reason]] = {
    DisputeOutcome.WITHDRAWN: (_withdrawn, Reason.DISPUTE_WITHDRAWN),
    DisputeOutcome.CREDIT_NOTE: (_credit_note, Reason.CREDIT_NOTE_AWAITED),
    DisputeOutcome.ACCEPTED: (_accepted, Reason.DISPUTE_ACCEPTED),
}

assert set(OUTCOMES) == set(DisputeOutcome)


def resolved(dossier: Dossier, outcome: DisputeOutcome, policy: Policy, today: date, note: str) -> Decision:
    """A status that held by the dispute follows from the rest."""
    end, reason = OUTCOMES[outcome]
    after, effects = end(dossier, policy, today)
    after = pacts.relieved(after)
    if after.status is Status.DISPUTED:
        after = replace(after, status=after.unheld)
    return Decision(after, (CancelQueued(), CloseTasks(OF_DISPUTES), *effects), reason, note)


# -- what the books say -----------------------------------------------------------------------------------------------


def booked(known: Invoice, new: Invoice, credits: tuple[int, ...]) -> Invoice:
    """`new` as a file has it, with what is known of its dispute. A credit note, a lower total, or a balance that is
    lower by just the contested part, shows that the books have followed: then nothing is left out any more.

    `credits` are the credit notes that are new in the file, in positive cents.
    """
    if known.waived:
        return replace(new, balance=known.balance, waived=True)
    waived = known.waived_amount
    if waived and _followed(known, new, waived.cents, credits):
        waived = None
    left = max(new.balance.cents - waived.cents, 0) if waived else new.balance.cents
    row = replace(new, balance=Money(left, new.balance.currency), waived_amount=waived)
    part = known.disputed_amount.cents if known.disputed_amount else None
    awaited = known.dispute_reason is DisputeReason.CREDIT_NOTE_DUE
    if not known.disputed or (awaited and _followed(known, new, part, credits)):
        return row
    return replace(row, disputed=True, disputed_amount=known.disputed_amount, dispute_reason=known.dispute_reason)


def _followed(known: Invoice, new: Invoice, part: int | None, credits: tuple[int, ...]) -> bool:
    """`part` is None for the whole. A balance that is lower by something else is a payment of the rest."""
    held = known.balance.cents + (known.waived_amount.cents if known.waived_amount else 0)
    fallen = held - new.balance.cents
    if part is None:
        return bool(credits) or fallen > 0
    return part in credits or new.total.cents < known.total.cents or fallen == part


def over(before: Dossier, after: Dossier) -> tuple[Dossier, tuple[Effect, ...]]:
    """A dispute whose invoices are paid, or put right in the books, ends by itself."""
    if not _any(before) or _any(after):
        return after, ()
    status = after.unheld if after.status is Status.DISPUTED else after.status
    return replace(after, status=status), (CloseTasks(OF_DISPUTES),)


def _any(dossier: Dossier) -> bool:
    return any(i.disputed and i.is_open for i in dossier.invoices)
