"""The last look at what goes into a mail: values that cannot be printed, sums that nobody may be asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields

from relanced.core.creditor import Creditor
from relanced.core.dossier import Contact, Customer, Dossier, Invoice
from relanced.core.money import Money
from relanced.errors import BadInput, Fault
from relanced.letters.headers import CONTROL

WEB = re.compile(r"https?://[\x21-\x7e]+", re.IGNORECASE)

Row = Creditor | Customer | Contact | Invoice

# What a row is called in a fault, and which of its values may have several lines.
PLACES: dict[type[Row], str] = {Creditor: "company", Customer: "customer", Contact: "contact", Invoice: "invoice"}
SEVERAL_LINES = frozenset({(Creditor, "address"), (Creditor, "signature"), (Customer, "address")})


def refuse(faults: list[Fault]) -> None:
    if faults:
        raise BadInput(faults)


def unprintable(rows: Sequence[Row]) -> list[Fault]:
    """Values with a control character: some mail program would take it for the end of something."""
    hint = "remove it from the imported file or from the settings"
    return [
        Fault(f"{PLACES[type(row)]} {name}", f"control character in {value!r}", hint)
        for row in rows
        for name, value in _texts(row)
        if CONTROL.search(value.replace("\n", "") if (type(row), name) in SEVERAL_LINES else value)
    ]


def _texts(row: Row) -> list[tuple[str, str]]:
    values = ((field.name, getattr(row, field.name)) for field in fields(row))
    return [(name, value) for name, value in values if isinstance(value, str)]


def not_to_name(dossier: Dossier, numbers: tuple[str, ...], listed: list[Invoice]) -> list[Fault]:
    """Invoices that are not there, and links that nobody should follow."""
    unknown = sorted(set(numbers) - {i.number for i in listed})
    faults = [Fault(dossier.reference, f"invoice {n!r} is not in this dossier", "import it first") for n in unknown]
    links = [i for i in listed if i.payment_url and not WEB.fullmatch(i.payment_url)]
    return faults + [Fault(f"invoice {i.number}", f"{i.payment_url!r} is no web address", "https://...") for i in links]


def not_to_ask(dossier: Dossier, listed: list[Invoice], credits: list[Invoice], amount: Money) -> list[Fault]:
    """What no reminder may ask for; the dossier's guards see to it, this is the last look before the mail exists."""
    place = dossier.reference
    faults = [
        Fault(place, f"invoice {i.number!r} is {i.status}", "nothing to send") for i in listed if i.asked.cents <= 0
    ]
    if len({i.balance.currency for i in (*listed, *credits)}) > 1:
        faults.append(Fault(place, "two currencies in one mail", "they do not add up: chase them apart"))
    if amount.cents <= 0:
        faults.append(Fault(place, f"there is nothing to ask for ({amount})", "check its credit notes"))
    return faults
