"""What the configuration file may say; the descriptions are those of docs/settings.md."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from enum import StrEnum
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from relanced.config.fields import (
    Address,
    Addresses,
    Amount,
    Bic,
    Clock,
    Day,
    File,
    Holidays,
    Host,
    Iban,
    Line,
    Lines,
    Siren,
    StoreUrl,
    Zone,
    is_loopback,
    wrong,
)
from relanced.config.secrets import Password

Language = Literal["fr", "en"]


class Security(StrEnum):
    TLS = "tls"
    STARTTLS = "starttls"
    PLAIN = "plain"


class Grouping(StrEnum):
    CUSTOMER = "customer"
    INVOICE = "invoice"


class WhenUncertain(StrEnum):
    HOLD = "hold"
    RECONCILE = "reconcile"
    RESEND = "resend"


# The columns of a customers-and-invoices file and of a payments file; `ignore` is for one that looks like them.
Column = Literal[
    "customer_id", "customer_name", "customer_kind", "segment", "language", "country", "address", "postcode",
    "city", "email",
    "email_accounting", "email_escalation", "email_manager", "contact_name", "civility", "phone", "invoice_number",
    "issued_on", "due_on", "total", "balance", "currency", "pdf", "payment_url", "purchase_order", "settled_on",
    "credit_limit", "amount", "paid_on", "booked_on", "label", "moved", "debit", "credit", "bank_balance", "state",
    "ignore",
]  # fmt: skip


class Section(BaseModel):
    """Frozen, strict about names, and silent about values in its errors."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, coerce_numbers_to_str=True, validate_default=False
    )


class Company(Section):
    """In whose name relanced writes."""

    name: Line = Field(description="Legal name, as on your invoices.")
    email: Address = Field(description="The address that clients know and answer to.")
    siren: Siren | None = Field(None, description="SIREN, nine digits.")
    address: Lines = Field("", description="Postal address, several lines.")
    phone: Line | None = Field(None, description="Telephone number shown to clients.")
    iban: Iban | None = Field(None, description="IBAN on which clients pay.")
    bic: Bic | None = Field(None, description="BIC of the same account.")
    signature: Lines = Field("", description="What closes each mail, several lines; without it, the name.")
    language: Language = Field("fr", description="Language of your people: `fr` or `en`.")


class Server(Section):
    """How a mail server is reached. TLS certificates are always verified."""

    ports: ClassVar[Mapping[str, int]]

    host: Host = Field(description="Name of the server.")
    port: int = Field(ge=1, le=65535, description="Port of the server.")
    security: Security = Field(
        Security.TLS, description="`tls` (from the first byte), `starttls`, or `plain` (only on this very machine)."
    )
    ca_file: File | None = Field(
        None, description="Certificates of your own authority (PEM); without it, those of the system."
    )
    username: Line = Field(description="Login.", json_schema_extra={"default": "`company.email`"})

    @model_validator(mode="before")
    @classmethod
    def _usual_port(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        usual = cls.ports.get(str(data.get("security", Security.TLS)), cls.ports[Security.TLS])
        return {"port": usual, **data}

    @field_validator("security")
    @classmethod
    def _not_in_clear(cls, security: Security, info: ValidationInfo) -> Security:
        if security is Security.PLAIN and not is_loopback(info.data.get("host", "localhost")):
            hint = "tls or starttls; plain is for a server on this very machine (127.0.0.1)"
            raise wrong("would send password and mail in clear over the network", hint)
        return security


class Mailbox(Server):
    """The mailbox whose replies are read (IMAP)."""

    ports = {Security.TLS: 993, Security.STARTTLS: 143, Security.PLAIN: 143}

    port: int = Field(
        ge=1, le=65535, description="Port of the server.", json_schema_extra={"default": "993; 143 for `starttls`"}
    )
    password: Password | None = Field(
        description="Where the password is: see below.",
        json_schema_extra={"default": "**required**, unless `oauth` is set"},
    )
    folder: Line = Field("INBOX", description="Folder in which replies arrive.")
    sent_folder: Line | None = Field(
        None, description="Folder of sent mail; without it, the one that the server names so."
    )
    trusted_authserv_id: Line | None = Field(
        None,
        description="Name under which your own server writes Authentication-Results; without it none is believed.",
    )
    plus_addressing: bool = Field(False, description="Does the server deliver `name+token@` to `name@`?")
    poll_minutes: int = Field(5, ge=1, le=60, description="Look at least this often, whatever the server says.")


class Smtp(Server):
    """The server through which mail leaves."""

    ports = {Security.TLS: 465, Security.STARTTLS: 587, Security.PLAIN: 25}

    port: int = Field(
        ge=1, le=65535, description="Port of the server.", json_schema_extra={"default": "465; 587 for `starttls`"}
    )
    password: Password | None = Field(
        None, description="Where the password is: see below. Without it and without `oauth`, relanced does not log in."
    )
    sender: Address = Field(
        alias="from", description="Address that mail comes from.", json_schema_extra={"default": "`company.email`"}
    )
    bcc: Address | None = Field(None, description="Address that gets a blind copy of each mail.")


class Store(Section):
    """Where relanced remembers."""

    url: StoreUrl | None = Field(
        None,
        repr=False,
        description="`sqlite:////path/to/file.db` or `postgresql://user@host/name`.",
        json_schema_extra={"default": "SQLite file `relanced.db` in the state directory"},
    )
    password: Password | None = Field(None, description="Where PostgreSQL's password is, if it wants one: see below.")


class Sending(Section):
    """When mail may leave, and how much of it."""

    timezone: Zone = Field(default="Europe/Paris", validate_default=True, description="Time zone of your company.")
    days: tuple[Day, ...] = Field(
        tuple(range(5)),
        min_length=1,
        description="Days on which mail leaves, in English or French (`[monday, tuesday]`, `[lundi, mardi]`); they are "
        "also your business days.",
        json_schema_extra={"default": "`monday` to `friday`"},
    )
    opens: Clock = Field(
        "08:30", alias="from", validate_default=True, description='From this time of day on (`"08:30"` or `8h30`).'
    )
    closes: Clock = Field("18:00", alias="until", validate_default=True, description="Until this time of day.")
    holidays: Holidays = Field(
        "FR", description="Country whose public holidays are kept (`FR`, `FR-57` for Moselle…), or `none`."
    )
    per_minute: int = Field(20, ge=1, le=600, description="At most so many mails a minute.")
    per_day: int = Field(200, ge=1, le=100_000, description="At most so many mails a day; providers set limits.")
    minimum_gap_days: int = Field(5, ge=0, le=365, description="Days between two reminders to a customer, at least.")
    ledger_max_age: int = Field(
        0, ge=0, le=365, description="Days since an import confirmed what is due, after which reminders wait; 0: never."
    )
    when_uncertain: WhenUncertain = Field(
        WhenUncertain.HOLD,
        description="A mail of which nobody knows whether it left is looked for. Not found: `hold` asks you, "
        "`reconcile` sends it again where `relanced check --self-test` has proved that copies are found, `resend` in "
        "any case. Once; a formal notice always asks you.",
    )
    mailbox_max_age: int = Field(
        10, ge=1, le=1440, description="Minutes since the mailbox was last read, after which reminders wait."
    )

    @field_validator("closes")
    @classmethod
    def _after_opening(cls, closes: time, info: ValidationInfo) -> time:
        opens = info.data.get("opens", time.min)
        if closes <= opens:
            raise wrong(f"is not after {opens:%H:%M}", "until must be later than from, on the same day")
        return closes


class SignedBy(Section):
    """Somebody more senior, in whose name a step may be written."""

    name: Line = Field(description="Name that the client sees beside the address.")
    signature: Lines = Field(description="What closes the mail, several lines.")


class Waits(Section):
    """How long relanced waits, in business days unless the name or the text says otherwise."""

    promise_grace: int = Field(
        2, ge=0, le=60, description="After a promised day, before the promise counts as broken, if no means is named."
    )
    promise_grace_transfer: int = Field(2, ge=0, le=60, description="The same for a transfer.")
    promise_grace_cheque: int = Field(5, ge=0, le=60, description="The same for a cheque.")
    promise_grace_direct_debit: int = Field(3, ge=0, le=60, description="The same for a direct debit.")
    promise_grace_card: int = Field(1, ge=0, le=60, description="The same for a card.")
    promise_grace_reliable: int = Field(2, ge=0, le=60, description="More for a customer who hardly ever pays late.")
    promise_grace_repeat_late: int = Field(0, ge=0, le=60, description="More for a customer who often pays late.")
    answer_within: int = Field(5, ge=1, le=60, description="Granted for the answer to a question.")
    claim_limit: int = Field(10, ge=1, le=90, description="How long “it is paid” holds before somebody must look.")
    absence_days: int = Field(
        7, ge=1, le=60, description="Calendar days granted to an absence that names no day of return."
    )
    absence_limit: int = Field(
        30, ge=1, le=180, description="Longest absence that postpones reminders, in calendar days."
    )
    last_wait: int = Field(10, ge=0, le=90, description="Calendar days after the last step, before you must decide.")
    promise_limit: int = Field(
        60, ge=1, le=365, description="Longest promise accepted, in calendar days; a longer one goes to a person."
    )
    promise_part_limit: int = Field(
        15, ge=1, le=365, description="The same for a promise of a part, in calendar days: the rest waits with it."
    )
    promises_accepted: int = Field(2, ge=1, le=20, description="Promises accepted in one chase; more go to a person.")


class Plans(Section):
    """What a payment plan may look like when relanced drafts one; you say yes to each."""

    max_months: int = Field(3, ge=1, le=36, description="Instalments at most, a month apart.")
    first_share: int = Field(30, ge=0, le=100, description="Least part of the whole in the first one, in percent.")
    first_days: int = Field(15, ge=1, le=90, description="Calendar days until the first one, at most.")
    smallest: Amount = Field(
        100_00, description="Smallest instalment.", json_schema_extra={"default": "`100`"}, validate_default=False
    )


class Summary(Section):
    """The daily mail to you."""

    to: Addresses = Field(
        (), description="Who receives it: one address or a list.", json_schema_extra={"default": "`company.email`"}
    )
    at: Clock = Field("07:30", validate_default=True, description="Time of day, on business days.")
    language: Language = Field("fr", description="`fr` or `en`.", json_schema_extra={"default": "`company.language`"})


class Risk(Section):
    """What you are warned of about a customer, once, in the summary."""

    credit_limit: Amount | None = Field(
        None, description="What a customer may owe in all, where the import gives him no `credit_limit` of his own."
    )
    promises_broken: int = Field(2, ge=1, le=20, description="So many promises broken since the reminders began.")
    promises_unkept: int = Field(
        3, ge=2, le=20, description="So many promises broken or replaced by a further one: a point of no return."
    )
    silent_reminders: int = Field(
        3,
        ge=1,
        le=20,
        description="So many reminders since he last wrote or paid, and late by more than `silent_days`.",
    )
    silent_days: int = Field(60, ge=0, le=730, description="Days late of his oldest invoice.")


class Retention(Section):
    """How long what is over is kept."""

    settled_months: int | None = Field(
        None,
        ge=0,
        le=360,
        description="Months after the last thing that happened in a dossier that is over, when its mails, its contacts "
        "and what they said are erased.",
        json_schema_extra={"default": "the limitation: 5 years, 2 for a consumer, 4 for a public body"},
    )
    other_mail_days: int = Field(
        90,
        ge=7,
        le=3650,
        description="Days after which the stored copies of past summaries, and of mails that concern no dossier, are "
        "erased.",
    )


class Import(Section):
    """How your files are read."""

    columns: dict[str, Column] = Field(
        default_factory=dict,
        description='Headers that relanced does not know: `"Réf. pièce": invoice_number`.',
    )
