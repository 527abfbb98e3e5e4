"""What an envelope's window shows, and where a letter is written."""

from __future__ import annotations

import re

from babel import Locale

from relanced.core.creditor import Creditor
from relanced.core.dossier import Contact, Customer
from relanced.letters.greeting import civility

# What the window of a DL envelope shows; the post reads no more than six lines.
LINES = 6
HOME = "FR"

_POSTCODE = re.compile(r"^(?:[A-Z]{1,2}-)?\d{4,5} +")
_CEDEX = re.compile(r" +cedex\b.*$", re.IGNORECASE)


def window(creditor: Creditor, customer: Customer, contact: Contact | None, language: str) -> dict[str, object]:
    """`postal`: the lines below the name, none where the address is not known; `addressee`: whose hands it is meant
    for, where there is room for that; `town`: where it is written."""
    lines = _address(customer)
    name = _addressee(contact, customer, language) if len(lines) + 2 <= LINES else ""
    return {"postal": lines, "addressee": name, "town": town(creditor.address)}


def _address(customer: Customer) -> list[str]:
    """With the country, for a letter that leaves it: in the words of the country that it is posted in."""
    lines = [line.strip() for line in customer.address.split("\n") if line.strip()]
    if not lines or customer.country == HOME:
        return lines
    country = str(Locale("fr").territories.get(customer.country, customer.country)).upper()
    return lines if lines[-1].upper() == country else [*lines, country]


def _addressee(contact: Contact | None, customer: Customer, language: str) -> str:
    if contact is None or not contact.name or contact.name == customer.name:
        return ""
    return " ".join(filter(None, (civility(contact, language), contact.name)))


def town(address: str) -> str:
    """Of « 69003 Lyon cedex 03 », Lyon; nothing where the last line of an address has no postcode."""
    last = address.strip().rpartition("\n")[2].strip()
    return _CEDEX.sub("", _POSTCODE.sub("", last)) if _POSTCODE.match(last) else ""
