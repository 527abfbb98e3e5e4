"""The owner's settings as the core sees them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

from relanced.core.chase.scenario import Scenario, choose
from relanced.core.chase.shipped import SHIPPED
from relanced.core.deciding.answers import ANSWERING
from relanced.core.dossier import Dossier
from relanced.core.plan import PlanLimits
from relanced.core.workdays import Workdays


@dataclass(frozen=True, slots=True)
class Policy:
    """`timezone` turns instants into the company's days. Waits are in business days unless the name says otherwise.

    `promise_grace`: after the promised day, before it counts as broken, when he does not say how he pays; the others of
    that name by how he pays and, added to these, by his record. `promise_part_limit`: calendar days ahead that a part
    may be promised, since the rest waits with it.
    `answer_within`: what a question or a reminder grants for an answer. `claim_limit`: how long « c'est payé » holds
    before the ledger is asked again. `absence_days`: calendar days granted to an absence without a day of return;
    `absence_limit`: the longest absence, in calendar days, that postpones a reminder. `promise_limit`: calendar days
    ahead that a client may promise without anybody's agreement (C. com. L441-10 I grants sixty). `promises_accepted`:
    in one chase; a further promise goes to a person. `last_wait`: calendar days after the last step before a person
    decides. `ledger_limit`: days after which balances that no import has confirmed are not chased any more; 0: never.
    `reply_within`: what a client who disputes or asks is told for our own answer. `answers`: the steps of the automatic
    answers that are switched on.
    """

    timezone: tzinfo
    workdays: Workdays = field(default_factory=Workdays)
    scenarios: tuple[Scenario, ...] = SHIPPED
    plans: PlanLimits = field(default_factory=PlanLimits)
    promise_grace: int = 2
    promise_grace_transfer: int = 2
    promise_grace_cheque: int = 5
    promise_grace_direct_debit: int = 3
    promise_grace_card: int = 1
    promise_grace_reliable: int = 2
    promise_grace_repeat_late: int = 0
    answer_within: int = 5
    reply_within: int = 5
    claim_limit: int = 10
    absence_days: int = 7
    absence_limit: int = 30
    promise_limit: int = 60
    promise_part_limit: int = 15
    promises_accepted: int = 2
    last_wait: int = 10
    ledger_limit: int = 0
    answers: frozenset[str] = frozenset(ANSWERING)

    def day(self, instant: datetime) -> date:
        return instant.astimezone(self.timezone).date()

    def scenario_for(self, dossier: Dossier, today: date) -> Scenario:
        return choose(self.scenarios, dossier, today)

    def after(self, day: date, business_days: int) -> date:
        return self.workdays.add(day, business_days)

    def absence_until(self, today: date, back_on: date | None) -> date:
        """The last day on which reminders wait for somebody who is away."""
        wished = back_on or today + timedelta(days=self.absence_days)
        return min(wished, today + timedelta(days=self.absence_limit))
