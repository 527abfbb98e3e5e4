"""SIGTERM at any moment of the daemon's life: how soon it is out, and whether anything was lost or left twice.

python -m campaigns.sigterm [TIMES] [SEED]        (root, postfix, dovecot)

The daemon lives the morning of `campaigns.scene` on real servers and is told to stop at a moment of chance, from its
first instruction to its rest; then it is started again and the same questions are asked as after a kill. A final dot
in flight is a server's that takes its time, and one's that never answers.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from benchmarks.support import quiet
from campaigns.desk import Desk
from campaigns.imap_server import ImapServer
from campaigns.kill import Campaign, Figures, campaign
from campaigns.scene import WEDNESDAY, Morning
from relanced.daemon import run
from relanced.daemon.run import Daemon
from tests.support.hosts import running_hosts
from tests.support.smtp_server import SmtpServer

# By then the morning's work is done, and the daemon waits for the next mail.
AT_REST = 2.0
LIMIT_AT_REST, LIMIT_AT_WORK = 1.0, 30.0
RUNS_A_SCENE = 20


@dataclass
class Stops:
    """Seconds from the signal to the end, at work and at rest; `early`: there was no handler yet."""

    at_work: list[float] = field(default_factory=list)
    at_rest: list[float] = field(default_factory=list)
    early: int = 0
    faults: list[str] = field(default_factory=list)

    def add(self, delay: float, seconds: float, status: int) -> None:
        resting = delay >= AT_REST
        (self.at_rest if resting else self.at_work).append(seconds)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGTERM:
            self.early += 1
        elif status:
            self.faults.append(f"after {delay:.3f} s: status {status}")

    def late(self) -> list[str]:
        limits = ((self.at_rest, LIMIT_AT_REST), (self.at_work, LIMIT_AT_WORK))
        return [f"out in {s:.1f} s, {limit:g} s are allowed" for found, limit in limits for s in found if s > limit]


def stop_after(morning: Morning, delay: float) -> tuple[float, int]:
    """Seconds to the end, and the status of it."""
    pid = os.fork()
    if pid == 0:
        _live(morning)
    time.sleep(delay)
    os.kill(pid, signal.SIGTERM)
    began = time.monotonic()
    _, status = os.waitpid(pid, 0)
    return time.monotonic() - began, status


def _live(morning: Morning) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    code = 1
    try:
        with morning.app(WEDNESDAY) as app:
            asyncio.run(Daemon(app).main())
        code = 0
    finally:
        os._exit(code)


def stop_often(one: Campaign, times: int, stops: Stops, rng: random.Random) -> None:
    expected, _ = one.undisturbed()
    for _ in range(times):
        delay = rng.uniform(0, AT_REST) if rng.random() < 0.75 else rng.uniform(AT_REST, AT_REST + 0.5)
        with one.scene.morning() as morning:
            stops.add(delay, *stop_after(morning, delay))
            verdict = one.afterwards(morning, expected)
        stops.faults += [f"after {delay:.3f} s: {fault}" for fault in verdict.faults]


# -- a final dot in flight --------------------------------------------------------------------------------------------


@dataclass
class Slow(SmtpServer):
    """Takes `seconds` over the final dot; `reached` is set when it has got it."""

    seconds: float = 0.0
    reached: threading.Event = field(default_factory=threading.Event)

    async def _say(self, writer: asyncio.StreamWriter, stage: str, usual: str) -> str:
        if stage == "body":
            self.reached.set()
            await asyncio.sleep(self.seconds)
        return await super()._say(writer, stage, usual)


@contextmanager
def beside(server: SmtpServer) -> Iterator[None]:
    """The server in a thread of its own: the main thread is the daemon's, for its signals."""
    ready, over = threading.Event(), threading.Event()

    async def serve() -> None:
        async with server.running():
            ready.set()
            await asyncio.to_thread(over.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    ready.wait()
    try:
        yield
    finally:
        over.set()
        thread.join()


def stop_in_flight(folder: Path, seconds: float, patience: float) -> tuple[float, tuple[str, ...], int]:
    """SIGTERM when the server has the final dot and thinks for `seconds`: time to the end, where the mail stands, how
    many arrived."""
    desk, server, stopped = Desk(folder), Slow(seconds=seconds), [0.0]

    def stop() -> None:
        server.reached.wait(20)
        stopped[0] = time.monotonic()
        os.kill(os.getpid(), signal.SIGTERM)

    mailbox = ImapServer(mails={})
    with beside(server), mailbox.running() as port, patch.object(run, "LAST_DOT", patience):
        object.__setattr__(desk.app.settings.need_smtp(), "port", server.port)
        object.__setattr__(desk.app.settings.need_mailbox(), "port", port)
        thread = threading.Thread(target=stop)
        thread.start()
        asyncio.run(Daemon(desk.app).main())
        ended = time.monotonic() - stopped[0]
        thread.join()
    states = desk.states()
    desk.close()
    return ended, states, len(server.mails)


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    quiet()
    stops, rng = Stops(), random.Random(seed)
    with running_hosts() as hosts, tempfile.TemporaryDirectory() as name:
        for number in range(0, times, RUNS_A_SCENE):
            with campaign(hosts, "sqlite", Path(name) / str(number), seed + number, Figures()) as one:
                stop_often(one, min(RUNS_A_SCENE, times - number), stops, rng)
        folder = Path(name) / "desk"
        folder.mkdir()
        slow = stop_in_flight(folder, 5.0, run.LAST_DOT)
        (Path(name) / "mute").mkdir()
        mute = stop_in_flight(Path(name) / "mute", 120.0, run.LAST_DOT)
    print(f"SIGTERM at {times} moments, seed {seed}; {stops.early} came before the daemon listened to it")
    for words, found in (("at work", stops.at_work), ("at rest", stops.at_rest)):
        print(f"{len(found):8}  {words}: out in {max(found, default=0):.2f} s at most")
    for words, (seconds, states, arrived) in (("answers after 5 s", slow), ("never answers", mute)):
        print(
            f"          final dot in flight, the server {words}: out in {seconds:.1f} s, {states[0]}, {arrived} arrived"
        )
    wrong = [*stops.faults, *stops.late(), *([] if slow[1:] == (("sent",), 1) else ["the slow server's mail"])]
    wrong += [] if mute[1] == ("uncertain",) and mute[0] < LIMIT_AT_WORK + 2 else ["the mute server's mail"]
    print(f"{len(wrong):8}  faults", *wrong[:20], sep="\n          ")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
