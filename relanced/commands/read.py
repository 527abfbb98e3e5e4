"""``relanced read``: what mails say, and why. Touches nothing and needs no configuration."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from mailbox import mbox
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from relanced.commands.opening import instant
from relanced.commands.output import emit, say
from relanced.core.intents import Intent
from relanced.core.reading import OpenInvoice
from relanced.errors import BadInput, Fault
from relanced.letters.labels import intent_label
from relanced.reading.cases import open_invoice
from relanced.reading.read import read_bytes, to_json

TIMEZONE = ZoneInfo("Europe/Paris")
SHAPE = 'a list of {"number", "issued_on", "due_on", "total", "balance"}'
# What a person is told below the intents, in this order.
FIELDS = (
    "promised_on", "promised_amount", "requested_until", "paid_on", "paid_amount", "reason", "contact", "back_on",
    "recipient", "permanent", "references", "alarm", "defects",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mail:
    """`file` is what the mail is called by; its context may lie beside `path`."""

    file: str
    raw: bytes
    path: Path


def read(paths: list[Path], invoices: Path | None, received: str | None, as_json: bool) -> None:
    """Raises BadInput for what cannot be opened; what can be opened is read, however broken."""
    common = _invoices(invoices) if invoices else ()
    at = instant(received, TIMEZONE, "--received") if received else None
    for mail in _mails(paths):
        page = {"file": mail.file, **_reading(mail, common, at)}
        emit(page) if as_json else _show(page)


def _reading(mail: Mail, common: tuple[OpenInvoice, ...], at: datetime | None) -> dict[str, Any]:
    beside = mail.path.with_suffix(".json")
    own = _invoices(beside) if mail.path.suffix == ".eml" and beside.is_file() else common
    return to_json(read_bytes(mail.raw, sent_at=at, invoices=own, timezone=TIMEZONE.key))


# -- mails ------------------------------------------------------------------------------------------------------------


def _mails(paths: list[Path]) -> Iterator[Mail]:
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
        raise BadInput([Fault(str(path), f"cannot be read: {error.strerror}")]) from error
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


def _invoices(path: Path) -> tuple[OpenInvoice, ...]:
    """A list of open invoices, or an object that holds it under ``invoices``."""
    try:
        value = json.loads(path.read_text("utf-8-sig"))
        rows = value["invoices"] if isinstance(value, dict) else value
        return tuple(open_invoice(row) for row in rows)
    except OSError as error:
        raise BadInput([Fault(str(path), f"cannot be read: {error.strerror}")]) from error
    except json.JSONDecodeError as error:
        raise BadInput([Fault(f"{path}:{error.lineno}", f"is not JSON: {error.msg}", SHAPE)]) from error
    except (KeyError, ValueError, TypeError, ArithmeticError) as error:
        what = f"is not a list of open invoices: {type(error).__name__} {error}"
        raise BadInput([Fault(str(path), what, SHAPE)]) from error


# -- for a person -----------------------------------------------------------------------------------------------------


def _show(page: dict[str, Any]) -> None:
    who = "written by a machine" if page["automatic"] else f"confidence {page['confidence']:.2f}"
    hand = "; a person has to look" if page["needs_person"] else ""
    labels = ", ".join(f"{i} ({intent_label(Intent(i), 'en')})" for i in _primary_first(page))
    say(f"{page['file']}: {labels}; {who}{hand}")
    for name in FIELDS:
        if page[name] not in (None, []):
            value = page[name]
            say(f"  {name}: {', '.join(value) if isinstance(value, list) else value}")
    for item in page["evidence"]:
        say(f"  {item['intent']}: “{' '.join(item['text'].split())}”")


def _primary_first(page: dict[str, Any]) -> list[str]:
    return [page["primary"], *(i for i in page["intents"] if i != page["primary"])]
