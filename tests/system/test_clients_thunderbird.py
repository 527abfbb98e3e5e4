"""A client with Thunderbird answers a reminder, and the daemon reads what he typed. Run by `make test-thunderbird`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from relanced.core.dossier import Status
from relanced.core.intents import Intent
from relanced.store import mails
from tests.support.company import Company, bill
from tests.support.hosts import ACHATS, COMPTA, Hosts
from tests.support.thunderbird import Habits, reply_with_thunderbird

pytestmark = [pytest.mark.thunderbird, pytest.mark.timeout(600)]

SIGNED = "\n\nBien à vous,\nJ. Martin"


@dataclass(frozen=True)
class Chase:
    """A reminder of the daemon's that lies in the client's mailbox."""

    company: Company
    hosts: Hosts
    reference: str
    reminder: EmailMessage

    @property
    def status(self) -> Status:
        return self.company.dossier(self.reference).status

    def answered(self, text: str, habits: Habits) -> Any:
        """What the daemon keeps of the answer when it has read it on the next open day."""
        reply_with_thunderbird(self.hosts, ACHATS, self.reminder["Message-ID"], text, habits)
        self.hosts.wait_for_mails(COMPTA)
        done = self.company.on_day(self.company.app.policy.after(self.company.clock.now().date(), 1))
        assert (done.read, done.matched, done.errors) == (1, 1, [])
        with self.company.app.store.begin() as connection:
            [row] = mails.of_dossier(connection, self.reference)
        return row


@pytest.fixture
def chase(hosts: Hosts, tmp_path: Path) -> Iterator[Chase]:
    """From the next open day on: Thunderbird dates its mails by the real clock."""
    company = Company.on(hosts, tmp_path, datetime.now(UTC))
    day = company.app.policy.workdays.next_open(company.clock.now().date())
    reference = company.invoice("Menuiserie Bertin", ACHATS, bill("F-101", day - timedelta(days=8)))
    assert company.on_day(day).sent == 1
    hosts.wait_for_mails(ACHATS)
    [reminder] = hosts.parsed(ACHATS)
    yield Chase(company, hosts, reference, reminder)
    company.close()


@pytest.mark.parametrize(
    ("habits", "typed", "primary", "status"),
    [
        (
            Habits(html=True, above=True),
            "Bonjour,\n\nVotre facture a été réglée hier par virement.",
            Intent.ALREADY_PAID,
            Status.PAYMENT_CLAIMED,
        ),
        (
            Habits(html=True, above=False),
            "Bonjour,\n\nLe virement partira dans dix jours.",
            Intent.PAYMENT_PROMISE,
            Status.PROMISED,
        ),
        (
            Habits(html=False, above=True),
            "Bonjour,\n\nNous contestons cette facture : la livraison est incomplète, il manque deux cartons sur les "
            "douze que nous avions commandés.",
            Intent.DISPUTE,
            Status.DISPUTED,
        ),
        (
            Habits(html=False, above=False),
            "Bonjour,\n\nVotre facture a été réglée hier par virement.",
            Intent.ALREADY_PAID,
            Status.PAYMENT_CLAIMED,
        ),
    ],
    ids=["HTML above", "HTML below", "plain text above", "plain text below"],
)
def test_what_was_typed_in_thunderbird_and_nothing_else_is_read(
    chase: Chase, habits: Habits, typed: str, primary: Intent, status: Status
) -> None:
    row = chase.answered(typed + SIGNED, habits)
    assert row.matched_by == "message_id"
    assert (row.trust, row.reading["primary"], chase.status) == ("contact", primary, status)
    assert row.reading["new_text"].split() == typed.split()
    written_so(row.raw, habits, typed)


def written_so(raw: bytes, habits: Habits, typed: str) -> None:
    """It is Thunderbird's, and the client's habits are seen in it: else the test would have tried something else."""
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert mail["User-Agent"] == "Mozilla Thunderbird"
    assert (mail.get_body(("html",)) is not None) == habits.html
    plain = mail.get_body(("plain",))
    assert plain is not None
    text = " ".join(plain.get_content().split())
    assert "F-101" in text, "the reminder is quoted"
    assert (text.index(" ".join(typed.split())) < text.index("a écrit :")) == habits.above
