"""The moments at which a campaign kills the daemon: before or after the n-th call of a named function of its own.

The product knows nothing of this: in a child process that is about to die, its functions are wrapped from outside.
"""

from __future__ import annotations

import inspect
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import aiosmtplib
from aiosmtplib.protocol import SMTPProtocol

from relanced.daemon import change
from relanced.daemon.mailbox import catchup, imap
from relanced.daemon.replies import reader
from relanced.daemon.sending import compose, smtp
from relanced.store import Store, decisions, dossiers, facts, journal, mails, outbox, tasks

BEFORE, AFTER = "before", "after"
BOTH = (BEFORE, AFTER)
LATE = (AFTER,)

# A write inside a transaction that is not committed is the same before and after: one moment of it is enough.
WRAPPED: tuple[tuple[str, Any, str, tuple[str, ...]], ...] = (
    ("open the mailbox", imap.Mailbox, "open", BOTH),
    ("search the mailbox", imap.Mailbox, "uids_above", LATE),
    ("fetch", imap.Mailbox, "_fetch", BOTH),
    ("log out of the mailbox", imap.Mailbox, "close", BOTH),
    ("read the folder's place", catchup, "_place", LATE),
    ("store a mail", mails, "store", LATE),
    ("store the folder's place", mails, "put_place", LATE),
    ("mark the folder read", mails, "mark_read", LATE),
    ("count a try", mails, "tried", LATE),
    ("study", reader.Reader, "study", BOTH),
    ("understand", reader.Reader, "understand", BOTH),
    ("decide", change, "decide", BOTH),
    ("save a dossier", dossiers, "save", LATE),
    ("queue a mail", outbox, "queue", LATE),
    ("cancel mails", outbox, "cancel", LATE),
    ("restamp mails", outbox, "restamp", LATE),
    ("open a task", tasks, "open_once", LATE),
    ("close tasks", tasks, "close", LATE),
    ("append to the journal", journal, "append", LATE),
    ("record a decision", decisions, "record", LATE),
    ("close a mail", mails, "handled", LATE),
    ("recover", outbox, "recover", LATE),
    ("claim", outbox, "claim", LATE),
    ("compose", compose, "compose_reminder", LATE),
    ("seal", outbox, "seal", LATE),
    ("start an attempt", outbox, "start", LATE),
    ("finish an attempt", outbox, "finish", LATE),
    ("tell an outcome", outbox, "told", LATE),
    ("queue the summary", outbox, "queue_summary", LATE),
    ("note the summary's instant", facts, "put", LATE),
    ("connect to the server", smtp.Session, "open", BOTH),
    ("MAIL", aiosmtplib.SMTP, "mail", BOTH),
    ("RCPT", aiosmtplib.SMTP, "rcpt", BOTH),
    ("send", smtp.Session, "send", BOTH),
    ("QUIT", smtp.Session, "quit", BOTH),
)

# Each transaction of the daemon by the function that opens it.
COMMITS = (
    "once.recover",
    "catchup._place",
    "catchup.catch_up",
    "doubts.resolve",
    "inbox.take",
    "inbox.place",
    "inbox.decide_all",
    "planner.plan_due",
    "change.happen",
    "outbox.claim_batch",
    "outbox._turn",
    "outbox._send_batch",
    "outbox._tell_next",
    "summary._queue",
)

# The moments of one transmission; what the server has of the mail differs in each.
DATA = ("before DATA", "after the 354")
HALF = "half of the mail written"
HANDED_OVER = "the final dot handed over"
ON_ITS_WAY = "the 250 on its way"
ANSWERED = "the 250 read"
WIRE = (*DATA, HALF, HANDED_OVER, ON_ITS_WAY, ANSWERED)

POINTS: tuple[str, ...] = (
    *(f"{side} {name}" for name, _, _, sides in WRAPPED for side in sides),
    *(f"{side} commit of {name}" for name in COMMITS for side in BOTH),
    *WIRE,
)
# The declared window: the server may have the mail, and the store does not say so yet. The outcome of one mail and the
# start of the next are one commit.
WINDOW = frozenset(
    {
        HANDED_OVER,
        ON_ITS_WAY,
        ANSWERED,
        "after send",
        "after finish an attempt",
        "after start an attempt",
        "before commit of outbox._turn",
    }
)


@dataclass
class Doom:
    """Kills this process at the n-th time that it comes to `point`; without one it only counts."""

    point: str | None = None
    nth: int = 1
    seen: Counter[str] = field(default_factory=Counter)

    def at(self, point: str, grace: float = 0.0) -> None:
        if self.comes_to(point):
            time.sleep(grace)
            die()

    def comes_to(self, point: str) -> bool:
        self.seen[point] += 1
        return point == self.point and self.seen[point] == self.nth

    def install(self) -> None:
        """For good: only for a process of its own."""
        for name, owner, attribute, sides in WRAPPED:
            setattr(owner, attribute, self._around(getattr(owner, attribute), name, sides))
        Store.begin = self._begin(Store.begin)  # type: ignore[method-assign]
        smtp._command = self._command(smtp._command)
        SMTPProtocol.write = self._write(SMTPProtocol.write)  # type: ignore[method-assign]

    def _around(self, function: Callable[..., Any], name: str, sides: tuple[str, ...]) -> Callable[..., Any]:
        def reach(side: str) -> None:
            if side in sides:
                self.at(f"{side} {name}")

        def call(*args: Any, **kwargs: Any) -> Any:
            reach(BEFORE)
            result = function(*args, **kwargs)
            reach(AFTER)
            return result

        async def call_and_wait(*args: Any, **kwargs: Any) -> Any:
            reach(BEFORE)
            result = await function(*args, **kwargs)
            reach(AFTER)
            return result

        return call_and_wait if inspect.iscoroutinefunction(function) else call

    def _begin(self, original: Any) -> Any:
        @contextmanager
        def begin(store: Store) -> Iterator[Any]:
            caller = sys._getframe(2)
            who = f"{caller.f_globals['__name__'].rpartition('.')[2]}.{caller.f_code.co_name}"
            with original(store) as connection:
                yield connection
                self.at(f"before commit of {who}")
            self.at(f"after commit of {who}")

        return begin

    def _command(self, original: Any) -> Any:
        async def command(protocol: SMTPProtocol, data: bytes, timeout: float) -> Any:
            before, after = DATA if data == b"DATA\r\n" else ("", ANSWERED)
            self.at(before)
            answer = await original(protocol, data, timeout)
            self.at(after)
            return answer

        return command

    def _write(self, original: Any) -> Any:
        def write(protocol: SMTPProtocol, data: bytes) -> None:
            if not data.endswith(b"\r\n.\r\n"):
                original(protocol, data)
                return
            if self.comes_to(HALF):
                original(protocol, data[: len(data) // 2])
                die()
            original(protocol, data)
            self.at(HANDED_OVER)
            self.at(ON_ITS_WAY, grace=0.1)

        return write


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)  # a signal to oneself may take a moment
