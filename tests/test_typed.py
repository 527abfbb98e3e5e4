"""What a person types is read as the imports read it."""

from __future__ import annotations

from datetime import date

import pytest

from relanced.commands import typed
from relanced.core.dossier import CallOutcome, Means
from relanced.core.intents import DisputeReason
from relanced.core.money import Money
from relanced.errors import BadInput


@pytest.mark.parametrize("text", ["2026-12-15", "15/12/2026", "15.12.26", "15 décembre 2026"])
def test_a_day_may_be_written_as_in_france(text: str) -> None:
    assert typed.day(text, "--until") == date(2026, 12, 15)


@pytest.mark.parametrize("text", ["500", "500.00", "500,00", "500,00 €", "EUR 500"])
def test_an_amount_may_have_its_currency_and_either_mark(text: str) -> None:
    assert typed.money(text, "EUR", "--amount") == Money.of("500")


@pytest.mark.parametrize("text", ["lots", "NaN", "0", "-5", "500 CHF", "1.250"])
def test_what_is_no_amount_of_the_dossier_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="--amount: '"):
        typed.money(text, "EUR", "--amount")


@pytest.mark.parametrize(
    ("word", "words", "meant"),
    [
        ("chèque", list(Means), "cheque"),
        ("Prélèvement", list(Means), "direct_debit"),
        ("direct-debit", list(Means), "direct_debit"),
        ("qualité", list(DisputeReason), "quality"),
        ("non livré", list(DisputeReason), "not_delivered"),
        ("répondeur", list(CallOutcome), "voicemail"),
    ],
)
def test_a_word_may_be_the_french_one(word: str, words: list[str], meant: str) -> None:
    assert typed.one_of(word, words, "--means") == meant


def test_a_word_of_another_option_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(BadInput, match=r"'qualité' is not known \(one of transfer, cheque"):
        typed.one_of("qualité", list(Means), "--means")


def test_every_synonym_is_a_word_of_ours() -> None:
    assert set(typed.SYNONYMS.values()) <= {*Means, *DisputeReason, *CallOutcome}


@pytest.mark.parametrize("text", ["2", "rl-2", "RL-2", "rl2", "RL-0002", " 0002 "])
def test_a_dossier_may_be_named_by_its_number(text: str) -> None:
    assert typed.reference(text) == "RL-0002"
    assert typed.reference("x-2") == "X-2"
