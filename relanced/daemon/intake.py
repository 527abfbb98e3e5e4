"""Importing: files become events of dossiers, in one transaction; with a fault anywhere, nothing has happened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from relanced.core.decide import decide
from relanced.core.dossier import Contact, Dossier
from relanced.core.events import InvoicesImported, PaymentRecorded
from relanced.core.reasons import Reason
from relanced.daemon import change
from relanced.daemon.app import App
from relanced.daemon.intake_files import Files, Found, InvoiceRow, PaymentRow, read_files
from relanced.errors import BadInput, Fault, TryLater
from relanced.exchange import grouping
from relanced.store import decisions, dossiers, payments

__all__ = ["Files", "Imported", "Line", "import_files"]


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one dossier. `what`: ``new``, ``changed``, ``unchanged``, ``settled`` or ``paid``."""

    reference: str
    customer: str
    what: str
    balance: str
    currency: str


@dataclass(slots=True)
class Imported:
    """`invoices` and `payments` count lines of the files; `known_payments` those that were recorded before."""

    invoices: int = 0
    payments: int = 0
    known_payments: int = 0
    lines: list[Line] = field(default_factory=list)

    def count(self, what: str) -> int:
        return sum(line.what == what for line in self.lines)


def import_files(
    app: App, files: Files, kind: str | None = None, *, dry_run: bool = False, full: bool = False
) -> Imported:
    """Take `files` (path and bytes) in. `full`: they hold every open invoice, so whatever they lack has been paid.

    Raises BadInput with the faults of all files, and TryLater when others keep changing the same dossiers.
    """
    found = read_files(files, kind, app.settings.columns)
    if full and not found.invoices:
        hint = "with --full every dossier would be settled; settle them one by one if that is meant"
        raise BadInput([Fault("--full", "there is no invoice in these files", hint)])
    for _ in range(change.ATTEMPTS):
        try:
            with app.store.begin() as connection:
                done = _take_in(app, connection, found, full)
                if dry_run:
                    connection.rollback()
                return done
        except (dossiers.Conflict, IntegrityError):
            continue
    raise TryLater("others keep changing the same dossiers: import again in a moment")


def _take_in(app: App, connection: Connection, found: Found, full: bool) -> Imported:
    done = Imported(len(found.invoices))
    events = [(at, e) for e in _events(app, found.invoices) for at in _homes(connection, found.invoices, e)]
    seen = set()
    for (key, reference), event in _by_home(app, connection, found.invoices):
        dossier = _dossier(connection, key, reference, event)
        seen.add(dossier.reference)
        _import_one(app, connection, dossier, replace(event, complete=full), done)
    if full:
        for reference in dossiers.with_open_invoices(connection, besides=seen):
            absent = dossiers.load(connection, reference)
            gone = InvoicesImported(absent.customer, absent.contacts, (), complete=True)
            _import_one(app, connection, absent, gone, done)
    _record_payments(app, connection, found.payments, done)
    return done
