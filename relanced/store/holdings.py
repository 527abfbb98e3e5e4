"""What is held about a dossier."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from relanced.store.schema import outbox as o


def written(connection: Connection, dossier: str) -> list[Row[Any]]:
    """Every mail to the dossier's clients for which bytes were made, whatever became of it."""
    query = select(o).where(o.c.dossier == dossier, o.c.message_id.is_not(None)).order_by(o.c.id)
    return list(connection.execute(query))
