"""A list of customers on the desk: who they are, without a word of what they owe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from relanced.core.dossier import CustomerKind
from relanced.core.events import MailRefused
from relanced.core.tasks import TaskKind
from relanced.daemon import change
from relanced.errors import BadInput
from relanced.exchange.recognise import kind
from relanced.store import schema
from tests.daemon.test_intake import Desk

INVOICES = ["C1;Menuiserie Bertin;compta@bertin.example;F-1;2026-11-01;1000;"]
HEAD = "N° client;Client;Courriel;Type de client;Famille;Langue;Plafond\n"
BERTIN = "C1;Menuiserie Bertin;paul@bertin.example;collectivité;grands comptes;en;5 000,00\n"


@pytest.fixture
def desk(tmp_path: Path, store_url: str) -> Iterator[Desk]:
    desk = Desk(tmp_path, store_url)
    desk.take(INVOICES)
    yield desk
    desk.app.store.close()


def what(desk: Desk, text: str) -> list[str]:
    return [met.what for met in desk.take(text).customers]


def test_a_list_of_customers_is_recognised_and_no_list_of_anything_else_is_one() -> None:
    assert kind("c.csv", (HEAD + BERTIN).encode()) == "customers"
    for text in ("Client;N° facture\nA;F-1\n", "Client;Solde\nA;12,00\n", "Client\nA\n"):
        with pytest.raises(BadInput):
            kind("c.csv", text.encode())


def test_a_known_customer_gets_his_kind_language_limit_and_addresses_and_his_debt_stays(desk: Desk) -> None:
    before = desk.dossier("RL-0001")
    assert what(desk, HEAD + BERTIN) == ["changed"]
    after = desk.dossier("RL-0001")
    customer = after.customer
    assert (customer.kind, customer.segment, customer.language) == (CustomerKind.PUBLIC, "grands comptes", "en")
    assert (customer.credit_limit, [c.address for c in after.contacts]) == (5000_00, ["paul@bertin.example"])
    assert (after.invoices, after.ledger_on) == (before.invoices, before.ledger_on)


def test_a_second_import_changes_nothing(desk: Desk) -> None:
    desk.take(HEAD + BERTIN)
    rows = desk.rows()
    assert what(desk, HEAD + BERTIN) == ["unchanged"]
    assert desk.rows() == rows


def test_a_later_list_of_invoices_without_these_columns_takes_them_not_back(desk: Desk) -> None:
    desk.take(HEAD + BERTIN)
    desk.take([*INVOICES, "C1;Menuiserie Bertin;compta@bertin.example;F-2;2026-11-10;200;"])
    customer = desk.dossier("RL-0001").customer
    assert (customer.kind, customer.segment, customer.language) == (CustomerKind.PUBLIC, "grands comptes", "en")
    assert customer.credit_limit == 5000_00


def test_what_the_file_does_not_speak_of_stays(desk: Desk) -> None:
    desk.take(HEAD + BERTIN)
    assert what(desk, "Client;Famille\nmenuiserie BERTIN;export\n") == ["changed"]
    customer = desk.dossier("RL-0001").customer
    assert (customer.segment, customer.kind, customer.language) == ("export", CustomerKind.PUBLIC, "en")
    assert [c.address for c in desk.dossier("RL-0001").contacts] == ["paul@bertin.example"]


def test_a_new_customer_is_known_when_his_first_invoice_comes_and_nothing_is_chased_before(desk: Desk) -> None:
    assert what(desk, HEAD + "C9;Garage Martin;m@martin.example;;vip;en;\n") == ["new"]
    assert list(desk.dossiers()) == ["RL-0001"]
    desk.take(["C9;Garage Martin;m@martin.example;F-9;2026-11-01;80;"])
    assert (desk.dossier("RL-0002").customer.segment, desk.dossier("RL-0002").customer.language) == ("vip", "en")


def test_a_mended_address_lets_the_chase_go_on(desk: Desk) -> None:
    change.happen(desk.app, "RL-0001", MailRefused("first", 1, "compta@bertin.example", "550 no such user"))
    assert desk.dossier("RL-0001").has_task(TaskKind.FIX_ADDRESS)
    desk.take(HEAD + BERTIN)
    assert desk.dossier("RL-0001").tasks == ()
    assert desk.dossier("RL-0001").next_action_on is not None


def test_who_cannot_be_told_is_a_fault_and_nothing_is_taken(desk: Desk) -> None:
    rows = desk.rows()
    with pytest.raises(BadInput, match=r"file1\.csv:3: Inconnu is not known"):
        desk.take("Client;Famille\nMenuiserie Bertin;export\nInconnu;vip\n")
    with pytest.raises(BadInput, match=r"file1\.csv:2 Type de client"):
        desk.take("Client;Type de client\nMenuiserie Bertin;martien\n")
    assert desk.rows() == rows
    assert desk.dossier("RL-0001").customer.segment is None


def test_a_customer_without_a_dossier_is_updated_too(desk: Desk) -> None:
    desk.take(HEAD + "C9;Garage Martin;m@martin.example;;vip;en;\n")
    assert what(desk, HEAD + "C9;Garage Martin;m@martin.example;;export;en;\n") == ["changed"]
    with desk.app.store.begin() as connection:
        table = schema.customers
        assert connection.execute(select(table.c.segment).where(table.c.id == "C9")).scalar() == "export"
