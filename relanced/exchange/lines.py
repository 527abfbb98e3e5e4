"""Reading a table line by line, and keeping the faults of them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from relanced.errors import Fault
from relanced.exchange import values
from relanced.exchange.headers import Layout, check_layout, find_layout
from relanced.exchange.tables import Cell, Row, read_rows
from relanced.exchange.values import Unreadable

T = TypeVar("T")


def open_table(
    name: str, data: bytes, names: Sequence[str], required: Sequence[str], columns: Mapping[str, str]
) -> tuple[Layout, list[Row]]:
    """Where the columns `names` are, and the rows below the headers. Raises BadInput."""
    rows = read_rows(name, data)
    layout = find_layout(rows, names, columns)
    check_layout(name, layout, required, names, columns)
    return layout, [row for row in rows if row.line > layout.line]


class Lines:
    """The lines of one file; `faults` and `notes` are those of all lines read so far."""

    def __init__(self, name: str, layout: Layout) -> None:
        self.name, self.layout = name, layout
        self.faults: list[Fault] = []
        self.notes: list[str] = []

    def title(self, column: str) -> str:
        """The file's own word, where it has the column."""
        return self.layout.title(column) if column in self.layout.at else column

    def line(self, row: Row) -> Line:
        return Line(self, row)

    def column(self, rows: Sequence[Row], name: str) -> list[Cell]:
        """All the cells of a column; none when the file does not have it."""
        at = self.layout.at.get(name)
        return [row.cells[at] for row in rows if at is not None and at < len(row.cells)]


class Line:
    """One line: `cells` holds what is not empty, by the name of its column."""

    def __init__(self, lines: Lines, row: Row) -> None:
        self._lines, self._before = lines, len(lines.faults)
        self.place = f"{lines.name}:{row.line}"
        at = lines.layout.at.items()
        filled = {name: row.cells[n] for name, n in at if n < len(row.cells)}
        self.cells = {name: cell for name, cell in filled.items() if not isinstance(cell, str) or cell.strip()}
        self._check_width(row)

    @property
    def faulty(self) -> bool:
        return len(self._lines.faults) > self._before

    def fault(self, column: str, what: str, hint: str) -> None:
        """Under the file's own title of `column`."""
        self._lines.faults.append(Fault(f"{self.place} {self._lines.title(column)}", what, hint))

    def note(self, what: str) -> None:
        """What is no fault, but may be meant otherwise; once for all lines that say it."""
        if what not in self._lines.notes:
            self._lines.notes.append(what)

    def require(self, columns: Sequence[str]) -> None:
        empty = [column for column in columns if column not in self.cells]
        if len(empty) > len(columns) // 2 and "total" in self.cells:
            names = ", ".join(map(self._lines.title, empty))
            hint = "is this the sum of the list? take the line out"
            self._lines.faults.append(Fault(self.place, f"has an amount, but nothing under {names}", hint))
            return
        for column in empty:
            self.fault(column, "is empty", "every line needs it")

    def read(self, column: str, read: Callable[[Cell], T]) -> T | None:
        """What the cell says; None when it is empty, or a fault."""
        if column not in self.cells:
            return None
        try:
            return read(self.cells[column])
        except Unreadable as error:
            self.fault(column, error.what, error.hint)
            return None

    def _check_width(self, row: Row) -> None:
        extra = [values.shown(cell) for cell in row.cells[len(self._lines.layout.titles) :]]
        if any(extra):
            what = f"has more cells than there are headers: {next(filter(None, extra))}"
            self._lines.faults.append(Fault(self.place, what, "put quotes around a cell that holds a delimiter"))
