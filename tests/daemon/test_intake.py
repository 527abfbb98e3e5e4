"""Importing: all of it or nothing, and twice is once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from relanced.config import load
from relanced.core.dossier import Dossier, Status
from relanced.core.events import DisputeOutcome, DisputeRaised, TaskDone
from relanced.core.money import Money
from relanced.core.tasks import TaskKind
from relanced.daemon import change
from relanced.daemon.app import App, open_app
from relanced.daemon.clock import RehearsedClock
from relanced.daemon.imports.intake import Imported, import_files
from relanced.errors import BadInput
from relanced.store import dossiers, schema

START = datetime(2026, 12, 1, 9, tzinfo=UTC)
HEAD = "customer_id;customer_name;email;invoice_number;due_on;total;balance"
BERTIN = "C1;Menuiserie Bertin;compta@bertin.example"
MARTIN = "C2;Garage Martin;martin@garage.example"


class Desk:
    """An application on an empty store, and what is put on its desk."""

    def __init__(self, folder: Path, store_url: str, **settings: str) -> None:
        path = folder / "config.yaml"
        lines = [
            "company: {name: Atelier Mercier, email: compta@mercier.example}",
            f"store: {{url: '{store_url}'}}",
            *(f"{name}: {value}" for name, value in settings.items()),
        ]
        path.write_text("\n".join(lines))
        path.chmod(0o600)
        self.folder, self.clock = folder, RehearsedClock(START)
        self.app: App = open_app(load(path, os.environ), os.environ, self.clock)

    def take(
        self, *files: str | list[str], full: bool = False, dry_run: bool = False, take_back: bool = False
    ) -> Imported:
        """Import files: each is a list of lines, those of invoices without their headers."""
        contents = []
        for number, lines in enumerate(files, 1):
            text = "\n".join([HEAD, *lines]) if isinstance(lines, list) else lines
            contents.append((f"file{number}.csv", text.encode()))
        return import_files(self.app, contents, dry_run=dry_run, full=full, take_back=take_back)

    def dossiers(self) -> dict[str, Dossier]:
        with self.app.store.begin() as connection:
            return {r: dossiers.load(connection, r) for r in dossiers.references(connection)}

    def dossier(self, reference: str) -> Dossier:
        return self.dossiers()[reference]

    def rows(self) -> dict[str, int]:
        with self.app.store.begin() as connection:
            tables = schema.metadata.sorted_tables
            return {t.name: connection.execute(select(func.count()).select_from(t)).scalar_one() for t in tables}


@pytest.fixture
def desk(tmp_path: Path, store_url: str) -> Iterator[Desk]:
    desk = Desk(tmp_path, store_url)
    yield desk
    desk.app.store.close()


def faults(error: pytest.ExceptionInfo[BadInput]) -> list[str]:
    return [str(fault) for fault in error.value.faults]


def payments(*lines: str) -> str:
    return "\n".join(["invoice_number;paid_on;amount", *lines])


def test_a_customer_has_one_dossier_for_all_his_invoices(desk: Desk) -> None:
    done = desk.take(
        [f"{BERTIN};F-1;2026-11-10;1200,00;", f"{MARTIN};F-2;2026-12-20;80;", f"{BERTIN};F-3;2026-11-20;50;20"]
    )
    assert [(line.reference, line.what, str(line.balance)) for line in done.lines] == [
        ("RL-0001", "new", "1220.00"),
        ("RL-0002", "new", "80.00"),
    ]
    assert [i.number for i in desk.dossier("RL-0001").invoices] == ["F-1", "F-3"]
    assert desk.dossier("RL-0001").next_step == "second"


def test_an_invoice_has_a_dossier_of_its_own_when_the_settings_say_so(tmp_path: Path, store_url: str) -> None:
    desk = Desk(tmp_path, store_url, grouping="invoice")
    lines = [f"{BERTIN};F-1;2026-11-10;1200;", "C1;Menuiserie Bertin;direction@bertin.example;F-2;2026-11-20;50;"]
    assert desk.take(lines).count("new") == 2
    before = desk.rows(), desk.dossiers()
    assert desk.take(lines).count("unchanged") == 2, "the dossiers of a customer agree on his addresses"
    assert (desk.rows(), desk.dossiers()) == before
    desk.app.store.close()


def test_importing_twice_changes_nothing_but_the_day_of_confirmation(desk: Desk) -> None:
    lines = [f"{BERTIN};F-1;2026-11-10;1200;", "C2;Garage Martin;Martin@Garage.EXAMPLE;F-2;2026-12-20;80;"]
    desk.take(lines)
    before, rows = desk.dossier("RL-0002"), desk.rows()
    desk.clock.advance(timedelta(days=1))
    assert desk.take(lines).count("unchanged") == 2
    after = desk.dossier("RL-0002")
    assert desk.rows() == rows
    assert after.version == before.version
    assert (before.ledger_on, after.ledger_on) == (date(2026, 12, 1), date(2026, 12, 2))


def test_a_dry_run_says_what_would_happen_and_writes_nothing(desk: Desk) -> None:
    desk.take([f"{BERTIN};F-1;2026-11-10;1200;"])
    before = desk.rows(), desk.dossiers()
    done = desk.take([f"{BERTIN};F-1;2026-11-10;1200;0", f"{MARTIN};F-2;2026-12-20;80;"], dry_run=True)
    assert [(line.customer, line.what) for line in done.lines] == [
        ("Menuiserie Bertin", "settled"),
        ("Garage Martin", "new"),
    ]
    assert (desk.rows(), desk.dossiers()) == before


def test_a_fault_in_one_file_leaves_nothing_of_the_others_and_all_faults_are_said(desk: Desk) -> None:
    good = [f"{MARTIN};F-9;2026-12-20;80;"]
    bad = [f"{BERTIN};F-1;2026-02-30;1200;", f"{BERTIN};F-2;2026-11-10;mille;"]
    with pytest.raises(BadInput) as error:
        desk.take(good, bad, "neither;here\n1;2")
    said = faults(error)
    assert [line.partition(" ")[0] for line in said[:2]] == ["file2.csv:2", "file2.csv:3"]
    assert said[2].startswith("file3.csv: is no list of invoices")
    assert desk.dossiers() == {}


def test_two_files_that_disagree_on_an_invoice_are_refused(desk: Desk) -> None:
    with pytest.raises(BadInput, match=r"file2\.csv:2 invoice_number: F-1 is there twice .* first in file1\.csv:2"):
        desk.take([f"{BERTIN};F-1;2026-11-10;1200;"], [f"{BERTIN};F-1;2026-11-10;1300;"])


def test_who_owes_nothing_gets_no_dossier(desk: Desk) -> None:
    desk.take([f"{BERTIN};F-1;2026-11-10;1200;0"])
    assert desk.dossiers() == {}


def test_the_pdf_of_an_invoice_is_found_from_the_folder_of_its_file(desk: Desk) -> None:
    (desk.folder / "f1.pdf").write_bytes(b"%PDF-1.4 invoice")
    text = f"{HEAD};pdf\n{BERTIN};F-1;2026-11-10;1200;;f1.pdf"
    import_files(desk.app, [(str(desk.folder / "list.csv"), text.encode())])
    assert desk.dossier("RL-0001").invoices[0].pdf == str((desk.folder / "f1.pdf").resolve())


# -- the whole list ---------------------------------------------------------------------------------------------------


def test_what_the_whole_list_lacks_has_been_paid(desk: Desk) -> None:
    desk.take([f"{BERTIN};F-1;2026-11-10;1200;", f"{BERTIN};F-2;2026-11-10;10;", f"{MARTIN};F-3;2026-12-20;80;"])
    done = desk.take([f"{BERTIN};F-2;2026-11-10;10;"], full=True)
    assert [(line.reference, line.what) for line in done.lines] == [("RL-0001", "changed"), ("RL-0002", "settled")]
    assert str(desk.dossier("RL-0001").balance) == "10.00"
    assert desk.dossier("RL-0002").status is Status.SETTLED


def test_a_list_that_is_not_whole_leaves_the_others_alone(desk: Desk) -> None:
    desk.take([f"{BERTIN};F-1;2026-11-10;1200;", f"{MARTIN};F-3;2026-12-20;80;"])
    before = desk.dossier("RL-0002")
    desk.take([f"{BERTIN};F-2;2026-11-10;10;"])
    assert desk.dossier("RL-0002") == before
    assert str(desk.dossier("RL-0001").balance) == "1210.00"


def test_an_empty_whole_list_settles_nobody(desk: Desk) -> None:
    desk.take([f"{BERTIN};F-1;2026-11-10;1200;"])
    with pytest.raises(BadInput, match="--full: there is no invoice"):
        desk.take([], full=True)
    assert desk.dossier("RL-0001").status is Status.ACTIVE


def test_what_was_written_off_is_not_settled_by_its_absence(desk: Desk) -> None:
    desk.take([f"{BERTIN};F-1;2026-11-10;1200;", f"{MARTIN};F-3;2026-12-20;80;"])
    with desk.app.store.begin() as connection:
        lost = schema.dossiers.c.reference == "RL-0001"
        connection.execute(update(schema.dossiers).where(lost).values(status="written_off"))
    desk.take([f"{MARTIN};F-3;2026-12-20;80;"], full=True)
    assert desk.dossier("RL-0001").status is Status.WRITTEN_OFF


# -- one invoice, one chase -------------------------------------------------------------------------------------------


def test_an_invoice_stays_in_its_dossier_when_the_grouping_changes(desk: Desk) -> None:
    desk.take([f"{BERTIN};F-1;2026-11-10;1200;"])
    desk.app.store.close()
    regrouped = Desk(desk.folder, desk.app.settings.store_url(os.environ), grouping="invoice")
    regrouped.take([f"{BERTIN};F-1;2026-11-10;1200;", f"{BERTIN};F-2;2026-11-10;10;"])
    found = {r: [i.number for i in d.invoices] for r, d in regrouped.dossiers().items()}
    assert found == {"RL-0001": ["F-1"], "RL-0002": ["F-2"]}
    regrouped.app.store.close()


def test_a_customer_known_by_his_name_alone_may_be_renamed(desk: Desk) -> None:
    desk.take([";Menuiserie Bertin;compta@bertin.example;F-1;2026-11-10;1200;"])
    renamed = ";Bertin et fils;compta@bertin.example"
    desk.take([f"{renamed};F-1;2026-11-10;1200;", f"{renamed};F-2;2026-11-10;10;"])
    assert [d.customer.name for d in desk.dossiers().values()] == ["Bertin et fils"]
    assert str(desk.dossier("RL-0001").balance) == "1210.00"


def test_an_invoice_is_not_chased_from_two_customers(desk: Desk) -> None:
    desk.take([f"{BERTIN};F-1;2026-11-10;1200;"])
    with pytest.raises(BadInput) as error:
        desk.take([f"{MARTIN};F-1;2026-11-10;1200;", f"{MARTIN};F-2;2026-11-10;10;"])
    [fault] = faults(error)
    assert fault.startswith("file1.csv:2 customer_id: F-1 is already chased from customer C1")
    assert len(desk.dossiers()) == 1


# -- payments ---------------------------------------------------------------------------------------------------------


def test_a_payment_settles_and_counts_once(desk: Desk) -> None:
    desk.take([f"{BERTIN};F-1;2026-11-10;1200;"])
    first = desk.take(payments("F-1;2026-11-30;1200,00"))
    assert (first.payments, first.known_payments, first.count("settled")) == (1, 0, 1)
    before = desk.rows(), desk.dossiers()
    again = desk.take(payments("F-1;2026-11-30;1200,00"))
    assert (again.payments, again.known_payments, again.lines) == (1, 1, [])
    assert (desk.rows(), desk.dossiers()) == before


def test_two_equal_payments_in_one_file_are_two(desk: Desk) -> None:
    desk.take([f"{BERTIN};F-1;2026-11-10;1200;"])
    lines = ("F-1;2026-11-30;100", "F-1;2026-11-30;100")
    assert desk.take(payments(*lines)).known_payments == 0
    assert str(desk.dossier("RL-0001").balance) == "1000.00"
    third = desk.take(payments(*lines, "F-1;2026-11-30;100"))
    assert (third.payments, third.known_payments) == (3, 2)
    assert str(desk.dossier("RL-0001").balance) == "900.00"


def test_a_payment_of_an_unknown_invoice_undoes_the_whole_import(desk: Desk) -> None:
    with pytest.raises(BadInput) as error:
        desk.take(payments("F-1;2026-11-30;1200", "", "X-9;2026-11-30;5"), [f"{BERTIN};F-1;2026-11-10;1200;"])
    assert faults(error) == [
        "file1.csv:4: no invoice has the number X-9 (import it first, or correct the number)",
    ]
    assert desk.dossiers() == {}


def test_a_payment_in_another_currency_is_a_fault(desk: Desk) -> None:
    desk.take([f"{BERTIN};F-1;2026-11-10;1200;"])
    with pytest.raises(BadInput, match=r"file1\.csv:2: is in GBP, but F-1 is in EUR"):
        desk.take("invoice_number;paid_on;amount;currency\nF-1;2026-11-30;1200;GBP")


def test_a_list_of_totals_does_not_take_recorded_payments_back(desk: Desk) -> None:
    totals = [f"{BERTIN};F-1;2026-11-10;1200;"]
    desk.take(totals)
    desk.take(payments("F-1;2026-11-30;700"))
    assert desk.take(totals).count("unchanged") == 1
    assert str(desk.dossier("RL-0001").balance) == "500.00"
    desk.take([f"{BERTIN};F-1;2026-11-10;1200;300"])
    assert str(desk.dossier("RL-0001").balance) == "300.00", "a balance that the file does know is believed"


def test_a_file_from_before_a_payment_does_not_take_it_back_and_says_so(desk: Desk) -> None:
    old = [f"{BERTIN};F-1;2026-11-10;1200;1000"]
    desk.take(old)
    desk.take(payments("F-1;2026-11-30;300"))
    done = desk.take(old)
    assert [(k.invoice, str(k.balance), str(k.in_file)) for k in done.kept] == [("F-1", "700.00", "1000.00")]
    assert str(desk.dossier("RL-0001").balance) == "700.00"
    desk.take([f"{BERTIN};F-1;2026-11-10;1200;900"])
    assert str(desk.dossier("RL-0001").balance) == "700.00", "a part of it is no news either"
    desk.take([f"{BERTIN};F-1;2026-11-10;1200;1100"])
    assert str(desk.dossier("RL-0001").balance) == "1100.00", "more than was paid is another figure"


def test_a_payment_that_bounced_is_taken_back_on_a_person_s_word(desk: Desk) -> None:
    old = [f"{BERTIN};F-1;2026-11-10;1200;1000"]
    desk.take(old)
    desk.take(payments("F-1;2026-11-30;300"))
    assert desk.take(old, take_back=True).kept == []
    assert str(desk.dossier("RL-0001").balance) == "1000.00"


def test_what_was_given_up_stays_so_beside_a_payment(desk: Desk) -> None:
    totals = [f"{BERTIN};F-1;2026-11-10;1200;"]
    desk.take(totals)
    change.happen(desk.app, "RL-0001", DisputeRaised("F-1", Money.of("200.00")))
    change.happen(desk.app, "RL-0001", TaskDone(TaskKind.ANSWER_DISPUTE, outcome=DisputeOutcome.ACCEPTED))
    desk.take(payments("F-1;2026-11-30;300"))
    assert str(desk.dossier("RL-0001").balance) == "700.00"
    desk.take(totals)
    assert str(desk.dossier("RL-0001").balance) == "700.00"
    desk.take([f"{BERTIN};F-1;2026-11-10;1200;900"])
    assert str(desk.dossier("RL-0001").balance) == "700.00"


def test_two_currencies_never_meet_in_one_dossier_in_whatever_order_they_come(desk: Desk) -> None:
    head = f"{HEAD};currency"
    desk.take("\n".join([head, f"{BERTIN};F-1;2026-11-20;100.00;100.00;EUR"]))
    for number in ("F-1", "F-2"):
        with pytest.raises(BadInput) as caught:
            desk.take("\n".join([head, f"{BERTIN};{number};2026-11-20;100.00;100.00;CHF"]))
        assert "file1.csv:2 currency: is CHF, not EUR" in str(caught.value)
