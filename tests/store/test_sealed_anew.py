"""The journal of an older program is sealed anew; what had been altered in it stays altered."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, text

from relanced.store import engine as engines
from relanced.store import journal, open_store
from relanced.store.verification import verify
from tests.support.older import older_store

NOW = datetime(2026, 12, 8, 9, tzinfo=UTC)
MAIL = b"From: a@b.example\r\n\r\nbonjour\r\n"
SHA256 = hashlib.sha256(MAIL).hexdigest()


def older(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store as version 0002 left it: one dossier, three decisions, one mail."""
    store = older_store(url, "0002", monkeypatch)
    with store.begin() as connection:
        _fill(connection)
    store.close()


def _fill(connection: Connection) -> None:
    connection.execute(
        text("INSERT INTO customers (id, name, kind, language) VALUES ('C1', 'Bertin', 'business', 'fr')")
    )
    connection.execute(
        text(
            "INSERT INTO dossiers (reference, customer_id, grouped_by, status, version, promises)"
            " VALUES ('RL-0001', 'C1', 'customer:C1', 'active', 3, '[]')"
        )
    )
    connection.execute(
        text(
            "INSERT INTO mails (id, content_key, sha256, raw, received_at, stored_at, state, tries)"
            " VALUES (1, 'k', :sha256, :raw, :now, :now, 'foreign', 0)"
        ),
        {"sha256": SHA256, "raw": MAIL, "now": at(connection)},
    )
    previous = journal.FIRST
    for number in (1, 2, 3):
        previous = _append(connection, number, previous)
    if connection.dialect.name == "postgresql":  # the rows brought their own numbers
        connection.execute(text("SELECT setval(pg_get_serial_sequence('journal', 'id'), 3)"))


def at(connection: Connection) -> Any:
    return NOW if connection.dialect.name == "postgresql" else "2026-12-08 09:00:00.000000"


def _append(connection: Connection, number: int, previous: str) -> str:
    """As the program of then sealed it."""
    row = {"dossier": "RL-0001", "event": "noted", "reason": "noted", "detail": f"note {number}", "mail_id": None}
    fact = {"text": "été"}
    sealed = {**row, "fact": fact, "previous": previous, "at": NOW.timestamp()}
    told = json.dumps(sealed, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(told.encode()).hexdigest()
    columns = {
        **row,
        "id": number,
        "at": at(connection),
        "fact": json.dumps(fact),
        "previous": previous,
        "hash": digest,
    }
    names = ", ".join(columns)
    values = ", ".join(f":{name}" for name in columns)
    connection.execute(text(f"INSERT INTO journal ({names}) VALUES ({values})"), columns)
    return digest


def faults(url: str) -> list[str]:
    store = open_store(url)
    with store.snapshot() as connection:
        found = [f"{fault.place}: {fault.what}" for fault in verify(connection).faults]
    store.close()
    return found


def test_an_older_journal_holds_in_its_new_form(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    older(store_url, monkeypatch)
    assert faults(store_url) == []


def test_what_was_altered_before_is_still_found(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    older(store_url, monkeypatch)
    with monkeypatch.context() as past:
        past.setattr(engines, "HEAD", "0002")
        store = open_store(store_url)
        with store.begin() as connection:
            connection.execute(text("UPDATE journal SET detail = 'forged' WHERE id = 2"))
        store.close()
    found = faults(store_url)
    assert any(fault.startswith("journal 2: ") for fault in found)
    assert not any(fault.startswith("journal 1: ") for fault in found)
