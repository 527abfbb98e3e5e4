"""From stored bytes to a decision, whatever the bytes are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from relanced.core.dossier import Dossier
from relanced.daemon.app import App
from relanced.daemon.imports.intake import import_files
from relanced.daemon.replies.inbox import handle_batch
from relanced.daemon.replies.matching import written_at
from relanced.daemon.replies.reader import Reader
from relanced.store import dossiers, mails
from tests.support.app import app_on

NOW = datetime(2026, 12, 8, 10, tzinfo=UTC)
INVOICES = b"customer_name;email;invoice_number;due_on;total\nBertin;a@bertin.example;F-2026-1;2026-12-01;100,00\n"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    app = app_on(tmp_path, NOW)
    import_files(app, [("invoices.csv", INVOICES)])
    yield app
    app.store.close()


def read(app: App, *raws: bytes) -> Dossier:
    """The dossier after these mails; the test fails when one of them stops the daemon."""
    with app.store.begin() as connection:
        for uid, raw in enumerate(raws, 1):
            mails.store(connection, "INBOX", 1, mails.Arrival(uid, raw, NOW), NOW)
    reader = Reader()
    try:
        while handle_batch(app, reader):
            pass
    finally:
        reader.close()
    with app.store.begin() as connection:
        return dossiers.load(connection, "RL-0001")


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@bertin.example\nSubject: F-2026-1 =?utf-7?q?+2AA-?=\nMessage-ID: <1@x>\n\nbonjour\n",
        b"From: a@bertin.example\nSubject: F-2026-1\nMessage-ID: <\xed\xa0\x80@x>\n\nbonjour\n",
        b"From: a@bertin.example\nSubject: F-2026-1\nMessage-ID: <3@x>\n"
        b"Content-Type: text/plain; charset=utf-7\n\n+2AA- bonjour\n",
        b"From: a@bertin.example\nSubject: F-2026-1 \x00\nMessage-ID: <4\x00@x>\n\nbon\x00jour\n",
    ],
    ids=["subject in UTF-7", "raw bytes in an identifier", "body in UTF-7", "NUL everywhere"],
)
def test_no_sign_that_a_database_refuses_stops_the_daemon(app: App, raw: bytes) -> None:
    dossier = read(app, raw)
    assert [task.kind.value for task in dossier.tasks] == ["read_reply"]
    with app.store.begin() as connection:
        [row] = mails.of_dossier(connection, "RL-0001")
    assert "\x00" not in f"{row.subject}{row.message_id}{row.reading}"


@pytest.mark.parametrize(
    ("date_header", "believed"),
    [
        (NOW - timedelta(hours=3), True),
        (NOW - timedelta(days=4), True),
        (NOW + timedelta(days=2), True),
        (NOW + timedelta(days=4), False),
        (NOW - timedelta(days=400), False),
        (datetime(1, 1, 2, tzinfo=UTC), False),
    ],
)
def test_a_clients_clock_is_believed_when_it_agrees_with_the_servers(date_header: datetime, believed: bool) -> None:
    assert written_at(date_header, NOW) == (date_header if believed else NOW)


def test_a_promise_written_by_a_clock_years_behind_is_one_of_this_year(app: App) -> None:
    raw = (
        b"From: a@bertin.example\nSubject: Re: facture F-2026-1\nMessage-ID: <5@x>\n"
        b"Date: Tue, 02 Jan 2018 10:00:00 +0100\n\nBonjour,\n\nNous vous r\xc3\xa9glons vendredi.\n"
    )
    assert all(promise.promised_on >= date(2026, 12, 8) for promise in read(app, raw).promises)
