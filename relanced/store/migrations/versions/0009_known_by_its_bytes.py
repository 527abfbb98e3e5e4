"""A mail is known by its bytes, whatever key an older program gave it."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_mails_sha256"), "mails", ["sha256"])
