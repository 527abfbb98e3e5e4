"""``relanced dossier``."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from relanced.commands import dossier_page, opening, typed
from relanced.commands.customers import score_object
from relanced.commands.opening import known, opened
from relanced.commands.output import amount, emit, iso, say, table
from relanced.core.dossier import Status
from relanced.core.effects import Decision
from relanced.core.events import Escalated, Event, Noted, Paused, Resumed, Settled, WrittenOff
from relanced.core.money import Money
from relanced.core.reasons import Reason
from relanced.core.risk.score import score
from relanced.daemon import change, risk
from relanced.daemon.app import App
from relanced.daemon.law import limitations_of
from relanced.errors import BadInput, Fault
from relanced.letters.labels import reason_label
from relanced.store import dossiers

LONGEST_PAUSE = timedelta(days=731)

# What `resume` does there should be meant.
ASK_FIRST = {
    Status.INSOLVENT: "is insolvent and may not pay earlier debts (C. com. L622-7); send him reminders again?",
    Status.WRITTEN_OFF: "has been written off; send him reminders again?",
}
TITLES = ("dossier", "customer", "status", "balance", "next", "")


def list_(config: Path | None, status: str | None, as_json: bool) -> None:
    if status is not None and status not in set(Status):
        raise BadInput([Fault("--status", f"{status!r} is not a status", f"one of {', '.join(Status)}")])
    with opened(config) as app, app.store.begin() as connection:
        rows = dossiers.overview(connection, Status(status) if status else None)
    if as_json:
        for row in rows:
            emit(_object(row))
        return
    lines = [(r.reference, r.name, r.status, amount(_balance(r)), r.next_action_on, r.next_step or "") for r in rows]
    table(TITLES, lines, right=("balance",)) if rows else say("There is no dossier.")


def _balance(row: Row[Any]) -> Money:
    return Money(int(row.balance or 0), row.currency or "EUR")


def _object(row: Row[Any]) -> dict[str, Any]:
    return {
        "reference": row.reference,
        "customer": {
            "id": row.customer_id,
            "name": row.name,
            "kind": row.kind,
            "segment": row.segment,
            "language": row.language,
        },
        "status": row.status,
        "balance": str(_balance(row)),
        "currency": _balance(row).currency,
        "next_action": dossier_page.next_action(row.next_action_on, row.next_step),
    }


def show(config: Path | None, reference: str, as_json: bool) -> None:
    with opened(config) as app, app.store.begin() as connection:
        dossier = known(connection, reference)
        page = dossier_page.page(connection, dossier, limitations_of(app, connection, dossier))
        page["risk"] = _risk(app, connection, dossier.customer.id)
    emit(page) if as_json else dossier_page.show(page, app.policy.timezone)


def _risk(app: App, connection: Connection, customer_id: str) -> dict[str, Any] | None:
    """The score of the dossier's customer; None once he is erased."""
    return next((score_object(s, score(s)) for s in risk.standings(app, connection, customer_id)), None)


# -- what a person decides --------------------------------------------------------------------------------------------


def pause(config: Path | None, reference: str, until: str, why: str, as_json: bool) -> None:
    last = typed.day(until, "--until")
    with opened(config) as app:
        if last < app.today():
            raise BadInput([Fault("--until", f"{last} has passed", f"a day from {app.today()} on")])
        if last > app.today() + LONGEST_PAUSE:
            raise BadInput([Fault("--until", f"{last} is too far away", "at most two years; then look again")])
        happen(app, reference, Paused(last, why), as_json)


def resume(config: Path | None, reference: str, yes: bool, as_json: bool) -> None:
    with opened(config) as app:
        with app.store.begin() as connection:
            status = known(connection, reference).status
        if status in ASK_FIRST:
            opening.confirmed(f"{reference}: {ASK_FIRST[status]}", yes)
        happen(app, reference, Resumed(), as_json)


def settle(config: Path | None, reference: str, note: str, as_json: bool) -> None:
    with opened(config) as app:
        happen(app, reference, Settled(note), as_json)


def escalate(config: Path | None, reference: str, note: str, as_json: bool) -> None:
    with opened(config) as app:
        happen(app, reference, Escalated(note), as_json)


def write_off(config: Path | None, reference: str, note: str, as_json: bool) -> None:
    with opened(config) as app:
        happen(app, reference, WrittenOff(note), as_json)


def note(config: Path | None, reference: str, text: str, as_json: bool) -> None:
    with opened(config) as app:
        happen(app, reference, Noted(text), as_json)


def happen(app: App, reference: str, event: Event, as_json: bool) -> None:
    """What a person decides, as an event of the dossier. Raises BadInput."""
    with app.store.begin() as connection:
        dossier = known(connection, reference)
    decision = change.happen(app, dossier.reference, event).decision
    if decision.reason is Reason.STATUS_FORBIDS:
        raise BadInput([Fault(dossier.reference, f"is {dossier.status}: this cannot be done to it any more")])
    if decision.reason is Reason.NOTHING_DUE:
        raise BadInput([Fault(dossier.reference, "owes nothing that this could be about")])
    report(app, decision, as_json)


def report(app: App, decision: Decision, as_json: bool) -> None:
    """What became of a dossier that a person has decided about."""
    dossier = decision.dossier
    following = dossier_page.next_action(dossier.next_action_on, dossier.next_step)
    if as_json:
        reason = decision.reason.value
        emit({"reference": dossier.reference, "status": dossier.status, "reason": reason, "next_action": following})
        return
    coming = f"; next on {iso(dossier.next_action_on)} {dossier.next_step or ''}".rstrip() if following else ""
    say(f"{dossier.reference}: {reason_label(decision.reason, 'en')}; it is {dossier.status}{coming}")
