"""Whatever the bytes: an answer, or faults."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from relanced.core.money import Money
from relanced.errors import BadInput, Fault
from relanced.exchange.customers import read_customers
from relanced.exchange.invoices import InvoiceRow, group, read_invoices
from relanced.exchange.payments import read_payments
from relanced.exchange.recognise import kind
from relanced.exchange.statements import read_statement

HEADERS = ("customer_name", "email", "invoice_number", "issued_on", "due_on", "total", "balance")
SIGNS = [";", ",", "\t", "\n", "\r\n", '"', "\x00", "\ufeff", "sep=;\n", "é", "\u2028", "(", "€"]
CELLS = [
    "<OFX>",
    "<STMTTRN><TRNAMT>1",
    "<DTPOSTED>20260101",
    "Débit",
    "Crédit",
    "Libellé",
    "Date",
    "Échéance",
    "N° facture",
    "1 234,56",
    "-3.1",
    "2025-01-01",
    "31/12/2025",
    "a@b.example",
    "=1+1",
]
PIECES = st.sampled_from([*HEADERS, *SIGNS, *CELLS])
TEXTS = st.lists(PIECES, max_size=60).map("".join)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])


def workbook(rows: list[list[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


BOOK = workbook([list(HEADERS), ["A", "a@b.example", "F1", None, date(2025, 1, 1), 1.5, 1]])


def faults_of(read: Callable[[str, bytes], object], data: bytes) -> list[Fault]:
    try:
        read("f", data)
    except BadInput as bad:
        return bad.faults or [Fault("", "")]
    return []


def answers_or_faults(data: bytes) -> None:
    for read in (kind, read_payments, read_invoices, read_customers, read_statement):
        for fault in faults_of(read, data):
            assert fault.place.startswith("f")
            assert fault.what
            assert "\n" not in str(fault), "a fault is one line"


@given(st.binary(max_size=300))
@example(b"PK\x03\x04")
def test_any_bytes_are_read_or_refused(data):
    answers_or_faults(data)


@given(TEXTS, ENCODINGS)
def test_any_text_is_read_or_refused(text, encoding):
    answers_or_faults(text.encode(encoding))


@settings(max_examples=40)
@given(st.integers(0, len(BOOK) - 1), st.integers(0, 255), st.integers(0, len(BOOK)))
def test_any_damaged_workbook_is_read_or_refused(at, byte, length):
    answers_or_faults((BOOK[:at] + bytes([byte]) + BOOK[at + 1 :])[:length])


def rows_of(table: list[tuple[object, ...]]) -> list[InvoiceRow]:
    return [
        InvoiceRow(
            place=f"f:{line}",
            customer_name=name,
            emails=(email,),
            invoice_number=number,
            due_on=due_on,
            total=Money(cents),
            balance=Money(cents // 2),
        )  # type: ignore[arg-type]
        for line, (name, email, number, due_on, cents) in enumerate(table, start=2)
    ]


NAMES = st.text(st.characters(codec="cp1252", exclude_categories=["C", "Z"]), min_size=1, max_size=20)
TABLES = st.lists(
    st.tuples(
        NAMES,
        st.from_regex(r"[a-z]{1,9}@[a-z]{1,9}\.example", fullmatch=True),
        st.from_regex(r"F[0-9A-Z/-]{1,9}", fullmatch=True),
        st.dates(date(2000, 1, 1), date(2099, 12, 31)),
        st.integers(0, 10**9),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda row: row[2],
)
FRENCH = "Client{0}Courriel{0}N° facture{0}Échéance{0}Montant TTC{0}Reste dû"


def french(cents: int) -> str:
    return f"{Decimal(cents) / 100:,.2f}".replace(",", "\u00a0").replace(".", ",")


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


@given(
    TABLES, st.sampled_from([";", ",", "\t"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
)
def test_what_a_french_program_wrote_is_read_back(table, delimiter, encoding):
    rows = rows_of(table)
    lines = [FRENCH.format(delimiter)]
    for row in rows:
        day = row.due_on.strftime("%d/%m/%Y")
        cells = (
            row.customer_name,
            *row.emails,
            row.invoice_number,
            day,
            french(row.total.cents),
            french(row.balance.cents),
        )
        lines.append(delimiter.join(map(quoted, cells)))
    assert read_invoices("f", "\r\n".join(lines).encode(encoding)) == rows


@settings(max_examples=25)
@given(TABLES)
def test_what_a_spreadsheet_program_wrote_is_read_back(table):
    rows = rows_of(table)
    titles: list[object] = ["customer_name", "email", "invoice_number", "due_on", "total", "balance"]
    lines = [
        [f"n{r.customer_name}", r.emails[0], r.invoice_number, r.due_on, r.total.cents / 100, r.balance.cents / 100]
        for r in rows
    ]
    assert read_invoices("f", workbook([titles, *lines])) == [
        replace(r, customer_name=f"n{r.customer_name}") for r in rows
    ]


@given(TABLES)
def test_grouping_loses_no_invoice_and_makes_none_up(table):
    rows = rows_of(table)
    for grouping in ("customer", "invoice"):
        events = group(rows, grouping)
        assert sorted(i.number for e in events for i in e.invoices) == sorted(r.invoice_number for r in rows)
        assert group(rows, grouping) == events


@pytest.mark.parametrize("field", fields(InvoiceRow), ids=lambda field: field.name)
def test_every_field_of_a_row_comes_from_a_column(field):
    from relanced.exchange.invoices import MONEY, READERS

    assert field.name in {"place", "pdf", "silent", *MONEY, *(target for _, target, _ in READERS)}
