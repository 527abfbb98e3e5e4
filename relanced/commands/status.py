"""``relanced status``: is all well, and what waits."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from relanced.commands.opening import opened
from relanced.commands.output import emit, iso, say
from relanced.config.models import WhenUncertain
from relanced.daemon import summary
from relanced.daemon.app import App
from relanced.daemon.health import status
from relanced.daemon.health.status import Health
from relanced.daemon.sending import proof
from relanced.errors import Exit
from relanced.store.figures import Figures, figures

DOUBTS: dict[WhenUncertain, str] = {
    WhenUncertain.HOLD: "it waits, and a task asks you (sending.when_uncertain: hold)",
    WhenUncertain.RECONCILE: "its copy is looked for (sending.when_uncertain: reconcile)",
    WhenUncertain.RESEND: "it is sent again (sending.when_uncertain: resend)",
}
FIND_OUT = "relanced check --self-test finds out whether copies can tell"

# What is over is no news.
OVER = ("sent", "cancelled")


def show(config: Path | None, as_json: bool) -> int:
    """0 when all is well; 1 when something is wrong; 75 while the daemon starts. Raises EdgeError for a store out of
    reach."""
    with opened(config) as app, app.store.snapshot() as connection:
        folder = app.settings.mailbox.folder if app.settings.mailbox else ""
        health, counted = status.health(app, connection), figures(connection, folder)
        notes = _notes(app, connection)
        emit(_object(health, counted, notes)) if as_json else _say(app, health, counted, notes)
    return _code(health)


def _code(health: Health) -> int:
    if not health.troubles:
        return Exit.DONE
    return Exit.TRY_LATER if health.starting else Exit.FAILED


def _notes(app: App, connection: Connection) -> list[str]:
    """What is worth knowing, and no fault of the daemon."""
    lost = list(summary.lost(app, connection, "en"))
    if app.settings.smtp is None:
        return lost
    policy, where = app.settings.sending.when_uncertain, proof.folder(app, connection)
    found = f"copies of what leaves are found in {where}" if where else FIND_OUT
    return [*lost, f"where it is not known whether a mail left, {DOUBTS[policy]}; {found}"]


def _object(health: Health, counted: Figures, notes: list[str]) -> dict[str, Any]:
    beat = health.beat
    return {
        "healthy": not health.troubles,
        "running": health.running,
        "starting": health.starting,
        "process": beat.process if beat else None,
        "started_at": iso(beat.started_at) if beat else None,
        "seen_at": iso(beat.at) if beat else None,
        "mailbox_read_at": iso(health.read_at),
        "faults": {name.value: words for name, words in health.troubles.items()},
        "notes": notes,
        "outbox": counted.outbox,
        "dossiers": counted.dossiers,
        "mails": counted.mails,
        "tasks_open": counted.tasks,
    }


def _say(app: App, health: Health, counted: Figures, notes: list[str]) -> None:
    beat = health.beat
    since = f" since {_local(app, beat.started_at)} ({beat.process})" if beat and health.running else ""
    passed = f", relanced once ended at {_local(app, beat.at)}" if beat and beat.once else ""
    say(f"daemon    {'running' if health.running else 'not running'}{since}{passed}")
    say(f"mailbox   {f'read at {_local(app, health.read_at)}' if health.read_at else 'never read'}")
    waiting = {state: count for state, count in counted.outbox.items() if state not in OVER}
    say(f"outbox    {', '.join(f'{count} {state}' for state, count in waiting.items()) or 'nothing waits to leave'}")
    say(f"dossiers  {', '.join(f'{count} {name}' for name, count in counted.dossiers.items()) or 'none'}")
    say(f"tasks     {counted.tasks} open")
    for note in notes:
        say(f"note: {note}")
    for words in health.troubles.values():
        say(f"FAULT: {words}")


def _local(app: App, at: datetime) -> str:
    return f"{at.astimezone(app.policy.timezone):%Y-%m-%d %H:%M:%S}"
