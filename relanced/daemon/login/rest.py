"""A login that was refused is left in peace over passes of `once`, too: a wrong password tried at each of them would
lock the account out. The daemon remembers by itself.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from relanced.daemon.app import App
from relanced.daemon.login.breaker import ACCOUNT_PAUSE, LONGEST_PAUSE, Breaker, may_lock_out
from relanced.daemon.mailbox.connection import MailboxAccount
from relanced.daemon.sending.smtp import Account, AccountFault
from relanced.store import facts


@dataclass(frozen=True, slots=True)
class Rest:
    """Of one account of the settings; with any other host, name or password it is another one, and is tried at once."""

    app: App
    account: MailboxAccount | Account

    def fault(self) -> str:
        """What was said when the login was refused, while it is too early to try again; else nothing."""
        breaker, now = self._breaker(), self.app.clock.now()
        if breaker is None or not breaker.is_open(now) or breaker.until is None:
            return ""
        if breaker.until - now > LONGEST_PAUSE:
            return ""  # a clock that was set back, or a rehearsal
        again = breaker.until.astimezone(self.app.policy.timezone)
        return f"{breaker.fault}; tried again after {again:%H:%M}, or once that is changed"

    def refused(self, fault: AccountFault) -> None:
        if not may_lock_out(self.account, fault):
            return
        breaker = self._breaker() or Breaker()
        breaker.trip(self.app.clock.now(), str(fault))
        said = {"account": self._digest(), "fault": breaker.fault, "pause": breaker.pause.total_seconds()}
        with self.app.store.begin() as connection:
            facts.put(connection, self._name, json.dumps(said | {"until": str(breaker.until)}))

    def accepted(self) -> None:
        if self._breaker():
            with self.app.store.begin() as connection:
                facts.drop(connection, self._name)

    def _breaker(self) -> Breaker | None:
        with self.app.store.snapshot() as connection:
            said = json.loads(facts.get(connection, self._name) or "{}")
        if said.get("account") != self._digest():
            return None
        pause = max(ACCOUNT_PAUSE, timedelta(seconds=said["pause"]))
        return Breaker(datetime.fromisoformat(said["until"]), pause, said["fault"])

    @property
    def _name(self) -> str:
        return "mailbox_rests" if isinstance(self.account, MailboxAccount) else "sending_rests"

    def _digest(self) -> str:
        """Keyed, since a password is in it."""
        a = self.account
        known_by = json.dumps([a.host, a.port, a.security.value, a.username, a.password, a.ca_file])
        return hmac.new(self.app.key, known_by.encode(), hashlib.sha256).hexdigest()
