"""What real programs and servers have written, out of a real mailbox: whose it is, what is read, what follows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from relanced.core.intents import Intent
from relanced.core.reasons import Reason
from relanced.store import mails
from tests.support.company import Company, bill
from tests.support.hosts import ACHATS, COMPTA, Hosts

CAPTURED = {path.stem: path.read_bytes() for path in (Path(__file__).parents[1] / "corpus" / "mails").glob("*.eml")}

# The reminder that a captured mail answers or gives back, wherever it names it.
ANSWERED = re.compile(rb"<(?:relance\.\d{4}\.a1b2c3|v1|dsn\d)@creancier\.example>")

PROMISE = "Bonjour,\n\nNous avons bien reçu votre relance ; le virement part vendredi."
PAID = "Bonjour,\n\nVotre facture a été réglée hier par virement."

# What is read, what is decided, and what a person has typed.
READ = {
    "dovecot-vacation": (Intent.OUT_OF_OFFICE, Reason.ABSENCE, ""),
    "mutt-fr": (Intent.PAYMENT_PROMISE, Reason.PROMISE_NOTED, PROMISE),
    "neomutt-fr": (Intent.PAYMENT_PROMISE, Reason.PROMISE_NOTED, PROMISE),
    "postfix-dsn-550-unknown-user": (Intent.BOUNCE, Reason.ADDRESS_FAILED, ""),
    "postfix-dsn-no-host": (Intent.BOUNCE, Reason.ADDRESS_FAILED, ""),
    "postfix-dsn-success-relayed": (Intent.AUTO_REPLY, Reason.MACHINE_ANSWER, ""),
    "s-nail-fr": (Intent.ALREADY_PAID, Reason.PAYMENT_CLAIMED, "Bonjour,\n\nFacture réglée ce jour par virement."),
    "swaks": (Intent.PAYMENT_UNDERWAY, Reason.DATE_ASKED, "Bien reçu."),
    "thunderbird-en-html": (Intent.ALREADY_PAID, Reason.PAYMENT_CLAIMED, "Hello, paid yesterday."),
    "thunderbird-fr-html": (Intent.ALREADY_PAID, Reason.PAYMENT_CLAIMED, PAID),
    "thunderbird-fr-html-forward": (Intent.ALREADY_PAID, Reason.PAYMENT_CLAIMED, PAID),
    "thunderbird-fr-plain": (Intent.ALREADY_PAID, Reason.PAYMENT_CLAIMED, PAID),
    "thunderbird-fr-plain-bottom": (Intent.ALREADY_PAID, Reason.PAYMENT_CLAIMED, PAID),
}


@pytest.fixture
def company(hosts: Hosts, tmp_path: Path) -> Iterator[Company]:
    company = Company.on(hosts, tmp_path, datetime(2026, 11, 16, 9, tzinfo=UTC))
    yield company
    company.close()


def test_every_captured_mail_finds_its_dossier_and_is_understood(company: Company, hosts: Hosts) -> None:
    chased = {name: _chased(company, name) for name in CAPTURED}
    assert company.on_day(date(2026, 11, 20)).sent == len(CAPTURED)
    for name, raw in CAPTURED.items():
        _arrives(hosts, raw, _reminder(company, chased[name]))
    done = company.on_day(date(2026, 11, 23))
    assert (done.read, done.matched, done.errors) == (len(CAPTURED), len(CAPTURED), [])
    assert {name: _kept(company, reference) for name, reference in chased.items()} == READ


def _chased(company: Company, name: str) -> str:
    """A dossier of his own for who wrote this mail, with the invoice that it speaks of, if it does."""
    named = re.search(rb"F-2026-\d{4}", CAPTURED[name])
    number = named.group().decode() if named else f"F-{name}"
    return company.invoice(name, ACHATS, bill(number, date(2026, 11, 10)), customer_id=name)


def _reminder(company: Company, reference: str) -> bytes:
    [reminder] = company.dossier(reference).reminders
    assert reminder.message_id
    return reminder.message_id.encode()


def _arrives(hosts: Hosts, raw: bytes, reminder: bytes) -> None:
    """On its own day, as an answer to a reminder of today's."""
    assert ANSWERED.search(raw)
    hosts.append(COMPTA, ANSWERED.sub(reminder, raw), at=parsedate_to_datetime(message_from_bytes(raw)["Date"]))


def _kept(company: Company, reference: str) -> tuple[str, str, str]:
    with company.app.store.begin() as connection:
        [row] = mails.of_dossier(connection, reference)
    typed = "" if row.reading["automatic"] else row.reading["new_text"]
    return row.reading["primary"], row.reason, typed
