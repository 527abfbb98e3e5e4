"""OFX, which French banks offer beside CSV: mostly 1.x, whose tags are never closed, with commas in its amounts.

Of the whole format only the movements matter, so they are looked for as text, in 1.x and in 2.x (XML) alike: no entity
is expanded, no document type is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from relanced.core.bank import Movement
from relanced.core.money import Money
from relanced.errors import BadInput, Fault
from relanced.exchange import values
from relanced.exchange.amounts import amount, currency
from relanced.exchange.delimited import decoded
from relanced.exchange.values import Unreadable

HEAD = re.compile(rb"\s*(?:\xef\xbb\xbf)?(?:OFXHEADER\s*:|<\?xml[^>]*>\s*<\?OFX|<OFX>)", re.I)
MOVEMENT = re.compile(r"<STMTTRN>(.*?)(?=</STMTTRN>|<STMTTRN>|</BANKTRANLIST>|\Z)", re.I | re.S)
FIELD = re.compile(r"<([A-Z0-9.]+)>([^<\r\n]*)", re.I)
SAID = ("NAME", "MEMO", "CHECKNUM", "REFNUM")
MOST = 100_000


def is_ofx(data: bytes) -> bool:
    return bool(HEAD.match(data[:500]))


def read(name: str, data: bytes) -> list[Movement]:
    """Raises BadInput with every fault."""
    text = decoded(name, data)
    head = dict(_fields(text.partition("<STMTTRN>")[0]))
    faults: list[Fault] = []
    found = []
    for match in MOVEMENT.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        movement = _movement(f"{name}:{line}", dict(_fields(match[1])), head, faults)
        found += [movement] if movement else []
        if len(found) > MOST:
            raise BadInput([Fault(name, f"has more than {MOST} movements", "export a shorter period")])
    if faults:
        raise BadInput(faults)
    return found


def _fields(text: str) -> Iterator[tuple[str, str]]:
    for tag, value in FIELD.findall(text):
        yield tag.upper(), unescape(value).strip()


def _movement(place: str, said: dict[str, str], head: dict[str, str], faults: list[Fault]) -> Movement | None:
    """`head` has the account's own fields. FITID alone is not always unique: the day and the amount stand beside it."""
    try:
        on = values.day(said.get("DTPOSTED", "")[:8])
        number, _ = amount(said.get("TRNAMT", "").replace("+", ""), ",")
        unit = currency(said.get("CURRENCY") or head.get("CURDEF") or "EUR")
    except Unreadable as error:
        faults.append(Fault(place, error.what, error.hint or "export the statement again"))
        return None
    moved = Money.of(number, unit)
    label = " ".join(" ".join(said.get(name, "") for name in SAID).split())
    account = "|".join((head.get("BANKID", ""), head.get("ACCTID", "")))
    identity = said.get("FITID") or label
    return Movement(place, f"bank|ofx|{account}|{on}|{moved}|{unit}|{identity}", on, moved, label) if number else None
