"""A bank statement on the desk: what is sure is recorded once, what is not is asked once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from relanced.core.bank import Verdict, Why
from relanced.core.dossier import Status
from relanced.core.events import TaskDone
from relanced.core.money import Money
from relanced.core.tasks import TaskKind
from relanced.daemon import change
from relanced.errors import BadInput
from relanced.letters.labels import task_detail
from tests.daemon.test_intake import Desk

INVOICES = ["C1;Menuiserie Bertin;compta@bertin.example;F-2026-1;2026-11-01;1000;"]
HEAD = "Date;Libellé;Débit;Crédit\n"


@pytest.fixture
def desk(tmp_path: Path, store_url: str) -> Iterator[Desk]:
    desk = Desk(tmp_path, store_url)
    desk.take(INVOICES)
    yield desk
    desk.app.store.close()


def test_a_credit_that_names_an_invoice_settles_it_once(desk: Desk) -> None:
    text = HEAD + "20/11/2026;VIR BERTIN F-2026-1;;1000,00\n21/11/2026;EDF;450,00;\n"
    done = desk.take(text)
    assert [f.verdict for _, f in done.statement.found] == [Verdict.PAID]
    assert desk.dossier("RL-0001").status is Status.SETTLED
    rows = desk.rows()
    again = desk.take(text)
    assert (again.statement.known, again.statement.found) == (1, [])
    assert desk.rows() == rows


def test_two_parts_are_recorded_each_once_over_overlapping_statements(desk: Desk) -> None:
    first, second = "02/11/2026;VIR F-2026-1;;400,00\n", "20/11/2026;VIR F-2026-1;;600,00\n"
    desk.take(HEAD + first)
    assert desk.dossier("RL-0001").balance == Money(600_00)
    assert desk.take(HEAD + first + second).statement.known == 1
    assert desk.dossier("RL-0001").status is Status.SETTLED


def test_a_payment_that_the_books_tell_later_is_the_same(desk: Desk) -> None:
    desk.take(HEAD + "20/11/2026;VIR F-2026-1;;400,00\n")
    done = desk.take("invoice_number;amount;paid_on\nF-2026-1;400,00;2026-11-22\n")
    assert (done.payments, done.known_payments) == (1, 1)
    assert desk.dossier("RL-0001").balance == Money(600_00)


def test_a_part_that_the_books_told_before_is_asked_of_a_person(desk: Desk) -> None:
    desk.take("invoice_number;amount;paid_on\nF-2026-1;400,00;2026-11-22\n")
    done = desk.take(HEAD + "20/11/2026;VIR F-2026-1;;400,00\n")
    assert [f.why for _, f in done.statement.found] == [Why.SEEN]
    assert desk.dossier("RL-0001").balance == Money(600_00)


def test_an_unsure_credit_holds_the_reminders_until_a_person_has_compared_and_asks_once(desk: Desk) -> None:
    text = HEAD + "20/11/2026;VIR MENUISERIE BERTIN;;1000,00\n"
    desk.take(text)
    dossier = desk.dossier("RL-0001")
    assert ([t.kind for t in dossier.tasks], dossier.next_action_on) == ([TaskKind.MATCH_CREDIT], None)
    said = task_detail(dossier.tasks[0].detail, "fr").replace("\u202f", " ").replace("\u00a0", " ")
    assert "1 000,00 € le 20 novembre 2026 : VIR MENUISERIE BERTIN" in said
    assert "le montant correspond, aucun numéro n’est cité" in said
    change.happen(desk.app, "RL-0001", TaskDone(TaskKind.MATCH_CREDIT))
    assert desk.dossier("RL-0001").next_action_on is not None
    assert [f.verdict for _, f in desk.take(text).statement.found] == [Verdict.UNSURE]
    assert desk.dossier("RL-0001").tasks == ()


def test_a_dry_run_and_a_fault_leave_everything_as_it_was(desk: Desk) -> None:
    rows = desk.rows()
    good, bad = "20/11/2026;VIR F-2026-1;;400,00\n", "31/02/2026;X;;1,00\n"
    assert len(desk.take(HEAD + good, dry_run=True).statement.found) == 1
    with pytest.raises(BadInput):
        desk.take(HEAD + good + bad)
    assert desk.rows() == rows
