"""An autoresponder that answers everything, for a thousand rehearsed days, and an owner who lets it all go on.

python -m campaigns.autoresponder [DAYS]

Each client answers each mail twice, at once, in his manner; four times a day the office reads, decides and sends.
Every evening the owner grants whatever he is asked; every month the debt is paid and another begins, so that nothing
that is done once a chase stays undone for long.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Row, select

from benchmarks.support import quiet
from relanced.core.deciding.answers import A_DAY, A_WEEK, ANSWERING
from relanced.core.dossier import Contact, Customer, Invoice
from relanced.core.events import InvoicesImported, Settled, TaskDone
from relanced.core.money import Money
from relanced.core.workdays import DAY
from relanced.daemon import change, planner
from relanced.daemon.app import App
from relanced.daemon.clock import RehearsedClock
from relanced.daemon.replies.inbox import handle_batch
from relanced.daemon.replies.reader import Reader
from relanced.daemon.sending.outbox import Sender, tell_outcomes
from relanced.store import dossiers, mails, schema
from tests.support.app import app_on
from tests.support.smtp_server import SmtpServer

START = date(2026, 1, 5)
HOURS = (9, 11, 14, 17)
CHASE = 30
ANSWERS = 2
MOST_A_DAY, MOST_A_WEEK = A_DAY, A_WEEK


def tomorrow(day: date) -> str:
    return (day + DAY).strftime("%d/%m/%Y")


# How a client answers whatever he gets; the first line may be a header.
MANNERS: dict[str, Callable[[date], str]] = {
    "a machine that says so": lambda day: "Auto-Submitted: auto-replied\nNous avons bien reçu votre message.",
    "a machine that does not say so": lambda day: "Bonjour,\n\nVotre règlement est en cours de traitement.",
    "always back tomorrow": lambda day: f"Auto-Submitted: auto-replied\nJe suis absent jusqu'au {tomorrow(day)}.",
    "always pays tomorrow": lambda day: f"Bonjour,\n\nNous vous réglons le {tomorrow(day)}.\n\nCordialement",
    "a ticket each time": lambda day: f"Bonjour,\n\nVotre demande a été enregistrée sous le ticket {day:%m%d}.",
    "always asks for the invoice": lambda day: "Bonjour,\n\nPouvez-vous nous renvoyer la facture ?",
    "always has paid": lambda day: f"Bonjour,\n\nVotre facture a été réglée le {day:%d/%m/%Y}.",
    "thanks and nothing else": lambda day: "Merci, bonne journée.",
    "never agrees": lambda day: "Bonjour,\n\nNous contestons cette facture : la marchandise n'a jamais été livrée.",
    "always wants time": lambda day: "Bonjour,\n\nPourriez-vous nous accorder un délai supplémentaire d'un mois ?",
    "another relanced": lambda day: f"Auto-Submitted: auto-replied\nNous avons noté un règlement le {tomorrow(day)}.",
}


@dataclass
class Figures:
    """Mails by dossier and day: all of them, and those that answer without anybody's asking; and these by kind."""

    out: Counter[tuple[str, date]] = field(default_factory=Counter)
    answers: Counter[tuple[str, date]] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    received: int = 0

    def most(self, counted: Counter[tuple[str, date]], days: int) -> int:
        """The most of one dossier in so many days on end."""
        return max(
            (
                sum(counted[dossier, day - timedelta(days=back)] for back in range(days))
                for dossier, day in list(counted)
            ),
            default=0,
        )


class Office:
    def __init__(self, folder: Path, reader: Reader) -> None:
        self.app: App = app_on(folder, datetime(START.year, START.month, START.day, 8, tzinfo=UTC))
        self.reader, self.server, self.figures = reader, SmtpServer(), Figures()
        self.uids, self.numbers = count(1), count(1)
        self.file = folder / "facture.pdf"
        self.file.write_bytes(b"%PDF-1.7")
        self.manners: dict[str, str] = {}
        self.references = [self._dossier(n, manner) for n, manner in enumerate(MANNERS)]

    @property
    def clock(self) -> RehearsedClock:
        assert isinstance(self.app.clock, RehearsedClock)
        return self.app.clock

    def _dossier(self, n: int, manner: str) -> str:
        customer = Customer(f"C{n}", manner)
        with self.app.store.begin() as connection:
            reference = dossiers.create(connection, customer, f"C{n}").reference
        self.manners[f"c{n}@client.example"] = manner
        return reference

    async def live(self, days: int) -> Figures:
        async with self.server.running():
            object.__setattr__(self.app.settings.need_smtp(), "port", self.server.port)
            for day in (START + timedelta(days=n) for n in range(days)):
                if (day - START).days % CHASE == 0:
                    self._new_debt(day)
                for hour in HOURS:
                    self.clock.move_to(datetime(day.year, day.month, day.day, hour, tzinfo=UTC))
                    await self._turn(day)
                self._grant_everything()
        return self.figures

    def _new_debt(self, day: date) -> None:
        for n, reference in enumerate(self.references):
            change.happen(self.app, reference, Settled())
            number = f"F-{next(self.numbers)}"
            invoice = Invoice(number, day - DAY, Money(10_000), Money(10_000), pdf=str(self.file))
            contact = Contact(f"c{n}@client.example")
            customer = Customer(f"C{n}", self.manners[contact.address])
            change.happen(self.app, reference, InvoicesImported(customer, (contact,), (invoice,)))

    async def _turn(self, day: date) -> None:
        while handle_batch(self.app, self.reader) is not None:
            pass
        with self.app.store.begin() as connection:
            mails.put_place(connection, "INBOX", mails.Place(1, 1, None))
            mails.mark_read(connection, "INBOX", self.clock.now())
        planner.plan_due(self.app)
        await Sender(self.app, "campaign").send_due()
        tell_outcomes(self.app)
        for row in self._left():
            self.figures.out[row.dossier, day] += 1
            self.figures.answers[row.dossier, day] += row.step in ANSWERING and not ANSWERING[row.step].by_person
            self.figures.kinds[row.step] += row.step in ANSWERING
            self._answer(row, day)

    def _left(self) -> list[Row[Any]]:
        o = schema.outbox
        query = select(o).where(o.c.state == "sent", o.c.sent_at == self.clock.now(), o.c.dossier.is_not(None))
        with self.app.store.begin() as connection:
            return list(connection.execute(query))

    def _answer(self, row: Row[Any], day: date) -> None:
        for _ in range(ANSWERS):
            uid = next(self.uids)
            arrival = mails.Arrival(uid, self._reply(row, day, uid), self.clock.now())
            with self.app.store.begin() as connection:
                self.figures.received += mails.store(connection, "INBOX", 1, arrival, self.clock.now())

    def _reply(self, row: Row[Any], day: date, uid: int) -> bytes:
        text = MANNERS[self.manners[row.recipient]](day)
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = row.recipient, "compta@creancier.example", f"Re: {row.subject}"
        mail["Date"], mail["Message-ID"] = self.clock.now(), f"<{uid}@client.example>"
        mail["In-Reply-To"] = row.message_id
        if text.startswith("Auto-Submitted: "):
            mail["Auto-Submitted"], text = "auto-replied", text.partition("\n")[2]
        mail.set_content(text + "\n")
        return mail.as_bytes()

    def _grant_everything(self) -> None:
        for reference in self.references:
            with self.app.store.begin() as connection:
                open_tasks = dossiers.load(connection, reference).tasks
            for task in open_tasks:
                change.happen(self.app, reference, TaskDone(task.kind))

    def close(self) -> None:
        self.app.store.close()


def rehearse(days: int, folder: Path) -> Figures:
    reader = Reader()
    office = Office(folder, reader)
    try:
        return asyncio.run(office.live(days))
    finally:
        office.close()
        reader.close()


def main() -> None:
    days = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    quiet()
    with tempfile.TemporaryDirectory() as folder:
        figures = rehearse(days, Path(folder))
    day, week = figures.most(figures.answers, 1), figures.most(figures.answers, 7)
    print(
        f"{days} days, {len(MANNERS)} clients who answer each mail {ANSWERS} times: {figures.received} mails received"
    )
    print(f"{figures.out.total():8}  mails sent, at most {figures.most(figures.out, 1)} a dossier and day, "
          f"{figures.most(figures.out, 7)} in seven days")  # fmt: skip
    print("          " + ", ".join(f"{count} {step}" for step, count in sorted(figures.kinds.items()) if count))
    print(f"{figures.answers.total():8}  of them answers, at most {day} a dossier and day, {week} in seven days")
    sys.exit(0 if day <= MOST_A_DAY and week <= MOST_A_WEEK else 1)


if __name__ == "__main__":
    main()
