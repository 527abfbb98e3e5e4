"""Labelled replies: the cases that train and measure the reader (docs/cases.md says how they are labelled)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from relanced.core.intents import Intent
from relanced.core.money import Money
from relanced.core.reading import OpenInvoice


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled mail. `fields` are the labels beside the intents, as written: ISO days, decimal strings, words."""

    id: str
    lang: str
    sent_at: datetime
    sender: str
    subject: str
    headers: Mapping[str, str]
    reply: str
    quote: str
    invoices: tuple[OpenInvoice, ...]
    intents: tuple[Intent, ...]
    primary: Intent
    fields: Mapping[str, Any]

    @property
    def sent_on(self) -> date:
        return self.sent_at.astimezone(ZoneInfo("Europe/Paris")).date()


def open_invoice(row: Mapping[str, Any]) -> OpenInvoice:
    """An invoice of a case: `number`, `issued_on`, `due_on`, `total`, `balance`. Raises KeyError or ValueError."""
    issued = row.get("issued_on")
    return OpenInvoice(
        str(row["number"]),
        date.fromisoformat(issued) if issued else None,
        date.fromisoformat(row["due_on"]),
        Money.of(str(row["total"])),
        Money.of(str(row["balance"])),
    )


def case(row: Mapping[str, Any]) -> Case:
    """A case from its JSON object. Raises KeyError or ValueError when a label is missing or unknown."""
    expected = dict(row["expected"])
    intents = tuple(Intent(name) for name in expected.pop("intents"))
    return Case(
        id=str(row["id"]),
        lang=row.get("lang", "fr"),
        sent_at=datetime.fromisoformat(row["sent_at"]),
        sender=row.get("from", ""),
        subject=row.get("subject", ""),
        headers=row.get("headers") or {},
        reply=row["reply"],
        quote=row.get("quote", "none"),
        invoices=tuple(open_invoice(i) for i in row.get("invoices", ())),
        intents=intents,
        primary=Intent(expected.pop("primary")),
        fields=expected,
    )


def cases(lines: Iterable[str]) -> list[Case]:
    """The cases of a JSON Lines file. Raises ValueError with the line's number."""
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(case(json.loads(line)))
        except (KeyError, ValueError, TypeError) as error:
            raise ValueError(f"line {number}: {type(error).__name__}: {error}") from error
    return found


def sealed(case: Case) -> bool:
    """Three cases in ten, by a hash of the id: nothing is fitted on those of the development set, they measure."""
    return int(hashlib.sha256(case.id.encode()).hexdigest(), 16) % 10 < 3
