"""The running daemon's word about itself: its heartbeat in the store, its troubles for the alarm and the metrics."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from typing import TypeVar

import structlog
from sqlalchemy import Connection, select

from relanced.daemon import restored
from relanced.daemon.app import App
from relanced.daemon.edge import STORE_FAULTS
from relanced.daemon.health import metrics, status
from relanced.daemon.health.alert import Alarm
from relanced.daemon.health.pulse import Pulse
from relanced.daemon.health.status import Heartbeat, Trouble
from relanced.daemon.mailbox.listener import Listener
from relanced.daemon.sending.outbox import Sender
from relanced.store import figures
from relanced.store.schema import outbox

log = structlog.get_logger()
T = TypeVar("T")

TICK = 60.0
# A store that has not answered a short question for so long is in trouble.
PATIENCE = 30.0


class Vitals:
    """`note` is called from the desk's thread, `page` from the loop; the alarm has a thread of its own."""

    def __init__(self, app: App, listener: Listener, sender: Sender, pulse: Pulse) -> None:
        self.app = app
        self.listener, self.sender, self.pulse = listener, sender, pulse
        self.started_at = app.clock.now()
        self._noted: Heartbeat | None = None
        self._stopping = threading.Event()
        self._one_at_a_time = threading.Lock()
        self._asking: threading.Thread | None = None

    # -- the heartbeat -------------------------------------------------------------------------------------------------

    def note(self) -> None:
        """Once a minute at most, or when something changes. Of several instances, the one that reads speaks for all."""
        if not self.listener.reads:
            return
        beat, before = self._beat(), self._noted
        if before and beat.at - before.at < status.EVERY and _same(beat, before):
            return
        with self.app.store.begin() as connection:
            status.write(connection, beat)
        self._noted = beat

    def note_end(self) -> None:
        """The daemon ends as it was told."""
        if self._noted:
            with self.app.store.begin() as connection:
                status.write(connection, self._beat(stopped=True))

    def _beat(self, *, stopped: bool = False) -> Heartbeat:
        breaker = self.sender.breaker
        return Heartbeat(
            at=self.app.clock.now(),
            started_at=self.started_at,
            process=self.sender.worker,
            mailbox=self.listener.fault,
            sending=breaker.fault,
            lasting=breaker.lasts,
            stopped=stopped,
        )

    # -- the alarm -----------------------------------------------------------------------------------------------------

    def start(self, alarm: Alarm) -> None:
        """A thread of its own: neither a loop that is stuck nor a database that hangs keeps it from its work."""
        threading.Thread(target=self._watch, args=(alarm,), daemon=True, name="alarm").start()

    def stop(self) -> None:
        self._stopping.set()

    def _watch(self, alarm: Alarm) -> None:
        """The mailbox gets its time for a first look."""
        while not self._stopping.wait(TICK):
            alarm.look(self.troubles())

    def troubles(self) -> dict[Trouble, str]:
        found: dict[Trouble, str] = {}
        if late := self.pulse.late():
            found[Trouble.LOOP_STUCK] = f"no progress in: {', '.join(late)}"
        try:
            read_at = self._ask(lambda connection: status.last_read(self.app, connection))
        except TimeoutError:
            return found | {Trouble.STORE_SILENT: f"the store has not answered for {PATIENCE:g} seconds"}
        except STORE_FAULTS as error:
            return found | {Trouble.STORE_SILENT: f"the store failed: {error.orig}"}
        if words := status.silence(self.app, self.app.clock.now(), read_at, self.listener.fault):
            found[Trouble.MAILBOX_SILENT] = words
        if self.sender.breaker.lasts:
            found[Trouble.SENDING_PAUSED] = self.sender.breaker.fault
        return found

    async def page(self) -> str:
        """The metrics. Raises TimeoutError, and what the store raises."""
        return await asyncio.to_thread(self._page)

    def _page(self) -> str:
        folder = self.app.settings.need_mailbox().folder
        counted, held = self._ask(lambda connection: (figures.figures(connection, folder), restored.holds(connection)))
        return metrics.page(counted, self.troubles() | ({Trouble.HELD: status.HELD} if held else {}))

    def _ask(self, question: Callable[[Connection], T]) -> T:
        """In a thread; one that hangs is not followed by others. Raises TimeoutError, and what the store raises."""
        came: queue.SimpleQueue[T | Exception] = queue.SimpleQueue()
        with self._one_at_a_time:
            if self._asking and self._asking.is_alive():
                raise TimeoutError
            self._asking = threading.Thread(target=self._answer, args=(question, came), daemon=True, name="vitals")
            self._asking.start()
            try:
                answer = came.get(timeout=PATIENCE)
            except queue.Empty:
                raise TimeoutError from None
            self._asking = None  # it has answered, though it may still be closing its connection
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _answer(self, question: Callable[[Connection], T], came: queue.SimpleQueue[T | Exception]) -> None:
        try:
            with self.app.store.snapshot() as connection:
                # what work would wait for, the question waits for too
                connection.execute(select(outbox.c.id).limit(1))
                came.put(question(connection))
        except Exception as error:
            came.put(error)


def _same(one: Heartbeat, other: Heartbeat) -> bool:
    return (one.mailbox, one.sending, one.lasting) == (other.mailbox, other.sending, other.lasting)
