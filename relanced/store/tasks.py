"""What waits for a person."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from relanced.core.tasks import TaskKind
from relanced.store.schema import customers, dossiers
from relanced.store.schema import tasks as t

LONGEST = 2000
OPEN_ONE = select(t.c.id, t.c.detail).where(t.c.kind == bindparam("sort"), t.c.state == "open")
OF_DOSSIER = OPEN_ONE.where(t.c.dossier == bindparam("here"))
OF_NONE = OPEN_ONE.where(t.c.dossier.is_(None), t.c.detail == bindparam("said"))
OPEN = insert(t)
WITH_CUSTOMER = (
    select(t, customers.c.name.label("customer"))
    .outerjoin(dossiers, dossiers.c.reference == t.c.dossier)
    .outerjoin(customers, customers.c.id == dossiers.c.customer_id)
)


def open_once(
    connection: Connection,
    dossier: str | None,
    kind: TaskKind,
    due_on: date,
    detail: str,
    now: datetime,
    mail_id: int | None = None,
) -> bool:
    """Open a task, or add `detail` to the one of that kind that is open; True if it is a new one."""
    query, mine = (OF_DOSSIER, {"here": dossier}) if dossier else (OF_NONE, {"said": detail})
    row = connection.execute(query, {"sort": kind.value, **mine}).first()
    if row is None:
        values = {"due_on": due_on, "detail": detail[:LONGEST], "opened_at": now, "mail_id": mail_id}
        connection.execute(OPEN, {"dossier": dossier, "kind": kind.value, "state": "open", **values})
        return True
    if detail and detail not in row.detail:
        connection.execute(update(t).where(t.c.id == row.id).values(detail=f"{row.detail}\n{detail}"[:LONGEST]))
    return False


def close(connection: Connection, dossier: str, kinds: tuple[TaskKind, ...], now: datetime, note: str = "") -> None:
    """Close the dossier's open tasks of `kinds`, all of them when empty."""
    closing = update(t).where(t.c.dossier == dossier, t.c.state == "open")
    if kinds:
        closing = closing.where(t.c.kind.in_([k.value for k in kinds]))
    connection.execute(closing.values(state="done", done_at=now, note=note))


def close_one(connection: Connection, task_id: int, now: datetime, note: str = "") -> None:
    connection.execute(update(t).where(t.c.id == task_id).values(state="done", done_at=now, note=note))


def one(connection: Connection, task_id: int) -> Row[Any] | None:
    return connection.execute(WITH_CUSTOMER.where(t.c.id == task_id)).first()


def waiting(connection: Connection) -> list[Row[Any]]:
    """Open tasks with the dossier's customer, the most urgent first."""
    return list(connection.execute(WITH_CUSTOMER.where(t.c.state == "open").order_by(t.c.due_on, t.c.id)))


def of_dossier(connection: Connection, dossier: str) -> list[Row[Any]]:
    return list(connection.execute(select(t).where(t.c.dossier == dossier).order_by(t.c.id)))
