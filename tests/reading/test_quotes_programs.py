"""The typed text comes back exactly, whatever mail program sent it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from relanced.reading.mail.mime import parse
from relanced.reading.mail.quotes import new_text
from tests.reading.programs import PROGRAMS, Letter

MAILS = Path(__file__).parent.parent / "corpus" / "mails"

# (language, typed, signature). The traps are words that programs use too.
REPLIES = {
    "a promise": (
        "fr",
        "Bonjour,\n\nLe virement part vendredi.",
        "Bien à vous,\n\nJeanne Martin\nComptabilité fournisseurs\n04 78 00 00 00",
    ),
    "one line": ("fr", "ok vu, je regarde", ""),
    "a list": (
        "fr",
        "Bonjour,\n\nIl manque :\n- 50 vannes\n- 12 joints\n\nLe 12 octobre, on en avait déjà parlé.",
        "Cordialement\nJ. Martin",
    ),
    "two paragraphs of one long line each": (
        "fr",
        "Bonjour Madame,\n\n"
        "Nous avons bien reçu votre relance du 24 novembre, mais la livraison n’était pas complète et il nous "
        "manque toujours "
        "le procès-verbal de réception que votre conducteur de travaux devait nous envoyer.\n\n"
        "Dès réception, nous réglerons 1 862,40 € sous huitaine. Merci de votre compréhension et de votre patience.",
        "Sincères salutations,\n\nJeanne Martin\nDAF",
    ),
    "a post-scriptum": ("fr", "Payé hier.\n\nPS : notre adresse a changé.", ""),
    "a question": ("fr", "Pouvez-vous patienter jusqu’au 15 décembre ?", "Merci d’avance\nJeanne"),
    "short and typed on a phone": ("fr", "dsl jété sur chantier je fé le virement ce soir", "Jeanne"),
    "English": (
        "en",
        "Hello,\n\nPaid yesterday, reference SHM-0207. Sorry about that!",
        "Kind regards,\nJeanne Martin\nAccounts Payable",
    ),
    "an English question": (
        "en",
        "Hi,\n\nCould you wrote-off the 12 euros?\nFrom our side nothing is missing.",
        "Thanks\nJeanne",
    ),
}


def words(text: str) -> list[str]:
    """Folding and blank lines are the program's; the words are the client's."""
    return re.split(r"\s+", text.strip())


@pytest.mark.parametrize("reply", REPLIES)
@pytest.mark.parametrize("program", PROGRAMS)
def test_the_typed_text_comes_back_exactly(program: str, reply: str) -> None:
    lang, typed, signature = REPLIES[reply]
    raw = PROGRAMS[program](Letter(f"{typed}\n\n{signature}".strip(), lang))
    found = new_text(parse(raw))
    assert words(found.text) == words(typed)
    assert words(found.signature) == words(signature)
    assert "F-2026-0042" in found.quoted


@pytest.mark.parametrize("program", [name for name in PROGRAMS if "forward" in name])
def test_a_forward_says_that_it_is_one(program: str) -> None:
    assert new_text(parse(PROGRAMS[program](Letter("Pour suite à donner.")))).forwarded


@pytest.mark.parametrize("program", PROGRAMS)
def test_nothing_typed_gives_nothing(program: str) -> None:
    assert new_text(parse(PROGRAMS[program](Letter("")))).text == ""


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("mutt-fr", "Bonjour,\n\nNous avons bien reçu votre relance ; le virement part vendredi."),
        ("neomutt-fr", "Bonjour,\n\nNous avons bien reçu votre relance ; le virement part vendredi."),
        ("s-nail-fr", "Bonjour,\n\nFacture réglée ce jour par virement."),
        ("swaks", "Bien reçu."),
        ("thunderbird-en-html", "Hello, paid yesterday."),
        ("thunderbird-fr-html", "Bonjour,\n\nVotre facture a été réglée hier par virement."),
        ("thunderbird-fr-html-forward", "Bonjour,\n\nVotre facture a été réglée hier par virement."),
        ("thunderbird-fr-plain", "Bonjour,\n\nVotre facture a été réglée hier par virement."),
        ("thunderbird-fr-plain-bottom", "Bonjour,\n\nVotre facture a été réglée hier par virement."),
    ],
)
def test_real_programs_are_read_as_their_generated_likenesses_are(name: str, typed: str) -> None:
    assert new_text(parse(MAILS.joinpath(f"{name}.eml").read_bytes())).text == typed
