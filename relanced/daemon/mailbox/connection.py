"""A connection to an IMAP server: the account, the socket, the login, and what every way of failing is called."""

from __future__ import annotations

import contextlib
import math
import os
import select
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import imapclient
from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from relanced.daemon.login.xoauth2 import imap_login, is_weather
from relanced.daemon.sending.smtp import AccountFault, Security, clean, tls_context

if TYPE_CHECKING:
    from relanced.daemon.login.oauth import Access, Tokens

CONNECT_TIMEOUT = 30.0
READ_TIMEOUT = 60.0


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


def connected(account: MailboxAccount, folder: str) -> IdleClient:
    """A connection before its login. Raises AccountFault; `folder` is for its words."""
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
        raise fault(account, folder, error) from error
    client.normalise_times = False
    try:
        if account.security is Security.STARTTLS:
            client.starttls(ssl_context=context)
        _tune(client.socket())
    except Exception as error:
        shut(client)
        raise fault(account, folder, error) from error
    return client


def log_in(client: IdleClient, account: MailboxAccount, access: Access | None) -> float:
    """Log in, with `access` where the account has tokens. -> seconds until the session ends. Raises AccountFault."""
    try:
        if account.tokens and access:
            return float(imap_login(client, account.username, account.tokens, access).seconds)
        if account.password.isascii() and account.username.isascii():
            client.login(account.username, account.password)
        else:
            client.plain_login(account.username, account.password)
    except LoginError as error:
        raise _login_fault(account, error) from error
    return math.inf


def shut(client: IdleClient) -> None:
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


@contextlib.contextmanager
def session() -> Iterator[None]:
    """Whatever imapclient, imaplib or the socket raises means one thing: this connection is over."""
    try:
        yield
    except Lost:
        raise
    except Exception as error:
        raise lost(error) from error


def lost(error: Exception) -> Lost:
    return Lost(clean(f"{type(error).__name__}: {error}"))


def is_refusal(error: Exception) -> bool:
    """The server has said no, and listens on."""
    return isinstance(error, IMAPClientError) and not isinstance(error, imapclient.exceptions.IMAPClientAbortError)


def fault(account: MailboxAccount, folder: str, error: Exception) -> AccountFault:
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
    if is_refusal(error):
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
