"""A disk that is full: a whole morning with ever more room, from none to enough, and what is left of it.

python -m campaigns.full_disk [STEP]

Each morning runs on a small file system of its own (tmpfs, which only root mounts), with so many KiB free: the mailbox
is read, a client's answer stops his reminder, the others leave, and the summary. Wherever a write fails the pass ends
with a word about it; then there is room again, and the next pass must find nothing lost, nothing sent twice, nothing
half done. STEP: KiB between two mornings, 16 unless told otherwise.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from benchmarks.support import quiet
from campaigns.desk import NOW, Desk
from campaigns.imap_faults import stored
from campaigns.imap_server import ImapServer, letter
from relanced.daemon.app import App
from relanced.daemon.once import once
from relanced.daemon.replies.reader import Reader
from relanced.errors import EdgeError
from relanced.store import dossiers, mails, schema
from relanced.store.verification import verify
from tests.support.app import app_on
from tests.support.needs import need
from tests.support.smtp_server import SmtpServer

DOSSIERS = 4
DISK = 8 * 1024 * 1024
ENOUGH = 1024  # KiB
WORDS = ("full", "disk I/O error", "No space left")


@dataclass
class Morning:
    """`word` is what the pass said when it ended early; `faults` are broken promises."""

    word: str = ""
    doubts: int = 0
    faults: list[str] = field(default_factory=list)
    story: dict[str, object] = field(default_factory=dict)


@contextmanager
def disk(folder: Path) -> Iterator[None]:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def fill(path: Path, room: int) -> None:
    """Leave `room` KiB."""
    with path.open("wb", buffering=0) as file:
        try:
            while file.write(b"\0" * 4096):
                pass
        except OSError:
            pass
        file.truncate(max(0, file.tell() // 4096 * 4096 - room * 1024))


def play(folder: Path, room: int, reader: Reader) -> Morning:
    """A morning on a full disk, and one after it with room again."""
    morning = Morning()
    with disk(folder):
        desk = Desk(folder, DOSSIERS)
        smtp, imap = SmtpServer(), ImapServer(mails={1: letter(3)})
        with desk.app.store.begin() as connection:
            mails.put_place(connection, "INBOX", mails.Place(7, 0, None))
        desk.close()
        with imap.running() as port:
            fill(folder / "ballast", room)
            morning.word = asyncio.run(_pass(folder, port, smtp, reader))
            (folder / "ballast").unlink()
            for _ in range(2):
                again = asyncio.run(_pass(folder, port, smtp, reader))
                morning.faults += [f"with room again: {again}"] * bool(again)
        app = _reopened(folder, port, 25)
        _judge(app, smtp, morning)
        app.store.close()
    return morning


async def _pass(folder: Path, imap_port: int, smtp: SmtpServer, reader: Reader) -> str:
    """The words with which it ended early, if it did."""
    async with smtp.running():
        try:
            app = _reopened(folder, imap_port, smtp.port)
        except (EdgeError, OperationalError, OSError) as error:
            return str(error)
        try:
            await once(app, reader)
        except (EdgeError, OperationalError, OSError) as error:
            return str(error)
        finally:
            app.store.close()
    return ""


def _reopened(folder: Path, imap_port: int, smtp_port: int) -> App:
    app = app_on(folder, NOW)
    object.__setattr__(app.settings.need_mailbox(), "port", imap_port)
    object.__setattr__(app.settings.need_smtp(), "port", smtp_port)
    return app


def _judge(app: App, smtp: SmtpServer, morning: Morning) -> None:
    with app.store.begin() as connection:
        rows = connection.execute(select(schema.outbox)).all()
        kept = connection.execute(select(schema.mails)).all()
        whole = connection.execute(text("PRAGMA integrity_check")).scalar()
        faults = verify(connection).faults
        statuses = [dossiers.load(connection, r).status.value for r in dossiers.references(connection)]
    arrived = Counter(_message_id(mail) for mail in smtp.mails)
    morning.doubts = sum(row.state == "uncertain" for row in rows)
    morning.story = {
        "mails": stored(app),
        "handled": sorted(row.state for row in kept),
        "left": sorted(row.key for row in rows if row.state in ("sent", "uncertain")),
        "dossiers": statuses,
    }
    demands = (
        (whole == "ok", f"the database says {whole}"),
        (not faults, f"the journal does not hold: {faults}"),
        (max(arrived.values()) == 1, "a mail arrived twice"),
        (all(arrived[r.message_id] == 1 for r in rows if r.state == "sent"), "a mail that is sent did not arrive"),
        (set(arrived) <= {r.message_id for r in rows if r.state in ("sent", "uncertain")}, "a mail left unnoticed"),
        (not morning.word or any(w in morning.word for w in WORDS), f"it said {morning.word!r}"),
    )
    morning.faults += [words for truth, words in demands if not truth]


def _message_id(raw: bytes) -> str:
    head = raw.partition(b"\r\n\r\n")[0].replace(b"\r\n ", b" ")
    [line] = [line for line in head.split(b"\r\n") if line.lower().startswith(b"message-id:")]
    return line.split(b":", 1)[1].strip().decode()


def main() -> None:
    quiet()
    need(["mount", "umount"], root=True)
    step = int(sys.argv[1]) if len(sys.argv) > 1 else 16
    reader, wrong, early, doubts = Reader(), 0, 0, 0
    with tempfile.TemporaryDirectory() as name:
        wanted = play(Path(name), 4 * ENOUGH, reader)
        rooms = range(0, ENOUGH, step)
        for room in rooms:
            morning = play(Path(name), room, reader)
            if morning.story != wanted.story:
                morning.faults.append(f"another morning: {morning.story} instead of {wanted.story}")
            wrong, early, doubts = wrong + bool(morning.faults), early + bool(morning.word), doubts + morning.doubts
            if morning.faults or room % (step * 8) == 0:
                print(
                    f"{'WRONG' if morning.faults else 'ok':6} {room:5} KiB {morning.word} {'; '.join(morning.faults)}"
                )
    reader.close()
    print(
        f"{len(rooms)} mornings, {early} ended early on a full disk, {doubts} mails in doubt, {wrong} broken promises"
    )
    sys.exit(1 if wrong or wanted.faults else 0)


if __name__ == "__main__":
    main()
