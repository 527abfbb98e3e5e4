"""Sending composed mails through the outbox, against a bare aiosmtplib loop that commits once a mail.

python -m benchmarks.sending [COUNT] [CONNECTIONS]
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiosmtplib
from sqlalchemy import Connection, insert, update

from benchmarks.support import quiet
from relanced.daemon.app import App
from relanced.daemon.sending import outbox as daemon_outbox
from relanced.store import mails, schema
from tests.support.app import app_on

SINK = """
import asyncio
async def serve(r, w):
    w.write(b"220 sink\\r\\n"); data = False; tail = b""
    while line := await r.readline():
        verb = line[:4].upper()
        if verb == b"EHLO": w.write(b"250-sink\\r\\n250 SIZE 50000000\\r\\n")
        elif verb == b"DATA":
            w.write(b"354 go\\r\\n"); await w.drain()
            buffer = b""
            while not buffer.endswith(b"\\r\\n.\\r\\n"):
                chunk = await r.read(262144)
                if not chunk: return
                buffer = buffer[-5:] + chunk
            w.write(b"250 ok\\r\\n")
        elif verb == b"QUIT": w.write(b"221 bye\\r\\n"); await w.drain(); w.close(); return
        else: w.write(b"250 ok\\r\\n")
        await w.drain()
async def main():
    s = await asyncio.start_server(serve, "127.0.0.1", 0, limit=1 << 20)
    print(s.sockets[0].getsockname()[1], flush=True)
    await s.serve_forever()
asyncio.run(main())
"""


def fill(app: App, count: int, raw: bytes) -> None:
    """Rows that are composed and ready, each of a dossier and a customer of its own."""
    now = app.clock.now()
    with app.store.begin() as connection:
        connection.execute(schema.outbox.delete())
        rows = [
            {
                "key": f"RL-{n}/first/1",
                "dossier": f"RL-{n}",
                "dossier_version": 0,
                "step": "first",
                "round": 1,
                "recipient": "b@client.example",
                "invoices": [],
                "words": "",
                "state": "queued",
                "queued_on": now.date(),
                "queued_at": now,
                "not_before": now,
                "attempts": 1,
                "tried_on": now.date(),  # tried before: the bytes stand as they are
                "told": False,
                "message_id": f"<{n}@creancier.example>",
                "raw": raw,
            }
            for n in range(count)
        ]
        connection.execute(insert(schema.outbox), rows)
        mails.put_place(connection, "INBOX", mails.Place(1, 1, None))
        mails.mark_read(connection, "INBOX", now)


def open_dossiers(connection: Connection, count: int) -> None:
    kept = {"kind": "business", "language": "fr"}
    connection.execute(insert(schema.customers), [{"id": f"C{n}", "name": f"C{n}", **kept} for n in range(count)])
    still = {"status": "active", "version": 0, "promises": []}
    rows = [{"reference": f"RL-{n}", "customer_id": f"C{n}", "grouped_by": f"C{n}", **still} for n in range(count)]
    connection.execute(insert(schema.dossiers), rows)


async def ours(app: App) -> int:
    return (await daemon_outbox.Sender(app, "bench").send_due()).sent


async def bare(app: App, port: int, count: int, raw: bytes, connections: int) -> int:
    """The floor: aiosmtplib and one durable commit a mail, nothing else."""
    todo = iter(range(count))

    async def work() -> None:
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False, local_hostname="x")
        await client.connect()
        for n in todo:
            await client.sendmail("a@creancier.example", ["b@client.example"], raw)
            with app.store.begin() as connection:
                connection.execute(update(schema.facts).where(schema.facts.c.name == "x").values(value=str(n)))
        await client.quit()

    await asyncio.gather(*(work() for _ in range(connections)))
    return count


def timed(work: Any) -> tuple[float, float]:
    """Mails a second, and milliseconds of a processor a mail."""
    began, used = time.perf_counter(), time.process_time()
    count = asyncio.run(work)
    return count / (time.perf_counter() - began), 1000 * (time.process_time() - used) / count


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    connections = int(sys.argv[2]) if len(sys.argv) > 2 else daemon_outbox.CONNECTIONS
    quiet()
    daemon_outbox.CONNECTIONS = connections
    sink = subprocess.Popen([sys.executable, "-c", SINK], stdout=subprocess.PIPE, text=True)
    assert sink.stdout is not None
    port = int(sink.stdout.readline())
    try:
        with tempfile.TemporaryDirectory() as folder:
            app = app_on(Path(folder), datetime(2026, 12, 8, 10, tzinfo=UTC), smtp_port=port)
            with app.store.begin() as connection:
                connection.execute(insert(schema.facts).values(name="x", value=""))
                open_dossiers(connection, count)
            for size in (20_000, 200_000):
                raw = b"Subject: x\r\n\r\n" + b"0123456789012345678901234567890123456789\r\n" * (size // 42)
                runs: list[tuple[float, float, float, float]] = []
                for _ in range(3):
                    floor = timed(bare(app, port, count, raw, connections))
                    fill(app, count, raw)
                    runs.append((*timed(ours(app)), *floor))
                mine, used, theirs, least = (statistics.median(column) for column in zip(*runs, strict=True))
                ratio = statistics.median(run[0] / run[2] for run in runs)
                print(f"sending {size // 1000} kB over {connections}: {mine:.0f}/s, bare {theirs:.0f}/s, {ratio:.2f}")
                print(f"of a processor, a mail: {used:.2f} ms, bare {least:.2f} ms")
    finally:
        sink.kill()
        sink.wait()


if __name__ == "__main__":
    main()
