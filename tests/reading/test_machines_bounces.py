"""Bounces: the standard reports, the prose of the servers that write none, and the people who are neither."""

from __future__ import annotations

from pathlib import Path

import pytest

from relanced.core.intents import Intent
from relanced.reading.machines.automatic import Machine, machine
from relanced.reading.mail.mime import parse

MAILS = Path(__file__).parent.parent / "corpus" / "mails"
OURS = "<relanced.RL-0042.first.1.abcdefgh234567mn@delorme.example>"


def read(text: str, head: str = "From: Mail Delivery System <MAILER-DAEMON@mx.example>") -> Machine | None:
    return machine(
        parse(f"To: compta@delorme.example\n{head}\nContent-Type: text/plain; charset=utf-8\n\n{text}".encode())
    )


def report(*blocks: str, prose: str = "x") -> Machine | None:
    body = "\n\n".join(("Reporting-MTA: dns; mx.example", *blocks))
    return machine(
        parse(
            "From: postmaster@mx.example\nTo: compta@delorme.example\nSubject: Delivery Status Notification\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
            f"--b\nContent-Type: text/plain\n\n{prose}\n--b\nContent-Type: message/delivery-status\n\n{body}\n"
            f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {OURS}\n--b--\n".encode()
        )
    )


def test_a_real_postfix_report_names_the_address_the_class_and_our_mail() -> None:
    found = machine(parse(MAILS.joinpath("postfix-dsn-550-unknown-user.eml").read_bytes()))
    assert found is not None
    assert (found.kind, found.recipient, found.permanent) == (Intent.BOUNCE, "inconnu@client-un.example", True)
    assert found.failed_message_id == "<dsn1@creancier.example>"
    assert "User unknown" in found.text


@pytest.mark.parametrize(
    ("action", "status", "permanent"),
    [
        ("failed", "5.1.1", True),
        ("failed", "4.4.7", True),  # the server has given up
        ("Failed (delivery)", "5.0.0", True),
        ("delayed", "4.4.1", False),
        ("delayed", "5.0.0", False),
    ],
)
def test_the_action_says_whether_it_is_final(action: str, status: str, permanent: bool) -> None:
    found = report(f"Final-Recipient: rfc822; <X@Client.example>\nAction: {action}\nStatus: {status}")
    assert found is not None
    assert (found.recipient, found.permanent, found.failed_message_id) == ("x@client.example", permanent, OURS)


def test_without_an_action_the_class_speaks() -> None:
    found = report("Final-Recipient: rfc822; x@client.example\nStatus: 5.1.1")
    assert found is not None
    assert found.permanent is True


def test_of_several_recipients_the_failed_one_is_named() -> None:
    found = report(
        "Final-Recipient: rfc822; a@client.example\nAction: delivered\nStatus: 2.0.0",
        "Final-Recipient: rfc822; b@client.example\nAction: failed\nStatus: 5.1.1",
    )
    assert found is not None
    assert found.recipient == "b@client.example"


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_a_delivery_that_worked_is_no_bounce(action: str) -> None:
    found = report(f"Final-Recipient: rfc822; x@client.example\nAction: {action}\nStatus: 2.0.0")
    assert found is not None
    assert found.kind is Intent.AUTO_REPLY


def test_a_real_delivery_receipt_is_no_bounce() -> None:
    found = machine(parse(MAILS.joinpath("postfix-dsn-success-relayed.eml").read_bytes()))
    assert found is not None
    assert found.kind is Intent.AUTO_REPLY


def test_a_reading_receipt_is_an_automatic_answer() -> None:
    found = machine(
        parse(
            b"From: j@client.example\nSubject: Lu : Facture\nContent-Type: multipart/report; "
            b"report-type=disposition-notification;"
            b" boundary=b\n\n--b\n\nVotre message a ete lu.\n--b\nContent-Type: "
            b"message/disposition-notification\n\nx: y\n--b--\n"
        )
    )
    assert found is not None
    assert found.kind is Intent.AUTO_REPLY


PROSE = {
    "qmail": (
        "Subject: failure notice",
        "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message to "
        "the following "
        "addresses.\nThis is a permanent error; I've given up. Sorry it didn't work "
        "out.\n\n<x@client.example>:\nuser unknown\n\n"
        "--- Below this line is a copy of the message.\n\nReturn-Path: <compta@delorme.example>\nMessage-ID: " + OURS,
        True,
    ),
    "exim": (
        "Subject: Mail delivery failed: returning message to sender\nX-Failed-Recipients: x@client.example",
        "A message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent "
        "error.\n\n"
        "  x@client.example\n    Unrouteable address",
        True,
    ),
    "exim, waiting": (
        "Subject: Warning: message 1abc delayed 24 hours",
        "A message that you sent has not yet been delivered to one or more of its\nrecipients after more than "
        "24 hours.\n\n"
        "  x@client.example\n\nNo action is required on your part. Delivery attempts will continue for\nsome "
        "time. Eventually "
        "the mail delivery software will give up.",
        False,
    ),
    "Exchange, French": (
        "Subject: Non remis : Facture F-2026-0042",
        "Échec de la remise pour ces destinataires ou groupes :\n\nJeanne Martin (x@client.example)\nL’adresse "
        "de courrier que "
        "vous avez entrée est introuvable. Vérifiez-la et réessayez.",
        True,
    ),
    "Office 365, English": (
        "Subject: Undeliverable: Invoice F-2026-0042",
        "Your message to x@client.example couldn't be delivered.\n\nx wasn't found at client.example.\n\n550 5.1.10 "
        "RESOLVER.ADR.RecipientNotFound",
        True,
    ),
    "Gmail": (
        "Subject: Delivery Status Notification (Failure)",
        "** Adresse introuvable **\n\nVotre message n'est pas parvenu à x@client.example, car l'adresse est "
        "introuvable.",
        True,
    ),
    "Orange": (
        "Subject: Message non distribué",
        "Bonjour,\n\nVotre message n'a pas pu être remis au destinataire suivant :\n\n<x@client.example>\n\nLa "
        "boîte aux lettres "
        "de votre correspondant est pleine.",
        True,
    ),
    "SFR": (
        "Subject: Échec de la distribution de votre message",
        "Le message que vous avez envoyé n'a pas pu être délivré à : x@client.example\n\n552 5.2.2 Quota dépassé",
        True,
    ),
    "Free, later": (
        "Subject: Remise retardée",
        "Votre message n'a pas encore pu être remis à <x@client.example>. De nouvelles tentatives seront faites "
        "pendant 5 jours.",
        False,
    ),
    "no further attempt": (
        "Subject: Message non distribuable",
        "Votre message n'a pas pu être distribué à x@client.example : le compte est désactivé. Il ne sera pas fait de "
        "nouvelle tentative.",
        True,
    ),
}


@pytest.mark.parametrize("server", PROSE)
def test_servers_that_write_no_report_are_understood(server: str) -> None:
    head, text, permanent = PROSE[server]
    found = read(text, f"From: Mail Delivery System <MAILER-DAEMON@mx.example>\n{head}")
    assert found is not None
    assert (found.kind, found.recipient, found.permanent) == (Intent.BOUNCE, "x@client.example", permanent)


def test_a_quoted_message_id_says_which_mail_came_back() -> None:
    found = read(PROSE["qmail"][1])
    assert found is not None
    assert found.failed_message_id == OURS


def test_our_own_address_is_never_the_failed_one() -> None:
    found = read("Your message from compta@delorme.example could not be delivered to <x@client.example>: user unknown")
    assert found is not None
    assert found.recipient == "x@client.example"


def test_a_sender_without_an_address_does_not_stop_the_reading() -> None:
    assert (
        read("could not be delivered\n\n<x@client.example>: user unknown", "From: \nSubject: failure notice")
        is not None
    )


@pytest.mark.parametrize(
    ("head", "text"),
    [
        (
            "From: j@client.example\nSubject: Re: Facture",
            "Votre mail d'hier n'a pas pu être distribué à mon adresse, la boîte était pleine.",
        ),
        (
            "From: j@client.example\nSubject: TR: Undelivered Mail",
            "Je reçois ce message d'erreur : 550 5.1.1 user unknown. Que faire ?",
        ),
        ("From: postmaster@client.example\nSubject: Re: Facture F-12", "Bonjour, le virement part vendredi."),
        (
            "From: j@client.example\nSubject: Re: Facture",
            "La marchandise n'a pas été livrée, le destinataire était inconnu du livreur.",
        ),
    ],
)
def test_a_person_who_speaks_of_failures_is_a_person(head: str, text: str) -> None:
    assert read(text, head) is None
