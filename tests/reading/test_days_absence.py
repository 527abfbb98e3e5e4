"""The day of return of an absence notice."""

from __future__ import annotations

from datetime import date

import pytest

from relanced.reading.days import back_on

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("notice", "expected"),
    [
        ("Je suis absente jusqu'au 14 décembre inclus.", "2026-12-15"),
        ("Mon hamac me garde, le bureau me retrouvera le 8 décembre.", "2026-12-08"),
        ("Les abeilles travaillent, moi non. Je redeviens sérieuse le 8 décembre.", "2026-12-08"),
        ("Sous un toit, sans réseau. From Monday I'm all yours.", "2026-11-30"),
        ("PRODUCTION RESTARTS TUESDAY 5 JANUARY 2027. LAST DESPATCH WAS 17 DECEMBER.", "2027-01-05"),
        ("I am away until 4 December and will reply on Monday 7 December.", "2026-12-07"),
        ("I am out of the office until 10 January. For a reply before 1 December, write to Ann.", "2027-01-11"),
        ("Absent jusqu'au 10 décembre. Merci de répondre à notre enquête avant le 2 décembre.", "2026-12-11"),
        ("Je suis absent jusqu'au 14 décembre.", "2026-12-15"),
        ("Absence jusqu'au vendredi 27 novembre.", "2026-11-30"),
        ("De retour le 5 décembre.", "2026-12-05"),
        ("Absent du 22 mai au 7 juin.", "2027-06-08"),
        ("Absent du 24 au 27/11, retour lundi 30.", "2026-11-30"),
        ("Retour lundi 30 novembre.", "2026-11-30"),
        ("De retour lundi prochain", "2026-11-30"),
        ("Reprise le 1er décembre.", "2026-12-01"),
        ("Je reviens le 1er.", "2026-12-01"),
        ("En congés du 21/12/2026 au 03/01/2027. Urgences : 06 00 00 00 17.", "2027-01-04"),
        ("Je serai de retour au bureau le lundi 4 janvier 2027.", "2027-01-04"),
        ("Je serai absente jusqu'à fin mars.", "2027-04-01"),
        ("Je suis en déplacement aujourd'hui et demain.", "2026-11-26"),
        ("Absent ce jour.", "2026-11-25"),
        ("Our office is closed from 24 December and we reopen on Tuesday 5 January.", "2027-01-05"),
        ("Le 30 je serai de retour.", "2026-11-30"),
        ("I only read messages again from Monday 7 December.", "2026-12-07"),
        ("Je suis absent cette semaine.", "2026-11-30"),
        ("L'entreprise est fermée du 24 décembre au soir au 3 janvier inclus.", "2027-01-04"),
        ("Je serai à nouveau joignable à partir du 30 novembre.", "2026-11-30"),
        ("Je lirai votre message à mon retour le 2 décembre.", "2026-12-02"),
        ("Je ne lis pas mes messages avant le lundi 30 novembre.", "2026-11-30"),
        ("On se retrouve le mercredi 2 décembre !", "2026-12-02"),
        ("Absente du 9 au 25 novembre inclus, je vous répondrai dès mon retour le 26.", "2026-11-26"),
        ("Votre mail du 20 novembre est bien reçu. Je suis absente jusqu'au 30/11.", "2026-12-01"),
        ("Fermés du 1er au 31 août. Réouverture le 1er septembre.", "2027-09-01"),
        ("Absent du 30 au 30 avril.", "2027-05-03"),
        ("Fermé jusqu'au 24 décembre.", "2026-12-28"),
        ("Out of office until 4 December.", "2026-12-07"),
        ("I will be back on Monday 30 November.", "2026-11-30"),
        ("On leave from 23 to 27 November, returning Monday 30th.", "2026-11-30"),
        ("Returning 5 January.", "2027-01-05"),
        ("We are closed for Christmas and reopen on 4 January 2027.", "2027-01-04"),
        ("Back in the office after 30 November.", "2026-12-01"),
        ("Away 24/11/2026 through 30/11/2026.", "2026-12-01"),
    ],
)
def test_the_day_of_return(notice: str, expected: str) -> None:
    assert back_on(notice, TUESDAY) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    "notice",
    [
        "Je suis absent. Écrivez à compta@veyrac.example.",
        "En arrêt pour une durée indéterminée.",
        "I am away and will answer as soon as possible.",
        "Je suis absent depuis lundi.",
        "Absente pour raison de santé. Date de reprise non connue à ce jour.",
        "",
    ],
)
def test_a_notice_without_a_day_gives_none(notice: str) -> None:
    assert back_on(notice, TUESDAY) is None
