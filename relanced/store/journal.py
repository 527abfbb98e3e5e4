"""The journal: append-only, each entry sealed with the hash of the one before.

An entry's hash is taken of its predecessor's and of its body; the body holds a salted digest of what it says, so that
words which must one day be forgotten can be, and the chain still holds.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, text

from relanced.core.events import MailSent
from relanced.store import codec
from relanced.store.schema import journal, mails, outbox

FIRST = "0" * 64
LOCK = 0x52454C41  # any constant of our own: PostgreSQL's writers of the chain queue on it
SEALED = ("dossier", "event", "reason", "mail_id", "sha256", "digest")

# Every change of anything costs these: they are built once.
LAST = select(journal.c.hash).order_by(journal.c.id.desc()).limit(1)
OF_MAIL = select(mails.c.sha256).where(mails.c.id == bindparam("mail"))
APPEND = insert(journal)


def append(
    connection: Connection,
    at: datetime,
    dossier: str | None,
    event: str,
    reason: str,
    detail: str = "",
    fact: Any = None,
    mail_id: int | None = None,
    sha256: str | None = None,
) -> None:
    """`sha256`: of the bytes that the entry is about, where neither `mail_id` nor `fact` leads to them."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    salt, plain = secrets.token_hex(16), codec.plain(fact if fact is not None else {})
    row = {
        "at": at,
        "dossier": dossier,
        "event": event,
        "reason": reason,
        "detail": detail,
        "fact": plain,
        "mail_id": mail_id,
        "sha256": sha256 or _bytes_of(connection, mail_id, fact),
        "salt": salt,
        "digest": digest(salt, detail, plain),
        "previous": connection.execute(LAST).scalar() or FIRST,
    }
    connection.execute(APPEND, {**row, "hash": seal(row)})


def _bytes_of(connection: Connection, mail_id: int | None, fact: Any) -> str | None:
    """The hash of the mail that the entry is about: a mail that is exchanged for another no longer fits its entry."""
    if mail_id is not None:
        return connection.execute(OF_MAIL, {"mail": mail_id}).scalar()
    if isinstance(fact, MailSent):
        query = select(outbox.c.raw_sha256).where(outbox.c.message_id == fact.message_id)
        return connection.execute(query.order_by(outbox.c.id.desc()).limit(1)).scalar()
    return None


def digest(salt: str, detail: str, fact: Any) -> str:
    """Of what an entry says. Without the salt, which is erased with it, nobody can try what the words may have been."""
    return hashlib.sha256((salt + codec.canonical({"detail": detail, "fact": fact})).encode()).hexdigest()


def body(row: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical text of an entry, its words by their digest."""
    at = row["at"].astimezone(UTC).isoformat()
    return hashlib.sha256(codec.canonical({**{k: row[k] for k in SEALED}, "at": at}).encode()).hexdigest()


def seal(row: Mapping[str, Any]) -> str:
    return link(row["previous"], body(row))


def link(previous: str, body_hash: str) -> str:
    """One link of the chain, as a shell makes it: ``printf '%s%s' PREVIOUS BODY | sha256sum``."""
    return hashlib.sha256((previous + body_hash).encode()).hexdigest()


def says_what_it_said(row: Mapping[str, Any]) -> bool:
    """Whether its words are those that were sealed; an entry whose words were erased has no salt any more."""
    return row["salt"] is not None and row["digest"] == digest(row["salt"], row["detail"], row["fact"])


def entries(connection: Connection, dossier: str) -> Iterator[Row[Any]]:
    yield from connection.execute(select(journal).where(journal.c.dossier == dossier).order_by(journal.c.id))


def last(connection: Connection) -> str:
    """The hash on which the next entry will be built: who has noted it can tell later that nothing was cut off."""
    return connection.execute(LAST).scalar() or FIRST
