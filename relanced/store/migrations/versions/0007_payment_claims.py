"""What a client said of a payment, and when a person at his place last wrote."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dossiers", sa.Column("payment_claim", sa.JSON(), nullable=True))
    op.add_column("dossiers", sa.Column("replied_on", sa.Date(), nullable=True))
