"""Two machines that answer each other would go on for ever: one of them does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from campaigns.autoresponder import MOST_A_DAY, MOST_A_WEEK, rehearse
from relanced.core.creditor import Creditor
from relanced.core.deciding.answers import ANSWERING
from relanced.letters.compose import compose
from relanced.letters.specimens import ENVELOPE, TODAY, specimens
from relanced.letters.templates import Templates
from relanced.reading.machines.silence import wants_no_answer
from relanced.reading.mail.mime import parse
from relanced.reading.read import read

OWNER = Creditor("Atelier Lumen", "compta@lumen.example")


def test_whoever_answers_everything_gets_no_answer_to_everything(tmp_path: Path) -> None:
    figures = rehearse(35, tmp_path)
    assert figures.received > 50
    assert 0 < figures.most(figures.answers, 1) <= MOST_A_DAY
    assert figures.most(figures.answers, 7) <= MOST_A_WEEK
    assert {step for step, count in figures.kinds.items() if count} >= {"promise_noted", "question", "claim_noted"}


def test_another_relanced_gets_no_answer_at_all() -> None:
    """Whatever answers leave here say that a machine wrote them: read by another instance, they end there."""
    templates = Templates.load()
    for step in ANSWERING:
        for specimen in specimens(step):
            envelope = replace(ENVELOPE, in_reply_to="<theirs@client.example>")
            mail = compose(templates, OWNER, specimen.dossier, step, specimen.invoices, envelope, answer_by=TODAY)
            received = parse(mail.raw)
            assert read(received).automatic
            assert wants_no_answer(received)
