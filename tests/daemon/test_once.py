"""The thread from end to end on real servers: what leaves, what comes back, what changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from relanced.core.dossier import ReminderState, Status
from tests.support.company import Company, bill
from tests.support.hosts import ACHATS, COMPTA, FACTURATION, PATRON, Hosts


@pytest.fixture
def company(hosts: Hosts, tmp_path: Path) -> Iterator[Company]:
    company = Company.on(hosts, tmp_path)
    yield company
    company.close()


def answer(reminder: EmailMessage, sender: str, text: str, day: datetime) -> EmailMessage:
    """What a mail program makes of « répondre »."""
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, COMPTA
    mail["Subject"] = f"Re: {reminder['Subject']}"
    mail["Date"] = day
    mail["Message-ID"] = f"<{day.timestamp()}@client.example>"
    mail["In-Reply-To"] = mail["References"] = reminder["Message-ID"]
    quoted = "\n".join(f"> {line}" for line in reminder.get_body(("plain",)).get_content().splitlines())
    mail.set_content(f"{text}\n\nLe 08/12/2026 à 10:00, Atelier Mercier a écrit :\n{quoted}\n")
    return mail


def test_a_promise_holds_the_reminders_until_its_day_then_its_breaking_is_quoted(
    company: Company, hosts: Hosts
) -> None:
    reference = company.invoice("Menuiserie Bertin", ACHATS, bill("F-101", date(2026, 12, 1)))
    first = company.on_day(date(2026, 12, 8))
    assert (first.sent, first.errors) == (1, [])
    [reminder] = hosts.wait_for_mails(ACHATS)
    [reminder] = hosts.parsed(ACHATS)
    assert "F-101" in reminder["Subject"]
    assert reminder["Auto-Submitted"] == "auto-generated"

    words = "Bonjour,\n\nLe virement partira vendredi 18 décembre.\n\nCordialement,\nAnne Bertin"
    hosts.send(ACHATS, COMPTA, answer(reminder, ACHATS, words, datetime(2026, 12, 9, 9, tzinfo=UTC)))
    hosts.wait_for_mails(COMPTA)
    second = company.on_day(date(2026, 12, 9))
    assert (second.read, second.matched, second.sent) == (1, 1, 1)
    hosts.wait_for_mails(ACHATS, 2)
    noted = hosts.parsed(ACHATS)[-1]
    assert noted["Subject"] == f"Re: {reminder['Subject']}"
    assert noted["In-Reply-To"] == f"<{datetime(2026, 12, 9, 9, tzinfo=UTC).timestamp()}@client.example>"
    assert noted["Auto-Submitted"] == "auto-replied"
    assert "18 décembre 2026" in noted.get_body(("plain",)).get_content().replace("\u00a0", " ")
    dossier = company.dossier(reference)
    assert dossier.status is Status.PROMISED
    assert dossier.promise is not None
    assert dossier.promise.promised_on == date(2026, 12, 18)

    for day in (date(2026, 12, 18), date(2026, 12, 22)):
        assert company.on_day(day).sent == 0, "the promise and its grace hold"
    assert company.on_day(date(2026, 12, 23)).sent == 1
    hosts.wait_for_mails(ACHATS, 3)
    broken = hosts.parsed(ACHATS)[-1]
    text = broken.get_body(("plain",)).get_content()
    assert "Le virement partira vendredi 18 décembre" in " ".join(text.split()).replace("\u00a0", " ")
    assert company.dossier(reference).status is Status.ACTIVE


def test_the_owner_gets_one_summary_a_business_day_and_no_mail_leaves_twice(company: Company, hosts: Hosts) -> None:
    company.invoice("Menuiserie Bertin", ACHATS, bill("F-101", date(2026, 12, 1)))
    for _ in range(3):
        company.on_day(date(2026, 12, 8))
    company.on_day(date(2026, 12, 12), hour=10)  # a Saturday
    company.on_day(date(2026, 12, 14), hour=7, minute=0)  # before the hour
    assert len(hosts.wait_for_mails(PATRON)) == 1
    assert len(hosts.wait_for_mails(ACHATS)) == 1
    company.on_day(date(2026, 12, 14), hour=7, minute=31)
    assert len(hosts.wait_for_mails(PATRON, 2)) == 2, "quiet days get one too"


def test_nothing_leaves_when_the_mailbox_cannot_be_read(hosts: Hosts, tmp_path: Path) -> None:
    blind = Company.on(hosts, tmp_path, mailbox__port=1)
    blind.invoice("Menuiserie Bertin", ACHATS, bill("F-101", date(2026, 12, 1)))
    done = blind.on_day(date(2026, 12, 8))
    blind.close()
    assert done.sent == 0
    assert done.held == 1
    assert "cannot be reached" in done.errors[0]
    seeing = Company.on(hosts, tmp_path)
    assert seeing.on_day(date(2026, 12, 8), hour=11).sent == 1
    seeing.close()


def test_an_unknown_address_comes_back_and_is_retired(company: Company, hosts: Hosts) -> None:
    reference = company.invoice("Fantôme SARL", "personne@client-deux.example", bill("F-7", date(2026, 12, 1)))
    assert company.on_day(date(2026, 12, 8)).sent == 1
    hosts.wait_for_mails(COMPTA)  # the notification of Postfix
    company.on_day(date(2026, 12, 8), hour=11)
    dossier = company.dossier(reference)
    assert dossier.contact is None
    assert dossier.status is Status.ON_HOLD
    assert [t.kind for t in dossier.tasks] == ["fix_address"]


def test_a_stranger_who_names_an_invoice_changes_nothing(company: Company, hosts: Hosts) -> None:
    reference = company.invoice("Menuiserie Bertin", ACHATS, bill("F-101", date(2026, 12, 1)))
    company.on_day(date(2026, 12, 8))
    before = company.dossier(reference)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "x@ailleurs.example", COMPTA, "facture F-101"
    mail["Message-ID"] = "<1@ailleurs.example>"
    mail.set_content(f"Bonjour, la facture F-101 ({reference}) est réglée depuis lundi.")
    hosts.deliver(COMPTA, mail, "x@ailleurs.example")
    hosts.wait_for_mails(COMPTA)
    done = company.on_day(date(2026, 12, 9))
    after = company.dossier(reference)
    assert (after.status, after.promises, after.balance) == (before.status, before.promises, before.balance)
    assert done.tasks_opened == 1, "a person sees it"


def test_five_missed_weeks_are_caught_up_with_one_mail(company: Company, hosts: Hosts) -> None:
    reference = company.invoice("Menuiserie Bertin", FACTURATION, bill("F-1", date(2026, 11, 1), "90.00"))
    company.on_day(date(2026, 12, 8))
    company.on_day(date(2026, 12, 9))
    [reminder] = company.dossier(reference).reminders
    assert reminder.step == "third"
    assert reminder.state is ReminderState.SENT
