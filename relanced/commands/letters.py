"""``relanced letter``: the letters that left by mail and go by post, too."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from relanced.commands import typed
from relanced.commands.dossiers import happen
from relanced.commands.opening import known, opened
from relanced.commands.output import emit, say
from relanced.core.dossier import Dossier, ReminderState
from relanced.core.events import LetterPosted, LetterReceived
from relanced.core.tasks import TaskKind
from relanced.daemon.app import App
from relanced.errors import BadInput, Fault
from relanced.letters.pdf import file_name
from relanced.store import holdings


def save(config: Path | None, reference: str, target: Path | None, step: str | None, as_json: bool) -> None:
    """The PDF as it travelled with the mail: what is posted is what was sent. Raises BadInput."""
    with opened(config) as app, app.store.begin() as connection:
        dossier = known(connection, reference)
        name, content = _sent(connection, dossier, step)
    path = target or Path(name)
    path.write_bytes(content)
    if as_json:
        emit({"reference": dossier.reference, "file": str(path), "address": dossier.customer.address or None})
        return
    say(f"wrote {path}")
    if not dossier.customer.address:
        say("its window is blank: no postal address of this customer is known (column address of the import)")


def _sent(connection: Connection, dossier: Dossier, step: str | None) -> tuple[str, bytes]:
    for row in reversed(holdings.written(connection, dossier.reference)):
        if row.state == ReminderState.SENT.value and step in (None, row.step) and (found := _letter(row, dossier)):
            return found
    hint = f"relanced preview {dossier.reference} STEP --pdf FILE makes one of what has not left"
    raise BadInput([Fault(dossier.reference, "no mail with a letter has left", hint)])


def _letter(row: Row[Any], dossier: Dossier) -> tuple[str, bytes] | None:
    """The attachment that bears a letter's name, in whichever language it was written."""
    mail = message_from_bytes(row.raw or b"", policy=default)
    assert isinstance(mail, EmailMessage)
    names = {file_name(row.step, dossier.reference, language) for language in ("fr", "en")}
    parts = ((str(part.get_filename()), part.get_content()) for part in mail.iter_attachments())
    return next(((name, content) for name, content in parts if name in names), None)


def posted(config: Path | None, reference: str, on: str, tracking: str | None, step: str | None, as_json: bool) -> None:
    """Raises BadInput for a day to come, or when it is not clear which letter is meant."""
    with opened(config) as app:
        event = LetterPosted(_past(app, on), step or _waiting(app, reference), tracking)
        happen(app, reference, event, as_json)


def _waiting(app: App, reference: str) -> str:
    """The step whose letter waits to be posted, else the one that was posted last."""
    with app.store.begin() as connection:
        dossier = known(connection, reference)
    waiting = [t.detail.split()[0] for t in dossier.tasks if t.kind is TaskKind.POST_LETTER]
    steps = waiting or [p.step for p in dossier.postings]
    if not steps:
        raise BadInput(
            [Fault(dossier.reference, "no letter waits to be posted", "name its step: --step formal_notice")]
        )
    return steps[-1]


def received(config: Path | None, reference: str, on: str, as_json: bool) -> None:
    """Raises BadInput for a day to come, or before the letter was posted."""
    with opened(config) as app:
        day = _past(app, on)
        with app.store.begin() as connection:
            dossier = known(connection, reference)
        if not dossier.postings:
            hint = f"relanced letter posted {dossier.reference} --on DAY first"
            raise BadInput([Fault(dossier.reference, "no letter of it has been posted", hint)])
        if day < dossier.postings[-1].posted_on:
            raise BadInput([Fault("--on", f"the letter was posted on {dossier.postings[-1].posted_on}, after that")])
        happen(app, reference, LetterReceived(day), as_json)


def _past(app: App, on: str) -> date:
    day = typed.day(on, "--on")
    if day > app.today():
        raise BadInput([Fault("--on", f"{day} has not come yet", "the day on which it was")])
    return day
