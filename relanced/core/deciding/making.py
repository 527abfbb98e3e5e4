"""What decisions are made of: a mail to the nearest contact, a task with its day, a hold, a wait."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from relanced.core.deciding.answers import next_round
from relanced.core.dossier import ContactRole, Dossier, Hold, Status
from relanced.core.effects import Decision, OpenTask, QueueMail
from relanced.core.policy import Policy
from relanced.core.reasons import Reason
from relanced.core.tasks import TASKS, TaskKind

# Why relanced itself puts a dossier on hold.
ADDRESS = "address"
REPLY = "reply"


def task(kind: TaskKind, policy: Policy, today: date, detail: str = "") -> OpenTask:
    return OpenTask(kind, policy.after(today, TASKS[kind].days), detail)


def mail(
    dossier: Dossier,
    step: str,
    invoices: tuple[str, ...],
    role: ContactRole = ContactRole.MAIN,
    **more: str | None,
) -> QueueMail:
    """The order for one mail; its round is the number of times that the step has been used, and one."""
    contact = dossier.contact_for(role)
    assert contact is not None, "guarded by no_address"
    return QueueMail(step, next_round(dossier.reminders, step), contact.address, invoices, **more)  # type: ignore[arg-type]


def without_address(dossier: Dossier, policy: Policy, today: date) -> Decision:
    return Decision(dossier, (task(TaskKind.FIX_ADDRESS, policy, today),), Reason.NO_ADDRESS)


def on_hold(dossier: Dossier, why: str) -> Dossier:
    """An active dossier waits for a person; one that something else already holds keeps its status."""
    if dossier.status is not Status.ACTIVE:
        return dossier
    return replace(dossier, status=Status.ON_HOLD, hold=Hold(why))


def waiting(dossier: Dossier, until: date) -> Dossier:
    """A wait never makes a longer one shorter."""
    return replace(dossier, wait_until=max(until, dossier.wait_until or until))
