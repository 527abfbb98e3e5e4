"""The people around the daemon: clients who read their mail and answer, their bank, and the owner."""

from __future__ import annotations

import smtplib
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from functools import partial
from pathlib import Path

from relanced.core.events import CallMade, TaskDone
from relanced.daemon.app import App
from relanced.daemon.change import happen
from relanced.daemon.demo import answers, folder
from relanced.daemon.demo.agenda import Agenda
from relanced.daemon.demo.cast import CHORES, PASSWORD, SILENCE, Chore, Client, Payment, Turn
from relanced.daemon.demo.servers import HOST, Servers
from relanced.daemon.imports.intake import import_files
from relanced.daemon.mailbox.connection import MailboxAccount
from relanced.daemon.mailbox.imap import Mailbox
from relanced.daemon.sending.smtp import Security
from relanced.letters import tokens
from relanced.store import tasks
from relanced.store.mails import Arrival

# When a person at a desk looks at the bank's statement, and at what waits.
STATEMENT, DESK = time(9), time(9, 20)


class Bank:
    """Collects what will be on the account, and gives it to relanced as a file, each business day that has some."""

    def __init__(self, app: App, agenda: Agenda, root: Path) -> None:
        self.app, self.agenda, self.root = app, agenda, root
        self._lines: dict[date, list[Payment]] = defaultdict(list)

    def expect(self, payment: Payment) -> None:
        day = self.app.policy.workdays.next_open(self.app.today() + timedelta(days=payment.days))
        if day not in self._lines:
            self.agenda.note(local(self.app, day, STATEMENT), partial(self._statement, day))
        self._lines[day].append(payment)

    def _statement(self, day: date) -> None:
        rows = [
            {"N° facture": p.invoice, "Date de paiement": f"{day:{folder.DAY_FORM}}", "Montant réglé": p.amount}
            for p in self._lines[day]
        ]
        import_files(self.app, [folder.write_rows(self.root / "banque" / f"{day}.csv", rows)])


class Clients:
    """Each has a mailbox and a mail program."""

    def __init__(self, cast: Sequence[Client], app: App, agenda: Agenda, bank: Bank, servers: Servers) -> None:
        self.app, self.agenda, self.bank, self.servers = app, agenda, bank, servers
        self._cast = {client.address: client for client in cast}
        self._last: dict[str, int] = defaultdict(int)  # the UID of the last mail that each has read
        self._steps: dict[str, set[str]] = defaultdict(set)

    def look(self) -> None:
        """Whoever has heard the bell reads what is new, and makes up his mind."""
        bell = self.servers.bell
        rung = {bell.get() for _ in range(bell.qsize())}
        for address in sorted(rung & set(self._cast)):
            client = self._cast[address]
            for arrival in self._new(client, self._last[address]):
                self._last[address] = arrival.uid
                mail = answers.received(arrival.raw)
                self._decide(client, mail, self._turn(client, mail))

    def _turn(self, client: Client, mail: EmailMessage) -> Turn:
        """What he does about this mail: something about the first of its step at most."""
        ours = tokens.parse_message_id(mail["Message-ID"])
        if ours is None or ours.step in self._steps[client.address]:
            return SILENCE
        self._steps[client.address].add(ours.step)
        return client.turns.get(ours.step, SILENCE)

    def _new(self, client: Client, last_uid: int) -> list[Arrival]:
        mailbox = Mailbox(MailboxAccount(HOST, self.servers.imap_port, Security.PLAIN, client.address, PASSWORD))
        mailbox.open()
        try:
            return [a for _, arrivals in mailbox.batches(mailbox.uids_above(last_uid)) for a in arrivals]
        finally:
            mailbox.close()

    def _decide(self, client: Client, mail: EmailMessage, turn: Turn) -> None:
        now = self.app.clock.now().astimezone(self.app.policy.timezone)
        sender = Address(client.name, addr_spec=client.address)
        if turn.absent:
            self._send(client, answers.absence(mail, sender, turn.absent, now))
        if turn.says:
            at = now + turn.after
            reply = answers.answer(mail, sender, turn.says, client.program, at)
            self.agenda.note(at, partial(self._send, client, reply))
        for payment in turn.pays:
            self.bank.expect(payment)

    def _send(self, client: Client, mail: EmailMessage) -> None:
        with smtplib.SMTP(HOST, self.servers.smtp_port) as session:
            session.login(client.address, PASSWORD)
            session.send_message(mail)


class Owner:
    """Deals with what waits for her, some days after it came; what has no row in `CHORES` is left waiting."""

    def __init__(self, app: App, agenda: Agenda, root: Path) -> None:
        self.app, self.agenda, self.root = app, agenda, root
        self._known: set[int] = set()

    def look(self) -> None:
        with self.app.store.begin() as connection:
            waiting = tasks.waiting(connection)
        for task in waiting:
            chore = next((c for c in CHORES if (c.kind, c.customer) == (task.kind, task.customer)), None)
            if chore and task.id not in self._known:
                day = self.app.policy.after(self.app.today(), chore.days)
                self.agenda.note(local(self.app, day, DESK), partial(self._do, chore, task.dossier))
            self._known.add(task.id)

    def _do(self, chore: Chore, reference: str) -> None:
        if chore.ends:
            happen(self.app, reference, TaskDone(chore.kind, outcome=chore.ends))
        if chore.file:
            import_files(self.app, [folder.write_table(self.root, chore.file)])
        if chore.outcome:
            happen(self.app, reference, CallMade(chore.outcome, chore.on))
        elif chore.note is not None:
            happen(self.app, reference, TaskDone(chore.kind, note=chore.note))


def local(app: App, day: date, at: time) -> datetime:
    return datetime.combine(day, at, app.policy.timezone)
