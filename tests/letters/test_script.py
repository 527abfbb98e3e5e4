"""What to say on the telephone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from relanced.core.dossier import Contact, Dossier, Promise, PromiseState
from relanced.letters.script import Said, Script, call_script
from tests.letters.lumen import ANSWER_BY, BLINDS, LUMEN, PARIS, SHUTTERS, TEMPLATES, TO, dossier, flat, sent

AT = datetime(2026, 12, 1, 9, tzinfo=PARIS)
CLAIRE = Contact(TO, "DUPONT Claire", "Mme", "04 78 00 00 00")
BROKEN = Promise(date(2026, 11, 25), date(2026, 11, 21), None, PromiseState.BROKEN)


def script(of: Dossier, said: Said | None = None, language: str | None = None) -> Script:
    return call_script(TEMPLATES, LUMEN, of, AT, ANSWER_BY, said, language)


@pytest.fixture
def lateness() -> Dossier:
    return dossier(BLINDS, contacts=(CLAIRE,), reminders=(sent("second", date(2026, 11, 20)),))


def test_the_first_line_says_whom_about_what_and_since_when(lateness: Dossier) -> None:
    assert flat(script(lateness).title) == (
        "Madame Dupont, 04 78 00 00 00 – facture F-2026-0117, 1 234,56 €, 17 jours de retard"
    )
    assert flat(script(lateness, language="en").title) == (
        "Ms Dupont, 04 78 00 00 00: invoice F-2026-0117, €1,234.56, 17 days overdue"
    )


def test_it_takes_thirty_seconds(lateness: Dossier) -> None:
    """A person says some 160 words a minute."""
    broken = replace(lateness, promises=(BROKEN,))
    for language in ("fr", "en"):
        spoken = script(broken, language=language).text.split("\n\n")[2]
        assert 30 < len(spoken.split()) < 90


def test_it_quotes_what_he_wrote_last(lateness: Dossier) -> None:
    told = script(lateness, Said("Le virement partira vendredi.", date(2026, 11, 21)))
    assert "le 21 novembre 2026 : « Le virement partira vendredi. »" in flat(told.text)
    assert "dernière réponse" not in script(lateness).text


def test_it_recalls_a_promise_that_was_broken_and_no_other(lateness: Dossier) -> None:
    assert "annoncé un règlement pour le 25 novembre 2026" in flat(script(replace(lateness, promises=(BROKEN,))).text)
    kept = replace(BROKEN, state=PromiseState.KEPT)
    assert "annoncé" not in script(replace(lateness, promises=(kept,))).text


def test_a_long_list_is_cut() -> None:
    many = tuple(replace(SHUTTERS, number=f"F-{n}") for n in range(8))
    said = flat(script(dossier(*many, contacts=(CLAIRE,))).text)
    assert "F-4 " in said
    assert "F-5 " not in said
    assert "et 3 autres factures" in said


def test_nobody_is_called_by_a_guessed_name() -> None:
    unknown = script(dossier(BLINDS, contacts=(Contact(TO),)))
    assert flat(unknown.title).startswith("Durand & Fils, téléphone inconnu")
    assert "« Bonjour, Atelier Lumen." in flat(unknown.text)
