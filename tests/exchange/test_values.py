"""Cells: days, addresses, kinds and words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from relanced.core.dossier import CustomerKind
from relanced.exchange import values
from relanced.exchange.values import Unreadable

CHRISTMAS = date(2025, 12, 25)


@pytest.mark.parametrize(
    "written",
    [
        "25/12/2025",
        "2025-12-25",
        "25.12.2025",
        "25-12-2025",
        "25/12/25",
        "2025/12/25",
        "20251225",
        "2025-12-25T10:00:00Z",
        "2025-12-25 00:00:00",
        "25/12/2025 00:00",
        "25 décembre 2025",
        "25 déc. 2025",
        "25-déc-25",
        "jeudi 25 Décembre 2025",
        "25 December 2025",
        " 25/12/2025 ",
        CHRISTMAS,
    ],
)
def test_a_day_is_read_in_every_usual_form(written):
    assert values.day(written) == CHRISTMAS


def test_the_day_comes_before_the_month_and_the_first_may_be_1er():
    assert values.day("03/04/2025") == date(2025, 4, 3)
    assert values.day("1er mars 2025") == date(2025, 3, 1)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("12/25/2025", "is not a day"),
        ("31/02/2025", "is not a day"),
        ("demain", "is not a day"),
        ("25 brumaire 2025", "is not a day"),
        ("45657", "is not a day"),
        ("25/12/0025", "is too far away"),
        ("25/12/2225", "is too far away"),
        (Decimal(45657), "is a number, not a day"),
    ],
)
def test_what_is_no_day_is_refused(written, message):
    with pytest.raises(Unreadable, match=message):
        values.day(written)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("a@b.example", ("a@b.example",)),
        ("Mme Durand <a@b.example>", ("a@b.example",)),
        ("mailto:a@b.example", ("a@b.example",)),
        ("Main@B.example; second@b.example,MAIN@b.example", ("Main@B.example", "second@b.example")),
        ("o'neil+x@sub.b-c.example", ("o'neil+x@sub.b-c.example",)),
    ],
)
def test_addresses_come_main_one_first_each_once(written, found):
    assert values.addresses(written) == found


@pytest.mark.parametrize(
    "written",
    [
        "a",
        "a@b",
        "a@@b.example",
        "a@b..example",
        "a b@c.example",
        "é@b.example",
        "a@-b.example",
        "a@b.example\nBcc: x@y.example",
        "x" * 65 + "@b.example",
        "a@" + "b." * 130 + "example",
        "a@b.example; c",
        "<>",
        "a@b.example\u202e",
    ],
)
def test_what_is_no_address_is_refused(written):
    with pytest.raises(Unreadable):
        values.addresses(written)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("Professionnel", CustomerKind.BUSINESS),
        ("B2B", CustomerKind.BUSINESS),
        ("particulier", CustomerKind.CONSUMER),
        ("Collectivité", CustomerKind.PUBLIC),
        ("Secteur public", CustomerKind.PUBLIC),
        ("consumer", CustomerKind.CONSUMER),
    ],
)
def test_the_kind_of_a_customer_is_understood_in_french(written, kind):
    assert values.kind(written) is kind


def test_an_unknown_kind_or_language_is_refused_with_the_choices():
    with pytest.raises(Unreadable, match="is not a kind") as caught:
        values.kind("VIP")
    assert caught.value.hint == "business, consumer or public"
    with pytest.raises(Unreadable, match="is not a language"):
        values.language("klingon")
    assert values.language("Français") == "fr"
    assert values.language("en-GB") == "en"


@pytest.mark.parametrize("written", ["two\nlines", "bell\x07", "right\u202eto left", "x" * 301])
def test_a_text_that_could_break_a_mail_is_refused(written):
    with pytest.raises(Unreadable):
        values.text(written)


def test_a_number_or_a_day_in_a_text_column_keeps_its_digits():
    assert values.text(Decimal("20250001")) == "20250001"
    assert values.text(Decimal("1E+3")) == "1000"
    assert values.text(CHRISTMAS) == "2025-12-25"


@pytest.mark.parametrize("written", ["javascript:alert(1)", "http://", "https://a b", "ftp://x.example", "https://é"])
def test_a_link_that_is_none_is_refused(written):
    with pytest.raises(Unreadable, match="is not a web address"):
        values.url(written)
    assert values.url("https://pay.example/x?y=1#z") == "https://pay.example/x?y=1#z"


@pytest.mark.parametrize(
    ("cell", "lines"),
    [
        ("24 avenue de la République", ["24 avenue de la République"]),
        (
            "Bâtiment C | 24 avenue de la République | 75011 Paris",
            ["Bâtiment C", "24 avenue de la République", "75011 Paris"],
        ),
        ("Bâtiment C\\n75011 Paris", ["Bâtiment C", "75011 Paris"]),
        ("Bâtiment C\r\n75011 Paris\n", ["Bâtiment C", "75011 Paris"]),
        ("a|b|c|d|e|f|g", ["a, b, c", "d", "e", "f", "g"]),
    ],
)
def test_an_address_has_the_lines_that_an_envelope_shows(cell, lines):
    assert values.postal(cell).split("\n") == lines
