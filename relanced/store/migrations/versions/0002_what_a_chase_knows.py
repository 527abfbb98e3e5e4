"""What a chase knows beside its promises: the customer's record, plans, partial disputes, an insolvency."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COLUMNS = (
    ("customers", sa.Column("country", sa.String(2), nullable=False, server_default="FR")),
    ("customers", sa.Column("record", sa.JSON(), nullable=True)),
    ("dossiers", sa.Column("plan", sa.JSON(), nullable=True)),
    ("dossiers", sa.Column("insolvency", sa.JSON(), nullable=True)),
    ("invoices", sa.Column("disputed_amount", sa.BigInteger(), nullable=True)),
    ("invoices", sa.Column("dispute_reason", sa.String(), nullable=True)),
    ("invoices", sa.Column("settled_on", sa.Date(), nullable=True)),
)


def upgrade() -> None:
    for table, column in COLUMNS:
        op.add_column(table, column)
