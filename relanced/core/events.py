"""Facts, in the past tense. Every change of a dossier starts with one of these."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from relanced.core.dossier import CallOutcome, Contact, Customer, Invoice, Means
from relanced.core.intents import DisputeReason
from relanced.core.money import Money
from relanced.core.plan import Instalment
from relanced.core.reading import Reading
from relanced.core.tasks import TaskKind


class Trust(StrEnum):
    """Who wrote: a known contact, somebody of the same domain, or a stranger (or one who could not prove it)."""

    CONTACT = "contact"
    COLLEAGUE = "colleague"
    STRANGER = "stranger"


class DisputeOutcome(StrEnum):
    """How a dispute ends: the client gives it up; he is right, and a credit note is to come; he is right, and what he
    contests is given up for good."""

    WITHDRAWN = "withdrawn"
    CREDIT_NOTE = "credit_note"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class DayCame:
    """The clock reached the dossier's `next_action_on`."""


@dataclass(frozen=True, slots=True)
class InvoicesImported:
    """What a file says of this dossier. `complete`: open invoices that are not in it have been paid. `silent`: the
    fields of the customer that it does not speak of.
    """

    customer: Customer
    contacts: tuple[Contact, ...]
    invoices: tuple[Invoice, ...]
    complete: bool = False
    silent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CustomerChanged:
    """A list of customers has news of this dossier's: who he is now. It knows of no balance."""

    customer: Customer
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class PaymentRecorded:
    """Money arrived. Without `invoice` it is allocated to the oldest due ones (C. civ. 1342-10)."""

    amount: Money
    paid_on: date
    invoice: str | None = None


@dataclass(frozen=True, slots=True)
class CreditSeen:
    """The bank's statement has a movement that may be this dossier's; `detail` is of `bank.compared`."""

    detail: str


@dataclass(frozen=True, slots=True)
class ReplyRead:
    """A mail that was matched to this dossier, and what it says. `wants_no_answer`: it came through a list or in
    bulk, or asks machines for silence (RFC 3834 2).
    """

    reading: Reading
    sender: str
    trust: Trust
    matched_by: str
    message_id: str | None = None
    wants_no_answer: bool = False


@dataclass(frozen=True, slots=True)
class MailSent:
    step: str
    round: int
    to: str
    message_id: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class MailRefused:
    """The server refused for good (5xx)."""

    step: str
    round: int
    to: str
    answer: str


@dataclass(frozen=True, slots=True)
class MailUncertain:
    """The link was lost after the last byte: the server may or may not have taken it."""

    step: str
    round: int
    to: str
    message_id: str


@dataclass(frozen=True, slots=True)
class MailDropped:
    """A person took a mail out of the outbox."""

    step: str
    round: int
    to: str


@dataclass(frozen=True, slots=True)
class TaskDone:
    """A person dealt with a task; `accepted` is False when the answer to its question was no.

    `outcome` is that of a dispute; `until` the day that he asked for and is granted; `message_id` is the client's mail
    that the task is about, and `sender` whoever wrote it, where he is known. `misread`: the mail that opened it said
    something else; it is closed as if it had never been asked, and nobody is told.
    """

    kind: TaskKind
    accepted: bool = True
    note: str = ""
    outcome: DisputeOutcome | None = None
    message_id: str | None = None
    sender: str | None = None
    until: date | None = None
    misread: bool = False


@dataclass(frozen=True, slots=True)
class Paused:
    until: date | None
    why: str


@dataclass(frozen=True, slots=True)
class Resumed:
    pass


@dataclass(frozen=True, slots=True)
class Settled:
    """A person says that nothing is due any more."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class InsolvencyOpened:
    """A person knows of an insolvency procedure; a day that is None is not known, or was told before."""

    judgment_on: date | None = None
    published_on: date | None = None
    declared_on: date | None = None


@dataclass(frozen=True, slots=True)
class PromiseTaken:
    """A person has the client's word, by telephone or face to face; without `amount` for all that is due."""

    promised_on: date
    amount: Money | None = None
    means: Means | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlanAgreed:
    """A person has granted these instalments, oldest first; `words` are the client's request, if there was one."""

    instalments: tuple[Instalment, ...]
    words: str = ""
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class DisputeRaised:
    """A person says that an invoice is contested, or all of them; without `amount` in whole."""

    invoice: str | None = None
    amount: Money | None = None
    reason: DisputeReason | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Escalated:
    """A person takes the dossier over."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class WrittenOff:
    """A person gives the debt up as lost; unlike a settled one, it is still owed."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    text: str


@dataclass(frozen=True, slots=True)
class CallMade:
    """A person has rung the customer. `on`: the day that was promised, of the payment, or to ring again; `amount`: what
    was promised or paid, where it is not all; `note`: the person's own words, which no client reads.
    """

    outcome: CallOutcome
    on: date | None = None
    amount: Money | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class LetterPosted:
    """The letter of `step` was taken to the post; `tracking` is the number of a registered one."""

    on: date
    step: str
    tracking: str | None = None


@dataclass(frozen=True, slots=True)
class LetterReceived:
    """The advice of receipt came back: the customer has signed for the letter that was posted last."""

    on: date


Event = (
    DayCame
    | InvoicesImported
    | CustomerChanged
    | PaymentRecorded
    | CreditSeen
    | ReplyRead
    | MailSent
    | MailRefused
    | MailUncertain
    | MailDropped
    | TaskDone
    | Paused
    | Resumed
    | Settled
    | InsolvencyOpened
    | PromiseTaken
    | PlanAgreed
    | DisputeRaised
    | Escalated
    | WrittenOff
    | Noted
    | CallMade
    | LetterPosted
    | LetterReceived
)
