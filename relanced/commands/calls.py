"""What a telephone call gave, from the command line."""

from __future__ import annotations

from pathlib import Path

from relanced.commands.dossiers import happen
from relanced.commands.opening import known, opened
from relanced.commands.tasks import ending
from relanced.commands.typed import day, money, one_of
from relanced.core.deciding.disputes import OF_DISPUTES
from relanced.core.dossier import CallOutcome
from relanced.core.events import CallMade
from relanced.core.tasks import TaskKind
from relanced.daemon.app import App
from relanced.errors import BadInput, Fault
from relanced.store import tasks

TO_COME = (CallOutcome.PROMISE, CallOutcome.CALLBACK)


def answered(
    config: Path | None, task_id: int, outcome: str, on: str | None, amount: str | None, note: str, as_json: bool
) -> None:
    """The call that a task asked for. Raises BadInput when the task asked for none."""
    with opened(config) as app:
        with app.store.begin() as connection:
            row = tasks.one(connection, task_id)
        if row and row.state == "open" and TaskKind(row.kind) in OF_DISPUTES:
            ending(task_id, outcome)
        if row is None or row.state != "open" or row.kind != TaskKind.CALL.value:
            hint = "relanced task list shows those that are open; relanced dossier call REF notes another call"
            raise BadInput([Fault(str(task_id), "is no open task of a call", hint)])
        _tell(app, row.dossier, outcome, on, amount, note, as_json)


def called(
    config: Path | None, reference: str, outcome: str, on: str | None, amount: str | None, note: str, as_json: bool
) -> None:
    """A call that nobody had asked for, too. Raises BadInput."""
    with opened(config) as app:
        _tell(app, reference, outcome, on, amount, note, as_json)


def _tell(app: App, reference: str, outcome: str, on: str | None, amount: str | None, note: str, as_json: bool) -> None:
    gave = CallOutcome(one_of(outcome, list(CallOutcome), "--outcome"))
    with app.store.begin() as connection:
        currency = known(connection, reference).currency
    sum_ = money(amount, currency, "--amount") if amount else None
    event = CallMade(gave, day(on, "--on") if on else None, sum_, note)
    _refuse(event, app)
    happen(app, reference, event, as_json)


def _refuse(event: CallMade, app: App) -> None:
    """What no call can have given."""
    if event.outcome is CallOutcome.PROMISE and event.on is None:
        raise BadInput([Fault("--outcome promise", "says no day", "add --on DAY, the last day of the promise")])
    if event.on and event.outcome in TO_COME and event.on < app.today():
        raise BadInput([Fault("--on", f"{event.on} has passed", f"a day from {app.today()} on")])
    if event.on and event.outcome is CallOutcome.PAID and event.on > app.today():
        raise BadInput([Fault("--on", f"{event.on} has not come yet", "a payment to come is --outcome promise")])
