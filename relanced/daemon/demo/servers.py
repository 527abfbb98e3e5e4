"""A mail provider inside the process: SMTP (aiosmtpd) delivering into IMAP mailboxes in memory (pymap), on loopback.

Both run in one event loop in one thread, on ports that the kernel chooses, in clear: nothing leaves this machine, and
every mail program accepts it without a question about certificates.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from argparse import Namespace
from collections.abc import Callable, Mapping
from datetime import datetime
from queue import SimpleQueue
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult
from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import Config, Identity, Login
from pymap.backend.dict.mailbox import MailboxData
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials.flag import Wildcard
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext

from relanced.daemon.demo.returns import returned

HOST = "127.0.0.1"
START_SECONDS = 20.0
CALL_SECONDS = 10.0
LARGEST = 30_000_000
# What ordinary mail programs expect to find.
FOLDERS = ("Sent", "Drafts", "Trash")

# pymap drops custom keywords without a word, because its mailboxes do not announce \*; mail programs rely on them.
_ANNOUNCED = MailboxData.permanent_flags.fget  # type: ignore[attr-defined]
MailboxData.permanent_flags = property(lambda box: _ANNOUNCED(box) | {Wildcard})  # type: ignore

# aiosmtpd warns at each login of something that it does itself.
logging.getLogger("mail.log").setLevel(logging.ERROR)


class _Settings(Config):
    """The greeting names no host: pymap would look its own name up in the DNS at each connection."""

    @property
    def greeting(self) -> bytes:
        return b"relanced demo"


class Servers:
    """`users`: password by address. `now` dates what is delivered; `bell` names each mailbox that gets a mail."""

    def __init__(self, users: Mapping[str, str], now: Callable[[], datetime]) -> None:
        self.users = dict(users)
        self.now = now
        self.bell: SimpleQueue[str] = SimpleQueue()
        self.smtp_port = 0
        self.imap_port = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._fault: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="demo mail servers", daemon=True)

    def __enter__(self) -> Servers:
        self._thread.start()
        self._ready.wait(START_SECONDS)
        if self._fault:
            raise self._fault
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(CALL_SECONDS)

    @property
    def settings(self) -> dict[str, object]:
        """What data/config.yaml wants to know of the servers and of the mailbox that the daemon reads."""
        return {"smtp_port": self.smtp_port, "imap_port": self.imap_port, "password": next(iter(self.users.values()))}

    # -- the thread ----------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        except Exception as error:
            self._fault = error
            self._ready.set()
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        config = await self._open_mailboxes()
        self._imap_server = IMAPServer(self._login, config)
        imap_server = await asyncio.start_server(self._imap, HOST, 0)
        smtp_server = await self._loop.create_server(self._smtp, HOST, 0)
        self.imap_port = imap_server.sockets[0].getsockname()[1]
        self.smtp_port = smtp_server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        imap_server.close()
        smtp_server.close()
        await self._end_connections()

    async def _imap(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """pymap's own way in starts a task that nobody keeps, and that Python 3.13 collects in mid-session."""
        await self._imap_server(reader, writer, SocketInfo.get(writer, None))

    async def _end_connections(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _open_mailboxes(self) -> Config:
        """Passwords are compared as they are: pymap's own hash costs a third of a second at each login."""
        first = next(iter(self.users))
        arguments = Namespace(
            host=HOST, port=0, debug=False, cert=None, key=None, tls=False, proxy_protocol=None, passlib_cfg=None,
            demo_data=False, demo_user=first, demo_password=self.users[first],
        )  # fmt: skip
        config = _Settings.from_args(arguments, hash_context=Cleartext(), reject_dnsbl=False)
        self._login = Login(config)
        for user, password in self.users.items():
            await self._identity(user).set(UserMetadata(config, user, password=password))
            async with self._identity(user).new_session() as session:
                for folder in FOLDERS:
                    await session.mailbox_set.add_mailbox(folder)
        return config

    def _identity(self, user: str) -> Identity:
        return Identity(user, self._login, None, frozenset())

    def _smtp(self) -> SMTP:
        return SMTP(
            self,
            hostname="localhost",
            ident="relanced demo",
            loop=self._loop,
            enable_SMTPUTF8=True,
            data_size_limit=LARGEST,
            authenticator=self._authenticate,
            auth_require_tls=False,
        )

    def _authenticate(self, _server: Any, session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        user, password = data.login.decode(), data.password.decode()
        session.user = user
        return AuthResult(success=self.users.get(user) == password)

    # -- aiosmtpd's hooks ----------------------------------------------------------------------------------------------

    async def handle_MAIL(self, _server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if not session.authenticated:
            return "530 5.7.0 Authentication required"
        if address != session.user:
            return f"553 5.7.1 {session.user} may not send as {address}"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Any address is taken, as a provider does for other people's domains; a bad one comes back later."""
        for recipient in envelope.rcpt_tos:
            user = mailbox_of(recipient)
            if user in self.users:
                await self._deliver(user, envelope.content)
            else:
                report = returned(envelope.content, recipient, envelope.mail_from, self.now())
                await self._deliver(envelope.mail_from, report)
        return "250 2.0.0 Accepted"

    async def _deliver(self, user: str, raw: bytes) -> None:
        async with self._identity(user).new_session() as session:
            inbox = await session.mailbox_set.get_mailbox("INBOX")
            await inbox.append(AppendMessage(raw, self.now(), frozenset()))
        self.bell.put(user)


def mailbox_of(address: str) -> str:
    """``name+token@domain`` is delivered to ``name@domain``."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
