"""Mail is hostile input: any bytes are read, within bounds, and nothing is ever raised."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relanced.reading.machines.automatic import machine
from relanced.reading.mail.matching import Candidate, choose, clues, sender_trust
from relanced.reading.mail.mime import MAX_RAW, ParsedMail, parse
from relanced.reading.mail.ours import Ours
from relanced.reading.mail.parts import MAX_TEXT
from relanced.reading.mail.quotes import new_text

MAILS = [path.read_bytes() for path in sorted((Path(__file__).parent.parent / "corpus" / "mails").glob("*.eml"))]
OURS = Ours(
    frozenset({"compta@creancier.example"}), ("Sauf erreur de notre part, la facture reste impayée à ce jour.",)
)
HEAD = b"From: a@b.example\nSubject: x\n"


def read_through(raw: bytes) -> ParsedMail:
    """All that the reader does with a mail before it looks for intents."""
    mail = parse(raw)
    new = new_text(mail, OURS)
    found = machine(mail, new, OURS)
    traces = clues(mail, new.text, new.quoted, found.failed_message_id if found else None)
    choose(traces, [Candidate("RL-0001", addresses=frozenset({"a@b.example"}))])
    sender_trust(mail, ["a@b.example"], "mx.example")
    pickle.dumps(mail)
    assert len(mail.text) <= MAX_TEXT
    assert len(mail.raw) <= MAX_RAW
    return mail


@given(st.binary(max_size=2000))
def test_any_bytes_are_read(raw: bytes) -> None:
    read_through(raw)


@given(st.text(alphabet=">-_ \n:@<>DeFromLeàécrit0123456789.,|*", max_size=600))
def test_any_lines_are_sorted(text: str) -> None:
    new_text(ParsedMail(text=text, from_name="Jeanne Martin"), OURS)


@st.composite
def mutants(draw: st.DrawFn) -> bytes:
    raw = bytearray(draw(st.sampled_from(MAILS)))
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(raw)))
        size = draw(st.integers(0, 40))
        raw[at : at + size] = draw(
            st.binary(max_size=12) | st.sampled_from([b"\n\n", b"\r\n--", b'"', b";", b"=?", b"\xe9"])
        )
    return bytes(raw)


@settings(max_examples=300)
@given(mutants())
def test_mutated_real_mails_are_read(raw: bytes) -> None:
    read_through(raw)


def nested(depth: int) -> bytes:
    levels = (f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))
    return HEAD + "".join(levels).encode() + b"Content-Type: text/plain\n\nx"


ATTACKS = {
    "a From of dots": b"From: " + b"." * 50_000 + b"\n\nx",
    "fifty thousand recipients": HEAD + b"To: " + b",a@b" * 50_000 + b"\n\nx",
    "twenty thousand encoded words": b"Subject: " + b"=?utf-8?q?a?= " * 20_000 + b"\n\nx",
    "a From of brackets": b"From: " + b"(" * 20_000 + b"\n\nx",
    "fifty thousand parts": HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * 50_000,
    "two thousand levels": nested(2000),
    "three thousand mails in mails": HEAD + b"Content-Type: message/rfc822\n\n" * 3000 + b"x",
    "a parameter of semicolons": HEAD + b"Content-Type: multipart/mixed" + b';"' * 1_000_000 + b"\n\nx",
    "parts with parameters of semicolons": HEAD
    + b"Content-Type: multipart/mixed; boundary=b\n\n"
    + (b"--b\nContent-Type: text/plain" + b';";' * 20_000 + b"\n\nx\n") * 100,
    "forty thousand blockquotes": HEAD + b"Content-Type: text/html\n\n" + b"<blockquote>x" * 40_000,
    "unclosed tags": HEAD + b"Content-Type: text/html\n\n" + b"<a \"'" * 60_000,
    "unclosed comments": HEAD + b"Content-Type: text/html\n\n" + b"<!--" * 100_000,
    "unclosed styles": HEAD + b"Content-Type: text/html\n\n" + b"<style>" * 60_000,
    "notices without end": HEAD + b"\n" + b"ce message\n" * 18_000,
    "attributions without end": HEAD + b"\n" + b"Le 12/12/2026 a ecrit a@b 10:10 x\n" * 6_000,
    "header blocks without end": HEAD + b"\n" + b"De : a\n" * 28_000,
    "one long word": HEAD + b"\n" + b"a" * 200_000,
    "addresses without a word between": HEAD + b"\n" + b"a@" * 100_000,
    "stacked accents": HEAD
    + b"Content-Type: text/plain; charset=utf-8\n\n"
    + "e\u0301\u0323".encode()
    + "\u0301\u0323".encode() * 50_000,
    "a report of a hundred thousand blocks": HEAD
    + b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
    + b"Action: x\n\n" * 100_000,
}


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.timeout(20)  # unbounded, each of these takes from half a minute to for ever
def test_an_attack_is_read_in_bounded_time(attack: str) -> None:
    read_through(ATTACKS[attack])


def test_a_huge_mail_is_cut_and_says_so() -> None:
    assert read_through(HEAD + b"\n" + b"x" * (11 * 1024 * 1024)).defects == ("mail_cut",)


def test_too_many_parts_are_cut_and_the_first_is_read() -> None:
    raw = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nVirement vendredi\n" + b"--b\n\nx\n" * 300
    mail = read_through(raw)
    assert "Virement vendredi" in mail.text
    assert "too_many_parts" in mail.defects


def test_long_headers_are_cut_and_the_body_is_still_read() -> None:
    mail = read_through(HEAD + b"X-Long: " + b"a" * 300_000 + b"\nTo: c@d.example\n\nVirement vendredi")
    assert mail.text == "Virement vendredi"
    assert mail.defects == ("headers_cut",)
    mail = read_through(HEAD + b"X-Long: " + b"a" * 100_000 + b"\nTo: c@d.example\n\nVirement vendredi")
    assert (mail.to, mail.defects) == (("c@d.example",), ("header_cut",))
