"""CSV as spreadsheets and accounting programs really write it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from relanced.errors import BadInput, Fault
from relanced.exchange.tables import MOST_COLUMNS, MOST_ROWS, SAVE_AS, Row, too_long

DELIMITERS = ";\t,"
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
SAMPLE = 20


def delimited_rows(name: str, data: bytes) -> list[Row]:
    """Raises BadInput for bytes that are no text, and for every quote that is never closed."""
    text = decoded(name, data)
    first, delimiter = _announced(text)
    rows: list[Row] = []
    faults: list[Fault] = []
    for line, cells in _records(text, delimiter or _delimiter(text)):
        if isinstance(cells, csv.Error):
            hint = (
                'a cell that holds a quote is written between quotes, with each inner quote doubled: "le ""Chat Noir"""'
            )
            faults.append(Fault(f"{name}:{line}", f"cannot be cut into cells: {cells}", hint))
        elif line >= first:
            rows.append(Row(line, tuple(cells)))
        if len(rows) > MOST_ROWS or (rows and len(rows[-1].cells) > MOST_COLUMNS):
            raise too_long(name)
    if faults:
        raise BadInput(faults)
    return rows


def decoded(name: str, data: bytes) -> str:
    """A file does not say its encoding: its mark does, else zeros tell UTF-16, else UTF-8, else Windows-1252."""
    try:
        text = data.decode(_encoding(data))
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\x00" in text or "\ufffd" in text:
        raise BadInput([Fault(name, "is not a text that relanced can read", SAVE_AS)])
    return text


def _encoding(data: bytes) -> str:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return encoding
    sample = data[:2000]
    if sample[1::2].count(0) * 2 > len(sample) // 2:
        return "utf-16-le"
    if sample[::2].count(0) * 2 > len(sample) // 2:
        return "utf-16-be"
    return "utf-8"


def _announced(text: str) -> tuple[int, str | None]:
    """Excel's own first line ``sep=;``: the line on which the table starts, and the delimiter."""
    head = text.split("\n", 1)[0].strip().lower()
    if head.startswith("sep=") and head[4:5] and head[4] in DELIMITERS:
        return 2, head[4]
    if text[:5].lower() == "sep=\t":
        return 2, "\t"
    return 1, None


def _delimiter(text: str) -> str:
    """The one that cuts the most lines into the same number of cells, two at least."""
    return max(DELIMITERS, key=lambda d: _regularity(text, d))


def _regularity(text: str, delimiter: str) -> tuple[int, int]:
    counts = []
    for _, cells in _records(text, delimiter):
        if not isinstance(cells, csv.Error) and any(cell.strip() for cell in cells):
            counts.append(len(cells))
        if len(counts) == SAMPLE:
            break
    common = max((n for n in counts if n > 1), key=counts.count, default=1)
    return (counts.count(common), common) if common > 1 else (0, 0)


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """Strict: a quote left open would otherwise swallow the rest of the file without a word."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, error
