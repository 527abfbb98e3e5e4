"""A TCP proxy that misbehaves on order, to put before a server here.

    with Chaos(provider.address, Ports.submissions, authority, when("<", b"queued as", Fault.RESET)) as proxy:
        ...  # connect to 127.0.0.1, proxy.port

With an authority it ends TLS on both sides, so that a rule sees text; without one it passes bytes as they come.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Literal, Self

from tests.support.authority import Authority

Way = Literal[">", "<"]  # from client to server, and back


class Fault(Enum):
    CUT = auto()  # both sides closed in good order
    RESET = auto()  # the client's side reset
    HOLE = auto()  # open, but nothing passes any more: what a forgetful NAT does


@dataclass
class Connection:
    """`seen` is everything that each way has carried, faults included."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    seen: dict[Way, bytes] = field(default_factory=lambda: {">": b"", "<": b""})
    hole: bool = False

    def suffer(self, fault: Fault) -> None:
        match fault:
            case Fault.HOLE:
                self.hole = True
            case Fault.RESET:
                _reset(self.client)
                self.server.close()
            case Fault.CUT:
                self.client.close()
                self.server.close()


Rule = Callable[[Way, bytes, Connection], Fault | None]


def nothing(_way: Way, _data: bytes, _connection: Connection) -> Fault | None:
    return None


def when(way: Way, words: bytes, fault: Fault, times: int = 1) -> Rule:
    """The fault, instead of the words, in the first so many connections in which they come."""
    struck: list[int] = []

    def rule(towards: Way, _data: bytes, connection: Connection) -> Fault | None:
        if towards != way or words not in connection.seen[way] or len(struck) >= times:
            return None
        struck.append(id(connection))
        return fault

    return rule


class Chaos:
    """The proxy, in a thread of its own while the context lasts; it listens at 127.0.0.1, `port`.

    `refuse` resets new connections; `rule` may be replaced at any moment; `strike` is for all connections open now.
    """

    port: int

    def __init__(self, address: str, port: int, authority: Authority | None = None, rule: Rule = nothing) -> None:
        self.upstream = (address, port)
        self.rule = rule
        self.refuse = False
        self.connections: list[Connection] = []
        self._inward = authority.server() if authority else None
        self._outward = authority.trust() if authority else None
        self._handlers: set[asyncio.Task[None]] = set()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="chaos")

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def strike(self, fault: Fault) -> None:
        for connection in list(self.connections):
            self._loop.call_soon_threadsafe(connection.suffer, fault)

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self._inward)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        for connection in self.connections:
            _abort(connection.client)
            _abort(connection.server)
        await asyncio.gather(*self._handlers, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._handlers.add(task)
        if self.refuse:
            _reset(writer)
            return
        try:
            server_reader, server_writer = await asyncio.open_connection(*self.upstream, ssl=self._outward)
        except OSError:
            writer.close()
            return
        connection = Connection(writer, server_writer)
        self.connections.append(connection)
        await asyncio.gather(
            self._pump(">", reader, server_writer, connection),
            self._pump("<", server_reader, writer, connection),
        )

    async def _pump(
        self, way: Way, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, connection: Connection
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                connection.seen[way] += data
                if not connection.hole and (fault := self.rule(way, data, connection)):
                    connection.suffer(fault)
                if not connection.hole:
                    writer.write(data)
                    await writer.drain()
        if not connection.hole:
            writer.close()


def _reset(writer: asyncio.StreamWriter) -> None:
    """A zero linger makes the system answer with RST instead of FIN."""
    raw = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    _abort(writer)


def _abort(writer: asyncio.StreamWriter) -> None:
    # Debian's Python 3.11.2 stumbles over a TLS transport that is gone already
    with suppress(AttributeError):
        writer.transport.abort()
