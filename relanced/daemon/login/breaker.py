"""How long an account that fails is left in peace: one table for both servers, the daemon and the passes of `once`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from relanced.daemon.mailbox.connection import MailboxAccount
    from relanced.daemon.sending.smtp import Account, AccountFault

# The first pause; each is twice the one before, up to the longest.
ACCOUNT_PAUSE = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(hours=6)


@dataclass(slots=True)
class Breaker:
    """An account that fails is left in peace: longer each time, so that a wrong password does not lock it out."""

    until: datetime | None = None
    pause: timedelta = ACCOUNT_PAUSE
    fault: str = ""

    @property
    def lasts(self) -> bool:
        """It failed again after a pause: worth an alarm."""
        return self.pause > ACCOUNT_PAUSE * 2

    def is_open(self, now: datetime) -> bool:
        return self.until is not None and now < self.until

    def trip(self, now: datetime, fault: str) -> timedelta:
        """Answers for how long."""
        pause = self.pause
        self.until, self.fault = now + pause, fault
        self.pause = min(pause * 2, LONGEST_PAUSE)
        return pause

    def close(self) -> None:
        self.until, self.pause, self.fault = None, ACCOUNT_PAUSE, ""


def may_lock_out(account: MailboxAccount | Account, fault: AccountFault) -> bool:
    """The weather needs no rest, and a token that is refused locks nobody out."""
    return fault.permanent and not account.tokens
