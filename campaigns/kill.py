"""Kill the daemon at every named point, start it again, and look for what is lost or there twice.

python -m campaigns.kill [SEEDS] [sqlite|postgresql]        (root, postfix, dovecot; PostgreSQL for the second kind)

On real mail servers; the point, its occurrence and the plot follow from the seed. Every third seed kills the daemon as
`run` lives (mailbox, desk and sender at once), the others one pass (`once`); every fifth kills the next life too.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.support import quiet
from campaigns.databases import KINDS, databases
from campaigns.forked import give
from campaigns.oracle import Verdict, judge
from campaigns.points import POINTS, WINDOW, Doom
from campaigns.scene import AFTERWARDS, WEDNESDAY, Morning, Plot, Scene
from relanced.daemon.app import App
from relanced.daemon.once import once
from relanced.daemon.replies.reader import Reader
from relanced.daemon.run import Daemon
from tests.support.hosts import Hosts, running_hosts

# A moment that is no named point: from outside, whatever it is doing.
ANY_MOMENT = "any moment"
# Whoever has not come to his point by then is killed where he is: `run` may never come to it.
PATIENCE = {"once": 60.0, "run": 3.0}


def _run(app: App) -> None:
    daemon = Daemon(app)
    give(daemon.reader)
    asyncio.run(daemon.main())


def _once(app: App) -> None:
    reader = Reader()
    give(reader)
    asyncio.run(once(app, reader))
    reader.close()


LIVES: dict[str, Callable[[App], None]] = {"once": _once, "run": _run}


@dataclass
class Figures:
    runs: int = 0
    killed: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    doubles: int = 0
    doubts: Counter[tuple[str, bool]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    points: Counter[str] = field(default_factory=Counter)

    def add(self, point: str, where: str, verdict: Verdict) -> None:
        self.lost += verdict.lost
        self.doubles += verdict.doubles
        place = "in the window" if point in WINDOW else point if point == ANY_MOMENT else "elsewhere"
        for arrived, count in verdict.doubts.items():
            self.doubts[place, arrived] += count
        self.faults += [f"{where}: {fault}" for fault in verdict.faults]


def die_in(
    morning: Morning, at: Any, doom: Doom, live: Callable[[App], None], seconds: float
) -> tuple[str, Counter[str]]:
    """One life in a process of its own: how it ended, and how often it came to each point if it ended by itself."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        _live(morning, at, doom, live, write)
    os.close(write)
    ended = _wait(pid, seconds)
    with os.fdopen(read, "rb") as pipe:
        said = pipe.read().decode()
    if ended == "failed":
        raise RuntimeError(said)
    return ended, Counter(dict(line.rsplit("\t", 1) for line in said.splitlines()) if ended == "ended" else {})


def _live(morning: Morning, at: Any, doom: Doom, live: Callable[[App], None], write: int) -> None:
    code = 0
    try:
        doom.install()
        with morning.app(at) as app:
            live(app)
        os.write(write, "\n".join(f"{point}\t{count}" for point, count in doom.seen.items()).encode())
    except BaseException:
        os.write(write, traceback.format_exc().encode()[-4000:])
        code = 1
    os._exit(code)


def _wait(pid: int, seconds: float) -> str:
    """« killed » by itself, « stopped » by us, « ended » or « failed »."""
    end, stopped = time.monotonic() + seconds, False
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            break
        if not stopped and time.monotonic() > end:
            os.kill(pid, signal.SIGKILL)
            stopped = True
        time.sleep(0.002)
    if os.WIFSIGNALED(status):
        return "stopped" if stopped else "killed"
    return "ended" if os.WEXITSTATUS(status) == 0 else "failed"


@dataclass
class Campaign:
    """One scene and the mornings of its deaths."""

    scene: Scene
    reader: Reader
    figures: Figures

    def undisturbed(self) -> tuple[dict[str, Any], Counter[str]]:
        """The story of a morning without a death, and how often it comes to each point."""
        with self.scene.morning() as morning:
            ended, seen = die_in(morning, WEDNESDAY, Doom(), LIVES["once"], 60)
            assert ended == "ended", ended
            verdict = self.afterwards(morning)
        assert not verdict.faults, verdict.faults
        return verdict.story, Counter({point: int(count) for point, count in seen.items()})

    def kill(self, point: str, seen: Counter[str], expected: Any) -> None:
        seed = self.scene.plot.seed
        rng = random.Random(f"{seed} {point}")
        life = "run" if seed % 3 == 2 else "once"
        nth = 1 if life == "run" else rng.randint(1, max(1, seen[point]))
        seconds = rng.uniform(0.02, 0.5) if point == ANY_MOMENT else PATIENCE[life]
        where = f"seed {seed} {self.scene.databases.kind} {life}, {point}, time {nth}"
        with self.scene.morning() as morning:
            ended, _ = die_in(morning, WEDNESDAY, Doom(point, nth), LIVES[life], seconds)
            if seed % 5 == 4:
                die_in(morning, WEDNESDAY + timedelta(seconds=30), Doom(point), LIVES["once"], PATIENCE["once"])
            verdict = self.afterwards(morning, expected)
        self.figures.runs += 1
        self.figures.killed[ended] += 1
        self.figures.points[point] += ended == "killed" or point == ANY_MOMENT
        self.figures.add(point, where, verdict)

    def afterwards(self, morning: Morning, expected: Any = None) -> Verdict:
        complaints = morning.live_on(self.reader)
        with morning.app(AFTERWARDS[-1]) as app, app.store.begin() as connection:
            verdict = judge(morning, connection, expected)
        verdict.faults += complaints
        return verdict


@contextmanager
def campaign(hosts: Hosts, kind: str, folder: Path, seed: int, figures: Figures) -> Iterator[Campaign]:
    reader = Reader()
    try:
        with databases(kind, folder / "databases") as stores:
            yield Campaign(Scene.set(hosts, stores, folder / "scene", Plot.of(seed)), reader, figures)
    finally:
        reader.close()


def page(figures: Figures, seeds: int, kind: str, seconds: float) -> str:
    reached = len([p for p in POINTS if figures.points[p]])
    lines = [
        f"kill -9, {kind}: {len(POINTS)} named points and one of chance, {seeds} seeds, {seconds:.0f} s",
        f"{figures.runs:8}  runs ({', '.join(f'{n} {how}' for how, n in sorted(figures.killed.items()))})",
        f"{reached:8}  points at which a life ended",
        f"{figures.lost:8}  reminders or replies lost",
        f"{figures.doubles:8}  there twice",
        *(
            f"{n:8}  doubts said ({place}); the mail had {'' if arrived else 'not '}arrived"
            for (place, arrived), n in sorted(figures.doubts.items())
        ),
        f"{len(figures.faults):8}  faults",
        *(f"          {fault}" for fault in figures.faults[:40]),
        *(f"          never reached: {p}" for p in POINTS if not figures.points[p]),
    ]
    return "\n".join(lines)


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    kinds = sys.argv[2:] or KINDS
    quiet()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the mail servers must be stopped on the way out
    faults = 0
    for kind in kinds:
        figures, began = Figures(), time.monotonic()
        with running_hosts() as hosts, tempfile.TemporaryDirectory() as folder:
            for seed in range(seeds):
                with campaign(hosts, kind, Path(folder) / str(seed), seed, figures) as one:
                    expected, seen = one.undisturbed()
                    for point in (*POINTS, ANY_MOMENT):
                        one.kill(point, seen, expected)
                print(f"{kind}, seed {seed}: {figures.runs} runs, {len(figures.faults)} faults", file=sys.stderr)
        print(page(figures, seeds, kind, time.monotonic() - began), flush=True)
        faults += len(figures.faults)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
