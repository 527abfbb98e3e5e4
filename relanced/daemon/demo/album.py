"""What is left to open: each mail out and in, each summary, and a page that links them in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count, groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined
from sqlalchemy import Connection, Row, select

from relanced.core.dossier import ReminderState
from relanced.core.reasons import Reason
from relanced.daemon.app import App
from relanced.daemon.demo import words
from relanced.daemon.demo.answers import received
from relanced.daemon.demo.board import Frame
from relanced.daemon.demo.folder import DATA
from relanced.letters import labels
from relanced.letters.formats import formats
from relanced.store import dossiers, report, schema

INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class Page:
    """One mail. `files` are its forms (``html``, ``eml``...) with their paths from the folder; `said` and `why` are the
    client's sentence and what relanced made of it."""

    at: datetime
    kind: str
    title: str
    subject: str
    files: tuple[tuple[str, str], ...]
    reference: str = ""
    customer: str = ""
    said: str = ""
    why: str = ""


def bind(app: App, root: Path, language: str, frame: Frame) -> Path:
    """Write everything below `root`; answers the page to open."""
    with app.store.begin() as connection:
        pages = [*_sent(app, connection, root, language), *_received(app, connection, root, language)]
    pages.sort(key=lambda page: page.at)
    days = [(day, list(group)) for day, group in groupby(pages, key=lambda page: page.at.date())]
    template = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    page = template.from_string((DATA / INDEX).read_text("utf-8")).render(
        language=language,
        days=days,
        frame=frame,
        status=lambda status: words.pick(words.STATUSES[status], language),
        task=lambda task: labels.task_label(task.kind, language),
        w=lambda name, **values: words.word(name, language, **values),
        weekday=formats(language).weekday,
    )
    (root / INDEX).write_text(page, "utf-8")
    return root / INDEX


def _sent(app: App, connection: Connection, root: Path, language: str) -> Iterator[Page]:
    table = schema.outbox
    query = select(table).where(table.c.state == ReminderState.SENT.value).order_by(table.c.sent_at, table.c.id)
    numbers = count(1)
    for row in connection.execute(query):
        at = row.sent_at.astimezone(app.policy.timezone)
        if row.dossier:
            customer = dossiers.load(connection, row.dossier).customer.name
            stem = f"mails/{next(numbers):03d}-{at:%Y-%m-%d}-{row.dossier}-{row.step}"
            title = labels.scenario_label(row.step, language)
            yield Page(at, "sent", title, row.subject, _forms(root, stem, row), row.dossier, customer)
        else:
            yield Page(at, "summary", "", row.subject, _forms(root, f"summaries/{at:%Y-%m-%d}", row))


def _received(app: App, connection: Connection, root: Path, language: str) -> Iterator[Page]:
    table = schema.mails
    query = select(table).where(table.c.reading.is_not(None)).order_by(table.c.received_at, table.c.id)
    for number, row in enumerate(connection.execute(query), 1):
        at = row.received_at.astimezone(app.policy.timezone)
        path = _write(root, f"replies/{number:03d}-{at:%Y-%m-%d}-{row.dossier}.eml", row.raw)
        title = labels.intent_label(row.reading["primary"], language)
        customer = dossiers.load(connection, row.dossier).customer.name
        why = labels.reason_label(Reason(row.reason), language)
        said = report.words(row.reading)
        yield Page(at, "received", title, row.subject, (("eml", path),), row.dossier, customer, said, why)


def _forms(root: Path, stem: str, row: Row[Any]) -> tuple[tuple[str, str], ...]:
    """The mail as it left, and its two texts, which a browser shows."""
    body = received(row.raw).get_body(("html",))
    forms = {"html": body.get_content().encode() if body else b"", "txt": row.text.encode(), "eml": row.raw}
    return tuple((form, _write(root, f"{stem}.{form}", content)) for form, content in forms.items())


def _write(root: Path, name: str, content: bytes) -> str:
    path = root / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return name
