"""Is all well? What the daemon writes down about itself once a minute, and what it and others conclude from that."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from relanced.daemon.app import App
from relanced.store import facts, mails

HEARTBEAT = "heartbeat"
EVERY = timedelta(minutes=1)
# A turn of the desk may be long; a daemon that has written nothing for so long is not there.
DEAD_AFTER = timedelta(minutes=4)


class Trouble(StrEnum):
    """What is worth an alarm; the words of the hook, the log, the command and the metrics."""

    NOT_RUNNING = "not_running"
    MAILBOX_SILENT = "mailbox_silent"
    SENDING_PAUSED = "sending_paused"
    STORE_SILENT = "store_silent"
    LOOP_STUCK = "loop_stuck"


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """`mailbox` and `sending` are the present faults, empty without one; `lasting`: sending has failed again after a
    pause; `stopped`: the daemon ended as it was told."""

    at: datetime
    started_at: datetime
    process: str
    mailbox: str = ""
    sending: str = ""
    lasting: bool = False
    stopped: bool = False


def write(connection: Connection, beat: Heartbeat) -> None:
    values = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in asdict(beat).items()}
    facts.put(connection, HEARTBEAT, json.dumps(values, ensure_ascii=False))


def last(connection: Connection) -> Heartbeat | None:
    """None where no daemon has ever run."""
    text = facts.get(connection, HEARTBEAT)
    if text is None:
        return None
    values: dict[str, Any] = json.loads(text)
    instants = {name: datetime.fromisoformat(values[name]) for name in ("at", "started_at")}
    return Heartbeat(**{**values, **instants})


@dataclass(frozen=True, slots=True)
class Health:
    """`starting`: it runs and may not have had the time for its first look."""

    beat: Heartbeat | None
    running: bool
    starting: bool
    read_at: datetime | None
    troubles: dict[Trouble, str] = field(default_factory=dict)


def health(app: App, connection: Connection) -> Health:
    """As the store shows it, to whoever asks."""
    now, beat = app.clock.now(), last(connection)
    running = beat is not None and not beat.stopped and now - beat.at <= DEAD_AFTER
    read_at = last_read(app, connection)
    troubles: dict[Trouble, str] = {}
    if not running:
        troubles[Trouble.NOT_RUNNING] = _not_running(beat)
    if words := silence(app, now, read_at, beat.mailbox if beat else ""):
        troubles[Trouble.MAILBOX_SILENT] = words
    if beat and beat.sending and beat.lasting:
        troubles[Trouble.SENDING_PAUSED] = beat.sending
    starting = running and beat is not None and _is_starting(app, beat, now, read_at)
    return Health(beat, running, starting, read_at, troubles)


def last_read(app: App, connection: Connection) -> datetime | None:
    mailbox = app.settings.mailbox
    return mails.read_at(connection, mailbox.folder) if mailbox else None


def silence(app: App, now: datetime, read_at: datetime | None, fault: str) -> str:
    """A sentence when the mailbox has not been read for too long, else nothing."""
    limit = timedelta(minutes=app.settings.monitoring.silence_minutes)
    if read_at is not None and now - read_at <= limit:
        return ""
    since = f"since {read_at.astimezone(app.policy.timezone):%Y-%m-%d %H:%M}" if read_at else "yet"
    return f"the mailbox has not been read {since}" + (f": {fault}" if fault else "")


def _is_starting(app: App, beat: Heartbeat, now: datetime, read_at: datetime | None) -> bool:
    young = now - beat.started_at <= timedelta(minutes=app.settings.monitoring.silence_minutes)
    return young and not (beat.mailbox or beat.lasting) and (read_at is None or read_at < beat.started_at)


def _not_running(beat: Heartbeat | None) -> str:
    if beat is None:
        return "the daemon has never run"
    return (
        f"the daemon {'was stopped' if beat.stopped else 'has given no sign of life'} at {beat.at:%Y-%m-%d %H:%M} UTC"
    )
