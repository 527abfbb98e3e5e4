"""Rows of a file as the facts of dossiers."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from relanced.core.dossier import Contact, ContactRole, Customer, Invoice
from relanced.core.events import InvoicesImported
from relanced.errors import BadInput, Fault
from relanced.exchange.invoice_row import CustomerRow, InvoiceRow


def group(rows: Sequence[InvoiceRow], grouping: str = "customer") -> list[InvoicesImported]:
    """One event a dossier, in the order of the file: a dossier a ``customer``, or an ``invoice``.

    Raises BadInput when a dossier would mix currencies: they never add up.
    """
    dossiers: dict[str, list[InvoiceRow]] = {}
    for row in rows:
        key = customer_id(row) if grouping == "customer" else row.invoice_number
        dossiers.setdefault(key, []).append(row)
    if faults := [fault for lines in dossiers.values() for fault in _mixed(lines)]:
        raise BadInput(faults)
    return [_event(lines) for lines in dossiers.values()]


def customer_id(row: CustomerRow) -> str:
    """The file's own, else one that the same name at the same domain always gets."""
    if row.customer_id:
        return row.customer_id
    domain = row.emails[0].rpartition("@")[2].lower()
    return "c-" + hashlib.sha256(f"{folded(row.customer_name)}|{domain}".encode()).hexdigest()[:12]


def folded(name: str) -> str:
    """For comparison: without accents, signs and capitals."""
    bare = unicodedata.normalize("NFKD", name).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in bare if not unicodedata.combining(c)).split())


def _mixed(lines: Sequence[InvoiceRow]) -> list[Fault]:
    first = lines[0].total.currency
    return [
        Fault(
            f"{row.place} currency", f"is {row.total.currency}, but {lines[0].place} is {first}", "another customer_id"
        )
        for row in lines
        if row.total.currency != first
    ]


def _event(lines: Sequence[InvoiceRow]) -> InvoicesImported:
    """The last line of a customer speaks for him: programs append."""
    row = lines[-1]
    customer = Customer(customer_id(row), row.customer_name, row.customer_kind, row.segment, row.language, row.country)
    limit = next((line.credit_limit for line in reversed(lines) if line.credit_limit), None)
    customer = replace(customer, address=address_of(row), credit_limit=limit.cents if limit else None)
    silent = tuple(field for field in row.silent if all(field in line.silent for line in lines))
    return InvoicesImported(customer, contacts_of(lines), tuple(map(_invoice, lines)), silent=silent)


def address_of(row: CustomerRow) -> str:
    """The street's lines, and the town's where the file has that in columns of its own."""
    town = " ".join(filter(None, (row.postcode, row.city)))
    return "\n".join(filter(None, (row.address, town if town not in row.address else "")))


# The field of a line that has the addresses of a role.
ADDRESSES = {
    ContactRole.MAIN: "emails",
    ContactRole.ACCOUNTING: "email_accounting",
    ContactRole.ESCALATION: "email_escalation",
    ContactRole.MANAGER: "email_manager",
}

assert set(ADDRESSES) == set(ContactRole)


def contacts_of(lines: Sequence[CustomerRow]) -> tuple[Contact, ...]:
    """Each address once, those of the main contact first."""
    found: dict[str, Contact] = {}
    for role in ContactRole:
        for row in lines:
            for n, address in enumerate(getattr(row, ADDRESSES[role])):
                known = role is ContactRole.MAIN and n == 0
                contact = _person(row, address) if known else Contact(address, role=role)
                found.setdefault(address.lower(), contact)
    return tuple(found.values())


def _person(row: CustomerRow, address: str) -> Contact:
    """The names and the telephone of a line are those of its first address."""
    return Contact(address, row.contact_name, row.civility, row.phone)


def _invoice(row: InvoiceRow) -> Invoice:
    return Invoice(
        number=row.invoice_number,
        due_on=row.due_on,
        total=row.total,
        balance=row.balance,
        issued_on=row.issued_on,
        pdf=row.pdf,
        payment_url=row.payment_url,
        purchase_order=row.purchase_order,
        settled_on=None if row.balance else row.settled_on,
    )
