"""A throw-away PostgreSQL in a temporary folder, reached by a Unix socket only, durable settings off."""

from __future__ import annotations

import os
import pwd
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from tests.support.needs import find
from tests.support.processes import run, short_folder, start_daemon

PROGRAMS = ("initdb", "pg_ctl", "postgres")
_DEBIAN = "/usr/lib/postgresql"  # Debian keeps the programs of each version off PATH
# The data does not outlive the run: syncing would cost time and protect nothing.
_SETTINGS = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses='' -c max_connections=200"
)


def program(name: str) -> str | None:
    """The newest one that Debian's packages brought, else what PATH has."""
    versions = sorted(Path(_DEBIAN).glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    return str(versions[-1]) if versions else find(name)


def lacking() -> list[str]:
    """The programs that are not there, and the user that the server needs when this runs as root."""
    return [name for name in PROGRAMS if program(name) is None] + ([] if _user() else ["the user postgres"])


def _user() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return None


@dataclass
class Postgresql:
    """A running server. `database()` gives the URL of a database that nobody else uses."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=count)

    @contextmanager
    def database(self) -> Iterator[str]:
        """A new and empty database; dropped afterwards, whoever is still connected."""
        name = f"test_{next(self._numbers)}"
        self._order(f"CREATE DATABASE {name}")
        try:
            yield self.url(name)
        finally:
            self._order(f"DROP DATABASE {name} WITH (FORCE)")

    def url(self, name: str) -> str:
        return f"postgresql://relanced@/{name}?host={self.folder}"

    def _order(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def running_postgresql() -> Iterator[Postgresql]:
    folder = short_folder("pg")
    identity = _identity(folder)
    data = folder / "data"
    initdb = [program("initdb"), "-D", data, "-U", "relanced", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
    run([word for word in initdb if word], **identity)
    control = [program("pg_ctl") or "pg_ctl", "-D", data, "-w"]
    options = f"{_SETTINGS} -c unix_socket_directories={folder}"
    start_daemon([*control, "-l", folder / "log", "-o", options, "start"], folder / "start.out", **identity)
    try:
        yield Postgresql(folder)
    finally:
        run([*control, "-m", "immediate", "stop"], **identity)
        shutil.rmtree(folder)


def _identity(folder: Path) -> dict[str, Any]:
    """As whom the server runs, for subprocess; the folder becomes that user's."""
    if os.geteuid() != 0:
        return {"cwd": folder}
    user = pwd.getpwnam(_user() or "")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"cwd": folder, "user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
