"""Which dossier a mail answers: the order of trust, and what a stranger cannot reach."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relanced.reading.mail.matching import Candidate, Clues, Match, MatchedBy, choose, clues
from relanced.reading.mail.mime import parse
from relanced.reading.mail.quotes import new_text

TOKEN = "abcdefgh234567mn"
OTHER_TOKEN = "zzzzefgh234567mn"
FIRST = f"<relanced.RL-0042.first.1.{TOKEN}@delorme.example>"
OTHER = f"<relanced.RL-0043.first.1.{OTHER_TOKEN}@delorme.example>"

RL42 = Candidate(
    "RL-0042", frozenset({FIRST}), frozenset({TOKEN}), frozenset({"j@client.example"}), frozenset({"F-2026-0042"})
)
RL43 = Candidate(
    "RL-0043", frozenset({OTHER}), frozenset({OTHER_TOKEN}), frozenset({"j@client.example"}), frozenset({"26/0455"})
)
RL44 = Candidate("RL-0044", addresses=frozenset({"paul@gmail.com"}), numbers=frozenset({"F-2026-0044"}))


def traces(*head: str, text: str = "Bonjour", sender: str = "j@client.example", recipient: str | None = None) -> Clues:
    lines = "\n".join((f"From: {sender}", *head))
    mail = parse(f"{lines}\nContent-Type: text/plain; charset=utf-8\n\n{text}".encode())
    new = new_text(mail)
    return clues(mail, new.text, new.quoted, recipient=recipient)


def match(found: Clues, *candidates: Candidate) -> Match:
    return choose(found, candidates or (RL42, RL43, RL44))


def test_our_message_id_decides_whoever_writes() -> None:
    for head in (f"In-Reply-To: {FIRST}", f"References: <x@y.example> {FIRST}"):
        found = match(traces(head, sender="inconnu@ailleurs.example"))
        assert (found.reference, found.matched_by) == ("RL-0042", MatchedBy.MESSAGE_ID)


def test_a_reference_inside_a_forged_message_id_decides_nothing() -> None:
    forged = f"<relanced.RL-0042.first.1.{'a' * 16}@delorme.example>"
    assert match(traces(f"In-Reply-To: {forged}", sender="inconnu@ailleurs.example")).reference is None


def test_the_token_survives_a_server_that_replaced_our_message_id() -> None:
    thread = f"<relanced.RL-0042.thread.0.{TOKEN}@delorme.example>"
    found = match(
        traces("In-Reply-To: <0102@eu-west-1.amazonses.example>", f"References: {thread}", sender="x@y.example")
    )
    assert (found.reference, found.matched_by) == ("RL-0042", MatchedBy.TOKEN)


@pytest.mark.parametrize("header", ["To", "Cc", "Delivered-To", "X-Original-To"])
def test_the_plus_address_decides_when_no_message_id_does(header: str) -> None:
    found = match(traces(f"{header}: Compta <compta+RL-{TOKEN.upper()}@delorme.example>", sender="x@y.example"))
    assert (found.reference, found.matched_by) == ("RL-0042", MatchedBy.TOKEN)


@pytest.mark.parametrize(
    ("head", "text", "reference"),
    [
        ("Subject: Facture F-2026-0042", "", "RL-0042"),
        ("Subject: x", "Pour la F 2026-0042... je voulais dire F-2026-0042", "RL-0042"),
        ("Subject: x", "la 26/0455 est payée", "RL-0043"),
        ("Subject: x", "la n°26-0455 est payée", "RL-0043"),
        ("Subject: votre dossier rl-0043", "", "RL-0043"),
        ("Subject: x", "Payé.\n\nLe 24/11/2026 à 10:12, C a écrit :\n> Facture F-2026-0042", "RL-0042"),
    ],
)
def test_a_known_sender_who_names_an_invoice_or_a_reference(head: str, text: str, reference: str) -> None:
    found = match(traces(head, text=text))
    assert (found.reference, found.matched_by) == (reference, MatchedBy.REFERENCE)


def test_a_stranger_who_guesses_an_invoice_number_reaches_nothing_but_is_shown() -> None:
    found = match(traces("Subject: F-2026-0042", sender="inconnu@ailleurs.example"))
    assert found == Match(None, MatchedBy.NOTHING, ("RL-0042",))


def test_a_known_sender_alone_is_enough_for_one_dossier_only() -> None:
    assert match(traces(), RL42) == Match("RL-0042", MatchedBy.SENDER, ("RL-0042",))
    assert match(traces()) == Match(None, MatchedBy.NOTHING, ("RL-0042", "RL-0043"))


def test_a_contact_comes_before_a_colleague() -> None:
    colleague = Candidate("RL-0045", addresses=frozenset({"k@client.example"}))
    assert match(traces(), RL42, colleague).reference == "RL-0042"
    assert match(traces(sender="z@client.example"), RL42).matched_by is MatchedBy.SENDER


def test_two_customers_of_a_free_provider_are_no_colleagues() -> None:
    assert match(traces(sender="marie@gmail.com", text="F-2026-0044")).reference is None
    assert match(traces(sender="paul@gmail.com")).reference == "RL-0044"


def test_a_thread_of_two_dossiers_belongs_to_the_mail_that_is_answered() -> None:
    found = match(traces(f"In-Reply-To: {OTHER}", f"References: {FIRST} {OTHER}"))
    assert found.reference == "RL-0043"


def test_two_numbers_of_two_dossiers_are_for_a_person() -> None:
    found = match(traces("Subject: F-2026-0042 et 26/0455"))
    assert found == Match(None, MatchedBy.NOTHING, ("RL-0042", "RL-0043"))


def test_a_bounce_belongs_to_the_mail_that_came_back() -> None:
    mail = parse(f"From: mailer-daemon@mx.example\n\nMessage-ID: {FIRST}".encode())
    assert match(clues(mail, "", "", FIRST, "j@client.example")).matched_by is MatchedBy.MESSAGE_ID
    assert match(clues(mail, "", "", None, "paul@gmail.com")).reference == "RL-0044"


def test_a_reminder_forwarded_as_an_attachment_is_recognised() -> None:
    raw = (
        "From: x@y.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nvoir\n--b\nContent-Type: "
        "message/rfc822\n\n"
        f"Message-ID: {FIRST}\n\nFacture\n--b--\n"
    )
    mail = parse(raw.encode())
    assert match(clues(mail, "voir")).reference == "RL-0042"


@given(st.permutations([RL42, RL43, RL44]))
def test_the_order_of_the_candidates_changes_nothing(candidates: list[Candidate]) -> None:
    assert choose(traces("Subject: F-2026-0042"), candidates).reference == "RL-0042"
