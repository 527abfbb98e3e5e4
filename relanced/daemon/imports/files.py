"""The files of an import as rows that can be believed together, or every reason why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from relanced.core.bank import Movement
from relanced.core.events import PaymentRecorded
from relanced.errors import BadInput, Fault
from relanced.exchange.customers import CustomerTold, read_customers
from relanced.exchange.headers import PAYMENTS, REQUIRED_OF_PAYMENTS
from relanced.exchange.invoices import InvoiceRow, read_list, twice
from relanced.exchange.lines import open_table
from relanced.exchange.payments import read_payments
from relanced.exchange.recognise import kind as recognised
from relanced.exchange.statements import read_statement

KINDS = ("invoices", "customers", "payments", "statement")

# Path and bytes; the path is where PDFs start from and what faults are called by.
Files = Sequence[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """`key` is the same whenever the same payment is seen again; two equal ones in one file are two."""

    place: str
    key: str
    invoice: str
    fact: PaymentRecorded


@dataclass(slots=True)
class Found:
    """`ignored`: by file, the headers of a list of invoices of which nothing was taken."""

    invoices: list[InvoiceRow] = field(default_factory=list)
    customers: list[CustomerTold] = field(default_factory=list)
    payments: list[PaymentRow] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)
    ignored: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read_files(files: Files, kind: str | None, columns: Mapping[str, str]) -> Found:
    """Raises BadInput with the faults of all files."""
    found, faults = Found(), []
    for name, data in files:
        try:
            _read(name, data, kind or recognised(name, data, columns), columns, found)
        except BadInput as error:
            faults += error.faults
    if faults := faults + _twice(found.invoices):
        raise BadInput(faults)
    return found


def _read(name: str, data: bytes, kind: str, columns: Mapping[str, str], found: Found) -> None:
    if kind == "invoices":
        told = read_list(name, data, columns)
        found.invoices += told.rows
        found.notes += told.notes
        if told.ignored:
            found.ignored[name] = told.ignored
    elif kind == "customers":
        found.customers += read_customers(name, data, columns)
    elif kind == "statement":
        found.movements += read_statement(name, data, columns)
    else:
        found.payments += _payments(name, data, columns)


def _payments(name: str, data: bytes, columns: Mapping[str, str]) -> list[PaymentRow]:
    read = read_payments(name, data, columns)
    _, rows = open_table(name, data, PAYMENTS, REQUIRED_OF_PAYMENTS, columns)
    seen: Counter[str] = Counter()
    found = []
    for row, (number, fact) in zip(rows, read, strict=True):
        same = f"{number}|{fact.paid_on}|{fact.amount}|{fact.amount.currency}"
        seen[same] += 1
        found.append(PaymentRow(f"{name}:{row.line}", f"{same}|{seen[same]}", number, fact))
    return found


def _twice(rows: Sequence[InvoiceRow]) -> list[Fault]:
    """One number in two files with two contents: nobody knows which is the newer."""
    known: dict[str, InvoiceRow] = {}
    faults = []
    for row in rows:
        first = known.setdefault(row.invoice_number, row)
        if clash := twice(first, row, "import the files one after the other"):
            faults.append(clash)
    return faults
