"""What the dossiers of a customer say of how he pays: the days that are noted of each, and the record made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from relanced.core.deciding.answers import ANSWERS
from relanced.core.dossier import Call, Dossier, Invoice, Promise, PromiseState, Reminder, ReminderState
from relanced.core.events import Event, PaymentRecorded
from relanced.core.risk.record import Record

JUDGED = frozenset({PromiseState.KEPT, PromiseState.LATE, PromiseState.BROKEN})
LEFT = frozenset({ReminderState.SENT, ReminderState.UNCERTAIN})


@dataclass(frozen=True, slots=True)
class Past:
    """Of one dossier: what a record is made of."""

    invoices: tuple[Invoice, ...]
    promises: tuple[Promise, ...]


# -- the days ---------------------------------------------------------------------------------------------------------


def noted(before: Dossier, after: Dossier, event: Event, today: date) -> Dossier:
    """`after` with the days that `event` brought: of an invoice that is paid, or that is paid no longer, or contested.

    What a person waives, and what a credit note covers, nobody has paid.
    """
    if isinstance(event, PaymentRecorded):
        after = _known_better(after, event)
    if after.invoices == before.invoices:
        return after
    on = event.paid_on if isinstance(event, PaymentRecorded) else today
    known = {i.number: i for i in before.invoices}
    unpaid = _compensated(known, after)
    rows = tuple(_noted(known.get(i.number), i, after, on, i.number not in unpaid) for i in after.invoices)
    return replace(after, invoices=rows) if rows != after.invoices else after


def _known_better(dossier: Dossier, payment: PaymentRecorded) -> Dossier:
    """A list of invoices says only that one is paid; the payment of the whole of it, read later, says since when."""

    def dated(invoice: Invoice) -> Invoice:
        told = invoice.number == payment.invoice and invoice.total.cents <= payment.amount.cents
        if not told or not invoice.settled_on or invoice.settled_on <= payment.paid_on:
            return invoice
        after = last_step(dossier, invoice.number, payment.paid_on)
        return replace(invoice, settled_on=payment.paid_on, settled_after=after)

    return replace(dossier, invoices=tuple(map(dated, dossier.invoices)))


def _noted(known: Invoice | None, now: Invoice, dossier: Dossier, on: date, is_paid: bool) -> Invoice:
    if now.disputed and not (known and known.disputed):
        now = replace(now, disputed_on=on)
    if now.is_open:
        return replace(now, settled_on=None, settled_after=None)
    if known is None or not known.is_open:
        return now
    if now.waived or not is_paid:
        return replace(now, settled_on=None, settled_after=None)
    day = now.settled_on or on
    return replace(now, settled_on=day, settled_after=last_step(dossier, now.number, day))


def _compensated(known: dict[str, Invoice], after: Dossier) -> set[str]:
    """The invoices, from the oldest due, that the credit notes used up in this change have covered (C. civ. 1347)."""
    used = sum(
        -(known[i.number].balance if i.number in known else i.total).cents
        for i in after.invoices
        if i.total.cents < 0 and not i.balance and (i.number not in known or known[i.number].balance)
    )
    covered: set[str] = set()
    closed = [i for i in after.invoices if i.total.cents > 0 and not i.is_open and _owed(known, i)]
    for invoice in sorted(closed, key=lambda i: (i.due_on, i.number)):
        used -= _owed(known, invoice)
        if used < 0:
            break
        covered.add(invoice.number)
    return covered


def _owed(known: dict[str, Invoice], invoice: Invoice) -> int:
    return max(known[invoice.number].balance.cents, 0) if invoice.number in known else 0


def last_step(dossier: Dossier, number: str, day: date) -> str:
    """The step after which the invoice was paid; empty for none. A transfer is a day on its way: what was said on the
    very day did not cause it.
    """
    said: list[Reminder | Call] = [
        r for r in dossier.reminders if r.state in LEFT and r.step not in ANSWERS and r.on < day
    ]
    said += [c for c in dossier.calls if c.called_on and c.called_on < day]
    heard = [s for s in said if number in s.invoices]
    return max(heard, key=_said_on).step if heard else ""


def _said_on(said: Reminder | Call) -> date:
    return (said.called_on or said.on) if isinstance(said, Call) else said.on


# -- the record -------------------------------------------------------------------------------------------------------


def tells(before: Dossier, after: Dossier) -> bool:
    """Whether the customer's record has changed with the dossier."""
    return _told(before) != _told(after)


def _told(dossier: Dossier) -> object:
    days = {(i.number, i.settled_on, i.disputed_on) for i in dossier.invoices if i.settled_on or i.disputed_on}
    return days, [p.state for p in dossier.promises if p.state in JUDGED]


def record_of(dossiers: Iterable[Past]) -> Record:
    """Over all dossiers of one customer."""
    pasts = tuple(dossiers)
    paid = [i for past in pasts for i in past.invoices if i.settled_on and i.total.cents > 0]
    late = [max((i.settled_on - i.due_on).days, 0) for i in paid if i.settled_on]
    states = Counter(p.state for past in pasts for p in past.promises)
    return Record(
        paid=len(paid),
        paid_late=sum(days > 0 for days in late),
        days_late=round(sum(late) / len(late)) if late else 0,
        promises_kept=states[PromiseState.KEPT] + states[PromiseState.LATE],
        promises_broken=states[PromiseState.BROKEN],
        disputes=sum(len({i.disputed_on for i in past.invoices if i.disputed_on}) for past in pasts),
        paid_after=shares(i.settled_after for i in paid),
    )


def shares(steps: Iterable[str | None]) -> tuple[tuple[str, int], ...]:
    """How often each step was the last before the money came, the most frequent first; None: nobody knows."""
    counted = Counter(step for step in steps if step is not None)
    return tuple(sorted(counted.items(), key=lambda row: (-row[1], row[0])))
