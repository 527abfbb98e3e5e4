"""Catching up unread mails on a real Dovecot, half of them answers to dossiers: fetched, stored, read, decided.

Beside the clock, what a mail costs of a processor: here, where it is fetched, stored and decided, and in the readers.
The floor is a bare imapclient loop that fetches the same mails over the same connection and keeps nothing.

python -m benchmarks.catching_up [COUNT]        (root, dovecot)
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import threading
import time
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

from benchmarks.support import processor, quiet
from relanced.core.dossier import ReminderState
from relanced.daemon.login.accounts import mailbox_account
from relanced.daemon.mailbox.catchup import catch_up
from relanced.daemon.mailbox.imap import Mailbox
from relanced.daemon.replies.drain import drain
from relanced.daemon.replies.reader import Reader
from relanced.store import mails, schema
from tests.support.company import Company, bill
from tests.support.hosts import COMPTA, Hosts, running_hosts

WORDS = (
    "Bonjour,\n\nLe virement partira vendredi.\n\nCordialement,\nAnne Bertin",
    "Bonjour, cette facture a été réglée hier par virement.\n\nBien à vous,\nM. Petit",
    "Je regarde et je reviens vers vous.",
    "Nous contestons cette facture : la marchandise est arrivée cassée.",
)
DOSSIERS = 200


def fill(company: Company, hosts: Hosts, count: int) -> None:
    """Dossiers that have had their first reminder, then the mails, straight into the Maildir."""
    for n in range(DOSSIERS):
        company.invoice(
            f"Client {n}", f"c{n}@client-un.example", bill(f"F-{n}", date(2026, 12, 1)), customer_id=f"C{n}"
        )
    with company.app.store.begin() as connection:
        now = company.app.clock.now()
        for n in range(DOSSIERS):
            row = {"key": f"k{n}", "dossier": f"RL-{n + 1:04d}", "dossier_version": 1, "step": "first", "round": 1}
            row |= {"recipient": f"c{n}@client-un.example", "invoices": [f"F-{n}"], "words": "", "attempts": 1}
            row |= {"queued_on": now.date(), "queued_at": now, "not_before": now, "told": True, "sent_at": now}
            row |= {"state": ReminderState.SENT.value, "message_id": f"<relanced.{n}@creancier.example>"}
            connection.execute(schema.outbox.insert().values(**row))
    folder = hosts.creditor.imap.maildir(COMPTA) / "new"
    owner = folder.stat()
    for n in range(count):
        path = folder / f"{1_700_000_000 + n}.M{n}.bench"
        path.write_bytes(bytes(_mail(n)))
        os.chown(path, owner.st_uid, owner.st_gid)


def _mail(n: int) -> EmailMessage:
    mail = EmailMessage()
    dossier = n % DOSSIERS
    mail["From"] = f"c{dossier}@client-un.example" if n % 2 else f"lettre{n}@ailleurs.example"
    mail["To"], mail["Subject"] = COMPTA, f"Re: facture F-{dossier}" if n % 2 else f"Nos offres {n}"
    mail["Date"] = "Wed, 09 Dec 2026 10:00:00 +0100"
    mail["Message-ID"] = f"<m{n}@client-un.example>"
    if n % 2:
        mail["In-Reply-To"] = mail["References"] = f"<relanced.{dossier}@creancier.example>"
    quoted = "\n".join(f"> ligne {k} de la relance citée, avec ses mots" for k in range(25))
    mail.set_content(f"{WORDS[n % len(WORDS)]}\n\nLe 08/12/2026 à 10:00, Atelier Mercier a écrit :\n{quoted}\n")
    return mail


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    quiet()
    with running_hosts() as hosts, tempfile.TemporaryDirectory() as folder:
        hosts.heal()
        company = Company.on(hosts, Path(folder), datetime(2026, 12, 9, 12, tzinfo=UTC))
        mailbox = Mailbox(mailbox_account(company.app.settings, company.app.env))
        mailbox.open()
        catch_up(company.app, mailbox)
        fill(company, hosts, count)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        floor = fetched(mailbox) / count
        used = processor()
        began = time.perf_counter()
        fetching = threading.Thread(target=catch_up, args=(company.app, mailbox))
        fetching.start()
        reader = Reader()
        handled = 0
        while fetching.is_alive() or _waiting(company):
            handled += drain(company.app, reader, lambda: True).mails
        seconds = time.perf_counter() - began
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        reader.close()
        here, readers = (1000 * (now - then) / handled for now, then in zip(processor(), used, strict=True))
        print(f"catching up: {handled} mails in {seconds:.1f} s, {handled / seconds:.0f}/s, memory +{grown // 1024} MB")
        print(f"of a processor, a mail: here {here:.2f} ms, the readers {readers:.2f} ms, a bare fetch {floor:.2f} ms")
        mailbox.close()
        company.close()


def fetched(mailbox: Mailbox) -> float:
    """Milliseconds of a processor to fetch all that is new, and keep nothing."""
    began = processor()[0]
    for _ in mailbox.batches(mailbox.uids_above(0)):
        pass
    return 1000 * (processor()[0] - began)


def _waiting(company: Company) -> bool:
    with company.app.store.begin() as connection:
        return mails.waiting(connection)


if __name__ == "__main__":
    main()
