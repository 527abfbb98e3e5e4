"""Which kind of file this is, by its headers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from relanced.errors import BadInput, Fault
from relanced.exchange.headers import (
    INVOICES,
    PAYMENTS,
    REQUIRED_OF_INVOICES,
    REQUIRED_OF_PAYMENTS,
    find_layout,
)
from relanced.exchange.tables import read_rows

Kind = Literal["invoices", "payments"]
KINDS: tuple[tuple[Kind, tuple[str, ...], tuple[str, ...]], ...] = (
    ("invoices", INVOICES, REQUIRED_OF_INVOICES),
    ("payments", PAYMENTS, REQUIRED_OF_PAYMENTS),
)
# What only one of the two has: a day due, a day paid.
TELLING: Mapping[Kind, str] = {"invoices": "due_on", "payments": "paid_on"}


def kind(name: str, data: bytes, columns: Mapping[str, str] | None = None) -> Kind:
    """Raises BadInput for a file that is neither."""
    rows = read_rows(name, data)
    lacking: dict[Kind, list[str]] = {}
    for found, names, required in KINDS:
        layout = find_layout(rows, names, columns or {})
        lacking[found] = [column for column in required if column not in layout.at]
    best = min(lacking, key=lambda k: (len(lacking[k]), TELLING[k] in lacking[k]))
    if TELLING[best] in lacking[best] or "invoice_number" in lacking[best]:
        raise BadInput([Fault(name, "is neither a list of invoices nor a list of payments", _hint(lacking))])
    return best


def _hint(lacking: Mapping[Kind, list[str]]) -> str:
    parts = (f"for {kind} it lacks the columns {', '.join(columns)}" for kind, columns in lacking.items())
    return "; ".join(parts) + "; --kind says which it is, import.columns maps your headers"
