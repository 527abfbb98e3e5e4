"""Opening the store: engine, migrations, and the lock that keeps a second daemon off one SQLite file."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from relanced.errors import BadConfig, EdgeError, Fault, TryLater

MIGRATIONS = Path(__file__).with_name("migrations")
HEAD = "0001"


class Store:
    """A database with the current schema. `begin()` is one transaction; everything else takes its connection."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One durable transaction; on SQLite it takes the write lock at once, so that reads inside it stay true."""
        with self.engine.begin() as connection:
            yield connection

    def close(self) -> None:
        self.engine.dispose()


def open_store(url: str) -> Store:
    """Open and migrate. Raises BadConfig for a URL that means nothing, EdgeError for a database out of reach."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise BadConfig(
            [Fault("store.url", "is not a database URL", "sqlite:////path/to/file.db or postgresql://…")]
        ) from error
    try:
        engine = _sqlite(Path(parsed.database or "")) if parsed.get_backend_name() == "sqlite" else _postgresql(url)
        _migrate(engine)
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
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 30, "check_same_thread": False})
    event.listen(engine, "connect", _pragmas)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _pragmas(raw: Any, _record: Any) -> None:
    """FULL: with NORMAL a committed `sent` may roll back on a power cut, which is a second copy of a mail."""
    raw.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        raw.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _migrate(engine: Engine) -> None:
    """Alembic costs a quarter of a second to import: it is asked only when the schema is not the current one."""
    if _revision(engine) == HEAD:
        return
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
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
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
