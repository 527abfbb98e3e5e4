"""How a customer pays: the days of each invoice, his credit limit, and what the summary has warned of."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COLUMNS = (
    ("invoices", sa.Column("settled_after", sa.String(), nullable=True)),
    ("invoices", sa.Column("disputed_on", sa.Date(), nullable=True)),
    ("customers", sa.Column("credit_limit", sa.BigInteger(), nullable=True)),
)


def upgrade() -> None:
    for table, column in COLUMNS:
        op.add_column(table, column)
    op.create_table(
        "alerts",
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_alerts_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", "kind", name=op.f("pk_alerts")),
    )
