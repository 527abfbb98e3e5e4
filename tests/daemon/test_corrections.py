"""The owner's word on a mail: the dossier follows it, and it becomes a case to learn from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from relanced.cli import main
from relanced.core.dossier import Contact, Customer, Invoice, Means, Status
from relanced.core.events import InvoicesImported
from relanced.core.intents import Intent
from relanced.core.money import Money
from relanced.daemon import change
from relanced.daemon.app import App
from relanced.daemon.replies.corrections import Word, correct
from relanced.daemon.replies.inbox import handle_batch
from relanced.daemon.replies.reader import Reader
from relanced.errors import BadInput
from relanced.reading.learning.cases import case
from relanced.store import corrections, dossiers, mails, schema, tasks
from tests.support.app import app_on
from tests.support.commands import forget_streams

NOW = datetime(2026, 12, 8, 10, tzinfo=UTC)
HEAD = (
    b"From: Anne <compta@bertin.example>\r\nTo: compta@creancier.example\r\nSubject: Re: F-1\r\n"
    b"Date: Tue, 08 Dec 2026 10:00:00 +0100\r\nMessage-ID: <%d@bertin.example>\r\n\r\n"
)
MAIL = HEAD % 1 + b"Hum, voyez les papillons du jardin.\r\n"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    app = app_on(tmp_path, NOW)
    event = InvoicesImported(
        Customer("C1", "Menuiserie Bertin"),
        (Contact("compta@bertin.example"),),
        (Invoice("F-1", date(2026, 12, 1), Money(120_000), Money(120_000)),),
    )
    reader = Reader()
    with app.store.begin() as connection:
        reference = dossiers.create(connection, event.customer, "C1").reference
        change.apply(app, connection, reference, event)
        mails.store(connection, "INBOX", 1, mails.Arrival(1, MAIL, NOW), NOW)
    handle_batch(app, reader)
    reader.close()
    yield app
    app.store.close()


def test_a_correction_moves_the_dossier_and_is_kept_as_a_case(app: App) -> None:
    with app.store.begin() as connection:
        [task] = tasks.waiting(connection)
        correct(app, connection, task, Word(Intent.PAYMENT_PROMISE, date(2026, 12, 18)))
    with app.store.begin() as connection:
        dossier = dossiers.load(connection, task.dossier)
        [row] = corrections.cases(connection)
    assert dossier.status is Status.PROMISED
    assert dossier.promise is not None
    assert dossier.promise.promised_on == date(2026, 12, 18)
    assert not dossier.tasks
    learnt = case(row)
    assert learnt.primary is Intent.PAYMENT_PROMISE
    assert "papillons" in learnt.reply


def test_a_request_that_was_something_else_grants_nothing(app: App) -> None:
    reader = Reader()
    with app.store.begin() as connection:
        [task] = tasks.waiting(connection)
        correct(app, connection, task, Word(Intent.OUT_OF_OFFICE))
        text = HEAD % 2 + b"Pouvons-nous payer 500 euros par mois ?\r\n"
        mails.store(connection, "INBOX", 1, mails.Arrival(2, text, NOW), NOW)
    handle_batch(app, reader)
    reader.close()
    with app.store.begin() as connection:
        [task] = tasks.waiting(connection)
        assert (task.kind, task.detail.split(", ")[1]) == ("agree_plan", "2027-01-25 500.00")
        correct(app, connection, task, Word(Intent.DISPUTE))
        dossier = dossiers.load(connection, task.dossier)
    assert (dossier.status, dossier.plan) == (Status.DISPUTED, None)
    assert [r.step for r in dossier.reminders if r.step == "plan_confirmed"] == []


def test_what_the_reader_found_beside_it_stays_with_the_owner_s_word(app: App) -> None:
    with app.store.begin() as connection:
        [task] = tasks.waiting(connection)
        stored = {"means": "cheque", "new_text": "le papillon"}
        connection.execute(update(schema.mails).where(schema.mails.c.id == task.mail_id).values(reading=stored))
        correct(app, connection, task, Word(Intent.PAYMENT_PROMISE, date(2026, 12, 18)))
        dossier = dossiers.load(connection, task.dossier)
    assert dossier.promise is not None
    assert dossier.promise.means is Means.CHEQUE


def test_a_promise_needs_its_day(app: App) -> None:
    with app.store.begin() as connection:
        [task] = tasks.waiting(connection)
        with pytest.raises(BadInput, match="says no day"):
            correct(app, connection, task, Word(Intent.PAYMENT_PROMISE))


def test_own_corrections_can_be_scored_and_saved(app: App, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with app.store.begin() as connection:
        [task] = tasks.waiting(connection)
    config, saved = ["--config", str(tmp_path / "config.yaml")], tmp_path / "own.jsonl"
    assert main([*config, "task", "done", str(task.id), "--was", "disputed"]) == 65
    assert "'disputed' is not a kind of reply" in capsys.readouterr().err
    assert main([*config, "task", "done", str(task.id), "--was", "dispute"]) == 0
    assert main([*config, "evaluate", "--own", "--save", str(saved)]) == 0
    assert "cases" in capsys.readouterr().out
    assert main(["evaluate", str(saved)]) == 0
    forget_streams()
