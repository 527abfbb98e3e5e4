"""Further ways to say the days of the guide, and days that count from another: sentence, day of the mail, day meant."""

from __future__ import annotations

from datetime import date

import pytest

from relanced.core.money import Money
from relanced.core.reading import OpenInvoice
from relanced.reading.days import find_days
from relanced.reading.facts import facts
from relanced.reading.roles.role import Role, value

# Said on Tuesday 24 November 2026.
FORMS = """
2026-11-24: virement fait ojd | I pay it 2day | je l'envoie se soir
2026-11-24: avant minuit | before midnight | d'ici la fin de journée | in the next hour | dans l'après-midi
2026-11-25: je mets ça en route dès demain | tomorow | demian | tmw
2026-11-27: vendredi de cette semaine | d'ici la fin de cette semaine | by week's end | before the week is out
2026-11-27: au cours de la semaine | en cours de semaine | at some point in the course of this week
2026-11-30: by month end | at month-end | before the month is out | within the month | sur novembre
2026-11-30: by the close of the month | at the end of the current month | ludni | lundii
2026-12-01: a week today | d'aujourd'hui en huit | the first of next month | the first of the month
2026-12-02: midweek next week | a week tomorrow | d'ici une petite huitaine
2026-12-04: dans la semaine prochaine | d'ici la semaine prochaine | d'ici la fin de la semaine prochaine
2026-12-04: la semaine suivante | the following week | semaine du lundi 30 | week commencing Monday 30 November
2026-12-05: le cinq au plus tard | 05.12. | 05-12 | in the first few days of December
2026-12-07: a week next Monday | a week on Monday
2026-12-08: two weeks today | a fortnight today | in a week or two | in nearly two weeks
2026-12-10: le dix | with the 10th run | the tenth of December | on the tenth
2026-12-11: semaine du lundi 7 | the week of December 7 | la semaine du 7 au 11 | the second week of December
2026-12-15: first half of December | 1re quinzaine de décembre | le quinze | the fifteenth of December
2026-12-18: the third Friday of December | le troisième vendredi de décembre
2026-12-25: le jour de Noël | on Christmas Day
2026-12-31: d'ici la fin de l'année | by year end | before the year is out | avant 2027 | New Year's Eve
2026-12-31: dans le mois de décembre | second half of December | month-end December | sur décembre
2027-01-31: janvier 2027
2027-03-31: fin du premier trimestre | au premier trimestre 2027
2026-11-26: les jeudis | on Thursdays | tous les jeudis
2026-11-26: mercredi/jeudi
"""
# The day on which it is said, and what is meant.
ELSEWHERE = """
2026-07-29 2026-08-31: disons le lundi 31
2026-11-03 2026-11-15: due on 15.11., this being a Sunday
2026-12-06 2027-01-04: vous verrez 325 au mois de janvier, elle partira le 4
2026-04-27 2026-05-10: le maire signe jeudi, comptez ensuite dix jours
2026-11-24 2026-12-11: pas la semaine du 30, la semaine suivante
2026-10-07 2026-10-14: on est mercredi, je fais mes virements le mercredi
2026-02-13 2026-02-25: Paiement : 25.02.
2026-11-24 2026-11-28: it goes on the 28th with the other suppliers | booked for the twenty eighth out of savings
2026-11-24 2026-11-24: jte vire ça ds la soirée | its going 2nite | clear it this aft
2026-11-24 2026-11-28: in the post sat, il phone you | by sat | the rest comes this sat promise
2026-11-24 2026-11-29: half goes sun nite
2026-11-24 2026-12-12: I pay on 12, it is when my salary come | we pay you before, the 12.
2026-11-24 2026-12-25: ce serait possible pour Noël ?
2026-11-24 2026-12-21: could we move on the 21?
2026-11-24 2026-12-02: on the 2nd there is
2026-11-24 2026-11-27: jpaye vendr
2026-06-04 2026-06-15: i can send 200 on the 15th thats payday | fixed for the 15th now
2027-01-07 2027-01-30: mais le trente vous êtes payés
2027-03-23 2027-03-31: les 650 qui manquent prendront le même chemin le 31
2027-07-07 2027-07-21: fortnight from today
2026-10-26 2026-10-30: it goes in our week 44 payment proposal
2027-01-29 2027-02-05: paiement à 5 jours ouvrés à compter d'aujourd'hui
"""


def rows(table: str) -> list[tuple[str, date, date]]:
    found = []
    for line in filter(None, table.splitlines()):
        days, _, phrases = line.partition(": ")
        *anchor, expected = map(date.fromisoformat, days.split())
        found += [(phrase, anchor[0] if anchor else date(2026, 11, 24), expected) for phrase in phrases.split(" | ")]
    return found


@pytest.mark.parametrize(("words", "sent_on", "meant"), rows(FORMS + ELSEWHERE))
def test_the_day_meant_is_the_last_one_found(words: str, sent_on: date, meant: date) -> None:
    assert find_days(f"{words}.", sent_on)[-1].last == meant


@pytest.mark.parametrize(
    "words",
    [
        "mon mari vous règle",
        "le nom de domain",
        "l'un de nous",
        "en route pour Nantes",
        "Du lundi au jeudi, 9 h - 12 h",
    ],
)
def test_a_word_like_a_day_is_none(words: str) -> None:
    assert find_days(words, date(2026, 11, 24)) == []


ISSUED = date(2026, 10, 12)
TERMS = """
2026-11-30: À 30 jours fin de mois du 12 octobre. | Facture du 12 octobre : 30 jours fin de mois.
2026-11-30: Nous payons à 30 jours fin de mois date de facture. | 45 jours fin de mois à compter de la date de facture.
2026-12-11: 60 jours à compter de l'émission du 12 octobre. | Net 60 from invoice date. | 60 days from 12 October.
2026-12-31: Virement à 30 jours fin de mois.
2026-11-30: Réglé à 30 jours fin de mois à compter du 12 octobre.
"""


@pytest.mark.parametrize(("words", "sent_on", "meant"), rows(TERMS))
def test_terms_count_from_the_day_they_name_or_from_the_invoice(words: str, sent_on: date, meant: date) -> None:
    invoice = OpenInvoice("F-12", ISSUED, date(2026, 11, 11), Money.of("90.00"), Money.of("90.00"))
    assert meant in [day.last for day in facts(words, sent_on, [invoice]).days]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("le 15 novembre", None),
        ("fin octobre", None),
        ("le 15 novembre 2027", date(2027, 11, 15)),
        ("fin mai", date(2027, 5, 31)),
    ],
)
def test_a_day_almost_a_year_ahead_is_promised_only_with_its_year(words: str, meant: date | None) -> None:
    anchor = date(2026, 11, 24)
    assert value(find_days(words, anchor)[0], Role.PROMISED, anchor) == meant


def test_that_day_is_named_elsewhere_and_this_morning_is_today() -> None:
    def found(words: str) -> list[str]:
        return [day.words for day in facts(words, date(2026, 11, 24)).days]

    assert found("J'ai viré ce matin la S-501.") == ["ce matin"]
    assert found("Vous l'aurez ce jour-là.") == found("vous l'aurez ce jour la.") == []
