"""Dossiers in and out of the tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, bindparam, func, insert, select, update

from relanced.core.bank import Debt
from relanced.core.deciding.answers import last_reminder_on
from relanced.core.dossier import (
    Contact,
    ContactRole,
    Customer,
    CustomerKind,
    Dossier,
    Invoice,
    Reminder,
    ReminderState,
    Status,
)
from relanced.core.intents import DisputeReason
from relanced.core.money import Money
from relanced.core.tasks import Task, TaskKind
from relanced.store import codec, schema
from relanced.store.facts import next_number

d, c, i, o, t = schema.dossiers, schema.contacts, schema.invoices, schema.outbox, schema.tasks


# Loading is what every decision starts with: its statements are built once.
HERE: BindParameter[Any] = bindparam("here")
DOSSIER = select(d, schema.customers).join(schema.customers).where(d.c.reference == HERE)
CONTACTS = select(c).where(c.c.customer_id == HERE).order_by(c.c.id)
INVOICES = select(i).where(i.c.dossier == HERE).order_by(i.c.id)
OPEN_TASKS = select(t).where(t.c.dossier == HERE, t.c.state == "open").order_by(t.c.id)
MAILS = (
    select(
        o.c.dossier,
        o.c.step,
        o.c.round,
        o.c.state,
        o.c.queued_on,
        o.c.recipient,
        o.c.invoices,
        o.c.sent_at,
        o.c.message_id,
        o.c.tried_on,
    )
    .join(d, d.c.reference == o.c.dossier)
    .where(d.c.customer_id == HERE)
    .order_by(o.c.id)
)


class Conflict(Exception):
    """Somebody else changed the dossier in between: load it again and decide again."""


class Unknown(LookupError):
    """There is no dossier of that reference."""


def load(connection: Connection, reference: str) -> Dossier:
    """Raises Unknown."""
    row = connection.execute(DOSSIER, {"here": reference}).first()
    if row is None:
        raise Unknown(reference)
    customer = customer_of(row)
    reminders = _reminders(connection, customer.id)
    own = tuple(r for dossier, r in reminders if dossier == reference)
    return Dossier(
        reference=reference,
        customer=customer,
        contacts=contacts(connection, customer.id),
        invoices=invoices(connection, reference),
        status=Status(row.status),
        version=row.version,
        reminders=own,
        calls=tuple(codec.call(one) for one in row.calls or ()),
        postings=tuple(codec.posting(one) for one in row.postings or ()),
        promises=tuple(codec.promise(one) for one in row.promises),
        tasks=_tasks(connection, reference),
        hold=codec.hold(row.hold),
        plan=codec.plan(row.plan),
        insolvency=codec.insolvency(row.insolvency),
        payment_claim=codec.payment_claim(row.payment_claim),
        replied_on=row.replied_on,
        wait_until=row.wait_until,
        claimed_on=row.claimed_on,
        approved=row.approved,
        since=row.since,
        last_mailed_on=last_reminder_on(r for _, r in reminders),
        ledger_on=row.ledger_on,
        next_action_on=row.next_action_on,
        next_step=row.next_step,
    )


def customer_of(row: Row[Any]) -> Customer:
    """From a row of `customers`, or of a join with it."""
    return Customer(
        row.id,
        row.name,
        CustomerKind(row.kind),
        row.segment,
        row.language,
        row.country,
        codec.record(row.record),
        row.credit_limit,
        row.address,
    )


def contacts(connection: Connection, customer_id: str) -> tuple[Contact, ...]:
    rows = connection.execute(CONTACTS, {"here": customer_id})
    return tuple(Contact(r.address, r.name, r.civility, r.phone, ContactRole(r.role), r.retired) for r in rows)


def invoices(connection: Connection, reference: str) -> tuple[Invoice, ...]:
    rows = connection.execute(INVOICES, {"here": reference})
    return tuple(invoice(r) for r in rows)


def invoice(row: Row[Any]) -> Invoice:
    return Invoice(
        number=row.number,
        due_on=row.due_on,
        total=Money(row.total, row.currency),
        balance=Money(row.balance, row.currency),
        issued_on=row.issued_on,
        pdf=row.pdf,
        payment_url=row.payment_url,
        purchase_order=row.purchase_order,
        disputed=row.disputed,
        waived=row.waived,
        disputed_amount=None if row.disputed_amount is None else Money(row.disputed_amount, row.currency),
        dispute_reason=DisputeReason(row.dispute_reason) if row.dispute_reason else None,
        settled_on=row.settled_on,
        settled_after=row.settled_after,
        disputed_on=row.disputed_on,
        waived_amount=None if row.waived_amount is None else Money(row.waived_amount, row.currency),
    )


def _reminders(connection: Connection, customer_id: str) -> list[tuple[str, Reminder]]:
    """The mails to the customer, whatever the dossier: the gap between two counts across all of them."""
    return [
        (
            r.dossier,
            Reminder(
                step=r.step,
                round=r.round,
                state=ReminderState(r.state),
                queued_on=r.queued_on,
                to=r.recipient,
                invoices=tuple(r.invoices),
                sent_at=r.sent_at,
                message_id=r.message_id,
                tried_on=r.tried_on,
            ),
        )
        for r in connection.execute(MAILS, {"here": customer_id})
    ]


def _tasks(connection: Connection, reference: str) -> tuple[Task, ...]:
    rows = connection.execute(OPEN_TASKS, {"here": reference})
    return tuple(Task(r.id, TaskKind(r.kind), r.due_on, r.detail) for r in rows)


# -- finding ----------------------------------------------------------------------------------------------------------


def due(connection: Connection, today: date, limit: int | None = 100) -> list[str]:
    """References of the dossiers whose `next_action_on` has come, oldest first."""
    query = select(d.c.reference).where(d.c.next_action_on <= today).order_by(d.c.next_action_on).limit(limit)
    return list(connection.execute(query).scalars())


def grouped(connection: Connection, key: str) -> str | None:
    """The dossier of an import's key (a customer's, or an invoice's)."""
    return connection.execute(select(d.c.reference).where(d.c.grouped_by == key)).scalar()


def references(connection: Connection, status: Status | None = None) -> list[str]:
    query = select(d.c.reference).order_by(d.c.reference)
    if status:
        query = query.where(d.c.status == status.value)
    return list(connection.execute(query).scalars())


def homes(connection: Connection, numbers: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Where each of these invoices is chased: its dossier and that dossier's customer."""
    found: dict[str, tuple[str, str]] = {}
    for start in range(0, len(numbers), 1000):
        query = select(i.c.number, i.c.dossier, d.c.customer_id).join(d, d.c.reference == i.c.dossier)
        rows = connection.execute(query.where(i.c.number.in_(numbers[start : start + 1000])))
        found |= {row.number: (row.dossier, row.customer_id) for row in rows}
    return found


def debts(connection: Connection, reference: str | None = None) -> list[Debt]:
    """Every invoice that is known, or those of one dossier, open or not."""
    names = select(i, schema.customers.c.name).join(d, d.c.reference == i.c.dossier).join(schema.customers)
    rows = connection.execute(names.where(i.c.dossier == reference) if reference else names)
    return [Debt(r.number, r.dossier, r.name, Money(r.balance, r.currency)) for r in rows]


def with_open_invoices(connection: Connection) -> list[str]:
    """Dossiers in which something is still due, or to be given back."""
    query = select(i.c.dossier).join(d, d.c.reference == i.c.dossier).where(i.c.balance != 0)
    return list(connection.execute(query.where(d.c.status != Status.WRITTEN_OFF.value).distinct()).scalars())


def overview(connection: Connection, status: Status | None = None) -> list[Row[Any]]:
    """One row a dossier for `dossier list`: customer, status, balance in cents, what comes next."""
    due = select(
        i.c.dossier, func.sum(i.c.balance).label("balance"), func.min(i.c.currency).label("currency")
    ).group_by(i.c.dossier)
    sums = due.subquery()
    query = (
        select(d, schema.customers, sums.c.balance, sums.c.currency)
        .join(schema.customers, schema.customers.c.id == d.c.customer_id)
        .outerjoin(sums, sums.c.dossier == d.c.reference)
        .order_by(d.c.reference)
    )
    return list(connection.execute(query.where(d.c.status == status.value) if status else query))


def of_customer(connection: Connection, customer_id: str) -> list[str]:
    query = select(d.c.reference).where(d.c.customer_id == customer_id).order_by(d.c.reference)
    return list(connection.execute(query).scalars())


OF_CONTACT = select(d.c.reference).join(c, c.c.customer_id == d.c.customer_id).distinct()
OF_ADDRESS = OF_CONTACT.where(c.c.address == HERE)
OF_DOMAIN = OF_CONTACT.where(c.c.domain == HERE).limit(bindparam("most"))


def of_address(connection: Connection, address: str) -> list[str]:
    return list(connection.execute(OF_ADDRESS, {"here": address.lower()}).scalars())


def of_domain(connection: Connection, domain: str, limit: int) -> list[str]:
    return list(connection.execute(OF_DOMAIN, {"here": domain, "most": limit}).scalars())


# -- storing ----------------------------------------------------------------------------------------------------------

SAVE = update(d).where(d.c.reference == HERE, d.c.version == bindparam("was"))
SAVE_INVOICE = update(i).where(i.c.dossier == HERE, i.c.number == bindparam("its_number"))


def create(connection: Connection, customer: Customer, key: str) -> Dossier:
    """A dossier without invoices, of version 0, with the next short reference. Of a customer who is known nothing is
    changed: the event that comes to it says what is new."""
    if not known_customers(connection, [customer.id]):
        _save_customer(connection, customer)
    reference = f"RL-{next_number(connection, 'dossier'):04d}"
    row = {"reference": reference, "customer_id": customer.id, "grouped_by": key}
    connection.execute(insert(d).values(**row, status=Status.ACTIVE.value, version=0, promises=[]))
    return load(connection, reference)


def known_customers(connection: Connection, ids: Sequence[str] = ()) -> dict[str, Customer]:
    """Those of these ids, or all of them."""
    table = schema.customers
    query = select(table).where(table.c.id.in_(ids)) if ids else select(table)
    return {row.id: customer_of(row) for row in connection.execute(query)}


def save_customer(connection: Connection, customer: Customer, contacts: Sequence[Contact]) -> None:
    """One who has no dossier yet."""
    _save_customer(connection, customer)
    _save_contacts(connection, customer.id, contacts)


def save(connection: Connection, before: Dossier, after: Dossier) -> int:
    """Store `after` over `before`; answers the new version. Raises Conflict if `before` is not what is stored."""
    if before.customer != after.customer:
        _save_customer(connection, after.customer)
    if before.contacts != after.contacts:
        _save_contacts(connection, after.customer.id, after.contacts)
    if before.invoices != after.invoices:
        _save_invoices(connection, before, after)
    version = before.version + 1
    values = {
        "status": after.status.value,
        "version": version,
        "next_action_on": after.next_action_on,
        "next_step": after.next_step,
        "wait_until": after.wait_until,
        "claimed_on": after.claimed_on,
        "approved": after.approved,
        "since": after.since,
        "ledger_on": after.ledger_on,
        "hold": codec.plain(after.hold),
        "calls": codec.plain(after.calls) or None,
        "postings": codec.plain(after.postings) or None,
        "promises": codec.plain(after.promises),
        "plan": codec.plain(after.plan),
        "insolvency": codec.plain(after.insolvency),
        "payment_claim": codec.plain(after.payment_claim),
        "replied_on": after.replied_on,
    }
    mine = {"here": before.reference, "was": before.version}
    if connection.execute(SAVE, {**mine, **values}).rowcount != 1:
        raise Conflict(before.reference)
    return version


def confirm_ledger(connection: Connection, reference: str, today: date) -> None:
    """An import found the dossier as it is: no new version, but its balances are known to be true today."""
    connection.execute(update(d).where(d.c.reference == reference).values(ledger_on=today))


def _save_customer(connection: Connection, customer: Customer) -> None:
    table = schema.customers
    values = {
        "name": customer.name,
        "kind": customer.kind.value,
        "segment": customer.segment,
        "language": customer.language,
        "country": customer.country,
        "record": codec.plain(customer.record),
        "credit_limit": customer.credit_limit,
        "address": customer.address,
    }
    if not connection.execute(update(table).where(table.c.id == customer.id).values(**values)).rowcount:
        connection.execute(insert(table).values(id=customer.id, **values))


def _save_contacts(connection: Connection, customer_id: str, contacts: Sequence[Contact]) -> None:
    connection.execute(c.delete().where(c.c.customer_id == customer_id))
    for one in contacts:
        values = {"name": one.name, "civility": one.civility, "phone": one.phone, "role": one.role.value}
        address = one.address.lower()
        place = {"customer_id": customer_id, "address": address, "domain": address.rpartition("@")[2]}
        connection.execute(insert(c).values(**place, retired=one.retired, **values))


def _save_invoices(connection: Connection, before: Dossier, after: Dossier) -> None:
    known: dict[str, Invoice] = {one.number: one for one in before.invoices}
    for one in after.invoices:
        if known.get(one.number) == one:
            continue
        mine = {"here": after.reference, "its_number": one.number}
        if not connection.execute(SAVE_INVOICE, {**mine, **_row(one)}).rowcount:
            connection.execute(insert(i).values(dossier=after.reference, number=one.number, **_row(one)))


def _row(one: Invoice) -> dict[str, Any]:
    return {
        "issued_on": one.issued_on,
        "due_on": one.due_on,
        "total": one.total.cents,
        "balance": one.balance.cents,
        "currency": one.balance.currency,
        "pdf": one.pdf,
        "payment_url": one.payment_url,
        "purchase_order": one.purchase_order,
        "disputed": one.disputed,
        "waived": one.waived,
        "disputed_amount": one.disputed_amount.cents if one.disputed_amount else None,
        "dispute_reason": one.dispute_reason.value if one.dispute_reason else None,
        "settled_on": one.settled_on,
        "settled_after": one.settled_after,
        "disputed_on": one.disputed_on,
        "waived_amount": one.waived_amount.cents if one.waived_amount else None,
    }


def existing(connection: Connection, wanted: list[str]) -> list[str]:
    """Those of the `wanted` references that exist."""
    if not wanted:
        return []
    return list(connection.execute(select(d.c.reference).where(d.c.reference.in_(wanted))).scalars())


ADDRESSES = select(c.c.address).join(d, d.c.customer_id == c.c.customer_id).where(d.c.reference == HERE)
NUMBERS = select(i.c.number).where(i.c.dossier == HERE)


def marks(connection: Connection, reference: str) -> tuple[list[str], list[str]]:
    """What a mail may name a dossier by: its contacts' addresses and its invoices' numbers."""
    addresses = connection.execute(ADDRESSES, {"here": reference}).scalars()
    numbers = connection.execute(NUMBERS, {"here": reference}).scalars()
    return list(addresses), list(numbers)
