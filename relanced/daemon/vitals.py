"""The running daemon's word about itself: its heartbeat in the store, its troubles for the alarm and the metrics."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

import structlog
from sqlalchemy import Connection

from relanced.daemon import metrics, status
from relanced.daemon.alert import Alarm
from relanced.daemon.app import App
from relanced.daemon.edge import STORE_FAULTS
from relanced.daemon.listener import Listener
from relanced.daemon.outbox import Sender
from relanced.daemon.pulse import Pulse
from relanced.daemon.status import Heartbeat, Trouble
from relanced.store import figures

log = structlog.get_logger()
T = TypeVar("T")

TICK = 60.0
# A store that has not answered a short question for so long is in trouble.
PATIENCE = 30.0


class Vitals:
    """`note` is called from the desk's thread, everything else from the loop."""

    def __init__(self, app: App, listener: Listener, sender: Sender, pulse: Pulse) -> None:
        self.app = app
        self.listener, self.sender, self.pulse = listener, sender, pulse
        self.started_at = app.clock.now()
        self._noted: Heartbeat | None = None
        self._asking: asyncio.Future[object] | None = None

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

    async def watch(self, alarm: Alarm) -> None:
        """Until cancelled; the mailbox gets its time for a first look."""
        while True:
            await asyncio.sleep(TICK)
            await alarm.look(await self.troubles())

    async def troubles(self) -> dict[Trouble, str]:
        found: dict[Trouble, str] = {}
        if late := self.pulse.late():
            found[Trouble.LOOP_STUCK] = f"no progress in: {', '.join(late)}"
        try:
            read_at = await self._ask(lambda connection: status.last_read(self.app, connection))
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
        """The metrics. Raises TimeoutError."""
        folder = self.app.settings.need_mailbox().folder
        counted = await self._ask(lambda connection: figures.figures(connection, folder))
        return metrics.page(counted, await self.troubles())

    async def _ask(self, question: Callable[[Connection], T]) -> T:
        """In a thread; one that hangs is not followed by others. Raises TimeoutError, and what the store raises."""
        if self._asking and not self._asking.done():
            raise TimeoutError

        def answer() -> T:
            with self.app.store.snapshot() as connection:
                return question(connection)

        asking = asyncio.ensure_future(asyncio.to_thread(answer))
        asking.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._asking = asking  # type: ignore[assignment]
        return await asyncio.wait_for(asyncio.shield(asking), PATIENCE)


def _same(one: Heartbeat, other: Heartbeat) -> bool:
    return (one.mailbox, one.sending, one.lasting) == (other.mailbox, other.sending, other.lasting)
