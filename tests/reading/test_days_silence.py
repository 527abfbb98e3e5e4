"""What looks like a day and is none."""

from __future__ import annotations

from datetime import date

import pytest

from relanced.reading.days import find_days

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "text",
    [
        "facture F2026-0812",
        "la 26-0188 et la FA202603-118",
        "facture n° 12",
        "devis D-552, commande 2026/0455",
        "25-1190 et 26-0309",
        "tél. 04 71 00 00 18",
        "06.00.00.00.17",
        "+33 6 00 00 00 17",
        "1 862,40 €",
        "la somme de 15.12 €",
        "1.250,00 EUR",
        "un solde de 30 €",
        "à 10h30",
        "vers 9 h 40",
        "at 10:30 am",
        "SIRET 123 456 789 00012",
        "75012 Paris",
        "12 rue du 4 Septembre",
        "avenue du 8 mai 1945",
        "Je paie. Ma banque est lente.",
        "Sam passera avec mon mari, la mer est belle",
        "Mme Mai et M. Avril, chez Mars",
        "You may pay, the sun is out",
        "remise de 5 %",
        "TVA à 20 %",
        "24h/24 et 7j/7",
        "le 1er avertissement",
        "le 2e rappel",
        "1er rappel",
        "le 3 rue des Lilas",
        "les 3 factures",
        "le 5 virements",
        "1/3 du montant, 2/3 ensuite",
        "page 1/2",
        "2nd reminder, 3rd party",
        "trois semaines de retard",
        "3 weeks overdue",
        "Joyeux Noël et bonne fin d'année",
        "bon week-end",
        "Belle fin de semaine à vous",
        "nous sommes à jour",
        "je suis au courant",
        "http://paie.example/2026-12-05",
        "IBAN FR76 3000 4000 0500 0012 3456 789",
        "we will call",
        "la version 2.10",
        "le 93 et le 45",
        "le 31/02 n'existe pas",
        "un échéancier sur 5 mois".replace("5 mois", "cinq fois"),
        "n° 30/11",
    ],
)
def test_no_day_is_seen(text: str) -> None:
    assert find_days(text, TUESDAY) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("la 26-0188 est payée le 12", "le 12"),
        ("vendredi 10h", "vendredi 10h"),
        ("le 30 500 €", "le 30"),
        ("rappelez au 04 71 00 00 18 lundi", "lundi"),
        ("le 5 : 1 862,40 €", "le 5"),
        ("vendredi 3 000 € partiront", "vendredi"),
        ("12 rue du Port, vendredi", "vendredi"),
    ],
)
def test_the_day_beside_a_number_is_seen_alone(text: str, words: str) -> None:
    assert [mention.words for mention in find_days(text, TUESDAY)] == [words]
