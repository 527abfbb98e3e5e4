"""Rows become dossiers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from relanced.core.dossier import ContactRole
from relanced.core.money import Money
from relanced.errors import BadInput
from relanced.exchange.invoices import InvoiceRow, group

FIRST = InvoiceRow(
    place="f.csv:2",
    customer_name="Boulangerie Mérel",
    emails=("compta@merel.example",),
    invoice_number="F1",
    due_on=date(2025, 3, 2),
    total=Money(10000),
    balance=Money(4000),
    contact_name="Jeanne Morel",
)
SECOND = replace(FIRST, place="f.csv:3", invoice_number="F2")
OTHER = replace(FIRST, place="f.csv:4", customer_name="Garage Petit", emails=("g@petit.example",), invoice_number="F3")


def test_a_customer_has_one_dossier_with_all_his_invoices():
    merel, petit = group([FIRST, OTHER, SECOND])
    assert [i.number for i in merel.invoices] == ["F1", "F2"]
    assert merel.invoices[0].balance == Money(4000)
    assert petit.customer.name == "Garage Petit"


def test_or_each_invoice_has_its_own_dossier():
    events = group([FIRST, SECOND], "invoice")
    assert [[i.number for i in event.invoices] for event in events] == [["F1"], ["F2"]]
    assert events[0].customer == events[1].customer


@pytest.mark.parametrize("name", ["BOULANGERIE MEREL", "Boulangerie  Mérel.", "boulangerie-mérel"])
def test_a_customer_without_a_code_is_known_again_however_his_name_is_typed(name):
    again = replace(FIRST, customer_name=name, emails=("Autre@MEREL.example",))
    assert group([again])[0].customer.id == group([FIRST])[0].customer.id == "c-728862677544"


def test_two_customers_of_one_name_at_two_domains_are_two():
    other = replace(FIRST, emails=("x@autre.example",))
    assert len(group([FIRST, other])) == 2


def test_a_code_decides_whatever_the_name_and_the_address():
    rows = [replace(FIRST, customer_id="C1"), replace(OTHER, customer_id="C1")]
    (event,) = group(rows)
    assert event.customer.id == "C1"
    assert event.customer.name == "Garage Petit", "the last line speaks for him"


def test_contacts_are_the_main_one_first_each_once():
    rows = [
        replace(FIRST, emails=("compta@merel.example", "patron@merel.example"), email_escalation=("dg@merel.example",)),
        replace(SECOND, emails=("Compta@merel.example",)),
    ]
    (event,) = group(rows)
    assert [(c.address, c.name, c.role) for c in event.contacts] == [
        ("compta@merel.example", "Jeanne Morel", ContactRole.MAIN),
        ("patron@merel.example", None, ContactRole.MAIN),
        ("dg@merel.example", None, ContactRole.ESCALATION),
    ]


def test_a_dossier_in_two_currencies_is_refused_because_they_never_add_up():
    dollars = replace(SECOND, total=Money(10000, "USD"), balance=Money(4000, "USD"))
    with pytest.raises(BadInput, match=r"f\.csv:3 currency: is USD, but f\.csv:2 is EUR"):
        group([FIRST, dollars])
    assert len(group([FIRST, dollars], "invoice")) == 2


@pytest.mark.parametrize(
    ("parts", "address"),
    [
        (("24 avenue de la République\n75011 Paris", "", ""), "24 avenue de la République\n75011 Paris"),
        (("24 avenue de la République", "75011", "Paris"), "24 avenue de la République\n75011 Paris"),
        (("24 avenue de la République\n75011 Paris", "75011", "Paris"), "24 avenue de la République\n75011 Paris"),
        (("", "75011", "Paris"), "75011 Paris"),
        (("", "", ""), ""),
    ],
)
def test_a_town_of_its_own_column_ends_the_address_once(parts, address):
    street, postcode, city = parts
    [event] = group([replace(FIRST, address=street, postcode=postcode, city=city)])
    assert event.customer.address == address
