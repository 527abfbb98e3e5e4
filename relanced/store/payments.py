"""Payments that were recorded, each once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select

from relanced.core.events import PaymentRecorded
from relanced.store.schema import payments as p


def known(connection: Connection, key: str) -> bool:
    return connection.execute(select(p.c.id).where(p.c.key == key)).first() is not None


def record(connection: Connection, dossier: str, key: str, payment: PaymentRecorded, now: datetime) -> None:
    money = {"amount": payment.amount.cents, "currency": payment.amount.currency}
    row = {"dossier": dossier, "key": key, "invoice": payment.invoice, "paid_on": payment.paid_on, "recorded_at": now}
    connection.execute(insert(p).values(**row, **money))


def any_of(connection: Connection, dossier: str) -> bool:
    return connection.execute(select(p.c.id).where(p.c.dossier == dossier).limit(1)).first() is not None
