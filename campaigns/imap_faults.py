"""What each misbehaviour of an IMAP server makes of three mails: now, and when the server is well again.

python -m campaigns.imap_faults

Each row reads the folder from a scripted server, waits once as the listener does and looks again; then once more from
a server without faults. By then every mail must be stored, once, in order.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import select

from benchmarks.support import quiet
from campaigns.desk import NOW
from campaigns.imap_server import CUT, DATE, DRIP, DROP, FIRST, GREETING, RESET, STALL, ImapServer, Script, letter, row
from relanced.daemon.app import App
from relanced.daemon.login.accounts import mailbox_account
from relanced.daemon.mailbox import imap
from relanced.daemon.mailbox.catchup import catch_up
from relanced.daemon.mailbox.connection import Lost
from relanced.daemon.sending.smtp import AccountFault
from relanced.store import mails, schema
from tests.support.app import app_on

# How a look ends: to its end; the connection lost; the account out of reach for now; refused, which a person mends.
READ, LOST, WEATHER, REFUSED = "read", "lost", "weather", "refused"
ALL = ("m1", "m2", "m3")
OK = b"{tag} OK done\r\n"
BYE = b"* BYE shutting down\r\n"


@dataclass(frozen=True)
class Row:
    """One behaviour. `now`: what is stored after the look; `tasks`: what a person has; `security`: the settings'."""

    name: str
    says: Script
    ends: str
    now: tuple[str, ...] = ()
    later: tuple[str, ...] = ALL
    tasks: int = 0
    security: str = "plain"
    server: dict[str, Any] = field(default_factory=dict)


def at(stage: str, answer: bytes, ends: str, now: tuple[str, ...] | None = None, **more: Any) -> Row:
    shown = answer if len(answer) < 70 else answer[:40] + b"..."
    stored = now if now is not None else ALL if ends == READ else ()
    return Row(f"{stage}: {shown!r}", {stage: [answer]}, ends, stored, **more)


def waiting(stage: str, answer: bytes, ends: str) -> Row:
    """What goes wrong when everything has been read."""
    return at(stage, answer, ends, ALL)


def bodies(name: str, second: bytes, ends: str, now: tuple[str, ...], *, always: bool = False, **more: Any) -> Row:
    """The answer that the second of three mails gets, between two good ones: the first time that it is asked for."""
    answer = row("bodies", 1, 1, letter(1)) + second + row("bodies", 3, 3, letter(3)) + OK
    return Row(f"bodies: {name}", {"bodies": answer if always else [answer]}, ends, now, **more)


TWO = b'* 2 FETCH (UID 2 INTERNALDATE "09-Dec-2026 09:00:00 +0100" '
OTHERS = ("m1", "m3")
WITHHELD = (
    ("NIL", TWO + b"BODY[] NIL)\r\n"),
    ("a number", TWO + b"BODY[] 123)\r\n"),
    ("no body", TWO[:-1] + b")\r\n"),
    ("no answer", b""),
)

ROWS: tuple[Row, ...] = (
    Row("no fault", {}, READ, ALL),
    # before the login
    *(at("greeting", a, WEATHER) for a in (BYE, DROP, STALL, RESET, b"rubbish\r\n", b"* NO not today\r\n", b"\r\n",
                                           b"* BAD what\r\n", CUT + b"* OK rea", b"* OK " + b"x" * 1_100_000)),
    at("greeting", b"* PREAUTH welcome\r\n", REFUSED),
    at("greeting", DRIP + GREETING, READ),
    at("greeting", b"* OK ready\r\n", READ),
    *(Row(f"capability: {a!r}", {"greeting": b"* OK ready\r\n", "capability": [a]}, WEATHER)
      for a in (BYE, DROP, STALL, RESET, b"{tag} BAD what\r\n")),
    Row("no IDLE offered", {"greeting": b"* OK [CAPABILITY IMAP4rev1] x\r\n",
                            "capability": b"* CAPABILITY IMAP4rev1\r\n" + OK}, READ, ALL),
    # the login
    *(at("login", b"{tag} NO %s\r\n" % a, REFUSED) for a in (b"[AUTHENTICATIONFAILED] no", b"no", b"[EXPIRED] old")),
    *(at("login", b"{tag} NO [%s] later\r\n" % a, WEATHER) for a in (b"UNAVAILABLE", b"INUSE", b"LIMIT", b"SERVERBUG")),
    *(at("login", a, WEATHER) for a in (BYE, DROP, STALL, RESET, CUT + b"{tag} O", b"{tag} OK\r\n", b"X9 OK done\r\n")),
    at("login", FIRST + b"* OK [ALERT] your mailbox is nearly full\r\n* CAPABILITY IMAP4rev1 IDLE\r\n", READ),
    Row("STARTTLS is stripped", {}, REFUSED, security="starttls"),
    Row("STARTTLS is refused", {"greeting": b"* OK [CAPABILITY IMAP4rev1 STARTTLS] x\r\n",
                                "capability": b"* CAPABILITY IMAP4rev1 STARTTLS\r\n" + OK,
                                "starttls": b"{tag} NO not now\r\n"}, WEATHER, security="starttls"),
    Row("TLS asked of a server in clear", {}, WEATHER, security="tls"),
    # the folder
    *(at("examine", a, WEATHER) for a in (BYE, DROP, STALL, RESET, b"{tag} NO [NONEXISTENT] no such folder\r\n",
                                          b"{tag} NO [NOPERM] no\r\n", b"{tag} BAD what\r\n", b"{tag} OK\r\n")),
    at("examine", b"* 3 EXISTS\r\n{tag} OK [READ-WRITE] done\r\n", READ),
    at("examine", b"* 3 EXISTS\r\n* OK [UIDVALIDITY abc] x\r\n" + OK, WEATHER),
    at("examine", b"* 3 EXISTS\r\n* OK [UIDVALIDITY NIL] x\r\n" + OK, WEATHER),
    at("examine", b"* 3 EXISTS\r\n* OK [UIDVALIDITY 8] x\r\n" + OK, READ),
    at("examine", b"* 3 EXISTS\r\n* OK [UIDVALIDITY 18446744073709551617] x\r\n" + OK, WEATHER),
    at("examine", FIRST + b"* OK [ALERT] quota exceeded\r\n* NO [OVERQUOTA] full\r\n", READ),
    # between commands
    *(at("noop", a, LOST) for a in (BYE, DROP, STALL, RESET, b"{tag} BAD what\r\n", b"(((\r\n" + OK)),
    at("noop", FIRST + b"* 3 EXISTS\r\n* 0 RECENT\r\n" * 2000, READ),
    at("noop", FIRST + b"* 9 EXPUNGE\r\n* 1 FETCH (FLAGS (\\Seen))\r\n", READ),
    # the search
    *(at("search", a, LOST) for a in (BYE, DROP, STALL, RESET, b"{tag} NO no\r\n", b"{tag} BAD what\r\n",
                                      b"* SEARCH 1\r\n* SEARCH 2 3\r\n" + OK, b"* SEARCH one two\r\n" + OK,
                                      CUT + b"* SEARCH 1 2")),
    at("search", b"* SEARCH 3 1 2 2 1\r\n" + OK, READ),
    at("search", b"* SEARCH 1 2 3 0\r\n" + OK, READ),
    at("search", b"* SEARCH 1 2 3 77\r\n" + OK, READ),
    Row("search: nothing", {"search": b"* SEARCH\r\n" + OK}, READ),
    Row("search: no answer but OK", {"search": OK}, READ),
    # sizes and bodies
    *(at("sizes", a, LOST) for a in (BYE, DROP, STALL, RESET, b"{tag} NO no\r\n", b"* 1 FETCH (UID 1\r\n" + OK)),
    at("sizes", OK, READ),
    at("sizes", b"* 1 FETCH (UID 1 RFC822.SIZE NIL)\r\n" + OK, READ),
    at("sizes", b'* 1 FETCH (UID 1 RFC822.SIZE "big")\r\n' + OK, LOST),
    at("sizes", b"* 1 FETCH (UID 1 RFC822.SIZE -5)\r\n" + OK, READ),
    *(at("bodies", a, LOST) for a in (BYE, DROP, STALL, RESET, b"{tag} NO [SERVERBUG] no\r\n", b"{tag} BAD what\r\n",
                                      CUT + row("bodies", 1, 1, letter(1))[:90], row("bodies", 1, 1, letter(1)) + BYE)),
    at("bodies", DRIP + b"".join(row("bodies", n, n, letter(n)) for n in (1, 2, 3)) + OK, READ),
    bodies("a literal longer than it says", TWO + b"BODY[] {20}\r\n" + letter(2) + b")\r\n", LOST, ()),
    bodies("a literal shorter than it says", TWO + b"BODY[] {9000}\r\n" + letter(2) + b")\r\n", LOST, ()),
    bodies("a bracket too few", TWO + b"BODY[] {%d}\r\n%s\r\n" % (len(letter(2)), letter(2)), LOST, ()),
    bodies("flags in between", b"* 1 FETCH (FLAGS (\\Seen))\r\n" + row("bodies", 2, 2, letter(2)), READ, ALL),
    bodies("another's flags in between", b"* 9 FETCH (UID 9 FLAGS ())\r\n" + row("bodies", 2, 2, letter(2)), READ, ALL),
    bodies("twice", row("bodies", 2, 2, letter(2)) * 2, READ, ALL),
    bodies("NUL and bytes over 127 in front", row("bodies", 2, 2, letter(2) + b"\x00\xff\xe9"), READ, ALL, later=ALL),
    *(bodies(f"{name}, once", second, READ, ALL) for name, second in WITHHELD),
    *(bodies(f"{name}, always", second, READ, OTHERS, later=OTHERS, tasks=1, always=True) for name, second in WITHHELD),
    bodies("no UID", row("bodies", 2, 2, letter(2)).replace(b"UID 2 ", b""), READ, ALL),
    bodies("a date of rubbish", row("bodies", 2, 2, letter(2)).replace(DATE, b'"99-Foo-0000 77:00 +99"'), READ, ALL),
    bodies("a date that is NIL", row("bodies", 2, 2, letter(2)).replace(DATE, b"NIL"), READ, ALL),
    bodies("24 MiB instead of what it said", row("bodies", 2, 2, letter(2) + b"x" * (24 << 20)), READ, ALL),
    # waiting
    *(waiting("idle", a, LOST) for a in (BYE, DROP, STALL, RESET, b"{tag} NO no\r\n", b"{tag} BAD what\r\n",
                                         b"* 4 EXISTS\r\n+ idling\r\n", CUT + b"+ idling\r\n" + BYE,
                                         CUT + b"+ idling\r\n")),
    waiting("idle", b"+ idling\r\n* 4 EXISTS\r\n", READ),
    waiting("idle", b"+\r\n", READ),
    waiting("idle", b"+ idling\r\n" + b"* OK Still here\r\n" * 2000, READ),
    waiting("idle", b"+ idling\r\n* 4 EX", LOST),
    *(waiting("done", a, LOST) for a in (BYE, DROP, STALL, RESET, b"{tag} BAD what\r\n")),
    waiting("done", FIRST + b"* 4 EXISTS\r\n" * 50, READ),
    # the end
    *(waiting("logout", a, READ) for a in (DROP, STALL, RESET, b"rubbish\r\n")),
)  # fmt: skip


@dataclass
class Result:
    ends: str
    words: str
    now: tuple[str, ...]
    later: tuple[str, ...]
    tasks: int
    connections: int
    fetched: int


@contextmanager
def hurried() -> Iterator[None]:
    with (
        patch.multiple(f"{imap.__package__}.connection", CONNECT_TIMEOUT=0.5, READ_TIMEOUT=0.3),
        patch.object(imap, "SLICE", 0.1),
    ):
        yield


def play(row: Row, folder: Path) -> Result:
    app = app_on(folder, NOW)
    with app.store.begin() as connection:
        mails.put_place(connection, "INBOX", mails.Place(7, 0, None))
    bad, good = ImapServer(dict(row.says), **row.server), ImapServer()
    with hurried():
        ends, words = look(app, bad, row.security)
        now = stored(app)
        look(app, good, "plain")
    later, tasks = stored(app), waiting_tasks(app)
    app.store.close()
    fetched = sum(b"BODY" in line for line in bad.asked)
    return Result(ends, words, now, later, tasks, bad.connections, fetched)


def look(app: App, server: ImapServer, security: str) -> tuple[str, str]:
    """As the listener does: open, read, wait a moment, read again."""
    settings = app.settings.need_mailbox()
    with server.running() as port:
        object.__setattr__(settings, "port", port)
        object.__setattr__(settings, "security", type(settings.security)(security))
        mailbox = imap.Mailbox(mailbox_account(app.settings, app.env))
        try:
            mailbox.open()
            catch_up(app, mailbox)
            if mailbox.can_idle:
                mailbox.wait(0.02)
            catch_up(app, mailbox)
        except AccountFault as fault:
            return (REFUSED if fault.permanent else WEATHER), str(fault)
        except Lost as error:
            return LOST, str(error)
        finally:
            mailbox.close()
    return READ, ""


def stored(app: App) -> tuple[str, ...]:
    with app.store.begin() as connection:
        raws = connection.execute(select(schema.mails.c.raw).order_by(schema.mails.c.id)).scalars().all()
    return tuple(raw.split(b"Subject: ")[1].split(b"\r\n")[0].decode() for raw in raws)


def waiting_tasks(app: App) -> int:
    with app.store.begin() as connection:
        return len(connection.execute(select(schema.tasks.c.id)).all())


def faults(row: Row, result: Result) -> list[str]:
    wanted = {"ends": row.ends, "now": row.now, "tasks": row.tasks, "connections": 1}
    found = [
        f"{k}: {getattr(result, k)} instead of {v} {result.words}" for k, v in wanted.items() if getattr(result, k) != v
    ]
    if sorted(result.later) != sorted(row.later):
        found.append(f"later: {result.later} instead of {row.later}")
    return found


def main() -> None:
    quiet()
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        for number, one in enumerate(ROWS):
            folder = Path(name) / str(number)
            folder.mkdir()
            try:
                found = faults(one, play(one, folder))
            except Exception as error:  # what escapes ends the daemon
                found = [f"raised {type(error).__name__}: {error}"[:300]]
            wrong += bool(found)
            print(f"{'WRONG' if found else 'ok':6} {one.name[:70]:70} {one.ends:8} {'; '.join(found)}", flush=True)
    print(f"{len(ROWS)} behaviours of an IMAP server, {wrong} with another outcome than the table's")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
