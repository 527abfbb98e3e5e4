"""A customers-and-invoices file as rows that can be believed, or all the reasons why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from relanced.core.dossier import CustomerKind
from relanced.core.money import Money
from relanced.errors import BadInput, Fault
from relanced.exchange import pdfs, values
from relanced.exchange.amounts import amount, currency, decimal_mark
from relanced.exchange.grouping import group
from relanced.exchange.headers import INVOICES, REQUIRED_OF_INVOICES, SPOKEN_OF, ignored
from relanced.exchange.invoice_row import InvoiceRow
from relanced.exchange.kinds import looks_like, with_kind
from relanced.exchange.lines import Line, Lines, open_table
from relanced.exchange.tables import Cell

__all__ = ["InvoiceList", "InvoiceRow", "group", "read_invoices", "read_list", "twice"]

AMOUNTS = ("total", "balance")
MONEY = (*AMOUNTS, "credit_limit")
NOUNS = {CustomerKind.CONSUMER: "person", CustomerKind.PUBLIC: "public body"}
ONE_IS_WRONG = "one of the two is wrong"

# A column, the field that it fills, and who reads it.
READERS: tuple[tuple[str, str, Callable[[Cell], Any]], ...] = (
    ("customer_id", "customer_id", values.text),
    ("customer_name", "customer_name", values.text),
    ("customer_kind", "customer_kind", values.kind),
    ("segment", "segment", values.text),
    ("language", "language", values.language),
    ("email", "emails", values.addresses),
    ("country", "country", values.country),
    ("address", "address", values.postal),
    ("postcode", "postcode", values.text),
    ("city", "city", values.text),
    ("email_accounting", "email_accounting", values.addresses),
    ("email_escalation", "email_escalation", values.addresses),
    ("email_manager", "email_manager", values.addresses),
    ("contact_name", "contact_name", values.text),
    ("civility", "civility", values.text),
    ("phone", "phone", values.text),
    ("invoice_number", "invoice_number", values.text),
    ("issued_on", "issued_on", values.day),
    ("due_on", "due_on", values.day),
    ("settled_on", "settled_on", values.day_if_any),
    ("payment_url", "payment_url", values.url),
    ("purchase_order", "purchase_order", values.text),
)


@dataclass(frozen=True, slots=True)
class InvoiceList:
    """`ignored`: headers of which nothing was taken; `notes`: what may be meant otherwise."""

    rows: list[InvoiceRow]
    ignored: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_invoices(name: str, data: bytes, columns: Mapping[str, str] | None = None) -> list[InvoiceRow]:
    """The rows of `read_list`."""
    return read_list(name, data, columns).rows


def read_list(name: str, data: bytes, columns: Mapping[str, str] | None = None) -> InvoiceList:
    """The invoices in a file. `name` is its path, from which those of the PDFs start; `columns` the owner's headers.

    Raises BadInput with every fault; then nothing of the file may be used. A line that is there twice counts once.
    """
    layout, rows = open_table(name, data, INVOICES, REQUIRED_OF_INVOICES, columns or {})
    layout = with_kind(layout, rows, columns or {})
    lines = Lines(name, layout)
    mark = decimal_mark(cell for column in MONEY for cell in lines.column(rows, column))
    folder, silent = Path(name).absolute().parent, tuple(f for c, f in SPOKEN_OF.items() if c not in layout.at)
    found = [replace(row, silent=silent) for line in map(lines.line, rows) if (row := _invoice(line, mark, folder))]
    if faults := lines.faults + _contradictions(found):
        raise BadInput(faults)
    unique = list({row.invoice_number: row for row in found}.values())
    return InvoiceList(unique, ignored(layout, columns or {}), tuple(lines.notes))


def _invoice(line: Line, mark: str | None, folder: Path) -> InvoiceRow | None:
    """None for a line with a fault."""
    line.require(REQUIRED_OF_INVOICES)
    said = {field: line.read(column, read) for column, field, read in READERS}
    said["pdf"] = line.read("pdf", lambda cell: str(pdfs.named(folder, values.text(cell))))
    said |= _money(line, mark)
    if not line.faulty:
        _sense(line, said)
    if line.faulty:
        return None
    _doubt_kind(line, said)
    return InvoiceRow(place=line.place, **{field: value for field, value in said.items() if value is not None})


def _doubt_kind(line: Line, said: Mapping[str, Any]) -> None:
    """Without a word of the list a customer is a business, to whom indemnity and penalties are asked."""
    likely = looks_like(said["customer_name"]) if said["customer_kind"] is None else None
    if likely:
        what = f"{said['customer_name']} is taken for a business, but reads like a {NOUNS[likely]}"
        line.note(f"{what}: say it in a column customer_kind (« Type de client »: {likely})")


def _money(line: Line, mark: str | None) -> dict[str, Money | None]:
    """Without a balance the whole is due; without a currency it is euros."""
    read = {column: line.read(column, lambda cell: amount(cell, mark)) for column in MONEY}
    units = {line.read("currency", currency), *(found[1] for found in read.values() if found)} - {None}
    if len(units) > 1:
        line.fault("total", f"is in two currencies: {', '.join(sorted(map(str, units)))}", "keep one of the two")
    unit = next(iter(units), None) or "EUR"
    money = {column: Money.of(found[0], unit) if found else None for column, found in read.items()}
    whole = {} if "balance" in line.cells else {"balance": money["total"]}
    return money | whole


def _sense(line: Line, said: Mapping[str, Any]) -> None:
    """What cannot be, though each cell can be read."""
    issued_on, total, balance = said["issued_on"], said["total"], said["balance"]
    if issued_on and said["due_on"] < issued_on:
        line.fault("due_on", f"{said['due_on']} is before the day of the invoice, {issued_on}", ONE_IS_WRONG)
    low, high = sorted((0, total.cents))
    if said["credit_limit"] and said["credit_limit"].cents < 0:
        line.fault("credit_limit", f"{said['credit_limit']} is below zero", "leave it empty where there is none")
    if not low <= balance.cents <= high:
        bounds = f"between 0 and the total of {total}"
        line.fault("balance", f"{balance} is not {bounds}", f"{ONE_IS_WRONG}; a credit note has both negative")


def _contradictions(rows: Sequence[InvoiceRow]) -> list[Fault]:
    """One number with two contents, one customer of two kinds."""
    faults: list[Fault] = []
    numbers: dict[str, InvoiceRow] = {}
    kinds: dict[str, InvoiceRow] = {}
    for row in rows:
        first = numbers.setdefault(row.invoice_number, row)
        if clash := twice(first, row, "keep the right one"):
            faults.append(clash)
        known = kinds.setdefault(row.customer_id, row) if row.customer_id else row
        if known.customer_kind is not row.customer_kind:
            what = f"{row.customer_id} is {row.customer_kind} here and {known.customer_kind} in {known.place}"
            faults.append(Fault(f"{row.place} customer_kind", what, "one customer is of one kind"))
    return faults


def twice(first: InvoiceRow, row: InvoiceRow, hint: str) -> Fault | None:
    """The fault of one number with two contents. Of two customers it is two invoices, and neither has to go."""
    if _content(first) == _content(row):
        return None
    place = f"{row.place} invoice_number"
    if (first.customer_id, first.customer_name) != (row.customer_id, row.customer_name):
        what = f"{row.invoice_number} is of two customers: {row.customer_name} here, {first.customer_name} in"
        return Fault(place, f"{what} {first.place}", "give one of the two invoices a number of its own")
    return Fault(place, f"{row.invoice_number} is there twice with different contents, first in {first.place}", hint)


def _content(row: InvoiceRow) -> tuple[object, ...]:
    return tuple(getattr(row, field.name) for field in fields(row) if field.name != "place")
