"""What must be true once the daemon has lived on: nothing lost, nothing twice, and every doubt visible."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from campaigns.scene import Morning
from relanced.store import dossiers, schema
from relanced.store.verification import verify
from tests.support.hosts import ACHATS, PATRON, Hosts

# What may have left; everything else must not be in anybody's mailbox.
LEFT = frozenset({"sent", "uncertain"})
STUCK = frozenset({"claimed", "sending", "queued", "retry", "held", "refused"})
OUTBOX = select(schema.outbox).order_by(schema.outbox.c.id)


@dataclass
class Verdict:
    """`faults` are broken promises; `doubts` count the mails that are said to be uncertain, by whether they arrived."""

    faults: list[str] = field(default_factory=list)
    lost: int = 0
    doubles: int = 0
    doubts: Counter[bool] = field(default_factory=Counter)
    story: Any = None

    def demand(self, truth: bool, fault: str) -> None:
        if not truth:
            self.faults.append(fault)


def judge(morning: Morning, connection: Connection, expected: Any = None) -> Verdict:
    """`expected` is the story of a morning on which nobody died."""
    verdict = Verdict(story=story(connection))
    _mails_out(verdict, connection, morning)
    _mails_in(verdict, connection, morning)
    verdict.demand(not (faults := verify(connection).faults), f"the journal does not hold: {faults}")
    if expected is not None:
        for name, value in expected.items():
            verdict.demand(verdict.story[name] == value, f"{name}: {verdict.story[name]} instead of {value}")
        verdict.lost = len(expected["mails that left"] - verdict.story["mails that left"])
    return verdict


def _mails_out(verdict: Verdict, connection: Connection, morning: Morning) -> None:
    """Every row of today against the mailboxes of those it went to."""
    arrived = arrivals(morning.scene.hosts)
    known: Counter[str] = Counter()
    for row in connection.execute(OUTBOX).mappings():
        name = f"{row['key']} ({row['state']})"
        verdict.demand(row["state"] not in STUCK, f"{name} is stuck")
        copies = arrived.get(row["message_id"] or "", [])
        known[row["message_id"] or ""] += 1
        if _left_on_tuesday(row):
            continue
        verdict.doubles += max(0, len(copies) - 1)
        verdict.demand(len(copies) <= 1, f"{name} arrived {len(copies)} times")
        verdict.demand(not copies or row["state"] in LEFT, f"{name} arrived all the same")
        if row["state"] == "sent":
            verdict.lost += not copies
            verdict.demand(bool(copies), f"{name} never arrived")
        elif row["state"] == "uncertain":
            _doubt(verdict, row, name, bool(copies), morning)
        verdict.demand(all(_body(raw) == _body(row["raw"]) for raw in copies), f"{name} arrived with other bytes")
    for message_id in arrived:
        verdict.demand(bool(known[message_id]), f"{message_id} arrived, and no row speaks of it")
    verdict.demand(max(known.values(), default=0) <= 1, "two rows bear one Message-ID")


def _left_on_tuesday(row: Any) -> bool:
    return bool(row["queued_on"].day == 8)


def _doubt(verdict: Verdict, row: Any, name: str, arrived: bool, morning: Morning) -> None:
    verdict.doubts[arrived] += 1
    verdict.demand(bool(row["message_id"]), f"{name} has no Message-ID")
    verdict.demand(row["raw_sha256"] == hashlib.sha256(row["raw"]).hexdigest(), f"{name} has not the bytes it had")
    verdict.demand(not morning.scene.plot.reconcile, f"{name} was neither found nor sent again")
    verdict.demand(not (morning.scene.plot.copies and arrived), f"{name} left a copy that nobody found")
    verdict.demand(bool(row["told"]), f"{name} is a doubt that nobody was told of")


def _mails_in(verdict: Verdict, connection: Connection, morning: Morning) -> None:
    """Every reply is stored once, handled, and has one entry in the journal."""
    replies = {hashlib.sha256(_unix(raw)).hexdigest() for raw in morning.scene.replies}
    rows = [r for r in connection.execute(select(schema.mails)) if r.state != "own_copy"]
    stored = Counter(hashlib.sha256(_unix(r.raw)).hexdigest() for r in rows)
    lost = len(replies - set(stored))
    verdict.lost += lost
    verdict.demand(not lost, f"{lost} replies are lost")
    verdict.demand(max(stored.values(), default=0) <= 1, "a reply is stored twice")
    verdict.demand(all(r.state == "handled" for r in rows), f"replies are {[r.state for r in rows]}")
    effects = Counter(connection.execute(select(schema.journal.c.mail_id)).scalars())
    for row in rows:
        verdict.doubles += max(0, effects[row.id] - 1)
        verdict.demand(effects[row.id] == 1, f"reply {row.id} had {effects[row.id]} effects")


def story(connection: Connection) -> dict[str, Any]:
    """What the day has made of the company, doubts aside: the same however often the daemon died in it."""
    rows = list(connection.execute(OUTBOX))
    sent = [r for r in rows if r.state in LEFT]
    events = connection.execute(select(schema.journal.c.dossier, schema.journal.c.event)).all()
    outcomes = Counter(e.dossier for e in events if e.event in ("mail_sent", "mail_uncertain"))
    replies = select(schema.mails).where(schema.mails.c.state == "handled").order_by(schema.mails.c.message_id)
    return {
        "mails that left": {r.key for r in sent},
        "outcomes told": {k: min(v, _mails_of(rows, k)) for k, v in outcomes.items()},
        "dossiers": [_dossier(connection, r) for r in dossiers.references(connection)],
        "replies": [(r.message_id, r.dossier, r.matched_by, r.reason) for r in connection.execute(replies)],
    }


def _mails_of(rows: list[Any], dossier: str) -> int:
    return len([r for r in rows if r.dossier == dossier and r.state in LEFT])


def _dossier(connection: Connection, reference: str) -> tuple[Any, ...]:
    one = dossiers.load(connection, reference)
    tasks = sorted(t.kind.value for t in one.tasks if t.kind.value != "check_sent")
    promises = [(p.promised_on, p.state.value) for p in one.promises]
    return reference, one.status.value, promises, tasks, one.wait_until, one.claimed_on


def arrivals(hosts: Hosts) -> dict[str, list[bytes]]:
    """What the clients and the owner have in their mailboxes, by Message-ID."""
    found: dict[str, list[bytes]] = {}
    for raw in _both(hosts):
        found.setdefault(_message_id(raw), []).append(raw)
    return found


def _both(hosts: Hosts) -> Iterator[bytes]:
    for user in (ACHATS, PATRON):
        yield from hosts.mails(user)


def _message_id(raw: bytes) -> str:
    head = raw.partition(b"\r\n\r\n")[0].replace(b"\r\n ", b" ")
    return next(
        line.split(b":", 1)[1].strip().decode()
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"message-id:")
    )


def _body(raw: bytes) -> bytes:
    return raw.partition(b"\r\n\r\n")[2].rstrip(b"\r\n")


def _unix(raw: bytes) -> bytes:
    return raw.replace(b"\r\n", b"\n")
