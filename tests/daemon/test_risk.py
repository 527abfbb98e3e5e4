"""What the store knows of a customer, and what the summary says of it, and how often."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from relanced.config import load
from relanced.core.dossier import ReminderState
from relanced.core.events import PaymentRecorded, ReplyRead, Trust
from relanced.core.intents import Intent
from relanced.core.money import Money
from relanced.core.reading import Reading
from relanced.core.risk.alerts import AlertKind
from relanced.core.risk.standing import Standing
from relanced.core.summary import Summary
from relanced.daemon import change, planner, risk, summary
from relanced.daemon.app import App, open_app
from relanced.daemon.clock import RehearsedClock
from relanced.daemon.imports.intake import import_files
from relanced.store import schema

HEAD = "customer_id;customer_name;email;invoice_number;due_on;total;credit_limit"
BERTIN = "C1;Menuiserie Bertin;compta@bertin.example"
TUESDAY = datetime(2026, 12, 1, 9, tzinfo=UTC)


class Office:
    def __init__(self, folder: Path, settings: str = "") -> None:
        path = folder / "config.yaml"
        path.write_text(f"company: {{name: Atelier Mercier, email: compta@mercier.example}}\n{settings}\n")
        self.clock = RehearsedClock(TUESDAY)
        self.app: App = open_app(load(path, os.environ), os.environ, self.clock)

    def take(self, *lines: str) -> None:
        import_files(self.app, [("list.csv", "\n".join([HEAD, *lines]).encode())])

    def standing(self) -> Standing:
        with self.app.store.begin() as connection:
            [standing] = risk.standings(self.app, connection, "C1")
        return standing

    def gathered(self) -> Summary:
        with self.app.store.begin() as connection:
            return summary.gather(self.app, connection)

    def days(self, count: int = 1) -> None:
        self.clock.advance(timedelta(days=count))

    def morning(self) -> tuple[list[str], list[str]]:
        """The news and the recalled warnings of a summary that is queued, and the day after it has come."""
        told = self.gathered()
        assert summary.queue(self.app)
        self.days()
        return [line.alert.kind.value for line in told.news], [line.alert.kind.value for line in told.lasting]

    def sent(self, step: str, on: date, number: int) -> None:
        at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
        row: dict[str, Any] = {"dossier": "RL-0001", "step": step, "round": 1, "recipient": "c@bertin.example"}
        row |= {"invoices": ["F-1"], "words": "", "state": ReminderState.SENT.value, "queued_on": on, "queued_at": at}
        row |= {"not_before": at, "attempts": 1, "tried_on": on, "sent_at": at, "told": True, "key": f"k{number}"}
        with self.app.store.begin() as connection:
            connection.execute(insert(schema.outbox).values(**row))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    office.app.store.close()


def promise(on: date) -> ReplyRead:
    reading = Reading(False, (Intent.PAYMENT_PROMISE,), Intent.PAYMENT_PROMISE, 0.9, False, promised_on=on)
    return ReplyRead(reading, "compta@bertin.example", Trust.CONTACT, "message_id", wants_no_answer=True)


def test_what_a_customer_owes_is_known_by_age_over_all_his_dossiers(tmp_path: Path) -> None:
    office = Office(tmp_path, "grouping: invoice")
    office.take(f"{BERTIN};F-1;2026-09-10;100;", f"{BERTIN};F-2;2026-11-20;200;", f"{BERTIN};F-3;2026-12-20;300;500")
    standing = office.standing()
    assert [str(age.amount) for age in standing.ages] == ["300.00", "200.00", "0.00", "100.00", "0.00"]
    assert (str(standing.outstanding), str(standing.late), standing.days_late) == ("600.00", "300.00", 82)
    assert standing.dossiers == ("RL-0001", "RL-0002", "RL-0003")
    assert standing.limit_used == 120
    office.app.store.close()


def test_the_limit_of_the_settings_is_for_those_who_have_none(tmp_path: Path) -> None:
    office = Office(tmp_path, "risk: {credit_limit: 150}")
    office.take(f"{BERTIN};F-1;2026-12-10;200;")
    assert office.standing().credit_limit == Money(15_000)
    office.take(f"{BERTIN};F-1;2026-12-10;200;1000")
    assert office.standing().credit_limit == Money(100_000)
    office.app.store.close()


def test_promises_of_the_chase_that_goes_on_are_counted(office: Office) -> None:
    office.take(f"{BERTIN};F-1;2026-11-20;200;")
    change.happen(office.app, "RL-0001", promise(date(2026, 12, 3)))
    assert [p.promised_on for p in office.standing().promises] == [date(2026, 12, 3)]
    office.days(14)
    planner.plan_due(office.app)
    standing = office.standing()
    assert (standing.promises, standing.broken, standing.customer.record.promises_broken) == ((), 1, 1)


def test_reminders_since_the_last_sign_of_life_are_unanswered(office: Office) -> None:
    office.take(f"{BERTIN};F-1;2026-09-20;200;")
    with office.app.store.begin() as connection:
        connection.execute(schema.dossiers.update().values(since=date(2026, 9, 21)))
    for n, day in enumerate((1, 10, 20), start=1):
        office.sent("first", date(2026, 10, day), n)
    assert office.standing().unanswered == 3
    [line] = office.gathered().news
    assert line.alert.kind is AlertKind.SILENT
    event = PaymentRecorded(Money(5_000), date(2026, 10, 12))
    change.happen(office.app, "RL-0001", event)
    with office.app.store.begin() as connection:
        row = {"dossier": "RL-0001", "amount": 5_000, "currency": "EUR", "paid_on": event.paid_on, "key": "p"}
        connection.execute(insert(schema.payments).values(recorded_at=office.clock.now(), **row))
    assert office.standing().unanswered == 1


def test_a_warning_is_news_once_then_silent_until_the_week_turns(office: Office) -> None:
    office.take(f"{BERTIN};F-1;2026-12-20;900;500")
    assert office.morning() == (["limit_exceeded"], [])
    for _ in range(3):
        assert office.morning() == ([], [])
    office.days(2)
    assert office.app.today().weekday() == 0
    assert office.morning() == ([], ["limit_exceeded"])
    assert office.morning() == ([], [])


def test_a_limit_that_is_crossed_to_and_fro_is_one_story_and_a_new_one_after_a_fortnight(office: Office) -> None:
    office.take(f"{BERTIN};F-1;2026-12-20;900;500")
    assert office.morning()[0] == ["limit_exceeded"]
    office.take(f"{BERTIN};F-1;2026-12-20;900;1000")
    office.morning()
    office.take(f"{BERTIN};F-1;2026-12-20;900;500")
    assert office.morning()[0] == []
    office.take(f"{BERTIN};F-1;2026-12-20;900;1000")
    office.days(16)
    office.take(f"{BERTIN};F-1;2026-12-20;900;500")
    assert office.morning()[0] == ["limit_exceeded"]


def test_a_summary_that_is_only_looked_at_tells_nobody(office: Office) -> None:
    office.take(f"{BERTIN};F-1;2026-12-20;900;500")
    office.gathered()
    assert office.morning()[0] == ["limit_exceeded"]


def test_reminders_that_wait_for_the_ledger_are_said_with_its_day(tmp_path: Path) -> None:
    office = Office(tmp_path, "sending: {ledger_max_age: 7}")
    office.take(f"{BERTIN};F-1;2026-12-02;200;", "C2;Petit;p@petit.example;F-2;2026-12-02;300;")
    office.days(10)
    planner.plan_due(office.app)
    [said] = [w for w in office.gathered().warnings if "Comptes" in w]
    assert said == "Comptes du 01/12\u00a0: 2\u00a0relances attendent un import de vos règlements."
    office.take(f"{BERTIN};F-1;2026-12-02;200;", "C2;Petit;p@petit.example;F-2;2026-12-02;300;")
    assert not [w for w in office.gathered().warnings if "Comptes" in w]
    office.app.store.close()


def test_the_first_summary_of_a_month_has_the_month_before(office: Office) -> None:
    office.take(f"{BERTIN};F-1;2026-11-20;200;")
    office.days(8)
    change.happen(office.app, "RL-0001", PaymentRecorded(Money(20_000), date(2026, 12, 9)))
    assert [(m.invoices, m.days_late) for m in office.gathered().month] == []
    summary.queue(office.app)
    office.days(23)
    [month] = office.gathered().month
    assert (month.first, month.invoices, month.days_late) == (date(2026, 12, 1), 1, 19)
    summary.queue(office.app)
    office.days()
    assert office.gathered().month == ()


def test_both_databases_know_where_a_customer_stands(tmp_path: Path, store_url: str) -> None:
    office = Office(tmp_path, f"store: {{url: '{store_url}'}}")
    office.take(f"{BERTIN};F-1;2026-09-10;100;50")
    for n, day in enumerate((1, 10, 20), start=1):
        office.sent("first", date(2026, 12, day), n)
    with office.app.store.begin() as connection:
        read = {"primary": "payment_underway"}
        row = {"content_key": "m", "sha256": "", "raw": b"", "state": "handled", "tries": 0, "dossier": "RL-0001"}
        row |= {"received_at": TUESDAY + timedelta(days=12), "stored_at": TUESDAY, "reading": read}
        connection.execute(insert(schema.mails).values(**row))
    change.happen(office.app, "RL-0001", PaymentRecorded(Money(2_500), date(2026, 12, 5)))
    standing = office.standing()
    assert (str(standing.outstanding), standing.unanswered, standing.limit_used) == ("75.00", 1, 150)
    assert office.morning()[0] == ["limit_exceeded"]
    change.happen(office.app, "RL-0001", PaymentRecorded(Money(7_500), date(2026, 12, 15)))
    assert office.standing().customer.record.paid == 1
    office.app.store.close()
