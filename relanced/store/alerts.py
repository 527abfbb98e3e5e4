"""What the owner has been warned of: news once, and again only when it had been over for a while."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import Connection, insert, select, update

from relanced.core.risk.alerts import Alert
from relanced.core.summary import AlertLine
from relanced.store.schema import alerts as a

# A limit is exceeded on some days and not on others: within so many days it is the same story.
SAME = timedelta(days=14)


def lines(connection: Connection, current: Iterable[Alert], today: date) -> tuple[AlertLine, ...]:
    """The alerts that hold now, each with the day since when the owner knows of it."""
    told = _told(connection, today)
    return tuple(AlertLine(alert, told.get((alert.standing.customer.id, alert.kind.value))) for alert in current)


def tell(connection: Connection, said: Iterable[AlertLine], today: date) -> None:
    """The owner has been told of them today."""
    for line in said:
        customer, kind = line.alert.standing.customer.id, line.alert.kind.value
        known = update(a).where(a.c.customer_id == customer, a.c.kind == kind)
        if not connection.execute(known.values(first_on=line.since or today, last_on=today)).rowcount:
            connection.execute(insert(a).values(customer_id=customer, kind=kind, first_on=today, last_on=today))


def _told(connection: Connection, today: date) -> dict[tuple[str, str], date]:
    rows = connection.execute(select(a).where(a.c.last_on >= today - SAME))
    return {(row.customer_id, row.kind): row.first_on for row in rows}
