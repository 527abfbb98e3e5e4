"""What a call task says: the script, with what the client wrote last."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from relanced.core.summary import TaskLine
from relanced.core.tasks import TaskKind
from relanced.daemon.app import App
from relanced.daemon.sending.compose import local_now
from relanced.errors import BadInput
from relanced.letters.script import Said, Script, call_script
from relanced.store import dossiers, mails, report


def script_of(app: App, connection: Connection, reference: str, language: str | None = None) -> Script | None:
    """None when there is nothing to ask for any more."""
    at = local_now(app)
    answer_by = app.policy.after(at.date(), app.policy.answer_within)
    dossier = dossiers.load(connection, reference)
    said = _said(app, connection, reference)
    try:
        return call_script(app.templates, app.creditor, dossier, at, answer_by, said, language)
    except BadInput:
        return None


def _said(app: App, connection: Connection, reference: str) -> Said | None:
    """The last mail of a person's."""
    read = [r for r in mails.of_dossier(connection, reference) if r.reading and not r.reading["automatic"]]
    if not read or not (words := report.words(read[-1].reading)):
        return None
    return Said(words, app.policy.day(read[-1].received_at))


def described(app: App, connection: Connection, line: TaskLine, language: str) -> TaskLine:
    """A call in one line: whom, about what, since when."""
    if line.kind is not TaskKind.CALL or not line.reference:
        return line
    script = script_of(app, connection, line.reference, language)
    return replace(line, detail=script.title) if script else line
