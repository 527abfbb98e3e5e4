"""Is all well? What the daemon writes down about itself once a minute, and what it and others conclude from that."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from relanced.daemon import restored
from relanced.daemon.app import App
from relanced.store import facts, mails

HEARTBEAT = "heartbeat"
EVERY = timedelta(minutes=1)
# A turn of the desk may be long; a daemon that has written nothing for so long is not there.
DEAD_AFTER = timedelta(minutes=4)
HELD = "the store came back from a backup: nothing leaves for a client before relanced restore --release"


class Trouble(StrEnum):
    """What is worth an alarm; the words of the hook, the log, the command and the metrics."""

    NOT_RUNNING = "not_running"
    MAILBOX_SILENT = "mailbox_silent"
    SENDING_PAUSED = "sending_paused"
    STORE_SILENT = "store_silent"
    LOOP_STUCK = "loop_stuck"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """`mailbox` and `sending` are the present faults, empty without one; `lasting`: sending has failed again after a
    pause; `stopped`: the daemon ended as it was told; `once`: it was no daemon but a pass that ended, of which
    another is expected."""

    at: datetime
    started_at: datetime
    process: str
    mailbox: str = ""
    sending: str = ""
    lasting: bool = False
    stopped: bool = False
    once: bool = False


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


def note_pass(app: App, mailbox: str, sending: str) -> None:
    """After a pass of `once`: the faults of its servers, empty without one. A daemon that lives speaks for itself."""
    now = app.clock.now()
    with app.store.begin() as connection:
        before = last(connection)
        if before and not before.once and _lives(app, before, now):
            return
        lasting = bool(before and before.once and before.sending and sending)
        write(connection, Heartbeat(now, now, "once", mailbox, sending, lasting, once=True))


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
    alive = beat is not None and _lives(app, beat, now)
    running = beat is not None and alive and not beat.once
    read_at = last_read(app, connection)
    troubles: dict[Trouble, str] = {}
    if not alive:
        troubles[Trouble.NOT_RUNNING] = _not_running(beat)
    if words := silence(app, now, read_at, beat.mailbox if beat else ""):
        troubles[Trouble.MAILBOX_SILENT] = words
    if beat and beat.sending and beat.lasting:
        troubles[Trouble.SENDING_PAUSED] = beat.sending
    if restored.holds(connection):
        troubles[Trouble.HELD] = HELD
    starting = running and beat is not None and _is_starting(app, beat, now, read_at)
    return Health(beat, running, starting, read_at, troubles)


def _lives(app: App, beat: Heartbeat, now: datetime) -> bool:
    """A pass is followed by another before the mailbox has been left alone for too long."""
    limit = timedelta(minutes=app.settings.monitoring.silence_minutes) if beat.once else DEAD_AFTER
    return not beat.stopped and _within(limit, beat.at, now)


def _within(limit: timedelta, at: datetime, now: datetime) -> bool:
    """A clock that was set back, or a rehearsal, leaves words from the future, which say nothing of now; the clocks of
    two instances may differ a little."""
    return abs(now - at) <= limit


def last_read(app: App, connection: Connection) -> datetime | None:
    mailbox = app.settings.mailbox
    return mails.read_at(connection, mailbox.folder) if mailbox else None


def silence(app: App, now: datetime, read_at: datetime | None, fault: str) -> str:
    """A sentence when the mailbox has not been read for too long, else nothing; where none is set, `check` says so."""
    if app.settings.mailbox is None:
        return ""
    limit = timedelta(minutes=app.settings.monitoring.silence_minutes)
    if read_at is not None and _within(limit, read_at, now):
        return ""
    since = f"since {read_at.astimezone(app.policy.timezone):%Y-%m-%d %H:%M}" if read_at else "yet"
    return f"the mailbox has not been read {since}" + (f": {fault}" if fault else "")


def _is_starting(app: App, beat: Heartbeat, now: datetime, read_at: datetime | None) -> bool:
    young = now - beat.started_at <= timedelta(minutes=app.settings.monitoring.silence_minutes)
    return young and not (beat.mailbox or beat.lasting) and (read_at is None or read_at < beat.started_at)


def _not_running(beat: Heartbeat | None) -> str:
    if beat is None:
        return "the daemon has never run"
    at = f"{beat.at:%Y-%m-%d %H:%M} UTC"
    if beat.once:
        return f"the last pass of relanced once was at {at}; monitoring.silence_minutes is what may lie between two"
    return f"the daemon was stopped at {at}" if beat.stopped else f"the daemon has given no sign of life since {at}"
