"""What a customer is, where the list says it under another header or not at all; and what a list says in vain."""

from __future__ import annotations

import pytest

from relanced.core.dossier import CustomerKind
from relanced.errors import BadInput
from relanced.exchange.invoices import InvoiceList, read_list

HEAD = "Client;E-mail;N° facture;Échéance;Montant TTC"
BERTIN = "Menuiserie Bertin;compta@bertin.example;F-1;31/12/2025;1200"
DURAND = "Mme Durand;a@durand.example;F-2;31/12/2025;80"


def listed(head: str, *lines: str) -> InvoiceList:
    return read_list("list.csv", "\n".join((head, *lines)).encode())


@pytest.mark.parametrize("title", ["Catégorie", "Type", "Nature"])
def test_a_column_of_which_every_cell_is_a_kind_says_the_kind(title: str) -> None:
    told = listed(f"{HEAD};{title}", f"{BERTIN};professionnel", f"{DURAND};Particulier")
    assert [row.customer_kind for row in told.rows] == [CustomerKind.BUSINESS, CustomerKind.CONSUMER]
    assert [row.segment for row in told.rows] == [None, None]
    assert (told.ignored, told.notes) == ((), ())


def test_a_column_with_another_word_stays_what_it_was() -> None:
    told = listed(f"{HEAD};Catégorie", f"{BERTIN};grand compte", f"{DURAND};particulier")
    assert [row.segment for row in told.rows] == ["grand compte", "particulier"]
    assert {row.customer_kind for row in told.rows} == {CustomerKind.BUSINESS}


def test_a_header_from_which_nothing_is_taken_is_named_but_for_those_to_ignore() -> None:
    text = f"{HEAD};Couleur;Remise\n{BERTIN};bleu;0".encode()
    assert read_list("list.csv", text).ignored == ("Couleur", "Remise")
    assert read_list("list.csv", text, {"Remise": "ignore"}).ignored == ("Couleur",)


@pytest.mark.parametrize(
    ("name", "noun"),
    [
        ("Mme Durand", "person"),
        ("M. et Mme Petit", "person"),
        ("Mairie de Betton", "public body"),
        ("Commune de Betton", "public body"),
    ],
)
def test_a_name_that_reads_like_no_business_is_doubted_unless_the_list_says_the_kind(name: str, noun: str) -> None:
    line = f"{name};a@betton.example;F-1;31/12/2025;1200"
    [note] = listed(HEAD, line, line.replace("F-1", "F-2")).notes
    assert note.startswith(f"{name} is taken for a business, but reads like a {noun}")
    assert listed(f"{HEAD};Type de client", f"{line};professionnel").notes == ()


@pytest.mark.parametrize("name", ["Menuiserie Bertin", "Monsieurbrico SARL", "Communeco", "Mmebel"])
def test_a_business_is_not_doubted(name: str) -> None:
    assert listed(HEAD, f"{name};a@b.example;F-1;31/12/2025;1200").notes == ()


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("Total;;;;1200", "list.csv:2: has an amount, but nothing under E-mail, N° facture, Échéance"),
        ("A;luc.dupont @ free.example;F-1;31/12/2025;1", '"luc.dupont @ free.example" is not an e-mail address (there'),
        ("A;luc.dupont;F-1;31/12/2025;1", "it has no @"),
        ("A;luc@example;F-1;31/12/2025;1", "there is no dot after the @"),
    ],
)
def test_a_fault_says_what_is_odd(line: str, fault: str) -> None:
    with pytest.raises(BadInput) as refused:
        listed(HEAD, line)
    assert fault in str(refused.value)


def test_one_number_of_two_customers_is_said_so() -> None:
    with pytest.raises(BadInput) as refused:
        listed(HEAD, BERTIN, BERTIN.replace("Menuiserie Bertin", "Garage Petit"))
    assert "F-1 is of two customers: Garage Petit here, Menuiserie Bertin in list.csv:2" in str(refused.value)
