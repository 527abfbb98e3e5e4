"""The daily summary as values: what its owner reads once a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from relanced.core.money import Money
from relanced.core.reasons import Reason
from relanced.core.risk.alerts import Alert
from relanced.core.risk.settlements import Settlements
from relanced.core.risk.standing import Age
from relanced.core.tasks import TaskKind


@dataclass(frozen=True, slots=True)
class SentRow:
    reference: str
    customer: str
    step: str
    to: str
    sent_at: datetime
    amount: Money


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """`words` is the client's own sentence, `reason` what relanced did about it."""

    reference: str
    customer: str
    received_at: datetime
    sender: str
    label: str
    words: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class TaskLine:
    id: int
    kind: TaskKind
    due_on: date
    detail: str
    reference: str | None = None
    customer: str | None = None


@dataclass(frozen=True, slots=True)
class ComingRow:
    """`step` is None for something else than a reminder: the end of a hold, a promise that falls due."""

    on: date
    reference: str
    customer: str
    status: str
    step: str | None
    amount: Money


@dataclass(frozen=True, slots=True)
class AlertLine:
    """`since`: the day on which the owner was first told of it; None when it is news."""

    alert: Alert
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything since `since` (the last summary), as seen at `at`. `warnings` are whole sentences; `journal` is the
    hash of the journal's last entry, by which an end that was cut off later is missed. `month`: what was settled in the
    month before, in the first summary of a month."""

    at: datetime
    since: datetime
    sent: tuple[SentRow, ...] = ()
    replies: tuple[ReplyRow, ...] = ()
    tasks: tuple[TaskLine, ...] = ()
    coming: tuple[ComingRow, ...] = ()
    ages: tuple[Age, ...] = ()
    settled: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    alerts: tuple[AlertLine, ...] = ()
    month: tuple[Settlements, ...] = ()
    journal: str = ""

    @property
    def news(self) -> tuple[AlertLine, ...]:
        """The alerts that nobody has told the owner of."""
        return tuple(line for line in self.alerts if line.since is None)

    @property
    def lasting(self) -> tuple[AlertLine, ...]:
        """Those that last are recalled beside news, and in the first summary of a week: a list that is the same every
        morning is soon read by nobody."""
        week = self.at.isocalendar()[:2] != self.since.isocalendar()[:2]
        return tuple(line for line in self.alerts if line.since) if self.news or week else ()

    @property
    def is_quiet(self) -> bool:
        return not (self.sent or self.replies or self.tasks or self.settled or self.news or self.warnings)
