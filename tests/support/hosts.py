"""Two mail providers on loopback, the creditor's and the clients', each a real Postfix and a real Dovecot over TLS."""

from __future__ import annotations

import shutil
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from imapclient import IMAPClient

from tests.support.authority import Authority
from tests.support.dovecot import Dovecot
from tests.support.ports import loopback_addresses
from tests.support.postfix import Postfix
from tests.support.processes import PATIENCE, short_folder, wait_for

PROGRAMS = ("dovecot", "doveadm", "postfix", "postqueue", "openssl")

COMPTA = "compta@creancier.example"
PATRON = "patron@creancier.example"
ACHATS = "achats@client-un.example"
FACTURATION = "facturation@client-deux.example"
ATELIER = "atelier@client-trois.example"
GERANT = "gerant@client-quatre.example"


@dataclass
class Provider:
    """One mail provider: `address` is where both of its servers listen."""

    imap: Dovecot
    smtp: Postfix

    @property
    def address(self) -> str:
        return self.imap.address

    def start(self) -> None:
        self.imap.start()
        self.smtp.start()

    def stop(self) -> None:
        self.smtp.stop()
        self.imap.stop()

    def heal(self) -> None:
        """Running, empty and with an empty queue, whatever the test before did."""
        for server in (self.imap, self.smtp):
            if not server.running:
                server.start()
        self.smtp.drop_queue()
        self.imap.empty()


@dataclass
class Hosts:
    """`creditor` and `client` are the providers; `ca_file` is the certificate to trust, `trust` a context with it."""

    folder: Path
    authority: Authority
    creditor: Provider
    client: Provider

    @property
    def ca_file(self) -> Path:
        return self.authority.certificate

    @property
    def trust(self) -> ssl.SSLContext:
        return self.authority.trust()

    @property
    def providers(self) -> tuple[Provider, Provider]:
        return self.creditor, self.client

    def provider(self, user: str) -> Provider:
        return next(provider for provider in self.providers if user in provider.imap.passwords)

    def password(self, user: str) -> str:
        return self.provider(user).imap.passwords[user]

    def heal(self) -> None:
        for provider in self.providers:
            provider.heal()

    # What a person with a mail program does

    def send(self, sender: str, recipient: str, mail: EmailMessage | bytes) -> None:
        """Through the sender's own submission server, over TLS, logged in."""
        provider = self.provider(sender)
        with smtplib.SMTP_SSL(
            provider.address, provider.smtp.submissions, context=self.trust, timeout=PATIENCE
        ) as connection:
            connection.login(sender, self.password(sender))
            connection.sendmail(sender, [recipient], bytes(mail))

    def deliver(self, recipient: str, mail: EmailMessage | bytes, sender: str = "") -> None:
        """As from any server of the world to the recipient's MX; the empty sender is the one of bounces."""
        provider = self.provider(_without_tag(recipient))
        with smtplib.SMTP(provider.address, provider.smtp.smtp, timeout=PATIENCE) as connection:
            connection.sendmail(sender, [recipient], bytes(mail))

    @contextmanager
    def mailbox(self, user: str, folder: str = "INBOX", readonly: bool = True) -> Iterator[IMAPClient]:
        """The user's own session on a folder, for looking or for doing what the user would do by hand."""
        provider = self.provider(user)
        session = IMAPClient(provider.address, provider.imap.imaps, ssl_context=self.trust, timeout=PATIENCE)
        try:
            session.login(user, self.password(user))
            session.select_folder(folder, readonly=readonly)
            yield session
        finally:
            try:
                session.logout()
            except Exception:  # a test may have broken the session on purpose
                session.shutdown()

    def mails(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """Every mail of a folder as it is stored, in the order of arrival; reading changes no flag."""
        with self.mailbox(user, folder) as session:
            found = session.fetch(session.search(), ["BODY.PEEK[]"])
            return [found[uid][b"BODY[]"] for uid in sorted(found)]

    def parsed(self, user: str, folder: str = "INBOX") -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=policy.default) for raw in self.mails(user, folder)]  # type: ignore[misc]

    def wait_for_mails(
        self, user: str, count: int = 1, folder: str = "INBOX", seconds: float = PATIENCE
    ) -> list[bytes]:
        """The folder's mails once there are so many, or more."""
        return self.wait_until(user, lambda mails: len(mails) >= count and mails, f"{count} mails", folder, seconds)

    def wait_until(
        self,
        user: str,
        condition: Callable[[list[bytes]], list[bytes] | bool],
        what: str = "the mail expected",
        folder: str = "INBOX",
        seconds: float = PATIENCE,
    ) -> list[bytes]:
        """Look at the mailbox again and again until the condition holds; gives the folder's mails of that moment."""
        seen: list[bytes] = []

        def holds() -> bool:
            seen[:] = self.mails(user, folder)
            return bool(condition(seen))

        wait_for(holds, f"{what} in {folder} of {user}", seconds)
        return seen

    def append(self, user: str, mail: EmailMessage | bytes, folder: str = "INBOX", at: datetime | None = None) -> None:
        """Put a mail into a folder without its passing through any server, as a program that files a copy does;
        `at` is when it came, if that was not now."""
        with self.mailbox(user, "INBOX", readonly=False) as session:
            if not session.folder_exists(folder):
                session.create_folder(folder)
            session.append(folder, bytes(mail), msg_time=at)


@contextmanager
def running_hosts() -> Iterator[Hosts]:
    """Both providers, up; everything they wrote is removed afterwards."""
    folder = short_folder("hosts")
    hosts = _build(folder)
    try:
        for provider in hosts.providers:
            provider.start()
        for user in (COMPTA, ACHATS):
            wait_for(lambda user=user: _can_log_in(hosts, user), f"{user} can log in")  # type: ignore[misc]
        yield hosts
    finally:
        for provider in hosts.providers:
            provider.stop()
        shutil.rmtree(folder)


def _build(folder: Path) -> Hosts:
    authority = Authority(folder / "ca")
    addresses = loopback_addresses()
    creditor = _provider(folder / "creditor", authority, next(addresses), "creancier.example", [COMPTA, PATRON])
    client = _provider(
        folder / "client", authority, next(addresses), "client.example", [ACHATS, FACTURATION, ATELIER, GERANT]
    )
    creditor.smtp.routes = dict.fromkeys(client.smtp.domains, client.address)
    client.smtp.routes = dict.fromkeys(creditor.smtp.domains, creditor.address)
    return Hosts(folder, authority, creditor, client)


def _provider(folder: Path, authority: Authority, address: str, name: str, users: list[str]) -> Provider:
    passwords = {user: f"secret-{user.partition('@')[0]}" for user in users}
    domains = sorted({user.partition("@")[2] for user in users})
    folder.mkdir()
    dovecot = Dovecot(folder / "imap", authority, address, passwords, f"imap.{name}")
    return Provider(dovecot, Postfix(folder / "smtp", authority, address, dovecot, domains, f"mx.{name}"))


def _can_log_in(hosts: Hosts, user: str) -> bool:
    """On a loaded machine, the first login in the second after the start may be refused with 535."""
    provider = hosts.provider(user)
    with suppress(smtplib.SMTPException, OSError):
        with smtplib.SMTP_SSL(provider.address, provider.smtp.submissions, context=hosts.trust, timeout=5) as session:
            session.login(user, hosts.password(user))
        return True
    return False


def _without_tag(address: str) -> str:
    """``compta+r42@creancier.example`` is delivered to ``compta@creancier.example``."""
    name, _, domain = address.partition("@")
    return f"{name.partition('+')[0]}@{domain}"
