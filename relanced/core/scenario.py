"""The scenario: which reminder is due when. Pure rows; a new step is configuration and a template, no code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from relanced.core.dossier import Dossier, Invoice, Reminder, ReminderState
from relanced.core.workdays import DAY, Workdays


class Unit(StrEnum):
    CALENDAR = "calendar"
    BUSINESS = "business"


@dataclass(frozen=True, slots=True)
class Step:
    """A row: `offset` days (negative: before) from an invoice's due date, and the template of that name."""

    name: str
    offset: int
    unit: Unit = Unit.CALENDAR
    needs_approval: bool = False

    def opens_on(self, due_on: date, workdays: Workdays) -> date:
        if self.unit is Unit.BUSINESS:
            return workdays.add(due_on, self.offset)
        return due_on + timedelta(days=self.offset)

    @property
    def is_courtesy(self) -> bool:
        """A step up to the due date; once that date has passed it makes no sense any more."""
        return self.offset <= 0


@dataclass(frozen=True, slots=True)
class Scenario:
    name: str
    steps: tuple[Step, ...]
    minimum_gap_days: int = 5

    def index(self, name: str) -> int:
        """The place of a step; -1 for one that this scenario does not have (an answer, an older scenario's)."""
        return next((n for n, step in enumerate(self.steps) if step.name == name), -1)


# Timings T1 to T11 of common practice; everyone may set others.
DEFAULT = Scenario(
    "default",
    (
        Step("courtesy", -3, Unit.BUSINESS),
        Step("first", 7),
        Step("second", 15),
        Step("third", 30),
        Step("formal_notice", 45, needs_approval=True),
    ),
)


@dataclass(frozen=True, slots=True)
class Planned:
    """The next reminder: the day it may leave on, its step, and the invoices that it speaks of."""

    on: date
    step: Step
    invoices: tuple[str, ...]


COUNTED = frozenset(ReminderState) - {ReminderState.CANCELLED, ReminderState.REFUSED}


def plan(dossier: Dossier, scenario: Scenario, workdays: Workdays, today: date) -> Planned | None:
    """The next reminder from `today` on if nothing happens, or None when the scenario has no more to say.

    One mail for all overdue invoices: the oldest sets the pace and the tone, the younger ones travel with it. Courtesy
    is for those who owe nothing late. What credit notes cover sets no pace.
    """
    floor = _floor(dossier, scenario, today)
    late = [i for i in dossier.uncovered if i.is_overdue(today)]
    entries = [e for i in late[:1] or dossier.uncovered if (e := _next_of(i, dossier, scenario, workdays, floor))]
    if not entries:
        return None
    on = min(day for day, _ in entries)
    step = max((s for day, s in entries if day <= on), key=lambda s: scenario.index(s.name))
    return Planned(on, step, _spoken_of(dossier, step, workdays, on))


def _floor(dossier: Dossier, scenario: Scenario, today: date) -> date:
    """Nothing leaves before this day: today, the end of a wait, the gap after the last mail."""
    waits = [today]
    if dossier.wait_until:
        waits.append(dossier.wait_until + DAY)
    if dossier.last_mailed_on:
        waits.append(dossier.last_mailed_on + timedelta(days=scenario.minimum_gap_days))
    return max(waits)


def _next_of(
    invoice: Invoice, dossier: Dossier, scenario: Scenario, workdays: Workdays, floor: date
) -> tuple[date, Step] | None:
    reached = max((_received(invoice, r.step, r.on, scenario, workdays) for r in _mails(dossier, invoice)), default=-1)
    left = scenario.steps[reached + 1 :]
    if reached < 0 or scenario.steps[reached].is_courtesy:
        left = left[_late_start(invoice, left, workdays, floor) :]
    for step in left:
        day = workdays.next_open(max(step.opens_on(invoice.due_on, workdays), floor))
        if step.is_courtesy and (day > invoice.due_on or dossier.uncovered != dossier.chased):
            continue
        return day, step
    return None


def _late_start(invoice: Invoice, steps: tuple[Step, ...], workdays: Workdays, day: date) -> int:
    """An invoice that comes late starts at the step of its age, but nobody starts with a formal notice."""
    passed = [n for n, s in enumerate(steps) if s.opens_on(invoice.due_on, workdays) <= day and not s.needs_approval]
    return max(passed, default=0)


def _received(invoice: Invoice, step: str, on: date, scenario: Scenario, workdays: Workdays) -> int:
    """How far one mail brought this invoice: never further than its own age, so that a young invoice that
    travelled in an old one's third reminder still gets its own first."""
    by_age = max((n for n, s in enumerate(scenario.steps) if s.opens_on(invoice.due_on, workdays) <= on), default=-1)
    return min(scenario.index(step), by_age)


def _mails(dossier: Dossier, invoice: Invoice) -> list[Reminder]:
    return [r for r in dossier.reminders if r.state in COUNTED and invoice.number in r.invoices]


def _spoken_of(dossier: Dossier, step: Step, workdays: Workdays, on: date) -> tuple[str, ...]:
    if step.is_courtesy:
        coming = (i for i in dossier.chased if i.due_on >= on and step.opens_on(i.due_on, workdays) <= on)
        return tuple(i.number for i in coming)
    return dossier.overdue(on)
