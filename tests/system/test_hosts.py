"""The test servers themselves: what the other tests take for granted about them."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

import pytest

from tests.support.hosts import ACHATS, COMPTA, FACTURATION, Hosts


def letter(number: str, recipient: str = ACHATS) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = f"Comptabilité Créancier <{COMPTA}>"
    mail["To"] = recipient
    mail["Subject"] = f"Facture {number} : échéance dépassée"
    mail["Message-ID"] = f"<relance.{number}@creancier.example>"
    mail.set_content(f"Bonjour,\n\nLa facture {number} reste impayée à ce jour.\n\nCordialement\n")
    return mail


def test_a_mail_from_the_creditor_arrives_at_the_client_over_authenticated_tls(hosts: Hosts) -> None:
    hosts.send(COMPTA, ACHATS, letter("F-1"))
    hosts.wait_for_mails(ACHATS)
    (mail,) = hosts.parsed(ACHATS)
    assert mail["Message-ID"] == "<relance.F-1@creancier.example>"
    assert mail["Return-Path"] == f"<{COMPTA}>"
    assert any("ESMTPSA" in received for received in mail.get_all("Received", []))


def test_looking_at_a_mailbox_leaves_its_mails_unread(hosts: Hosts) -> None:
    hosts.send(COMPTA, ACHATS, letter("F-1"))
    hosts.wait_for_mails(ACHATS)
    with hosts.mailbox(ACHATS) as session:
        assert session.search("UNSEEN") == session.search()


def test_each_test_begins_with_empty_mailboxes(hosts: Hosts) -> None:
    hosts.send(COMPTA, FACTURATION, letter("F-2", FACTURATION))
    hosts.wait_for_mails(FACTURATION)
    hosts.heal()
    assert hosts.mails(FACTURATION) == []


def test_a_mail_to_an_unknown_person_comes_back_as_a_bounce(hosts: Hosts) -> None:
    nobody = "inconnu@client-un.example"
    hosts.send(COMPTA, nobody, letter("F-3", nobody))
    hosts.wait_for_mails(COMPTA)
    (bounce,) = hosts.parsed(COMPTA)
    assert bounce.get_content_type() == "multipart/report"
    status = next(part for part in bounce.walk() if part.get_content_type() == "message/delivery-status")
    assert "5.1.1" in status.as_string()
    assert "<relance.F-3@creancier.example>" in bounce.as_string()


def test_a_tagged_address_reaches_the_mailbox_and_keeps_its_tag(hosts: Hosts) -> None:
    hosts.deliver("compta+r42@creancier.example", letter("F-4", "compta+r42@creancier.example"), sender=ACHATS)
    (raw,) = hosts.wait_for_mails(COMPTA)
    assert b"Delivered-To: compta+r42@creancier.example" in raw


def test_a_wrong_password_is_refused_for_good(hosts: Hosts) -> None:
    hosts.creditor.imap.passwords[COMPTA], right = "guessed", hosts.password(COMPTA)
    try:
        with pytest.raises(smtplib.SMTPAuthenticationError) as refusal:
            hosts.send(COMPTA, ACHATS, letter("F-5"))
    finally:
        hosts.creditor.imap.passwords[COMPTA] = right
    assert refusal.value.smtp_code == 535


def test_no_mail_leaves_for_a_domain_that_has_no_route(hosts: Hosts) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        hosts.send(COMPTA, "quelqu-un@ailleurs.example", letter("F-6"))


def test_mail_waits_in_the_queue_while_the_client_is_away(hosts: Hosts) -> None:
    hosts.client.smtp.stop()
    hosts.send(COMPTA, ACHATS, letter("F-7"))
    assert ACHATS in hosts.creditor.smtp.queue()
    hosts.client.smtp.start()
    hosts.creditor.smtp.flush()
    assert len(hosts.wait_for_mails(ACHATS)) == 1
