"""The tick: asks each dossier whose day has come, one at a time. Its cost follows what is due, not what exists."""

from __future__ import annotations

import structlog
from sqlalchemy import update

from relanced.core.events import DayCame
from relanced.core.tasks import TASKS, TaskKind
from relanced.daemon.app import App
from relanced.daemon.change import happen
from relanced.daemon.edge import STORE_FAULTS, store_failed
from relanced.store import dossiers, journal, schema, tasks

log = structlog.get_logger()

# One dossier is asked this often in one pass at most: a hold that ends may make a reminder due at once.
QUESTIONS = 4


def plan_due(app: App, limit: int = 1000) -> int:
    """Ask the due dossiers; answers how many were asked. One that raises is set aside with a task, the others go on.

    Raises EdgeError when the store fails: that is no dossier's fault.
    """
    with app.store.begin() as connection:
        due = dossiers.due(connection, app.today(), limit)
    for reference in due:
        try:
            _ask(app, reference)
        except STORE_FAULTS as error:
            raise store_failed(error) from error
        except dossiers.Conflict:
            log.info(
                "dossier_left_for_later", dossier=reference
            )  # another instance is at it: it is due at the next tick
        except Exception as error:
            log.exception("dossier_set_aside", dossier=reference)
            _set_aside(app, reference, error)
    return len(due)


def _ask(app: App, reference: str) -> None:
    for _ in range(QUESTIONS):
        change = happen(app, reference, DayCame())
        log.info("dossier_asked", dossier=reference, reason=change.decision.reason.value)
        on = change.decision.dossier.next_action_on
        if on is None or on > app.today():
            return


def _set_aside(app: App, reference: str, error: Exception) -> None:
    """Past `decide`, which may be what failed: no next day, and a person."""
    when = app.when()
    due_on = app.policy.after(when.today, TASKS[TaskKind.MEND_FAULT].days)
    with app.store.begin() as connection:
        table = schema.dossiers
        connection.execute(update(table).where(table.c.reference == reference).values(next_action_on=None))
        detail = f"{type(error).__name__}: {error}"
        tasks.open_once(connection, reference, TaskKind.MEND_FAULT, due_on, detail, when.now)
        journal.append(connection, when.now, reference, "dossier_set_aside", "person_needed", detail)
