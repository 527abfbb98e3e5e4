"""Amounts and shares as debtors type them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from relanced.core.money import Money
from relanced.reading.amounts import find_amounts, share_of


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1 500 €", "1500.00"),
        ("1\u202f500,00\u00a0€", "1500.00"),
        ("1.500,00 €", "1500.00"),
        ("1,500.00 EUR", "1500.00"),
        ("1'500.50 €", "1500.50"),
        ("1500€", "1500.00"),
        ("1500 euros TTC", "1500.00"),
        ("1500 TTC", "1500.00"),
        ("1500 HT", "1500.00"),
        ("1500 €TTC", "1500.00"),
        ("1 234 567,89 €", "1234567.89"),
        ("1,5k€", "1500.00"),
        ("1.5k", "1500.00"),
        ("20k€", "20000.00"),
        ("2 k€", "2000.00"),
        ("3 Keuros", "3000.00"),
        ("4.310,75 €", "4310.75"),
        ("EUR 8.890", "8890.00"),
        ("8.890 EUR", "8890.00"),
        ("€5,775.00", "5775.00"),
        ("€ 890", "890.00"),
        ("500 balles", "500.00"),
        ("500e", "500.00"),
        ("300 €uros", "300.00"),
        ("12€50", "12.50"),
        ("0,50 €", "0.50"),
        ("99,9 €", "99.90"),
        ("UN VIREMENT DE 1200 EUROS", "1200.00"),
        ("mille euros", "1000.00"),
        ("cinq cents euros", "500.00"),
        ("deux mille euros", "2000.00"),
        ("mille cent quatre-vingt-huit euros", "1188.00"),
        ("deux mille cinq cents euros", "2500.00"),
        ("quatre-vingt-dix euros", "90.00"),
        ("soixante et onze euros", "71.00"),
        ("five hundred euros", "500.00"),
        ("two thousand three hundred euros", "2300.00"),
        ("trois mille qui restent", "3000.00"),
    ],
)
def test_an_amount_in_euros(text: str, amount: str) -> None:
    (found,) = find_amounts(f"Je vous règle {text} vendredi, merci.")
    assert found.money == Money.of(amount)


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("£1,200.50", Money(120050, "GBP")),
        ("$500", Money(50000, "USD")),
        ("500 $", Money(50000, "USD")),
        ("CHF 1'062.50", Money(106250, "CHF")),
        ("1 062.50 CHF", Money(106250, "CHF")),
        ("655 957 FCFA", Money(65595700, "XOF")),
        ("two hundred pounds", Money(20000, "GBP")),
    ],
)
def test_another_currency_is_kept(text: str, money: Money) -> None:
    (found,) = find_amounts(text)
    assert found.money == money
    assert found.currency_written


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("virement de 1 862,40 le 5", "1862.40"),
        ("On 15 May we paid 5,700, which is right", "5700.00"),
        ("j'ai payé 1250 hier", "1250.00"),
        ("un chèque de 1250", "1250.00"),
        ("je t'ai fait 200 avant hier", "200.00"),
        ("les 250 qui manquent vendredi", "250.00"),
        ("500 le 5", "500.00"),
        ("600 par mois", "600.00"),
        ("2890.00", "2890.00"),
        ("solde : 1'250.-", "1250.00"),
    ],
)
def test_a_bare_number_counts_when_shaped_or_said_like_money(text: str, amount: str) -> None:
    (found,) = find_amounts(text)
    assert found.money == Money.of(amount)
    assert not found.currency_written


@pytest.mark.parametrize("text", ["la 300 est payée : 728", "728, c'est noté", "tu auras tes 728"])
def test_a_bare_number_counts_when_it_is_a_known_balance(text: str) -> None:
    assert find_amounts(text) == []
    assert [found.money for found in find_amounts(text, [Money.of(728)])] == [Money.of(728)]


@pytest.mark.parametrize(
    "text",
    [
        "F2026-0812 et 26-0188", "facture n° 1862", "la facture 1862", "FA202603-118", "04 71 00 00 18",
        "06.00.00.00.17",
        "+33 6 00 00 00 17", "à 10h30", "at 10:30", "le 15/12/2026", "le 15.12", "le 30", "fin 2026", "en 2026 déjà",
        "SIRET 123 456 789 00012", "RCS Paris 123 456 789", "75012 Paris", "FR76 3000 4000 0500 0012 3456 789",
        "2 500 exemplaires", "1 200 vis", "5 virements", "sous 48h", "mille mercis", "mille excuses",
        "deux mille vingt-six",
        "0 €", "le 2e rappel", "cent fois merci", "1/2", "http://paie.example/1500", "un, deux, trois",
    ],
)  # fmt: skip
def test_no_amount_is_seen(text: str) -> None:
    assert find_amounts(text) == []


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("la moitié", Fraction(1, 2)),
        ("l’autre moitié le 20", Fraction(1, 2)),
        ("moitié maintenant", Fraction(1, 2)),
        ("half now", Fraction(1, 2)),
        ("un tiers", Fraction(1, 3)),
        ("les deux tiers", Fraction(2, 3)),
        ("les deux autres tiers", Fraction(2, 3)),
        ("a third", Fraction(1, 3)),
        ("le quart", Fraction(1, 4)),
        ("1/3 du montant", Fraction(1, 3)),
        ("50 %", Fraction(1, 2)),
        ("30% d'acompte", Fraction(3, 10)),
        ("40 pour cent", Fraction(2, 5)),
        ("25 percent", Fraction(1, 4)),
        ("la totalité", Fraction(1)),
        ("the full amount", Fraction(1)),
    ],
)
def test_a_share(text: str, share: Fraction) -> None:
    (found,) = find_amounts(text)
    assert found.share == share
    assert found.money is None
    assert not found.rest


@pytest.mark.parametrize(
    "text", ["le solde", "le reste", "le reliquat", "the rest", "the remainder", "the remaining balance"]
)
def test_what_is_left(text: str) -> None:
    (found,) = find_amounts(f"et {text} le 20")
    assert found.rest
    assert found.share == 1


@pytest.mark.parametrize(
    "text",
    [
        "des pénalités de 12 %", "une remise de 5 %", "TVA 20 %", "20 % de remise", "au taux de 12,5 %", "15% discount",
        "retenue de garantie de 5 %", "100 % d'accord", "payé par un tiers", "un quart d'heure", "le reste du temps",
        "je reste à disposition", "la moitié des palettes manque", "half an hour",
    ],
)  # fmt: skip
def test_rates_rebates_and_other_shares_are_not_paid(text: str) -> None:
    assert find_amounts(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("le solde de 5 900 € sera viré", ["5 900 €"]),
        ("le reste, soit 1 200 €, le 20", ["1 200 €"]),
        ("500 € le 5, le reste le 20", ["500 €", "le reste"]),
        ("20k€ au 30 et 7,3k€ au 15", ["20k€", "7,3k€"]),
        ("4 560,00 € et non 5 640,00 €", ["4 560,00 €", "5 640,00 €"]),
        ("le 30 500 € partiront", ["500 €"]),
        ("le 1 500 € partira", ["1 500 €"]),
        ("le 5 : 1 862,40 €", ["1 862,40 €"]),
        ("5 virements de 400 €", ["400 €"]),
        ("le 26-0188 : 500 €", ["500 €"]),
        ("la moitié le 5, l'autre moitié le 20", ["la moitié", "l'autre moitié"]),
    ],
)
def test_each_amount_of_a_sentence_is_found(text: str, words: list[str]) -> None:
    assert [found.words for found in find_amounts(text)] == words


def test_a_known_balance_tells_an_invoice_number_from_thousands() -> None:
    assert [found.money for found in find_amounts("facture 112 500 €", [Money.of(500)])] == [Money.of(500)]
    assert [found.money for found in find_amounts("facture 112 500 €", [Money.of(112500)])] == [Money.of(112500)]


@pytest.mark.parametrize(
    ("share", "balance", "expected"),
    [
        (Fraction(1, 2), "1862.40", "931.20"),
        (Fraction(1, 3), "100.00", "33.33"),
        (Fraction(2, 3), "100.00", "66.67"),
        (Fraction(1, 2), "0.01", "0.01"),
        (Fraction(1), "728.00", "728.00"),
    ],
)
def test_a_share_of_a_balance_has_half_cents_up(share: Fraction, balance: str, expected: str) -> None:
    assert share_of(share, Money.of(balance)) == Money.of(expected)


def test_a_share_keeps_the_currency_of_the_balance() -> None:
    assert share_of(Fraction(1, 2), Money(1000, "CHF")) == Money(500, "CHF")
