"""A whole life with wrong and right passwords on real servers; then every place is searched for each secret."""

from __future__ import annotations

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from relanced.store import open_store, schema
from tests.support.company import settings_text
from tests.support.hosts import ACHATS, COMPTA, PATRON, Hosts
from tests.support.processes import PATIENCE, alive, children, short_folder, wait_for

ROOT = Path(__file__).parents[2]
DUE = datetime.now(ZoneInfo("Europe/Paris")).date() - timedelta(days=8)
INVOICE = f"customer_name;email;invoice_number;due_on;total\nMenuiserie Bertin;{ACHATS};F-1;{DUE};120,00\n"
ALWAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
# What quoting, escaping and encoding would each change in its own way.
WRONG_MAILBOX, WRONG_SMTP, OF_STORE = 'f@ux "mot" de\\passe', "faux+mot=de/passe%41", "mot-de-passe:du@magasin"


def forms(secret: str) -> set[bytes]:
    """The secret as a log, an error, a protocol or a URL may have it."""
    raw = secret.encode()
    texts = {secret, repr(secret)[1:-1], json.dumps(secret)[1:-1], quote(secret), quote(secret, safe="")}
    logins = (raw, b"\0" + COMPTA.encode() + b"\0" + raw, COMPTA.encode() + b"\0" + COMPTA.encode() + b"\0" + raw)
    return {text.encode() for text in texts} | {base64.b64encode(login).rstrip(b"=") for login in logins}


class Life:
    """`seen` is all that anybody could have seen of it, by its place."""

    def __init__(self, hosts: Hosts, folder: Path, store_url: str, notices: Path) -> None:
        self.hosts, self.folder, self.store_url = hosts, folder, store_url
        self.seen: dict[str, bytes] = {}
        self.secrets = {"the store's": OF_STORE, "wrong mailbox": WRONG_MAILBOX, "wrong smtp": WRONG_SMTP}
        self.secrets["right"] = hosts.password(COMPTA)
        text = settings_text(
            hosts,
            folder,
            store={"url": store_url, "password": {"file": str(folder / "store.secret")}},
            sending__days=ALWAYS,
            sending__from="00:00",
            sending__until="23:59",
            sending__holidays="none",
        )
        self._write("config.yaml", text)
        self._write("store.secret", OF_STORE)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(notices / "notify"))
        self.socket.setblocking(False)
        self.address = str(notices / "notify")
        self.runs = 0

    def _write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.write_text(text, "utf-8")
        path.chmod(0o600)

    def passwords(self, mailbox: str, smtp: str) -> None:
        self._write("mailbox.secret", mailbox)
        self._write("smtp.secret", smtp)

    @property
    def environment(self) -> dict[str, str]:
        beyond = {"PYTHONPATH": str(ROOT), "RELANCED_DEBUG": "1", "NOTIFY_SOCKET": self.address}
        return {**os.environ, **beyond, "STATE_DIRECTORY": str(self.folder / "state")}

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "relanced", "--config", str(self.folder / "config.yaml"), *words]

    def call(self, *words: str) -> int:
        done = subprocess.run(
            self.command(*words), capture_output=True, env=self.environment, cwd=self.folder, timeout=PATIENCE
        )
        self.runs += 1
        self.seen[f"{self.runs} relanced {' '.join(words)}: output"] = done.stdout
        self.seen[f"{self.runs} relanced {' '.join(words)}: errors"] = done.stderr
        return done.returncode

    @contextmanager
    def daemon(self, form: str) -> Iterator[int]:
        """`form` of the log; its process, arguments, environment and status are looked at as it lives."""
        log = self.folder / f"log-{form}"
        with log.open("wb") as target:
            process = subprocess.Popen(
                self.command("run"), stdout=target, stderr=target, env={**self.environment, "RELANCED_LOG": form}
            )
            try:
                yield process.pid
                self._look(form, process.pid)
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(PATIENCE)
        self.seen[f"log {form}"] = log.read_bytes()
        self.notified()

    def _look(self, form: str, pid: int) -> None:
        for number in (pid, *children(pid)):
            if alive(number):
                for name in ("cmdline", "environ"):
                    self.seen[f"daemon {form}: {name} of {number}"] = Path(f"/proc/{number}/{name}").read_bytes()

    def notified(self) -> bytes:
        while True:
            try:
                said = self.socket.recv(65536)
            except BlockingIOError:
                return self.seen.get("status", b"")
            self.seen["status"] = self.seen.get("status", b"") + said + b"\n"

    def keep(self) -> None:
        """What is left when it is over: tables, files, mails."""
        store = open_store(self.store_url)
        with store.snapshot() as connection:
            for table in schema.metadata.sorted_tables:
                rows = connection.execute(select(table)).all()
                self.seen[f"table {table.name}"] = "\n".join(map(repr, rows)).encode("utf-8", "backslashreplace")
            raws = connection.execute(select(schema.outbox.c.raw)).scalars()
            self.seen["mails sent"] = b"".join(raw for raw in raws if raw)
        store.close()
        places = [self.folder, self.folder / "state"]
        for path in (path for place in places for path in place.iterdir() if path.is_file()):
            if not path.name.endswith((".secret", ".zip")):
                self.seen[f"file {path.name}"] = path.read_bytes()
        with zipfile.ZipFile(self.folder / "evidence.zip") as archive:
            for name in archive.namelist():
                self.seen[f"evidence {name}"] = archive.read(name)
        self.seen["summary"] = b"".join(self.hosts.mails(PATRON))


@pytest.fixture
def life(hosts: Hosts, tmp_path: Path, store_url: str) -> Iterator[Life]:
    notices = short_folder("notify")
    one = Life(hosts, tmp_path, store_url, notices)
    yield one
    one.socket.close()
    for path in notices.iterdir():
        path.unlink()
    notices.rmdir()


@pytest.mark.timeout(300)
def test_no_secret_is_seen_anywhere(life: Life, hosts: Hosts) -> None:
    shared = life.store_url.startswith("postgresql")
    (life.folder / "list.csv").write_text(INVOICE)
    assert life.call("import", "list.csv") == 0

    life.passwords(WRONG_MAILBOX, WRONG_SMTP)
    assert life.call("check", "--connect") == 69
    assert life.call("once") == 69
    with life.daemon("json"):
        wait_for(lambda: b"refuses the login" in life.notified(), "the daemon says that it cannot log in")
    life.passwords(hosts.password(COMPTA), WRONG_SMTP)
    assert life.call("once", "--json") == 69

    life.passwords(hosts.password(COMPTA), hosts.password(COMPTA))
    assert life.call("check", "--connect") == 0
    with life.daemon("logfmt"):
        hosts.wait_for_mails(ACHATS, seconds=120)
        life.call("status")
    for words in (("dossier", "show", "RL-0001"), ("outbox", "list"), ("summary", "--send"), ("verify",)):
        assert life.call(*words, "--json") == 0
    assert life.call("backup", "backup.db") == (65 if shared else 0)
    assert life.call("evidence", "RL-0001", "-o", "evidence.zip") == 0
    assert life.call("dossier", "list", "--status") == 2
    life._write("store.secret", OF_STORE + "\x01")
    assert life.call("check") == 78
    life._write("store.secret", OF_STORE)
    hosts.wait_for_mails(PATRON)

    life.keep()
    assert b"refuses the login" in life.seen["log json"]
    assert all(life.seen[place] for place in ("log logfmt", "status", "table outbox", "table journal", "mails sent"))
    found = [
        f"{name} password in {place}"
        for name, secret in life.secrets.items()
        for place, content in life.seen.items()
        if any(form in content for form in forms(secret))
    ]
    assert found == []


def test_the_search_would_find_one(life: Life) -> None:
    for secret in life.secrets.values():
        told = f"level=error fault={secret!r}".encode()
        assert any(form in told for form in forms(secret))
        login = base64.b64encode(f"\0{COMPTA}\0{secret}".encode())
        assert any(form in b"AUTH PLAIN " + login for form in forms(secret))


def test_the_key_of_the_tokens_is_nowhere_but_in_its_file(life: Life) -> None:
    (life.folder / "list.csv").write_text(INVOICE)
    assert life.call("import", "list.csv") == 0
    key = (life.folder / "state" / "token.key").read_bytes()
    assert (life.folder / "state" / "token.key").stat().st_mode & 0o777 == 0o600
    assert life.call("evidence", "RL-0001", "-o", "evidence.zip") == 0
    life.keep()
    shown = (key, key.hex().encode(), base64.b64encode(key), repr(key)[2:-1].encode())
    holders = [place for place, content in life.seen.items() if any(form in content for form in shown)]
    assert holders == ["file token.key"]
