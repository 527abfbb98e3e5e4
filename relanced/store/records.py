"""The record of a customer, made anew from his dossiers whenever one of them has something to say of it."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection, bindparam, or_, select, update

from relanced.core.dossier import Invoice
from relanced.core.risk.history import Past, record_of
from relanced.store import codec
from relanced.store.dossiers import invoice
from relanced.store.schema import customers, dossiers, invoices

HERE = bindparam("here", type_=customers.c.id.type)
TOLD = (
    select(invoices)
    .join(dossiers, dossiers.c.reference == invoices.c.dossier)
    .where(dossiers.c.customer_id == HERE, or_(invoices.c.settled_on.is_not(None), invoices.c.disputed_on.is_not(None)))
)
PROMISES = select(dossiers.c.reference, dossiers.c.promises).where(dossiers.c.customer_id == HERE)


def refresh(connection: Connection, customer_id: str) -> None:
    """In the transaction of the change that it speaks of."""
    record = record_of(_pasts(connection, customer_id))
    mine = customers.c.id == customer_id
    connection.execute(update(customers).where(mine).values(record=codec.plain(record)))


def _pasts(connection: Connection, customer_id: str) -> list[Past]:
    told: defaultdict[str, list[Invoice]] = defaultdict(list)
    for row in connection.execute(TOLD, {"here": customer_id}):
        told[row.dossier].append(invoice(row))
    promises = connection.execute(PROMISES, {"here": customer_id})
    return [Past(tuple(told[row.reference]), tuple(map(codec.promise, row.promises))) for row in promises]
