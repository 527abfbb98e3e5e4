"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "customers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("segment", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
    )
    op.create_table(
        "facts",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_facts")),
    )
    op.create_table(
        "folders",
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("history_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("folder", name=op.f("pk_folders")),
    )
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dossier", sa.String(), nullable=True),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("fact", sa.JSON(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    op.create_index("ix_journal_at", "journal", ["at"], unique=False)
    op.create_index(op.f("ix_journal_dossier"), "journal", ["dossier"], unique=False)
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("civility", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_contacts_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    op.create_index(op.f("ix_contacts_address"), "contacts", ["address"], unique=False)
    op.create_index(op.f("ix_contacts_customer_id"), "contacts", ["customer_id"], unique=False)
    op.create_index(op.f("ix_contacts_domain"), "contacts", ["domain"], unique=False)
    op.create_table(
        "dossiers",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("grouped_by", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("next_action_on", sa.Date(), nullable=True),
        sa.Column("next_step", sa.String(), nullable=True),
        sa.Column("wait_until", sa.Date(), nullable=True),
        sa.Column("claimed_on", sa.Date(), nullable=True),
        sa.Column("approved", sa.String(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("ledger_on", sa.Date(), nullable=True),
        sa.Column("hold", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("promises", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_dossiers_customer_id")),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_dossiers")),
        sa.UniqueConstraint("grouped_by", name=op.f("uq_dossiers_grouped_by")),
    )
    op.create_index(op.f("ix_dossiers_customer_id"), "dossiers", ["customer_id"], unique=False)
    op.create_index("ix_dossiers_due", "dossiers", ["next_action_on"], unique=False)
    op.create_table(
        "invoices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("pdf", sa.String(), nullable=True),
        sa.Column("payment_url", sa.String(), nullable=True),
        sa.Column("purchase_order", sa.String(), nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("waived", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.reference"], name=op.f("fk_invoices_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoices")),
        sa.UniqueConstraint("dossier", "number", name=op.f("uq_invoices_dossier_number")),
    )
    op.create_index(op.f("ix_invoices_number"), "invoices", ["number"], unique=False)
    op.create_table(
        "mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content_key", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("sender", sa.String(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("dossier", sa.String(), nullable=True),
        sa.Column("matched_by", sa.String(), nullable=True),
        sa.Column("trust", sa.String(), nullable=True),
        sa.Column("reading", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.reference"], name=op.f("fk_mails_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
        sa.UniqueConstraint("content_key", name=op.f("uq_mails_content_key")),
    )
    op.create_index(op.f("ix_mails_dossier"), "mails", ["dossier"], unique=False)
    op.create_index("ix_mails_handled_at", "mails", ["handled_at"], unique=False)
    op.create_index(op.f("ix_mails_message_id"), "mails", ["message_id"], unique=False)
    op.create_index("ix_mails_waiting", "mails", ["state", "tries", "id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("dossier", sa.String(), nullable=True),
        sa.Column("dossier_version", sa.Integer(), nullable=True),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("invoices", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("in_reply_to", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("queued_on", sa.Date(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("token", sa.String(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("raw_sha256", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tried_on", sa.Date(), nullable=True),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.reference"], name=op.f("fk_outbox_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index(op.f("ix_outbox_dossier"), "outbox", ["dossier"], unique=False)
    op.create_index("ix_outbox_leaving", "outbox", ["state", "not_before"], unique=False)
    op.create_index(op.f("ix_outbox_message_id"), "outbox", ["message_id"], unique=False)
    op.create_index("ix_outbox_sent_at", "outbox", ["sent_at"], unique=False)
    op.create_index("ix_outbox_told", "outbox", ["told", "state"], unique=False)
    op.create_table(
        "payments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier", sa.String(), nullable=False),
        sa.Column("invoice", sa.String(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.reference"], name=op.f("fk_payments_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("key", name=op.f("uq_payments_key")),
    )
    op.create_index(op.f("ix_payments_dossier"), "payments", ["dossier"], unique=False)
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["mail_id"], ["mails.id"], name=op.f("fk_corrections_mail_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
        sa.UniqueConstraint("mail_id", name=op.f("uq_corrections_mail_id")),
    )
    op.create_table(
        "sightings",
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["mail_id"], ["mails.id"], name=op.f("fk_sightings_mail_id")),
        sa.PrimaryKeyConstraint("folder", "uidvalidity", "uid", name=op.f("pk_sightings")),
    )
    op.create_index(op.f("ix_sightings_mail_id"), "sightings", ["mail_id"], unique=False)
    op.create_table(
        "tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.reference"], name=op.f("fk_tasks_dossier")),
        sa.ForeignKeyConstraint(["mail_id"], ["mails.id"], name=op.f("fk_tasks_mail_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    op.create_index(op.f("ix_tasks_dossier"), "tasks", ["dossier"], unique=False)
    op.create_index(op.f("ix_tasks_state"), "tasks", ["state"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_tasks_state"), table_name="tasks")
    op.drop_index(op.f("ix_tasks_dossier"), table_name="tasks")
    op.drop_table("tasks")
    op.drop_index(op.f("ix_sightings_mail_id"), table_name="sightings")
    op.drop_table("sightings")
    op.drop_table("corrections")
    op.drop_index(op.f("ix_payments_dossier"), table_name="payments")
    op.drop_table("payments")
    op.drop_index("ix_outbox_told", table_name="outbox")
    op.drop_index("ix_outbox_sent_at", table_name="outbox")
    op.drop_index(op.f("ix_outbox_message_id"), table_name="outbox")
    op.drop_index("ix_outbox_leaving", table_name="outbox")
    op.drop_index(op.f("ix_outbox_dossier"), table_name="outbox")
    op.drop_table("outbox")
    op.drop_index("ix_mails_waiting", table_name="mails")
    op.drop_index(op.f("ix_mails_message_id"), table_name="mails")
    op.drop_index("ix_mails_handled_at", table_name="mails")
    op.drop_index(op.f("ix_mails_dossier"), table_name="mails")
    op.drop_table("mails")
    op.drop_index(op.f("ix_invoices_number"), table_name="invoices")
    op.drop_table("invoices")
    op.drop_index("ix_dossiers_due", table_name="dossiers")
    op.drop_index(op.f("ix_dossiers_customer_id"), table_name="dossiers")
    op.drop_table("dossiers")
    op.drop_index(op.f("ix_contacts_domain"), table_name="contacts")
    op.drop_index(op.f("ix_contacts_customer_id"), table_name="contacts")
    op.drop_index(op.f("ix_contacts_address"), table_name="contacts")
    op.drop_table("contacts")
    op.drop_index(op.f("ix_journal_dossier"), table_name="journal")
    op.drop_index("ix_journal_at", table_name="journal")
    op.drop_table("journal")
    op.drop_table("folders")
    op.drop_table("facts")
    op.drop_table("customers")
