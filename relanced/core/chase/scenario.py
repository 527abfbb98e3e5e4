"""The scenario: which reminder is due when. Pure rows; a new step is configuration and a template, no code."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from relanced.core.chase.situation import ALWAYS, Situation
from relanced.core.dossier import ContactRole, Dossier
from relanced.core.workdays import Workdays


class Unit(StrEnum):
    CALENDAR = "calendar"
    BUSINESS = "business"


class Anchor(StrEnum):
    """What an offset counts from."""

    DUE = "due"
    PREVIOUS = "previous"


class Channel(StrEnum):
    MAIL = "mail"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Step:
    """A row: `offset` days (negative: before) from an invoice's due date, or from the step before.

    `template`: that of its mail, by default of its own name. `to`: the nearest known contact up to this role. `sender`:
    a name of the configuration's, for somebody more senior. `floor` and `ceiling`, in cents, bound the late amount
    that it is for; outside it is passed over. A `letter` is printed and posted beside the mail. A call is a task.
    """

    name: str
    offset: int
    unit: Unit = Unit.CALENDAR
    after: Anchor = Anchor.DUE
    needs_approval: bool = False
    channel: Channel = Channel.MAIL
    letter: bool = False
    template: str | None = None
    to: ContactRole = ContactRole.MAIN
    sender: str | None = None
    floor: int | None = None
    ceiling: int | None = None

    def opens_on(self, start: date, workdays: Workdays) -> date:
        """`start` is the due date, or the day of the step before."""
        if self.unit is Unit.BUSINESS:
            return workdays.add(start, self.offset)
        return start + timedelta(days=self.offset)

    @property
    def is_courtesy(self) -> bool:
        """A step up to the due date; once that date has passed it makes no sense any more."""
        return self.offset <= 0 and self.after is Anchor.DUE

    def is_in_time(self, due_on: date, on: date) -> bool:
        """Of a courtesy: one for the days before the due date promises what on that day can no longer be done."""
        return on <= due_on if self.offset == 0 else on < due_on

    @property
    def is_call(self) -> bool:
        return self.channel is Channel.CALL

    def is_for(self, cents: int) -> bool:
        return (self.floor is None or cents >= self.floor) and (self.ceiling is None or cents <= self.ceiling)

    def at_pace(self, percent: int) -> Step:
        """Nearer or further; what comes before the due date stays where it is."""
        return replace(self, offset=max(1, round(self.offset * percent / 100))) if self.offset > 0 else self


@dataclass(frozen=True, slots=True)
class Pace:
    """Offsets become `percent` of what they are where `when` holds: below 100 is faster."""

    when: Situation
    percent: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """For the dossiers of which `when` holds. `floor`: cents below which a dossier is not chased at all."""

    name: str
    steps: tuple[Step, ...]
    minimum_gap_days: int = 5
    when: Situation = ALWAYS
    pace: tuple[Pace, ...] = ()
    floor: int = 0

    def index(self, name: str) -> int:
        """The place of a step; -1 for one that this scenario does not have (an answer, an older scenario's)."""
        return next((n for n, step in enumerate(self.steps) if step.name == name), -1)

    def step(self, name: str) -> Step | None:
        return next((step for step in self.steps if step.name == name), None)

    def paced(self, dossier: Dossier, today: date) -> Scenario:
        percent = next((row.percent for row in self.pace if row.when.holds(dossier, today)), 100)
        return self if percent == 100 else replace(self, steps=tuple(s.at_pace(percent) for s in self.steps))


def choose(scenarios: tuple[Scenario, ...], dossier: Dossier, today: date) -> Scenario:
    """The first one that is meant for this dossier, at its pace; the last one where none is."""
    fit = (s for s in scenarios if s.when.holds(dossier, today))
    return next(fit, scenarios[-1]).paced(dossier, today)
