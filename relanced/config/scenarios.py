"""Scenarios in the configuration file, and the rows of the core that they become."""

from __future__ import annotations

from itertools import pairwise

from pydantic import Field, field_validator, model_validator

from relanced.config.fields import Amount, Line, Listed, wrong
from relanced.config.models import Section
from relanced.core.chase.scenario import Anchor, Channel, Pace, Scenario, Step, Unit
from relanced.core.chase.situation import ALWAYS, Situation
from relanced.core.dossier import ContactRole, CustomerKind

NAME = r"^[a-z][a-z0-9_]{0,39}$"


class ScenarioStep(Section):
    """One reminder, or one call."""

    name: str = Field(pattern=NAME, description="Name of the step, and of its template.")
    offset: int = Field(ge=-90, le=730, description="Days after the due date; negative before it.")
    unit: Unit = Field(Unit.CALENDAR, description="What the offset counts: `calendar` or `business` days.")
    after: Anchor = Field(Anchor.DUE, description="What it counts from: the `due` date, or the `previous` step.")
    needs_approval: bool = Field(False, description="Does it wait for a person's word?")
    channel: Channel = Field(Channel.MAIL, description="`mail`, or `call`: a task for a person, with what to say.")
    letter: bool = Field(False, description="Is it printed and posted, too?")
    template: str | None = Field(
        None, pattern=NAME, description="Template of its mail.", json_schema_extra={"default": "that of its name"}
    )
    to: ContactRole = Field(
        ContactRole.MAIN,
        description="Whom it goes to: `main`, `accounting`, `escalation` or `manager`; else the nearest that is known.",
    )
    sender: str | None = Field(None, description="Who signs it: a name under `senders`.")
    floor: Amount | None = Field(None, description="It is passed over when less than this is late.")
    ceiling: Amount | None = Field(None, description="It is passed over when more than this is late.")

    @model_validator(mode="after")
    def _makes_sense(self) -> ScenarioStep:
        if self.after is Anchor.PREVIOUS and self.offset < 1:
            raise wrong("counts from the step before, and comes before it", "an offset of 1 day or more")
        if self.floor and self.ceiling and self.ceiling < self.floor:
            raise wrong("has a ceiling below its floor", "exchange the two amounts")
        return self


class When(Section):
    """Which dossiers are meant: each condition that is given must hold; of a list, one word is enough."""

    kind: Listed[CustomerKind] = Field((), description="`business`, `consumer`, `public`: one or a list.")
    segment: Listed[Line] = Field((), description="Your own words for groups of customers, as imported.")
    country: Listed[Line] = Field((), description="Countries in two letters.")
    language: Listed[Line] = Field((), description="`fr`, `en`.")
    amount_from: Amount | None = Field(None, description="The dossier owes so much or more.")
    amount_until: Amount | None = Field(None, description="The dossier owes so much or less.")
    days_late_from: int | None = Field(None, ge=0, description="Its oldest invoice is late by so many days or more.")
    days_late_until: int | None = Field(None, ge=0, description="Its oldest invoice is late by so many days or less.")
    new_customer: bool | None = Field(None, description="Has he paid nothing yet that relanced knows of?")
    repeat_late: bool | None = Field(None, description="Did he pay three invoices late, and half of all?")
    reliable: bool | None = Field(None, description="Did he pay five invoices, hardly one of them late?")


class PaceRow(Section):
    """Faster or slower."""

    when: When = Field(description="For which dossiers: see below.")
    percent: int = Field(ge=20, le=400, description="What offsets become: 70 is faster, 130 slower.")


class ScenarioRows(Section):
    """Which reminder leaves when."""

    name: Line = Field(description="Name of the scenario.")
    when: When | None = Field(
        None,
        description="For which dossiers: see below. The first scenario that fits is taken.",
        json_schema_extra={"default": "all"},
    )
    steps: tuple[ScenarioStep, ...] = Field(min_length=1, description="Reminders, in order: see below.")
    minimum_gap_days: int | None = Field(
        None,
        ge=0,
        le=365,
        description="Days between two reminders to a customer, at least.",
        json_schema_extra={"default": "`sending.minimum_gap_days`"},
    )
    pace: tuple[PaceRow, ...] = Field((), description="Faster or slower for some: see below; the first that fits.")
    floor: Amount | None = Field(None, description="A dossier that owes less is not chased.")

    @field_validator("steps")
    @classmethod
    def _in_order(cls, steps: tuple[ScenarioStep, ...]) -> tuple[ScenarioStep, ...]:
        names = [step.name for step in steps]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise wrong(f"has two steps named {twice}", "give each step a name of its own")
        for before, after in pairwise(s for s in steps if s.after is Anchor.DUE):
            if after.offset <= before.offset:
                raise wrong(f"has {after.name} before or with {before.name}", "offsets grow from one step to the next")
        return steps

    def scenario(self, usual_gap: int) -> Scenario:
        gap = usual_gap if self.minimum_gap_days is None else self.minimum_gap_days
        return Scenario(
            self.name,
            tuple(Step(**step.model_dump()) for step in self.steps),
            gap,
            _situation(self.when),
            tuple(Pace(_situation(row.when), row.percent) for row in self.pace),
            self.floor or 0,
        )


def _situation(when: When | None) -> Situation:
    return Situation(**when.model_dump()) if when else ALWAYS
