"""Real mail programs answer, and their answers come back to the creditor."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from tests.support.clients import reply_with_mutt, reply_with_snail
from tests.support.hosts import ACHATS, COMPTA, Hosts
from tests.system.test_hosts import letter


@pytest.fixture
def reminder(hosts: Hosts) -> EmailMessage:
    """One among others in the client's mailbox."""
    for number in ("F-0", "F-1", "F-2"):
        hosts.send(COMPTA, ACHATS, letter(number))
    hosts.wait_for_mails(ACHATS, 3)
    return letter("F-1")


def test_mutt_answers_the_mail_chosen_above_its_quotation(hosts: Hosts, reminder: EmailMessage) -> None:
    reply_with_mutt(hosts, ACHATS, reminder["Message-ID"], "Bonjour,\n\nLe virement part vendredi.\n\nJ. Martin")
    hosts.wait_for_mails(COMPTA)
    (answer,) = hosts.parsed(COMPTA)
    text = answer.get_content()
    assert answer["In-Reply-To"] == reminder["Message-ID"]
    assert answer["Subject"] == "Re: Facture F-1 : échéance dépassée"
    assert text.index("Le virement part vendredi.") < text.index("a écrit :") < text.index("> La facture F-1")


def test_s_nail_answers_under_the_quotation(hosts: Hosts, reminder: EmailMessage) -> None:
    reply_with_snail(hosts, ACHATS, reminder["Message-ID"], "Facture réglée ce jour par virement.")
    hosts.wait_for_mails(COMPTA)
    (answer,) = hosts.parsed(COMPTA)
    text = answer.get_content()
    assert answer["In-Reply-To"] == reminder["Message-ID"]
    assert text.index("> La facture F-1") < text.index("Facture réglée ce jour")
