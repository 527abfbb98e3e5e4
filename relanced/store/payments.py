"""Payments that were recorded, each once."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select

from relanced.core.events import PaymentRecorded
from relanced.core.money import Money
from relanced.store.schema import payments as p

# How the keys of payments begin that a bank told of.
BANK = "bank|"


def known(connection: Connection, key: str) -> bool:
    return connection.execute(select(p.c.id).where(p.c.key == key)).first() is not None


def record(connection: Connection, dossier: str, key: str, payment: PaymentRecorded, now: datetime) -> None:
    money = {"amount": payment.amount.cents, "currency": payment.amount.currency}
    row = {"dossier": dossier, "key": key, "invoice": payment.invoice, "paid_on": payment.paid_on, "recorded_at": now}
    connection.execute(insert(p).values(**row, **money))


def alike(connection: Connection, number: str, payment: PaymentRecorded, days: timedelta, *, from_bank: bool) -> bool:
    """Whether as much was recorded of the invoice within `days`: from a statement of the bank, or from elsewhere."""
    mine = p.c.key.like(f"{BANK}%") if from_bank else p.c.key.not_like(f"{BANK}%")
    near = p.c.paid_on.between(payment.paid_on - days, payment.paid_on + days)
    query = select(p.c.id).where(mine, near, p.c.invoice == number, p.c.amount == payment.amount.cents)
    return connection.execute(query.limit(1)).first() is not None


def of_dossier(connection: Connection, dossier: str) -> tuple[PaymentRecorded, ...]:
    """In the order of their days."""
    rows = connection.execute(select(p).where(p.c.dossier == dossier).order_by(p.c.paid_on, p.c.id))
    return tuple(PaymentRecorded(Money(row.amount, row.currency), row.paid_on, row.invoice) for row in rows)
