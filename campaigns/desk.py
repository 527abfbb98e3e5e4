"""A small office on scripted servers: a few reminders that are due, in a store of their own, at a rehearsed hour."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Connection

from relanced.core.dossier import Contact, Customer, Dossier, Invoice
from relanced.core.events import InvoicesImported
from relanced.core.money import Money
from relanced.daemon import change, planner
from relanced.daemon.app import App
from relanced.daemon.clock import RehearsedClock
from relanced.store import dossiers, mails
from tests.support.app import app_on

NOW = datetime(2026, 12, 8, 10, tzinfo=UTC)  # a Tuesday, eleven o'clock in Paris


class Desk:
    """`references` are the dossiers, each with one reminder in the outbox."""

    def __init__(self, folder: Path, count: int = 1) -> None:
        self.app: App = app_on(folder, NOW)
        with self.app.store.begin() as connection:
            self.references = [self._dossier(connection, n) for n in range(count)]
        planner.plan_due(self.app)
        self.look()

    def _dossier(self, connection: Connection, n: int) -> str:
        customer = Customer(f"C{n}", f"Client {n}")
        invoice = Invoice(f"F-{n}", date(2026, 12, 1), Money(10_000), Money(10_000))
        reference = dossiers.create(connection, customer, f"C{n}").reference
        event = InvoicesImported(customer, (Contact(f"c{n}@client.example"),), (invoice,))
        change.apply(self.app, connection, reference, event)
        return reference

    @property
    def clock(self) -> RehearsedClock:
        assert isinstance(self.app.clock, RehearsedClock)
        return self.app.clock

    def look(self) -> None:
        """The mailbox has just been read to its end."""
        with self.app.store.begin() as connection:
            mails.put_place(connection, "INBOX", mails.Place(1, 1, None))
            mails.mark_read(connection, "INBOX", self.clock.now())

    def dossier(self, reference: str) -> Dossier:
        with self.app.store.begin() as connection:
            return dossiers.load(connection, reference)

    def states(self) -> tuple[str, ...]:
        """Where the reminder of each dossier stands."""
        return tuple(self.dossier(r).reminders[0].state.value for r in self.references)

    def close(self) -> None:
        self.app.store.close()
