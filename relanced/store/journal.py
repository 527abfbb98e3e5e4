"""The journal: append-only, each entry sealed with the hash of the one before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, text

from relanced.store import codec
from relanced.store.schema import journal

FIRST = "0" * 64
LOCK = 0x52454C41  # any constant of our own: PostgreSQL's writers of the chain queue on it

LAST = select(journal.c.hash).order_by(journal.c.id.desc()).limit(1)


def append(
    connection: Connection,
    at: datetime,
    dossier: str | None,
    event: str,
    reason: str,
    detail: str = "",
    fact: Any = None,
    mail_id: int | None = None,
) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    previous = connection.execute(LAST).scalar() or FIRST
    row = {
        "at": at,
        "dossier": dossier,
        "event": event,
        "reason": reason,
        "detail": detail,
        "fact": codec.plain(fact if fact is not None else {}),
        "mail_id": mail_id,
        "previous": previous,
    }
    connection.execute(insert(journal), {**row, "hash": seal(row)})


def seal(row: dict[str, Any]) -> str:
    """SHA-256 over the canonical text of an entry, its predecessor's hash included."""
    at = row["at"].timestamp()
    sealed = {**{k: row[k] for k in ("dossier", "event", "reason", "detail", "fact", "mail_id", "previous")}, "at": at}
    return hashlib.sha256(codec.canonical(sealed).encode()).hexdigest()


def entries(connection: Connection, dossier: str) -> Iterator[Row[Any]]:
    yield from connection.execute(select(journal).where(journal.c.dossier == dossier).order_by(journal.c.id))


def broken(connection: Connection) -> int | None:
    """The id of the first entry that does not follow from the ones before it; None when the chain holds."""
    previous = FIRST
    for row in connection.execute(select(journal).order_by(journal.c.id)).mappings():
        if row["previous"] != previous or row["hash"] != seal(dict(row)):
            return int(row["id"])
        previous = row["hash"]
    return None
