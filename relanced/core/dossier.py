"""The dossier: one customer, one or several invoices chased together, and how far the chase has come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import accumulate

from relanced.core.intents import DisputeReason
from relanced.core.money import Money, total
from relanced.core.plan import PaymentPlan, PlanState
from relanced.core.risk.record import NEW, Record
from relanced.core.tasks import Task

NOTHING = Money(0)


class Status(StrEnum):
    ACTIVE = "active"
    PROMISED = "promised"
    PAYMENT_CLAIMED = "payment_claimed"
    DISPUTED = "disputed"
    ON_PLAN = "on_plan"
    ON_HOLD = "on_hold"
    ESCALATED = "escalated"
    INSOLVENT = "insolvent"
    SETTLED = "settled"
    WRITTEN_OFF = "written_off"


# In these, nothing more happens until a person (or, for settled, a new invoice) says so.
OVER = frozenset({Status.ESCALATED, Status.INSOLVENT, Status.SETTLED, Status.WRITTEN_OFF})


class CustomerKind(StrEnum):
    BUSINESS = "business"
    CONSUMER = "consumer"
    PUBLIC = "public"


class ContactRole(StrEnum):
    """Whom a step may be addressed to, from the first to the last: it goes to the nearest that is known."""

    MAIN = "main"
    ACCOUNTING = "accounting"
    ESCALATION = "escalation"
    MANAGER = "manager"


class PromiseState(StrEnum):
    """`late`: paid after its day, but within its grace or before the mail that would have recalled it left."""

    OPEN = "open"
    KEPT = "kept"
    LATE = "late"
    BROKEN = "broken"
    REPLACED = "replaced"
    CANCELLED = "cancelled"


class Means(StrEnum):
    TRANSFER = "transfer"
    CHEQUE = "cheque"
    DIRECT_DEBIT = "direct_debit"
    CARD = "card"


class ReminderState(StrEnum):
    """Where an outbox row stands; `uncertain` means that the server may or may not have taken it."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENDING = "sending"
    RETRY = "retry"
    SENT = "sent"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    HELD = "held"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Customer:
    """`segment` is the owner's word; `country` in two letters (ISO 3166); `record` is what relanced has seen of him.
    `credit_limit`: what he may owe in all, in cents of the currency of his invoices.

    `address` is where a letter goes, a line each, without the name.
    """

    id: str
    name: str
    kind: CustomerKind = CustomerKind.BUSINESS
    segment: str | None = None
    language: str = "fr"
    country: str = "FR"
    record: Record = NEW
    credit_limit: int | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    address: str
    name: str | None = None
    civility: str | None = None
    phone: str | None = None
    role: ContactRole = ContactRole.MAIN
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Invoice:
    """`balance` is what remains due; `pdf` a file's absolute path. A disputed invoice leaves the reminders; where only
    a part is contested, `disputed_amount` says which, and the rest is asked for. One that a person has `waived` stays
    settled, whatever the next import says; of `waived_amount` the same is true while the file still holds it in the
    balance. `settled_on`: the day on which a payment left nothing due; `settled_after` the step that had last been said
    before (empty: none). `disputed_on`: the day on which it was last contested, kept when that is over.
    """

    number: str
    due_on: date
    total: Money
    balance: Money
    issued_on: date | None = None
    pdf: str | None = None
    payment_url: str | None = None
    purchase_order: str | None = None
    disputed: bool = False
    waived: bool = False
    disputed_amount: Money | None = None
    dispute_reason: DisputeReason | None = None
    settled_on: date | None = None
    settled_after: str | None = None
    disputed_on: date | None = None
    waived_amount: Money | None = None

    @property
    def contested(self) -> Money:
        """What of the balance is contested."""
        return self.balance - self.asked

    @property
    def asked(self) -> Money:
        """What a reminder asks for: the balance, without what is contested of it."""
        if not self.disputed:
            return self.balance
        rest = self.balance.cents - self.disputed_amount.cents if self.disputed_amount else 0
        return Money(max(rest, 0), self.balance.currency)

    @property
    def is_open(self) -> bool:
        return self.balance.cents > 0

    def is_overdue(self, day: date) -> bool:
        """Late from the day after the due date (C. com. L441-10)."""
        return self.is_open and self.due_on < day

    @property
    def status(self) -> str:
        if not self.is_open:
            return "settled"
        return "disputed" if self.disputed else "open"


@dataclass(frozen=True, slots=True)
class Promise:
    """`amount` is None for the whole balance; `words` are the client's own; `message_id` is his mail. `means` (of
    `Means`) is how he pays, where he says it: a cheque is longer on its way. `granted`: he asked for the time, and a
    person gave it.
    """

    promised_on: date
    made_on: date
    amount: Money | None = None
    state: PromiseState = PromiseState.OPEN
    words: str = ""
    message_id: str | None = None
    paid: Money = NOTHING
    means: Means | None = None
    granted: bool = False


@dataclass(frozen=True, slots=True)
class PaymentClaim:
    """« C'est réglé », said on `made_on`: what he says of the payment, in his own words, and the mail of these."""

    made_on: date
    paid_on: date | None = None
    amount: Money | None = None
    words: str = ""
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """Why reminders wait. Without `until` a task is open: a hold always has an end or somebody.

    `until` is the last day of the wait. What a person has put on hold, only a person or that day releases.
    """

    why: str
    until: date | None = None
    by_person: bool = False


@dataclass(frozen=True, slots=True)
class Insolvency:
    """What is known of an insolvency procedure (C. com. L620-1 ff.): the judgment's day, and that of its publication in
    the BODACC, from which the claim may be declared for two months.
    """

    judgment_on: date | None = None
    published_on: date | None = None
    declared_on: date | None = None


@dataclass(frozen=True, slots=True)
class Reminder:
    """A mail of the dossier, as its outbox row stands. `round` counts the uses of a step from 1."""

    step: str
    round: int
    state: ReminderState
    queued_on: date
    to: str
    invoices: tuple[str, ...] = ()
    sent_at: datetime | None = None
    message_id: str | None = None
    tried_on: date | None = None

    @property
    def on(self) -> date:
        """The day that counts for the customer: that of the last attempt, until there is one that of the queue."""
        return self.tried_on or self.queued_on


class CallOutcome(StrEnum):
    """What a telephone call gave."""

    VOICEMAIL = "voicemail"
    CALLBACK = "callback"
    PROMISE = "promise"
    PAID = "paid"
    DISPUTE = "dispute"
    REFUSED = "refused"
    WRONG_NUMBER = "wrong_number"


@dataclass(frozen=True, slots=True)
class Call:
    """A telephone call that was asked for on a day, and what it gave once somebody has made it."""

    step: str
    on: date
    invoices: tuple[str, ...] = ()
    outcome: CallOutcome | None = None
    called_on: date | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """A letter that was taken to the post; `tracking` is a registered letter's number."""

    step: str
    posted_on: date
    tracking: str | None = None
    received_on: date | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that `decide` looks at.

    `wait_until`: reminders wait up to and including this day (an absence, an answer we asked for).
    `plan`: the last one that was agreed to. `payment_claim` is the last one, and `claimed_on` its day while it holds;
    `replied_on` the last day on which a person at the customer's wrote. `approved`: the step that a person has allowed
    to leave. `since`: the first day of the present chase; a settled dossier that gets new invoices starts another.
    `last_mailed_on`: last reminder to this customer, whatever the dossier. `ledger_on`: last day on which an
    import confirmed the balances. `next_action_on`/`next_step` derive from the rest and are stored for the index.
    """

    reference: str
    customer: Customer
    contacts: tuple[Contact, ...]
    invoices: tuple[Invoice, ...] = ()
    status: Status = Status.ACTIVE
    version: int = 0
    reminders: tuple[Reminder, ...] = ()
    calls: tuple[Call, ...] = ()
    postings: tuple[Posting, ...] = ()
    promises: tuple[Promise, ...] = ()
    tasks: tuple[Task, ...] = ()
    hold: Hold | None = None
    plan: PaymentPlan | None = None
    insolvency: Insolvency | None = None
    payment_claim: PaymentClaim | None = None
    wait_until: date | None = None
    claimed_on: date | None = None
    replied_on: date | None = None
    approved: str | None = None
    since: date | None = None
    last_mailed_on: date | None = None
    ledger_on: date | None = None
    next_action_on: date | None = None
    next_step: str | None = None

    @property
    def currency(self) -> str:
        return self.invoices[0].balance.currency if self.invoices else "EUR"

    @property
    def balance(self) -> Money:
        """What remains due; credit notes (negative balances) are deducted."""
        return total([i.balance for i in self.invoices], self.currency)

    @property
    def chased(self) -> tuple[Invoice, ...]:
        """The invoices that reminders may speak of, oldest first."""
        planned = self.open_plan.invoices if self.open_plan else ()
        rows = (i for i in self.invoices if i.is_open and i.asked and i.number not in planned)
        return tuple(sorted(rows, key=lambda i: (i.due_on, i.number)))

    @property
    def uncovered(self) -> tuple[Invoice, ...]:
        """The chased invoices that are left when the credit notes have paid the oldest (C. civ. 1342-10, 1347)."""
        credit = -sum(i.balance.cents for i in self.invoices if i.balance.cents < 0)
        owed = accumulate(i.asked.cents for i in self.chased)
        return tuple(i for i, cents in zip(self.chased, owed, strict=True) if cents > credit)

    def overdue(self, day: date) -> tuple[str, ...]:
        """The numbers that a mail of that day asks for; none while the credit notes cover them all."""
        late = any(i.is_overdue(day) for i in self.uncovered)
        return tuple(i.number for i in self.chased if i.is_overdue(day)) if late else ()

    @property
    def unheld(self) -> Status:
        """The status that its facts give an open dossier on which there is no hold."""
        if any(i.disputed and i.is_open for i in self.invoices):
            return Status.DISPUTED
        if self.claimed_on:
            return Status.PAYMENT_CLAIMED
        if self.open_plan:
            return Status.ON_PLAN
        return Status.PROMISED if self.promise else Status.ACTIVE

    @property
    def promise(self) -> Promise | None:
        """The open promise, if there is one."""
        return next((p for p in reversed(self.promises) if p.state is PromiseState.OPEN), None)

    @property
    def open_plan(self) -> PaymentPlan | None:
        """The plan that is being paid, if there is one."""
        return self.plan if self.plan and self.plan.state is PlanState.OPEN else None

    @property
    def last_promise(self) -> Promise | None:
        return self.promises[-1] if self.promises else None

    @property
    def contact(self) -> Contact | None:
        """Whom reminders go to: the main contact, else the next that is known."""
        return self.contact_for(ContactRole.MAIN)

    def contact_for(self, role: ContactRole) -> Contact | None:
        """The contact of this role, else the nearest below it, else the nearest above."""
        rank = {one: n for n, one in enumerate(ContactRole)}
        usable = [c for c in self.contacts if not c.retired]
        return min(usable, key=lambda c: (rank[c.role] > rank[role], abs(rank[role] - rank[c.role])), default=None)

    def has_task(self, kind: str) -> bool:
        return any(t.kind == kind for t in self.tasks)

    def with_promise_state(self, state: PromiseState) -> Dossier:
        """The open promise takes `state`; without one, unchanged."""
        rows = tuple(replace(p, state=state) if p.state is PromiseState.OPEN else p for p in self.promises)
        return replace(self, promises=rows)

    def with_plan_state(self, state: PlanState) -> Dossier:
        """The plan that is being paid takes `state`; without one, unchanged."""
        return replace(self, plan=replace(self.open_plan, state=state)) if self.open_plan else self
