"""Reading a mailbox over IMAP: everything above the watermark, bytes first, flags never.

imapclient blocks and is not thread safe: one thread owns a `Mailbox`; only `wake` and `abort` are called from others.
"""

from __future__ import annotations

import contextlib
import math
import os
import select
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import imapclient
from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from relanced.daemon.login.xoauth2 import imap_login, is_weather
from relanced.daemon.sending.smtp import AccountFault, Security, clean, tls_context
from relanced.letters.mime import mark_of
from relanced.store.mails import Arrival

if TYPE_CHECKING:
    from relanced.daemon.login.oauth import Access, Tokens

Found = TypeVar("Found")

CONNECT_TIMEOUT = 30.0
READ_TIMEOUT = 60.0
# RFC 2177 allows 29 minutes; middleboxes forget a silent connection long before.
IDLE_SECONDS = 540.0
# Between two signs of life while waiting.
SLICE = 10.0
BATCH = 100
SENT, JUNK = b"\\Sent", b"\\Junk"  # the special uses of RFC 6154
BATCH_BYTES = 4 * 1024 * 1024
LARGEST = 10 * 1024 * 1024
HEAD_OF_HUGE = 256 * 1024


@dataclass(frozen=True, slots=True)
class MailboxAccount:
    host: str
    port: int
    security: Security
    username: str
    password: str = field(repr=False)
    ca_file: str | None = None
    folder: str = "INBOX"
    # instead of the password
    tokens: Tokens | None = field(default=None, repr=False)


class Lost(Exception):
    """The connection is of no use any more; connect again."""


class IdleClient(IMAPClient):  # type: ignore[misc]
    """IMAPClient whose IDLE can be woken from another thread and does not miss what came with ``+ idling``.

    An EXISTS in the same segment as the continuation sits in Python's read buffer, where `poll` cannot see it: on
    Dovecot six mails of ten were missed. `_poll_socket` is a private hook of imapclient, which is pinned for it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._read_end, self._write_end = os.pipe()
        os.set_blocking(self._write_end, False)
        self._fresh = False
        self.last_wait = "none"
        super().__init__(*args, **kwargs)
        # imapclient logs at level 5 by default: every response is turned into text for a log that is off
        self._imap.debug = 0

    def wake(self) -> None:
        with contextlib.suppress(OSError):
            os.write(self._write_end, b"x")

    def idle(self) -> Any:
        answer = super().idle()
        self._fresh = True
        return answer

    def _poll_socket(self, sock: socket.socket, timeout: float | None = None) -> Any:
        if self._fresh:
            self._fresh = False
            self.last_wait = "forced"
            return [(sock.fileno(), select.POLLIN)]
        poller = select.poll()
        poller.register(sock.fileno(), select.POLLIN)
        poller.register(self._read_end, select.POLLIN)
        ready = poller.poll(None if timeout is None else timeout * 1000)
        descriptors = {fd for fd, _ in ready}
        if self._read_end in descriptors:
            os.read(self._read_end, 4096)
            self.last_wait = "woken"
            return []
        self.last_wait = "readable" if descriptors else "timeout"
        return ready

    def close_pipe(self) -> None:
        for end in (self._read_end, self._write_end):
            with contextlib.suppress(OSError):
                os.close(end)


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
        client = self._connect()
        try:
            self._log_in(client, access)
            self.uidvalidity = _uidvalidity(client.select_folder(self.folder, readonly=True))
        except AccountFault:
            _shut(client)
            raise
        except Exception as error:
            _shut(client)
            raise _fault(self.account, self.folder, error) from error
        self._client = client

    def _connect(self) -> IdleClient:
        account = self.account
        encrypted = account.security is not Security.PLAIN
        context = tls_context(account.ca_file) if encrypted else None
        try:
            client = IdleClient(
                account.host,
                account.port,
                ssl=account.security is Security.TLS,
                ssl_context=context,
                timeout=SocketTimeout(CONNECT_TIMEOUT, READ_TIMEOUT),
            )
        except Exception as error:
            raise _fault(account, self.folder, error) from error
        client.normalise_times = False
        try:
            if account.security is Security.STARTTLS:
                client.starttls(ssl_context=context)
            _tune(client.socket())
        except Exception as error:
            _shut(client)
            raise _fault(account, self.folder, error) from error
        return client

    def _log_in(self, client: IdleClient, access: Access | None) -> None:
        account = self.account
        try:
            if account.tokens and access:
                self.seconds = imap_login(client, account.username, account.tokens, access).seconds
            elif account.password.isascii() and account.username.isascii():
                client.login(account.username, account.password)
            else:
                client.plain_login(account.username, account.password)
        except LoginError as error:
            raise _login_fault(account, error) from error

    def close(self) -> None:
        """LOGOUT if the server still listens, and always shut the socket."""
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(Exception):
                client.logout()
            _shut(client)

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
        with _session():
            return tuple(sorted(c.decode("ascii", "replace") for c in self._live.capabilities()))

    # -- reading -------------------------------------------------------------------------------------------------------

    def uids_above(self, watermark: int) -> list[int]:
        """UIDs above the watermark in order. ``n:*`` answers the last mail even when there is none above: filtered."""
        with _session():
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
            with _session():
                answer = self._live.fetch(uids[start : start + 1000], ["INTERNALDATE"])
            found |= {uid: at for uid, row in answer.items() if (at := row.get(b"INTERNALDATE")) and at.tzinfo}
        return found

    def heads(self, uids: list[int], names: Sequence[str]) -> dict[int, bytes]:
        """These header fields of each mail, as they came."""
        asked = f"BODY.PEEK[HEADER.FIELDS ({' '.join(names)})]"
        found: dict[int, bytes] = {}
        for start in range(0, len(uids), BATCH):
            with _session():
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
        with _session():
            answer = self._live.fetch(uids, ["RFC822.SIZE"])
            return {uid: int(answer.get(uid, {}).get(b"RFC822.SIZE") or 0) for uid in uids}

    def _fetch(self, uids: list[int], sizes: dict[int, int]) -> list[Arrival]:
        huge = len(uids) == 1 and sizes[uids[0]] > LARGEST
        part = f"BODY.PEEK[]<0.{HEAD_OF_HUGE}>" if huge else "BODY.PEEK[]"
        with _session():
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
            raise (_fault(self.account, folder, error) if _is_refusal(error) else _lost(error)) from error
        self.folder = folder

    def sent_folder(self) -> str | None:
        """The folder of sent mail that the server names, if it names one."""
        return self._special(SENT)

    def junk_folder(self) -> str | None:
        """As `sent_folder`, of what the server took for junk."""
        return self._special(JUNK)

    def _special(self, use: bytes) -> str | None:
        with _session():
            found: str | None = self._live.find_special_folder(use)
        return found

    def has_message(self, message_id: str) -> bool:
        """Whether the folder holds our mail of this Message-ID: the evidence that it left. Some servers replace the
        Message-ID; the boundaries stay."""
        by_id, by_mark = ["HEADER", "Message-ID", message_id], ["HEADER", "Content-Type", mark_of(message_id)]
        with _session():
            self._live.noop()
            return bool(self._live.search(["OR", by_id, by_mark]))

    def wait(self, seconds: float, beat: Callable[[], None] = lambda: None) -> None:
        """Wait for the server's bell, for `wake`, or for `seconds`; `beat` is called every few seconds of it.

        What IDLE says is only a bell: whoever is woken looks at the UIDs. Raises Lost when the server has gone.
        """
        client = self._live
        with _session():
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
        with _session():
            return bool(self._live.has_capability("IDLE"))

    def noop(self) -> None:
        with _session():
            self._live.noop()


@contextlib.contextmanager
def _session() -> Iterator[None]:
    """Whatever imapclient, imaplib or the socket raises means one thing: this connection is over."""
    try:
        yield
    except Lost:
        raise
    except Exception as error:
        raise _lost(error) from error


def _lost(error: Exception) -> Lost:
    return Lost(clean(f"{type(error).__name__}: {error}"))


def _is_refusal(error: Exception) -> bool:
    """The server has said no, and listens on."""
    return isinstance(error, IMAPClientError) and not isinstance(error, imapclient.exceptions.IMAPClientAbortError)


def _uidvalidity(answer: Any) -> int:
    """0 when the server gives none: then nothing that it says of UIDs is believed for longer than a session."""
    value = int(answer.get(b"UIDVALIDITY", 0))
    if not 0 <= value < 2**32:
        raise ValueError(f"UIDVALIDITY {value} is more than RFC 3501 allows")
    return value


def _shut(client: IdleClient) -> None:
    with contextlib.suppress(Exception):
        client.shutdown()
    client.close_pipe()


def _tune(sock: socket.socket) -> None:
    """A peer that has gone without a word is noticed in about 90 seconds.

    imapclient writes a search in two pieces, the second of which would wait 40 ms for the first one's receipt.
    """
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (
        ("TCP_KEEPIDLE", 45),
        ("TCP_KEEPINTVL", 15),
        ("TCP_KEEPCNT", 3),
        ("TCP_USER_TIMEOUT", 60_000),
    ):
        if hasattr(socket, name):
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


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


def _fault(account: MailboxAccount, folder: str, error: Exception) -> AccountFault:
    where = f"{account.host}:{account.port}"
    words = clean(str(error)) or type(error).__name__
    if isinstance(error, ssl.SSLCertVerificationError):
        return AccountFault(
            f"{where} shows a certificate that cannot be trusted: {words}; "
            "check mailbox.host, or name your own authority with mailbox.ca_file",
            permanent=True,
        )
    if isinstance(error, imapclient.exceptions.CapabilityError):
        return AccountFault(f"{where} does not offer STARTTLS: {words}; check mailbox.security", permanent=True)
    if _is_refusal(error):
        return AccountFault(
            f"{where} does not open the folder {folder}: {words}; check mailbox.folder", permanent=False
        )
    return AccountFault(
        f"{where} cannot be reached: {words}; check mailbox.host, mailbox.port and mailbox.security", permanent=False
    )


def _login_fault(account: MailboxAccount, error: LoginError) -> AccountFault:
    words = clean(str(error))
    token = "check mailbox.username, or sign in again: relanced check --login"
    hint = token if account.tokens else "check mailbox.username and mailbox.password"
    return AccountFault(
        f"{account.host}:{account.port} refuses the login of {account.username}: {words}; {hint}",
        permanent=not is_weather(error),
    )
