"""``relanced outbox``, and what a person knows of mails of which nobody else knows whether they left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from relanced.commands.opening import confirmed, opened, settle
from relanced.commands.output import emit, iso, say, table
from relanced.core.deciding.steps import CHASING
from relanced.core.dossier import Dossier, ReminderState
from relanced.core.events import MailDropped, TaskDone
from relanced.core.tasks import TASKS, TaskKind
from relanced.daemon import change
from relanced.daemon.app import App
from relanced.errors import BadInput, Fault
from relanced.letters.labels import scenario_label
from relanced.store import dossiers, outbox

State = ReminderState
WAITING = (State.QUEUED, State.RETRY)
# What each order takes, in the words of its refusal.
TAKES: dict[str, tuple[State, ...]] = {
    "hold": WAITING,
    "release": (State.HELD, State.UNCERTAIN),
    "drop": (*WAITING, State.HELD, State.UNCERTAIN),
}


def list_(config: Path | None, as_json: bool) -> None:
    with opened(config) as app, app.store.begin() as connection:
        rows = outbox.pending(connection)
    if as_json:
        for row in rows:
            emit(_object(row))
        return
    if not rows:
        say("Nothing waits to leave.")
        return
    lines = [
        (r.id, r.dossier, scenario_label(r.step, "en"), r.recipient, r.state, f"{r.queued_on}", r.answer or "")
        for r in rows
    ]
    table(("id", "dossier", "mail", "to", "state", "since", "server's answer"), lines, right=("id",))


def _object(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "dossier": row.dossier,
        "step": row.step,
        "round": row.round,
        "state": row.state,
        "to": row.recipient,
        "invoices": list(row.invoices),
        "queued_on": iso(row.queued_on),
        "not_before": iso(row.not_before),
        "attempts": row.attempts,
        "message_id": row.message_id,
        "answer": row.answer,
    }


# -- orders -----------------------------------------------------------------------------------------------------------


def hold(config: Path | None, row_id: int, as_json: bool) -> None:
    def order(connection: Connection) -> None:
        row = _taken(connection, row_id, "hold")
        _move(connection, row, State.HELD)

    with opened(config) as app:
        settle(app, order)
        _report(app, row_id, as_json)


def release(config: Path | None, row_id: int, yes: bool, as_json: bool) -> None:
    with opened(config) as app:
        with app.store.begin() as connection:
            state = _taken(connection, row_id, "release").state
        if state == State.UNCERTAIN.value:
            confirmed(f"Mail {row_id} may have left already. Send it again?", yes)

        def order(connection: Connection) -> None:
            row = _taken(connection, row_id, "release")
            if row.state == State.UNCERTAIN.value:
                send_again(app, connection, row)
            else:
                _move(connection, row, State.QUEUED, not_before=app.clock.now())

        settle(app, order)
        _report(app, row_id, as_json)


def drop(config: Path | None, row_id: int, as_json: bool) -> None:
    with opened(config) as app:
        settle(app, lambda connection: _drop(app, connection, _taken(connection, row_id, "drop")))
        _report(app, row_id, as_json)


def _drop(app: App, connection: Connection, row: Row[Any]) -> None:
    """Decided while the mail still counts, so that the same step is not planned anew for the same day."""
    if row.dossier:
        if row.state == State.UNCERTAIN.value:
            change.apply(app, connection, row.dossier, TaskDone(TaskKind.CHECK_SENT, False, "dropped"))
        change.apply(app, connection, row.dossier, MailDropped(row.step, row.round, row.recipient))
    _move(connection, row, State.CANCELLED, key=None)


def _taken(connection: Connection, row_id: int, order: str) -> Row[Any]:
    row = outbox.one(connection, row_id)
    if row is None:
        raise BadInput([Fault(str(row_id), "there is no such mail", "relanced outbox list shows them")])
    if row.state not in TAKES[order]:
        raise BadInput([Fault(str(row_id), f"this mail is {row.state}", f"{order} is for {', '.join(TAKES[order])}")])
    return row


def _move(connection: Connection, row: Row[Any], state: State, **more: Any) -> None:
    if not outbox.move(connection, row.id, (State(row.state),), state, **more):
        raise dossiers.Conflict(f"mail {row.id}")


def _report(app: App, row_id: int, as_json: bool) -> None:
    with app.store.begin() as connection:
        row = outbox.one(connection, row_id)
    assert row is not None
    emit(_object(row)) if as_json else say(f"mail {row_id} to {row.recipient}: {row.state}")


# -- doubts -----------------------------------------------------------------------------------------------------------


def uncertain(connection: Connection, reference: str) -> list[Row[Any]]:
    pending = outbox.pending(connection)
    return [row for row in pending if row.dossier == reference and row.state == State.UNCERTAIN.value]


def did_leave(app: App, connection: Connection, row: Row[Any]) -> None:
    """A person found it: it left when the attempt was made."""
    at = row.claimed_at or app.clock.now()
    outbox.finish(connection, row.id, outbox.Outcome(State.SENT, "a person says that it left", at))


def send_again(app: App, connection: Connection, row: Row[Any]) -> None:
    """Composed anew under its old Message-ID, if it would still be right. Raises BadInput when it would not."""
    if row.dossier is None:
        _move(connection, row, State.QUEUED, not_before=app.clock.now())
        return
    dossier = dossiers.load(connection, row.dossier)
    if not _still_right(dossier, row):
        hint = f"relanced dossier show {row.dossier} says why; relanced outbox drop {row.id} takes it out"
        raise BadInput([Fault(f"mail {row.id}", "would no longer be right: the dossier has changed", hint)])
    _move(connection, row, State.QUEUED, not_before=app.clock.now(), raw=None, dossier_version=dossier.version)
    change.apply(app, connection, row.dossier, TaskDone(TaskKind.CHECK_SENT, False, f"mail {row.id} is sent again"))


def _still_right(dossier: Dossier, row: Row[Any]) -> bool:
    others = [t for t in dossier.tasks if TASKS[t.kind].blocks and t.kind is not TaskKind.CHECK_SENT]
    speaks_of = {i.number for i in dossier.chased}
    usable = {c.address.lower() for c in dossier.contacts if not c.retired}
    return (
        dossier.status in CHASING and not others and set(row.invoices) <= speaks_of and row.recipient.lower() in usable
    )
