"""What `parse` makes of mails: charsets, alternatives, flowed text, HTML, attachments, reports."""

from __future__ import annotations

import pickle
import struct
from datetime import UTC, datetime
from pathlib import Path

import pytest

from relanced.reading.mail.mime import parse

MAILS = Path(__file__).parent.parent / "corpus" / "mails"


def mail(head: str, body: bytes | str = b"") -> bytes:
    data = body.encode() if isinstance(body, str) else body
    return f"From: Jeanne Martin <J.Martin@Client.example>\n{head}\n\n".encode() + data


def test_headers_are_decoded_and_addresses_lower_case() -> None:
    parsed = parse(MAILS.joinpath("thunderbird-fr-html-forward.eml").read_bytes())
    assert parsed.subject == "Fwd: Facture F-2026-0010 : échéance dépassée — 1 234,56 €"
    assert (parsed.from_name, parsed.from_address) == ("Jeanne Martin", "achats@client-un.example")
    assert parsed.to == ("compta@creancier.example",)
    assert parsed.delivered_to == ("compta@creancier.example",)
    assert parsed.date == datetime(2026, 11, 22, 1, 38, 29, tzinfo=UTC)
    assert parsed.in_reply_to == ("<relance.0010.a1b2c3@creancier.example>",)
    assert parsed.header("x-forwarded-message-id") == "<relance.0010.a1b2c3@creancier.example>"
    assert [(a.name, a.content_type) for a in parsed.attachments] == [("F-2026-0010.pdf", "application/pdf")]
    assert parsed.defects == ()


def test_every_real_mail_is_sound_and_crosses_to_another_process() -> None:
    for path in sorted(MAILS.glob("*.eml")):
        parsed = parse(path.read_bytes())
        assert parsed.text.strip(), path.name
        assert set(parsed.defects) <= {"no_sender"}, path.name
        assert pickle.loads(pickle.dumps(parsed)) == parsed


@pytest.mark.parametrize(
    ("charset", "body", "defect"),
    [
        ("utf-8", "réglé 12 €".encode(), None),
        ("iso-8859-1", "réglé 12 €".encode("cp1252"), None),
        ("iso-8859-15", "réglé 12 €".encode("iso-8859-15"), None),
        ("us-ascii", "réglé 12 €".encode(), "wrong_charset"),
        ("iso-8859-1", "réglé 12 €".encode(), "wrong_charset"),
        ("x-unknown", "réglé 12 €".encode(), "unknown_charset"),
        ("utf-8", "réglé 12 €".encode("cp1252"), "wrong_charset"),
        ("base64", "réglé 12 €".encode(), "unknown_charset"),
        ("punycode", "réglé 12 €".encode(), "unknown_charset"),
    ],
)
def test_a_charset_lied_about_is_got_round_and_noted(charset: str, body: bytes, defect: str | None) -> None:
    parsed = parse(mail(f"Content-Type: text/plain; charset={charset}", body))
    assert parsed.text == "réglé 12 €"
    assert parsed.defects == ((defect,) if defect else ())


def test_a_body_without_any_mime_header_is_read_as_utf_8() -> None:
    assert "Bien reçu." in parse(MAILS.joinpath("swaks.eml").read_bytes()).text


@pytest.mark.parametrize(
    ("subject", "read"),
    [
        ("=?utf-8?Q?=C3=A9ch=C3?= =?utf-8?Q?=A9ance?=", "échéance"),
        ("=?utf-8?B?w6ljaA==?=\n =?iso-8859-1?Q?=E9ance?=", "échéance"),
        ("Re: =?UTF-8?B?w6k=?= suite", "Re: é suite"),
        ("=?nonsense?B?w6k=?=", "é"),
        ("=?utf-8?B?w6k", "=?utf-8?B?w6k"),
        ("échéance brute", "échéance brute"),
    ],
)
def test_subjects_survive_broken_encoded_words(subject: str, read: str) -> None:
    assert parse(mail(f"Subject: {subject}")).subject == read


@pytest.mark.parametrize(
    ("value", "name", "address"),
    [
        ('"Martin, Jeanne" <a@b.example>', "Martin, Jeanne", "a@b.example"),
        ("a@b.example", "", "a@b.example"),
        ('"chef@vrai.example" <escroc@faux.example>', "chef@vrai.example", "escroc@faux.example"),
        ("=?utf-8?Q?J=C3=A9r=C3=B4me?= <A@B.example>", "Jérôme", "a@b.example"),
        ("a@b.example (Jeanne)", "", "a@b.example"),
        ("personne", "personne", ""),
    ],
)
def test_the_sender_is_the_address_and_not_the_name(value: str, name: str, address: str) -> None:
    parsed = parse(f"From: {value}\n\nx".encode())
    assert (parsed.from_name, parsed.from_address) == (name, address)


def test_flowed_paragraphs_are_joined_and_quotes_keep_their_depth() -> None:
    body = "Votre facture sera \npayée vendredi.\n\n> Sauf erreur \n> de notre part\n>> avant\n-- \nJeanne\n"
    parsed = parse(mail("Content-Type: text/plain; charset=utf-8; format=flowed", body))
    assert parsed.text.split("\n")[:6] == [
        "Votre facture sera payée vendredi.", "", "> Sauf erreur de notre part", ">> avant", "-- ", "Jeanne",
    ]  # fmt: skip


def test_delsp_takes_the_space_away() -> None:
    parsed = parse(mail("Content-Type: text/plain; format=flowed; delsp=yes", "anti \nconstitutionnel\n"))
    assert parsed.text.strip() == "anticonstitutionnel"


def test_html_alone_becomes_text_with_its_quotes_marked() -> None:
    html = (
        "<html><head><style>p {color:red}</style></head><body><!-- hidden --><p>Payé&nbsp;hier&nbsp;: 12&euro;</p>"
        "<blockquote type=cite><div>Facture<br>impayée</div></blockquote><div>Merci</div></body></html>"
    )
    parsed = parse(mail("Content-Type: text/html; charset=utf-8", html))
    assert [line for line in parsed.text.split("\n") if line] == [
        "Payé\xa0hier\xa0: 12€", "> Facture", "> impayée", "Merci",
    ]  # fmt: skip


def test_an_empty_plain_alternative_gives_way_to_the_html_one() -> None:
    body = "--b\nContent-Type: text/plain\n\n \n--b\nContent-Type: text/html\n\n<p>Payé hier</p>\n--b--\n"
    assert parse(mail("Content-Type: multipart/alternative; boundary=b", body)).text.strip() == "Payé hier"


def test_text_on_both_sides_of_an_attachment_is_kept() -> None:
    body = (
        "--b\nContent-Type: text/plain\n\nVoici\n--b\nContent-Type: application/pdf; name=f.pdf\n"
        "Content-Transfer-Encoding: base64\n\nAAAA\n--b\nContent-Type: text/plain\n\nla preuve\n--b--\n"
    )
    parsed = parse(mail("Content-Type: multipart/mixed; boundary=b", body))
    assert parsed.text.split() == ["Voici", "la", "preuve"]
    assert [(a.name, a.size) for a in parsed.attachments] == [("f.pdf", 3)]


def test_an_attached_text_file_is_not_the_body() -> None:
    body = (
        "--b\nContent-Type: text/plain\n\nVoir le relevé\n--b\nContent-Type: text/plain; name*=utf-8''relev%C3%A9.txt\n"
        "Content-Disposition: attachment\n\nlitige\n--b--\n"
    )
    parsed = parse(mail("Content-Type: multipart/mixed; boundary=b", body))
    assert parsed.text.strip() == "Voir le relevé"
    assert parsed.attachments[0].name == "relevé.txt"


def test_a_report_gives_its_blocks_and_the_returned_headers() -> None:
    parsed = parse(MAILS.joinpath("postfix-dsn-550-unknown-user.eml").read_bytes())
    assert [block.get("action") for block in parsed.delivery_status] == [None, "failed"]
    assert parsed.returned_headers["message-id"] == ("<dsn1@creancier.example>",)
    assert parsed.returned_text.strip() == "Bonjour"


def test_a_mail_forwarded_as_an_attachment_gives_its_message_id() -> None:
    body = "--b\nContent-Type: message/rfc822\n\nMessage-ID: <x@y.example>\nSubject: Relance\n\nBonjour\n--b--\n"
    parsed = parse(mail("Content-Type: multipart/mixed; boundary=b", body))
    assert parsed.returned_headers["message-id"] == ("<x@y.example>",)
    assert parsed.attachments[0].is_message


def test_all_authentication_results_are_kept_in_order() -> None:
    parsed = parse(
        b"Authentication-Results: mx.a; spf=pass\nAuthentication-Results: mx.b; spf=fail\nFrom: a@b.example\n\nx"
    )
    assert parsed.headers["authentication-results"] == ("mx.a; spf=pass", "mx.b; spf=fail")


def test_the_text_of_a_winmail_dat_is_read() -> None:
    text = b"Virement vendredi" + b"\0"
    tnef = struct.pack("<IH", 0x223E9F78, 1) + b"\x01" + struct.pack("<II", 0x0002800C, len(text)) + text + b"\0\0"
    parsed = parse(mail('Content-Type: application/ms-tnef; name="winmail.dat"', tnef))
    assert parsed.text == "Virement vendredi"


@pytest.mark.parametrize("value", ["", "hier", "Tue, 99 Nov 2026 10:00:00 +0100", "Fri, 31 Dec 9999 23:59:59 -2359"])
def test_a_date_that_cannot_be_read_is_none_and_noted(value: str) -> None:
    parsed = parse(f"From: a@b.example\nDate: {value}\n\nx".encode())
    assert parsed.date is None
    assert parsed.defects == ("bad_date",)


def test_decomposed_accents_and_invisible_characters_are_put_right() -> None:
    assert parse(mail("Content-Type: text/plain; charset=utf-8", "re\u0301gle\u0301\u200b\r\nok")).text == "réglé\nok"
