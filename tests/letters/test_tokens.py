"""The mark by which an answer finds its dossier."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relanced.letters import tokens

KEY = b"k" * 32
TOKEN = tokens.make_token(KEY, "RL-0042", "compta@durand.example")


def test_a_token_is_eighty_bits_in_letters_that_any_address_carries() -> None:
    assert re.fullmatch(tokens.TOKEN, TOKEN)
    assert len(TOKEN) * 5 >= 80


def test_only_the_right_key_dossier_and_address_make_a_token() -> None:
    assert tokens.check_token(KEY, TOKEN, "RL-0042", "compta@durand.example")
    assert not tokens.check_token(b"x" * 32, TOKEN, "RL-0042", "compta@durand.example")
    assert not tokens.check_token(KEY, TOKEN, "RL-0043", "compta@durand.example")
    assert not tokens.check_token(KEY, TOKEN, "RL-0042", "compta@petit.example")
    assert not tokens.check_token(KEY, "", "RL-0042", "compta@durand.example")
    assert not tokens.check_token(KEY, "é" * 16, "RL-0042", "compta@durand.example")


def test_case_means_nothing_in_an_address_nor_in_its_token() -> None:
    assert tokens.check_token(KEY, TOKEN.upper(), "RL-0042", " Compta@Durand.EXAMPLE ")


def test_reference_and_address_do_not_run_into_each_other() -> None:
    assert tokens.make_token(KEY, "RL-1", "2a@b.example") != tokens.make_token(KEY, "RL-12", "a@b.example")


def test_a_message_id_says_what_it_was_made_of() -> None:
    text = tokens.message_id("RL-0042", "first", 1, TOKEN, "lumen.example")
    assert text == f"<relanced.RL-0042.first.1.{TOKEN}@lumen.example>"
    assert tokens.parse_message_id(text) == tokens.MessageId("RL-0042", "first", 1, TOKEN, "lumen.example")


def test_the_longest_shipped_step_fits_in_seventy_characters() -> None:
    assert len(tokens.message_id("RL-0042", "broken_promise", 1, TOKEN, "lumen.example")) <= 70


def test_our_id_is_found_among_others() -> None:
    ours = tokens.message_id("RL-0042", "third", 2, TOKEN, "lumen.example")
    found = tokens.parse_message_id(f"<a@b.example>\r\n {ours}\r\n <c@d.example>")
    assert found
    assert (found.step, found.round) == ("third", 2)


def test_a_domain_with_accents_travels_in_ascii() -> None:
    assert tokens.message_id("RL-1", "first", 1, TOKEN, "société.example").endswith("@xn--socit-esab.example>")


@pytest.mark.parametrize(
    ("reference", "step", "domain"),
    [
        ("RL 42", "first", "a.example"),
        ("RL-42", "first step", "a.example"),
        ("RL-42", "First", "a.example"),
        ("RL-42", "first", "a b"),
        ("RL-42", "first", "a>\r\nBcc: x"),
        ("RL-42", "first", "é" * 80 + ".example"),
        ("RL.42", "first", "a.example"),
    ],
)
def test_a_name_that_would_break_a_message_id_is_refused(reference: str, step: str, domain: str) -> None:
    with pytest.raises(ValueError, match=r"cannot be a Message-ID|is not a domain"):
        tokens.message_id(reference, step, 1, TOKEN, domain)


@given(st.text())
def test_what_is_not_ours_is_none_and_never_an_error(text: str) -> None:
    assert tokens.parse_message_id(text) is None
    assert tokens.parse_reply_to(text) is None


def test_a_plus_address_carries_the_token_and_gives_it_back() -> None:
    tagged = tokens.reply_to("compta@lumen.example", TOKEN)
    assert tagged == f"compta+rl-{TOKEN}@lumen.example"
    assert tokens.parse_reply_to(tagged.upper()) == TOKEN
    assert tokens.parse_reply_to(f"Compta <{tagged}>") == TOKEN


def test_an_address_with_its_own_tag_keeps_it() -> None:
    assert tokens.reply_to("a+b@lumen.example", TOKEN) == f"a+b+rl-{TOKEN}@lumen.example"


def test_an_address_too_long_for_a_token_stays_as_it_is() -> None:
    long = "a" * 50 + "@lumen.example"
    assert tokens.reply_to(long, TOKEN) == long
