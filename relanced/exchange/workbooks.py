"""XLSX: the first sheet that holds anything, with the values that the spreadsheet program last computed."""

from __future__ import annotations

import io
import warnings
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from relanced.errors import BadInput, Fault
from relanced.exchange.tables import MOST_COLUMNS, MOST_ROWS, SAVE_AS, Cell, Row, too_long

MOST_UNPACKED = 300_000_000  # a few kilobytes can unpack into gigabytes


def workbook_rows(name: str, data: bytes) -> list[Row]:
    """Raises BadInput for a ZIP that is no workbook, and for every cell that holds an error."""
    _check_archive(name, data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and validations, which are nothing to us
            rows, faults = _sheet_rows(name, data)
    except BadInput:
        raise
    except Exception as error:  # openpyxl raises whatever its parts do, for a workbook that is damaged
        raise BadInput([Fault(name, f"is a damaged workbook ({type(error).__name__})", SAVE_AS)]) from error
    if faults:
        raise BadInput(faults)
    return rows


def _check_archive(name: str, data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(part.file_size for part in archive.infolist())
            parts = archive.namelist()
    except Exception as error:  # a ZIP that was cut or forged fails in many ways
        raise BadInput([Fault(name, "is a damaged workbook or archive", SAVE_AS)]) from error
    if size > MOST_UNPACKED:
        raise BadInput([Fault(name, "is too large once unpacked", "split it, or save it as CSV")])
    if not any(part.startswith("xl/") for part in parts):
        raise BadInput([Fault(name, "is an archive or another program's document, not an XLSX workbook", SAVE_AS)])


def _sheet_rows(name: str, data: bytes) -> tuple[list[Row], list[Fault]]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # some programs write a wrong size, and rows would be lost
            rows, faults = _read(name, sheet)
            if any(not row.is_blank for row in rows) or faults:
                return rows, faults
    finally:
        book.close()
    return [], []


def _read(name: str, sheet: Any) -> tuple[list[Row], list[Fault]]:
    rows: list[Row] = []
    faults: list[Fault] = []
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        if line > MOST_ROWS or len(cells) > MOST_COLUMNS:
            raise too_long(name)
        for cell in cells:
            if cell.data_type == "e":
                what = f"holds the error {cell.value}"
                faults.append(Fault(f"{name}:{line} {cell.coordinate}", what, "mend its formula in the workbook"))
        rows.append(Row(line, tuple(_value(cell.value) for cell in cells)))
    return rows, faults


def _value(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        # The fifteen digits that Excel itself keeps: 1862.3999999999999 is 1862.40.
        return Decimal(format(value, ".15g"))
    return value if isinstance(value, date) else str(value)
