"""Sixty days in half a minute: everything is real (configuration, SMTP, IMAP, store, passes) but the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from relanced.config import load
from relanced.daemon.app import App, open_app
from relanced.daemon.clock import RehearsedClock
from relanced.daemon.demo import album, folder
from relanced.daemon.demo.agenda import Agenda
from relanced.daemon.demo.board import Board, Frame, Played
from relanced.daemon.demo.cast import CLIENTS, DAYS, FIRST_DAY, USERS
from relanced.daemon.demo.people import Bank, Clients, Owner, local
from relanced.daemon.demo.servers import Servers
from relanced.daemon.demo.view import View
from relanced.daemon.imports.intake import import_files
from relanced.daemon.once import once
from relanced.daemon.replies.reader import Reader

PASSES, PASSES_ON_DAYS_OFF = (time(7, 30), time(10), time(16)), (time(11),)
START = time(7)
REHEARSED = {
    "days": "[monday, tuesday, wednesday, thursday, friday]",
    "opens": "08:30",
    "closes": "18:00",
    "holidays": "FR",
    "summary_at": "07:30",
}


def play(root: Path, view: View, language: str, days: int = DAYS) -> Played:
    """Play `days` from the first on, and leave everything in the folder `root`. Raises BadInput."""
    folder.prepare(root)
    clock = RehearsedClock(datetime(1970, 1, 1).astimezone())
    began = clock.ticks()
    with folder.log_into(root), Servers(USERS, clock.now) as servers:
        settings = load(folder.write_config(root, {**REHEARSED, **servers.settings}), {})
        app = open_app(settings, {}, clock)
        try:
            frame, errors = _Play(app, clock, servers, root, language).run(view, days)
            album.bind(app, root, language, frame)
        finally:
            app.store.close()
    return Played(frame, clock.ticks() - began, errors)


class _Play:
    def __init__(self, app: App, clock: RehearsedClock, servers: Servers, root: Path, language: str) -> None:
        self.app, self.clock, self.root = app, clock, root
        self.agenda = Agenda()
        self.bank = Bank(app, self.agenda, root)
        self.clients = Clients(CLIENTS, app, self.agenda, self.bank, servers)
        self.owner = Owner(app, self.agenda, root)
        self.board = Board(app, language, FIRST_DAY)
        self.reader = Reader()
        self.errors: list[str] = []

    def run(self, view: View, days: int) -> tuple[Frame, tuple[str, ...]]:
        last = FIRST_DAY + timedelta(days=days)
        with asyncio.Runner() as runner, view:
            self._note_passes(runner, days)
            try:
                for at, act in self.agenda:
                    if at >= local(self.app, last, time()):
                        break
                    self.clock.move_to(at)
                    act()
                    self.clients.look()
                    self.owner.look()
                    view.show(frame := self.board.frame())
            finally:
                self.reader.close()
        return frame, tuple(self.errors)

    def _note_passes(self, runner: asyncio.Runner, days: int) -> None:
        self.agenda.note(local(self.app, FIRST_DAY, START), self._import)
        for at in passes(self.app, days):
            self.agenda.note(at, partial(self._pass, runner))

    def _import(self) -> None:
        import_files(self.app, [folder.write_table(self.root, folder.INVOICES)])

    def _pass(self, runner: asyncio.Runner) -> None:
        done = runner.run(once(self.app, self.reader))
        self.errors.extend(done.errors)


def passes(app: App, days: int) -> Iterator[datetime]:
    for day in map(_day, range(days)):
        for at in PASSES if app.policy.workdays.is_open(day) else PASSES_ON_DAYS_OFF:
            yield local(app, day, at)


def _day(number: int) -> date:
    return FIRST_DAY + timedelta(days=number)
