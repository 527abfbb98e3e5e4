"""The migrations lead to the schema that the code speaks of, on both databases."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from relanced.errors import BadConfig, EdgeError
from relanced.store import open_store
from relanced.store.schema import metadata


def test_a_new_store_has_the_schema_of_the_code(store_url: str) -> None:
    store = open_store(store_url)
    with store.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    store.close()
    assert differences == []


def test_opening_again_changes_nothing(store_url: str) -> None:
    for _ in range(2):
        open_store(store_url).close()


def test_a_sqlite_store_is_its_owners_alone_and_survives_a_power_cut(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "relanced.db"
    store = open_store(f"sqlite:///{path}")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with store.begin() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    store.close()


def test_a_url_that_means_nothing_and_a_server_that_is_away_are_said(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match=r"store\.url"):
        open_store("nonsense")
    with pytest.raises(EdgeError, match="cannot be opened") as caught:
        open_store("postgresql://nobody:secret@127.0.0.1:1/none")
    assert "secret" not in str(caught.value)
