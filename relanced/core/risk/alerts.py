"""What the owner is warned of about a customer: a closed list, each with its condition and its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from relanced.core.money import Money
from relanced.core.risk.standing import Standing


class AlertKind(StrEnum):
    SILENT = "silent"
    SERIAL_PROMISES = "serial_promises"
    PROMISES_BROKEN = "promises_broken"
    LIMIT_EXCEEDED = "limit_exceeded"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which on the owner is warned; `credit_limit`, in cents, is that of a customer who has none of his own."""

    credit_limit: int | None = None
    promises_broken: int = 2
    promises_unkept: int = 3
    silent_reminders: int = 3
    silent_days: int = 60


# What a sentence may name: a figure is an amount or a number, which goes with its noun (« {late:jour|jours} »).
Figures = dict[str, Money | int]


@dataclass(frozen=True, slots=True)
class AlertRow:
    """`facts` are the figures behind it, `advice` what a careful credit controller would do."""

    kind: AlertKind
    holds: Callable[[Standing, Thresholds], bool]
    label_fr: str
    label_en: str
    facts_fr: str
    facts_en: str
    advice_fr: str
    advice_en: str


# The graver first: a row says what the rows of the same group below it would repeat.
ROWS = (
    AlertRow(
        AlertKind.SILENT,
        lambda s, t: s.unanswered >= t.silent_reminders and s.days_late > t.silent_days,
        "Point de non-retour\u00a0: ne répond plus",
        "Point of no return: answers no more",
        "{unanswered:relance sans réponse|relances sans réponse}, {days_late:jour|jours} de retard, {late} échus",
        "{unanswered:reminder|reminders} without an answer, {days_late:day|days} late, {late} overdue",
        "téléphonez\u00a0; sans nouvelles, mise en demeure ou recouvrement sans attendre",
        "call; without news, a formal notice or recovery without delay",
    ),
    AlertRow(
        AlertKind.SERIAL_PROMISES,
        lambda s, t: s.unkept >= t.promises_unkept and s.late.cents > 0,
        "Point de non-retour\u00a0: promesses en série",
        "Point of no return: one promise after another",
        "{unkept:promesse sans suite|promesses sans suite}, {days_late:jour|jours} de retard, {late} échus",
        "{unkept:promise|promises} come to nothing, {days_late:day|days} late, {late} overdue",
        "n’attendez plus de promesse\u00a0: un échéancier écrit, ou la mise en demeure",
        "wait for no further promise: written instalments, or a formal notice",
    ),
    AlertRow(
        AlertKind.PROMISES_BROKEN,
        lambda s, t: s.broken >= t.promises_broken and s.late.cents > 0,
        "Promesses non tenues",
        "Promises broken",
        "{broken:promesse non tenue|promesses non tenues} depuis le début des relances, {late} échus",
        "{broken:promise|promises} broken since the reminders began, {late} overdue",
        "téléphonez avant d’accepter une autre date",
        "call before you accept another day",
    ),
    AlertRow(
        AlertKind.LIMIT_EXCEEDED,
        lambda s, t: s.limit_used > 100,
        "Plafond de crédit dépassé",
        "Credit limit exceeded",
        "{outstanding} dus pour un plafond de {limit}",
        "{outstanding} due, for a limit of {limit}",
        "voyez-le avant d’accepter une commande",
        "look at it before you take an order",
    ),
)  # fmt: skip
ALERTS = {row.kind: row for row in ROWS}

# What the first says already.
IMPLIED = {AlertKind.SERIAL_PROMISES: AlertKind.PROMISES_BROKEN}

assert set(ALERTS) == set(AlertKind)


@dataclass(frozen=True, slots=True)
class Alert:
    kind: AlertKind
    standing: Standing

    @property
    def figures(self) -> Figures:
        return figures(self.standing)


def alerts(standing: Standing, thresholds: Thresholds) -> tuple[Alert, ...]:
    """What holds of a customer, the gravest first."""
    found = [row.kind for row in ROWS if row.holds(standing, thresholds)]
    implied = {IMPLIED[kind] for kind in found if kind in IMPLIED}
    return tuple(Alert(kind, standing) for kind in found if kind not in implied)


def figures(standing: Standing) -> Figures:
    """What the sentences about a customer may name."""
    record = standing.customer.record
    found: Figures = {
        "outstanding": standing.outstanding,
        "late": standing.late,
        "days_late": standing.days_late,
        "broken": standing.broken,
        "unkept": standing.unkept,
        "unanswered": standing.unanswered,
        "limit_used": standing.limit_used,
        "paid": record.paid,
        "average": record.days_late,
        "late_share": round(record.late_share * 100),
        "promises_kept": record.promises_kept,
        "promises_broken": record.promises_broken,
        "disputes": record.disputes,
    }
    return found | ({"limit": standing.credit_limit} if standing.credit_limit else {})
