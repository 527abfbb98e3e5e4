"""A word of another bank account than ours."""

from __future__ import annotations

import pytest

from relanced.reading.fraud import false_account, ibans
from relanced.reading.mail.ours import Ours
from relanced.reading.read import read_bytes

OURS = "FR1420041010050500013M02606"
FOREIGN = "DE89 3704 0044 0532 0130 00"


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour,\nNous avons réglé sur votre nouveau RIB la semaine passée.",
        "Pouvez-vous me confirmer vos nouvelles coordonnées bancaires avant que je paie ?",
        "Merci de bien vouloir noter nos nouvelles coordonnées bancaires.",
        "Suite à votre changement de RIB, le virement partira vendredi.",
        "Votre IBAN a changé, non ?",
        "Il paraît que vous avez changé de banque, le virement est parti là-bas.",
        f"Le virement est parti sur le compte {FOREIGN}.",
        "Payé hier sur FR76 3000 6000 0112 3456 7890 189 comme demandé.",
        "We have paid into your new bank account as you asked.",
        "Please find our updated bank details attached.",
        "Your bank details have changed since last year, can you confirm?",
    ],
)
def test_talk_of_another_account_raises_an_alarm(text: str) -> None:
    assert false_account(text, frozenset({OURS}))


@pytest.mark.parametrize(
    "text",
    [
        "Le virement part vendredi sur votre compte habituel.",
        "Nous avons bien payé sur votre IBAN FR14 2004 1010 0505 0001 3M02 606 le 12.",
        "Pouvez-vous me renvoyer votre RIB ?",
        "Il nous faut à nouveau votre RIB, sur papier à en-tête.",
        "Nous avons changé de banque, d'où le retard, toutes nos excuses.",
        "Ma nouvelle banque met trois jours à valider les virements.",
        "Could you send me your bank details again?",
        "Commande FR76 du 3000, réf. 6000 0112.",
    ],
)
def test_what_clients_say_of_banks_every_day_raises_none(text: str) -> None:
    assert false_account(text, frozenset({OURS})) == ""


def test_an_iban_is_told_from_what_looks_like_one_by_its_check_digits() -> None:
    assert ibans(f"{FOREIGN} et DE89 3704 0044 0532 0130 01, merci") == ["DE89370400440532013000"]
    assert ibans("virement FR76 3000 6000 0112 3456 7890 189 FACTURE 12") == ["FR7630006000011234567890189"]


def test_a_mail_that_raises_the_alarm_goes_to_a_person_whatever_else_it_says() -> None:
    raw = b"From: a@b.example\nDate: Tue, 24 Nov 2026 10:00:00 +0100\n\nVirement vendredi sur votre nouveau RIB.\n"
    reading = read_bytes(raw, ours=Ours(ibans=frozenset({OURS})))
    assert (reading.alarm, reading.needs_person) == ("Virement vendredi sur votre nouveau RIB.", True)
