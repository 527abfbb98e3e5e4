"""A morning in a small company, set once and lived again and again: replies to read, reminders due, a summary.

On Tuesday the first reminders left. On Wednesday at ten the clients' answers lie in the mailbox, other invoices have
become due, and a pass begins, which may be the daemon's last.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from sqlalchemy import select

from campaigns.databases import Databases
from relanced.config import load
from relanced.daemon.app import App, open_app
from relanced.daemon.clock import RehearsedClock
from relanced.daemon.once import once
from relanced.daemon.replies.reader import Reader
from relanced.daemon.sending import proof
from relanced.letters.templates import Templates
from relanced.store import schema
from tests.support.company import Company, bill, settings_text
from tests.support.hosts import ACHATS, COMPTA, PATRON, Hosts
from tests.support.processes import wait_for

TUESDAY = datetime(2026, 12, 8, 9, tzinfo=UTC)
WEDNESDAY = datetime(2026, 12, 9, 9, tzinfo=UTC)
# After a death the passes of the next life: soon; when a doubt's grace is over and a shared store gives back what
# another instance left in flight; and once more, to see that nothing happens any more.
AFTERWARDS = tuple(WEDNESDAY + timedelta(minutes=m) for m in (1, 25, 40))

# What each kind of reply says, and whether a machine says so itself.
REPLIES: dict[str, tuple[str, bool]] = {
    "promise": ("Bonjour,\n\nLe virement partira vendredi 18 décembre.\n\nCordialement,\nAnne", False),
    "vague": ("Bonjour,\n\nVotre règlement est en cours de traitement.\n\nCordialement", False),
    "dispute": ("Bonjour,\n\nNous contestons cette facture : la marchandise n'a jamais été livrée.\n", False),
    "paid": ("Bonjour,\n\nCette facture a été réglée par virement le 7 décembre.\n\nCordialement", False),
    "absence": ("Je suis absente du bureau jusqu'au 14 décembre 2026.", True),
    "document": ("Bonjour,\n\nPouvez-vous nous renvoyer la facture ? Nous ne l'avons pas.\n", False),
    "machine": ("Nous avons bien reçu votre message. Ceci est une réponse automatique.", True),
}
ALWAYS = ("promise", "vague", "dispute")


def client(n: int) -> str:
    """Clients share a mailbox, each with a tag of its own."""
    name, _, domain = ACHATS.partition("@")
    return f"{name}+c{n}@{domain}"


@dataclass(frozen=True)
class Plot:
    """What a seed chooses: who answers what, how many reminders are due next to that, whether copies prove doubts, and
    whether what has no copy is sent again (`sending.when_uncertain: reconcile`)."""

    seed: int
    answers: tuple[str, ...]
    silent: int
    due: int
    copies: bool
    reconcile: bool

    @classmethod
    def of(cls, seed: int) -> Plot:
        rng = random.Random(seed)
        more = rng.sample(sorted(set(REPLIES) - set(ALWAYS)), rng.randrange(len(REPLIES) - len(ALWAYS) + 1))
        answers = [*ALWAYS, *more]
        rng.shuffle(answers)
        return cls(seed, tuple(answers), rng.randrange(3), rng.choice((2, 3, 5, 12)), seed % 2 == 1, seed % 4 == 1)

    @property
    def settings(self) -> dict[str, Any]:
        copies = {"smtp__bcc": COMPTA} if self.copies else {}
        return copies | ({"sending__when_uncertain": "reconcile"} if self.reconcile else {})


@dataclass
class Scene:
    """The plot, set on real servers and one kind of store. `replies` are the answers as they lie in the mailbox.

    `templates` are compiled once for all the lives.
    """

    hosts: Hosts
    databases: Databases
    folder: Path
    plot: Plot
    replies: list[bytes] = field(default_factory=list)
    templates: Templates = field(default_factory=Templates.load)

    @classmethod
    def set(cls, hosts: Hosts, databases: Databases, folder: Path, plot: Plot) -> Scene:
        """Live Tuesday for real: the first reminders leave through Postfix."""
        folder.mkdir(parents=True)
        scene = cls(hosts, databases, folder, plot)
        hosts.heal()
        company = scene._company(databases.base(), folder / "base")
        company.app = replace(company.app, templates=scene.templates)
        first = len(plot.answers) + plot.silent
        for n in range(first + plot.due):
            due_on = date(2026, 12, 1) if n < first else date(2026, 12, 2)
            company.invoice(f"Client {n}", client(n), bill(f"F-{n}", due_on), customer_id=f"C{n}")
        company.clock.move_to(TUESDAY)
        done = company.once()
        assert (done.sent, done.errors) == (first, []), done
        scene.wait_for_delivery()
        if plot.copies:
            company.clock.advance(timedelta(minutes=1))
            company.once()
        if plot.reconcile:
            with company.app.store.begin() as connection:
                proof.remember(company.app, connection, "INBOX")
        scene.replies = [scene._reply(company, n, kind) for n, kind in enumerate(plot.answers)]
        company.close()
        return scene

    def _company(self, url: str, folder: Path) -> Company:
        folder.mkdir(exist_ok=True)
        return Company.on(self.hosts, folder, TUESDAY, store={"url": url}, **self.plot.settings)

    @contextmanager
    def morning(self) -> Iterator[Morning]:
        """Wednesday, ten o'clock: the store as it was left, the replies in the mailbox, nothing in the clients'."""
        self._clear()
        self._append()
        folder = self.folder / "run"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        with self.databases.copy() as url:
            text = settings_text(self.hosts, folder, store={"url": url}, **self.plot.settings)
            (folder / "config.yaml").write_text(text)
            (folder / "config.yaml").chmod(0o600)
            yield Morning(self, folder)

    def _clear(self) -> None:
        for provider, user in (
            (self.hosts.creditor, COMPTA),
            (self.hosts.creditor, PATRON),
            (self.hosts.client, ACHATS),
        ):
            provider.imap.doveadm("expunge", "-u", user, "mailbox", "INBOX", "all")

    def _append(self) -> None:
        with self.hosts.mailbox(COMPTA, readonly=False) as session:
            for raw in self.replies:
                session.append("INBOX", raw, msg_time=WEDNESDAY - timedelta(minutes=20))

    def _reply(self, company: Company, n: int, kind: str) -> bytes:
        text, automatic = REPLIES[kind]
        with company.app.store.begin() as connection:
            query = select(schema.outbox).where(schema.outbox.c.recipient == client(n))
            reminder = connection.execute(query).one()
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = client(n), COMPTA, f"Re: {reminder.subject}"
        mail["Date"] = WEDNESDAY - timedelta(minutes=30)
        mail["Message-ID"] = f"<{self.plot.seed}.{n}@client-un.example>"
        mail["In-Reply-To"] = mail["References"] = reminder.message_id
        if automatic:
            mail["Auto-Submitted"] = "auto-replied"
        mail.set_content(text + "\n")
        return mail.as_bytes()

    def wait_for_delivery(self) -> None:
        """Until no server has anything on its way."""
        for provider in (self.hosts.creditor, self.hosts.client, self.hosts.creditor):
            wait_for(lambda smtp=provider.smtp: "is empty" in smtp.queue(), "the queue is empty")  # type: ignore[misc]


@dataclass
class Morning:
    """One run of the scene: the daemon may live and die in it as often as the campaign likes."""

    scene: Scene
    folder: Path

    @contextmanager
    def app(self, at: datetime) -> Iterator[App]:
        """A life of the daemon's parts, at a rehearsed instant."""
        app = open_app(load(self.folder / "config.yaml", os.environ), os.environ, RehearsedClock(at))
        try:
            yield replace(app, templates=self.scene.templates)
        finally:
            app.store.close()

    def live_on(self, reader: Reader, instants: tuple[datetime, ...] = AFTERWARDS) -> list[str]:
        """The daemon is started again, as often; answers what its passes complained of."""
        complaints: list[str] = []
        for at in instants:
            with self.app(at) as app:
                complaints += asyncio.run(once(app, reader)).errors
            self.scene.wait_for_delivery()
        return complaints
