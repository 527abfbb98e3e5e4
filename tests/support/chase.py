"""One dossier chased in memory: days pass, mails leave, the client answers, and `decide` says what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from relanced.core.decide import decide
from relanced.core.deciding.answers import ANSWERS
from relanced.core.dossier import Contact, Customer, Dossier, Invoice, ReminderState
from relanced.core.effects import Decision, QueueMail
from relanced.core.events import DayCame, Event, InvoicesImported, MailSent, ReplyRead, Trust
from relanced.core.intents import KINDS, Intent
from relanced.core.money import Money
from relanced.core.policy import Policy
from relanced.core.reading import InvoiceReading, Reading
from relanced.core.workdays import DAY

CUSTOMER = Customer("C1", "Menuiserie Bertin")
CONTACT = Contact("compta@bertin.example", "Anne Bertin")


def bill(number: str, due: str, euros: str = "1200.00", **more: Any) -> Invoice:
    return replace(Invoice(number, date.fromisoformat(due), Money.of(euros), Money.of(euros)), **more)


def disputes(*numbers: str) -> tuple[InvoiceReading, ...]:
    return tuple(InvoiceReading(number, (Intent.DISPUTE,)) for number in numbers)


class Chase:
    """Every mail that is queued leaves on its day; `mails` and `answers` are (day, step, invoices)."""

    def __init__(self, start: str, *invoices: Invoice, policy: Policy | None = None) -> None:
        self.policy = policy or Policy(timezone=UTC)
        self.today = date.fromisoformat(start)
        self.mails: list[tuple[str, str, tuple[str, ...]]] = []
        self.answers: list[tuple[str, str, tuple[str, ...]]] = []
        self.dossier = Dossier("RL-0001", CUSTOMER, ())
        self.imported(*invoices)
        self.until(start)

    def happens(self, event: Event) -> Decision:
        decision = decide(self.dossier, event, self.policy, self._now)
        self.dossier = decision.dossier
        for effect in decision.effects:
            if isinstance(effect, QueueMail):
                kept = self.answers if effect.step in ANSWERS else self.mails
                kept.append((self.today.isoformat(), effect.step, effect.invoices))
        return decision

    def imported(self, *invoices: Invoice, complete: bool = False) -> Decision:
        return self.happens(InvoicesImported(CUSTOMER, (CONTACT,), invoices, complete))

    def says(
        self,
        *intents: Intent,
        trust: Trust = Trust.CONTACT,
        matched_by: str = "message_id",
        sender: str = CONTACT.address,
        doubted: bool = False,
        **more: Any,
    ) -> Decision:
        """The client's mail; the first intent is the one that decides."""
        reading = Reading(KINDS[intents[0]].automatic, intents, intents[0], 0.9, doubted, new_text="Bonjour", **more)
        return self.happens(ReplyRead(reading, sender, trust, matched_by, "<r@bertin.example>"))

    def promises(self, day: str, **more: Any) -> Decision:
        return self.says(Intent.PAYMENT_PROMISE, promised_on=date.fromisoformat(day), **more)

    def until(self, day: str) -> None:
        """Each day up to this one is lived: asked while it is due, and what is queued leaves."""
        last = date.fromisoformat(day)
        while True:
            self._ask()
            self._send()
            if self.today >= last:
                return
            self.today += DAY

    def steps(self, since: str = "2000-01-01") -> list[str]:
        return [step for day, step, _ in self.mails if day >= since]

    @property
    def tasks(self) -> list[str]:
        return [task.kind.value for task in self.dossier.tasks]

    @property
    def _now(self) -> datetime:
        return datetime.combine(self.today, time(9), UTC)

    def _ask(self) -> None:
        for _ in range(4):
            if self.dossier.next_action_on is None or self.dossier.next_action_on > self.today:
                return
            self.happens(DayCame())

    def _send(self) -> None:
        for reminder in self.dossier.reminders:
            if reminder.state is ReminderState.QUEUED:
                sent = replace(reminder, state=ReminderState.SENT, sent_at=self._now)
                rows = tuple(sent if r is reminder else r for r in self.dossier.reminders)
                self.dossier = replace(self.dossier, reminders=rows)
                self.happens(MailSent(sent.step, sent.round, sent.to, "<m@creancier.example>", self._now))
