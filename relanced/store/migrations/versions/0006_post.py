"""The customer's postal address, and the letters that were posted to him."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = (
    ("customers", sa.Column("address", sa.Text(), nullable=False, server_default="")),
    ("dossiers", sa.Column("postings", sa.JSON(), nullable=True)),
)


def upgrade() -> None:
    for table, column in COLUMNS:
        op.add_column(table, column)
