"""Reading a mailbox over IMAP: everything above the watermark, bytes first, flags never.

imapclient blocks and is not thread safe: one thread owns a `Mailbox`; only `wake` and `abort` are called from others.
"""

from __future__ import annotations

import contextlib
import math
import socket
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from relanced.daemon.mailbox.connection import (
    IdleClient,
    Lost,
    MailboxAccount,
    connected,
    fault,
    is_refusal,
    log_in,
    lost,
    session,
    shut,
)
from relanced.daemon.sending.smtp import AccountFault
from relanced.letters.mime import mark_of
from relanced.store.mails import Arrival

Found = TypeVar("Found")

# RFC 2177 allows 29 minutes; middleboxes forget a silent connection long before.
IDLE_SECONDS = 540.0
# Between two signs of life while waiting.
SLICE = 10.0
BATCH = 100
SENT, JUNK = b"\\Sent", b"\\Junk"  # the special uses of RFC 6154
BATCH_BYTES = 4 * 1024 * 1024
LARGEST = 10 * 1024 * 1024
HEAD_OF_HUGE = 256 * 1024


class Mailbox:
    """One connection with one folder open, read only: unread stays unread, nothing is ever deleted."""

    def __init__(self, account: MailboxAccount, folder: str | None = None) -> None:
        self.account = account
        self.folder = folder or account.folder
        self.uidvalidity = 0
        # whether another folder was open since this was last set to False: what came meanwhile rings no bell
        self.strayed = False
        # servers end a session with its token: how long after `open` to open it anew
        self.seconds = math.inf
        self._client: IdleClient | None = None

    # -- the connection ------------------------------------------------------------------------------------------------

    def open(self, beat: Callable[[], None] = lambda: None) -> None:
        """Connect, log in, select. Raises AccountFault. `beat` is called when there is a token to log in with."""
        access = self.account.tokens.access() if self.account.tokens else None
        beat()
        client = connected(self.account, self.folder)
        try:
            self.seconds = log_in(client, self.account, access)
            self.uidvalidity = _uidvalidity(client.select_folder(self.folder, readonly=True))
        except AccountFault:
            shut(client)
            raise
        except Exception as error:
            shut(client)
            raise fault(self.account, self.folder, error) from error
        self._client = client

    def close(self) -> None:
        """LOGOUT if the server still listens, and always shut the socket."""
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(Exception):
                client.logout()
            shut(client)

    def abort(self) -> None:
        """From another thread: a blocked read ends at once."""
        if client := self._client:
            client.wake()
            with contextlib.suppress(OSError):
                client.socket().shutdown(socket.SHUT_RDWR)

    def wake(self) -> None:
        if client := self._client:
            client.wake()

    @property
    def _live(self) -> IdleClient:
        if self._client is None:
            raise Lost("not connected")
        return self._client

    @property
    def capabilities(self) -> tuple[str, ...]:
        with session():
            return tuple(sorted(c.decode("ascii", "replace") for c in self._live.capabilities()))

    # -- reading -------------------------------------------------------------------------------------------------------

    def uids_above(self, watermark: int) -> list[int]:
        """UIDs above the watermark in order. ``n:*`` answers the last mail even when there is none above: filtered."""
        with session():
            self._live.noop()
            found = self._live.search(["UID", f"{watermark + 1}:*"])
        return sorted(uid for uid in found if uid > watermark)

    def newest(self) -> tuple[int, datetime | None]:
        """The last UID there is (0 for an empty folder) and the server's own date of it."""
        uids = self.uids_above(0)
        if not uids:
            return 0, None
        return uids[-1], max(self.dates(uids).values(), default=None)

    def dates(self, uids: list[int]) -> dict[int, datetime]:
        """The server's own date of each mail."""
        found: dict[int, datetime] = {}
        for start in range(0, len(uids), 1000):
            with session():
                answer = self._live.fetch(uids[start : start + 1000], ["INTERNALDATE"])
            found |= {uid: at for uid, row in answer.items() if (at := row.get(b"INTERNALDATE")) and at.tzinfo}
        return found

    def heads(self, uids: list[int], names: Sequence[str]) -> dict[int, bytes]:
        """These header fields of each mail, as they came."""
        asked = f"BODY.PEEK[HEADER.FIELDS ({' '.join(names)})]"
        found: dict[int, bytes] = {}
        for start in range(0, len(uids), BATCH):
            with session():
                answer = self._live.fetch(uids[start : start + BATCH], [asked])
            for uid, row in answer.items():  # servers write the names in their own way
                found[uid] = b"".join(value for value in row.values() if isinstance(value, bytes))
        return found

    def batches(self, uids: list[int], most: int = BATCH) -> Iterator[tuple[list[int], list[Arrival]]]:
        """Mails of `uids` with what was asked for, in batches bounded by count and bytes, each body fetched once."""
        for start in range(0, len(uids), most):
            asked = uids[start : start + most]
            sizes = self._sizes(asked)
            for group in _by_bytes(asked, sizes):
                yield group, self._fetch(group, sizes)

    def _sizes(self, uids: list[int]) -> dict[int, int]:
        with session():
            answer = self._live.fetch(uids, ["RFC822.SIZE"])
            return {uid: int(answer.get(uid, {}).get(b"RFC822.SIZE") or 0) for uid in uids}

    def _fetch(self, uids: list[int], sizes: dict[int, int]) -> list[Arrival]:
        huge = len(uids) == 1 and sizes[uids[0]] > LARGEST
        part = f"BODY.PEEK[]<0.{HEAD_OF_HUGE}>" if huge else "BODY.PEEK[]"
        with session():
            answer = self._live.fetch(uids, ["INTERNALDATE", part])
        arrivals = (_arrival(uid, answer.get(uid, {})) for uid in uids)
        return [a for a in arrivals if a]

    def elsewhere(self, folder: str, look: Callable[[], Found]) -> Found:
        """What `look` finds in another folder, over the same connection; then the own one is open again. Raises
        AccountFault for one that the server does not open, and Lost."""
        own, self.strayed = self.folder, True
        try:
            self._enter(folder)
            found = look()
        except AccountFault:
            self._enter(own)
            raise
        self._enter(own)
        return found

    def _enter(self, folder: str) -> None:
        client = self._live
        try:
            self.uidvalidity = _uidvalidity(client.select_folder(folder, readonly=True))
        except Exception as error:
            raise (fault(self.account, folder, error) if is_refusal(error) else lost(error)) from error
        self.folder = folder

    def sent_folder(self) -> str | None:
        """The folder of sent mail that the server names, if it names one."""
        return self._special(SENT)

    def junk_folder(self) -> str | None:
        """As `sent_folder`, of what the server took for junk."""
        return self._special(JUNK)

    def _special(self, use: bytes) -> str | None:
        with session():
            found: str | None = self._live.find_special_folder(use)
        return found

    def has_message(self, message_id: str) -> bool:
        """Whether the folder holds our mail of this Message-ID: the evidence that it left. Some servers replace the
        Message-ID; the boundaries stay."""
        by_id, by_mark = ["HEADER", "Message-ID", message_id], ["HEADER", "Content-Type", mark_of(message_id)]
        with session():
            self._live.noop()
            return bool(self._live.search(["OR", by_id, by_mark]))

    def wait(self, seconds: float, beat: Callable[[], None] = lambda: None) -> None:
        """Wait for the server's bell, for `wake`, or for `seconds`; `beat` is called every few seconds of it.

        What IDLE says is only a bell: whoever is woken looks at the UIDs. Raises Lost when the server has gone.
        """
        client = self._live
        with session():
            client.idle()
            rung = client.idle_check(timeout=0)
            while not rung and seconds > 0:
                beat()
                rung = client.idle_check(timeout=min(seconds, SLICE))
                if not rung and client.last_wait == "readable":
                    raise Lost("the server closed the connection")
                if client.last_wait == "woken":
                    break
                seconds -= SLICE
            client.idle_done()

    @property
    def can_idle(self) -> bool:
        with session():
            return bool(self._live.has_capability("IDLE"))

    def noop(self) -> None:
        with session():
            self._live.noop()


def _uidvalidity(answer: Any) -> int:
    """0 when the server gives none: then nothing that it says of UIDs is believed for longer than a session."""
    value = int(answer.get(b"UIDVALIDITY", 0))
    if not 0 <= value < 2**32:
        raise ValueError(f"UIDVALIDITY {value} is more than RFC 3501 allows")
    return value


def _by_bytes(uids: list[int], sizes: dict[int, int]) -> Iterator[list[int]]:
    group: list[int] = []
    weight = 0
    for uid in uids:
        size = sizes[uid]
        if group and weight + size > BATCH_BYTES:
            yield group
            group, weight = [], 0
        group.append(uid)
        weight += size
    if group:
        yield group


def _arrival(uid: int, fields: Any) -> Arrival | None:
    """None for a mail that went away meanwhile, or whose body is not bytes (NIL, a bare number)."""
    raw = fields.get(b"BODY[]", fields.get(b"BODY[]<0>"))
    if not isinstance(raw, bytes):
        return None
    at = fields.get(b"INTERNALDATE")
    aware = at if isinstance(at, datetime) and at.tzinfo else datetime.fromtimestamp(0, UTC)
    return Arrival(uid, raw, aware)
