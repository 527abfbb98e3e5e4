"""Mails as files: ``.eml``, folders of them, Maildir and mbox, with the open invoices that may stand beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from mailbox import mbox
from pathlib import Path

from relanced.commands.output import unreadable
from relanced.core.reading import OpenInvoice
from relanced.errors import BadInput, Fault
from relanced.reading.learning.cases import open_invoice

SHAPE = 'a list of {"number", "issued_on", "due_on", "total", "balance"}'


@dataclass(frozen=True, slots=True)
class Mail:
    """`file` is what the mail is called by; its context may lie beside `path`."""

    file: str
    raw: bytes
    path: Path


def mails_in(paths: list[Path]) -> Iterator[Mail]:
    """Raises BadInput for what is not there, or holds none."""
    faults = [Fault(str(path), "there is no such file or folder") for path in paths if not path.exists()]
    if faults:
        raise BadInput(faults)
    for path in paths:
        yield from _folder(path) if path.is_dir() else _file(path)


def _folder(path: Path) -> Iterator[Mail]:
    """A Maildir, or a folder of .eml files."""
    if (path / "cur").is_dir() or (path / "new").is_dir():
        names = sorted(f for part in ("new", "cur") for f in (path / part).glob("*") if f.is_file())
    else:
        names = sorted(path.glob("*.eml"))
    if not names:
        raise BadInput([Fault(str(path), "holds no mail", "a Maildir, or a folder of .eml files")])
    for name in names:
        yield Mail(str(name), name.read_bytes(), name)


def _file(path: Path) -> Iterator[Mail]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadInput([unreadable(path, error)]) from error
    if path.suffix != ".eml" and raw.startswith(b"From "):
        yield from _mbox(path)
    else:
        yield Mail(str(path), raw, path)


def _mbox(path: Path) -> Iterator[Mail]:
    box = mbox(path, create=False)
    try:
        for number, key in enumerate(box.keys(), 1):
            yield Mail(f"{path}#{number}", box.get_bytes(key), path)
    finally:
        box.close()


# -- their context ----------------------------------------------------------------------------------------------------


def context(mail: Mail, common: tuple[OpenInvoice, ...]) -> tuple[OpenInvoice, ...]:
    """The open invoices that stand beside the mail, else those that are common to all."""
    beside = mail.path.with_suffix(".json")
    return open_invoices(beside) if mail.path.suffix == ".eml" and beside.is_file() else common


def open_invoices(path: Path) -> tuple[OpenInvoice, ...]:
    """A list of open invoices, or an object that holds it under ``invoices``."""
    try:
        value = json.loads(path.read_text("utf-8-sig"))
        rows = value["invoices"] if isinstance(value, dict) else value
        return tuple(open_invoice(row) for row in rows)
    except OSError as error:
        raise BadInput([unreadable(path, error)]) from error
    except json.JSONDecodeError as error:
        raise BadInput([Fault(f"{path}:{error.lineno}", f"is not JSON: {error.msg}", SHAPE)]) from error
    except (KeyError, ValueError, TypeError, ArithmeticError) as error:
        what = f"is not a list of open invoices: {type(error).__name__} {error}"
        raise BadInput([Fault(str(path), what, SHAPE)]) from error
