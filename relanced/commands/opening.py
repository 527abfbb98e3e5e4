"""From the configuration to an open `App`, and from the words on a command line to values."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from relanced.commands import typed
from relanced.config import Settings, environment, find, load
from relanced.core.dossier import Dossier
from relanced.daemon import change
from relanced.daemon.app import App, open_app
from relanced.daemon.clock import Clock, RehearsedClock, SystemClock
from relanced.errors import BadInput, EdgeError, Fault, TryLater
from relanced.store import dossiers

log = structlog.get_logger()
T = TypeVar("T")


def settings(config: Path | None) -> tuple[Settings, Mapping[str, str]]:
    """The settings and the environment that goes with them. Raises BadConfig."""
    path = find(config, os.environ)
    env = environment(path, os.environ)
    return load(path, env), env


@contextmanager
def opened(config: Path | None, at: str | None = None) -> Iterator[App]:
    """The application on its store; `at` rehearses the clock. Raises BadConfig, BadInput, EdgeError."""
    chosen, env = settings(config)
    app = open_app(chosen, env, clock(at, chosen))
    try:
        yield app
    except OperationalError as error:
        raise EdgeError(f"the store failed: {error.orig}") from error
    finally:
        app.store.close()


def clock(at: str | None, chosen: Settings) -> Clock:
    if at is None:
        return SystemClock()
    moment = instant(at, chosen.sending.timezone, "--at")
    log.warning("clock_rehearsed", at=moment.isoformat())
    return RehearsedClock(moment)


def instant(text: str, timezone: ZoneInfo, place: str) -> datetime:
    """An aware instant; without an offset it is the company's own time."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput([Fault(place, f"{text!r} is not an instant", "write it as 2026-12-31T09:00")]) from error
    return found if found.tzinfo else found.replace(tzinfo=timezone)


def known(connection: Connection, reference: str) -> Dossier:
    """Raises BadInput for a reference that nobody has."""
    try:
        return dossiers.load(connection, typed.reference(reference))
    except dossiers.Unknown as error:
        hint = "relanced dossier list shows them all"
        raise BadInput([Fault(reference, "there is no dossier of this reference", hint)]) from error


def settle(app: App, order: Callable[[Connection], T]) -> T:
    """`order` in one transaction, again when the daemon changed the same dossier in between. Raises TryLater."""
    for _ in range(change.ATTEMPTS):
        try:
            with app.store.begin() as connection:
                return order(connection)
        except dossiers.Conflict:
            continue
    raise TryLater("the daemon keeps changing the same dossier: try again in a moment")


def confirmed(question: str, yes: bool) -> None:
    """A person's yes, on a terminal or by ``--yes``. Raises BadInput without it."""
    if yes or (sys.stdin.isatty() and input(f"{question} [y/N] ").strip().lower() in ("y", "yes", "o", "oui")):
        return
    raise BadInput([Fault("--yes", question, "nothing has been done; --yes says yes")])
