"""Which dossiers have a debt that is old enough for its limitation to be near."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, func, select

from relanced.core.dossier import Status
from relanced.store.schema import dossiers, invoices

OVER = (Status.SETTLED.value, Status.WRITTEN_OFF.value)


def owed_since(connection: Connection, day: date) -> list[str]:
    """References of the dossiers with an open invoice of this day or before."""
    made = func.coalesce(invoices.c.issued_on, invoices.c.due_on)
    query = (
        select(dossiers.c.reference)
        .distinct()
        .join(invoices, invoices.c.dossier == dossiers.c.reference)
        .where(invoices.c.balance > 0, made <= day, dossiers.c.status.not_in(OVER))
        .order_by(dossiers.c.reference)
    )
    return list(connection.execute(query).scalars())
