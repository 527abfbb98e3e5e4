"""Days that count from the day named before them."""

from __future__ import annotations

from datetime import date

import pytest

from relanced.reading.days import Mention, find_days

TUESDAY = date(2026, 11, 24)


def last(text: str) -> Mention:
    return find_days(text, TUESDAY)[-1]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Je redescends le 3 décembre. Deux jours après, vous êtes payé.", "2026-12-05"),
        ("It is transmitted on Monday and arrives two days later.", "2026-12-02"),
        ("Il rentre le 7, le virement part le lendemain.", "2026-12-08"),
        ("Il rentre le 7, le virement part le surlendemain.", "2026-12-09"),
        ("He is back on the 7th, we pay the next day.", "2026-12-08"),
        ("Il rentre jeudi. Il fera le virement dès le lendemain matin.", "2026-11-27"),
        ("Le délai est de 48h à compter d'aujourd'hui.", "2026-11-26"),
        ("Sous 8 jours à partir du 1er décembre.", "2026-12-09"),
        ("J'encaisse le samedi 5 et je vous paie le lundi.", "2026-12-07"),
        ("Clôture le 10 décembre, virement le lundi suivant.", "2026-12-14"),
        ("La semaine prochaine, disons jeudi.", "2026-12-03"),
        ("Le virement sera fait le lendemain du 14.", "2026-12-15"),
        ("The day after the 14th you have it.", "2026-12-15"),
        ("La veille du 5 décembre.", "2026-12-04"),
        ("We pay next week, say on Wednesday.", "2026-12-02"),
        ("The run closes on 10 December, we pay the following Monday.", "2026-12-14"),
        ("1 000 € versés le 28 octobre, les 1 300 qui restent arrivent le 30.", "2026-11-30"),
        ("Férié demain, jeudi je le fais.", "2026-11-26"),
        ("2 et 3 : un seul chèque lundi\n4 : jamais livrée", "2026-11-30"),
    ],
)
def test_a_day_may_count_from_the_one_named_before(text: str, day: str) -> None:
    assert last(text).last == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("text", "day"), [("livré le 3, payé le lendemain", "2026-11-04"), ("reçu hier, réglé le lendemain", "2026-11-24")]
)
def test_so_may_the_day_of_a_payment(text: str, day: str) -> None:
    assert last(text).past_reading == date.fromisoformat(day)


@pytest.mark.parametrize("text", ["le lendemain de la livraison", "the next day"])
def test_the_next_day_of_no_day_is_none(text: str) -> None:
    assert find_days(text, TUESDAY) == []


@pytest.mark.parametrize("text", ["le lundi", "Je paie le lundi.", "Livré le 3. Le lundi je paie."])
def test_a_weekday_of_another_sentence_counts_from_the_mail(text: str) -> None:
    assert last(text).last == date(2026, 11, 30)


def test_a_length_after_an_event_counts_from_the_mail() -> None:
    assert last("Livré le 3, payé deux jours après la livraison").last == date(2026, 11, 26)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("je te vire ça dmn matin", "2026-11-25"),
        ("the other half on the 29th when the schools pay", "2026-11-29"),
        ("we pay on 15.12.", "2026-12-15"),
        ("je paie dans 5 minutes", "2026-11-24"),
        ("mardi ou mercredi prochain", "2026-12-02"),
    ],
)
def test_more_ways_to_name_a_day(text: str, day: str) -> None:
    assert last(text).last == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("envoyé il y a cinq minutes", "2026-11-24"),
        ("sent ten minutes ago", "2026-11-24"),
        ("paid wed, check", "2026-11-18"),
        ("c'est passé le 20", "2026-11-20"),
        ("transferred on 19.10., to your account", "2026-10-19"),
    ],
)
def test_more_ways_to_name_the_day_of_a_payment(text: str, day: str) -> None:
    assert last(text).past_reading == date.fromisoformat(day)


@pytest.mark.parametrize("text", ["on the 29th floor", "je vendrai la voiture", "pour 19.10"])
def test_what_only_looks_like_a_day(text: str) -> None:
    assert find_days(text, TUESDAY) == []


@pytest.mark.parametrize("text", ["votre mail du 10", "your reminder of 10 November", "la facture n° 12 du 3 mars"])
def test_the_day_of_a_paper_is_marked(text: str) -> None:
    assert last(text).of_paper


@pytest.mark.parametrize("text", ["au courrier de demain", "l'ordre daté du 10", "payé le 10"])
def test_the_day_of_a_payment_is_not_that_of_a_paper(text: str) -> None:
    assert not last(text).of_paper


def test_a_rhythm_is_no_day() -> None:
    assert last("tous les quinze jours").last is None
