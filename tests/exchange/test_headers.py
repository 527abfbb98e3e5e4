"""Headers of other programs."""

from __future__ import annotations

from typing import get_args

import pytest

from relanced.config.models import Column
from relanced.errors import BadInput
from relanced.exchange.headers import (
    IGNORE,
    INVOICES,
    REQUIRED_OF_INVOICES,
    SYNONYMS,
    check_layout,
    find_layout,
    plain,
)
from relanced.exchange.tables import Row


def found(*titles: str, columns: dict[str, str] | None = None) -> dict[str, str]:
    layout = find_layout([Row(1, titles)], INVOICES, columns or {})
    return {name: layout.titles[at] for name, at in layout.at.items()}


def faults(*titles: str, columns: dict[str, str] | None = None) -> list[str]:
    layout = find_layout([Row(1, titles)], INVOICES, columns or {})
    with pytest.raises(BadInput) as caught:
        check_layout("f.csv", layout, REQUIRED_OF_INVOICES, INVOICES, columns or {})
    return list(map(str, caught.value.faults))


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("N° facture", "invoice_number"),
        ("n° de facture", "invoice_number"),
        ("Numéro de facture", "invoice_number"),
        ("INVOICE_NUMBER", "invoice_number"),
        ("Échéance", "due_on"),
        ("Date d'échéance", "due_on"),
        ("Date d’échéance", "due_on"),
        ("Due date", "due_on"),
        ("Montant TTC", "total"),
        ("Total T.T.C.", None),
        ("Montant HT", None),
        ("Reste dû", "balance"),
        ("Solde", "balance"),
        ("Client", "customer_name"),
        ("Raison sociale", "customer_name"),
        ("Code client", "customer_id"),
        ("Courriel", "email"),
        ("E-mail", "email"),
        ("Civilité", "civility"),
        ("Bon de commande", "purchase_order"),
        ("Date facture", "issued_on"),
        ("Plafond de crédit", "credit_limit"),
        ("Encours autorisé", "credit_limit"),
        ("Payée le", "settled_on"),
        ("Mode de règlement", None),
    ],
)
def test_a_header_is_understood_or_left_alone(title, name):
    assert list(found(title)) == ([name] if name else [])


def test_of_two_headers_that_mean_the_same_the_more_precise_wins():
    assert found("Client", "Raison sociale")["customer_name"] == "Raison sociale"
    assert found("Montant", "Montant TTC")["total"] == "Montant TTC"
    assert found("Courriel", "email")["email"] == "email"


def test_the_owner_has_the_last_word():
    columns = {"Réf. pièce": "invoice_number", "Montant TTC": "ignore", "Facturé": "total"}
    assert found("N° facture", "ref piece", "Montant TTC", "Facturé", columns=columns) == {
        "invoice_number": "ref piece",
        "total": "Facturé",
    }


def test_lines_above_the_headers_are_passed_over():
    rows = [Row(1, ("Export du 12/03/2025",)), Row(3, ("Client", "Échéance", "TTC")), Row(4, ("A", "1/1/25", "1"))]
    assert find_layout(rows, INVOICES, {}).line == 3


def test_each_missing_column_is_a_fault_that_names_what_is_there_instead():
    lines = faults("Client", "Adresse électronique", "N° facture", "Brut")
    assert [line.split(":")[1] for line in lines] == ["1 due_on", "1 total"]
    assert "Brut" in lines[1]


def test_a_header_that_stands_twice_is_a_fault():
    titles = ("Client", "email", "N° facture", "Échéance", "TTC", "Solde", "solde")
    assert any("stands on two columns" in line for line in faults(*titles))


def test_a_slip_in_a_header_is_asked_about_rather_than_passed_over():
    titles = ("customer_name", "email", "invoice_number", "due_on", "total", "balence")
    (line,) = faults(*titles)
    assert line.startswith("f.csv:1 balence: is this balance?")
    layout = find_layout([Row(1, titles)], INVOICES, {"balence": "ignore"})
    check_layout("f.csv", layout, REQUIRED_OF_INVOICES, INVOICES, {"balence": "ignore"})


def test_the_columns_that_the_configuration_may_name_are_those_that_exist():
    assert {*get_args(Column)} == {*SYNONYMS, IGNORE}


def test_no_phrase_is_written_in_a_way_that_no_header_can_match():
    assert all(plain(phrase) == phrase for phrases in SYNONYMS.values() for phrase in phrases)


def test_no_phrase_means_two_columns_of_one_file():
    phrases = [phrase for name in INVOICES for phrase in SYNONYMS[name]]
    assert len(phrases) == len(set(phrases))
