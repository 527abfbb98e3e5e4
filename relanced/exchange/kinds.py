"""Whether a customer is a business, a consumer or a public body, where a list says it in another column or not at all.

It matters: a consumer owes no recovery indemnity, and is asked in other words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from relanced.core.dossier import CustomerKind
from relanced.exchange import values
from relanced.exchange.headers import Layout, plain
from relanced.exchange.tables import Row
from relanced.exchange.values import Unreadable, folded

KIND = "customer_kind"

# Headers that say the kind of a customer in one program and something else in another: their cells tell.
PERHAPS = frozenset({"categorie", "type", "nature", "famille", "category"})

# How a name begins that is rarely a business's.
NAMES = (
    (re.compile(r"(m\.|mr|mme|mlle|monsieur|madame|mademoiselle|m\. et mme)\s"), CustomerKind.CONSUMER),
    (
        re.compile(
            r"(mairie|(commune|ville|departement|communaute (de communes|d.agglomeration|urbaine)) (de|du|des|d\W\w+)|"
            r"conseil (departemental|regional)|centre hospitalier|prefecture|rectorat|ccas|sdis)\b"
        ),
        CustomerKind.PUBLIC,
    ),
)


def with_kind(layout: Layout, rows: Sequence[Row], columns: Mapping[str, str]) -> Layout:
    """`layout` with a column of kinds by another name: one of `PERHAPS` of which every cell is a kind."""
    if KIND in layout.at:
        return layout
    mapped = {plain(header) for header in columns}
    for at, title in enumerate(layout.titles):
        if plain(title) in PERHAPS - mapped and _are_kinds(rows, at):
            return replace(layout, at={**{n: i for n, i in layout.at.items() if i != at}, KIND: at})
    return layout


def _are_kinds(rows: Sequence[Row], at: int) -> bool:
    cells = [c for row in rows if at < len(row.cells) and (not isinstance(c := row.cells[at], str) or c.strip())]
    try:
        return bool([values.kind(cell) for cell in cells])
    except Unreadable:
        return False


def looks_like(name: str) -> CustomerKind | None:
    """What the beginning of a name says; None where it says nothing."""
    words = folded(name)
    return next((kind for pattern, kind in NAMES if pattern.match(words)), None)
