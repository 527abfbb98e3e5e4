"""Sentences that name figures: amounts, and numbers with their nouns, as a language writes them."""

from __future__ import annotations

from dataclasses import dataclass

from relanced.core.money import Money
from relanced.core.risk.alerts import ALERTS, Alert, Figures, figures
from relanced.core.risk.score import LEVELS, Score
from relanced.core.risk.standing import Standing
from relanced.letters.formats import Formats, formats


@dataclass(frozen=True, slots=True)
class Count:
    """``f"{count:jour|jours}"`` is « 2 jours »; without the nouns, the number alone."""

    number: int
    formats: Formats

    def __format__(self, nouns: str) -> str:
        one, bar, many = nouns.partition("|")
        return self.formats.plural(self.number, one, many) if bar else str(self.number)


def sentence(pattern: str, values: Figures, language: str) -> str:
    """`pattern` with its ``{names}`` filled."""
    form = formats(language)
    shown = {k: form.money(v) if isinstance(v, Money) else Count(v, form) for k, v in values.items()}
    return pattern.format(**shown)


@dataclass(frozen=True, slots=True)
class AlertWords:
    label: str
    facts: str
    advice: str


def alert_words(alert: Alert, language: str) -> AlertWords:
    row = ALERTS[alert.kind]
    label, facts, advice = (
        (row.label_fr, row.facts_fr, row.advice_fr) if language == "fr" else (row.label_en, row.facts_en, row.advice_en)
    )
    return AlertWords(label, sentence(facts, alert.figures, language), advice)


def level_label(score: Score, language: str) -> str:
    row = next(row for row in LEVELS if row[1] is score.level)
    return row[2] if language == "fr" else row[3]


def score_words(score: Score, standing: Standing, language: str) -> list[tuple[int, str]]:
    """The points of each row and why."""
    values = figures(standing)
    return [
        (points, sentence(rule.why_fr if language == "fr" else rule.why_en, values, language))
        for rule, points in score.rows
    ]
