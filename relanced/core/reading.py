"""`Reading`: what one mail from a client says, with the words that convinced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from relanced.core.dossier import Means
from relanced.core.intents import DisputeReason, Intent
from relanced.core.money import Money


@dataclass(frozen=True, slots=True)
class Evidence:
    """The client's own words, a span of `Reading.new_text`, that made the reader see `intent`."""

    intent: Intent
    text: str


@dataclass(frozen=True, slots=True)
class InvoiceReading:
    """What the mail says of one invoice by name: « la 112 est payée, la 113 est contestée »."""

    number: str
    intents: tuple[Intent, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One mail understood. Absent values are None.

    `confidence` is a calibrated probability (0..1) that `primary` and its day are right. `needs_person` says that the
    daemon must not act on it alone. `promised_amount` is None when the promise covers the dossier's whole open balance.
    `instalments` is the number of parts that he asks to pay in, `instalment` the amount of each, `first_instalment_on`
    the day of the first. `disputed_amount` is None unless he says clearly how much he contests.
    `permanent` is None unless this is a bounce. `failed_message_id` is the Message-ID of ours that a bounce returns.
    `new_text` is what was typed: no quote, no signature, no disclaimer. `alarm`: words that speak of another bank
    account than ours. `wants_copy`: it asks for a copy of an invoice and for no other document. `defects` are faults of
    the mail itself.
    """

    automatic: bool
    intents: tuple[Intent, ...]
    primary: Intent
    confidence: float
    needs_person: bool
    promised_on: date | None = None
    promised_amount: Money | None = None
    requested_until: date | None = None
    means: Means | None = None
    instalments: int | None = None
    instalment: Money | None = None
    first_instalment_on: date | None = None
    disputed_amount: Money | None = None
    paid_on: date | None = None
    paid_amount: Money | None = None
    reason: DisputeReason | None = None
    contact: str | None = None
    back_on: date | None = None
    recipient: str | None = None
    permanent: bool | None = None
    failed_message_id: str | None = None
    references: tuple[str, ...] = ()
    by_invoice: tuple[InvoiceReading, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    new_text: str = ""
    alarm: str = ""
    wants_copy: bool = False
    defects: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """The client's own words for what decides, else the beginning of what he typed."""
        return self.quoted(self.primary) or self.new_text[:300]

    def quoted(self, intent: Intent) -> str:
        """The client's sentence for `intent`, or an empty string."""
        return next((e.text for e in self.evidence if e.intent == intent), "")


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """An open invoice as the reader sees it: what a number, a date or an amount in the mail may refer to."""

    number: str
    issued_on: date | None
    due_on: date
    total: Money
    balance: Money
