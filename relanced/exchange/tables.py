"""A CSV file or an XLSX workbook as rows of cells that know their line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from relanced.errors import BadInput, Fault

# A number and a day keep their type where the file has types (XLSX); all else is text.
Cell = str | Decimal | date

MOST_BYTES = 50_000_000
MOST_ROWS = 200_000
MOST_COLUMNS = 500
SAVE_AS = "open it in your spreadsheet program and save it as CSV or XLSX"

# How files that are no tables start, and what they are.
OTHERS = (
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)"),
    (b"{\\rtf", "an RTF text"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"<?xml", "an XML file"),
    (b"<!DOCTYPE", "a web page"),
    (b"<html", "a web page"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """`line` counts from 1 in the file; where a cell was quoted over several lines it is the first."""

    line: int
    cells: tuple[Cell, ...]

    @property
    def is_blank(self) -> bool:
        return all(isinstance(cell, str) and not cell.strip() for cell in self.cells)


def read_rows(name: str, data: bytes) -> list[Row]:
    """The rows that are not blank. Raises BadInput for what is no table, or a broken one."""
    if len(data) > MOST_BYTES:
        raise BadInput([Fault(name, "is too large", f"at most {MOST_BYTES // 1_000_000} MB; split it")])
    for start, kind in OTHERS:
        if data[:64].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(start):
            raise BadInput([Fault(name, f"is {kind}, not a table", SAVE_AS)])
    if data.startswith(b"PK\x03\x04"):
        from relanced.exchange.workbooks import workbook_rows as read
    else:
        from relanced.exchange.delimited import delimited_rows as read
    rows = [row for row in read(name, data) if not row.is_blank]
    if not rows:
        raise BadInput([Fault(name, "is empty", "one line of headers, then one line an invoice or a payment")])
    return rows


def too_long(name: str) -> BadInput:
    return BadInput([Fault(name, f"has more than {MOST_ROWS} lines or {MOST_COLUMNS} columns", "split it")])
