"""An SMTP server that does what it is told at each stage, in this process, on loopback."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

DROP = "drop"
STALL = "stall"
RESET = "reset"
# Before an answer: it ends in the middle of its line, or comes one byte after the other.
CUT = "cut "
DRIP = "drip "


@dataclass
class SmtpServer:
    """`says` maps a stage (``connect ehlo starttls auth mail rcpt data body quit``) to an answer, DROP, STALL or RESET.

    CUT and DRIP stand before an answer. A list gives the answers of successive times.
    `mails` are the bodies that were taken with a 250.
    """

    says: dict[str, str | list[str]] = field(default_factory=dict)
    extensions: tuple[str, ...] = ("SIZE 10000000", "AUTH PLAIN LOGIN")
    context: ssl.SSLContext | None = None
    starttls: ssl.SSLContext | None = None
    mails: list[bytes] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    def _answer(self, stage: str, usual: str) -> str:
        said = self.says.get(stage, usual)
        if isinstance(said, list):
            return said.pop(0) if said else usual
        return said

    @asynccontextmanager
    async def running(self) -> AsyncIterator[SmtpServer]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.context)
        self.port = server.sockets[0].getsockname()[1]
        self._open: set[asyncio.StreamWriter] = set()
        try:
            yield self
        finally:
            for writer in self._open:
                writer.close()
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._open.add(writer)
        try:
            await self._converse(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, _Dropped):
            pass
        finally:
            writer.close()

    async def _say(self, writer: asyncio.StreamWriter, stage: str, usual: str) -> str:
        said = self._answer(stage, usual)
        if said == DROP:
            raise _Dropped
        if said == RESET:
            _reset(writer)
            raise _Dropped
        if said == STALL:
            await asyncio.Event().wait()
        if said.startswith(CUT):
            writer.write(said.removeprefix(CUT).encode("latin-1"))
            raise _Dropped
        said, dripping = said.removeprefix(DRIP), said.startswith(DRIP)
        line = said.encode("latin-1") + b"\r\n"
        for piece in [line[n : n + 1] for n in range(len(line))] if dripping else [line]:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.001 * dripping)
        return said

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._say(writer, "connect", "220 test ESMTP")
        while line := await reader.readline():
            text = line.decode("latin-1").rstrip("\r\n")
            self.lines.append(text)
            verb = text.split(" ")[0].upper()
            if verb in ("EHLO", "HELO"):
                offered = ["test", *self.extensions, *(["STARTTLS"] if self.starttls else [])]
                rows = [f"250{'-' if n < len(offered) else ' '}{e}" for n, e in enumerate(offered, 1)]
                await self._say(writer, "ehlo", "\r\n".join(rows))
            elif verb == "STARTTLS" and self.starttls:
                await self._say(writer, "starttls", "220 go")
                await writer.start_tls(self.starttls)
            elif verb == "AUTH":
                await self._say(writer, "auth", "235 welcome")
            elif verb == "DATA":
                if (await self._say(writer, "data", "354 go")).startswith("354"):
                    await self._body(reader, writer)
            elif verb == "QUIT":
                await self._say(writer, "quit", "221 bye")
                return
            else:
                await self._say(writer, verb.lower(), "250 ok")

    async def _body(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        body = await reader.readuntil(b"\r\n.\r\n")
        if (await self._say(writer, "body", "250 2.0.0 queued as 4711")).startswith("250"):
            self.mails.append(body)


def _reset(writer: asyncio.StreamWriter) -> None:
    """A zero linger makes the system answer with RST instead of FIN."""
    raw = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


class _Dropped(Exception):
    pass
