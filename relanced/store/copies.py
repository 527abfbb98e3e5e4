"""Copies of an SQLite store: made while it is written to, and opened without touching them."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from relanced.errors import BadInput, EdgeError, Fault
from relanced.files import open_private
from relanced.store.engine import HEAD, Store

COPIED_AT = "copied_at"
MAGIC = b"SQLite format 3\0"


def is_copy(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def make(store: Store, path: Path, at: str) -> None:
    """Write a new file of mode 0600, in one moment of the store; what was deleted is not in it. `at` is kept in it.

    Raises EdgeError; then there is no file.
    """
    os.close(open_private(path, os.O_EXCL))
    try:
        with closing(store.engine.raw_connection()) as raw:
            raw.cursor().execute("VACUUM INTO ?", (str(path),))
        with closing(sqlite3.connect(path, isolation_level=None)) as copy:
            copy.execute("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", (COPIED_AT, at))
        sync(path)
    except (sqlite3.Error, OSError) as error:
        path.unlink()
        raise EdgeError(f"{path} could not be written: {error}") from error


def sync(path: Path) -> None:
    """To the disk, and its name too: a backup that a power cut takes away was none."""
    for place, flags in ((path, os.O_RDONLY), (path.parent, os.O_RDONLY | os.O_DIRECTORY)):
        descriptor = os.open(place, flags)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def put(path: Path, place: Path) -> None:
    """Give a finished copy its name; never over another file. Raises BadInput."""
    try:
        os.link(path, place)
    except FileExistsError as error:
        raise BadInput([Fault(str(place), "is there already", "nothing is ever overwritten")]) from error
    path.unlink()
    sync(place)


def check(path: Path) -> None:
    """Raises BadInput for a file that is damaged."""
    with reading(path, any_version=True):
        pass


@contextmanager
def reading(path: Path, *, any_version: bool = False) -> Iterator[Connection]:
    """A copy, read only. Raises BadInput for one that is damaged, or of another version of the program."""
    url = f"sqlite:///file:{quote(str(path.absolute()))}?mode=ro&uri=true"
    engine = create_engine(url, poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    try:
        with engine.connect() as connection:
            _sound(connection, path)
            if not any_version:
                _current(connection, path)
            yield connection
    except DatabaseError as error:
        raise BadInput([Fault(str(path), f"is damaged: {error.orig}", "take another copy")]) from error
    finally:
        engine.dispose()


def _sound(connection: Connection, path: Path) -> None:
    said = list(connection.execute(text("PRAGMA integrity_check")).scalars())
    lost = connection.execute(text("PRAGMA foreign_key_check")).all()
    faults = [Fault(str(path), f"is damaged: {line}") for line in said if line != "ok"]
    faults += [
        Fault(str(path), f"is damaged: {row[0]} {row[1]} points at a row of {row[2]} that is gone") for row in lost
    ]
    if faults:
        raise BadInput(faults)


def _current(connection: Connection, path: Path) -> None:
    version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if version != HEAD:
        hint = "relanced restore takes it over; to verify it, use the program that made it"
        raise BadInput([Fault(str(path), f"is of another version of the program ({version}, not {HEAD})", hint)])
