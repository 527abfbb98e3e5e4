"""A store that can be put back to how it was: copied as a file, or made from a template by PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.support.postgresql import Postgresql, running_postgresql

KINDS = ("sqlite", "postgresql")


class Databases:
    """`base()` is where a scene is set; each `copy()` is that, for one run."""

    def __init__(self, folder: Path, server: Postgresql | None = None) -> None:
        self.folder = folder
        self.server = server
        self._count = 0

    @property
    def kind(self) -> str:
        return "postgresql" if self.server else "sqlite"

    def base(self) -> str:
        """The URL of an empty database."""
        self._base = self._next()
        if self.server:
            self._order(f"CREATE DATABASE {self._base}")
        return self._url(self._base)

    @contextmanager
    def copy(self) -> Iterator[str]:
        """The URL of what the base is now; nobody may be connected to the base."""
        name = self._next()
        if self.server:
            self._order(f"CREATE DATABASE {name} TEMPLATE {self._base}")
        else:
            shutil.copy(self._file(self._base), self._file(name))
        try:
            yield self._url(name)
        finally:
            if self.server:
                self._order(f"DROP DATABASE {name} WITH (FORCE)")
            for file in self.folder.glob(f"{name}.db*"):
                file.unlink()

    def _next(self) -> str:
        self._count += 1
        return f"campaign_{self._count}"

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.db"

    def _url(self, name: str) -> str:
        return self.server.url(name) if self.server else f"sqlite:///{self._file(name)}"

    def _order(self, statement: str) -> None:
        assert self.server is not None
        with psycopg.connect(self.server.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[Databases]:
    folder.mkdir(parents=True, exist_ok=True)
    if kind == "sqlite":
        yield Databases(folder)
        return
    with running_postgresql() as server:
        yield Databases(folder, server)
