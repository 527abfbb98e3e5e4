"""A throw-away Postfix on a loopback address of its own: MX, submission with SASL, and a real queue.

It delivers its own domains to Dovecot by LMTP and the routes it is given by SMTP; everything else is refused, so that
nothing can ever leave the machine.
"""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.authority import Authority
from tests.support.dovecot import Dovecot
from tests.support.needs import find
from tests.support.ports import Ports, wait_for_banner
from tests.support.processes import alive, end, run, start_daemon

_MASTER = "/usr/lib/postfix/sbin/master"
_PRIVATE = (
    "active",
    "bounce",
    "corrupt",
    "defer",
    "deferred",
    "flush",
    "hold",
    "incoming",
    "private",
    "saved",
    "trace",
)
_SHARED = {"maildrop": 0o730, "public": 0o710}


@dataclass
class Postfix:
    """`routes` gives other domains' MX addresses; `smtp`, `submission`, `submissions` are its ports."""

    folder: Path
    authority: Authority
    address: str
    dovecot: Dovecot
    domains: list[str]
    name: str
    routes: dict[str, str] = field(default_factory=dict)
    extra: str = ""  # appended to main.cf
    expired: bool = False  # its certificate

    smtp, submission, submissions = Ports.smtp, Ports.submission, Ports.submissions

    @property
    def log(self) -> str:
        return (self.folder / "postfix.log").read_text(errors="replace")

    @property
    def pid(self) -> int:
        return int((self.folder / "spool/pid/master.pid").read_text())

    @property
    def running(self) -> bool:
        with contextlib.suppress(FileNotFoundError):
            return alive(self.pid)
        return False

    # Life

    def start(self) -> None:
        if not self._etc.exists():
            self._configure()
        # what `postfix start` does, less half a second of checks in shell
        start_daemon([_MASTER, "-c", self._etc, "-w"], self.folder / "start.out")
        wait_for_banner(self.address, self.smtp, b"220")

    def stop(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            end(self.pid)

    def flush(self) -> None:
        """Try every queued message again, now."""
        run([find("postqueue") or "postqueue", "-c", self._etc, "-f"])

    def queue(self) -> str:
        """The queue as postqueue lists it."""
        return run([find("postqueue") or "postqueue", "-c", self._etc, "-p"])

    def drop_queue(self) -> None:
        """Forget every message that has not been delivered."""
        run([find("postsuper") or "postsuper", "-c", self._etc, "-d", "ALL"])

    # Configuration

    @property
    def _etc(self) -> Path:
        return self.folder / "etc"

    def _configure(self) -> None:
        self._etc.mkdir(parents=True)
        self._make_queue()
        certificate, key = self.authority.issue(self.name, self.address, expired=self.expired)
        values = {
            "folder": str(self.folder),
            "authority": str(self.authority.certificate),
            "certificate": str(certificate),
            "key": str(key),
            "address": self.address,
            "name": self.name,
            "domains": " ".join(self.domains),
            "lmtp": f"inet:{self.dovecot.address}:{self.dovecot.lmtp}",
            "sasl": f"inet:{self.dovecot.address}:{self.dovecot.sasl}",
            **{name: str(getattr(self, name)) for name in ("smtp", "submission", "submissions")},
        }
        for file in ("main.cf", "master.cf"):
            text = Path(__file__).with_name(f"postfix-{file}").read_text()
            for name, value in values.items():
                text = text.replace(f"@{name}@", value)
            (self._etc / file).write_text(text + (self.extra if file == "main.cf" else ""))
        (self._etc / "mailboxes").write_text("".join(f"{user} x\n" for user in self.dovecot.passwords))
        routes = (f"{domain} smtp:[{mx}]:{Ports.smtp}\n" for domain, mx in self.routes.items())
        (self._etc / "transport").write_text("".join(routes))
        self._backdate()

    def _backdate(self) -> None:
        """Postfix naps until the files that it reads are over a second old: two seconds a start."""
        past = time.time() - 60
        for file in self._etc.iterdir():
            os.utime(file, (past, past))

    def _make_queue(self) -> None:
        postfix, postdrop = pwd.getpwnam("postfix").pw_uid, grp.getgrnam("postdrop").gr_gid
        spool = self.folder / "spool"
        _own(self.folder / "data", postfix, -1, 0o700)
        _own(spool, 0, 0, 0o755)
        _own(spool / "pid", 0, 0, 0o755)
        for name in _PRIVATE:
            _own(spool / name, postfix, 0, 0o700)
        for name, mode in _SHARED.items():
            _own(spool / name, postfix, postdrop, mode)


def _own(folder: Path, user: int, group: int, mode: int) -> None:
    folder.mkdir()
    os.chown(folder, user, group)
    folder.chmod(mode)
