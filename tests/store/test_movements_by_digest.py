"""The words of a bank's movements, as an older program kept them, become digests by which they are still known."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import text

from relanced.store import open_store
from tests.support.older import older_store

SPOKEN = "bank|2026-11-20|400.00|EUR|vir menuiserie bertin|1"
ROWS = (
    "INSERT INTO customers (id, name, kind, language) VALUES ('C1', 'Bertin', 'business', 'fr')",
    "INSERT INTO dossiers (reference, customer_id, grouped_by, status, version, promises)"
    " VALUES ('RL-0001', 'C1', 'customer:C1', 'active', 3, '[]')",
    "INSERT INTO payments (dossier, amount, currency, paid_on, recorded_at, key)"
    f" VALUES ('RL-0001', 40000, 'EUR', '2026-11-20', '2026-11-20 09:00:00', '{SPOKEN}'),"
    " ('RL-0001', 1, 'EUR', '2026-11-20', '2026-11-20 09:00:00', 'F-1|1')",
    f"INSERT INTO facts (name, value) VALUES ('{SPOKEN}', 'asked'), ('heartbeat', 'x')",
)


def test_what_was_kept_in_words_is_kept_as_a_digest(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    older = older_store(store_url, "0009", monkeypatch)
    with older.begin() as connection:
        for row in ROWS:
            connection.execute(text(row))
    older.close()

    store = open_store(store_url)
    with store.begin() as connection:
        keys = connection.execute(text("SELECT key FROM payments")).scalars().all()
        names = connection.execute(text("SELECT name FROM facts")).scalars().all()
    store.close()
    digest = f"bank|{hashlib.sha256(SPOKEN.encode()).hexdigest()}"
    assert set(keys) == {digest, "F-1|1"}
    assert {digest, "heartbeat"} <= set(names)
    assert SPOKEN not in names
