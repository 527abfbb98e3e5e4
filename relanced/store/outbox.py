"""The outbox: intention before the act, outcome after; every move is a conditional UPDATE whose count is looked at."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, case, exists, func, insert, literal, null, or_, select, update

from relanced.core.deciding.answers import ANSWERS
from relanced.core.dossier import ReminderState as State
from relanced.core.effects import QueueMail
from relanced.store.schema import dossiers
from relanced.store.schema import outbox as o

own = dossiers.alias("own")

WAITING = (State.QUEUED, State.RETRY)
NOT_LEFT = (State.QUEUED, State.RETRY, State.HELD, State.CLAIMED)
IN_FLIGHT = (State.CLAIMED, State.SENDING)
# what counts towards the account's limits: everything that the server may have taken
OUT = (State.SENT, State.SENDING, State.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt. `answer` is the server's, or the fault's, in clean UTF-8; without `counts` it is not
    one of the attempts that a mail has."""

    state: State
    answer: str
    at: datetime
    not_before: datetime | None = None
    counts: bool = True


QUEUE = insert(o)


def queue(connection: Connection, dossier: str, version: int, order: QueueMail, today: date, now: datetime) -> None:
    """One row for the order. Unique on (dossier, step, round): a second one is a bug and is loud."""
    connection.execute(
        QUEUE,
        {
            "key": f"{dossier}/{order.step}/{order.round}",
            "dossier": dossier,
            "dossier_version": version,
            "step": order.step,
            "round": order.round,
            "recipient": order.to,
            "invoices": list(order.invoices),
            "words": order.words,
            "in_reply_to": order.in_reply_to,
            "state": State.QUEUED.value,
            "queued_on": today,
            "queued_at": now,
            "not_before": now,
            "attempts": 0,
            "told": False,
        },
    )


def queue_summary(connection: Connection, day: date, recipient: str, now: datetime) -> int | None:
    """The owner's mail of a day, once: None when it is there already, else the row to seal."""
    key = f"summary/{day.isoformat()}/{recipient}"
    if connection.execute(select(o.c.id).where(o.c.key == key)).first():
        return None
    values = {"step": "summary", "round": 1, "recipient": recipient, "invoices": [], "words": "", "attempts": 0}
    times = {"queued_on": day, "queued_at": now, "not_before": now}
    row = insert(o).values(key=key, state=State.QUEUED.value, told=True, **values, **times)
    return int(connection.execute(row).inserted_primary_key[0])  # type: ignore[index]


HERE = o.c.dossier == bindparam("here")
CANCEL = update(o).where(HERE, o.c.state.in_(NOT_LEFT)).values(state=State.CANCELLED.value, key=null())
# Without a version of its dossier, a mail in flight has no second try.
LAST_TRY = update(o).where(HERE, o.c.state == State.SENDING.value).values(dossier_version=null())
STANDING = and_(HERE, o.c.state.in_((*NOT_LEFT, State.SENDING)), o.c.dossier_version.is_not(None))
RESTAMP = update(o).where(STANDING).values(dossier_version=bindparam("version"))


def cancel(connection: Connection, dossier: str) -> int:
    """Take back what has not left; its key is free again. What is in flight is not tried again when it comes back."""
    connection.execute(LAST_TRY, {"here": dossier})
    return connection.execute(CANCEL, {"here": dossier}).rowcount


def restamp(connection: Connection, dossier: str, version: int) -> None:
    """The decision that made `version` has let these stand."""
    connection.execute(RESTAMP, {"here": dossier, "version": version})


# -- sending ----------------------------------------------------------------------------------------------------------


def ready(connection: Connection, now: datetime, limit: int, *, reminders: bool) -> list[Row[Any]]:
    """What may leave, oldest first; without `reminders`, only the owner's summaries.

    What has been tried before comes after the rest: one that makes the server close its door must not be the first at
    each opening.
    """
    query = select(o).where(o.c.state.in_(WAITING), o.c.not_before <= now)
    query = query.order_by(o.c.tried_on.is_not(None), o.c.id).limit(limit)
    query = query.with_for_update(skip_locked=True)  # PostgreSQL: another instance's claims are passed over
    return list(connection.execute(query if reminders else query.where(o.c.dossier.is_(None))))


# The dossier is as it was when the mail was decided.
UNCHANGED = or_(
    o.c.dossier.is_(None),
    exists().where(dossiers.c.reference == o.c.dossier, dossiers.c.version == o.c.dossier_version),
)

# The statements that each mail costs are built once: building them anew took longer than carrying them out.
CLAIM = (
    update(o)
    .where(o.c.id == bindparam("row"), o.c.state.in_(WAITING), UNCHANGED)
    .values(state=State.CLAIMED.value, claimed_by=bindparam("worker"), claimed_at=bindparam("now"))
)
START = (
    update(o)
    .where(o.c.id == bindparam("row"), o.c.state == State.CLAIMED.value, UNCHANGED)
    .values(
        state=State.SENDING.value, attempts=o.c.attempts + 1, claimed_at=bindparam("now"), tried_on=bindparam("today")
    )
)
TAKEN_BACK = and_(
    bindparam("to", type_=o.c.state.type).in_((State.RETRY.value, State.HELD.value)),
    o.c.dossier.is_not(None),
    o.c.dossier_version.is_(None),
)
FINISH = (
    update(o)
    .where(o.c.id == bindparam("row"), o.c.state.in_((*IN_FLIGHT, State.UNCERTAIN)))
    .values(
        state=case((TAKEN_BACK, State.CANCELLED.value), else_=bindparam("to", type_=o.c.state.type)),
        key=case((TAKEN_BACK, null()), else_=o.c.key),
        attempts=o.c.attempts - bindparam("uncounted", type_=o.c.attempts.type),
        answer=bindparam("said"),
        claimed_by=null(),
        sent_at=func.coalesce(bindparam("sent", type_=o.c.sent_at.type), o.c.sent_at),
        not_before=func.coalesce(bindparam("later", type_=o.c.not_before.type), o.c.not_before),
        told=case((bindparam("sent", type_=o.c.sent_at.type).is_not(None), o.c.dossier.is_(None)), else_=o.c.told),
    )
)


# The reminders that the customer has got, or may get today. Not in the WHERE: the index of states would be read
# through all history.
LEAVES_ON = case(
    (o.c.step.in_(list(ANSWERS)), null()),
    (o.c.state == State.CLAIMED.value, bindparam("today", type_=o.c.tried_on.type)),
    (o.c.state.in_(OUT), func.coalesce(o.c.tried_on, o.c.queued_on)),
    else_=null(),
)
OTHERS = (
    select(func.max(LEAVES_ON))
    .join_from(dossiers, o, o.c.dossier == dossiers.c.reference)
    .where(
        dossiers.c.customer_id
        == select(own.c.customer_id).where(own.c.reference == bindparam("here")).scalar_subquery(),
        dossiers.c.reference != bindparam("here"),
    )
)


def last_from_others(connection: Connection, dossier: str, today: date) -> date | None:
    """The day of the last mail that the customer got, or is about to get, for another of his dossiers."""
    return connection.execute(OTHERS, {"here": dossier, "today": today}).scalar()


def postpone(connection: Connection, row_id: int, until: datetime) -> None:
    connection.execute(update(o).where(o.c.id == row_id, o.c.state.in_(WAITING)).values(not_before=until))


def claim(connection: Connection, row_id: int, worker: str, now: datetime) -> bool:
    return connection.execute(CLAIM, {"row": row_id, "worker": worker, "now": now}).rowcount == 1


@dataclass(frozen=True, slots=True)
class Sealed:
    """A mail ready to leave: the bytes that every attempt sends, and what they are known by."""

    message_id: str
    token: str
    subject: str
    text: str
    raw: bytes


def seal(connection: Connection, row_id: int, mail: Sealed) -> None:
    digest = hashlib.sha256(mail.raw).hexdigest()
    values = {"message_id": mail.message_id, "token": mail.token, "subject": mail.subject, "text": mail.text}
    connection.execute(update(o).where(o.c.id == row_id).values(raw=mail.raw, raw_sha256=digest, **values))


def start(connection: Connection, row_id: int, now: datetime, today: date) -> bool:
    """The last look before MAIL FROM: still claimed, the dossier still unchanged. From here on it may have left."""
    return connection.execute(START, {"row": row_id, "now": now, "today": today}).rowcount == 1


def unclaim(connection: Connection, row_id: int, not_before: datetime | None = None) -> None:
    values: dict[str, Any] = {"state": State.QUEUED.value, "claimed_by": None}
    if not_before:
        values["not_before"] = not_before
    connection.execute(update(o).where(o.c.id == row_id, o.c.state == State.CLAIMED.value).values(**values))


def finish(connection: Connection, row_id: int, outcome: Outcome) -> None:
    """Write down what became of an attempt; `decide` is told of a dossier's mail later."""
    values = {
        "row": row_id,
        "to": outcome.state.value,
        "said": outcome.answer[:1000],
        "sent": outcome.at if outcome.state is State.SENT else None,
        "later": outcome.not_before,
        "uncounted": 0 if outcome.counts else 1,
    }
    connection.execute(FINISH, values)


def put_aside(connection: Connection, row_id: int) -> bool:
    """What the server does not take as it is waits for a person; a reminder is then written anew. False for one that
    was taken back meanwhile."""
    anew = {"attempts": 0, "raw": case((o.c.dossier.is_(None), o.c.raw), else_=null())}
    mine = and_(o.c.id == row_id, o.c.state == State.HELD.value)
    return connection.execute(update(o).where(mine).values(**anew)).rowcount == 1


def others_left(connection: Connection, since: datetime) -> bool:
    """Whether the server has taken a client's mail since then."""
    query = select(o.c.id).where(o.c.sent_at > since, o.c.dossier.is_not(None)).limit(1)
    return connection.execute(query).first() is not None


def recover(connection: Connection, now: datetime, before: datetime | None = None) -> tuple[int, int]:
    """After a crash: what was only claimed goes back, what was in flight is uncertain. Answers both counts.

    With `before`, only what was claimed by then: other instances that share the store are alive and at work.
    """
    mine = o.c.claimed_at < before if before else literal(True)
    back = update(o).where(o.c.state == State.CLAIMED.value, mine).values(state=State.QUEUED.value, claimed_by=None)
    lost = update(o).where(o.c.state == State.SENDING.value, mine)
    lost = lost.values(state=State.UNCERTAIN.value, claimed_by=None, claimed_at=now, answer="interrupted")
    return connection.execute(back).rowcount, connection.execute(lost).rowcount


def out_since(connection: Connection, instant: datetime) -> int:
    """How many mails have gone out since then, for the account's limits."""
    counted = or_(
        o.c.sent_at >= instant, and_(o.c.state.in_((State.SENDING, State.UNCERTAIN)), o.c.claimed_at >= instant)
    )
    return connection.execute(select(func.count()).select_from(o).where(counted)).scalar_one()


# -- outcomes ---------------------------------------------------------------------------------------------------------


def untold(connection: Connection) -> Row[Any] | None:
    """The next row whose outcome `decide` has not been told."""
    final = (State.SENT, State.REFUSED)
    query = select(o).where(o.c.told.is_(False), o.c.state.in_(final)).order_by(o.c.id).limit(1)
    return connection.execute(query).first()


def uncertain(connection: Connection, before: datetime) -> list[Row[Any]]:
    """Uncertain rows old enough that a copy would have arrived by now."""
    query = select(o).where(o.c.state == State.UNCERTAIN.value, o.c.claimed_at <= before).order_by(o.c.id)
    return list(connection.execute(query))


def told(connection: Connection, row_id: int) -> bool:
    """False when another instance has told it: whoever finds out has nothing to say."""
    return connection.execute(update(o).where(o.c.id == row_id, o.c.told.is_(False)).values(told=True)).rowcount == 1


def pending(connection: Connection) -> list[Row[Any]]:
    """Everything that has not ended, for `outbox list`."""
    ended = (State.SENT, State.CANCELLED, State.REFUSED)
    return list(connection.execute(select(o).where(o.c.state.not_in(ended)).order_by(o.c.id)))


def summaries_in_trouble(connection: Connection, since: datetime) -> list[Row[Any]]:
    """The owner's mails of which it is not known, or known better, whether he has got them; tried since then."""
    troubled = (State.UNCERTAIN, State.REFUSED, State.HELD)
    query = select(o).where(o.c.dossier.is_(None), o.c.state.in_(troubled), o.c.claimed_at >= since)
    return list(connection.execute(query.order_by(o.c.id)))


def one(connection: Connection, row_id: int) -> Row[Any] | None:
    return connection.execute(select(o).where(o.c.id == row_id)).first()


def move(connection: Connection, row_id: int, allowed: tuple[State, ...], state: State, **more: Any) -> bool:
    """A person's word on one row: hold, release or drop."""
    mine = and_(o.c.id == row_id, o.c.state.in_(allowed))
    return connection.execute(update(o).where(mine).values(state=state.value, **more)).rowcount == 1


OF_MESSAGE_ID = (
    select(o.c.dossier).where(o.c.message_id.in_(bindparam("ids", expanding=True)), o.c.dossier.is_not(None)).distinct()
)
OF_TOKEN = (
    select(o.c.dossier).where(o.c.token.in_(bindparam("tokens", expanding=True)), o.c.dossier.is_not(None)).distinct()
)


def of_message_id(connection: Connection, message_ids: list[str]) -> list[str]:
    """Dossiers whose mails bear one of these Message-IDs."""
    return list(connection.execute(OF_MESSAGE_ID, {"ids": message_ids}).scalars()) if message_ids else []


def of_token(connection: Connection, tokens: list[str]) -> list[str]:
    return list(connection.execute(OF_TOKEN, {"tokens": tokens}).scalars()) if tokens else []


def thread(connection: Connection, dossier: str) -> list[str]:
    """The Message-IDs of what the dossier's clients have got, oldest first."""
    query = select(o.c.message_id).where(o.c.dossier == dossier, o.c.state == State.SENT.value).order_by(o.c.id)
    return [m for m in connection.execute(query).scalars() if m]


TEXTS = select(o.c.text).where(HERE, o.c.text.is_not(None)).order_by(o.c.id.desc()).limit(bindparam("most"))
IDENTITIES = select(o.c.message_id, o.c.token).where(HERE, o.c.message_id.is_not(None))


def texts(connection: Connection, dossier: str, limit: int = 3) -> list[str]:
    """The plain texts of the last mails of the dossier, newest first."""
    return [text for text in connection.execute(TEXTS, {"here": dossier, "most": limit}).scalars() if text]


def with_message_id(connection: Connection, message_id: str) -> Row[Any] | None:
    """The newest: one that was taken back before may have had the same."""
    return connection.execute(select(o).where(o.c.message_id == message_id).order_by(o.c.id.desc())).first()


def identities(connection: Connection, dossier: str) -> list[tuple[str, str]]:
    """Message-ID and token of everything that was ever composed for the dossier."""
    return [(row.message_id, row.token or "") for row in connection.execute(IDENTITIES, {"here": dossier})]
