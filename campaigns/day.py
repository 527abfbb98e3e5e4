"""Twenty-four hours with an IMAP server that fails all day: one socket, no gap, each body once.

python -m campaigns.day [SEEDS]

The real listener on a rehearsed clock: what it waits passes at once. Every few minutes a mail comes, or the server
begins to fail in one of many ways, for a minute or an hour; in the last hour all is well.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from benchmarks.support import quiet
from campaigns.imap_faults import hurried, stored
from campaigns.imap_server import DROP, RESET, ImapServer, letter
from relanced.daemon.clock import RehearsedClock
from relanced.daemon.login.accounts import mailbox_account
from relanced.daemon.login.breaker import ACCOUNT_PAUSE
from relanced.daemon.mailbox.imap import Mailbox
from relanced.daemon.mailbox.listener import LONGEST_BACKOFF, Listener
from relanced.store import mails
from tests.support.app import app_on

START = datetime(2026, 12, 8, tzinfo=UTC)
DAY, QUIET_END = timedelta(hours=24), timedelta(hours=1)
BYE = b"* BYE shutting down\r\n"
FAULTS: tuple[tuple[str, bytes], ...] = (
    *(("greeting", answer) for answer in (DROP, RESET, BYE, b"rubbish\r\n")),
    ("login", b"{tag} NO [UNAVAILABLE] later\r\n"),
    ("login", b"{tag} NO [AUTHENTICATIONFAILED] no\r\n"),
    *((stage, DROP) for stage in ("capability", "login", "examine", "noop", "search", "sizes", "bodies", "idle")),
    *((stage, RESET) for stage in ("examine", "search", "bodies", "done")),
    *((stage, BYE) for stage in ("noop", "idle", "done", "logout")),
    ("search", b"{tag} NO busy\r\n"),
    *((stage, b"{tag} BAD what\r\n") for stage in ("bodies", "idle")),
)
# How long one lasts, in seconds.
LASTING = (20, 120, 600, 3600)
# A login that is refused rests as long as it has been refused, and a pause more; whatever else, as the backoff says.
MOST_UNREAD = ACCOUNT_PAUSE + timedelta(seconds=max(LASTING) + LONGEST_BACKOFF)


@dataclass(frozen=True)
class Event:
    """A mail that comes, or a fault that begins or ends."""

    at: datetime
    mail: int = 0
    stage: str = ""
    answer: bytes | None = None


class DayClock(RehearsedClock):
    def ticks(self) -> float:
        return (self.now() - START).total_seconds()


@dataclass
class Day:
    """`looks`: when the folder was read to its end. `passes` lets time go by and what is due happen; it ends early when
    a mail comes, as a server's bell would."""

    clock: DayClock
    server: ImapServer
    events: list[Event]
    looks: list[datetime] = field(default_factory=list)

    def passes(self, seconds: float, *, bell: bool = False) -> None:
        end = self.clock.now() + timedelta(seconds=seconds)
        while self.events and self.events[0].at <= end:
            event = self.events.pop(0)
            self.clock.move_to(max(event.at, self.clock.now()))
            self._happens(event)
            if bell and event.mail:
                return
        self.clock.move_to(max(end, self.clock.now()))

    def _happens(self, event: Event) -> None:
        if event.mail:
            self.server.mails[event.mail] = letter(event.mail)
        elif event.answer is None:
            self.server.says.pop(event.stage, None)
        else:
            self.server.says[event.stage] = event.answer

    @property
    def over(self) -> bool:
        return self.clock.now() >= START + DAY


class Hurried(Listener):
    """The listener itself; only its waits go by at once."""

    day: Day

    def _pause(self, seconds: float) -> None:
        self.day.passes(seconds)
        self._end_of_day()

    def _wait(self, mailbox: Mailbox, left: float) -> None:
        self.day.looks.append(self.app.clock.now())
        seconds = min(self.app.settings.need_mailbox().poll_minutes * 60.0, left)
        self.day.passes(seconds, bell=True)
        self._end_of_day()
        if mailbox.can_idle:
            mailbox.wait(0.001)

    def _end_of_day(self) -> None:
        if self.day.over:
            self._stopping.set()


def plan(seed: int) -> tuple[list[Event], list[tuple[datetime, datetime]]]:
    """The day's events in order, and when the server was in trouble."""
    chance = random.Random(seed)
    events: list[Event] = []
    troubles: list[tuple[datetime, datetime]] = []
    at, number = START, 0
    while (at := at + timedelta(seconds=chance.expovariate(1 / 240))) < START + DAY - QUIET_END:
        if chance.random() < 0.5:
            number += 1
            events.append(Event(at, mail=number))
            continue
        stage, answer = chance.choice(FAULTS)
        end = at + timedelta(seconds=chance.choice(LASTING))
        end = min(end, START + DAY - QUIET_END)
        events += [Event(at, stage=stage, answer=answer), Event(end, stage=stage)]
        troubles.append((at, end))
    return sorted(events, key=lambda event: event.at), troubles


@dataclass
class Result:
    mails: int
    faults: list[str]
    connections: int
    logins: int
    looks: int
    longest: timedelta


def play(seed: int, folder: Path) -> Result:
    events, troubles = plan(seed)
    count = max(event.mail for event in events)
    app = app_on(folder, START)
    clock = DayClock(START)
    object.__setattr__(app, "clock", clock)
    with app.store.begin() as connection:
        mails.put_place(connection, "INBOX", mails.Place(7, 0, None))
    server = ImapServer(mails={})
    with server.running() as port, hurried():
        object.__setattr__(app.settings.need_mailbox(), "port", port)
        listener = Hurried(app, mailbox_account(app.settings, app.env), lambda: None, lambda: None)
        listener.day = Day(clock, server, events)
        listener.run()
    kept = stored(app)
    app.store.close()
    longest = max(_unread_while_well(listener.day.looks, troubles), default=timedelta(0))
    found = _faults(server, kept, count, longest)
    logins = len([line for line in server.asked if b" LOGIN " in line])
    return Result(count, found, server.connections, logins, len(listener.day.looks), longest)


def _faults(server: ImapServer, kept: tuple[str, ...], count: int, longest: timedelta) -> list[str]:
    found = []
    if server.most_open > 1:
        found.append(f"{server.most_open} sockets at a time")
    if kept != tuple(f"m{n}" for n in range(1, count + 1)):
        found.append(f"stored {len(kept)} of {count} mails, or out of order")
    if again := [uid for uid, times in server.given.items() if times != 1]:
        found.append(f"the bodies of {again} were given more than once")
    if longest > MOST_UNREAD:
        found.append(f"for {longest} a server that was well was not read")
    return found


def _unread_while_well(looks: list[datetime], troubles: list[tuple[datetime, datetime]]) -> Iterator[timedelta]:
    """How long each time of health went by before the next look, and between two looks in it."""
    for began, ended in _well(troubles):
        inside = [began, *(at for at in looks if began <= at <= ended), ended]
        yield from (after - before for before, after in pairwise(inside))


def _well(troubles: list[tuple[datetime, datetime]]) -> Iterator[tuple[datetime, datetime]]:
    at = START
    for began, ended in sorted(troubles):
        if began > at:
            yield at, began
        at = max(at, ended)
    yield at, START + DAY


def main() -> None:
    quiet()
    seeds = range(1, int(sys.argv[1]) + 1 if len(sys.argv) > 1 else 6)
    wrong = 0
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            result = play(seed, Path(folder))
        wrong += bool(result.faults)
        print(
            f"seed {seed}: {result.mails} mails, {result.connections} sockets, {result.logins} logins, "
            f"{result.looks} looks, well and unread for {result.longest} at most: "
            f"{'; '.join(result.faults) or 'held'}",
            flush=True,
        )
    print(f"{len(seeds)} days of faults, {wrong} with a gap, a second socket or a body fetched twice")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
