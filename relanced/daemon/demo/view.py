"""What is seen meanwhile: a live table in a terminal, else one line an event; and the end of the story in both."""

from __future__ import annotations

import shlex
import time
from collections import deque
from pathlib import Path
from typing import Protocol

from babel.dates import format_datetime
from rich import box
from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from relanced.core.dossier import Status
from relanced.daemon.demo.album import INDEX
from relanced.daemon.demo.board import Counts, Frame, Line, Played
from relanced.daemon.demo.cast import DAYS
from relanced.daemon.demo.folder import CONFIG
from relanced.daemon.demo.news import News
from relanced.daemon.demo.words import STATUSES, pick, word
from relanced.invoked import program
from relanced.letters import labels
from relanced.letters.formats import formats

WIDE = 160
QUOTED = 180
# Of what happened without a word of the client, what people decided and what relanced refused to decide.
TOLD = frozenset("✓•")
# Reference, balance, status, a sign and what is between the columns.
FIXED_COLUMNS = 44
# With less room than this for the last event, what relanced made of a reply goes before what it said.
ROOMY = 60
COLOURS: dict[Status, str] = {
    Status.ACTIVE: "yellow",
    Status.PROMISED: "cyan",
    Status.PAYMENT_CLAIMED: "cyan",
    Status.DISPUTED: "magenta",
    Status.ON_HOLD: "magenta",
    Status.ESCALATED: "red",
    Status.SETTLED: "green",
}
SIGN_COLOURS = {"→": "blue", "←": "bold cyan", "✓": "green", "✗": "red"}
# A day passes in half a second for the eye, and what happens on it stays a moment longer.
SECONDS_A_FRAME, SECONDS_A_NEWS = 0.05, 0.2


class View(Protocol):
    def __enter__(self) -> View: ...
    def __exit__(self, *_: object) -> None: ...
    def show(self, frame: Frame) -> None: ...


def view(language: str, *, plain: bool) -> View:
    console = Console(highlight=False)
    return Plain(language) if plain or not console.is_terminal else Screen(console, language)


class Plain:
    """One line an event, for a log or a pipe."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __enter__(self) -> Plain:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def show(self, frame: Frame) -> None:
        for news in frame.news:
            print(f"{moment(news, self.language)}  {news.reference}  {news.customer:<22} {news.sign} {news.line()}")


class Screen:
    """The dossiers above, what has just happened below."""

    def __init__(self, console: Console, language: str) -> None:
        self.console, self.language = console, language
        self._feed: deque[News] = deque(maxlen=100)
        self._live = Live(console=console, auto_refresh=False, vertical_overflow="crop", transient=True)

    def __enter__(self) -> Screen:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def show(self, frame: Frame) -> None:
        self._feed.extend(frame.news)
        self._live.update(Group(self._head(frame), self._table(frame), self._below(frame)), refresh=True)
        time.sleep(SECONDS_A_FRAME + SECONDS_A_NEWS * len(frame.news))

    def _head(self, frame: Frame) -> Table:
        grid = Table.grid(expand=True)
        grid.add_column()
        grid.add_column(justify="right")
        title = f"{word('title', self.language)} · {word('day', self.language, day=frame.day, days=DAYS)}"
        now = f"{formats(self.language).weekday(frame.now.date())} {frame.now:%H:%M}"
        grid.add_row(Text(title, "bold"), Text(now, "bold"))
        grid.add_row(ProgressBar(DAYS, frame.day, width=None), "")
        return grid

    def _table(self, frame: Frame) -> Table:
        table = _columns(self.language, "last")
        taken = max(len(line.dossier.customer.name) for line in frame.lines) + FIXED_COLUMNS
        room = self.console.width - taken
        for line in frame.lines:
            last = Text(no_wrap=True, overflow="ellipsis")
            if line.last:
                last.append(f"{line.last.sign} ", SIGN_COLOURS.get(line.last.sign, ""))
                last.append(line.last.line(room) if room >= ROOMY else line.last.why or line.last.what)
            table.add_row(*_cells(line, self.language), last)
        return table

    def _below(self, frame: Frame) -> Group:
        room = max(self.console.height - len(frame.lines) - 8, 3)
        shown = list(self._feed)[-room:]
        lines = [self._told(news) for news in shown] + [Text("")] * (room - len(shown))
        return Group(*lines, Text(counted(frame.counts, self.language), "dim"))

    def _told(self, news: News) -> Text:
        text = Text(no_wrap=True, overflow="ellipsis")
        text.append(f"{moment(news, self.language)} ", "dim")
        text.append(f"{news.sign} ", SIGN_COLOURS.get(news.sign, ""))
        text.append(f"{news.customer} ", "bold")
        return text.append(news.line(self.console.width - len(text)))


def _columns(language: str, last: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False, show_edge=False)
    table.add_column(word("dossier", language), no_wrap=True)
    table.add_column(word("customer", language), no_wrap=True)
    table.add_column(word("balance", language), justify="right", no_wrap=True)
    table.add_column(word("status", language), no_wrap=True)
    table.add_column(word(last, language), ratio=1)
    return table


def _cells(line: Line, language: str) -> tuple[Text, ...]:
    status = line.dossier.status
    return (
        Text(line.dossier.reference),
        Text(line.dossier.customer.name),
        Text(line.balance),
        Text(pick(STATUSES[status], language), COLOURS.get(status, "")),
    )


def counted(counts: Counts, language: str) -> str:
    return word(
        "counts", language, mails=counts.mails, replies=counts.replies, summaries=counts.summaries, tasks=counts.tasks
    )


def moment(news: News, language: str) -> str:
    return str(format_datetime(news.at, "EEE dd/MM HH:mm", locale=formats(language).locale)).replace(".", "")


def outcome(frame: Frame, language: str) -> Table:
    """What became of each dossier and why: what the client said, the last event, and what waits for the owner."""
    table = _columns(language, "why")
    table.show_lines = True
    table.title = word("outcome", language)
    for line in frame.lines:
        told = [n for n in line.course if n.words or n.sign in TOLD or n is line.last]
        why = [f"{n.at:%d/%m} {n.sign} {n.line(QUOTED)}" for n in told]
        waiting = [
            f"{labels.task_label(t.kind, language)}{word('colon', language)}{word('waiting', language)}"
            for t in line.dossier.tasks
        ]
        table.add_row(*_cells(line, language), Text("\n".join([*why, *waiting])))
    return table


def close(played: Played, root: Path, language: str) -> None:
    """What became of it all, how long it took, and where it is."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=WIDE)
    console.print("", outcome(played.frame, language), "")
    for error in played.errors:
        console.print(f"! {error}", style="red", markup=False)
    console.print(counted(played.frame.counts, language))
    console.print(word("took", language, days=played.frame.day, seconds=played.seconds))
    console.print(word("left", language, folder=root, index=root / INDEX), soft_wrap=True)
    console.print(word("more", language))
    for command in ("dossier list", f"dossier show {played.frame.lines[-1].dossier.reference}", "task list"):
        console.print(f"  {program()} --config {shlex.quote(str(root / CONFIG))} {command}", soft_wrap=True)
