"""A rehearsal says what the daemon will do if nobody answers, and does nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from relanced.config import load
from relanced.core.dossier import ReminderState
from relanced.core.events import Paused, TaskDone
from relanced.core.tasks import TaskKind
from relanced.daemon import change
from relanced.daemon.app import App, open_app
from relanced.daemon.clock import RehearsedClock
from relanced.daemon.imports.intake import import_files
from relanced.daemon.planner import plan_due
from relanced.daemon.rehearse import rehearse
from relanced.daemon.sending import outbox
from relanced.store import dossiers
from relanced.store import outbox as rows

START = datetime(2026, 12, 1, 9, tzinfo=UTC)
UNTIL = date(2027, 3, 31)
HEAD = "customer_id;customer_name;email;invoice_number;due_on;total"
INVOICES = (
    "C1;Menuiserie Bertin;compta@bertin.example;F-1;2026-11-10;1200",
    "C1;Menuiserie Bertin;compta@bertin.example;F-2;2026-12-18;300",
    "C2;Garage Martin;martin@garage.example;F-3;2026-12-24;80",
    "C3;Cabinet Petit;petit@cabinet.example;F-4;2026-06-01;10",
)
Told = list[tuple[date, str, str, bool]]


class Office:
    def __init__(self, folder: Path, start: datetime = START, **settings: str) -> None:
        path = folder / "config.yaml"
        lines = ["company: {name: Atelier Mercier, email: compta@mercier.example}"]
        path.write_text("\n".join([*lines, *(f"{name}: {value}" for name, value in settings.items())]))
        self.clock = RehearsedClock(start)
        self.app: App = open_app(load(path, os.environ), os.environ, self.clock)

    def take(self, *lines: str) -> None:
        import_files(self.app, [("list.csv", "\n".join([HEAD, *lines]).encode())])

    def rehearsed(self, until: date = UNTIL) -> Told:
        return [(mail.on, mail.reference, mail.step, mail.waits) for mail in rehearse(self.app, until)]

    def lived(self, until: date) -> Told:
        """What the daemon's own planner does, day after day, with a server that takes everything."""
        told: Told = []
        asked: set[str] = set()
        while (day := self.app.today()) <= until:
            plan_due(self.app)
            with self.app.store.begin() as connection:
                for reference in dossiers.references(connection):
                    dossier = dossiers.load(connection, reference)
                    if dossier.has_task(TaskKind.APPROVE_STEP) and reference not in asked:
                        asked.add(reference)
                        told.append((day, reference, "formal_notice", True))
                told += [(day, row.dossier, row.step, False) for row in self._leaving(connection)]
            outbox.tell_outcomes(self.app)
            self.clock.advance(timedelta(days=1))
        return told

    def _leaving(self, connection: rows.Connection) -> list[rows.Row]:
        now = self.clock.now()
        leaving = rows.ready(connection, now, 100, reminders=True)
        for row in leaving:
            assert rows.claim(connection, row.id, "post", now)
            rows.seal(connection, row.id, rows.Sealed(f"<{row.id}@mercier.example>", "", "", "", b"raw"))
            assert rows.start(connection, row.id, now, now.date())
            rows.finish(connection, row.id, rows.Outcome(ReminderState.SENT, "250", now))
        return leaving


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    office.app.store.close()


def test_what_is_rehearsed_is_what_happens(office: Office) -> None:
    office.take(*INVOICES)
    rehearsed = office.rehearsed()
    assert len(rehearsed) >= 10
    assert sorted(rehearsed) == sorted(office.lived(UNTIL))


def test_the_dossiers_of_one_customer_keep_their_distance_in_a_rehearsal_as_in_life(tmp_path: Path) -> None:
    office = Office(tmp_path, grouping="invoice")
    near = "C1;Menuiserie Bertin;compta@bertin.example;F-2;2026-12-16;300"  # courtesy the day after F-1's third
    office.take(INVOICES[0], near)
    rehearsed = office.rehearsed()
    of_bertin = sorted(
        day for day, reference, _, waits in rehearsed if reference in ("RL-0001", "RL-0002") and not waits
    )
    gaps = [(later - earlier).days for earlier, later in pairwise(of_bertin)]
    assert min(gaps) >= 5
    assert sorted(rehearsed) == sorted(office.lived(UNTIL))
    office.app.store.close()


def test_a_rehearsal_writes_nothing(office: Office) -> None:
    office.take(*INVOICES)
    with office.app.store.begin() as connection:
        before = [dossiers.load(connection, r) for r in dossiers.references(connection)]
    assert office.rehearsed()
    with office.app.store.begin() as connection:
        assert [dossiers.load(connection, r) for r in dossiers.references(connection)] == before
        assert rows.pending(connection) == []


def test_the_formal_notice_waits_for_a_word_and_nothing_comes_after_it(office: Office) -> None:
    office.take(INVOICES[0])
    *_, last = office.rehearsed()
    assert last[2:] == ("formal_notice", True)
    [waiting] = [mail for mail in rehearse(office.app, UNTIL) if mail.waits]
    assert (waiting.to, str(waiting.amount)) == ("compta@bertin.example", "1200.00")


def test_a_formal_notice_that_waits_already_is_shown_on_the_first_day(office: Office) -> None:
    office.take(INVOICES[0])
    office.lived(date(2026, 12, 28))
    with office.app.store.begin() as connection:
        assert dossiers.load(connection, "RL-0001").has_task(TaskKind.APPROVE_STEP)
    assert office.rehearsed() == [(office.app.today(), "RL-0001", "formal_notice", True)]
    change.happen(office.app, "RL-0001", TaskDone(TaskKind.APPROVE_STEP))
    assert office.rehearsed(date(2027, 1, 8)) == [(office.app.today(), "RL-0001", "formal_notice", False)]


def test_a_mail_in_the_outbox_is_counted_once(office: Office) -> None:
    office.take(INVOICES[0])
    before = office.rehearsed()
    plan_due(office.app)
    assert office.rehearsed() == before


def test_after_hours_the_next_opening_is_the_first_day(tmp_path: Path) -> None:
    office = Office(tmp_path, datetime(2026, 12, 4, 20, tzinfo=UTC))
    office.take(INVOICES[0])
    assert office.rehearsed(date(2026, 12, 6)) == []
    assert office.rehearsed(date(2026, 12, 7)) == [(date(2026, 12, 7), "RL-0001", "second", False)]
    office.app.store.close()


def test_a_paused_dossier_is_silent_until_its_pause_has_passed(office: Office) -> None:
    office.take(INVOICES[0])
    change.happen(office.app, "RL-0001", Paused(date(2027, 1, 15), "holidays"))
    days = [day for day, *_ in office.rehearsed()]
    assert min(days) == date(2027, 1, 18)


def test_the_amount_is_that_of_the_invoices_in_the_mail(office: Office) -> None:
    office.take(*INVOICES[:2])
    amounts = {mail.on: str(mail.amount) for mail in rehearse(office.app, date(2027, 1, 20))}
    assert amounts[date(2026, 12, 1)] == "1200.00"
    assert amounts[max(amounts)] == "1500.00"
