"""``relanced task``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from relanced.commands import outbox
from relanced.commands.dossiers import report
from relanced.commands.opening import opened, settle
from relanced.commands.output import emit, iso, say, table
from relanced.commands.typed import day
from relanced.core.choices import DISPUTE_ENDS
from relanced.core.deciding.disputes import OF_DISPUTES
from relanced.core.effects import Decision
from relanced.core.events import DisputeOutcome, TaskDone, Trust
from relanced.core.intents import Intent
from relanced.core.tasks import TaskKind
from relanced.daemon import change
from relanced.daemon.app import App
from relanced.daemon.replies import corrections
from relanced.daemon.replies.corrections import Word
from relanced.daemon.scripts import script_of
from relanced.errors import BadInput, Fault
from relanced.letters.labels import task_choices, task_detail, task_label
from relanced.letters.script import Script
from relanced.store import mails, tasks

COLUMNS = ("id", "dossier", "customer", "kind", "due_on", "state", "detail")


def list_(config: Path | None, as_json: bool) -> None:
    with opened(config) as app, app.store.begin() as connection:
        rows = tasks.waiting(connection)
        scripts = {r.id: script for r in rows if (script := _script(app, connection, r))}
    if as_json:
        for row in rows:
            emit(_object(row, scripts.get(row.id)))
        return
    if not rows:
        say("Nothing waits for you.")
        return
    about = {r.id: scripts[r.id].title if r.id in scripts else task_detail(r.detail, "en") for r in rows}
    lines = [(r.id, r.due_on, r.dossier, r.customer, task_label(TaskKind(r.kind), "en"), about[r.id]) for r in rows]
    table(("id", "due", "dossier", "customer", "what", "about"), lines, right=("id",))


# Whoever is neither is answered at the dossier's own contact.
BELIEVED = frozenset({Trust.CONTACT.value, Trust.COLLEAGUE.value})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says of a task: `outcome` (of `DisputeOutcome`) only of a dispute, `until` only of a request for
    time."""

    note: str = ""
    accepted: bool = True
    outcome: str | None = None
    until: str | None = None


def show(config: Path | None, task_id: int, as_json: bool) -> None:
    """One task with what helps to do it: of a call, what to say; of each, what to type. Raises BadInput."""
    with opened(config) as app, app.store.begin() as connection:
        row = _open(connection, task_id)
        script = _script(app, connection, row)
    if as_json:
        emit(_object(row, script))
        return
    say(f"{row.id}: {task_label(TaskKind(row.kind), 'en')}, due {row.due_on}, {row.dossier or 'of no dossier'}")
    if script:
        say(f"{script.title}\n\n{script.text}")
    elif row.detail:
        say(task_detail(row.detail, "en"))
    for says, command in task_choices(TaskKind(row.kind), row.id, row.dossier, "en"):
        say(f"  {says}: {command}")


def _script(app: App, connection: Connection, row: Row[Any]) -> Script | None:
    return script_of(app, connection, row.dossier) if row.kind == TaskKind.CALL.value else None


def _object(row: Row[Any], script: Script | None) -> dict[str, Any]:
    """`script`: what to say, where it is a call."""
    told = {"title": script.title, "text": script.text} if script else None
    return {name: row._mapping[name] for name in COLUMNS} | {"due_on": iso(row.due_on), "script": told}


def done(config: Path | None, task_id: int, answer: Answer, as_json: bool) -> None:
    """Raises BadInput for a task that is not open, or that such an answer does not suit."""
    with opened(config) as app:
        decision = settle(app, lambda connection: _done(app, connection, task_id, answer))
        if decision:
            report(app, decision, as_json)
        elif as_json:
            emit({"id": task_id, "state": "done"})
        else:
            say(f"task {task_id}: done")


def correct(config: Path | None, task_id: int, was: str, on: str | None, note: str, as_json: bool) -> None:
    """The reply meant something else than what was read. Raises BadInput."""
    if was not in list(Intent):
        raise BadInput([Fault("--was", f"{was!r} is not a kind of reply", f"one of {', '.join(Intent)}")])
    word = Word(Intent(was), day(on, "--on") if on else None)
    with opened(config) as app:
        decision = settle(
            app, lambda connection: corrections.correct(app, connection, _open(connection, task_id), word, note)
        )
        report(app, decision, as_json)


def _done(app: App, connection: Connection, task_id: int, answer: Answer) -> Decision | None:
    """A task of a dossier is an event of it; one that belongs to none is only closed."""
    row = _open(connection, task_id)
    outcome = _outcome(row, answer)
    decision = None
    if row.dossier:
        if row.kind == TaskKind.CHECK_SENT.value:
            _tell_doubts(app, connection, row, answer.accepted)
        event = TaskDone(TaskKind(row.kind), answer.accepted, answer.note, outcome, until=_until(app, row, answer))
        mail = mails.one(connection, row.mail_id) if row.mail_id else None
        if mail:
            event = replace(event, message_id=mail.message_id, sender=mail.sender if mail.trust in BELIEVED else None)
        decision = change.apply(app, connection, row.dossier, event).decision
    tasks.close_one(connection, task_id, app.clock.now(), answer.note)
    return decision


def _until(app: App, row: Row[Any], answer: Answer) -> date | None:
    if answer.until is None:
        return None
    if TaskKind(row.kind) is not TaskKind.AGREE_DELAY:
        raise BadInput([Fault(f"task {row.id}", "asks for no time", f"leave out --until {answer.until}")])
    until = day(answer.until, "--until")
    if until < app.today():
        raise BadInput([Fault("--until", f"{until} is over", "the last day granted, from today on")])
    return until


def ends_dispute(outcome: str) -> bool:
    """Whether it is a word for how a dispute ends; a call has others."""
    return outcome in list(DisputeOutcome)


def _outcome(row: Row[Any], answer: Answer) -> DisputeOutcome | None:
    """A dispute ends in one of three ways, and only a person knows which: that he was answered is none of them."""
    kind = TaskKind(row.kind)
    if answer.outcome is None and kind is not TaskKind.ANSWER_DISPUTE:
        return None
    if answer.outcome and kind not in OF_DISPUTES:
        raise BadInput([Fault(f"task {row.id}", "is not about a dispute", f"leave out --outcome {answer.outcome}")])
    return ending(row.id, answer.outcome)


def ending(task_id: int, outcome: str | None) -> DisputeOutcome:
    """Raises BadInput, which names all that there are."""
    if outcome is not None and ends_dispute(outcome):
        return DisputeOutcome(outcome)
    what = f"{outcome!r} is no end of a dispute" if outcome else "does not say how the dispute ends"
    hint = "; ".join(f"--outcome {end}: {words[1]}" for end, words in DISPUTE_ENDS.items())
    raise BadInput([Fault(f"task {task_id}", what, hint)])


def _open(connection: Connection, task_id: int) -> Row[Any]:
    row = tasks.one(connection, task_id)
    if row is None:
        raise BadInput([Fault(str(task_id), "there is no such task", "relanced task list shows those that are open")])
    if row.state != "open":
        raise BadInput(
            [Fault(str(task_id), "this task is done already", "relanced task list shows those that are open")]
        )
    return row


def _tell_doubts(app: App, connection: Connection, task: Row[Any], accepted: bool) -> None:
    """The question was whether a mail left: yes ends the doubt, no sends it again."""
    for row in outbox.uncertain(connection, task.dossier):
        if accepted:
            outbox.did_leave(app, connection, row)
        else:
            outbox.send_again(app, connection, row)
