"""``relanced restore``: a backup back in its place, and nothing leaves before its owner has brought it up to date."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row
from sqlalchemy.engine import make_url

from relanced.commands import opening
from relanced.commands.backup import refuse_shared
from relanced.commands.opening import confirmed, opened
from relanced.commands.output import emit, say, table
from relanced.commands.verify import found, show
from relanced.daemon import planner, restored
from relanced.daemon.app import App
from relanced.daemon.clock import SystemClock
from relanced.daemon.login.accounts import mailbox_account
from relanced.daemon.mailbox.connection import Lost
from relanced.daemon.mailbox.imap import Mailbox
from relanced.daemon.sending import outbox
from relanced.daemon.sending.doubts import searching
from relanced.daemon.sending.smtp import AccountFault
from relanced.errors import BadInput, EdgeError, Fault
from relanced.files import open_private
from relanced.letters.labels import scenario_label
from relanced.store import copies, open_store, sole_daemon
from relanced.store.verification import Verified, verify

BESIDE = ("", "-wal", "-shm")
NEXT = """\
Nothing leaves for a client yet. What happened since then is not known to it:
  1. start relanced again (or relanced once): the mailbox is read from where the backup had stopped;
  2. import the list of open invoices and the payments of today;
  3. relanced restore --release looks for what had been sent, shows what would leave, and asks."""


def restore(config: Path | None, file: Path, yes: bool, as_json: bool) -> None:
    """Raises BadInput for a file that is no backup, TryLater while a daemon is at work, EdgeError."""
    settings, env = opening.settings(config)
    url = settings.store_url(env)
    refuse_shared(url, "first relanced restore --hold after pg_restore --clean --if-exists relanced.dump --dbname")
    place = Path(make_url(url).database or "")
    now = SystemClock().now()
    with sole_daemon(url), _draft(file, place) as draft:
        done, copied_at = _held(draft, now)
        if done.faults:
            show(done)
        confirmed(_question(file, place, copied_at, len(done.faults)), yes)
        aside = _set_aside(place, now)
        os.replace(draft, place)
        copies.sync(place)
    if as_json:
        emit({"store": str(place), "copied_at": copied_at or None, "aside": aside, **found(done)})
    else:
        say(f"{place} is the backup of {copied_at or 'an unknown instant'}")
        say(f"what was there is {aside}" if aside else "there was no store before")
        say(NEXT)


def _question(file: Path, place: Path, copied_at: str, faults: int) -> str:
    what = f"the backup of {copied_at or 'an unknown instant'}" + (f", with {faults} faults" if faults else "")
    there = f"; the present {place} is kept beside it" if place.exists() else ""
    return f"{file} is {what}. Put it in the store's place{there}?"


@contextmanager
def _draft(file: Path, place: Path) -> Iterator[Path]:
    """The file's bytes beside the store, to be worked on; gone afterwards unless it took its place."""
    draft = place.with_name(f"{place.name}.restoring")
    try:
        if not copies.is_copy(file):
            raise BadInput([Fault(str(file), "is no SQLite database", "a file of relanced backup")])
        copies.check(file)
        with os.fdopen(open_private(draft, os.O_TRUNC), "wb") as target, file.open("rb") as source:
            shutil.copyfileobj(source, target)
        yield draft
    except OSError as error:
        raise EdgeError(f"{file} could not be restored: {error}") from error
    finally:
        for end in BESIDE:
            Path(f"{draft}{end}").unlink(missing_ok=True)


def _held(draft: Path, now: datetime) -> tuple[Verified, str]:
    """Brought to this version of the program, verified, and held before it is anybody's store."""
    store = open_store(f"sqlite:///{draft}")
    try:
        with store.begin() as connection:
            done = verify(connection)
            return done, restored.hold(connection, now)
    finally:
        store.close()


def _set_aside(place: Path, now: datetime) -> str | None:
    """Nothing is deleted: what was there may know what the backup does not."""
    aside = place.with_name(f"{place.name}.replaced-{now:%Y-%m-%dT%H%M%SZ}")
    there = place.exists()
    for end in BESIDE:
        if (old := Path(f"{place}{end}")).exists():
            old.rename(f"{aside}{end}")
    return str(aside) if there else None


def hold(config: Path | None, as_json: bool) -> None:
    """For a store that came back by other means."""
    with opened(config) as app, app.store.begin() as connection:
        restored.hold(connection, app.clock.now())
    emit({"held": True}) if as_json else say(NEXT)


# -- letting mail leave again -----------------------------------------------------------------------------------------


def release(config: Path | None, yes: bool, as_json: bool) -> None:
    with opened(config) as app:
        release_on(app, yes, as_json)


def release_on(app: App, yes: bool, as_json: bool) -> None:
    """Raises BadInput where nothing is held, or without a yes; EdgeError when the mailbox cannot be searched."""
    with app.store.begin() as connection:
        if not restored.holds(connection):
            raise BadInput([Fault("the store", "is not held: mails leave as usual")])
    planner.plan_due(app)
    taken_over = _look(app)
    outbox.tell_outcomes(app)
    with app.store.begin() as connection:
        left = restored.waiting(connection)
    _show(left, taken_over, as_json)
    confirmed(f"Let them leave ({len(left)})? What you know to have left: relanced outbox drop ID", yes)
    with app.store.begin() as connection:
        restored.release(connection, app.clock.now())


def _look(app: App) -> int:
    mailbox = Mailbox(mailbox_account(app.settings, app.env))
    try:
        mailbox.open()
        return restored.take_over(app, searching(app, mailbox))
    except (AccountFault, Lost) as error:
        raise EdgeError(str(error)) from error
    finally:
        mailbox.close()


def _show(left: list[Row[Any]], taken_over: int, as_json: bool) -> None:
    if as_json:
        leaving = [{"id": r.id, "dossier": r.dossier, "step": r.step, "to": r.recipient} for r in left]
        emit({"found": taken_over, "leaving": leaving})
        return
    say(f"{taken_over} mails were found in the mailbox: they had left.")
    say("These were not found, and would leave:" if left else "No mail waits to leave.")
    if left:
        rows = [(r.id, r.dossier, scenario_label(r.step, "en"), r.recipient) for r in left]
        table(("id", "dossier", "mail", "to"), rows, right=("id",))
