"""A throw-away Dovecot on a loopback address of its own: IMAP, LMTP and SASL, with its faults on order."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from imapclient.imap_utf7 import encode

from tests.support.authority import Authority
from tests.support.needs import find
from tests.support.ports import Ports, wait_for_banner
from tests.support.processes import alive, children, end, name_of, run, send, start_daemon, wait_for

VMAIL = 5000  # the numeric user of all mail; needs no line in /etc/passwd
_TEMPLATE = Path(__file__).with_name("dovecot.conf")
_SPECIAL_USE = ("Drafts", "Sent", "Trash", "Junk")


@dataclass
class Dovecot:
    """`passwords` by address; `imaps` and `imap` (STARTTLS) are its ports at `address`."""

    folder: Path
    authority: Authority
    address: str
    passwords: dict[str, str]
    name: str
    extra: str = ""  # appended to the configuration
    expired: bool = False  # its certificate
    _quotas: dict[str, str] = field(default_factory=dict)

    imap, imaps, lmtp, sasl = Ports.imap, Ports.imaps, Ports.lmtp, Ports.sasl

    @property
    def log(self) -> str:
        return (self.folder / "dovecot.log").read_text(errors="replace")

    @property
    def pid(self) -> int:
        return int((self.folder / "run/master.pid").read_text())

    # Life

    def start(self) -> None:
        if not (self.folder / "dovecot.conf").exists():
            self._configure()
        start_daemon([find("dovecot") or "dovecot", "-c", self.folder / "dovecot.conf"], self.folder / "start.out")
        wait_for_banner(self.address, self.imap, b"* OK")
        wait_for_banner(self.address, self.lmtp, b"220")

    def stop(self, sessions: bool = True) -> None:
        """With sessions=False, those logged in live on and still answer IDLE, as after a real restart."""
        with contextlib.suppress(FileNotFoundError):
            pid, helpers = self.pid, children(self.pid)
            if sessions:
                _end_all([helper for helper in helpers if name_of(helper) == "imap"])
            end(pid)
            if sessions:
                _end_all(helpers)

    @property
    def running(self) -> bool:
        with contextlib.suppress(FileNotFoundError):
            return alive(self.pid)
        return False

    def empty(self) -> None:
        """As on the first day: no session, no mail, no folder, no access list, no quota."""
        self.kill_sessions()
        for user in list(self._quotas):
            self.limit(user, None)
        for domain in (self.folder / "home").iterdir():
            shutil.rmtree(domain)

    def doveadm(self, *words: str) -> str:
        return run([find("doveadm") or "doveadm", "-c", self.folder / "dovecot.conf", *words])

    # Faults

    def sessions(self, user: str | None = None) -> list[int]:
        """Processes of the sessions logged in."""
        rows = [row.split() for row in self.doveadm("who", "-1").splitlines()[1:]]
        return [int(row[2]) for row in rows if row[1] == "imap" and user in (None, row[0])]

    def kill_sessions(self, user: str | None = None) -> None:
        """The connections end without BYE: IDLE then seems quiet, and says nothing."""
        for pid in self.sessions(user):
            send(pid, signal.SIGKILL)
            wait_for(lambda pid=pid: not alive(pid), f"session {pid} ended")  # type: ignore[misc]

    def kick(self, user: str) -> None:
        """The connections end with BYE."""
        self.doveadm("kick", user)

    @contextlib.contextmanager
    def hanging(self, user: str | None = None) -> Iterator[None]:
        """The sessions open now neither answer nor end while this lasts."""
        pids = self.sessions(user)
        for pid in pids:
            send(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                send(pid, signal.SIGCONT)

    def change_uidvalidity(self, user: str, value: int, folder: str = "INBOX") -> None:
        """The same UIDs under a new UIDVALIDITY. A session on the folder is cut at its next command."""
        self.doveadm("mailbox", "update", "-u", user, "--uid-validity", str(value), folder)

    def rebuild(self, user: str, folder: str = "INBOX") -> None:
        """As after a restored backup: new UIDVALIDITY, UIDs from 1 again, keywords lost. Ends the user's sessions."""
        self.kill_sessions(user)
        box = self.maildir(user, folder)
        # the new UIDVALIDITY is the time in seconds: within the same second it would be the old one
        before = int((box / "dovecot-uidlist").read_text().split(" V", 1)[1].split()[0])
        wait_for(lambda: int(time.time()) > before, "the clock shows another second")
        for file in [*box.glob("dovecot-uidlist*"), *box.glob("dovecot.index*")]:
            file.unlink()

    def read_only(self, user: str, folder: str = "INBOX", on: bool = True) -> None:
        """SELECT answers [READ-ONLY], in sessions opened later."""
        if on:
            self.doveadm("acl", "set", "-u", user, folder, "owner", "lookup", "read")
        else:
            self.doveadm("acl", "delete", "-u", user, folder, "owner")

    def limit(self, user: str, size: str | None) -> None:
        """A quota such as "20k" on the user's mailbox; None for no limit."""
        self._quotas.pop(user, None)
        if size:
            self._quotas[user] = size
        self._write_users()
        # the file is read again at most once a second
        wait_for(lambda: ("quota_rule" in self.doveadm("user", user)) == bool(size), f"the quota of {user} holds")

    def maildir(self, user: str, folder: str = "INBOX") -> Path:
        name, domain = user.lower().split("@")
        box = self.folder / "home" / domain / name / "Maildir"
        return box if folder == "INBOX" else box / ("." + encode(folder.replace("/", ".")).decode())

    # Configuration

    def _configure(self) -> None:
        self.folder.mkdir(parents=True)
        for part in ("run", "state", "home"):
            (self.folder / part).mkdir()
        os.chown(self.folder / "home", VMAIL, VMAIL)
        certificate, key = self.authority.issue(self.name, self.address, expired=self.expired)
        self._write_users()
        values = {
            "folder": str(self.folder),
            "certificate": str(certificate),
            "key": str(key),
            "address": self.address,
            "vmail": str(VMAIL),
            "special": "\n".join(
                f"  mailbox {m} {{\n    special_use = \\{m}\n    auto = subscribe\n  }}" for m in _SPECIAL_USE
            ),
            **{name: str(getattr(self, name)) for name in ("imap", "imaps", "lmtp", "sasl")},
        }
        text = _TEMPLATE.read_text()
        for name, value in values.items():
            text = text.replace(f"@{name}@", value)
        (self.folder / "dovecot.conf").write_text(text + self.extra)

    def _write_users(self) -> None:
        def line(user: str, password: str) -> str:
            quota = f"userdb_quota_rule=*:storage={self._quotas[user]}" if user in self._quotas else ""
            return f"{user}:{{PLAIN}}{password}::::::{quota}\n"

        file = self.folder / "passwd"
        file.write_text("".join(line(user, password) for user, password in self.passwords.items()))
        file.chmod(0o644)


def _end_all(pids: list[int]) -> None:
    for pid in pids:
        end(pid, 2)
