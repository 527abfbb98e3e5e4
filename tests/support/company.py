"""A small company on the test hosts: its configuration, its invoices, its clients."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from relanced.config import Settings, load
from relanced.core.dossier import Contact, Customer, Dossier, Invoice
from relanced.core.events import InvoicesImported
from relanced.core.money import Money
from relanced.daemon import change
from relanced.daemon.app import App, open_app
from relanced.daemon.clock import RehearsedClock
from relanced.daemon.once import Pass, once
from relanced.store import dossiers
from tests.support.hosts import COMPTA, PATRON, Hosts


def settings_text(hosts: Hosts, folder: Path, **changes: Any) -> str:
    """The configuration of a creditor whose provider is the first of the test hosts."""
    ours = hosts.provider(COMPTA)
    for name in ("mailbox", "smtp"):
        secret = folder / f"{name}.secret"
        secret.write_text(hosts.password(COMPTA) + "\n")
        secret.chmod(0o600)
    document: dict[str, Any] = {
        "company": {
            "name": "Atelier Mercier SARL",
            "email": COMPTA,
            "siren": "732829320",
            "address": "12 rue des Forges\n69003 Lyon",
            "iban": "FR1420041010050500013M02606",
            "signature": "Claire Mercier\nAtelier Mercier SARL",
        },
        "mailbox": {
            "host": ours.address,
            "port": ours.imap.imaps,
            "security": "tls",
            "ca_file": str(hosts.ca_file),
            "username": COMPTA,
            "password": {"file": str(folder / "mailbox.secret")},
        },
        "smtp": {
            "host": ours.address,
            "port": ours.smtp.submissions,
            "security": "tls",
            "ca_file": str(hosts.ca_file),
            "username": COMPTA,
            "from": COMPTA,
            "password": {"file": str(folder / "smtp.secret")},
        },
        "sending": {"per_minute": 100},
        "summary": {"to": [PATRON], "at": "07:30"},
    }
    for path, value in changes.items():
        section, _, key = path.partition("__")
        if key:
            document.setdefault(section, {})[key] = value
        else:
            document[section] = value
    return yaml.safe_dump(document, allow_unicode=True)


class Company:
    """The daemon's parts on a rehearsed clock. `day` and `at` move it; `once` makes one pass."""

    def __init__(self, settings: Settings, start: datetime) -> None:
        self.clock = RehearsedClock(start)
        self.app: App = open_app(settings, os.environ, self.clock)

    @classmethod
    def on(cls, hosts: Hosts, folder: Path, start: datetime | None = None, **changes: Any) -> Company:
        path = folder / "config.yaml"
        path.write_text(settings_text(hosts, folder, **changes))
        path.chmod(0o600)
        return cls(load(path, os.environ), start or datetime(2026, 12, 1, 9, tzinfo=UTC))

    def invoice(
        self, customer: str, address: str, *invoices: Invoice, customer_id: str = "C1", kind: Any = None
    ) -> str:
        """A dossier with these invoices; its reference."""
        event = InvoicesImported(Customer(customer_id, customer), (Contact(address),), invoices)
        with self.app.store.begin() as connection:
            reference = dossiers.grouped(connection, customer_id)
            if reference is None:
                reference = dossiers.create(connection, event.customer, customer_id).reference
            change.apply(self.app, connection, reference, event)
        return reference

    def dossier(self, reference: str) -> Dossier:
        with self.app.store.begin() as connection:
            return dossiers.load(connection, reference)

    def once(self) -> Pass:
        return asyncio.run(once(self.app))

    def on_day(self, day: date, hour: int = 10, minute: int = 0) -> Pass:
        """One pass on that day, by the company's own clock."""
        local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=self.app.policy.timezone)
        self.clock.move_to(local)
        return self.once()

    def close(self) -> None:
        self.app.store.close()


def bill(number: str, due_on: date, euros: str = "1200.00", pdf: Path | None = None) -> Invoice:
    return Invoice(number, due_on, Money.of(euros), Money.of(euros), pdf=str(pdf) if pdf else None)
