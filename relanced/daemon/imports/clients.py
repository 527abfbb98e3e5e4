"""A list of customers, taken in: the dossiers of those who have one, and the table of customers for the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from relanced.core.deciding.ledger import merge_contacts, merge_customer
from relanced.core.dossier import Contact, Customer
from relanced.core.events import CustomerChanged
from relanced.daemon import change
from relanced.daemon.app import App
from relanced.errors import BadInput, Fault
from relanced.exchange.customers import CustomerTold
from relanced.exchange.grouping import folded
from relanced.store import dossiers

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"


@dataclass(frozen=True, slots=True)
class Met:
    """What became of one customer: `what` is ``new``, ``changed`` or ``unchanged``."""

    id: str
    name: str
    what: str


def take_in(app: App, connection: Connection, told: Sequence[CustomerTold]) -> list[Met]:
    """Inside the caller's transaction. Raises BadInput for those of whom nobody can say who is meant."""
    known = dossiers.known_customers(connection) if told else {}
    named: dict[str, list[str]] = defaultdict(list)
    for customer in known.values():
        named[folded(customer.name)].append(customer.id)
    faults: list[Fault] = []
    meant = [(one, _id(one, known, named, faults)) for one in told]
    if faults:
        raise BadInput(faults)
    return [_one(app, connection, one, customer_id, known.get(customer_id)) for one, customer_id in meant]


def _id(
    one: CustomerTold, known: Mapping[str, Customer], named: Mapping[str, Sequence[str]], faults: list[Fault]
) -> str:
    """The file's own id; else the customer of the same name at the same domain, or the only one of that name."""
    same = named.get(one.name, ())
    if one.id and (one.id in known or not one.id.startswith("c-") or not same):
        return one.id
    if len(same) == 1:
        return same[0]
    what = f"{one.customer.name} is the name of {len(same)} customers" if same else f"{one.customer.name} is not known"
    hint = "add the column N° client" if same else "add his e-mail, or the column N° client"
    faults.append(Fault(one.place, what, hint))
    return ""


def _one(app: App, connection: Connection, one: CustomerTold, customer_id: str, known: Customer | None) -> Met:
    told = replace(one.customer, id=customer_id)
    if known is None:
        dossiers.save_customer(connection, told, tuple(_lower(one.contacts)))
        return Met(customer_id, told.name, NEW)
    contacts = dossiers.contacts(connection, customer_id)
    merged = merge_customer(known, told, one.silent)
    met = merge_contacts(contacts, tuple(_lower(one.contacts)))
    if (merged, met) == (known, contacts):
        return Met(customer_id, merged.name, UNCHANGED)
    references = dossiers.of_customer(connection, customer_id)
    for reference in references:
        change.apply(app, connection, reference, CustomerChanged(merged, met))
    if not references:
        dossiers.save_customer(connection, merged, met)
    return Met(customer_id, merged.name, CHANGED)


def _lower(contacts: Sequence[Contact]) -> Iterator[Contact]:
    return (replace(contact, address=contact.address.lower()) for contact in contacts)
