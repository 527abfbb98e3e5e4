"""Every template tried on dossiers that never were, before a client is the first to see a fault."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from relanced.core.creditor import Creditor
from relanced.core.deciding.answers import ANSWERS
from relanced.core.dossier import CustomerKind
from relanced.core.law.debt import debt
from relanced.core.law.terms import Terms
from relanced.errors import BadInput, Fault
from relanced.letters.compose import SUMMARY, compose, compose_summary
from relanced.letters.envelope import Composed
from relanced.letters.script import CALL_SCRIPT, Said, Script, call_script
from relanced.letters.specimens import ENVELOPE, RATES, SUMMARIES, TODAY, Specimen, specimens
from relanced.letters.templates import Templates


def check(
    templates: Templates,
    creditor: Creditor,
    steps: Iterable[str],
    languages: Iterable[str],
    letters: Collection[str] = (),
) -> list[Fault]:
    """All faults at once: the steps named, which every language must have, and whatever else is in the folders; of
    `letters` the PDF, too."""
    faults: dict[Fault, None] = {}
    for language in languages:
        for step in dict.fromkeys((*steps, *templates.steps(language))):
            faults |= dict.fromkeys(_faults(templates, creditor, step, language, step in letters))
    return list(faults)


def _faults(templates: Templates, creditor: Creditor, step: str, language: str, letter: bool) -> Iterator[Fault]:
    for attempt in _attempts(templates, creditor, step, language, letter):
        try:
            attempt()
        except BadInput as error:
            yield from error.faults


def _attempts(
    templates: Templates, creditor: Creditor, step: str, language: str, letter: bool
) -> list[Callable[[], Composed | Script]]:
    if step == CALL_SCRIPT:
        script = partial(call_script, templates, creditor, answer_by=TODAY, language=language)
        at = ENVELOPE.written_at
        return [partial(script, s.dossier, at, said=Said(s.words, TODAY) if s.words else None) for s in specimens(step)]
    if step == SUMMARY:
        return [partial(compose_summary, templates, creditor, s, ENVELOPE, language) for s in SUMMARIES]
    week = TODAY + timedelta(days=7)
    mail = partial(compose, templates, creditor, answer_by=week, language=language, letter=letter)
    return [
        partial(mail, s.dossier, step, s.invoices, ENVELOPE, words=s.words, attachments=s.files, **claim)
        for s in specimens(step)
        for claim in ([{}] if step in ANSWERS else _claims(s))
    ]


def _claims(specimen: Specimen) -> list[dict[str, Any]]:
    """What a mail may say of interest and indemnity: nothing, in words, in figures."""
    dossier = specimen.dossier
    if dossier.customer.kind is CustomerKind.CONSUMER:
        return [{}]
    figures = debt(dossier, specimen.invoices, TODAY, Terms(dossier.customer.kind), table=RATES)
    return [{}, {"mention": True}, {"debt": figures}] if figures.total != figures.principal else [{}, {"mention": True}]
