"""The record of a customer is in the store, over all his dossiers, as soon as one of them has something to say."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from relanced.config import load
from relanced.core.risk.record import Record
from relanced.daemon.app import App, open_app
from relanced.daemon.clock import RehearsedClock
from relanced.daemon.imports.intake import import_files
from relanced.store import dossiers

HEAD = "customer_id;customer_name;email;invoice_number;due_on;total;balance;settled_on;credit_limit"
PAID = "invoice_number;amount;paid_on"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    path = tmp_path / "config.yaml"
    path.write_text("company: {name: Atelier Mercier, email: compta@mercier.example}\ngrouping: invoice\n")
    app = open_app(load(path, os.environ), os.environ, RehearsedClock(datetime(2026, 12, 1, 9, tzinfo=UTC)))
    yield app
    app.store.close()


def take(app: App, head: str, *lines: str) -> None:
    import_files(app, [("list.csv", "\n".join([head, *lines]).encode())])


def record(app: App, reference: str) -> Record:
    with app.store.begin() as connection:
        return dossiers.load(connection, reference).customer.record


def test_what_one_dossier_tells_the_others_of_the_customer_know(app: App) -> None:
    bertin = "C1;Menuiserie Bertin;compta@bertin.example"
    take(app, HEAD, f"{bertin};F-1;2026-11-10;100;100;;", f"{bertin};F-2;2026-11-20;200;200;;900")
    take(app, PAID, "F-1;100;2026-11-30")
    assert record(app, "RL-0002") == Record(1, 1, 20, paid_after=(("", 1),))
    with app.store.begin() as connection:
        assert dossiers.load(connection, "RL-0002").customer.credit_limit == 90_000


def test_paid_history_in_a_list_counts_where_the_customer_owes_something(tmp_path: Path, app: App) -> None:
    object.__setattr__(app.settings, "grouping", "customer")
    bertin, petit = "C1;Menuiserie Bertin;compta@bertin.example", "C2;Petit;p@petit.example"
    old = f"{bertin};F-0;2026-01-10;100;0;2026-01-25;"
    take(app, HEAD, old, f"{bertin};F-1;2026-11-10;100;100;;", f"{petit};F-9;2026-01-10;100;0;2026-01-25;")
    assert record(app, "RL-0001") == Record(1, 1, 15)
    with app.store.begin() as connection:
        assert dossiers.references(connection) == ["RL-0001"]
