"""Forgetting: what was said and who said it goes, what proves that the journal is whole stays.

Bytes and words are emptied in their rows, whose hashes remain; one entry names the rows, so that verification can tell
what was erased by rule from what was destroyed.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, and_, delete, exists, func, insert, null, select, update

from relanced.core.dossier import CustomerKind, Status
from relanced.core.reasons import Reason
from relanced.store import journal, schema
from relanced.store.engine import Store

d, c, m, o, j, t = schema.dossiers, schema.customers, schema.mails, schema.outbox, schema.journal, schema.tasks

ERASED = "personal_data_erased"
OVER = (Status.SETTLED.value, Status.WRITTEN_OFF.value)
MARK = "erased/"
NOBODY = "(erased)"

NOTHING: dict[Table, dict[str, Any]] = {
    m: {"raw": b"", "sender": None, "subject": None, "message_id": None, "reading": null(), "fault": None},
    o: {
        "raw": None,
        "recipient": "",
        "words": "",
        "subject": None,
        "text": None,
        "answer": None,
        "in_reply_to": None,
        "token": None,
    },
    j: {"detail": "", "fact": {}, "salt": None},
    t: {"detail": "", "note": None},
}


@dataclass(frozen=True, slots=True)
class Closed:
    """A dossier that is over, with the instant of the last thing that happened in it."""

    reference: str
    kind: CustomerKind
    last_at: datetime


def closed(connection: Connection, reference: str | None = None) -> list[Closed]:
    """The dossiers in which nothing is left to claim and not all is forgotten yet; of one, or of all."""
    query = (
        select(d.c.reference, c.c.kind, func.max(j.c.at).label("last_at"))
        .join(c, c.c.id == d.c.customer_id)
        .join(j, j.c.dossier == d.c.reference)
        .where(d.c.status.in_(OVER), d.c.grouped_by.not_like(f"{MARK}%"))
        .group_by(d.c.reference, c.c.kind)
        .order_by(d.c.reference)
    )
    if reference:
        query = query.where(d.c.reference == reference)
    return [Closed(row.reference, CustomerKind(row.kind), row.last_at) for row in connection.execute(query)]


# -- what belongs to whom ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Held:
    """Numbers of rows by table: what there is to erase."""

    mails: Sequence[int] = ()
    outbox: Sequence[int] = ()
    journal: Sequence[int] = ()
    tasks: Sequence[int] = ()

    def __bool__(self) -> bool:
        return bool(self.mails or self.outbox or self.journal or self.tasks)


def of_dossier(connection: Connection, reference: str) -> Held:
    mine = _numbers(connection, m, m.c.dossier == reference, m.c.raw != b"")
    return Held(
        mine,
        _numbers(connection, o, o.c.dossier == reference),
        _numbers(connection, j, j.c.dossier == reference, j.c.event != ERASED, j.c.salt.is_not(None)),
        _numbers(connection, t, t.c.dossier == reference),
    )


LOOSE = and_(m.c.dossier.is_(None), m.c.state != "stored", m.c.raw != b"")
AWAITED = exists().where(t.c.mail_id == m.c.id, t.c.state == "open")


def loose(connection: Connection, before: datetime | None = None, sender: str | None = None) -> Held:
    """Mails of no dossier that nobody is asked about, by age or by sender, with what was noted of them."""
    wanted = [LOOSE, ~AWAITED]
    if before:
        wanted.append(m.c.stored_at < before)
    if sender:
        wanted.append(func.lower(m.c.sender) == sender.lower())
    mine = _numbers(connection, m, *wanted)
    return Held(
        mine,
        (),
        _numbers(connection, j, j.c.mail_id.in_(mine), j.c.dossier.is_(None), j.c.salt.is_not(None)),
        _numbers(connection, t, t.c.mail_id.in_(mine)),
    )


def awaited(connection: Connection, sender: str) -> list[Row[Any]]:
    """Mails of no dossier from this sender about which a person has still to say something."""
    query = select(m.c.id, t.c.id.label("task")).join(t, t.c.mail_id == m.c.id)
    mine = query.where(m.c.dossier.is_(None), func.lower(m.c.sender) == sender.lower(), t.c.state == "open")
    return list(connection.execute(mine))


def summaries(connection: Connection, before: datetime) -> Held:
    """The owner's mails of the past: they name clients and quote them."""
    ended = o.c.state.in_(("sent", "refused", "cancelled"))
    mine = _numbers(connection, o, o.c.dossier.is_(None), ended, o.c.queued_at < before, o.c.raw.is_not(None))
    return Held((), mine)


def _numbers(connection: Connection, table: Table, *conditions: Any) -> list[int]:
    return list(connection.execute(select(table.c.id).where(*conditions).order_by(table.c.id)).scalars())


def about(connection: Connection, address: str) -> list[str]:
    """Every dossier in which the address occurs: as a contact, as a sender, as a recipient."""
    address = address.lower()
    contacts = select(d.c.reference).join(schema.contacts, schema.contacts.c.customer_id == d.c.customer_id)
    found = {
        *connection.execute(contacts.where(schema.contacts.c.address == address)).scalars(),
        *connection.execute(select(m.c.dossier).where(func.lower(m.c.sender) == address)).scalars(),
        *connection.execute(select(o.c.dossier).where(func.lower(o.c.recipient) == address)).scalars(),
    }
    return sorted(reference for reference in found if reference)


def undebted(connection: Connection, address: str) -> list[str]:
    """The customers who are written to at this address, and of whom there is no dossier: nothing was ever claimed."""
    k = schema.contacts
    query = select(k.c.customer_id).where(
        k.c.address == address.lower(), k.c.customer_id.not_in(select(d.c.customer_id))
    )
    return sorted(set(connection.execute(query).scalars()))


def drop_customers(connection: Connection, ids: Sequence[str]) -> None:
    """Of `undebted` ones: they stand in no journal and in no proof."""
    for table, column in ((schema.contacts, schema.contacts.c.customer_id), (c, c.c.id)):
        connection.execute(table.delete().where(column.in_(ids)))


# -- erasing ----------------------------------------------------------------------------------------------------------

BATCH = 500


def erase(connection: Connection, held: Held, dossier: str | None, now: datetime) -> None:
    """Empty these rows, and say so in the journal."""
    if not held:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    rows = {m: held.mails, o: held.outbox, j: held.journal, t: held.tasks}
    for table, numbers in rows.items():
        for start in range(0, len(numbers), BATCH):
            mine = table.c.id.in_(numbers[start : start + BATCH])
            connection.execute(update(table).where(mine).values(**NOTHING[table]))
    corrections = schema.corrections
    for start in range(0, len(held.mails), BATCH):
        mine = corrections.c.mail_id.in_(held.mails[start : start + BATCH])
        connection.execute(delete(corrections).where(mine))
    fact = {"journal": list(held.journal), "mails": list(held.mails), "outbox": list(held.outbox)}
    journal.append(connection, now, dossier, ERASED, Reason.NOTED.value, fact=fact)


def erase_dossier(connection: Connection, reference: str, now: datetime) -> Held:
    """What is left is its reference, its status, the days and amounts of its payments, and the hashes."""
    held = of_dossier(connection, reference)
    erase(connection, held, reference, now)
    connection.execute(delete(schema.invoices).where(schema.invoices.c.dossier == reference))
    _forget_customer(connection, reference)
    return held


def _forget_customer(connection: Connection, reference: str) -> None:
    """The dossier is nobody's from now on; who has no other is gone."""
    row = connection.execute(
        select(c, d.c.reference).join(d, d.c.customer_id == c.c.id).where(d.c.reference == reference)
    )
    customer = row.mappings().one()
    nobody = f"erased-{reference}"
    connection.execute(insert(c).values(id=nobody, name=NOBODY, kind=customer["kind"], language=customer["language"]))
    bare: dict[str, Any] = {"hold": None, "promises": [], "plan": None, "insolvency": None, "calls": None}
    bare |= {"postings": None, "payment_claim": None}
    mine = update(d).where(d.c.reference == reference)
    connection.execute(mine.values(customer_id=nobody, grouped_by=f"{MARK}{reference}", **bare))
    others = select(d.c.reference).where(d.c.customer_id == customer["id"])
    if connection.execute(others).first() is None:
        for table in (schema.contacts, schema.alerts):
            connection.execute(delete(table).where(table.c.customer_id == customer["id"]))
        connection.execute(delete(c).where(c.c.id == customer["id"]))


def wipe_traces(store: Store) -> None:
    """What was erased is still in SQLite's log of writes until that is emptied; a long reader postpones it."""
    if store.engine.dialect.name == "sqlite":
        with closing(store.engine.raw_connection()) as raw:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
