"""How soon a reply is acted on: from the LMTP server's word to the commit of what was decided, on a real Dovecot.

The floor is the server's own bell: IDLE on a second connection that does nothing else, for the same deliveries.

python -m benchmarks.latency [REPLIES]        (root, dovecot, postfix)
"""

from __future__ import annotations

import smtplib
import statistics
import sys
import tempfile
import threading
import time
from email.message import EmailMessage
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.idle import nothing_to_send, running_daemon
from relanced.daemon.login.accounts import mailbox_account
from relanced.daemon.mailbox.connection import Lost
from relanced.daemon.mailbox.imap import Mailbox
from relanced.store import schema
from tests.support.company import Company
from tests.support.hosts import ACHATS, COMPTA, Hosts, running_hosts

PAUSE = 1.0  # seconds between two replies: Dovecot gathers what comes within half a second
HANDLED = select(func.count()).select_from(schema.mails).where(schema.mails.c.state == "handled")


class Bell(threading.Thread):
    """When the server's notifications came."""

    def __init__(self, mailbox: Mailbox) -> None:
        super().__init__()
        self.mailbox = mailbox
        self.rung: list[float] = []

    def run(self) -> None:
        try:
            while True:
                self.mailbox.wait(600)
                self.rung.append(time.perf_counter())
        except Lost:
            return

    def after(self, instant: float) -> float:
        while not (late := [at for at in self.rung if at > instant]):
            time.sleep(0.005)
        return late[0]


def reply(n: int) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = ACHATS, COMPTA, "Re: facture F-1"
    mail["Message-ID"] = f"<r{n}@client-un.example>"
    mail.set_content(f"Bonjour, le virement partira vendredi. ({n})")
    return mail


def reaction(company: Company, hosts: Hosts, bell: Bell, n: int) -> tuple[float, float]:
    """Seconds until the decision was committed, and until the server rang at all."""
    imap = hosts.creditor.imap
    with smtplib.LMTP(imap.address, imap.lmtp) as server:
        server.sendmail(ACHATS, [COMPTA], bytes(reply(n)))
        began = time.perf_counter()
    while handled(company) <= n:
        time.sleep(0.005)
    acted = time.perf_counter() - began
    return acted, bell.after(began) - began


def handled(company: Company) -> int:
    with company.app.store.snapshot() as connection:
        return int(connection.execute(HANDLED).scalar_one())


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with running_hosts() as hosts, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        company = nothing_to_send(hosts, folder)
        mailbox = Mailbox(mailbox_account(company.app.settings, company.app.env))
        mailbox.open()
        bell = Bell(mailbox)
        bell.start()
        try:
            with running_daemon(folder):
                times = []
                for n in range(count):
                    time.sleep(PAUSE)
                    times.append(reaction(company, hosts, bell, n))
        finally:
            mailbox.abort()
            bell.join()
            company.close()
    acted, rang = ([t[k] for t in times] for k in (0, 1))
    print(
        f"acted on a reply: median {statistics.median(acted):.2f} s, the first, which starts the reader, {acted[0]:.2f}"
        f" s, worst {max(acted):.2f} s of {count}; the server's bell alone: median {statistics.median(rang):.2f} s"
    )


if __name__ == "__main__":
    main()
