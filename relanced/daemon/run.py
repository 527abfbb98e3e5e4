"""The daemon: three loops in one task group (the mailbox's thread, the desk, the sender) and a pulse over them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable, Mapping

import structlog

from relanced.config import Settings
from relanced.daemon import planner, retention, summary
from relanced.daemon.app import App, open_app
from relanced.daemon.clock import SystemClock
from relanced.daemon.edge import STORE_FAULTS, cause, store_failed
from relanced.daemon.health import metrics
from relanced.daemon.health.alert import Alarm
from relanced.daemon.health.notify import Notifier
from relanced.daemon.health.pulse import Pulse
from relanced.daemon.health.vitals import Vitals
from relanced.daemon.login.accounts import mailbox_account, smtp_account
from relanced.daemon.mailbox.listener import Listener
from relanced.daemon.once import recover, worker_name
from relanced.daemon.replies.drain import drain, is_backlog
from relanced.daemon.replies.inbox import handle_batch
from relanced.daemon.replies.reader import Reader
from relanced.daemon.sending import outbox
from relanced.daemon.sending.smtp import FINAL_DOT_TIMEOUT
from relanced.errors import Exit
from relanced.store import sole_daemon

log = structlog.get_logger()

# The clock is looked at this often at least: no wait is computed to a far instant (suspend, daylight saving, NTP).
TICK = 20.0
MAILS_A_TURN = 50
DOSSIERS_A_TURN = 50
# The reader's process ends when it has had nothing to read for so long: an idle daemon is small.
READER_IDLE = 60.0
# What a stop grants to a mail whose final dot is on its way.
LAST_DOT = 30.0
LIMITS = {"mailbox": 150.0, "desk": 90.0, "sender": FINAL_DOT_TIMEOUT + 60}


def run_daemon(settings: Settings, env: Mapping[str, str]) -> int:
    """Run until SIGTERM or SIGINT. Raises BadConfig, EdgeError (the store) and TryLater (another daemon is there)."""
    smtp_account(settings, env)  # a secret that is not there is said now, not at the first mail
    url = settings.store_url(env)
    with sole_daemon(url):
        app = open_app(settings, env, SystemClock(), apart=True)
        try:
            asyncio.run(Daemon(app).main())
        except BaseExceptionGroup as group:
            raise cause(group) from group
        except STORE_FAULTS as error:
            raise store_failed(error) from error
        finally:
            app.store.close()
    return Exit.DONE


class Daemon:
    def __init__(self, app: App) -> None:
        self.app = app
        self.notifier = Notifier(app.env)
        self.pulse = Pulse(app.clock.ticks, LIMITS)
        self.sender = outbox.Sender(app, worker_name(), self.pulse.beater("sender"))
        self.account = mailbox_account(app.settings, app.env)
        self.reader = Reader(beat=self.pulse.beater("desk"))
        self._read_last = app.clock.ticks()
        self.alarm = Alarm(app.settings.monitoring, app.clock, app.settings.state_directory(app.env))

    async def main(self) -> None:
        loop = asyncio.get_running_loop()
        self.stop = asyncio.Event()
        self.mail_bell, self.send_bell = asyncio.Event(), asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop.set)
        ring = self._from_thread(loop, self.mail_bell.set)
        self.listener = Listener(self.app, self.account, ring, self.pulse.beater("mailbox"))
        self.vitals = Vitals(self.app, self.listener, self.sender, self.pulse)
        self.vitals.start(self.alarm)
        recover(self.app)
        log.info("daemon_started", process=os.getpid())
        try:
            await self._live()
        finally:
            # a loop that failed must not leave the process waiting for a thread that listens
            self.listener.stop()
            self.vitals.stop()
            self.reader.close()
        log.info("daemon_stopped")

    async def _live(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.to_thread(self.listener.run))
            group.create_task(self._desk())
            sending = group.create_task(self._send())
            watching = [group.create_task(self._watch())]
            if port := self.app.settings.monitoring.metrics_port:
                watching.append(group.create_task(self._metrics(port)))
            await self.stop.wait()
            await self._wind_down(sending, watching)
        self.vitals.note_end()

    async def _metrics(self, port: int) -> None:
        """A port that is taken costs the figures, not the reminders."""
        try:
            server = await metrics.serve(port, self.vitals.page)
        except OSError as error:
            log.error("metrics_failed", port=port, fault=str(error))
            return
        async with server:
            await server.serve_forever()

    @staticmethod
    def _from_thread(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> Callable[[], None]:
        def ring() -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(call)

        return ring

    # -- the loops -----------------------------------------------------------------------------------------------------

    async def _desk(self) -> None:
        """Read what came, ask the dossiers whose day it is, tell outcomes, write the summary: one thing at a time."""
        beat = self.pulse.beater("desk")
        while not self.stop.is_set():
            beat()
            worked = await asyncio.to_thread(self._turn)
            self.send_bell.set()
            if not worked:
                await self._wait(self.mail_bell)

    def _turn(self) -> bool:
        """A bounded piece of work; True when there may be more at once."""
        handled = 0
        if self.listener.lease.shared:
            recover(self.app)  # what another instance left when it died
        while handled < MAILS_A_TURN and self._going() and self.listener.reads:
            behind = is_backlog(self.app)
            batch = drain(self.app, self.reader, self._going) if behind else handle_batch(self.app, self.reader)
            if batch is None:
                break
            handled += batch.mails
        asked = planner.plan_due(self.app, DOSSIERS_A_TURN)
        outbox.tell_outcomes(self.app)
        faults = (self.listener.fault, self.sender.breaker.fault)
        summary.queue_if_due(self.app, tuple(f for f in faults if f))
        retention.erase_if_due(self.app)
        self._rest_reader(handled)
        self.vitals.note()
        return handled >= MAILS_A_TURN or asked == DOSSIERS_A_TURN

    def _going(self) -> bool:
        self.pulse.beat("desk")
        self.vitals.note()
        return not self.stop.is_set()

    def _rest_reader(self, handled: int) -> None:
        now = self.app.clock.ticks()
        if handled:
            self._read_last = now
        elif now - self._read_last > READER_IDLE:
            self.reader.close()

    async def _send(self) -> None:
        while not self.stop.is_set():
            self.pulse.beat("sender")
            sent = await self.sender.send_due()
            if sent.sent or sent.failed:
                self.mail_bell.set()
            await self._wait(self.send_bell)

    async def _wait(self, bell: asyncio.Event) -> None:
        """Until the bell, the stop, or the next look at the clock."""
        stopping = asyncio.create_task(self.stop.wait())
        ringing = asyncio.create_task(bell.wait())
        try:
            await asyncio.wait({stopping, ringing}, timeout=TICK, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            ringing.cancel()
        bell.clear()

    async def _watch(self) -> None:
        """READY once the mailbox has been read or has said why not; then the watchdog, only while every loop moves."""
        while not self.listener.scanned.is_set():
            await asyncio.sleep(0.05)
        while not self.notifier.send(READY="1", STATUS=self._status()):
            await asyncio.sleep(0.05)
        period = (self.notifier.watchdog_seconds or 60.0) / 3
        while True:
            if late := self.pulse.late():
                log.critical("loop_stuck", loops=late)
                self.notifier.send(STATUS=f"stuck: {', '.join(late)}")
            else:
                self.notifier.send(WATCHDOG="1", STATUS=self._status())
            await asyncio.sleep(period)

    def _status(self) -> str:
        return self.listener.fault or self.sender.breaker.fault or "reading the mailbox, sending when it is time"

    # -- the end -------------------------------------------------------------------------------------------------------

    async def _wind_down(self, sending: asyncio.Task[None], watching: list[asyncio.Task[None]]) -> None:
        """Idle, at once; with a final dot in flight, up to `LAST_DOT` seconds for the server's word on it."""
        self.notifier.send(STOPPING="1", EXTEND_TIMEOUT_USEC=str(int((LAST_DOT + 5) * 1e6)))
        self.sender.stopping = True
        self.send_bell.set()
        self.mail_bell.set()
        self.listener.stop()
        for task in watching:
            task.cancel()
        _, late = await asyncio.wait({sending}, timeout=LAST_DOT)
        for task in late:
            task.cancel()
