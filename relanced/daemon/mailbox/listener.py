"""The mailbox's own thread: connect, catch up, wait for the bell, and again; back off when the server is away."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import structlog
from tenacity import RetryCallState, wait_random_exponential

from relanced.daemon.app import App
from relanced.daemon.login.breaker import ACCOUNT_PAUSE, Breaker, may_lock_out
from relanced.daemon.mailbox import junk
from relanced.daemon.mailbox.catchup import catch_up
from relanced.daemon.mailbox.connection import Lost, MailboxAccount
from relanced.daemon.mailbox.imap import IDLE_SECONDS, Mailbox
from relanced.daemon.mailbox.lease import Lease
from relanced.daemon.sending import doubts
from relanced.daemon.sending.smtp import AccountFault

log = structlog.get_logger()

LONGEST_BACKOFF = 300.0
# Backoff is forgotten only after a connection that was worth something: a server that drops us in IDLE is not one.
HEALTHY_SECONDS = 60.0
# How soon an instance notices that the one that read the mailbox has gone.
STAND_BY_SECONDS = 10.0
SLICE = 10.0


class Listener:
    """`run` blocks until `stop`; `bell` is called after each scan, `beat` at each sign of life, from its thread."""

    def __init__(self, app: App, account: MailboxAccount, bell: Callable[[], None], beat: Callable[[], None]) -> None:
        self.app = app
        self.account = account
        self.lease = Lease(app.store, f"{account.username}@{account.host}/{account.folder}")
        self.bell = bell
        self.beat = beat
        self.fault = ""
        self.scanned = threading.Event()
        # whether this instance is the one that reads the mailbox, and so handles what came
        self.reads = False
        self._stopping = threading.Event()
        self._mailbox: Mailbox | None = None
        self._breaker = Breaker()
        self._backoff = wait_random_exponential(multiplier=2, max=LONGEST_BACKOFF)

    def stop(self) -> None:
        """From another thread: ends the wait, and whatever read is blocked."""
        self._stopping.set()
        if mailbox := self._mailbox:
            mailbox.abort()

    def run(self) -> None:
        try:
            self._run()
        finally:
            self.lease.release()

    def _run(self) -> None:
        attempt = 0
        while not self._stopping.is_set():
            self.reads = self.lease.hold()
            if not self.reads:
                self._stand_by()
                continue
            began = self.app.clock.ticks()
            pause = self._session()
            if self.app.clock.ticks() - began > HEALTHY_SECONDS:
                attempt = 0
            attempt += 1
            self._pause(pause if pause is not None else self._delay(attempt))

    def _stand_by(self) -> None:
        """Another instance reads the mailbox for all; ask again soon, for it may die."""
        self.fault = ""
        self.scanned.set()
        self._pause(STAND_BY_SECONDS)

    def _session(self) -> float | None:
        """One connection from its login to its loss; answers a pause of its own, or None for the usual backoff."""
        mailbox = self._mailbox = Mailbox(self.account)
        try:
            mailbox.open(self.beat)
            self._breaker.close()
            log.info("mailbox_open", host=self.account.host, folder=self.account.folder)
            self._listen(mailbox)
        except AccountFault as fault:
            self._failed("mailbox_refused" if fault.permanent else "mailbox_unreachable", str(fault))
            return self._rest(fault).total_seconds() if fault.permanent else None
        except Lost as error:
            if not self._stopping.is_set():
                self._failed("mailbox_lost", str(error))
        finally:
            self._mailbox = None
            mailbox.close()
        return None

    def _rest(self, fault: AccountFault) -> timedelta:
        """Somebody may sign in anew meanwhile: for that the waits stay short."""
        if not may_lock_out(self.account, fault):
            return ACCOUNT_PAUSE
        return self._breaker.trip(self.app.clock.now(), str(fault))

    def _listen(self, mailbox: Mailbox) -> None:
        """Until the server goes, the lease, or the token: the end of a session that was foreseen is no error."""
        end = self.app.clock.ticks() + mailbox.seconds
        while not self._stopping.is_set() and self.lease.hold() and (left := end - self.app.clock.ticks()) > 0:
            self._scan(mailbox)
            self.bell()
            doubts.resolve(self.app, doubts.searching(self.app, mailbox))
            found = junk.look(self.app, mailbox, self.beat)
            if mailbox.strayed:
                found += self._scan(mailbox)
            if found:
                self.bell()
            self._wait(mailbox, left)

    def _scan(self, mailbox: Mailbox) -> int:
        """How many mails were new."""
        self.beat()
        mailbox.strayed = False
        new = catch_up(self.app, mailbox, self.beat)
        self.fault = ""
        self.scanned.set()
        if new:
            log.info("mails_stored", count=new)
        return new

    def _wait(self, mailbox: Mailbox, left: float) -> None:
        """A safety poll, whatever IDLE says; a server without IDLE is polled."""
        seconds = min(self.app.settings.need_mailbox().poll_minutes * 60.0, IDLE_SECONDS, left)
        if mailbox.can_idle:
            mailbox.wait(seconds, self.beat)
        else:
            self._pause(seconds)

    def _failed(self, event: str, fault: str) -> None:
        """Said once, until it changes; the daemon goes on without the mailbox, and reminders wait."""
        if fault != self.fault:
            log.error(event, fault=fault)
        self.fault = fault
        self.scanned.set()

    def _delay(self, attempt: int) -> float:
        state = RetryCallState(None, None, (), {})  # type: ignore[arg-type]
        state.attempt_number = attempt
        return float(self._backoff(state))

    def _pause(self, seconds: float) -> None:
        """In short slices, so that a suspended machine or a moved clock does not sleep through its day."""
        end = self.app.clock.ticks() + seconds
        while (left := end - self.app.clock.ticks()) > 0 and not self._stopping.wait(min(left, SLICE)):
            self.beat()
