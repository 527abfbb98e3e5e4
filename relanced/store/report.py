"""What the daily summary is made of.

Of what happened it has what came after the last one and up to its own instant: each thing stands in one summary.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, case, func, select

from relanced.core.deciding import steps
from relanced.core.dossier import PromiseState, ReminderState, Status
from relanced.core.money import Money
from relanced.core.plan import Instalment
from relanced.core.reasons import Reason
from relanced.core.risk.settlements import Settlements, settlements
from relanced.core.risk.standing import AGES, Age
from relanced.core.summary import ComingRow, ReplyRow, SentRow, TaskLine
from relanced.core.tasks import TaskKind
from relanced.store import codec, mails, tasks
from relanced.store.dossiers import invoice
from relanced.store.schema import customers, dossiers, invoices, journal, outbox

WORDS = 300

# What a reminder asks for of an invoice: the balance without what is contested of it (`Invoice.asked`).
CONTESTED = func.coalesce(invoices.c.disputed_amount, invoices.c.balance)
REST = case((invoices.c.balance > CONTESTED, invoices.c.balance - CONTESTED), else_=0)
ASKED = case((invoices.c.disputed, REST), else_=invoices.c.balance)
# In these a reminder of the scenario may leave.
CHASING = tuple(status.value for status in steps.CHASING)


def sent(connection: Connection, after: datetime, until: datetime) -> tuple[SentRow, ...]:
    query = (
        select(outbox, customers.c.name)
        .join(dossiers, dossiers.c.reference == outbox.c.dossier)
        .join(customers, customers.c.id == dossiers.c.customer_id)
        .where(outbox.c.state == ReminderState.SENT.value, outbox.c.sent_at > after, outbox.c.sent_at <= until)
        .order_by(outbox.c.sent_at)
    )
    return tuple(
        SentRow(r.dossier, r.name, r.step, r.recipient, r.sent_at, _balance(connection, r.dossier, r.invoices))
        for r in connection.execute(query)
    )


def _balance(connection: Connection, dossier: str, numbers: list[str]) -> Money:
    query = select(func.coalesce(func.sum(ASKED), 0), func.min(invoices.c.currency))
    row = connection.execute(query.where(invoices.c.dossier == dossier, invoices.c.number.in_(numbers))).one()
    return Money(int(row[0]), row[1] or "EUR")


def replies(connection: Connection, after: datetime, until: datetime) -> tuple[ReplyRow, ...]:
    rows = (r for r in mails.handled_between(connection, after, until) if r.reading)
    return tuple(
        ReplyRow(
            reference=r.dossier,
            customer=_customer(connection, r.dossier),
            received_at=r.received_at,
            sender=r.sender or "",
            label=r.reading["primary"],
            words=words(r.reading),
            reason=Reason(r.reason),
        )
        for r in rows
    )


def words(reading: dict[str, Any]) -> str:
    """The client's own sentence: the one that convinced, else the beginning of what was typed."""
    evidence = [e["text"] for e in reading["evidence"] if e["intent"] == reading["primary"]]
    return str((evidence or [reading["new_text"]])[0])[:WORDS].strip()


def _customer(connection: Connection, reference: str) -> str:
    query = select(customers.c.name).join(dossiers, dossiers.c.customer_id == customers.c.id)
    return str(connection.execute(query.where(dossiers.c.reference == reference)).scalar() or "")


def waiting(connection: Connection) -> tuple[TaskLine, ...]:
    return tuple(
        TaskLine(r.id, TaskKind(r.kind), r.due_on, r.detail, r.dossier, r.customer) for r in tasks.waiting(connection)
    )


def coming(connection: Connection, today: date, days: int = 7, limit: int = 50) -> tuple[ComingRow, ...]:
    query = (
        select(dossiers, customers.c.name)
        .join(customers, customers.c.id == dossiers.c.customer_id)
        .where(dossiers.c.next_action_on <= today + timedelta(days=days))
        .order_by(dossiers.c.next_action_on, dossiers.c.reference)
        .limit(limit)
    )
    return tuple(
        ComingRow(_shown_on(r), r.reference, r.name, r.status, r.next_step, _awaited(connection, r))
        for r in connection.execute(query)
    )


def _instalment(row: Row[Any]) -> Instalment | None:
    """The next one, of a dossier that waits for it."""
    plan = codec.plan(row.plan) if row.status == Status.ON_PLAN.value and not row.next_step else None
    return plan.next if plan else None


def _awaited(connection: Connection, row: Row[Any]) -> Money:
    instalment = _instalment(row)
    return instalment.amount if instalment else undisputed(connection, row.reference)


def _shown_on(row: Row[Any]) -> date:
    """A promise is shown on the day that the client gave, not on the one that ends its grace."""
    if instalment := _instalment(row):
        return instalment.due_on
    open_promises = [p["promised_on"] for p in row.promises if p["state"] == PromiseState.OPEN.value]
    if row.status == Status.PROMISED.value and open_promises:
        return date.fromisoformat(open_promises[-1])
    on: date = row.next_action_on
    return on


def undisputed(connection: Connection, dossier: str) -> Money:
    """What the reminders of a dossier speak of."""
    query = select(func.coalesce(func.sum(ASKED), 0), func.min(invoices.c.currency))
    row = connection.execute(query.where(invoices.c.dossier == dossier)).one()
    return Money(int(row[0]), row[1] or "EUR")


def outstanding(connection: Connection, dossier: str) -> Money:
    query = select(func.coalesce(func.sum(invoices.c.balance), 0), func.min(invoices.c.currency))
    row = connection.execute(query.where(invoices.c.dossier == dossier)).one()
    return Money(int(row[0]), row[1] or "EUR")


def ages(connection: Connection, today: date) -> tuple[Age, ...]:
    """The aged balance of what is open, not written off, by currency and days late; credit notes are deducted."""
    late = func.coalesce(func.sum(invoices.c.balance), 0)
    rows: list[Age] = []
    owing = func.coalesce(func.sum(case((invoices.c.balance > 0, 1), else_=0)), 0)
    written_off = select(dossiers.c.reference).where(dossiers.c.status == Status.WRITTEN_OFF.value)
    for currency in connection.execute(select(invoices.c.currency).distinct()).scalars().all():
        newest: date | None = None
        for label, bound in AGES:
            query = select(owing, late).where(
                invoices.c.balance != 0, invoices.c.currency == currency, invoices.c.dossier.not_in(written_off)
            )
            if newest is not None:
                query = query.where(invoices.c.due_on < newest)
            if bound is not None:
                newest = today - timedelta(days=bound)
                query = query.where(invoices.c.due_on >= newest)
            count, cents = connection.execute(query).one()
            rows.append(Age(label, int(count), Money(int(cents), currency)))
    return tuple(rows)


def settled(connection: Connection, after: datetime, until: datetime) -> tuple[str, ...]:
    """Each dossier once, however often it was said."""
    query = (
        select(journal.c.dossier, customers.c.name)
        .join(dossiers, dossiers.c.reference == journal.c.dossier)
        .join(customers, customers.c.id == dossiers.c.customer_id)
        .where(journal.c.reason == Reason.SETTLED.value, journal.c.at > after, journal.c.at <= until)
        .order_by(journal.c.id)
    )
    return tuple(dict.fromkeys(f"{r.name} ({r.dossier})" for r in connection.execute(query)))


def paid(connection: Connection, first: date, last: date) -> tuple[Settlements, ...]:
    """What was settled from the one day to the other, a row a currency."""
    rows = connection.execute(select(invoices).where(invoices.c.settled_on.between(first, last)))
    return settlements(map(invoice, rows), first, last)


def waiting_for_ledger(connection: Connection, today: date, limit: int) -> tuple[int, date | None]:
    """How many reminders wait because nobody has confirmed the balances for `limit` days, and the day of the last
    confirmation; no limit when it is 0."""
    if not limit:
        return 0, None
    query = select(func.count(), func.max(dossiers.c.ledger_on)).where(
        dossiers.c.status.in_(CHASING),
        dossiers.c.next_step.is_not(None),
        dossiers.c.next_action_on <= today + timedelta(days=1),
        dossiers.c.ledger_on < today - timedelta(days=limit),
    )
    count, on = connection.execute(query).one()
    return int(count), on
