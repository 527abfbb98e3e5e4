"""The invoices' own files, which travel with mails: looked at when a list names them, and again when they are sent.

The list that names them may come from a program, an accountant, a colleague; what it names leaves the house.
"""

from __future__ import annotations

from pathlib import Path

from relanced.exchange.values import Unreadable, shown

MOST = 10_000_000  # as an attachment it grows by a third, and many servers stop at 15 MB
MARK = b"%PDF-"


def named(folder: Path, name: str) -> Path:
    """The file that a list in `folder` names: there or below, wherever links lead. Raises Unreadable."""
    try:
        path, home = (folder / name).resolve(), folder.resolve()
        if not path.is_relative_to(home):
            what = f"the file {shown(str(path))} lies outside the folder of this file"
            raise Unreadable(what, "put it beside this file, or below")
        content(path)
    except Unreadable:
        raise
    except (OSError, ValueError, RuntimeError) as error:
        what = f"the file {shown(str(folder / name))} cannot be read"
        raise Unreadable(what, "its path starts at the folder of this file") from error
    return path


def content(path: Path) -> bytes:
    """Raises Unreadable for what is no PDF, or has become something else since it was named, and OSError."""
    if path.exists() and not path.is_file():
        raise Unreadable(f"{path} is no file", "attach the invoice as a PDF")
    with path.open("rb") as file:
        found = file.read(MOST + 1)
    if MARK not in found[:1024]:
        raise Unreadable(f"the file {path} is not a PDF", "attach the invoice as a PDF")
    if len(found) > MOST:
        raise Unreadable(f"the file {path} is too large to travel by mail", f"at most {MOST // 1_000_000} MB")
    return found
