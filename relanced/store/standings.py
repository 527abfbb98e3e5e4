"""Where each customer stands, for all of them in a few questions, or for one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from relanced.core.deciding.answers import ANSWERS
from relanced.core.dossier import OVER, Promise, PromiseState, ReminderState, Status
from relanced.core.intents import KINDS
from relanced.core.money import Money
from relanced.core.risk.standing import AGES, Age, Standing, age_of
from relanced.store import codec
from relanced.store.dossiers import customer_of
from relanced.store.erasure import MARK as ERASED
from relanced.store.schema import customers, dossiers, invoices, mails, outbox, payments

GIVEN_UP = frozenset({Status.WRITTEN_OFF})
UNKEPT = frozenset({PromiseState.BROKEN, PromiseState.REPLACED})
LEFT = (ReminderState.SENT.value, ReminderState.UNCERTAIN.value)
PEOPLE = tuple(intent.value for intent, kind in KINDS.items() if not kind.automatic)

Rows = defaultdict[str, list[Row[Any]]]


def standings(
    connection: Connection, today: date, default_limit: int | None, customer_id: str | None = None
) -> list[Standing]:
    """Of every customer who has a dossier, or of one, by name. `default_limit` in cents."""
    known = _by(connection, select(dossiers).where(dossiers.c.grouped_by.not_like(f"{ERASED}%")), customer_id)
    owed = _by(
        connection, select(invoices, dossiers.c.customer_id).join(dossiers).where(invoices.c.balance != 0), customer_id
    )
    left = _reminders(connection, customer_id)
    signs = _signs(connection, customer_id)
    query = select(customers).order_by(customers.c.name, customers.c.id)
    rows = connection.execute(query if customer_id is None else query.where(customers.c.id == customer_id))
    return [
        _standing(row, known[row.id], owed[row.id], _after(left[row.id], signs.get(row.id)), today, default_limit)
        for row in rows
        if row.id in known
    ]


def _by(connection: Connection, query: Select[Any], customer_id: str | None) -> Rows:
    if customer_id is not None:
        query = query.where(dossiers.c.customer_id == customer_id)
    found: Rows = defaultdict(list)
    for row in connection.execute(query):
        found[row.customer_id].append(row)
    return found


def _reminders(connection: Connection, customer_id: str | None) -> Rows:
    """Those of the chases that go on."""
    over = tuple(status.value for status in OVER)
    query = (
        select(outbox.c.tried_on, outbox.c.queued_on, dossiers.c.customer_id)
        .join(dossiers, dossiers.c.reference == outbox.c.dossier)
        .where(
            outbox.c.state.in_(LEFT),
            outbox.c.step.not_in(tuple(ANSWERS)),
            dossiers.c.status.not_in(over),
            outbox.c.queued_on >= dossiers.c.since,
        )
    )
    return _by(connection, query, customer_id)


def _signs(connection: Connection, customer_id: str | None) -> dict[str, date]:
    """The last day on which each customer wrote (a person, not a machine) or paid."""
    wrote = (
        select(dossiers.c.customer_id, func.max(mails.c.received_at).label("at"))
        .join(dossiers, dossiers.c.reference == mails.c.dossier)
        .where(mails.c.reading["primary"].as_string().in_(PEOPLE))
        .group_by(dossiers.c.customer_id)
    )
    paid = (
        select(dossiers.c.customer_id, func.max(payments.c.paid_on).label("at"))
        .join(dossiers, dossiers.c.reference == payments.c.dossier)
        .group_by(dossiers.c.customer_id)
    )
    settled = (
        select(dossiers.c.customer_id, func.max(invoices.c.settled_on).label("at"))
        .join(dossiers, dossiers.c.reference == invoices.c.dossier)
        .where(invoices.c.settled_on.is_not(None))
        .group_by(dossiers.c.customer_id)
    )
    signs: dict[str, date] = {}
    for customer, rows in _by(connection, wrote, customer_id).items():
        signs[customer] = rows[0].at.date()
    for query in (paid, settled):
        for customer, rows in _by(connection, query, customer_id).items():
            signs[customer] = max(rows[0].at, signs.get(customer, rows[0].at))
    return signs


def _after(reminders: Iterable[Row[Any]], sign: date | None) -> int:
    """How many left after the day of the last sign of life."""
    return sum(sign is None or (r.tried_on or r.queued_on) > sign for r in reminders)


def _standing(
    row: Row[Any], known: list[Row[Any]], owed: list[Row[Any]], unanswered: int, today: date, default_limit: int | None
) -> Standing:
    given_up = {d.reference for d in known if Status(d.status) in GIVEN_UP}
    owed = [i for i in owed if i.dossier not in given_up]
    currency = owed[0].currency if owed else "EUR"
    owed = [i for i in owed if i.currency == currency]  # two do not add up: the import asks for another customer
    made = [p for d in known if Status(d.status) not in OVER for p in _promises(d)]
    limit = row.credit_limit or default_limit
    return Standing(
        customer=customer_of(row),
        dossiers=tuple(sorted({i.dossier for i in owed})),
        ages=tuple(_ages(owed, currency, today)),
        days_late=max((0, *((today - i.due_on).days for i in owed if i.balance > 0))),
        promises=tuple(p for p in made if p.state is PromiseState.OPEN),
        broken=sum(p.state is PromiseState.BROKEN for p in made),
        unkept=sum(p.state in UNKEPT for p in made),
        unanswered=unanswered,
        disputes=sum(i.disputed and i.balance > 0 for i in owed),
        insolvent=any(d.status == Status.INSOLVENT.value for d in known),
        credit_limit=Money(limit, currency) if limit else None,
    )


def _promises(dossier: Row[Any]) -> list[Promise]:
    """Those of the present chase."""
    made = map(codec.promise, dossier.promises)
    return [p for p in made if dossier.since is None or p.made_on >= dossier.since]


def _ages(owed: list[Row[Any]], currency: str, today: date) -> Iterable[Age]:
    for label, _ in AGES:
        mine = [i for i in owed if age_of(i.due_on, today) == label]
        yield Age(label, sum(i.balance > 0 for i in mine), Money(sum(i.balance for i in mine), currency))
