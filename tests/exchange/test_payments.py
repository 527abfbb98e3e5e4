"""Payments in, and how they are told from invoices."""

from __future__ import annotations

from datetime import date

import pytest

from relanced.core.events import PaymentRecorded
from relanced.core.money import Money
from relanced.errors import BadInput
from relanced.exchange.payments import read_payments
from relanced.exchange.recognise import kind

INVOICES = "Client;Courriel;N° facture;Date;Échéance;Montant TTC\nA;a@b.example;F1;1/1/2025;1/2/2025;1,00\n"


@pytest.mark.parametrize(
    "text",
    [
        "invoice_number,amount,paid_on\nF1,1234.50,2025-03-02\n",
        "N° facture;Montant réglé;Date de règlement\nF1;1 234,50 €;02/03/2025\n",
        "Facture\tPayé le\tMontant\tDevise\nF1\t2/3/2025\t1234,5\tEUR\n",
    ],
)
def test_payments_are_read_in_french_and_in_english(text):
    assert kind("p.csv", text.encode()) == "payments"
    assert read_payments("p.csv", text.encode()) == [("F1", PaymentRecorded(Money(123450), date(2025, 3, 2), "F1"))]


def test_all_the_faults_of_payments_come_at_once():
    text = "invoice_number;amount;paid_on;currency\n;10,00;02/03/2025;\nF1;0;02/03/2025;\nF2;-5,00;02/03/2025;\n"
    text += "F3;x;y;\nF4;10,00 €;02/03/2025;USD\nF5;10,00;;\n"
    with pytest.raises(BadInput) as caught:
        read_payments("p.csv", text.encode())
    assert [fault.place for fault in caught.value.faults] == [
        "p.csv:2 invoice_number",
        "p.csv:3 amount",
        "p.csv:4 amount",
        "p.csv:5 paid_on",
        "p.csv:5 amount",
        "p.csv:6 amount",
        "p.csv:7 paid_on",
    ]


def test_payments_without_a_column_that_they_need_are_refused():
    with pytest.raises(BadInput, match=r"p\.csv:1 paid_on: this column is missing"):
        read_payments("p.csv", b"invoice_number;amount\nF1;10,00\n")


def test_a_list_of_invoices_is_recognised():
    assert kind("f.csv", INVOICES.encode()) == "invoices"


def test_invoices_that_also_tell_their_payments_are_invoices():
    text = INVOICES.replace("TTC", "TTC;Montant réglé;Date de règlement")
    assert kind("f.csv", text.encode()) == "invoices"


def test_invoices_without_addresses_are_still_no_payments():
    text = "N° facture;Client;Échéance;Montant réglé;Date de règlement\nF1;A;1/1/2025;0;\n"
    assert kind("f.csv", text.encode()) == "invoices"


@pytest.mark.parametrize(
    "text",
    [
        "N° facture;Date;Montant\nF1;01/01/2025;10,00\n",  # of invoices or of payments: to guess would settle them
        "a;b;c\n1;2;3\n",
        "Échéance;Truc\n1/1/2025;x\n",
    ],
)
def test_what_could_be_either_or_is_neither_is_refused(text):
    with pytest.raises(BadInput, match="is no list of invoices, no list of payments"):
        kind("f.csv", text.encode())


def test_the_headers_of_the_owner_count_when_a_file_is_recognised():
    text = "N° facture;Date;Montant\nF1;01/01/2025;10,00\n"
    columns = {"Jour": "paid_on"}
    assert kind("f.csv", text.replace("Date", "Jour").encode(), columns) == "payments"
