"""The last day of a promise, by the words of the client and the day of his mail."""

from __future__ import annotations

from datetime import date

import pytest

from relanced.reading.days import find_days

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
FRIDAY = date(2026, 11, 27)
SATURDAY = date(2026, 11, 28)
SUNDAY = date(2026, 11, 22)


def last_days(text: str, anchor: date) -> list[date | None]:
    return [mention.last for mention in find_days(text, anchor)]


# What the guide of labelled replies says, for a mail sent on Tuesday 24 November 2026.
GUIDE = """
2026-11-24: aujourd'hui | ce jour | ce soir | today | tonight | dans la journée | EOD | by close of business
2026-11-25: demain | demain matin | tomorrow | COB tomorrow | sous 24h | demain mercredi 25
2026-11-26: après-demain | apres demain | ap-demain | the day after tomorrow | sous 48h | sous 48 heures | jeudi 26
2026-11-27: vendredi | ce vendredi | d'ici vendredi | by Friday | sous 72h | cette semaine | fin de semaine
2026-11-27: en fin de semaine | d'ici la fin de la semaine | before the week-end | avant le week-end | dans la semaine
2026-11-27: courant de semaine | by end of week | EOW | this Friday | vendredi 27 | vendredi 27 novembre
2026-11-27: ce vendredi 27
2026-11-27: later this week | avant vendredi midi | pour vendredi au plus tard | vendredi dernier délai
2026-11-27: vendredi (27/11)
2026-11-30: lundi | lundi prochain | le 30 | fin du mois | fin de mois | d'ici la fin du mois | EOM | end of month
2026-11-30: fin novembre | au 30 | le 30 de ce mois | le 30 prochain | avant fin novembre | by the end of this month
2026-11-30: lundi 30 | lundi 30/11 | le 30-11 | le 30.11.26 | fin courant | ce mois-ci | dans le mois
2026-11-30: on Monday 30th November
2026-12-01: mardi | mardi prochain | dans une semaine | sous une semaine | début de semaine prochaine | next Tuesday
2026-12-01: early next week | le 1er | le 1er décembre | le premier décembre | en début de semaine | début de semaine
2026-12-02: milieu de semaine prochaine | mid next week | sous huitaine | sous 8 jours | d'ici huit jours
2026-12-04: vendredi prochain | next Friday | la semaine prochaine | courant semaine prochaine | next week
2026-12-04: fin de semaine prochaine | end of next week | dans 10 jours | within 10 days | vendredi en huit
2026-12-04: Friday week
2026-12-04: vendredi de la semaine prochaine | la semaine prochaine, le vendredi | d'ici 8 à 10 jours
2026-12-04: semaine 49 | sem pro
2026-12-04: dans une dizaine de jours | dans les 10 prochains jours | semaine du 30 | première semaine de décembre
2026-12-05: le 5 | le 5 du mois prochain | le 05/12 | le 5 décembre | début décembre | début du mois prochain
2026-12-05: début de mois | le 5.12 | 5 dec | Dec 5 | the 5th | 5th of December | early December
2026-12-05: the 5th of next month
2026-12-07: lundi en huit | lundi 7 | Monday 7 December
2026-12-08: dans deux semaines | in a fortnight | in two weeks' time | dans quatorze jours
2026-12-09: sous quinzaine | à quinzaine | sous quinze jours | dans une quinzaine de jours | d'ici 15 jours | J+15
2026-12-10: avant le 10 décembre | au plus tard le 10 | d'ici le 10 | entre le 5 et le 10 | no later than 10 December
2026-12-10: le 10 grand max | le 10 maximum | du 5 au 10 décembre | 5-10 décembre
2026-12-10: between the 5th and the 10th | vers le 10
2026-12-11: semaine 50 | S50 | sem 50 | la semaine du 7 | week commencing the 7th | w/c 7 December | fin S50 | week 50
2026-12-11: semaine du 7 décembre | vendredi de la semaine 50 | vendredi S50 | vendredi en quinze
2026-12-15: mi-décembre | mid-December | le 15 | le 15/12 | 15/12/2026 | 2026-12-15 | the 15th
2026-12-15: première quinzaine de décembre
2026-12-24: dans un mois | sous 1 mois | avant les fêtes | in a month | before christmas eve
2026-12-25: avant Noël | before Christmas
2026-12-31: fin de mois prochain | fin décembre | courant décembre | en décembre | le mois prochain
2026-12-31: next month | fin 2026
2026-12-31: avant la fin de l'année | fin d'année | 30 jours fin de mois | 31/12 | au 31 décembre | EOY | cette année
2027-01-05: début janvier | le 5 janvier | avant le 5 janvier 2027 | au plus tard le 05/01
2027-01-31: fin janvier | jusqu'à fin janvier | en janvier 2027 | in January
2027-02-24: dans 3 mois | dans trois mois | sous 3 mois
2027-03-31: T1 2027 | fin du T1 2027
"""
OTHER_DAYS = """
2026-11-23 2026-11-24: mardi | début de semaine | demain
2026-11-23 2026-12-01: mardi prochain
2026-11-23 2026-11-30: lundi | lundi prochain | next Monday
2026-11-23 2026-11-27: fin de semaine | cette semaine | vendredi
2026-11-23 2026-12-04: vendredi prochain | next Friday
2026-11-26 2026-12-04: vendredi prochain
2026-11-25 2026-11-30: lundi prochain
2026-11-27 2026-12-04: vendredi | ce vendredi | vendredi prochain | next Friday | la semaine prochaine | by Friday
2026-11-27 2026-11-27: fin de semaine | cette semaine | ce soir vendredi | aujourd'hui vendredi | vendredi 27 | EOW
2026-11-27 2026-12-01: début de semaine | mardi prochain
2026-11-27 2026-12-11: vendredi en huit
2026-11-27 2026-11-28: demain samedi
2026-11-27 2026-12-27: le 27 décembre
2026-11-28 2026-12-04: vendredi | vendredi prochain | cette semaine | fin de semaine | la semaine prochaine
2026-11-28 2026-12-04: avant le week-end
2026-11-28 2026-11-29: ce week-end | ce we
2026-11-28 2026-11-30: lundi | lundi prochain | fin du mois
2026-11-22 2026-11-27: la semaine prochaine | cette semaine | vendredi | vendredi prochain | S48 | d'ici vendredi
2026-11-22 2026-11-24: mardi prochain | début de semaine prochaine
2026-11-22 2026-11-30: lundi en huit | sous huitaine
2026-11-30 2026-11-30: fin du mois | le 30 | fin novembre | EOM
2026-11-30 2026-12-05: début de mois
2026-12-03 2026-12-05: début de mois | début du mois
2026-12-05 2026-12-05: le 5 | le 5 décembre | 5/12
2026-12-06 2027-01-05: le 5 | début de mois
2026-12-29 2027-01-05: le 5 | début janvier | début du mois prochain | le 05/01
2026-12-29 2027-01-31: le mois prochain | fin janvier | fin de mois prochain | courant janvier
2026-12-29 2026-12-31: fin d'année | fin du mois | avant la fin de l'année | fin décembre
2026-12-29 2027-01-08: S1 | semaine 1 | la semaine prochaine
2026-12-15 2027-01-01: semaine 53 | S53
2026-12-31 2027-01-10: au plus tard le 10/01 | dans 10 jours
2026-12-31 2026-12-31: ce soir | fin de mois | le 31
2027-01-11 2027-01-15: S2 | semaine 2
2026-01-29 2026-03-30: le 30 mars
2026-02-10 2026-02-28: fin février | fin du mois | le 28
2026-02-10 2026-03-30: le 30
2028-02-10 2028-02-29: fin février | le 29 | le 29 février
2027-02-10 2028-02-29: le 29 février
2026-01-31 2026-02-28: dans un mois | fin de mois prochain
2026-07-20 2026-07-31: fin juillet | fin du mois
2026-05-15 2026-05-22: la semaine du 18 | semaine 21
2026-05-13 2026-05-15: la semaine du 11 | fin de semaine
2026-10-30 2026-11-06: vendredi 6 | vendredi 6 novembre
"""
# « Jours ouvrés » leave out Saturdays, Sundays and the public holidays of France.
WORKING_DAYS = """
2026-11-24 2026-12-01: 5 jours ouvrés | sous 5 jours ouvrés | within 5 working days | in 5 business days
2026-12-23 2026-12-28: sous 2 jours ouvrés
2026-12-31 2027-01-05: 2 jours ouvrés
2026-04-02 2026-04-08: 3 jours ouvrés
2026-05-13 2026-05-15: 1 jour ouvré
2026-05-22 2026-05-26: 1 jour ouvré
2026-07-13 2026-07-15: un jour ouvré
2026-11-10 2026-11-13: sous 48h ouvrées
2026-08-24 2026-09-07: sous 10 jours ouvrés
"""


def rows(table: str) -> list[tuple[str, date, date]]:
    """(words, day of the mail, last day expected); a line without its own day of the mail is of Tuesday 24 November."""
    found = []
    for line in filter(None, table.splitlines()):
        days, _, phrases = line.partition(": ")
        *anchor, expected = map(date.fromisoformat, days.split())
        found += [(phrase, anchor[0] if anchor else TUESDAY, expected) for phrase in phrases.split(" | ")]
    return found


@pytest.mark.parametrize(("words", "anchor", "expected"), rows(GUIDE + OTHER_DAYS + WORKING_DAYS))
def test_the_last_day_of_a_promise(words: str, anchor: date, expected: date) -> None:
    assert expected in last_days(words, anchor)


@pytest.mark.parametrize(("words", "anchor", "expected"), rows(GUIDE))
def test_case_accents_and_spaces_change_nothing(words: str, anchor: date, expected: date) -> None:
    plain = words.translate(str.maketrans("éèàûôê", "eeauoe"))
    assert expected in last_days(words.upper(), anchor)
    assert expected in last_days(plain.replace(" ", "\u00a0 "), anchor)
    assert expected in last_days(f"Bonjour,\nle virement partira {words.replace(' ', chr(10))}, promis.", anchor)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("d ici la fin du mois", "2026-11-30"),
        ("dici vendredi", "2026-11-27"),
        ("jusqu au 15", "2026-12-15"),
        ("jusquau 15", "2026-12-15"),
        ("aujourdhui", "2026-11-24"),
        ("aujourd hui", "2026-11-24"),
        ("ajd", "2026-11-24"),
        ("auj", "2026-11-24"),
        ("vendedi", "2026-11-27"),
        ("vendrdi", "2026-11-27"),
        ("mecredi", "2026-11-25"),
        ("Vendredi.", "2026-11-27"),
        ("le 5 decembre", "2026-12-05"),
        ("le 5 decmbre", "2026-12-05"),
        ("le 5 dec.", "2026-12-05"),
        ("1er dec", "2026-12-01"),
        ("le 12 fevrier", "2027-02-12"),
        ("sem 50", "2026-12-11"),
        ("sem. 50", "2026-12-11"),
        ("je regle dem", "2026-11-25"),
        ("dem matin", "2026-11-25"),
        ("fin nov", "2026-11-30"),
        ("debut dec", "2026-12-05"),
        ("mi dec", "2026-12-15"),
        ("courant de la semaine pro", "2026-12-04"),
        ("lun. 30", "2026-11-30"),
        ("mar. 1er décembre", "2026-12-01"),
        ("le 12 mar. 2027", "2027-03-12"),
        ("tmrw", "2026-11-25"),
        ("nxt week", "2026-12-04"),
        ("thurs", "2026-11-26"),
        ("Mon 30 Nov", "2026-11-30"),
        ("le10", "2026-12-10"),
        ("le 15-dec-2026", "2026-12-15"),
        ("sous   48   H", "2026-11-26"),
        ("de\u0301but de\u0301cembre", "2026-12-05"),
        ("au + tard le 10", "2026-12-10"),
        ("d’ici 8/10 jours", "2026-12-04"),
        ("dans sept jours", "2026-12-01"),
        ("le 12 sept", "2027-09-12"),
        ("d'ici une semaine à dix jours", "2026-12-04"),
        ("dans un mois et demi", "2027-01-08"),
        ("le dernier vendredi du mois", "2026-11-27"),
        ("le premier lundi de décembre", "2026-12-07"),
        ("la dernière semaine de novembre", "2026-11-27"),
        ("nous payons le 15 de chaque mois", "2026-12-15"),
        ("jte fé le virmt 2main", "2026-11-25"),
        ("je vir demin", "2026-11-25"),
        ("in the payment cycle of 30th without fail", "2026-11-30"),
        ("sous 24/48h", "2026-11-26"),
        ("48h max", "2026-11-26"),
        ("d'ici 8-10j", "2026-12-04"),
        ("lundi en 8", "2026-12-07"),
        ("vendredi en 15", "2026-12-11"),
        ("le cinq décembre", "2026-12-05"),
        ("le vingt-cinq décembre", "2026-12-25"),
        ("le 1 er décembre", "2026-12-01"),
        ("le dernier jour du mois", "2026-11-30"),
        ("last working day of the month", "2026-11-30"),
        ("within the week", "2026-11-27"),
        ("sous un délai maximum de 10 jours", "2026-12-04"),
        ("d'ici maximum 10 jours", "2026-12-04"),
        ("the week after next", "2026-12-11"),
        ("Monday next week", "2026-11-30"),
        ("by 5pm Friday", "2026-11-27"),
        ("avant la fin de semaine prochaine", "2026-12-04"),
        ("je le fais dans 2h", "2026-11-24"),
        ("je vous fais ça tantôt", "2026-11-24"),
        ("endéans la quinzaine", "2026-12-09"),
        ("endéans les 8 jours", "2026-12-02"),
        ("released in KW 50", "2026-12-11"),
        ("it goes out Thursday 12/3", "2026-12-03"),
        ("Thursday 3/12", "2026-12-03"),
    ],
)
def test_words_typed_in_haste_are_understood(typed: str, expected: str) -> None:
    assert date.fromisoformat(expected) in last_days(typed, TUESDAY)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("500 le 5, le reste le 20", ["2026-12-05", "2026-12-20"]),
        ("le 5 et le 20", ["2026-12-05", "2026-12-20"]),
        ("le 28 et le 30 décembre", ["2026-12-28", "2026-12-30"]),
        ("les 10 et 25 de chaque mois", ["2026-12-10", "2026-11-25"]),
        ("moitié fin novembre, le solde fin décembre", ["2026-11-30", "2026-12-31"]),
        ("lundi ou mardi", ["2026-12-01"]),
        ("vendredi. 26 pièces livrées", ["2026-11-27"]),
        ("sous quinzaine, à compter de ce jour", ["2026-12-09"]),
        ("3 000 € le 6 décembre et les 3 800 € qui manquent le 27", ["2026-12-06", "2026-12-27"]),
        ("the first half on 6 December, the other on the 27th", ["2026-12-06", "2026-12-27"]),
        ("dans le courant de la semaine prochaine, au plus tard vendredi", ["2026-12-04", "2026-11-27"]),
    ],
)
def test_each_day_of_a_sentence_is_found(words: str, expected: list[str]) -> None:
    assert [str(day) for day in last_days(words, TUESDAY)] == expected


def test_a_span_gives_back_the_words() -> None:
    text = "Le virement partira au plus tard vendredi matin, merci."
    (mention,) = find_days(text, TUESDAY)
    assert mention.words == text[mention.start : mention.end] == "au plus tard vendredi matin"
