"""What came in: bytes first, understanding after. A mail is stored once, however often and wherever it is seen."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, or_, select, update

from relanced.core.reasons import Reason
from relanced.store import journal
from relanced.store.schema import folders, mails, sightings

STORED = "mail_stored"

# The statements that each mail costs are built once: building them anew took longer than carrying them out.
m, s = mails.c, sightings.c
KNOWN = select(m.id).where(or_(m.content_key == bindparam("key"), m.sha256 == bindparam("digest"))).order_by(m.id)
KEEP = insert(mails)
SEEN = select(s.uid).where(
    s.folder == bindparam("in_folder"), s.uidvalidity == bindparam("validity"), s.uid == bindparam("number")
)
SEE = insert(sightings)
HANDLE = update(mails).where(m.id == bindparam("mail"), m.state == "stored")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A mail as the mailbox gave it. `raw` may be cut (a huge mail); `received_at` is the server's own date."""

    uid: int
    raw: bytes
    received_at: datetime


BLANK = re.compile(rb"\r?\n\r?\n")
FOLD = re.compile(rb"\r?\n[ \t]+")
NAMING = (b"message-id:", b"from:", b"date:")


def content_key(raw: bytes) -> str:
    """One key for one mail: two copies differ in their trace headers, not in their Message-ID and body.

    A Message-ID alone would let anybody suppress a mail by sending another of the same name first. Exchange writes
    the long ones on a line of their own, so that folded lines are joined first.
    """
    header, _, body = raw.partition(blank[0] if (blank := BLANK.search(raw)) else b"\n\n")
    lines = FOLD.sub(b" ", header).splitlines()
    named = [line for line in lines if line.lower().startswith(NAMING)]
    digest = hashlib.sha256(b"\n".join(sorted(named)) if named else header)
    digest.update(b"\0" + body)
    return digest.hexdigest()


def store(connection: Connection, folder: str, uidvalidity: int, arrival: Arrival, now: datetime) -> bool:
    """Keep the bytes and where they were seen; True if this mail is new.

    The same bytes are the same mail, too, if its key was made by an older program.
    """
    key, sha256 = content_key(arrival.raw), hashlib.sha256(arrival.raw).hexdigest()
    mail_id = connection.execute(KNOWN, {"key": key, "digest": sha256}).scalar()
    new = mail_id is None
    if new:
        row = {"content_key": key, "sha256": sha256, "raw": arrival.raw, "received_at": arrival.received_at}
        row |= {"stored_at": now, "state": "stored", "tries": 0}
        mail_id = connection.execute(KEEP, row).inserted_primary_key[0]  # type: ignore[index]
        journal.append(connection, now, None, STORED, Reason.NOTED.value, sha256=sha256)
    _see(connection, folder, uidvalidity, arrival.uid, mail_id)
    return new


def _see(connection: Connection, folder: str, uidvalidity: int, uid: int, mail_id: int | None) -> None:
    if connection.execute(SEEN, {"in_folder": folder, "validity": uidvalidity, "number": uid}).first() is None:
        connection.execute(SEE, {"folder": folder, "uidvalidity": uidvalidity, "uid": uid, "mail_id": mail_id})


@dataclass(frozen=True, slots=True)
class Place:
    """How far a folder has been read, and what lay in it before relanced came."""

    uidvalidity: int
    last_uid: int
    history_until: datetime | None


def place(connection: Connection, folder: str) -> Place | None:
    """None for a folder that has never been read."""
    row = connection.execute(select(folders).where(folders.c.folder == folder)).first()
    return Place(int(row.uidvalidity), int(row.last_uid), row.history_until) if row is not None else None


def put_place(connection: Connection, folder: str, at: Place) -> None:
    values = {"uidvalidity": at.uidvalidity, "last_uid": at.last_uid, "history_until": at.history_until}
    if not connection.execute(update(folders).where(folders.c.folder == folder).values(**values)).rowcount:
        connection.execute(insert(folders).values(folder=folder, **values))


def mark_read(connection: Connection, folder: str, now: datetime) -> None:
    """The folder has been read to its end at `now`: what *look before you speak* asks for."""
    connection.execute(update(folders).where(folders.c.folder == folder).values(read_at=now))


def read_at(connection: Connection, folder: str) -> datetime | None:
    """When the folder was last read to its end."""
    return connection.execute(select(folders.c.read_at).where(folders.c.folder == folder)).scalar()


# -- handling ---------------------------------------------------------------------------------------------------------


def next_waiting(connection: Connection, limit: int, but: Sequence[int] = ()) -> list[Row[Any]]:
    """The next stored mails less those of `but`; one that has been tried before comes after the others, and alone."""
    query = select(mails).where(mails.c.state == "stored").order_by(mails.c.tries, mails.c.id)
    if but:
        query = query.where(mails.c.id.not_in(but))
    rows = list(connection.execute(query.limit(limit)))
    fresh = [row for row in rows if not row.tries]
    return fresh or rows[:1]


def backlog(connection: Connection, enough: int) -> bool:
    """Whether `enough` mails wait, without counting more."""
    query = select(mails.c.id).where(mails.c.state == "stored").offset(enough - 1).limit(1)
    return connection.execute(query).first() is not None


def waiting(connection: Connection) -> bool:
    return connection.execute(select(mails.c.id).where(mails.c.state == "stored").limit(1)).first() is not None


def tried(connection: Connection, mail_ids: list[int]) -> None:
    """Count an attempt before it is made, so that a mail that kills the process is counted too."""
    if mail_ids:
        connection.execute(update(mails).where(mails.c.id.in_(mail_ids)).values(tries=mails.c.tries + 1))


def handled(connection: Connection, mail_id: int, now: datetime, **values: Any) -> bool:
    """Close the mail with what was understood; False if somebody else already has."""
    values = {"state": "handled", "handled_at": now, **values}
    return connection.execute(HANDLE, {"mail": mail_id, **values}).rowcount == 1


def one(connection: Connection, mail_id: int) -> Row[Any] | None:
    return connection.execute(select(mails).where(mails.c.id == mail_id)).first()


def subject_of(connection: Connection, message_id: str) -> str | None:
    """The subject of the mail of this Message-ID, as it was read; None where it is not known, or empty."""
    query = select(mails.c.subject).where(mails.c.message_id == message_id).order_by(mails.c.id.desc()).limit(1)
    return connection.execute(query).scalar() or None


def with_message_id(connection: Connection, message_id: str) -> Row[Any] | None:
    """The first that came under this Message-ID."""
    query = select(mails).where(mails.c.message_id == message_id).order_by(mails.c.id)
    return connection.execute(query.limit(1)).first()


def of_dossier(connection: Connection, dossier: str) -> list[Row[Any]]:
    return list(connection.execute(select(mails).where(mails.c.dossier == dossier).order_by(mails.c.received_at)))


def handled_between(connection: Connection, after: datetime, until: datetime) -> list[Row[Any]]:
    """Of dossiers, after the one instant and up to the other."""
    query = select(mails).where(mails.c.handled_at > after, mails.c.handled_at <= until, mails.c.dossier.is_not(None))
    return list(connection.execute(query.order_by(mails.c.id)))
