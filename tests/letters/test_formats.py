"""Amounts, days and names as French and English people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from relanced.core.dossier import Contact
from relanced.core.money import Money
from relanced.letters.formats import formats
from relanced.letters.greeting import formal_greeting, greeting, surname

FR, EN = formats("fr"), formats("en")


@pytest.mark.parametrize(
    ("cents", "currency", "french", "english"),
    [
        (123456, "EUR", "1\u202f234,56\u00a0€", "€1,234.56"),
        (120000, "EUR", "1\u202f200,00\u00a0€", "€1,200.00"),
        (5, "EUR", "0,05\u00a0€", "€0.05"),
        (-2000, "EUR", "\u221220,00\u00a0€", "\u2212€20.00"),
        (123456789012, "EUR", "1\u202f234\u202f567\u202f890,12\u00a0€", "€1,234,567,890.12"),
        (123456, "GBP", "1\u202f234,56\u00a0£GB", "£1,234.56"),
    ],
)
def test_an_amount_has_two_decimals_and_spaces_that_hold(cents: int, currency: str, french: str, english: str) -> None:
    assert FR.money(Money(cents, currency)) == french
    assert EN.money(Money(cents, currency)) == english


@pytest.mark.parametrize(
    ("day", "french", "english"),
    [
        (date(2026, 12, 1), "1er\u00a0décembre\u00a02026", "1 December 2026"),
        (date(2026, 11, 22), "22\u00a0novembre\u00a02026", "22 November 2026"),
        (date(2026, 8, 11), "11\u00a0août\u00a02026", "11 August 2026"),
        (date(2027, 1, 31), "31\u00a0janvier\u00a02027", "31 January 2027"),
        (date(2027, 2, 21), "21\u00a0février\u00a02027", "21 February 2027"),
    ],
)
def test_only_the_first_of_a_french_month_is_an_ordinal(day: date, french: str, english: str) -> None:
    assert FR.day(day) == french
    assert EN.day(day) == english


@pytest.mark.parametrize(
    ("days", "french", "english"),
    [
        ((date(2026, 10, 5),), "5 octobre 2026", "5 October 2026"),
        ((date(2026, 10, 1), date(2026, 10, 14)), "1er et 14 octobre 2026", "1 and 14 October 2026"),
        ((date(2026, 9, 28), date(2026, 10, 1)), "28 septembre et 1er octobre 2026", "28 September and 1 October 2026"),
        (
            (date(2026, 12, 7), date(2026, 12, 28), date(2027, 1, 5)),
            "7, 28 décembre 2026 et 5 janvier 2027",
            "7, 28 December 2026 and 5 January 2027",
        ),
    ],
)
def test_in_a_list_of_days_what_the_next_one_repeats_is_said_once(
    days: tuple[date, ...], french: str, english: str
) -> None:
    assert FR.days(days).replace("\u00a0", " ") == french
    assert EN.days(days) == english


def test_a_siren_is_written_in_threes_and_another_number_as_it_is() -> None:
    assert FR.siren("732829320") == FR.siren("732 829 320") == "732\u00a0829\u00a0320"
    assert FR.siren("HRB 12345") == "HRB 12345"


def test_a_day_of_the_week_comes_first() -> None:
    assert FR.weekday(date(2026, 12, 1)) == "mardi 1er\u00a0décembre"
    assert EN.weekday(date(2026, 12, 1)) == "Tuesday 1 December"
    assert FR.hour(datetime(2026, 12, 1, 7, 5, tzinfo=UTC)) == "7\u00a0h\u00a005"


def test_in_french_the_plural_begins_at_two() -> None:
    assert [FR.plural(n, "jour", "jours") for n in (0, 1, 2)] == ["0\u00a0jour", "1\u00a0jour", "2\u00a0jours"]
    assert [EN.plural(n, "day", "days") for n in (0, 1, 2)] == ["0\u00a0days", "1\u00a0day", "2\u00a0days"]


def test_the_last_of_a_list_follows_a_conjunction() -> None:
    assert FR.listing(["A", "B", "C"]) == "A, B et C"
    assert EN.listing(["A", "B"]) == "A and B"
    assert FR.listing(["A"]) == "A"


def test_a_rate_has_a_comma_and_a_space_that_holds() -> None:
    assert FR.percent(Decimal("0.124")) == "12,40\u00a0%"
    assert EN.percent(Decimal("0.124")) == "12.40%"


def test_an_iban_is_read_in_fours_however_it_was_typed() -> None:
    assert FR.iban("FR76 30006000 011234567890189") == "FR76 3000 6000 0112 3456 7890 189"


@pytest.mark.parametrize(
    ("civility", "name", "french", "english"),
    [
        ("Mme", "Dupont", "Bonjour Madame Dupont,", "Dear Ms Dupont,"),
        ("M.", "DUPONT Jean", "Bonjour Monsieur Dupont,", "Dear Mr Dupont,"),
        ("monsieur", "Jean de LA TOUR", "Bonjour Monsieur de La Tour,", "Dear Mr de La Tour,"),
        ("Mlle", "Dupont", "Bonjour Madame Dupont,", "Dear Ms Dupont,"),
        ("Mme", "Claire Dupont", "Bonjour Madame Dupont,", "Dear Ms Dupont,"),
        ("Mme", "Sasha Dupond", "Bonjour Madame Sasha Dupond,", "Dear Ms Sasha Dupond,"),
        ("Me", "Durand", "Bonjour Maître Durand,", "Hello,"),
        ("Mme", None, "Bonjour Madame,", "Hello,"),
        (None, "Claire Dupont", "Bonjour,", "Hello,"),
        ("?", "Service comptabilité", "Bonjour,", "Hello,"),
        (None, None, "Madame, Monsieur,", "Dear Sir or Madam,"),
    ],
)
def test_nobody_s_name_nor_civility_is_guessed(
    civility: str | None, name: str | None, french: str, english: str
) -> None:
    contact = Contact("a@b.example", name, civility)
    assert greeting(contact, "fr") == french
    assert greeting(contact, "en") == english


def test_a_formal_notice_greets_by_civility_alone() -> None:
    assert formal_greeting(Contact("a@b.example", "Dupont", "Mme"), "fr") == "Madame"
    assert formal_greeting(Contact("a@b.example", "Dupont"), "fr") == "Madame, Monsieur"
    assert formal_greeting(None, "fr") == "Madame, Monsieur"
    assert formal_greeting(Contact("a@b.example", "Dupont", "M."), "en") == "Dear Mr Dupont"
    assert formal_greeting(None, "en") == "Dear Sir or Madam"


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("LE GOFF Anne-Marie", "Le Goff"),
        ("Anne D’ALMEIDA", "D’Almeida"),
        ("JEAN DUPONT", "Dupont"),
        ("MARTIN DUPOND ET FILS", "MARTIN DUPOND ET FILS"),
        ("  Dupont ", "Dupont"),
        ("Jean P. Dupont", "Jean P. Dupont"),
    ],
)
def test_capitals_say_which_word_is_the_family_s(name: str, known: str) -> None:
    assert surname(name) == known


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Anne Lambert", "Lambert"),
        ("Lambert Anne", "Lambert"),
        ("Jean-Pierre Martin", "Martin"),
        ("Hélène Bernard", "Bernard"),
        ("Martin Dupont", "Dupont"),
        ("Martin Bernard", "Martin Bernard"),
        ("Anne Claire", "Anne Claire"),
        ("Anne de Villiers", "Anne de Villiers"),
        ("Service comptabilité", "Service comptabilité"),
    ],
)
def test_a_first_name_that_is_known_is_left_out_where_the_other_word_cannot_be_one(name: str, known: str) -> None:
    assert surname(name) == known


def test_a_language_that_nobody_speaks_is_an_error() -> None:
    with pytest.raises(ValueError, match="not a language"):
        formats("zz")
