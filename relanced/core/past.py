"""A dossier as it was at an earlier instant, as far as it remembers: what old mail is judged against.

What came since is left out: payments, promises, disputes, tasks, whatever ended the chase. A pause of that time is not
remembered, nor a balance that an import has lowered without a payment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from relanced.core.deciding.answers import last_reminder_on
from relanced.core.dossier import Dossier, Invoice, Promise, PromiseState, Reminder, Status
from relanced.core.events import PaymentRecorded
from relanced.core.law.allocation import Paid, paid_of
from relanced.core.money import total

# Of a promise whose day had not come, whatever became of it since.
UNDECIDED = frozenset({PromiseState.KEPT, PromiseState.LATE, PromiseState.BROKEN, PromiseState.REPLACED})


def as_of(dossier: Dossier, at: datetime, day: date, payments: Iterable[PaymentRecorded]) -> Dossier:
    """`at` is aware, `day` the company's day of it; `payments` are all that were recorded for the dossier."""
    paid = paid_of(dossier.invoices, payments)
    reminders = tuple(r for r in dossier.reminders if _had_left(r, at, day))
    claim = dossier.payment_claim
    then = replace(
        dossier,
        invoices=tuple(_invoice(i, day, paid) for i in dossier.invoices),
        reminders=reminders,
        calls=tuple(c for c in dossier.calls if c.on < day),
        postings=tuple(p for p in dossier.postings if p.posted_on < day),
        promises=_promises(dossier, day),
        tasks=(),
        hold=None,
        plan=dossier.plan if dossier.plan and dossier.plan.agreed_on < day else None,
        insolvency=None,
        payment_claim=claim if claim and claim.made_on < day else None,
        claimed_on=_before(dossier.claimed_on, day),
        replied_on=_before(dossier.replied_on, day),
        since=_before(dossier.since, day),
        wait_until=None,
        approved=None,
        last_mailed_on=last_reminder_on(reminders),
    )
    return replace(then, status=then.unheld if any(i.is_open for i in then.invoices) else Status.SETTLED)


def _before(known: date | None, day: date) -> date | None:
    return known if known and known < day else None


def _had_left(reminder: Reminder, at: datetime, day: date) -> bool:
    return reminder.sent_at <= at if reminder.sent_at else reminder.on < day


def _invoice(invoice: Invoice, day: date, paid: Mapping[str, tuple[Paid, ...]]) -> Invoice:
    shares = paid[invoice.number]
    since = total([p.amount for p in shares if p.on >= day], invoice.total.currency)
    earlier = total([p.amount for p in shares if p.on < day], invoice.total.currency)
    given_up_since = invoice.waived or (invoice.settled_on is not None and invoice.settled_on >= day)
    balance = invoice.total - earlier if given_up_since else invoice.balance + since
    then = replace(invoice, balance=balance, waived=False, waived_amount=None)
    if balance:
        then = replace(then, settled_on=None, settled_after=None)
    if invoice.disputed_on and invoice.disputed_on >= day:
        then = replace(then, disputed=False, disputed_amount=None, dispute_reason=None, disputed_on=None)
    return then


def _promises(dossier: Dossier, day: date) -> tuple[Promise, ...]:
    """Those that had been made; the last was open if its day had not come."""
    made = [p for p in dossier.promises if p.made_on < day]
    if made and made[-1].promised_on >= day and made[-1].state in UNDECIDED:
        made[-1] = replace(made[-1], state=PromiseState.OPEN)
    return tuple(made)
