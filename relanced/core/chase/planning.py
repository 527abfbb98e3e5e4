"""What a scenario says of a dossier on a day: the next reminder, from what each invoice has received."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from relanced.core.chase.scenario import Anchor, Scenario, Step
from relanced.core.dossier import Call, Dossier, Invoice, Reminder, ReminderState
from relanced.core.workdays import DAY, Workdays


@dataclass(frozen=True, slots=True)
class Planned:
    """The next reminder: the day it may leave on, its step, and the invoices that it speaks of."""

    on: date
    step: Step
    invoices: tuple[str, ...]


# A mail asks for an answer within a week; who is made to catch up is not made to run.
CAUGHT_UP_DAYS = 8

COUNTED = frozenset(ReminderState) - {ReminderState.CANCELLED, ReminderState.REFUSED}


def plan(dossier: Dossier, scenario: Scenario, workdays: Workdays, today: date) -> Planned | None:
    """The next reminder from `today` on if nothing happens, or None when the scenario has no more to say.

    One mail for all overdue invoices: the oldest sets the pace and the tone, the younger ones travel with it. Courtesy
    is for those who owe nothing late. What credit notes cover sets no pace.
    """
    late = [i for i in dossier.uncovered if i.is_overdue(today)]
    chase = _Chase(dossier, scenario, workdays, today)
    entries = [e for i in late[:1] or dossier.uncovered if (e := chase.next_of(i))]
    if not entries:
        return None
    on = min(day for day, _ in entries)
    step = max((s for day, s in entries if day <= on), key=lambda s: scenario.index(s.name))
    return Planned(on, step, chase.spoken_of(step, on))


@dataclass(frozen=True, slots=True)
class _Chase:
    """What the questions about one invoice share."""

    dossier: Dossier
    scenario: Scenario
    workdays: Workdays
    today: date

    def next_of(self, invoice: Invoice) -> tuple[date, Step] | None:
        """The next step of one invoice and its day."""
        got = self._received(invoice)
        reached = max((self._reached(invoice, r.step, r.on) for r in got), default=-1)
        start = reached + 1
        if reached < 0 or self.scenario.steps[reached].is_courtesy:
            start += self._late_start(invoice, start)
        for n, step in list(enumerate(self.scenario.steps))[start:]:
            opens_on = step.opens_on(self._anchor(invoice, n, got), self.workdays)
            day = self.workdays.next_open(max(opens_on, self._earliest(step), self._paced(invoice, n, got)))
            if self._fits(step, invoice, day):
                return day, step
        return None

    def spoken_of(self, step: Step, on: date) -> tuple[str, ...]:
        if step.is_courtesy:
            coming = (i for i in self.dossier.chased if step.is_in_time(i.due_on, on))
            return tuple(i.number for i in coming if step.opens_on(i.due_on, self.workdays) <= on)
        return self.dossier.overdue(on)

    def _fits(self, step: Step, invoice: Invoice, day: date) -> bool:
        late_for = step.is_courtesy and not step.is_in_time(invoice.due_on, day)
        if late_for or (step.is_courtesy and self.dossier.uncovered != self.dossier.chased):
            return False
        late = sum(i.asked.cents for i in self.dossier.uncovered if i.is_overdue(day) or i is invoice)
        return step.is_for(late)

    def _earliest(self, step: Step) -> date:
        """Nothing leaves before this day: today, the end of a wait, the gap after the last mail (of which a call is
        free: it is no mail)."""
        waits = [self.today]
        if self.dossier.wait_until:
            waits.append(self.dossier.wait_until + DAY)
        if self.dossier.last_mailed_on and not step.is_call:
            waits.append(self.dossier.last_mailed_on + timedelta(days=self.scenario.minimum_gap_days))
        return max(waits)

    def _paced(self, invoice: Invoice, n: int, got: list[Reminder | Call]) -> date:
        """What was held up is made good no faster than the scenario goes, or than a mail leaves time to answer it."""
        taken = [(r.on, self._reached(invoice, r.step, r.on)) for r in got if self.scenario.index(r.step) >= 0]
        on, k = max(taken, default=(None, -1))
        asked_on = self.dossier.last_mailed_on
        if on is None or k < 0 or self.scenario.steps[k].is_courtesy:
            return self.today
        if asked_on and asked_on > on:  # he was asked something since, outside the scenario
            return asked_on + timedelta(days=CAUGHT_UP_DAYS)
        usually = self._usually_left(invoice, n) - self._usually_left(invoice, k)
        return on + min(usually, timedelta(days=CAUGHT_UP_DAYS))

    def _usually_left(self, invoice: Invoice, n: int) -> date:
        return self.workdays.next_open(self._usually_on(invoice, n))

    @property
    def _returned(self) -> list[Reminder]:
        """The last mail to each address that failed: it came back, unless it went by post too."""
        failed = {c.address.lower() for c in self.dossier.contacts if c.retired}
        last = {r.to.lower(): r for r in self.dossier.reminders if r.state in COUNTED and r.to.lower() in failed}
        steps = ((r, self.scenario.step(r.step)) for r in last.values())
        return [r for r, step in steps if step and not step.letter]

    def _anchor(self, invoice: Invoice, n: int, got: list[Reminder | Call]) -> date:
        """The day that step `n` counts from: the due date, or the day on which the step before was really taken."""
        if self.scenario.steps[n].after is Anchor.DUE:
            return invoice.due_on
        taken = [r.on for r in got if self.scenario.index(r.step) == n - 1]
        return max(taken) if taken else self._usually_on(invoice, n - 1)

    def _usually_on(self, invoice: Invoice, n: int) -> date:
        """The day of step `n` when nothing is late."""
        step = self.scenario.steps[n]
        previous = step.after is Anchor.PREVIOUS and n > 0
        return step.opens_on(self._usually_on(invoice, n - 1) if previous else invoice.due_on, self.workdays)

    def _late_start(self, invoice: Invoice, start: int) -> int:
        """An invoice that comes late starts at the step of its age; nobody starts with a formal notice or a call."""
        left = list(enumerate(self.scenario.steps))[start:]
        passed = [
            n - start
            for n, step in left
            if self._usually_on(invoice, n) <= self._earliest(step) and not step.needs_approval and not step.is_call
        ]
        return max(passed, default=0)

    def _reached(self, invoice: Invoice, step: str, on: date) -> int:
        """How far one mail brought this invoice: never further than its own age, so that a young invoice that
        travelled in an old one's third reminder still gets its own first."""
        ages = (n for n in range(len(self.scenario.steps)) if self._usually_on(invoice, n) <= on)
        return min(self.scenario.index(step), max(ages, default=-1))

    def _received(self, invoice: Invoice) -> list[Reminder | Call]:
        mails = [r for r in self.dossier.reminders if r.state in COUNTED and invoice.number in r.invoices]
        mails = [r for r in mails if r not in self._returned]
        return [*mails, *(c for c in self.dossier.calls if invoice.number in c.invoices)]
