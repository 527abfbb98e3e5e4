"""One place to add a kind of reply: everything else derives from its row."""

from __future__ import annotations

from pathlib import Path

import pytest

from relanced.core.intents import KINDS, Intent
from relanced.reading.kinds_page import page
from relanced.reading.model.patterns import cues_in
from relanced.reading.model.regressions import WRITTEN, shipped
from relanced.reading.normalise import normalise


def test_the_documentation_is_that_of_the_table():
    assert Path("docs/replies.md").read_text(encoding="utf-8") == page()


def test_every_kind_that_words_tell_has_cues_and_weights():
    assert [kind for kind in WRITTEN if not KINDS[kind].cues] == []
    assert len(shipped().whole.bias) == len(shipped().parts.bias) == len(WRITTEN)


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("Nous sommes en redressement judiciaire", Intent.INSOLVENCY),
        ("Mon avocat vous répondra", Intent.LEGAL),
        ("La marchandise n'a jamais été livrée", Intent.DISPUTE),
        ("C'est déjà payé", Intent.ALREADY_PAID),
        ("Puis-je payer en 3 fois ?", Intent.PAYMENT_PLAN_REQUEST),
        ("Pourriez-vous patienter ?", Intent.DELAY_REQUEST),
        ("Le virement partira vendredi", Intent.PAYMENT_PROMISE),
        ("Merci de renvoyer la facture", Intent.DOCUMENT_REQUEST),
        ("Je ne suis pas la bonne personne", Intent.WRONG_CONTACT),
        ("C'est en cours de traitement", Intent.PAYMENT_UNDERWAY),
    ],
)
def test_a_plain_sentence_has_a_cue_of_its_kind(words: str, intent: Intent):
    assert intent in {cue.intent for cue, _ in cues_in(normalise(words))}


def test_what_people_type_on_a_telephone_is_written_out():
    assert normalise("jai pas reçu, svp cest urgent") == " j ai pas recu s il vous plait c est urgent "
    assert normalise("We won't pay, it's wrong") == " we will not pay it is wrong "
