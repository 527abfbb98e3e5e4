"""One event through the one door: load, decide, record, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from relanced.core.decide import decide
from relanced.core.dossier import OVER, Customer, Dossier, Status
from relanced.core.effects import Decision
from relanced.core.events import Event, InsolvencyOpened
from relanced.core.law.judgment import merged
from relanced.core.reasons import Reason
from relanced.daemon.app import App
from relanced.store import decisions, dossiers

ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Change:
    decision: Decision
    written: decisions.Written


def apply(app: App, connection: Connection, reference: str, event: Event, mail_id: int | None = None) -> Change:
    """Inside the caller's transaction. Raises `dossiers.Unknown` and `dossiers.Conflict`."""
    return apply_to(app, connection, dossiers.load(connection, reference), event, mail_id)


def apply_to(app: App, connection: Connection, before: Dossier, event: Event, mail_id: int | None = None) -> Change:
    """The same for a dossier that this transaction has loaded."""
    when = app.when()
    decision = decide(before, event, app.policy, when.now)
    change = Change(decision, decisions.record(connection, before, event, decision, when, mail_id))
    if decision.reason is Reason.INSOLVENCY:
        _everywhere(app, connection, before.customer, event, mail_id)
    return change


def _everywhere(app: App, connection: Connection, customer: Customer, event: Event, mail_id: int | None) -> None:
    """A judgment is on the company, not on a dossier (C. com. L622-7): the others of the customer stop with it."""
    for reference in dossiers.of_customer(connection, customer.id):
        other = dossiers.load(connection, reference)
        if other.status not in OVER or _knows_less(other, event):
            apply_to(app, connection, other, event, mail_id)


def _knows_less(other: Dossier, event: Event) -> bool:
    """Of the same procedure, which it learns of with the first of the dossiers."""
    if not isinstance(event, InsolvencyOpened) or other.status not in (Status.INSOLVENT, Status.ESCALATED):
        return False
    return other.insolvency != merged(other.insolvency, event)


def happen(app: App, reference: str, event: Event) -> Change:
    """In a transaction of its own; decides again when somebody else changed the dossier in between."""
    for _ in range(ATTEMPTS - 1):
        try:
            with app.store.begin() as connection:
                return apply(app, connection, reference, event)
        except dossiers.Conflict:
            continue
    with app.store.begin() as connection:
        return apply(app, connection, reference, event)
