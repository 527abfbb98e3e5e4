"""Whether what is remembered is what was written: the journal's chain, and every mail against it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from sqlalchemy import Connection, Table, select

from relanced.core.dossier import ReminderState
from relanced.core.events import Event
from relanced.errors import Fault
from relanced.store import journal
from relanced.store.decisions import event_name
from relanced.store.erasure import ERASED
from relanced.store.schema import dossiers, mails, outbox
from relanced.store.schema import journal as entries

DECISIONS = frozenset(event_name(kind) for kind in get_args(Event))
PAGE = 50


@dataclass(slots=True)
class Verified:
    """`last`: the hash of the journal's last entry, to be noted elsewhere; `erased` counts mails and entries whose
    words or bytes were erased by rule, which the journal says itself."""

    faults: list[Fault] = field(default_factory=list)
    entries: int = 0
    mails: int = 0
    erased: int = 0
    last: str = journal.FIRST


@dataclass(slots=True)
class _Chain:
    """What the journal says of everything else. `erased`: numbers of rows by table."""

    hashes: set[str] = field(default_factory=set)
    named: dict[str, int] = field(default_factory=dict)
    decisions: Counter[str] = field(default_factory=Counter)
    emptied: list[int] = field(default_factory=list)
    erased: dict[str, set[int]] = field(default_factory=lambda: {"journal": set(), "mails": set(), "outbox": set()})


def verify(connection: Connection, expected: str | None = None) -> Verified:
    """Everything that is wrong, each with its place. `expected`: a hash that was noted earlier, which must be there."""
    done = Verified()
    chain = _Chain()
    done.faults += _chain(connection, chain, done)
    done.faults += _emptied(chain)
    done.erased = len(chain.emptied)
    kept: set[str] = set()
    done.faults += _incoming(connection, chain, kept, done)
    done.faults += _outgoing(connection, chain, kept, done)
    done.faults += _missing(chain, kept)
    done.faults += _versions(connection, chain)
    if expected and expected not in chain.hashes:
        done.faults.append(Fault("journal", f"has no entry of hash {expected}", "entries were cut off or rewritten"))
    return done


# -- the chain --------------------------------------------------------------------------------------------------------


def _chain(connection: Connection, chain: _Chain, done: Verified) -> Iterator[Fault]:
    for number, row in _rows(connection, entries):
        done.entries += 1
        place = f"journal {number}"
        if row is None:
            yield Fault(place, "cannot be read")
            continue
        if row["previous"] != done.last:
            yield Fault(place, "does not follow the entry before it", "one was taken out, put in or moved")
        if row["hash"] != journal.seal(row):
            yield Fault(place, "was altered")
        elif row["salt"] is None:
            chain.emptied.append(number)
        elif not journal.says_what_it_said(row):
            yield Fault(place, "says something else than was written")
        done.last = row["hash"]
        _note(chain, number, row)


def _note(chain: _Chain, number: int, row: Mapping[str, Any]) -> None:
    chain.hashes.add(row["hash"])
    if row["sha256"]:
        chain.named.setdefault(row["sha256"], number)
    if row["event"] in DECISIONS:
        chain.decisions[row["dossier"]] += 1
    if row["event"] == ERASED and journal.says_what_it_said(row):
        for table, numbers in row["fact"].items():
            chain.erased[table].update(numbers)


def _emptied(chain: _Chain) -> Iterator[Fault]:
    for number in chain.emptied:
        if number not in chain.erased["journal"]:
            yield Fault(f"journal {number}", "has lost its words, and no entry says that they were erased")


# -- the mails --------------------------------------------------------------------------------------------------------


def _incoming(connection: Connection, chain: _Chain, kept: set[str], done: Verified) -> Iterator[Fault]:
    for number, row in _rows(connection, mails):
        done.mails += 1
        place = f"mail {number}"
        if row is None:
            yield Fault(place, "cannot be read")
            continue
        kept.add(row["sha256"])
        if number in chain.erased["mails"]:
            done.erased += 1
        elif _sha256(row["raw"]) != row["sha256"]:
            yield Fault(place, "its bytes are not those that came")
        if row["sha256"] not in chain.named:
            yield Fault(place, "the journal does not know that it came")


LEFT = frozenset({ReminderState.SENT.value, ReminderState.UNCERTAIN.value})


def _outgoing(connection: Connection, chain: _Chain, kept: set[str], done: Verified) -> Iterator[Fault]:
    for number, row in _rows(connection, outbox):
        place = f"outbox {number}"
        if row is None:
            yield Fault(place, "cannot be read")
            continue
        if row["raw_sha256"] is None:
            continue
        done.mails += 1
        kept.add(row["raw_sha256"])
        if number in chain.erased["outbox"]:
            done.erased += 1
        elif row["raw"] is not None and _sha256(row["raw"]) != row["raw_sha256"]:
            yield Fault(place, "its bytes are not those that were sealed")
        elif row["raw"] is None and row["state"] in LEFT:
            yield Fault(place, "its bytes are gone")
        told = row["dossier"] and row["told"] and row["state"] == ReminderState.SENT.value
        if told and row["raw_sha256"] not in chain.named:
            yield Fault(place, "the journal does not know that it left")


def _sha256(raw: Any) -> str:
    return hashlib.sha256(raw if isinstance(raw, bytes) else str(raw).encode()).hexdigest()


def _missing(chain: _Chain, kept: set[str]) -> Iterator[Fault]:
    for sha256, number in chain.named.items():
        if sha256 not in kept:
            yield Fault(f"journal {number}", f"the mail that it names is missing (SHA-256 {sha256})")


def _versions(connection: Connection, chain: _Chain) -> Iterator[Fault]:
    """Each decision made one version of its dossier and one entry: who cuts the journal's end has to alter both."""
    for reference, version in connection.execute(select(dossiers.c.reference, dossiers.c.version)):
        known = chain.decisions.pop(reference, 0)
        if known != version:
            yield Fault(f"dossier {reference}", f"has had {version} decisions, and the journal has {known}")
    for reference, known in chain.decisions.items():
        yield Fault(f"dossier {reference}", f"is gone, and the journal has {known} decisions about it")


# -- reading ----------------------------------------------------------------------------------------------------------


def _rows(connection: Connection, table: Table) -> Iterator[tuple[int, Mapping[str, Any] | None]]:
    """Every row by its number, a few at a time; None for one that is no longer what its columns can hold."""
    number = table.c.id
    last = -(2**31)
    while page := list(connection.execute(select(number).where(number > last).order_by(number).limit(PAGE)).scalars()):
        last = page[-1]
        yield from _page(connection, table, page)


def _page(connection: Connection, table: Table, page: list[int]) -> Iterator[tuple[int, Mapping[str, Any] | None]]:
    query = select(table).where(table.c.id >= page[0], table.c.id <= page[-1]).order_by(table.c.id)
    try:
        found = [dict(row) for row in connection.execute(query).mappings()]
    except (ValueError, TypeError):
        yield from ((number, _one(connection, table, number)) for number in page)
        return
    yield from ((row["id"], row) for row in found)


def _one(connection: Connection, table: Table, number: int) -> Mapping[str, Any] | None:
    try:
        return dict(connection.execute(select(table).where(table.c.id == number)).mappings().one())
    except (ValueError, TypeError):
        return None
