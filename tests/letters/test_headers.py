"""Header values reach the reader as they were meant, and bring nothing else with them."""

from __future__ import annotations

import random
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import compat32, default
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relanced.errors import BadInput
from relanced.letters import headers

FRENCH = """facture échue échéance dépassée règlement reçu à août où ça Noël cœur n° F-2026-0117 1234,56 € – « » — ’
relance MISE EN DEMEURE Société Générale Étienne Müller Łódź 日本 Δέλτα 🙂 = ? _ =? ?= =?utf-8? , ; : ( ) < > @ " \\
l’entreprise d’Hérouville-Saint-Clair anticonstitutionnellementlonguementécrit"""
WORDS = [*FRENCH.split(), "insécable\u00a0et\u202ffine"]
COUNT = 5_000

lines = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=200)


def sentences(seed: int) -> list[str]:
    chance = random.Random(seed)
    return [" ".join(chance.choices(WORDS, k=chance.randint(1, 18))) for _ in range(COUNT)]


def old_reader(line: str) -> str:
    parsed = message_from_bytes(line.encode("ascii") + b"\r\n", policy=compat32)
    [value] = parsed.values()
    return str(make_header(decode_header(value)))


def new_reader(line: str) -> str:
    [value] = message_from_bytes(line.encode("ascii") + b"\r\n", policy=default).values()
    return str(value)


def well_formed(line: str) -> bool:
    rows = line.removesuffix("\r\n").split("\r\n")
    return all(len(row) <= 76 for row in rows) and all(row.startswith(" ") for row in rows[1:])


def test_every_french_subject_is_read_as_it_was_meant() -> None:
    for subject in sentences(seed=1):
        line = headers.unstructured("Subject", subject)
        assert well_formed(line), subject
        assert old_reader(line) == subject
        assert new_reader(line) == subject


def test_every_display_name_is_read_as_it_was_meant() -> None:
    for name in sentences(seed=2):
        line = headers.mailbox("From", name, "compta@lumen.example")
        assert well_formed(line), name
        [value] = message_from_bytes(line.encode("ascii") + b"\r\n", policy=compat32).values()
        phrase, address = parseaddr(value)
        assert (str(make_header(decode_header(phrase))), address) == (name, "compta@lumen.example")


def test_a_name_that_takes_one_word_is_read_by_python_s_newer_reader_too() -> None:
    """From two encoded words on, that one shows the fold between them as a space."""
    tried = 0
    for name in sentences(seed=3):
        line = headers.mailbox("From", name, "compta@lumen.example")
        if line.count("=?utf-8?q?") == 1:
            tried += 1
            [address] = message_from_bytes(line.encode("ascii") + b"\r\n", policy=default)["From"].addresses
            assert (address.display_name, address.addr_spec) == (name, "compta@lumen.example")
    assert tried > 500


@given(lines)
def test_any_line_survives_its_header(value: str) -> None:
    assert old_reader(headers.unstructured("Subject", value)) == value


@given(lines)
def test_any_line_is_one_header(value: str) -> None:
    line = headers.unstructured("Subject", value) + headers.mailbox("From", value, "a@b.example")
    parsed = message_from_bytes(line.encode("ascii") + b"\r\n", policy=compat32)
    assert parsed.keys() == ["Subject", "From"]
    assert not parsed.defects


def test_a_short_ascii_subject_stays_legible() -> None:
    assert headers.unstructured("Subject", "Invoice F-12 [RL-0042]") == "Subject: Invoice F-12 [RL-0042]\r\n"


@pytest.mark.parametrize(
    "hostile",
    [
        "a\r\nBcc: evil@y.example",
        "a\nBcc: evil@y.example",
        "a\rb",
        "a\0b",
        "a\x85b",
        "a\u2028b",
        "a\u2029b",
        "=?utf-8?q?a=0ABcc:_evil@y.example?=",
        "=?utf-8?q?a=0D=0ABcc:_evil@y.example?=",
        "=?UTF-8?B?YQpCY2M6IGV2aWxAeS5leGFtcGxl?=",
        "Durand =?iso-8859-1?q?=0d=0aBcc:_evil@y.example?= SARL",
        "=?x-unknown?q?a=0ABcc:_evil@y.example?=",
        "=?utf-8?q?a=E2=80=A8b?=",
    ],
)
def test_a_line_break_in_clear_or_in_disguise_is_refused(hostile: str) -> None:
    with pytest.raises(BadInput, match="control character"):
        headers.unstructured("Subject", hostile)
    with pytest.raises(BadInput, match="control character"):
        headers.mailbox("From", hostile, "compta@lumen.example")


@pytest.mark.parametrize("harmless", ["=?utf-8?q?Dur=C3=A9?=", "=?utf-8?b?!!!?=", "=?bogus", "a =?utf-8?q?b?= c"])
def test_an_encoded_word_in_a_name_is_shown_as_it_was_typed(harmless: str) -> None:
    assert old_reader(headers.unstructured("Subject", harmless)) == harmless


@pytest.mark.parametrize(
    "address",
    [
        "",
        "durand",
        "a@b@c.example",
        "a b@c.example",
        "<a@b.example>",
        "a@b.example,c@d.example",
        "a@b.example SIZE=1",
        "a@b.example>\r\nRCPT TO:<x@y.example",
        "é@b.example",
        "a@b..example",
        "a@" + "b" * 260 + ".example",
        "a" * 65 + "@b.example",
        "a=?utf-8?b?YQpCY2M6IGV2aWxAeS5leGFtcGxl?=@b.example",
    ],
)
def test_what_is_not_exactly_one_address_is_refused(address: str) -> None:
    with pytest.raises(BadInput):
        headers.mailbox("To", "", address)


def test_a_domain_with_accents_travels_in_ascii() -> None:
    assert headers.mailbox("To", "", "compta@société.example") == "To: compta@xn--socit-esab.example\r\n"


MICROSOFT = [
    f"<{'PAVPR08MB' + str(n) * 4}C0FFEE{'A' * 28}@PAVPR08MB{n:04d}.eurprd08.prod.outlook.example>" for n in range(12)
]


def test_long_ids_are_folded_between_them_and_never_encoded() -> None:
    line = headers.identifiers("References", MICROSOFT)
    assert line == "References: " + "\r\n ".join(MICROSOFT) + "\r\n"
    assert min(map(len, MICROSOFT)) >= 78


def test_of_many_ids_the_first_and_the_last_are_kept() -> None:
    ids = [f"<{n}@lumen.example>" for n in range(100)]
    kept = headers.identifiers("References", ids).removeprefix("References: ").split()
    assert kept == [ids[0], *ids[-19:]]


@pytest.mark.parametrize(
    "odd", ["<a b@c>", "no brackets", "<a\r\nBcc: x@y>", "<é@c>", "<" + "a" * 1000 + ">", "<>", ""]
)
def test_an_id_that_is_none_is_left_out(odd: str) -> None:
    assert headers.identifiers("References", [odd, "<a@b>"]) == "References: <a@b>\r\n"
    assert headers.identifiers("In-Reply-To", [odd]) == ""
