"""Six months before a debt can no longer be sued for, its owner is told, once."""

from __future__ import annotations

from sqlalchemy import Connection

from relanced.core.law.months import add_months
from relanced.core.reasons import Reason
from relanced.core.tasks import TASKS, TaskKind
from relanced.daemon.app import App
from relanced.daemon.law import limitations_of
from relanced.store import dossiers, facts, journal, old_debts, tasks

LAST = "limitation_on"
KIND = TaskKind.LIMITATION


def announce_if_due(app: App, connection: Connection) -> None:
    """Once a day; a task for each dossier, unless the same invoice and day have been told before."""
    today = app.today()
    if facts.get(connection, LAST) == today.isoformat():
        return
    facts.put(connection, LAST, today.isoformat())
    for reference in old_debts.owed_since(connection, add_months(today, -app.law.announced_after)):
        _announce(app, connection, reference)


def _announce(app: App, connection: Connection, reference: str) -> None:
    """A claim that has been declared is not lost by time (C. com. L622-25-1)."""
    when, dossier = app.when(), dossiers.load(connection, reference)
    if dossier.insolvency and dossier.insolvency.declared_on:
        return
    told = [row.detail for row in tasks.of_dossier(connection, reference) if row.kind == KIND.value]
    near = [row.detail for row in limitations_of(app, connection, dossier) if row.is_announced(when.today)]
    new = "\n".join(detail for detail in near if not any(detail in known.split("\n") for known in told))
    if not new:
        return
    due_on = app.policy.after(when.today, TASKS[KIND].days)
    tasks.open_once(connection, reference, KIND, due_on, new, when.now)
    journal.append(connection, when.now, reference, "limitation_announced", Reason.NOTED.value, new)
