"""What each misbehaviour of an SMTP server makes of a reminder: now, and when the server is well again.

python -m campaigns.smtp_faults

Each row runs the real outbox against a scripted server, then once more against one without faults, a day later.
"""

from __future__ import annotations

import asyncio
import ssl
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.support import quiet
from campaigns.desk import Desk
from relanced.core.tasks import TaskKind
from relanced.daemon.sending import outbox, smtp
from tests.support.authority import Authority
from tests.support.smtp_server import CUT, DRIP, DROP, RESET, STALL, SmtpServer

SENT, RETRY, REFUSED, HELD, UNCERTAIN, QUEUED = "sent", "retry", "refused", "held", "uncertain", "queued"
OK, LATER, NO, CLOSING = "250 ok", "451 4.3.0 later", "554 5.7.1 no", "421 4.3.2 closing"
BAD, DENIED = "550 5.1.1 unknown", "554 5.7.1 <c0@client.example>: Relay access denied"
RUBBISH = "\xff\xfe rubbish"


@dataclass(frozen=True)
class Row:
    """One behaviour. `says` is the script; `now` is where each reminder stands afterwards.

    `taken`: mails that the server has accepted by then. `paused`: the account is left in peace. `logins`: at most so
    many. `server` are other properties of it: its extensions, its TLS (``good``, ``expired``, ``nobody's``); `account`
    those of the settings.
    """

    name: str
    says: dict[str, Any]
    now: tuple[str, ...]
    taken: int = 0
    paused: bool = False
    server: dict[str, Any] = field(default_factory=dict)
    account: dict[str, Any] = field(default_factory=dict)
    logins: int = 1

    @property
    def later(self) -> tuple[str, ...]:
        """On a good day everything leaves but what was refused or put aside, and nothing of which it is not known is
        sent again."""
        return tuple(state if state in (REFUSED, HELD, UNCERTAIN) else SENT for state in self.now)


def at(stage: str, answer: Any, now: str, *, taken: int = 0, paused: bool = False) -> Row:
    return Row(f"{stage}: {answer!r}", {stage: [answer]}, (now,), taken, paused)


def three(stage: str, answers: list[str], now: tuple[str, str, str], taken: int, paused: bool = False) -> Row:
    return Row(f"three mails, {stage}: {answers!r}", {stage: answers}, now, taken, paused)


PASSWORD = {"username": "compta@creancier.example"}
IN_CLEAR = {"security": "starttls"}

ROWS: tuple[Row, ...] = (
    Row("no fault", {}, (SENT,), 1),
    # before a login
    *(at("connect", a, QUEUED, paused=True) for a in (NO, CLOSING, DROP, STALL, RESET, RUBBISH, CUT + "220 te")),
    at("connect", DRIP + "220 test ESMTP", SENT, taken=1),
    at("connect", "220-first\r\n220-second\r\n220 third", SENT, taken=1),
    at("ehlo", CLOSING, QUEUED, paused=True),
    *(at("ehlo", a, QUEUED, paused=True) for a in (DROP, STALL, RESET)),
    at("ehlo", "502 5.5.1 only HELO here", QUEUED, paused=True),
    at("ehlo", "250-test\r\n250-SIZE\r\n250-\r\n250 NONSENSE = 3 ;", SENT, taken=1),
    # STARTTLS and certificates
    Row("STARTTLS is stripped", {}, (QUEUED,), paused=True, account=IN_CLEAR | PASSWORD),
    Row("STARTTLS 454", {"starttls": ["454 4.7.0 no TLS now"]}, (QUEUED,), paused=True,
        server={"starttls": "good"}, account=IN_CLEAR | PASSWORD),
    Row("STARTTLS, the link is lost", {"starttls": [DROP]}, (QUEUED,), paused=True,
        server={"starttls": "good"}, account=IN_CLEAR | PASSWORD),
    Row("STARTTLS, what is injected behind its answer is not heard", {"starttls": ["220 go\r\n550 no"]}, (SENT,), 1,
        server={"starttls": "good"}, account=IN_CLEAR | PASSWORD),
    Row("STARTTLS, a certificate that has expired", {}, (QUEUED,), paused=True,
        server={"starttls": "expired"}, account=IN_CLEAR | PASSWORD),
    Row("TLS, a certificate that has expired", {}, (QUEUED,), paused=True,
        server={"context": "expired"}, account={"security": "tls"}),
    Row("TLS, a certificate of nobody we trust", {}, (QUEUED,), paused=True,
        server={"context": "nobody's"}, account={"security": "tls"}),
    Row("TLS asked of a server in clear", {}, (QUEUED,), paused=True, account={"security": "tls"}),
    # the login
    *(Row(f"auth: {a!r}", {"auth": [a]}, (QUEUED,), paused=True, account=PASSWORD)
      for a in ("535 5.7.8 wrong", "534 5.7.9 another way", CLOSING, DROP, STALL, RESET, RUBBISH)),
    Row("it cannot tell, once", {"auth": ["454 4.7.0 later"]}, (SENT,), 1, account=PASSWORD, logins=2),
    Row("it cannot tell, twice", {"auth": ["454 4.7.0 later"] * 2}, (QUEUED,), paused=True, account=PASSWORD, logins=2),
    Row("no mechanism that we know", {}, (QUEUED,), paused=True,
        server={"extensions": ("AUTH CRAM-MD5 NTLM",)}, account=PASSWORD),
    Row("no login offered", {}, (QUEUED,), paused=True, server={"extensions": ()}, account=PASSWORD),
    # before the 354 nothing has left
    *(at("mail", a, RETRY) for a in (LATER, DROP, STALL, RESET, RUBBISH, CUT + "250 o", "354 what?", "200 hm")),
    *(at("mail", a, RETRY, paused=True) for a in (CLOSING, NO, "530 5.7.0 authentication required")),
    *(at("mail", a, RETRY, paused=True) for a in ("553 5.1.8 no such domain", "550 5.1.1 no such sender", "554 no")),
    at("mail", "552 5.3.4 too big", HELD),
    at("mail", DRIP + OK, SENT, taken=1),
    *(at("rcpt", a, RETRY) for a in ("450 4.2.0 greylisted", "452 4.2.2 full", DROP, STALL, RESET, RUBBISH)),
    *(at("rcpt", a, REFUSED) for a in (BAD, "550 unknown", "550 5.2.1 disabled", "550 5.4.1 access denied")),
    *(at("rcpt", a, RETRY, paused=True) for a in (
        NO, DENIED, "553 sender address rejected", "550 your IP is blacklisted", "550 5.7.26 DMARC",
        "550 5.1.0 <compta@creancier.example>: Sender address rejected: unknown")),
    *(at("rcpt", a, RETRY) for a in ("552 5.2.2 full", "552 over quota")),
    *(at("rcpt", a, HELD) for a in ("552 5.2.3 too long", "552 5.3.4 too big")),
    at("rcpt", "251 will forward", SENT, taken=1),
    at("rcpt", CLOSING, RETRY, paused=True),
    at("rcpt", "250-one\r\n250-two\r\n250 three", SENT, taken=1),
    at("rcpt", "530 5.7.0 authentication required", RETRY, paused=True),
    # every answer is taken for the one before it: nobody can say what became of the mail
    at("rcpt", "250 ok\r\n354 go", UNCERTAIN, taken=1),
    *(at("data", a, RETRY) for a in (LATER, DROP, STALL, RESET, RUBBISH, "250 not yet", CUT + "354 g")),
    *(at("data", a, HELD) for a in ("554 no", "503 5.5.1 no recipients")),
    at("data", NO, RETRY, paused=True),
    at("data", CLOSING, RETRY, paused=True),
    # behind it the link's loss is a doubt
    *(at("body", a, UNCERTAIN) for a in (DROP, STALL, RESET, RUBBISH, CUT + "250 2.0.0 que", "354 again", "199 hm")),
    at("body", LATER, RETRY),
    at("body", BAD, REFUSED),
    *(at("body", a, HELD) for a in ("554 spam", "552 5.3.4 too big", "550 5.6.0 content")),
    *(at("body", a, RETRY, paused=True) for a in (NO, "550 5.7.26 DMARC")),
    at("body", CLOSING, RETRY, paused=True),
    at("body", "250 re\xe7u", SENT, taken=1),
    at("body", "250 ", SENT, taken=1),
    at("body", "250-" + "\r\n250-".join(["x" * 400] * 40) + "\r\n250 done", SENT, taken=1),
    at("body", DRIP + "250 2.0.0 queued as 4711", SENT, taken=1),
    at("quit", DROP, SENT, taken=1),
    at("quit", RESET, SENT, taken=1),
    Row("larger than the server takes", {}, (HELD,), server={"extensions": ("SIZE 10",)}),
    Row("a size that is no number", {}, (SENT,), 1, server={"extensions": ("SIZE many",)}),
    # one mail's trouble is not the others'
    three("rcpt", [BAD, OK, OK], (REFUSED, SENT, SENT), 2),
    three("rcpt", [OK, DENIED], (SENT, RETRY, QUEUED), 1, paused=True),
    three("body", [OK, "554 spam"], (SENT, HELD, SENT), 2),
    three("body", [OK, DROP], (SENT, UNCERTAIN, SENT), 2),
    three("body", [OK, LATER, OK], (SENT, RETRY, SENT), 2),
    three("mail", [OK, CLOSING], (SENT, RETRY, QUEUED), 1, paused=True),
    three("rset", [DROP], (SENT, SENT, SENT), 3),
)  # fmt: skip


@dataclass
class Result:
    now: tuple[str, ...]
    taken: int
    paused: bool
    logins: int
    later: tuple[str, ...]
    arrived: int
    told: bool


@contextmanager
def hurried() -> Iterator[None]:
    """The time-outs of a patient program, in a tenth of a second."""
    short = partial(smtp.Session, final_dot_timeout=0.1)
    with patch.multiple(smtp, CONNECT_TIMEOUT=0.3, COMMAND_TIMEOUT=0.1), patch.object(outbox, "Session", short):
        yield


def play(row: Row, folder: Path, authority: Authority) -> Result:
    """The behaviour, then a good day."""
    desk = Desk(folder, len(row.now))
    _set(desk, authority, **row.account)
    bad = SmtpServer(dict(row.says), **_properties(row.server, authority))
    good = SmtpServer()
    with hurried():
        sender = _send(desk, bad)
        now, paused = desk.states(), sender.breaker.is_open(desk.clock.now())
        logins = len([line for line in bad.lines if line.startswith("AUTH")])
        desk.clock.advance(timedelta(days=1))
        desk.look()
        _set(desk, authority)
        _send(desk, good)
    later = desk.states()
    told = all(_told(desk, reference, state) for reference, state in zip(desk.references, later, strict=True))
    desk.close()
    return Result(now, len(bad.mails), paused, logins, later, len(bad.mails) + len(good.mails), told)


def _set(desk: Desk, authority: Authority, security: str = "plain", username: str | None = None) -> None:
    """The settings of the account; the password is the one of the mailbox."""
    smtp_settings = desk.app.settings.need_smtp()
    password = desk.app.settings.need_mailbox().password if username else None
    values = {"username": username, "password": password, "ca_file": authority.certificate}
    for name, value in {**values, "security": type(smtp_settings.security)(security)}.items():
        object.__setattr__(smtp_settings, name, value)


def _send(desk: Desk, server: SmtpServer) -> outbox.Sender:
    async def rounds() -> outbox.Sender:
        async with server.running():
            object.__setattr__(desk.app.settings.need_smtp(), "port", server.port)
            sender = outbox.Sender(desk.app, "campaign")
            for _ in range(3):  # nothing is sent twice because somebody asks twice
                await sender.send_due()
            return sender

    sender = asyncio.run(rounds())
    outbox.tell_outcomes(desk.app)
    return sender


# What is refused or put aside is a person's; a doubt becomes one when its grace is over (see `doubts`).
TOLD = {REFUSED: TaskKind.FIX_ADDRESS, HELD: TaskKind.MEND_FAULT}


def _told(desk: Desk, reference: str, state: str) -> bool:
    return state not in TOLD or desk.dossier(reference).has_task(TOLD[state])


def _properties(wanted: dict[str, Any], authority: Authority) -> dict[str, Any]:
    kinds = {"context", "starttls"}
    return {k: _presented(v, authority) if k in kinds else v for k, v in wanted.items()}


def _presented(kind: str, authority: Authority) -> ssl.SSLContext:
    if kind == "nobody's":
        return Authority(authority.folder.parent / "nobody").server()
    return authority.server(expired=kind == "expired")


def faults(row: Row, result: Result) -> list[str]:
    """Where the result is not what the row says; one login a connection at most, one mail a reminder at most."""
    wanted = {
        "now": row.now,
        "taken": row.taken,
        "paused": row.paused,
        "later": row.later,
        "arrived": row.taken + row.later.count(SENT) - row.now.count(SENT),
        "told": True,
    }
    found = [f"{k}: {getattr(result, k)} instead of {v}" for k, v in wanted.items() if getattr(result, k) != v]
    return found + ([f"{result.logins} logins"] if result.logins > row.logins else [])


def main() -> None:
    quiet()
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        authority = Authority(Path(name) / "ca")
        for number, row in enumerate(ROWS):
            folder = Path(name) / str(number)
            folder.mkdir()
            found = faults(row, play(row, folder, authority))
            wrong += bool(found)
            print(f"{'WRONG' if found else 'ok':6} {row.name[:60]:60} {', '.join(row.now)} {'; '.join(found)}")
    print(f"{len(ROWS)} behaviours of an SMTP server, {wrong} with another outcome than the table's")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
