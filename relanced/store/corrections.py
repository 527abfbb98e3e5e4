"""What the owner said that a mail meant, as labelled cases of his own. They never leave the machine."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from relanced.store.schema import corrections


def put(connection: Connection, mail_id: int, case: dict[str, Any], now: datetime) -> None:
    """One a mail: the owner's last word stands."""
    mine = update(corrections).where(corrections.c.mail_id == mail_id)
    if not connection.execute(mine.values(case=case, corrected_at=now)).rowcount:
        connection.execute(insert(corrections).values(mail_id=mail_id, case=case, corrected_at=now))


def cases(connection: Connection) -> list[dict[str, Any]]:
    return list(connection.execute(select(corrections.c.case).order_by(corrections.c.id)).scalars())
