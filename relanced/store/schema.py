"""The tables. Days are dates, instants are UTC, money is integer cents, states are lower-case words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class Instant(TypeDecorator[datetime]):
    """An aware instant, stored in UTC; SQLite has no time zones, so they are put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        aware: datetime = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

customers = Table(
    "customers",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("segment", String),
    Column("language", String, nullable=False),
    Column("country", String(2), nullable=False, server_default="FR"),
    Column("record", JSON(none_as_null=True)),
    # in cents of the currency of his invoices
    Column("credit_limit", BigInteger),
    Column("address", Text, nullable=False, server_default=""),
)

contacts = Table(
    "contacts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("address", String, nullable=False, index=True),
    Column("domain", String, nullable=False, index=True),
    Column("name", String),
    Column("civility", String),
    Column("phone", String),
    Column("role", String, nullable=False),
    Column("retired", Boolean, nullable=False),
)

dossiers = Table(
    "dossiers",
    metadata,
    Column("reference", String, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("grouped_by", String, nullable=False),
    Column("status", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("next_action_on", Date),
    Column("next_step", String),
    Column("wait_until", Date),
    Column("claimed_on", Date),
    Column("approved", String),
    Column("since", Date),
    Column("ledger_on", Date),
    Column("hold", JSON(none_as_null=True)),
    Column("promises", JSON, nullable=False),
    Column("calls", JSON(none_as_null=True)),
    Column("postings", JSON(none_as_null=True)),
    Column("plan", JSON(none_as_null=True)),
    Column("insolvency", JSON(none_as_null=True)),
    Column("payment_claim", JSON(none_as_null=True)),
    Column("replied_on", Date),
    # the key that the import finds the dossier by: the customer, or the invoice
    UniqueConstraint("grouped_by"),
    # a tick costs what is due, not what exists
    Index("ix_dossiers_due", "next_action_on"),
)

invoices = Table(
    "invoices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("dossier", ForeignKey("dossiers.reference"), nullable=False),
    Column("number", String, nullable=False, index=True),
    Column("issued_on", Date),
    Column("due_on", Date, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("balance", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("pdf", String),
    Column("payment_url", String),
    Column("purchase_order", String),
    Column("disputed", Boolean, nullable=False),
    Column("waived", Boolean, nullable=False),
    Column("disputed_amount", BigInteger),
    Column("dispute_reason", String),
    Column("settled_on", Date),
    Column("settled_after", String),
    Column("disputed_on", Date),
    Column("waived_amount", BigInteger),
    UniqueConstraint("dossier", "number"),
)

payments = Table(
    "payments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("dossier", ForeignKey("dossiers.reference"), nullable=False, index=True),
    Column("invoice", String),
    Column("amount", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("paid_on", Date, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    # what makes importing twice change nothing
    Column("key", String, nullable=False, unique=True),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    # NULL once cancelled: what never left gives its place back
    Column("key", String, unique=True),
    Column("dossier", ForeignKey("dossiers.reference"), index=True),
    # NULL once taken back in flight: it gets no second try
    Column("dossier_version", Integer),
    Column("step", String, nullable=False),
    Column("round", Integer, nullable=False),
    Column("recipient", String, nullable=False),
    Column("invoices", JSON, nullable=False),
    Column("words", Text, nullable=False),
    Column("in_reply_to", String),
    Column("state", String, nullable=False),
    Column("queued_on", Date, nullable=False),
    Column("queued_at", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("message_id", String, index=True),
    Column("token", String),
    Column("subject", Text),
    # the plain text as the client got it, by which his program's quote of it is recognised
    Column("text", Text),
    Column("raw", LargeBinary),
    Column("raw_sha256", String),
    Column("attempts", Integer, nullable=False),
    # the company's day of the last attempt: from it the gap to the next mail counts
    Column("tried_on", Date),
    Column("claimed_by", String),
    Column("claimed_at", Instant),
    Column("sent_at", Instant),
    Column("answer", Text),
    # whether `decide` has been told what became of it
    Column("told", Boolean, nullable=False),
    Index("ix_outbox_leaving", "state", "not_before"),
    Index("ix_outbox_sent_at", "sent_at"),
    Index("ix_outbox_told", "told", "state"),
)

mails = Table(
    "mails",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("content_key", String, nullable=False, unique=True),
    Column("sha256", String, nullable=False, index=True),
    Column("raw", LargeBinary, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("stored_at", Instant, nullable=False),
    Column("state", String, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("fault", Text),
    Column("message_id", String, index=True),
    Column("sender", String),
    Column("subject", Text),
    Column("dossier", ForeignKey("dossiers.reference"), index=True),
    Column("matched_by", String),
    Column("trust", String),
    Column("reading", JSON(none_as_null=True)),
    Column("reason", String),
    Column("handled_at", Instant),
    Index("ix_mails_waiting", "state", "tries", "id"),
    Index("ix_mails_handled_at", "handled_at"),
)

sightings = Table(
    "sightings",
    metadata,
    Column("folder", String, primary_key=True),
    Column("uidvalidity", BigInteger, primary_key=True),
    Column("uid", BigInteger, primary_key=True),
    Column("mail_id", ForeignKey("mails.id"), index=True),
)

folders = Table(
    "folders",
    metadata,
    Column("folder", String, primary_key=True),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("last_uid", BigInteger, nullable=False),
    # when it was last read to its end
    Column("read_at", Instant),
    # the server's own date of the newest mail that was there before relanced: no answer to it, at any UIDVALIDITY
    Column("history_until", Instant),
)

tasks = Table(
    "tasks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("dossier", ForeignKey("dossiers.reference"), index=True),
    Column("kind", String, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("state", String, nullable=False, index=True),
    Column("detail", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("note", Text),
    Column("mail_id", ForeignKey("mails.id")),
)

# what the owner said that a mail meant: a labelled case of his own, in the format of the corpus
corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("mail_id", ForeignKey("mails.id"), nullable=False, unique=True),
    Column("corrected_at", Instant, nullable=False),
    Column("case", JSON, nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("dossier", String, index=True),
    Column("event", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("detail", Text, nullable=False),
    Column("fact", JSON, nullable=False),
    Column("mail_id", Integer),
    # of the bytes that the entry is about
    Column("sha256", String),
    # what it says is sealed by a salted digest; NULL once the words are erased
    Column("salt", String),
    Column("digest", String, nullable=False),
    Column("previous", String, nullable=False),
    Column("hash", String, nullable=False),
    Index("ix_journal_at", "at"),
)

# what the summary has warned of, so that it is news once
alerts = Table(
    "alerts",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), primary_key=True),
    Column("kind", String, primary_key=True),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
)

# small facts of the daemon itself: the last summary, the last reference given
facts = Table(
    "facts",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)
