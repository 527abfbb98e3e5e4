"""The test databases themselves."""

from __future__ import annotations

import psycopg

from relanced.store import open_store
from tests.support.postgresql import Postgresql


def test_a_store_opens_on_an_empty_database_of_either_kind(store_url: str) -> None:
    store = open_store(store_url)
    with store.begin() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM dossiers").scalar() == 0
    store.close()


def test_what_one_database_stores_another_does_not_see(postgresql: Postgresql) -> None:
    with postgresql.database() as one, postgresql.database() as other:
        open_store(one).close()
        with psycopg.connect(other) as connection:
            tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
            assert connection.execute(tables).fetchone() == (0,)
