"""Figures for Prometheus on a port of this machine alone (text format 0.0.4)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress

from relanced.daemon.edge import STORE_FAULTS
from relanced.daemon.health.status import Trouble
from relanced.store.figures import Figures

HOST = "127.0.0.1"
TYPE = "text/plain; version=0.0.4; charset=utf-8"
# A request that takes longer to come than this is none.
PATIENCE = 10.0
LONGEST = 16 * 1024

Page = Callable[[], Awaitable[str]]


def page(figures: Figures, troubles: Mapping[Trouble, str]) -> str:
    read_at = figures.read_at.timestamp() if figures.read_at else 0
    active = {name.value: int(name in troubles) for name in Trouble}
    return "".join(
        (
            _series("relanced_dossiers", "gauge", "Dossiers, by status.", _labelled("status", figures.dossiers)),
            _series("relanced_outbox", "gauge", "Mails in the outbox, by state.", _labelled("state", figures.outbox)),
            _series("relanced_tasks_open", "gauge", "Tasks that wait for a person.", [("", figures.tasks)]),
            _series("relanced_mails_read_total", "counter", "Mails read.", [("", figures.read)]),
            _series("relanced_mails", "gauge", "Mails kept, by state.", _labelled("state", figures.mails)),
            _series(
                "relanced_mailbox_read_timestamp_seconds",
                "gauge",
                "When the mailbox was last read to its end; 0: never.",
                [("", read_at)],
            ),
            _series("relanced_trouble", "gauge", "1 while this is wrong.", _labelled("name", active)),
        )
    )


def _labelled(label: str, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(f'{{{label}="{name}"}}', count) for name, count in counts.items()]


def _series(name: str, kind: str, text: str, rows: Iterable[tuple[str, float]]) -> str:
    lines = [f"# HELP {name} {text}", f"# TYPE {name} {kind}", *(f"{name}{labels} {value!r}" for labels, value in rows)]
    return "\n".join(lines) + "\n"


async def serve(port: int, current: Page, host: str = HOST) -> asyncio.Server:
    """GET /metrics, one answer a connection. Raises OSError when the port is taken."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, TimeoutError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            request = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
            writer.write(await _response(request, current))
            await writer.drain()
        writer.close()

    return await asyncio.start_server(answer, host, port, limit=LONGEST)


async def _response(request: bytes, current: Page) -> bytes:
    method, path = [*request.split(b" ", 2), b"", b""][:2]
    if method != b"GET" or path.partition(b"?")[0] != b"/metrics":
        return _said("404 Not Found", "text/plain", "GET /metrics\n")
    try:
        return _said("200 OK", TYPE, await current())
    except (TimeoutError, *STORE_FAULTS):
        return _said("503 Service Unavailable", "text/plain", "the store does not answer\n")


def _said(status: str, kind: str, text: str) -> bytes:
    body = text.encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return head.encode() + body
