"""Each entry of the journal seals its words by a digest, and the bytes that it is about by their hash.

The chain is sealed anew as far as it held; from its first fault on it is left as it is, so that the fault stays one.
"""

import hashlib
import json
import secrets
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

journal = sa.table(
    "journal",
    sa.column("id", sa.Integer()),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("dossier", sa.String()),
    sa.column("event", sa.String()),
    sa.column("reason", sa.String()),
    sa.column("detail", sa.Text()),
    sa.column("fact", sa.JSON()),
    sa.column("mail_id", sa.Integer()),
    sa.column("sha256", sa.String()),
    sa.column("salt", sa.String()),
    sa.column("digest", sa.String()),
    sa.column("previous", sa.String()),
    sa.column("hash", sa.String()),
)
mails = sa.table(
    "mails",
    sa.column("id", sa.Integer()),
    sa.column("sha256", sa.String()),
    sa.column("stored_at", sa.DateTime(timezone=True)),
)
outbox = sa.table(
    "outbox", sa.column("id", sa.Integer()), sa.column("message_id", sa.String()), sa.column("raw_sha256", sa.String())
)
FIRST = "0" * 64
BEFORE = ("dossier", "event", "reason", "detail", "fact", "mail_id", "previous")
SEALED = ("dossier", "event", "reason", "mail_id", "sha256", "digest")


def upgrade() -> None:
    for name in ("sha256", "salt", "digest"):
        op.add_column("journal", sa.Column(name, sa.String(), nullable=True))
    connection = op.get_bind()
    last = _seal_anew(connection)
    if last is not None:
        _enter_mails(connection, last)
    connection.execute(sa.update(journal).where(journal.c.digest.is_(None)).values(digest=""))
    with op.batch_alter_table("journal") as batch:
        batch.alter_column("digest", existing_type=sa.String(), nullable=False)


def _seal_anew(connection: sa.Connection) -> str | None:
    """The hash of the last entry; None when the chain does not hold to its end."""
    before, now = FIRST, FIRST
    for number in list(connection.execute(sa.select(journal.c.id).order_by(journal.c.id)).scalars()):
        row = dict(connection.execute(sa.select(journal).where(journal.c.id == number)).one()._mapping)
        row["at"] = _utc(row["at"])
        if row["previous"] != before or row["hash"] != _old_seal(row):
            return None
        before = row["hash"]
        new = _sealed({**row, "sha256": _bytes_of(connection, row)}, now)
        connection.execute(sa.update(journal).where(journal.c.id == number).values(**_stored(connection, new)))
        now = new["hash"]
    return now


def _enter_mails(connection: sa.Connection, last: str) -> None:
    """What has been stored so far is entered as if it had been when it came."""
    for mail in connection.execute(sa.select(mails).order_by(mails.c.id)).all():
        row = {
            "at": _utc(mail.stored_at),
            "dossier": None,
            "event": "mail_stored",
            "reason": "noted",
            "detail": "",
            "fact": {},
            "mail_id": None,
            "sha256": mail.sha256,
        }
        new = _sealed(row, last)
        connection.execute(sa.insert(journal).values(**_stored(connection, new)))
        last = new["hash"]


def _bytes_of(connection: sa.Connection, row: dict[str, Any]) -> str | None:
    if row["mail_id"] is not None:
        return connection.execute(sa.select(mails.c.sha256).where(mails.c.id == row["mail_id"])).scalar()
    if row["event"] == "mail_sent":
        query = sa.select(outbox.c.raw_sha256).where(outbox.c.message_id == row["fact"].get("message_id"))
        return connection.execute(query.order_by(outbox.c.id.desc()).limit(1)).scalar()
    return None


def _sealed(row: dict[str, Any], previous: str) -> dict[str, Any]:
    salt = secrets.token_hex(16)
    row = {**row, "previous": previous, "salt": salt}
    row["digest"] = _sha256(salt + _canonical({"detail": row["detail"], "fact": row["fact"]}))
    body = _sha256(_canonical({**{k: row[k] for k in SEALED}, "at": row["at"].isoformat()}))
    return {**row, "hash": _sha256(previous + body)}


def _stored(connection: sa.Connection, row: dict[str, Any]) -> dict[str, Any]:
    """SQLite has no time zones: UTC, without saying so."""
    naive = connection.dialect.name == "sqlite"
    return {**row, "at": row["at"].replace(tzinfo=None) if naive else row["at"]}


def _old_seal(row: dict[str, Any]) -> str:
    return _sha256(_canonical({**{k: row[k] for k in BEFORE}, "at": row["at"].timestamp()}))


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
