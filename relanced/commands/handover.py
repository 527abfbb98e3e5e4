"""``relanced handover``: which conditions of each way of recovery a claim meets. Facts, never advice."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from relanced.commands.opening import known, opened
from relanced.commands.output import emit, iso, printed_to, say, table
from relanced.core.dossier import Dossier
from relanced.core.law.handover import WAYS, Condition, findings
from relanced.core.law.handover_case import VERDICTS, Case, Fact, Finding, Known, case
from relanced.core.law.notice import NOTICE
from relanced.core.money import Money
from relanced.daemon.law import limitations_of, statement_of
from relanced.errors import BadInput, Fault
from relanced.letters.formats import formats

OPTIONS = ("--contract", "--traders", "--france", "--mandate")
ANSWERS = {"yes": True, "y": True, "oui": True, "o": True, "no": False, "n": False, "non": False}
Answers = tuple[str | None, str | None, str | None, str | None]


def handover(config: Path | None, reference: str, answers: Answers, output: Path | None, as_json: bool) -> None:
    """`answers` are those of `OPTIONS`. Raises BadInput for one that is neither yes nor no."""
    contract, traders, in_france, mandate = (_answer(*pair) for pair in zip(answers, OPTIONS, strict=True))
    with opened(config) as app, app.store.begin() as connection:
        dossier = known(connection, reference)
        if in_france is None and dossier.customer.country != "FR":
            in_france = False
        debt = statement_of(app, connection, dossier, app.today())
        told = Known(contract, traders, in_france, mandate)
        found = case(dossier, debt, limitations_of(app, connection, dossier), told)
        language = app.creditor.language
    what = f"the conditions that the claim on {dossier.customer.name} ({dossier.reference}) meets, as of {found.at}"
    with printed_to(output, what, as_json):
        emit(_object(dossier, found)) if as_json else _show(dossier, found, language)


def _answer(text: str | None, option: str) -> bool | None:
    if text is None:
        return None
    if text.strip().lower() not in ANSWERS:
        raise BadInput([Fault(option, f"{text!r} is neither yes nor no", "leave it out when you do not know")])
    return ANSWERS[text.strip().lower()]


def _object(dossier: Dossier, found: Case) -> dict[str, Any]:
    return {
        "reference": dossier.reference,
        "customer": dossier.customer.name,
        "kind": found.kind.value,
        "at": found.at.isoformat(),
        "principal": str(found.principal),
        "late_interest": str(found.interest),
        "currency": found.principal.currency,
        "limitation_on": iso(found.limitation_on),
        "ways": [
            {
                "procedure": procedure.value,
                "article": WAYS[procedure].article,
                "label": WAYS[procedure].label_en,
                "conditions": [_condition(condition, finding) for condition, finding in rows],
            }
            for procedure, rows in findings(found).items()
        ],
        "notice": NOTICE["en"],
    }


def _condition(condition: Condition, finding: Finding) -> dict[str, Any]:
    return {
        "name": condition.name,
        "article": condition.article,
        "label": condition.label_en,
        "verdict": finding.verdict.value,
        "reason": finding.reason[1].format(_plain(finding.fact)),
    }


def _plain(fact: Fact) -> str:
    """As JSON has it: decimals with their currency, ISO days."""
    if isinstance(fact, Money):
        return f"{fact} {fact.currency}"
    return ", ".join(fact) if isinstance(fact, tuple) else str(fact)


# -- for a person -----------------------------------------------------------------------------------------------------

TITLES = (("condition", "constat", "pourquoi", "texte"), ("condition", "finding", "why", "article"))
HEADS = (
    "{reference}  {customer}\u00a0: principal échu {principal}, intérêts {interest}, au {at}",
    "{reference}  {customer}: principal due {principal}, interest {interest}, on {at}",
)


def _show(dossier: Dossier, found: Case, language: str) -> None:
    """In the company's language."""
    column, words = (0, formats("fr")) if language == "fr" else (1, formats("en"))

    def shown(fact: Fact) -> str:
        if isinstance(fact, Money):
            return words.money(fact)
        return words.short_day(fact) if isinstance(fact, date) else _plain(fact)

    sums = {"principal": words.money(found.principal), "interest": words.money(found.interest)}
    at = words.short_day(found.at)
    say(HEADS[column].format(reference=dossier.reference, customer=dossier.customer.name, at=at, **sums))
    for procedure, rows in findings(found).items():
        way = WAYS[procedure]
        say(f"\n{(way.label_fr, way.label_en)[column]} ({way.article})")
        table(
            TITLES[column],
            [
                (
                    (condition.label_fr, condition.label_en)[column],
                    VERDICTS[finding.verdict][column],
                    finding.reason[column].format(shown(finding.fact)),
                    condition.article,
                )
                for condition, finding in rows
            ],
        )
    say(f"\n{NOTICE['fr' if column == 0 else 'en']}")
