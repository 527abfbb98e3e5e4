"""The bytes of a mail: what any server carries, any program shows, and no stranger's value can bend."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes
from email.policy import compat32, default

import pytest

from relanced.core.dossier import Contact, Customer
from relanced.errors import BadInput
from relanced.letters import mime, tokens
from relanced.letters.compose import Attachment
from tests.letters.lumen import BLINDS, LUMEN, REMINDERS, dossier, envelope, mail, read

PDF = bytes(range(256)) * 400


def with_files(*names: str) -> bytes:
    return mail("first", attachments=[Attachment(name, PDF) for name in names]).raw


@pytest.mark.parametrize("step", REMINDERS)
def test_a_mail_is_ascii_in_short_lines_that_all_end_in_crlf(step: str) -> None:
    raw = mail(step, attachments=[Attachment("Février n° 12.pdf", PDF)], words="Très bientôt 🙂").raw
    assert raw.isascii()
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n|\0", raw)
    assert max(map(len, raw.split(b"\r\n"))) <= 78


def test_the_parts_are_text_then_html_then_the_files() -> None:
    parsed = message_from_bytes(with_files("F-2026-0117.pdf"), policy=default)
    kinds = [part.get_content_type() for part in parsed.walk()]
    assert kinds == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf"]
    assert not any(part.defects for part in parsed.walk())


def test_without_files_there_is_only_the_alternative() -> None:
    assert read(mail("first")).get_content_type() == "multipart/alternative"


def test_text_html_and_file_are_read_as_they_were_written() -> None:
    composed = mail("first", attachments=[Attachment("F.pdf", PDF)])
    text, html, pdf = [p.get_payload(decode=True) for p in message_from_bytes(composed.raw).walk()][2:]
    assert text.decode().replace("\r\n", "\n") == composed.text
    assert html.decode().replace("\r\n", "\n") == composed.html
    assert pdf == PDF


def test_the_same_arguments_give_the_same_bytes() -> None:
    assert mail("second").raw == mail("second").raw


@pytest.mark.parametrize(
    ("name", "read_as"),
    [
        ("F-2026-0117.pdf", "F-2026-0117.pdf"),
        ("Facture n° 12 – février.pdf", "Facture n° 12 – février.pdf"),
        ('a"b;c=d.pdf', 'a"b;c=d.pdf'),
        ("100%.pdf", "100%.pdf"),
        ("été " * 40 + ".pdf", "été " * 40 + ".pdf"),
        ("long" * 40 + ".pdf", "long" * 40 + ".pdf"),
        ("2026/12.pdf", "2026-12.pdf"),
        ("..\\..\\x.pdf", "..-..-x.pdf"),
        ("请求书.pdf", "请求书.pdf"),
    ],
)
@pytest.mark.parametrize("policy", [compat32, default], ids=["old reader", "new reader"])
def test_a_file_keeps_its_name_but_for_slashes(name: str, read_as: str, policy: object) -> None:
    parsed = message_from_bytes(with_files(name), policy=policy)  # type: ignore[call-overload]
    assert [part.get_filename() for part in parsed.walk()][-1] == read_as


@pytest.mark.parametrize("name", ["a\r\nBcc: x@y.example", "a\nb", "a\u2028b"])
def test_a_file_s_name_with_a_line_break_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="control character"):
        with_files(name)


def test_a_media_type_that_is_none_is_refused() -> None:
    with pytest.raises(BadInput, match="media type"):
        mail("first", attachments=[Attachment("a.pdf", PDF, "application/pdf\r\nBcc: x@y.example")])


def test_machines_are_told_not_to_answer_and_our_own_mark_is_there() -> None:
    parsed = read(mail("first"))
    token = tokens.make_token(b"k" * 32, "RL-0042", "compta@durand.example")
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["X-Auto-Response-Suppress"] == "All"
    assert parsed["X-Relanced-Token"] == token
    assert parsed["Message-ID"] == f"<relanced.RL-0042.first.1.{token}@lumen.example>"
    assert parsed["Reply-To"].addresses[0].addr_spec == f"compta+rl-{token}@lumen.example"
    assert parsed["Content-Language"] == "fr"
    assert parsed["MIME-Version"] == "1.0"
    assert parsed["Date"] == "Tue, 01 Dec 2026 09:05:00 +0100"
    assert "Bcc" not in parsed


def test_a_mail_answers_the_client_s_own_in_his_thread() -> None:
    ours, his = "<relanced.RL-0042.first.1.abcdefghijklmnop@lumen.example>", "<hello@durand.example>"
    parsed = read(mail("question", envelope=envelope("question", references=(ours,), in_reply_to=his)))
    assert parsed["In-Reply-To"] == his
    assert parsed["References"].split()[-2:] == [ours, his]


def test_the_mail_answered_comes_last_even_when_it_is_known() -> None:
    his, ours = "<hello@durand.example>", "<1@lumen.example>"
    parsed = read(mail("question", envelope=envelope("question", references=(his, ours), in_reply_to=his)))
    assert parsed["References"].split()[1:] == [ours, his]


def test_without_an_answer_a_mail_follows_the_last_of_ours() -> None:
    ours = tuple(f"<{n}@lumen.example>" for n in range(3))
    parsed = read(mail("third", envelope=envelope("third", references=ours)))
    assert parsed["In-Reply-To"] == ours[-1]
    assert parsed["References"].split()[1:] == list(ours)


def test_every_mail_of_a_dossier_names_the_same_thread_even_the_first() -> None:
    """A server that replaces our Message-ID (Amazon SES) leaves References alone."""
    first, third = read(mail("first"))["References"], read(mail("third"))["References"]
    assert first == third
    named = tokens.parse_message_id(first)
    assert named
    assert (named.reference, named.step) == ("RL-0042", tokens.THREAD)
    assert read(mail("first"))["In-Reply-To"] is None


def test_a_client_s_crooked_message_id_does_not_stop_the_mail() -> None:
    parsed = read(mail("question", envelope=envelope("question", in_reply_to="<a b\r\nBcc: x@y.example>")))
    assert "In-Reply-To" not in parsed
    assert "Bcc" not in parsed


# CVE-2024-6923: on Python 3.11.7 the library writes this out as a Bcc header of its own.
DISGUISED = "=?utf-8?q?a=0ABcc:_evil@y.example?="


@pytest.mark.parametrize("name", [DISGUISED, "Durand\r\nBcc: evil@y.example", "Durand\u2028"])
def test_a_customer_s_name_cannot_add_a_header(name: str) -> None:
    of = replace(dossier(), customer=Customer("C1", name))
    try:
        parsed = read(mail("first", of))
    except BadInput:
        return
    assert name == DISGUISED, "it stands in the body only, where it is text"
    assert "Bcc" not in parsed


def test_an_invoice_number_cannot_add_a_header() -> None:
    with pytest.raises(BadInput, match="control character"):
        mail("first", dossier(replace(BLINDS, number=DISGUISED)))


@pytest.mark.parametrize("field", ["sender_name", "sender", "to", "reply_to", "message_id", "token"])
@pytest.mark.parametrize("value", [f"x@y.example{tail}" for tail in ("\r\nBcc: evil@y.example", "\n", "\0", "\u2029")])
def test_no_field_of_the_envelope_can_add_a_header(field: str, value: str) -> None:
    with pytest.raises(BadInput):
        mail("first", envelope=envelope(**{field: value}))


def test_a_header_block_that_reads_otherwise_than_it_was_meant_is_no_mail() -> None:
    with pytest.raises(BadInput, match="broke out of its header"):
        mime.checked(["Subject: a\r\nBcc: evil@y.example\r\n"])


def test_a_sender_in_disguise_is_refused() -> None:
    with pytest.raises(BadInput, match="control character"):
        mail("first", envelope=envelope(sender_name=DISGUISED))


def test_all_values_that_cannot_be_printed_are_told_at_once() -> None:
    of = dossier(
        replace(BLINDS, purchase_order="BC\x07"), contacts=(Contact("compta@durand.example", "Claire\x9bDupont"),)
    )
    with pytest.raises(BadInput) as caught:
        mail("first", of, creditor=replace(LUMEN, name="Atelier\nLumen"))
    assert {fault.place for fault in caught.value.faults} == {"invoice purchase_order", "contact name", "company name"}
