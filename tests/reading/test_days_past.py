"""The day of a payment already made, and what the words alone say of past and future."""

from __future__ import annotations

from datetime import date

import pytest

from relanced.reading.days import DayKind, Mention, find_days

TUESDAY = date(2026, 11, 24)


def the_only(words: str, anchor: date = TUESDAY) -> Mention:
    (mention,) = find_days(words, anchor)
    return mention


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("virement fait hier", "2026-11-23"),
        ("chèque posté avant-hier", "2026-11-22"),
        ("payé hier soir", "2026-11-23"),
        ("viré ce matin", "2026-11-24"),
        ("réglé à l'instant", "2026-11-24"),
        ("je viens de payer", "2026-11-24"),
        ("I have just paid", "2026-11-24"),
        ("parti lundi", "2026-11-23"),
        ("parti vendredi", "2026-11-20"),
        ("parti mardi", "2026-11-17"),
        ("vendredi dernier", "2026-11-20"),
        ("lundi passé", "2026-11-23"),
        ("last Friday", "2026-11-20"),
        ("paid on Monday", "2026-11-23"),
        ("vendredi de la semaine dernière", "2026-11-20"),
        ("Friday last week", "2026-11-20"),
        ("mardi de la semaine passée", "2026-11-17"),
        ("payé le 12", "2026-11-12"),
        ("le 24", "2026-11-24"),
        ("le 30", "2026-10-30"),
        ("le 12 dernier", "2026-11-12"),
        ("le 12 novembre", "2026-11-12"),
        ("le 12/11", "2026-11-12"),
        ("le 12.11", "2026-11-12"),
        ("le 12/11/2026", "2026-11-12"),
        ("2026-11-12", "2026-11-12"),
        ("le 3 décembre", "2025-12-03"),
        ("le 3 décembre dernier", "2025-12-03"),
        ("jeudi 19", "2026-11-19"),
        ("le lundi 16 novembre", "2026-11-16"),
        ("on 6 October", "2026-10-06"),
        ("October 6th", "2026-10-06"),
        ("le 3 de ce mois", "2026-11-03"),
        ("le 30 du mois dernier", "2026-10-30"),
        ("il y a 3 jours", "2026-11-21"),
        ("two days ago", "2026-11-22"),
        ("sorti mardi d'après ma banque", "2026-11-17"),
        ("votre facture payée dès le 12", "2026-11-12"),
        ("la 93 est dans le courrier de ce matin", "2026-11-24"),
        ("chèque mis au courrier de vendredi", "2026-11-20"),
        ("money is gone out on the 30.10. as you see", "2026-10-30"),
        ("paid u this mornin", "2026-11-24"),
    ],
)
def test_the_day_of_a_finished_payment_is_the_nearest_not_after_the_mail(words: str, expected: str) -> None:
    assert the_only(words).past_reading == date.fromisoformat(expected)


@pytest.mark.parametrize(
    "words",
    [
        "la semaine dernière", "last week", "le mois dernier", "last month", "il y a deux semaines", "3 weeks ago",
        "il y a un mois", "récemment", "some weeks ago", "il y a quelques jours", "en octobre", "fin octobre",
        "début novembre", "semaine 45", "demain", "vendredi prochain", "sous huitaine", "lundi en huit",
    ],
)  # fmt: skip
def test_anything_wider_than_a_day_or_to_come_gives_no_day_of_payment(words: str) -> None:
    assert the_only(words).past_reading is None


@pytest.mark.parametrize(
    "words",
    [
        "hier", "avant-hier", "vendredi dernier",
        "le 12 dernier", "la semaine dernière", "il y a 3 jours", "last week",
        "le mois dernier", "le 12/11/2026", "2026-10-02", "depuis lundi", "récemment", "lundi passé",
        "je viens de payer",
        "lundi 23 novembre", "lundi 23", "le 3 de ce mois",
    ],
)  # fmt: skip
def test_some_words_exclude_the_future(words: str) -> None:
    mention = the_only(words)
    assert mention.explicitly_past
    assert not mention.explicitly_future


@pytest.mark.parametrize(
    "words",
    [
        "demain", "lundi prochain", "vendredi en huit", "sous 48h", "dans 10 jours", "la semaine prochaine",
        "next month",
        "le 5 du mois prochain", "le 15/12/2026", "fin de semaine prochaine", "le 15 prochain", "in a fortnight",
    ],
)  # fmt: skip
def test_some_words_exclude_the_past(words: str) -> None:
    mention = the_only(words)
    assert mention.explicitly_future
    assert not mention.explicitly_past


@pytest.mark.parametrize("words", ["vendredi", "le 12", "le 12/11", "jeudi 26", "au 30", "fin octobre", "ce soir"])
def test_most_words_leave_the_tense_to_the_sentence(words: str) -> None:
    mention = the_only(words)
    assert not mention.explicitly_past
    assert not mention.explicitly_future


@pytest.mark.parametrize(
    ("words", "contradictory"),
    [
        ("jeudi 26", False), ("vendredi 26", True), ("jeudi 27 novembre", True), ("vendredi 27 novembre 2026", False),
        ("lundi 27/11/2026", True), ("Monday 4 December", True), ("Friday 4 December", False),
    ],
)  # fmt: skip
def test_the_number_wins_over_a_weekday_that_disagrees(words: str, contradictory: bool) -> None:
    mention = the_only(words)
    assert mention.contradictory is contradictory
    assert mention.last
    assert str(mention.last.day) in words


@pytest.mark.parametrize(
    "words",
    [
        "votre facture du 2 mars", "facture n° F2026-0812 du 2 novembre", "votre mail de lundi",
        "votre message du 12 août",
        "your email of 3 July", "échue le 1er avril", "facture datée du 3", "invoice 4410 dated 3 October",
        "votre relance du 20/11", "votre facture 112 du 15/11",
    ],
)  # fmt: skip
def test_the_day_of_a_paper_is_known_as_such(words: str) -> None:
    assert the_only(words).of_document


@pytest.mark.parametrize("words", ["échéance du 30", "la facture sera payée le 5", "payée le 30", "virement du 12"])
def test_the_day_of_a_payment_is_no_paper(words: str) -> None:
    assert not the_only(words).of_document


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("vendredi", DayKind.EXACT),
        ("avant vendredi", DayKind.DEADLINE),
        ("d'ici le 10", DayKind.DEADLINE),
        ("vendredi au plus tard", DayKind.DEADLINE),
        ("le 10 dernier délai", DayKind.DEADLINE),
        ("sous huitaine", DayKind.DEADLINE),
        ("by Friday", DayKind.DEADLINE),
        ("within 10 days", DayKind.DEADLINE),
        ("jusqu'au 25", DayKind.UNTIL),
        ("until the end of March", DayKind.UNTIL),
        ("à partir du 1er décembre", DayKind.START),
        ("dès lundi", DayKind.START),
        ("pas avant le 15", DayKind.START),
        ("après le 5", DayKind.START),
        ("depuis le 3", DayKind.SINCE),
        ("depuis six semaines", DayKind.SINCE),
        ("since Monday", DayKind.SINCE),
        ("entre le 5 et le 10", DayKind.INTERVAL),
        ("du 7 au 11 décembre", DayKind.INTERVAL),
        ("lundi ou mardi", DayKind.INTERVAL),
        ("semaine 50", DayKind.WEEK),
        ("début de semaine prochaine", DayKind.WEEK),
        ("fin décembre", DayKind.PERIOD),
        ("encore deux semaines", DayKind.DURATION),
        ("another month", DayKind.DURATION),
        ("30 jours fin de mois", DayKind.TERMS),
        ("à 45 jours", DayKind.TERMS),
        ("dès que possible", DayKind.VAGUE),
        ("après les fêtes", DayKind.VAGUE),
        ("dans les prochains jours", DayKind.VAGUE),
        ("as soon as possible", DayKind.VAGUE),
    ],
)
def test_the_words_around_a_day_say_how_it_bounds(words: str, kind: DayKind) -> None:
    assert the_only(words).kind is kind


@pytest.mark.parametrize(
    "words",
    ["dès que possible", "rapidement", "prochainement", "dans les meilleurs délais", "asap", "après les vacances",
     "après les fêtes", "avant les congés", "in due course", "dans quelques jours", "sous peu",
     "depuis trois semaines"],
)  # fmt: skip
def test_vague_words_have_no_day(words: str) -> None:
    assert the_only(words).last is None


@pytest.mark.parametrize("words", ["le 5 de chaque mois", "tous les vendredis", "every Friday", "tous les 5 du mois"])
def test_what_comes_back_every_month_or_week_is_marked(words: str) -> None:
    assert the_only(words).recurring


def test_terms_are_read_again_from_the_day_they_run_from() -> None:
    words = the_only("à 30 jours fin de mois le 15").words
    assert the_only(words, date(2026, 10, 20)).last == date(2026, 12, 15)


def test_an_interval_takes_the_month_of_its_end() -> None:
    mention = the_only("du 28 novembre au 3 décembre")
    assert (mention.first, mention.last) == (date(2026, 11, 28), date(2026, 12, 3))
    mention = the_only("entre le 28 et le 3 décembre")
    assert (mention.first, mention.last) == (date(2026, 11, 28), date(2026, 12, 3))
