"""Several dossiers of one customer: what he gets, and what stops for all of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, update

from relanced.core.dossier import Contact, Customer, Invoice, ReminderState, Status
from relanced.core.events import InvoicesImported, ReplyRead, Trust
from relanced.core.intents import Intent
from relanced.core.money import Money
from relanced.core.reading import Reading
from relanced.daemon import change, planner
from relanced.daemon.app import App
from relanced.daemon.clock import RehearsedClock
from relanced.daemon.sending.outbox import claim_batch, tell_outcomes
from relanced.errors import EdgeError
from relanced.store import dossiers, mails, outbox, schema
from tests.support.app import app_on

START = date(2026, 12, 1)
CUSTOMER = Customer("C1", "Menuiserie Bertin")
CONTACT = Contact("compta@bertin.example")


def on(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


def one_dossier_an_invoice(app: App, ages: list[int]) -> list[str]:
    with app.store.begin() as connection:
        references = [dossiers.create(connection, CUSTOMER, f"invoice:{n}").reference for n, _ in enumerate(ages)]
        for number, (reference, age) in enumerate(zip(references, ages, strict=True)):
            invoice = Invoice(f"F-{number}", START - timedelta(days=age), Money(10_000), Money(10_000))
            change.apply(app, connection, reference, InvoicesImported(CUSTOMER, (CONTACT,), (invoice,)))
    return references


def send_all(app: App, day: date) -> list[date]:
    """Every mail that may leave does; one day for each."""
    with app.store.begin() as connection:
        mails.put_place(connection, "INBOX", mails.Place(1, 1, None))
        mails.mark_read(connection, "INBOX", on(day))
    jobs = claim_batch(app, "test")
    with app.store.begin() as connection:
        for job in jobs:
            assert outbox.start(connection, job.id, on(day), day)
            outbox.finish(connection, job.id, outbox.Outcome(ReminderState.SENT, "250", on(day)))
    tell_outcomes(app)
    return [day for _ in jobs]


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(ages=st.lists(st.integers(-5, 60), min_size=2, max_size=4), late=st.integers(0, 12))
def test_a_customer_is_left_in_peace_between_the_reminders_of_all_his_dossiers(ages: list[int], late: int) -> None:
    """`late`: so many days pass before what is queued leaves."""
    with TemporaryDirectory() as folder:
        app = app_on(Path(folder), on(START))
        assert isinstance(app.clock, RehearsedClock)
        one_dossier_an_invoice(app, ages)
        left: list[date] = []
        for number in range(40):
            day = START + timedelta(days=number)
            app.clock.move_to(on(day))
            planner.plan_due(app)
            if number % (late + 1) == 0:
                left += send_all(app, day)
        app.store.close()
    gap = app.policy.scenarios[-1].minimum_gap_days
    assert len(left) >= 2
    assert all((after - before).days >= gap for before, after in pairwise(left)), left


def test_a_store_that_is_away_sets_no_dossier_aside(tmp_path: Path) -> None:
    app = app_on(tmp_path, on(START))
    [reference] = one_dossier_an_invoice(app, [3])
    with app.store.begin() as connection:
        connection.execute(update(schema.dossiers).values(next_action_on=START))

    @event.listens_for(app.store.engine, "before_cursor_execute", retval=True)
    def away(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> tuple[str, Any]:
        return ("SELECT * FROM gone", ()) if statement.startswith("INSERT INTO journal") else (statement, parameters)

    with pytest.raises(EdgeError, match="the store failed: no such table: gone"):
        planner.plan_due(app)
    event.remove(app.store.engine, "before_cursor_execute", away)
    with app.store.begin() as connection:
        assert dossiers.due(connection, START) == [reference], "it is asked again when the store is back"
    app.store.close()


def test_an_insolvency_stops_every_dossier_of_the_customer(tmp_path: Path) -> None:
    app = app_on(tmp_path, on(START))
    one, two, settled = one_dossier_an_invoice(app, [3, 4, 5])
    paid = InvoicesImported(CUSTOMER, (CONTACT,), (), complete=True)
    change.happen(app, settled, paid)
    said = Reading(False, (Intent.INSOLVENCY,), Intent.INSOLVENCY, 0.99, False, new_text="redressement judiciaire")
    change.happen(app, one, ReplyRead(said, CONTACT.address, Trust.CONTACT, "message_id"))
    with app.store.begin() as connection:
        found = {r: dossiers.load(connection, r).status for r in (one, two, settled)}
    app.store.close()
    assert found == {one: Status.INSOLVENT, two: Status.INSOLVENT, settled: Status.SETTLED}
