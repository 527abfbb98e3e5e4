"""A debt that will soon be time-barred: told in time, told once, and what a client's mail changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from relanced.core.dossier import Contact, Customer, CustomerKind, Invoice
from relanced.core.events import InsolvencyOpened, InvoicesImported
from relanced.core.intents import Intent
from relanced.core.money import Money
from relanced.core.reading import Reading
from relanced.core.tasks import TaskKind
from relanced.daemon import change, summary
from relanced.daemon.app import App
from relanced.daemon.clock import RehearsedClock
from relanced.daemon.law import limitations_of
from relanced.store import codec, dossiers, journal, mails, tasks
from tests.support.app import app_on

NOW = datetime(2026, 12, 8, 10, tzinfo=UTC)
CONSUMER = Customer("C1", "Camille Petit", CustomerKind.CONSUMER)
# barred after 15 June 2027, told from 15 December 2026 on
OLD = Invoice(
    "F-1", date(2025, 6, 15), Money(10_000), Money(10_000)
)  # barred after 15 June 2027, told from 15 December


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    app = app_on(tmp_path, NOW)
    yield app
    app.store.close()


def owing(app: App, customer: Customer = CONSUMER, *invoices: Invoice) -> str:
    with app.store.begin() as connection:
        reference = dossiers.create(connection, customer, customer.id).reference
        event = InvoicesImported(customer, (Contact("petit@client.example"),), invoices or (OLD,))
        change.apply(app, connection, reference, event)
    return reference


def on(app: App, day: date) -> None:
    """The summary of that day is queued."""
    assert isinstance(app.clock, RehearsedClock)
    app.clock.move_to(datetime(day.year, day.month, day.day, 10, tzinfo=UTC))
    summary.queue_if_due(app)


def told(app: App, reference: str, state: str = "open") -> list[str]:
    with app.store.begin() as connection:
        rows = tasks.of_dossier(connection, reference)
    return [row.detail for row in rows if row.kind == TaskKind.LIMITATION.value and row.state == state]


def test_the_owner_is_told_six_months_ahead_and_not_before(app: App) -> None:
    reference = owing(app)
    on(app, date(2026, 12, 14))
    assert told(app, reference) == []
    on(app, date(2026, 12, 15))
    assert told(app, reference) == ["limitation_on 2027-06-15 F-1"]


def test_it_is_told_once_even_when_the_task_is_done(app: App) -> None:
    reference = owing(app)
    for day in (15, 16, 17):
        on(app, date(2026, 12, day))
    assert told(app, reference) == ["limitation_on 2027-06-15 F-1"]
    with app.store.begin() as connection:
        tasks.close(connection, reference, (TaskKind.LIMITATION,), app.clock.now())
    on(app, date(2026, 12, 18))
    assert (told(app, reference), len(told(app, reference, "done"))) == ([], 1)
    with app.store.begin() as connection:
        entries = [row for row in journal.entries(connection, reference) if row.event == "limitation_announced"]
    assert len(entries) == 1


def test_another_invoice_of_the_dossier_is_told_when_its_day_comes(app: App) -> None:
    second = replace(OLD, number="F-2", due_on=OLD.due_on + timedelta(days=30))
    reference = owing(app, CONSUMER, OLD, second)
    on(app, date(2026, 12, 15))
    on(app, date(2027, 1, 15))
    assert told(app, reference) == ["limitation_on 2027-06-15 F-1\nlimitation_on 2027-07-15 F-2"]


def test_a_business_has_five_years_and_a_carrier_one(app: App) -> None:
    reference = owing(app, Customer("C2", "Bertin"))
    on(app, date(2026, 12, 15))
    assert told(app, reference) == []
    carrier = replace(app, law=replace(app.law, carriage=True))
    young = replace(OLD, number="F-9", due_on=date(2026, 6, 20))
    other = owing(carrier, Customer("C3", "Garnier"), young)
    on(carrier, date(2026, 12, 21))
    assert told(carrier, other) == ["limitation_on 2027-06-20 F-9"]


def test_the_reminders_go_on_beside_the_task(app: App) -> None:
    reference = owing(app)
    on(app, date(2026, 12, 15))
    with app.store.begin() as connection:
        assert dossiers.load(connection, reference).next_action_on is not None


def test_a_declared_claim_is_not_lost_by_time(app: App) -> None:
    reference = owing(app)
    change.happen(app, reference, InsolvencyOpened(date(2026, 11, 3), date(2026, 11, 10), date(2026, 12, 1)))
    on(app, date(2026, 12, 15))
    assert told(app, reference) == []


def wrote(app: App, reference: str, *, trust: str = "contact", needs_person: bool = False) -> None:
    """A mail of 1 December that asks for a delay."""
    at = datetime(2026, 12, 1, 9, tzinfo=UTC)
    reading = Reading(False, (Intent.DELAY_REQUEST,), Intent.DELAY_REQUEST, 0.9, needs_person)
    with app.store.begin() as connection:
        mails.store(connection, "INBOX", 1, mails.Arrival(1, b"From: petit@client.example\r\n\r\nUn delai ?", at), at)
        values = {"message_id": "<d@client.example>", "dossier": reference, "trust": trust, "matched_by": "token"}
        mails.handled(connection, 1, at, reading=codec.plain(reading), **values)


def test_a_request_for_time_moves_the_day_and_is_the_evidence(app: App) -> None:
    reference = owing(app)
    wrote(app, reference)
    with app.store.begin() as connection:
        (row,) = limitations_of(app, connection, dossiers.load(connection, reference))
    assert row.limitation_on == date(2028, 12, 1)
    assert row.moved_by is not None
    assert row.moved_by.message_id == "<d@client.example>"
    on(app, date(2026, 12, 15))
    assert told(app, reference) == []


@pytest.mark.parametrize(("trust", "needs_person"), [("stranger", False), ("contact", True)])
def test_a_mail_that_somebody_doubts_moves_nothing(app: App, trust: str, needs_person: bool) -> None:
    reference = owing(app)
    wrote(app, reference, trust=trust, needs_person=needs_person)
    with app.store.begin() as connection:
        (row,) = limitations_of(app, connection, dossiers.load(connection, reference))
    assert row.limitation_on == date(2027, 6, 15)


def test_missing_rates_are_said_in_the_summary_from_their_first_day(app: App) -> None:
    assert isinstance(app.clock, RehearsedClock)
    for year, said in ((2026, False), (2095, True)):
        app.clock.move_to(datetime(year, 12, 8, 10, tzinfo=UTC))
        with app.store.begin() as connection:
            warnings = summary.gather(app, connection).warnings
        assert any("law.rates" in warning for warning in warnings) is said
