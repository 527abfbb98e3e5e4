"""What would be sent until a day if nobody answered and nobody paid: dossiers live on in memory, nothing is written."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy import Connection

from relanced.core.decide import decide
from relanced.core.deciding.answers import ANSWERS
from relanced.core.dossier import OVER, Dossier, Reminder, ReminderState
from relanced.core.effects import Effect, OpenTask, QueueMail
from relanced.core.events import DayCame, Event, MailSent
from relanced.core.money import Money, total
from relanced.core.tasks import TaskKind
from relanced.core.workdays import DAY
from relanced.daemon.app import App
from relanced.daemon.planner import QUESTIONS
from relanced.store import dossiers, outbox, tasks

NOON = time(12)
LEAVING = frozenset({ReminderState.QUEUED, ReminderState.RETRY, ReminderState.CLAIMED, ReminderState.SENDING})


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One mail. `waits`: it would leave only if a person allowed it."""

    on: date
    reference: str
    customer: str
    step: str
    to: str
    amount: Money
    waits: bool = False


def rehearse(app: App, until: date) -> Iterator[Rehearsed]:
    """The mails from now to `until`, day by day, as `decide` would have them."""
    return _Rehearsal(app, until).run()


class _Rehearsal:
    """The dossiers as they would be, each decided on the days that it asks for."""

    def __init__(self, app: App, until: date) -> None:
        self.app, self.until = app, until
        # after hours, what is due today leaves when the window opens again
        self.first = app.policy.day(app.window.next_opening(app.clock.now()))
        self.mailed: dict[str, date] = {}
        with app.store.begin() as connection:
            self.lives = {r: dossiers.load(connection, r) for r in _concerned(connection, until)}

    def run(self) -> Iterator[Rehearsed]:
        if self.first > self.until:
            return
        for reference in self.lives:
            yield from self._present(reference)
        days = [(life.next_action_on, reference) for reference, life in self.lives.items() if life.next_action_on]
        heapq.heapify(days)
        while days and days[0][0] <= self.until:
            day, reference = heapq.heappop(days)
            day = max(day, self.first)
            yield from self._day(reference, day)
            following = self.lives[reference].next_action_on
            if following:
                heapq.heappush(days, (max(following, day + DAY), reference))

    def _present(self, reference: str) -> Iterator[Rehearsed]:
        """What is in the outbox already, and what waits for a person's word already."""
        life = self.lives[reference]
        for reminder in life.reminders:
            if reminder.state in LEAVING:
                yield self._leave(reference, reminder, self.first)
        if life.status not in OVER:
            asked = (t for t in life.tasks if t.kind is TaskKind.APPROVE_STEP)
            yield from (self._waiting(life, t.detail, self.first) for t in asked)

    def _day(self, reference: str, day: date) -> Iterator[Rehearsed]:
        for _ in range(QUESTIONS):
            effects = self._decide(reference, DayCame(), day)
            for effect in effects:
                if isinstance(effect, QueueMail):
                    yield self._leave(reference, self.lives[reference].reminders[-1], day)
                elif isinstance(effect, OpenTask) and effect.kind is TaskKind.APPROVE_STEP:
                    yield self._waiting(self.lives[reference], effect.detail, day)
            following = self.lives[reference].next_action_on
            if following is None or following > day:
                return

    def _decide(self, reference: str, event: Event, day: date) -> tuple[Effect, ...]:
        """The gap between two mails counts across all the dossiers of a customer."""
        life = self.lives[reference]
        days = (life.last_mailed_on, self.mailed.get(life.customer.id))
        life = replace(life, last_mailed_on=max((d for d in days if d), default=None))
        decision = decide(life, event, self.app.policy, self._instant(day))
        self.lives[reference] = decision.dossier
        return decision.effects

    def _leave(self, reference: str, reminder: Reminder, day: date) -> Rehearsed:
        """A mail that leaves: said once, and known to the dossier as sent."""
        life = self.lives[reference]
        at = self._instant(day)
        sent = replace(reminder, state=ReminderState.SENT, sent_at=at)
        self.lives[reference] = replace(life, reminders=tuple(sent if r is reminder else r for r in life.reminders))
        if sent.step not in ANSWERS:
            self.mailed[life.customer.id] = day
        self._decide(reference, MailSent(sent.step, sent.round, sent.to, sent.message_id or "", at), day)
        listed = [i.asked for i in life.invoices if i.number in sent.invoices]
        credits = [i.balance for i in life.invoices if i.balance.cents < 0]
        amount = total([*listed, *credits], life.currency)
        return Rehearsed(day, reference, life.customer.name, sent.step, sent.to, amount)

    def _waiting(self, life: Dossier, step: str, day: date) -> Rehearsed:
        late = [i.balance for i in life.chased if i.is_overdue(day)]
        to = life.contact.address if life.contact else ""
        return Rehearsed(day, life.reference, life.customer.name, step, to, total(late, life.currency), waits=True)

    def _instant(self, day: date) -> datetime:
        return datetime.combine(day, NOON, self.app.policy.timezone)


def _concerned(connection: Connection, until: date) -> list[str]:
    """The dossiers of which something may leave: the others are not even loaded."""
    due = dossiers.due(connection, until, limit=None)
    queued = [row.dossier for row in outbox.pending(connection) if row.dossier]
    asked = [row.dossier for row in tasks.waiting(connection) if row.kind == TaskKind.APPROVE_STEP.value]
    return sorted({*due, *queued, *asked})
