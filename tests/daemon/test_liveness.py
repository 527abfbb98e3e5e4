"""A database that hangs is noticed from outside: the watchdog is fed only while every loop moves."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import yaml
from sqlalchemy import create_engine, text

from campaigns.desk import NOW
from campaigns.imap_server import ImapServer
from tests.support.app import app_on
from tests.support.commands import Shell
from tests.support.postgresql import Postgresql
from tests.support.processes import PATIENCE, short_folder, wait_for

pytestmark = pytest.mark.timeout(6 * PATIENCE)

PERIOD = 1.0  # seconds between two signs of life that systemd is promised, three times as long as it gets them
# The daemon, which looks at its clock every 20 seconds, in a hurry.
CHILD = """
import sys
from relanced.daemon import run
from relanced.daemon.health import vitals
run.TICK = vitals.TICK = 0.2
vitals.PATIENCE = 15.0
from relanced.cli import main
sys.exit(main(["--config", sys.argv[1], "run"]))
"""
HANG = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE"}


class Systemd:
    """Its end of the socket."""

    def __init__(self, folder: Path) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(folder / "notify"))
        self.env = {"NOTIFY_SOCKET": str(folder / "notify"), "WATCHDOG_USEC": str(int(PERIOD * 1e6))}

    def fed(self, within: float) -> bool:
        """Whether the watchdog is fed within so many seconds."""
        end = time.monotonic() + within
        while (left := end - time.monotonic()) > 0:
            self.socket.settimeout(left)
            with suppress(TimeoutError):
                if b"WATCHDOG=1" in self.socket.recv(4096):
                    return True
        return False


@contextmanager
def hanging(url: str) -> Iterator[None]:
    """Somebody holds what the daemon needs for every mail, and does not let go."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        connection.execute(text(HANG[engine.dialect.name]))
        try:
            yield
        finally:
            connection.rollback()
    engine.dispose()


@pytest.fixture
def systemd() -> Iterator[Systemd]:
    folder = short_folder("systemd")  # the path of a socket has a hundred letters at most
    systemd = Systemd(folder)
    yield systemd
    systemd.socket.close()
    shutil.rmtree(folder)


@contextmanager
def daemon(systemd: Systemd, config: Path, **monitoring: Any) -> Iterator[subprocess.Popen[bytes]]:
    env = {**os.environ, **systemd.env, "STATE_DIRECTORY": str(config.parent / "state")}
    config.write_text(yaml.safe_dump({**yaml.safe_load(config.read_text()), "monitoring": monitoring}))
    process = subprocess.Popen([sys.executable, "-c", CHILD, str(config)], env=env, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_a_hung_database_starves_the_watchdog_and_one_that_comes_back_feeds_it(
    systemd: Systemd, store_url: str, tmp_path: Path
) -> None:
    with ImapServer().running() as port:
        app_on(tmp_path, NOW, imap_port=port, store_url=store_url).store.close()
        with daemon(systemd, tmp_path / "config.yaml") as process:
            assert systemd.fed(PATIENCE), "it is up"
            with hanging(store_url):
                wait_for(lambda: not systemd.fed(2 * PERIOD), "nothing is heard for two periods")
            assert systemd.fed(PATIENCE)
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0


def metrics(port: int) -> tuple[int, str]:
    try:
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, ""


def said(called: Path) -> list[str]:
    return called.read_text().splitlines() if called.exists() else []


def test_the_running_daemon_says_how_it_is_by_every_way(
    systemd: Systemd, tmp_path: Path, capsys: pytest.CaptureFixture[str], postgresql: Postgresql
) -> None:
    """Its heartbeat, the figures, and the owner's command when its database hangs."""
    called = tmp_path / "called"
    hook = ["/bin/sh", "-c", f'echo "$0 $1" >> {called}']
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with ImapServer().running() as imap_port, postgresql.database() as url:
        app_on(tmp_path, NOW, imap_port=imap_port, store_url=url).store.close()
        with daemon(systemd, tmp_path / "config.yaml", hook=hook, metrics_port=port) as process:
            assert systemd.fed(PATIENCE), "it is up"
            shell = Shell(tmp_path, capsys, (tmp_path / "config.yaml").read_text())
            wait_for(lambda: shell("status").code == 0, "all is well")
            status, figures = metrics(port)
            assert (status, "relanced_tasks_open 0\n" in figures) == (200, True)
            with hanging(url):
                wait_for(lambda: "store_silent" in " ".join(said(called)), "the owner is called", 2 * PATIENCE)
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
            assert shell("status").code == 1
    # where all is slow, the mailbox, or a loop that waits for the database, may be missed first
    assert any(line.startswith("store_silent the store has not answered") for line in said(called))
