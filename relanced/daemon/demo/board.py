"""How things stand: each dossier with the last that happened to it, and the counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from relanced.core.dossier import Dossier, ReminderState
from relanced.daemon.app import App
from relanced.daemon.demo.news import News, Watch
from relanced.letters.formats import formats
from relanced.store import dossiers, schema, tasks


@dataclass(frozen=True, slots=True)
class Line:
    """One dossier. `course` is all that was told of it."""

    dossier: Dossier
    balance: str
    course: tuple[News, ...] = ()

    @property
    def last(self) -> News | None:
        return self.course[-1] if self.course else None


@dataclass(frozen=True, slots=True)
class Counts:
    mails: int = 0
    replies: int = 0
    summaries: int = 0
    tasks: int = 0


@dataclass(frozen=True, slots=True)
class Frame:
    """What a view shows: `now` is local, `day` counts from 1, `news` are those since the last frame."""

    now: datetime
    day: int
    lines: tuple[Line, ...]
    news: tuple[News, ...]
    counts: Counts


@dataclass(frozen=True, slots=True)
class Played:
    """How it ended. `errors`: what the passes could not do, in sentences; empty when all went well."""

    frame: Frame
    seconds: float
    errors: tuple[str, ...]


class Board:
    """Follows the store; only what has news is read again."""

    def __init__(self, app: App, language: str, first_day: date) -> None:
        self.app, self.language, self.first_day = app, language, first_day
        self._watch = Watch(language, app.policy.timezone)
        self._lines: dict[str, Line] = {}

    def frame(self) -> Frame:
        with self.app.store.begin() as connection:
            news = self._watch.news(connection)
            for one in news:
                self._note(connection, one)
            counts = _counts(connection)
        now = self.app.clock.now().astimezone(self.app.policy.timezone)
        lines = tuple(line for _, line in sorted(self._lines.items()))
        return Frame(now, (now.date() - self.first_day).days + 1, lines, tuple(news), counts)

    def _note(self, connection: Connection, news: News) -> None:
        dossier = dossiers.load(connection, news.reference)
        line = self._lines.get(news.reference, Line(dossier, ""))
        balance = formats(self.language).money(dossier.balance)
        self._lines[news.reference] = replace(line, dossier=dossier, balance=balance, course=(*line.course, news))


def _counts(connection: Connection) -> Counts:
    outbox, mails = schema.outbox.c, schema.mails.c
    sent = select(func.count(outbox.dossier), func.count()).where(outbox.state == ReminderState.SENT.value)
    to_clients, all_sent = connection.execute(sent).one()
    replies = connection.execute(select(func.count()).where(mails.reading.is_not(None))).scalar_one()
    return Counts(to_clients, replies, all_sent - to_clients, len(tasks.waiting(connection)))
