"""One transaction a decision: the journal, the dossier, the outbox, the tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from relanced.core.dossier import Dossier
from relanced.core.effects import CancelQueued, CloseTasks, Decision, OpenTask, QueueMail
from relanced.core.events import Event
from relanced.core.risk.history import tells
from relanced.store import dossiers, journal, outbox, records, tasks


@dataclass(frozen=True, slots=True)
class When:
    """The instant of a decision and the company's day of it."""

    now: datetime
    today: date


@dataclass(slots=True)
class Written:
    """What a decision added: for counting and for waking the sender."""

    queued: int = 0
    tasks_opened: int = 0
    cancelled: int = 0


def record(
    connection: Connection, before: Dossier, event: Event, decision: Decision, when: When, mail_id: int | None = None
) -> Written:
    """Raises `dossiers.Conflict` when `before` is no longer what is stored; then nothing has happened."""
    version = dossiers.save(connection, before, decision.dossier)
    if tells(before, decision.dossier):
        records.refresh(connection, before.customer.id)
    written = Written()
    for effect in decision.effects:
        _carry_out(connection, before.reference, version, effect, when, mail_id, written)
    outbox.restamp(connection, before.reference, version)
    journal.append(
        connection,
        when.now,
        before.reference,
        event_name(type(event)),
        decision.reason.value,
        decision.detail,
        event,
        mail_id,
    )
    return written


def event_name(kind: type[Event]) -> str:
    """``MailSent`` is ``mail_sent`` in the journal."""
    words = kind.__name__
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in words).lstrip("_")


def _carry_out(
    connection: Connection,
    reference: str,
    version: int,
    effect: QueueMail | CancelQueued | OpenTask | CloseTasks,
    when: When,
    mail_id: int | None,
    written: Written,
) -> None:
    match effect:
        case QueueMail():
            outbox.queue(connection, reference, version, effect, when.today, when.now)
            written.queued += 1
        case CancelQueued():
            written.cancelled += outbox.cancel(connection, reference)
        case OpenTask(kind, due_on, detail):
            opened = tasks.open_once(connection, reference, kind, due_on, detail, when.now, mail_id)
            written.tasks_opened += opened
        case CloseTasks(kinds):
            tasks.close(connection, reference, kinds, when.now)
