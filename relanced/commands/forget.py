"""``relanced forget``: a person's request to be forgotten; what is held, what goes, what must stay and why."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from relanced.commands.forget_words import COUNTED, WORDS
from relanced.commands.opening import known, opened
from relanced.commands.output import emit, iso, say
from relanced.core.dossier import Dossier
from relanced.core.law.notice import NOTICE
from relanced.daemon import retention
from relanced.daemon.app import App
from relanced.daemon.law import limitations_of
from relanced.errors import BadInput, Fault
from relanced.files import open_private
from relanced.letters.formats import formats
from relanced.letters.labels import status_label
from relanced.store import dossiers, erasure, holdings


@dataclass(frozen=True, slots=True)
class Holding:
    """One dossier in which the person occurs. `until`: the last day on which it is kept; None while it is open."""

    dossier: Dossier
    held: erasure.Held
    sent: int
    over: bool
    lapsed: bool
    until: date | None


@dataclass(slots=True)
class Request:
    who: str
    holdings: list[Holding] = field(default_factory=list)
    loose: erasure.Held = field(default_factory=erasure.Held)
    awaited: list[int] = field(default_factory=list)
    undebted: list[str] = field(default_factory=list)
    done: bool = False


def forget(config: Path | None, who: str, yes: bool, output: Path | None, as_json: bool) -> None:
    """Raises BadInput for a reference that nobody has, or a report that is there already."""
    if output and output.exists():
        raise BadInput([Fault(str(output), "is there already", "nothing is ever overwritten")])
    with opened(config) as app:
        with app.store.begin() as connection:
            request = _look(app, connection, who)
            if yes:
                _erase(app, connection, request)
        if request.done:
            erasure.wipe_traces(app.store)
        report = "\n".join(_report(app, request)) + "\n"
    if output:
        with os.fdopen(open_private(output, os.O_EXCL), "w", encoding="utf-8") as file:
            file.write(report)
    emit(_object(request)) if as_json else say(report.rstrip("\n"))


def _look(app: App, connection: Connection, who: str) -> Request:
    if "@" not in who:
        return Request(who, [_holding(app, connection, known(connection, who))])
    found = erasure.about(connection, who)
    known_in = [_holding(app, connection, dossiers.load(connection, reference)) for reference in found]
    awaited = [row.task for row in erasure.awaited(connection, who)]
    return Request(who, known_in, erasure.loose(connection, sender=who), awaited, erasure.undebted(connection, who))


def _holding(app: App, connection: Connection, dossier: Dossier) -> Holding:
    held = erasure.of_dossier(connection, dossier.reference)
    sent = sum(1 for row in holdings.written(connection, dossier.reference) if row.raw)
    over = erasure.closed(connection, dossier.reference)
    if over:
        until = retention.kept_until(app, over[0].kind, app.policy.day(over[0].last_at))
        return Holding(dossier, held, sent, True, retention.lapsed(app, over[0]), until)
    rows = limitations_of(app, connection, dossier)
    return Holding(dossier, held, sent, False, False, max((row.limitation_on for row in rows), default=None))


def _erase(app: App, connection: Connection, request: Request) -> None:
    for holding in request.holdings:
        if holding.lapsed:
            retention.erase_closed(app, connection, holding.dossier.reference)
    erasure.erase(connection, request.loose, None, app.clock.now())
    erasure.drop_customers(connection, request.undebted)
    request.done = True


# -- saying it --------------------------------------------------------------------------------------------------------


def _object(request: Request) -> dict[str, Any]:
    return {
        "who": request.who,
        "erased": request.done,
        "dossiers": [
            {
                "reference": h.dossier.reference,
                "status": h.dossier.status.value,
                "contacts": len(h.dossier.contacts),
                "mails": len(h.held.mails),
                "sent": h.sent,
                "entries": len(h.held.journal),
                "kept": not h.lapsed,
                "kept_until": None if h.lapsed else iso(h.until),
                "ground": None if h.lapsed else "gdpr_17_3_e",
            }
            for h in request.holdings
        ],
        "other_mails": len(request.loose.mails),
        "customers_without_dossier": request.undebted,
        "waiting_tasks": request.awaited,
    }


def _report(app: App, request: Request) -> Iterator[str]:
    language = app.settings.company.language
    words = {key: row[0 if language == "fr" else 1] for key, row in WORDS.items()}
    day = formats(language).day
    yield words["title"].format(who=request.who)
    yield words["made_at"].format(day=day(app.today()))
    yield ""
    done = words["done"] if request.done else words["to_do"]
    for holding in request.holdings:
        yield from _of_holding(words, holding, language, done)
    if request.loose.mails:
        yield words["loose"].format(mails=_counted(language, "mails", len(request.loose.mails)), done=done)
    if request.undebted:
        yield words["undebted"].format(customers=_counted(language, "customers", len(request.undebted)), done=done)
    for task in request.awaited:
        yield words["awaited"].format(task=task)
    if not (request.holdings or request.loose or request.awaited or request.undebted):
        yield words["nothing"]
    yield from ("", words["beyond"], words["answer"], NOTICE[language])


def _counted(language: str, what: str, number: int) -> str:
    """« 1 message reçu », « 2 messages reçus »."""
    return formats(language).plural(number, *COUNTED[language][what])


def _of_holding(words: dict[str, str], holding: Holding, language: str, done: str) -> Iterator[str]:
    dossier, day = holding.dossier, formats(language).day
    status = status_label(dossier.status, language)
    named = {"reference": dossier.reference, "customer": dossier.customer.name, "status": status}
    yield words["lapsed" if holding.lapsed else "kept"].format(**named, **({"done": done} if holding.lapsed else {}))
    counts = {
        "contacts": len(dossier.contacts),
        "mails": len(holding.held.mails),
        "outbox": holding.sent,
        "journal": len(holding.held.journal),
    }
    yield words["holds"].format(**{what: _counted(language, what, number) for what, number in counts.items()})
    if holding.lapsed:
        return
    until = day(holding.until) if holding.until else ""
    if holding.over:
        yield words["over"].format(day=until)
    else:
        yield words["open"].format(until=words["limitation"].format(day=until) if until else "")
