"""What commands print: one JSON object a line, or short aligned text."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

from relanced.core.money import Money
from relanced.errors import BadInput, Fault
from relanced.files import open_private

WIDE = 200


# What plays tricks on a terminal (a client's words come from anywhere), and what cannot be printed at all.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def say(text: str) -> None:
    """Lines for a person; nothing in them is markup, or an order to the terminal."""
    print(printable(text))


def emit(value: Any) -> None:
    """One JSON object on one line."""
    line = json.dumps(value, ensure_ascii=False)
    print(_UNFIT.sub(lambda found: f"\\u{ord(found[0]):04x}", line))


@contextmanager
def printed_to(path: Path | None, what: str, as_json: bool) -> Iterator[None]:
    """What is printed goes into a new file, for its owner's eyes; then its name is said, and `what` it holds. Raises
    BadInput when it is there already."""
    if path is None:
        yield
        return
    if path.exists():
        raise BadInput([Fault(str(path), "is there already", "name a new file")])
    try:
        with os.fdopen(open_private(path), "w", encoding="utf-8") as file, redirect_stdout(file):
            yield
    except OSError as error:
        raise BadInput([Fault(str(path), f"cannot be written: {error.strerror}")]) from error
    emit({"file": str(path)}) if as_json else say(f"wrote {path}: {what}")


# The reasons that people meet, in words of ours.
WHY_NOT: dict[type[OSError], str] = {
    FileNotFoundError: "there is no such file",
    IsADirectoryError: "it is a folder",
    PermissionError: "its permissions do not let you",
}


def unreadable(path: Path, error: OSError, hint: str = "") -> Fault:
    return Fault(str(path), f"cannot be read: {WHY_NOT.get(type(error), error.strerror)}", hint)


def printable(text: str) -> str:
    return _UNFIT.sub("·", text)


def table(titles: Sequence[str], rows: Sequence[Sequence[object]], right: Sequence[str] = ()) -> None:
    """Columns under `titles`; those named in `right` are aligned to the right. Whatever is in a cell is text."""
    from rich import box  # only here: the daemon has no table to show, and rich takes 5 MB
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    if not console.is_terminal:  # a file or a pipe has no width: nothing is cut
        console = Console(highlight=False, width=WIDE)
    grid = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    for title in titles:
        grid.add_column(title, justify="right" if title in right else "left", overflow="fold")
    for row in rows:
        grid.add_row(*(Text("" if cell is None else printable(str(cell))) for cell in row))
    console.print(grid)


def flat(value: Any) -> Any:
    """A core value as JSON: money is a decimal string with its currency beside it, days and instants are ISO 8601."""
    if is_dataclass(value) and not isinstance(value, type):
        row: dict[str, Any] = {}
        for field in fields(value):
            found = getattr(value, field.name)
            row |= (
                {field.name: str(found), "currency": found.currency}
                if isinstance(found, Money)
                else {field.name: flat(found)}
            )
        return row
    if isinstance(value, (tuple, list)):
        return [flat(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value


def amount(money: Money) -> str:
    """``1862.40 EUR``"""
    return f"{money} {money.currency}"


def iso(value: Any) -> str | None:
    """A day or an instant as JSON has it."""
    return value.isoformat() if value else None
