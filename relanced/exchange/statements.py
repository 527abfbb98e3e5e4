"""A bank statement as movements: the CSV (or XLSX) of any French bank, or OFX.

No two banks agree: some sign the amount, some have a column for each side; the words stand in one to three columns.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from relanced.core.bank import Movement, words
from relanced.core.money import Money
from relanced.errors import BadInput, Fault
from relanced.exchange import ofx, values
from relanced.exchange.amounts import amount, currency, decimal_mark
from relanced.exchange.headers import REQUIRED_OF_STATEMENTS, STATEMENTS, Layout
from relanced.exchange.lines import Line, Lines, open_table
from relanced.exchange.tables import Cell, Row

AMOUNTS = ("moved", "debit", "credit")
# Lines that are no movements: below the last, or above the first.
FRAME = re.compile(r"(?:ancien |nouveau |dernier )?(?:solde|total|balance)\b")
# A movement that is not booked yet may never be.
PENDING = re.compile(r"pending|processing|declined|refus|attente|en cours|annul|a venir")


def read_statement(name: str, data: bytes, columns: Mapping[str, str] | None = None) -> list[Movement]:
    """The booked movements, in the order of the file. Raises BadInput with every fault; then nothing may be used."""
    if ofx.is_ofx(data):
        return numbered(ofx.read(name, data))
    layout, rows = open_table(name, data, STATEMENTS, REQUIRED_OF_STATEMENTS, columns or {})
    if not has_amounts(layout):
        hint = "name it moved, or debit and credit, or map it in import.columns"
        raise BadInput([Fault(f"{name}:{layout.line} moved", "no column has the amounts", hint)])
    lines = Lines(name, layout)
    mark = decimal_mark(cell for column in AMOUNTS for cell in lines.column(rows, column))
    texts = _texts(layout.at, len(layout.titles))
    found = [_movement(line, row, mark, texts) for row in rows if not _is_frame(row) and (line := lines.line(row))]
    if lines.faults:
        raise BadInput(lines.faults)
    return numbered(m for m in found if m)


def has_amounts(layout: Layout) -> bool:
    return "moved" in layout.at or {"debit", "credit"} <= set(layout.at)


def numbered(movements: Iterable[Movement]) -> list[Movement]:
    """Two equal lines of one file are two movements; the same file a second time has the same two."""
    seen: Counter[str] = Counter()
    rows = []
    for one in movements:
        seen[one.key] += 1
        rows.append(replace(one, key=f"{one.key}|{seen[one.key]}"))
    return rows


def _texts(at: Mapping[str, int], width: int) -> tuple[int, ...]:
    """The columns in which words may stand that say who paid what: all that relanced has no other use for."""
    used = {n for column, n in at.items() if column != "label"}
    return tuple(n for n in range(width) if n not in used)


def _is_frame(row: Row) -> bool:
    filled = [cell for cell in row.cells if not isinstance(cell, str) or cell.strip()]
    first = filled[0] if isinstance(filled[0], str) else ""
    return len(filled) == 1 or bool(FRAME.match(" ".join(words(first))))


def _movement(line: Line, row: Row, mark: str | None, texts: Sequence[int]) -> Movement | None:
    """None for a line with a fault, one that is not booked, and one that moves nothing."""
    if "state" in line.cells and PENDING.search(" ".join(words(values.text(line.cells["state"])))):
        return None
    line.require(("booked_on",))
    on = line.read("booked_on", values.day)
    moved = _moved(line, mark)
    if line.faulty or on is None or moved is None or not moved.cents:
        return None
    label = " ".join(_words(row.cells[n]) for n in texts if n < len(row.cells))
    main = _words(line.cells.get("label", ""))
    return Movement(line.place, key(on, moved, main or label), on, moved, " ".join(label.split()))


def _words(cell: Cell) -> str:
    """Banks write labels on several lines, with control characters of their own."""
    return " ".join(values.CONTROL.sub(" ", cell).split()) if isinstance(cell, str) else values.text(cell)


def key(on: date, moved: Money, label: str) -> str:
    return f"bank|{on}|{moved}|{moved.currency}|{' '.join(words(label))[:120]}"


def _moved(line: Line, mark: str | None) -> Money | None:
    """Signed; a debit may be written with a minus or without."""
    read = {column: line.read(column, lambda cell: amount(cell, mark)) for column in AMOUNTS}
    filled = {column: found for column, found in read.items() if found and found[0]}
    if len(filled) > 1:
        line.fault("credit", "stands beside another amount on the same line", "a movement has one amount")
    if not filled:
        if not line.faulty and not any(read.values()):
            line.fault("moved" if "moved" in line.cells else "credit", "is empty", "a movement has an amount")
        return None
    column, (number, unit) = next(iter(filled.items()))
    signed = -abs(number) if column == "debit" else number
    return _money(line, signed, unit)


def _money(line: Line, signed: Decimal, unit: str | None) -> Money:
    said = line.read("currency", currency)
    if said and unit and said != unit:
        line.fault("currency", f"is {said}, but the amount is in {unit}", "keep one of the two")
    return Money.of(signed, said or unit or "EUR")
