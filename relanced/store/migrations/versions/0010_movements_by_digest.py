"""A movement of the bank is known by a digest: its words name who paid, and outlived what was erased."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

payments = sa.table("payments", sa.column("key", sa.String()))
facts = sa.table("facts", sa.column("name", sa.String()))
BANK = "bank|"


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    for table, column in ((payments, payments.c.key), (facts, facts.c.name)):
        spoken = connection.execute(sa.select(column).where(column.like(f"{BANK}%"))).scalars().all()
        for key in spoken:
            digest = BANK + hashlib.sha256(key.encode()).hexdigest()
            connection.execute(sa.update(table).where(column == key).values({column: digest}))
