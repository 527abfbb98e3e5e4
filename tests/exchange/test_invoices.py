"""Customers and invoices in: all of a file, or all its faults."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from relanced.core.dossier import CustomerKind
from relanced.core.money import Money
from relanced.errors import BadInput, Exit
from relanced.exchange.invoices import InvoiceRow, group, read_invoices

HEADER = "customer_name;email;invoice_number;issued_on;due_on;total;balance\n"
GOOD = "Boulangerie Mérel;compta@merel.example;F1;2025-01-31;2025-03-02;1234,50;1234,50\n"


def read(text: str, name: str = "f.csv", columns: dict[str, str] | None = None) -> list[InvoiceRow]:
    return read_invoices(name, text.encode(), columns)


def refused(text: str, name: str = "f.csv") -> list[str]:
    with pytest.raises(BadInput) as caught:
        read(text, name)
    assert caught.value.exit is Exit.BAD_INPUT
    return list(map(str, caught.value.faults))


def test_the_required_columns_are_enough():
    (row,) = read("customer_name,email,invoice_number,due_on,total\nMérel,c@merel.example,F1,02/03/2025,1234.50\n")
    assert row == InvoiceRow(
        place="f.csv:2",
        customer_name="Mérel",
        emails=("c@merel.example",),
        invoice_number="F1",
        due_on=date(2025, 3, 2),
        total=Money(123450),
        balance=Money(123450),
    )


def test_every_column_of_the_contract_is_read(tmp_path):
    (tmp_path / "f1.pdf").write_bytes(b"%PDF-1.7\n")
    columns = {
        "customer_id": "C7",
        "customer_name": "Mairie de Brel",
        "customer_kind": "public",
        "segment": "key account",
        "language": "en",
        "email": "compta@brel.example;maire@brel.example",
        "email_escalation": "dgs@brel.example",
        "contact_name": "Jeanne Morel",
        "civility": "Mme",
        "phone": "02 99 00 00 00",
        "invoice_number": "F1",
        "issued_on": "31/01/2025",
        "due_on": "02/03/2025",
        "total": "1 234,50 €",
        "balance": "200,00",
        "currency": "EUR",
        "pdf": "f1.pdf",
        "payment_url": "https://pay.example/F1",
        "purchase_order": "BC-42",
    }
    (row,) = read("\t".join(columns) + "\n" + "\t".join(columns.values()), str(tmp_path / "f.csv"))
    assert row.customer_id == "C7"
    assert row.customer_kind is CustomerKind.PUBLIC
    assert (row.segment, row.language) == ("key account", "en")
    assert (row.emails, row.email_escalation) == (("compta@brel.example", "maire@brel.example"), ("dgs@brel.example",))
    assert (row.contact_name, row.civility, row.phone) == ("Jeanne Morel", "Mme", "02 99 00 00 00")
    assert (row.issued_on, row.total, row.balance) == (date(2025, 1, 31), Money(123450), Money(20000))
    assert row.pdf == str(tmp_path / "f1.pdf")
    assert (row.payment_url, row.purchase_order) == ("https://pay.example/F1", "BC-42")


def test_an_export_of_an_accounting_program_is_read_as_it_is():
    (row,) = read(
        "Balance âgée au 15/03/2025;;;;;;\n\n"
        "Code client;Raison sociale;Courriel;N° facture;Date facture;Échéance;Montant HT;Montant TTC;Reste dû\n"
        "C001;Garage Petit;garage@petit.example;FA-0012;31/01/2025;02/03/2025;1 000,00;1 200,00 €;700,00 €\n"
    )
    assert (row.place, row.customer_id, row.balance) == ("f.csv:4", "C001", Money(70000))


def test_the_owner_maps_headers_of_his_own():
    text = "Qui;Où;Réf;Quand;Combien\nMérel;c@merel.example;F1;02/03/2025;12,00\n"
    names = ("customer_name", "email", "invoice_number", "due_on", "total")
    (row,) = read(text, columns=dict(zip(("qui", "Où", "Réf", "Quand", "Combien"), names, strict=True)))
    assert (row.customer_name, row.total) == ("Mérel", Money(1200))


def test_a_workbook_is_read_like_a_csv():
    book = Workbook()
    book.active.append(("Client", "E-mail", "N° facture", "Échéance", "Montant TTC"))
    book.active.append(("Mérel", "c@merel.example", 20250001, date(2025, 3, 2), 1234.5))
    file = io.BytesIO()
    book.save(file)
    (row,) = read_invoices("f.xlsx", file.getvalue())
    assert (row.invoice_number, row.due_on, row.total) == ("20250001", date(2025, 3, 2), Money(123450))


def test_twelve_different_faults_give_twelve_lines(tmp_path):
    (tmp_path / "note.pdf").write_text("not a PDF")
    head = "customer_id;customer_name;customer_kind;email;invoice_number;issued_on;due_on;total;balance;currency;pdf\n"
    lines = [
        ";Mérel;;c@merel.example;F01;;31/02/2025;10,00;;;",  # 2: no such day
        ";Mérel;;c@merel.example;F02;;02/03/2025;dix;;;",  # 3: no amount
        ";Mérel;;c.merel.example;F03;;02/03/2025;10,00;;;",  # 4: no address
        ";;;c@merel.example;F04;;02/03/2025;10,00;;;",  # 5: no name
        ";Mérel;;c@merel.example;F05;03/03/2025;02/03/2025;10,00;;;",  # 6: due before it was issued
        ";Mérel;;c@merel.example;F06;;02/03/2025;10,00;10,01;;",  # 7: more is due than the total
        ";Mérel;VIP;c@merel.example;F07;;02/03/2025;10,00;;;",  # 8: no such kind
        ";Mé\x07rel;;c@merel.example;F08;;02/03/2025;10,00;;;",  # 9: a control character
        ";Mérel;;c@merel.example;F09;;02/03/2025;10,00;;;gone.pdf",  # 10: no such file
        ";Mérel;;c@merel.example;F10;;02/03/2025;10,00;;;note.pdf",  # 11: not a PDF
        ";Mérel;;c@merel.example;F11;;02/03/2025;10,00 €;;USD;",  # 12: two currencies
        ";Mérel;;c@merel.example;F12;;02/03/2025;10,00;;;",
        ";Mérel;;c@merel.example;F12;;02/03/2025;11,00;;;",  # 14: the same number, another content
    ]
    faults = refused(head + "\n".join(lines), str(tmp_path / "f.csv"))
    assert [fault.removeprefix(f"{tmp_path}/f.csv:").split(": ")[0] for fault in faults] == [
        "2 due_on",
        "3 total",
        "4 email",
        "5 customer_name",
        "6 due_on",
        "7 balance",
        "8 customer_kind",
        "9 customer_name",
        "10 pdf",
        "11 pdf",
        "12 total",
        "14 invoice_number",
    ]
    assert all(fault.endswith(")") for fault in faults), "each says how to mend it"


def test_the_faults_of_one_line_come_together_under_the_words_of_the_file():
    text = "Client;Courriel;N° facture;Échéance;Montant TTC\n;x;;demain;beaucoup\n"
    assert [fault.split(": ")[0] for fault in refused(text)] == [
        "f.csv:2 Client",
        "f.csv:2 N° facture",
        "f.csv:2 Courriel",
        "f.csv:2 Échéance",
        "f.csv:2 Montant TTC",
    ]


def test_a_cell_too_many_is_a_fault_because_the_others_may_have_shifted():
    (fault,) = refused(HEADER + GOOD.replace("\n", ";surplus\n"))
    assert fault.startswith("f.csv:2: has more cells than there are headers")


def test_a_short_line_lacks_only_what_it_lacks():
    (row,) = read(HEADER + GOOD.rpartition(";")[0] + "\n")
    assert row.balance == row.total


def test_a_line_that_is_there_twice_counts_once():
    assert len(read(HEADER + GOOD + GOOD)) == 1


def test_a_credit_note_is_a_negative_invoice():
    (row,) = read(HEADER + GOOD.replace("1234,50", "-50,00"))
    assert row.balance == Money(-5000)
    (fault,) = refused(HEADER + GOOD.replace("1234,50;1234,50", "-50,00;10,00"))
    assert "f.csv:2 balance: 10.00 is not between 0 and the total of -50.00" in fault


def test_a_negative_balance_of_an_invoice_is_a_fault():
    (fault,) = refused(HEADER + GOOD.replace("1234,50;1234,50", "50,00;-1,00"))
    assert "f.csv:2 balance" in fault


def test_a_paid_invoice_is_read_as_paid():
    (row,) = read(HEADER + GOOD.replace("1234,50;1234,50", "1234,50;0"))
    assert row.balance == Money(0)


def test_the_decimal_mark_of_the_file_settles_what_one_amount_leaves_open():
    clear = GOOD.replace("1234,50;1234,50", "12,50;")
    rows = read(HEADER + clear + GOOD.replace("F1", "F2").replace("1234,50;1234,50", "1.234;"))
    assert rows[1].total == Money(123400)
    (fault,) = refused(HEADER + GOOD.replace("1234,50;1234,50", "1.234;"))
    assert "may be thousands or decimals" in fault


def test_one_customer_cannot_be_of_two_kinds():
    head = "customer_id;customer_kind;customer_name;email;invoice_number;due_on;total\n"
    line = "C1;{};Mérel;c@merel.example;{};02/03/2025;10,00\n"
    (fault,) = refused(head + line.format("business", "F1") + line.format("consumer", "F2"))
    assert fault.startswith("f.csv:3 customer_kind: C1 is consumer here and business in f.csv:2")


def test_a_pdf_is_looked_for_beside_the_file_whatever_the_working_directory(tmp_path, monkeypatch):
    (tmp_path / "factures").mkdir()
    (tmp_path / "factures" / "f1.pdf").write_bytes(b"%PDF-1.4")
    monkeypatch.chdir("/")
    text = "customer_name;email;invoice_number;due_on;total;pdf\nA;a@b.example;F1;02/03/2025;1,00;factures/f1.pdf"
    (row,) = read(text, str(tmp_path / "f.csv"))
    assert Path(row.pdf or "") == tmp_path / "factures" / "f1.pdf"


def test_a_pdf_too_large_for_a_mail_is_a_fault(tmp_path):
    with (tmp_path / "f1.pdf").open("wb") as file:
        file.write(b"%PDF-1.4")
        file.truncate(10_000_001)
    text = "customer_name;email;invoice_number;due_on;total;pdf\nA;a@b.example;F1;02/03/2025;1,00;f1.pdf"
    (fault,) = refused(text, str(tmp_path / "f.csv"))
    assert "too large to travel by mail" in fault


@pytest.mark.parametrize("path", [".", "/dev", "a\x00b", "x" * 290])
def test_what_is_no_file_at_all_is_a_fault_of_the_pdf(path, tmp_path):
    text = f"customer_name;email;invoice_number;due_on;total;pdf\nA;a@b.example;F1;02/03/2025;1,00;{path}"
    with pytest.raises(BadInput):
        read(text, str(tmp_path / "f.csv"))


def test_cents_are_never_lost(tmp_path):
    head = "customer_name;email;invoice_number;due_on;total\n"
    lines = [f"A;a@b.example;F{n};02/03/2025;{Decimal(n) / 100:.2f}" for n in range(1, 1000)]
    rows = read(head + "\n".join(lines))
    assert [row.total.cents for row in rows] == list(range(1, 1000))


def test_an_invoice_that_is_paid_may_say_since_when():
    head = "client;email;n° facture;échéance;montant ttc;reste dû;date de règlement\n"
    rows = read(
        head + "A;a@a.example;F1;01/02/2025;100;0;15/02/2025\nA;a@a.example;F2;01/02/2025;100;40;15/02/2025\n"
        "A;a@a.example;F3;01/02/2025;100;0;non\n"
    )
    (event,) = group(rows)
    assert [i.settled_on for i in event.invoices] == [date(2025, 2, 15), None, None]


def test_a_customer_s_credit_limit_is_that_of_his_last_line_that_has_one():
    head = "client;email;n° facture;échéance;montant ttc;plafond\n"
    rows = read(head + "A;a@a.example;F1;01/02/2025;100;5 000,00\nA;a@a.example;F2;01/02/2025;100;\n")
    (event,) = group(rows)
    assert event.customer.credit_limit == 500_000
    (event,) = group(read(head + "A;a@a.example;F1;01/02/2025;100;0\n"))
    assert event.customer.credit_limit is None, "a nought is what programs write where there is none"


def test_a_credit_limit_below_zero_is_a_fault():
    with pytest.raises(BadInput, match="plafond"):
        read("client;email;n° facture;échéance;montant ttc;plafond\nA;a@a.example;F1;01/02/2025;100;-5\n")


@pytest.mark.parametrize("path", ["../secret.pdf", "{root}/secret.pdf", "link.pdf", "below/../../secret.pdf"])
def test_a_pdf_of_another_folder_is_nobodys_to_send(tmp_path, path):
    """The file may come from a program, an accountant or a colleague; what is attached goes to a stranger."""
    (tmp_path / "secret.pdf").write_bytes(b"%PDF-1.4 salaries")
    folder = tmp_path / "factures"
    (folder / "below").mkdir(parents=True)
    (folder / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    cell = path.format(root=tmp_path)
    text = f"customer_name;email;invoice_number;due_on;total;pdf\nA;a@b.example;F1;02/03/2025;1,00;{cell}"
    with pytest.raises(BadInput) as raised:
        read_invoices(str(folder / "f.csv"), text.encode())
    [fault] = raised.value.faults
    assert "outside" in fault.what
