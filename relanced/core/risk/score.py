"""The risk of a customer from 0 (none is seen) to 100, as the sum of rows that each say why.

It is a rule of thumb, not a statistic: the weights are a careful credit controller's, the same for everybody, and
nothing that relanced does depends on the sum.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from relanced.core.risk.record import REPEATED
from relanced.core.risk.standing import Standing

MOST = 100


class Level(StrEnum):
    LOW = "low"
    WATCHED = "watched"
    HIGH = "high"
    SEVERE = "severe"


# From how many points on, and the words.
LEVELS: tuple[tuple[int, Level, str, str], ...] = (
    (75, Level.SEVERE, "très élevé", "very high"),
    (50, Level.HIGH, "élevé", "high"),
    (25, Level.WATCHED, "à surveiller", "to be watched"),
    (0, Level.LOW, "faible", "low"),
)


@dataclass(frozen=True, slots=True)
class Rule:
    """`points` for a customer, 0 where the rule has nothing to say; negative where it speaks for him."""

    what: str
    points: Callable[[Standing], int]
    why_fr: str
    why_en: str


RULES = (
    Rule(
        "insolvency",
        lambda s: MOST if s.insolvent else 0,
        "une procédure collective est ouverte",
        "he is insolvent",
    ),
    Rule(
        "average",
        lambda s: min(s.customer.record.days_late // 3, 20),
        "paie en moyenne {average:jour|jours} après l’échéance ({paid:facture réglée|factures réglées})",
        "pays {average:day|days} after the due date on average ({paid:invoice|invoices} paid)",
    ),
    Rule(
        "habit",
        lambda s: round(s.customer.record.late_share * 10) if s.customer.record.paid >= REPEATED else 0,
        "règle {late_share}\u00a0% de ses factures en retard",
        "pays {late_share}% of his invoices late",
    ),
    Rule(
        "promises_broken",
        lambda s: min(s.customer.record.promises_broken * 8, 24),
        "{promises_broken:promesse non tenue|promesses non tenues}, {promises_kept:tenue|tenues}",
        "{promises_broken:promise|promises} broken, {promises_kept} kept",
    ),
    Rule(
        "late",
        lambda s: min(s.days_late // 4, 20),
        "sa plus ancienne facture a {days_late:jour|jours} de retard",
        "his oldest invoice is {days_late:day|days} late",
    ),
    Rule(
        "unanswered",
        lambda s: min(max(s.unanswered - 1, 0) * 5, 15),
        "{unanswered:relance|relances} depuis son dernier signe de vie",
        "{unanswered:reminder|reminders} since he last wrote or paid",
    ),
    Rule(
        "limit",
        lambda s: min(10 + (s.limit_used - 100) // 10, 20) if s.limit_used > 100 else 0,
        "encours à {limit_used}\u00a0% de son plafond",
        "owes {limit_used}% of his credit limit",
    ),
    Rule(
        "disputes",
        lambda s: min(s.customer.record.disputes * 2, 6),
        "{disputes:litige|litiges}",
        "{disputes:dispute|disputes}",
    ),
    Rule(
        "promises_kept",
        lambda s: 0 if s.customer.record.promises_broken else -min(s.customer.record.promises_kept * 2, 6),
        "tient parole\u00a0: {promises_kept:promesse tenue|promesses tenues}",
        "keeps his word: {promises_kept:promise|promises} kept",
    ),
    Rule(
        "reliable",
        lambda s: -10 if s.customer.record.is_reliable else 0,
        "paie presque toujours à temps ({paid:facture réglée|factures réglées})",
        "pays nearly always in time ({paid:invoice|invoices} paid)",
    ),
)


@dataclass(frozen=True, slots=True)
class Score:
    """`rows` are the rules that had something to say, with their points."""

    points: int
    rows: tuple[tuple[Rule, int], ...]

    @property
    def level(self) -> Level:
        return next(level for bound, level, _, _ in LEVELS if self.points >= bound)


def score(standing: Standing) -> Score:
    given = ((rule, rule.points(standing)) for rule in RULES)
    rows = tuple((rule, points) for rule, points in given if points)
    return Score(min(max(sum(points for _, points in rows), 0), MOST), rows)
