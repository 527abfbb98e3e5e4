"""Opening the store: engine, migrations, and the lock that keeps a second daemon off one SQLite file."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from relanced.errors import BadConfig, EdgeError, Fault, TryLater
from relanced.files import open_private, private_directory

MIGRATIONS = Path(__file__).with_name("migrations")
HEAD = "0010"


class Store:
    """A database with the current schema. `begin()` is one transaction; everything else takes its connection."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One durable transaction; on SQLite it takes the write lock at once, so that reads inside it stay true."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """The store as it is at this moment, for a long reading: nobody who writes waits for it."""
        shared = self.engine.dialect.name == "postgresql"
        options = {"isolation_level": "REPEATABLE READ"} if shared else {"reads_only": True}
        with self.engine.connect() as connection:
            yield connection.execution_options(**options)

    def close(self) -> None:
        self.engine.dispose()


def open_store(url: str, *, apart: bool = False) -> Store:
    """Open, and migrate if need be; `apart`: in another process, for one that is to stay small.

    Raises BadConfig for a URL that means nothing, EdgeError for a database out of reach.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise BadConfig(
            [Fault("store.url", "is not a database URL", "sqlite:////path/to/file.db or postgresql://…")]
        ) from error
    try:
        engine = _sqlite(Path(parsed.database or "")) if parsed.get_backend_name() == "sqlite" else _postgresql(url)
        if _revision(engine) != HEAD:
            _migrate_apart(url) if apart else _migrate(engine)
    except (OperationalError, OSError) as error:
        raise EdgeError(f"the store {parsed.render_as_string(hide_password=True)} cannot be opened: {error}") from error
    return Store(engine)


def _postgresql(url: str) -> Engine:
    parsed = make_url(url).set(drivername="postgresql+psycopg")
    try:
        return create_engine(parsed, pool_pre_ping=True, pool_size=5)
    except ModuleNotFoundError as error:
        hint = "pip install 'relanced[postgresql]'"
        raise BadConfig([Fault("store.url", "PostgreSQL needs a package that is not installed", hint)]) from error


def _sqlite(path: Path) -> Engine:
    private_directory(path.parent)
    if not path.exists():
        # a file that is there is never opened here: closing it would drop the locks that another connection of this
        # process holds on it (fcntl(2)), and the next command would take the write-ahead log away under it
        os.close(open_private(path))
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 30, "check_same_thread": False})
    event.listen(engine, "connect", _pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _pragmas(raw: Any, _record: Any) -> None:
    """FULL: with NORMAL a committed `sent` may roll back on a power cut, which is a second copy of a mail."""
    raw.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        raw.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Who may write takes the write lock at once: one that is asked for in the middle may be refused."""
    reads_only = connection.get_execution_options().get("reads_only")
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


def _migrate_apart(url: str) -> None:
    """Bring the schema up to date in a process of its own: what Alembic weighs, the daemon then does not carry.

    The URL, which may hold a password, goes by standard input. Raises EdgeError.
    """
    command = [sys.executable, "-m", "relanced.store.upgrade"]
    done = subprocess.run(command, input=url, capture_output=True, text=True, timeout=600)
    if done.returncode:
        raise EdgeError(done.stderr.strip().rpartition("\n")[2] or "the store could not be brought up to date")


def _migrate(engine: Engine) -> None:
    """Alembic costs a quarter of a second to import, and some ten megabytes: only when it is needed."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["engine"] = engine
    command.upgrade(config, "head")


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


@contextmanager
def sole_daemon(url: str) -> Iterator[None]:
    """Hold the store for one daemon. SQLite has one file and one daemon; PostgreSQL is shared by design."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        yield
        return
    path = Path(f"{parsed.database}.lock")
    private_directory(path.parent)
    descriptor = open_private(path)
    try:
        _lock(descriptor, path)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        owner = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "?"
        raise TryLater(
            f"another relanced (process {owner}) is working on {path.with_suffix('')}: "
            "stop it first, or give this one its own store.url; several may share a PostgreSQL store"
        ) from error
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(os.getpid()).encode(), 0)
