"""The owner says what a mail meant: the dossier follows his word, and the reader has one more labelled case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from relanced.core.dossier import Dossier, Means
from relanced.core.effects import Decision
from relanced.core.events import ReplyRead, TaskDone, Trust
from relanced.core.intents import KINDS, DisputeReason, Intent
from relanced.core.reading import Evidence, Reading
from relanced.core.tasks import TaskKind
from relanced.daemon import change
from relanced.daemon.app import App
from relanced.errors import BadInput, Fault
from relanced.store import codec, corrections, dossiers, mails

# The day that goes with an intent, by the name it has in a labelled case.
DAYS = {
    Intent.PAYMENT_PROMISE: "promised_on",
    Intent.DELAY_REQUEST: "requested_until",
    Intent.ALREADY_PAID: "paid_on",
    Intent.OUT_OF_OFFICE: "back_on",
}


# What the reader found beside it stays true.
DETAILS: dict[Intent, dict[str, Callable[[Any], Any]]] = {
    Intent.PAYMENT_PROMISE: {"means": Means},
    Intent.PAYMENT_PLAN_REQUEST: {"instalments": int, "instalment": codec.money},
    Intent.DISPUTE: {"reason": DisputeReason, "disputed_amount": codec.money},
}


@dataclass(frozen=True, slots=True)
class Word:
    """`was`: what the mail meant; `on`: the day it spoke of, where its kind has one."""

    was: Intent
    on: date | None = None


def correct(app: App, connection: Connection, task: Row[Any], word: Word, note: str = "") -> Decision:
    """Close the task and decide as if the mail had been read so by a known contact. Raises BadInput."""
    if not task.dossier or task.mail_id is None:
        raise BadInput([Fault(f"task {task.id}", "is not about a reply of a dossier", "leave out --was")])
    if word.was is Intent.PAYMENT_PROMISE and word.on is None:
        raise BadInput([Fault("--was payment_promise", "says no day", "add --on DAY, the last day of the promise")])
    row = mails.one(connection, task.mail_id)
    assert row is not None, "a task points at a stored mail"
    before = dossiers.load(connection, task.dossier)
    corrections.put(connection, row.id, _case(row, before, word), app.clock.now())
    change.apply(app, connection, task.dossier, TaskDone(TaskKind(task.kind), note=note, misread=True))
    event = ReplyRead(_reading(row, word), row.sender or "", Trust.CONTACT, "person", row.message_id)
    return change.apply(app, connection, task.dossier, event, row.id).decision


def _reading(row: Row[Any], word: Word) -> Reading:
    stored = row.reading or {}
    typed = str(stored.get("new_text", ""))
    values: dict[str, Any] = {DAYS[word.was]: word.on} if word.was in DAYS else {}
    values |= {name: value(stored[name]) for name, value in DETAILS.get(word.was, {}).items() if stored.get(name)}
    return Reading(
        automatic=KINDS[word.was].automatic,
        intents=(word.was,),
        primary=word.was,
        confidence=1.0,
        needs_person=False,
        evidence=(Evidence(word.was, typed[:300]),) if typed else (),
        new_text=typed,
        **values,
    )


def _case(row: Row[Any], dossier: Dossier, word: Word) -> dict[str, Any]:
    """The mail in the format of the labelled corpus (docs/cases.md)."""
    stored = row.reading or {}
    expected: dict[str, Any] = {"intents": [word.was.value], "primary": word.was.value}
    if word.was in DAYS:
        expected[DAYS[word.was]] = word.on.isoformat() if word.on else None
    return {
        "id": f"own-{row.id}",
        "lang": dossier.customer.language,
        "sent_at": row.received_at.isoformat(),
        "from": row.sender or "",
        "subject": row.subject or "",
        "headers": {},
        "reply": str(stored.get("new_text", "")),
        "quote": "none",
        "invoices": [
            {
                "number": i.number,
                "issued_on": i.issued_on.isoformat() if i.issued_on else None,
                "due_on": i.due_on.isoformat(),
                "total": str(i.total),
                "balance": str(i.balance),
            }
            for i in dossier.invoices
        ],
        "expected": expected,
    }
