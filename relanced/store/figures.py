"""How much there is of what, for whoever watches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Table, func, select

from relanced.store import mails as folders
from relanced.store.schema import dossiers, mails, outbox, tasks


@dataclass(frozen=True, slots=True)
class Figures:
    """`mails` are those that are kept, by state, `read` how many there have ever been; `read_at`: when the folder was
    last read to its end."""

    dossiers: dict[str, int]
    outbox: dict[str, int]
    tasks: int
    mails: dict[str, int]
    read: int
    read_at: datetime | None


def figures(connection: Connection, folder: str) -> Figures:
    waiting = select(func.count()).select_from(tasks).where(tasks.c.state == "open")
    return Figures(
        dossiers=_by(connection, dossiers, dossiers.c.status),
        outbox=_by(connection, outbox, outbox.c.state),
        tasks=connection.execute(waiting).scalar_one(),
        mails=_by(connection, mails, mails.c.state),
        read=connection.execute(select(func.max(mails.c.id))).scalar() or 0,
        read_at=folders.read_at(connection, folder),
    )


def _by(connection: Connection, table: Table, column: Column[str]) -> dict[str, int]:
    query = select(column, func.count()).select_from(table).group_by(column).order_by(column)
    return {str(name): int(count) for name, count in connection.execute(query)}
