"""One dossier's entries, with what proves that they stand in the journal's chain; nothing of the others is shown.

Of every entry since the dossier's first there is a line: its number, the hash of its body, the hash of the link. The
bodies of other dossiers' entries are hashes of what holds salted hashes: nobody can tell what they say.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from relanced.errors import Fault
from relanced.store import journal
from relanced.store.schema import journal as j

FIELDS = ("id", "at", "dossier", "event", "reason", "mail_id", "sha256", "digest", "salt", "detail", "fact")
LINKED = (j.c.id, j.c.at, j.c.previous, j.c.hash, *(j.c[name] for name in journal.SEALED))


@dataclass(frozen=True, slots=True)
class Excerpt:
    """`entries` is JSON, one a line; `chain` starts with the hash before its first link. Both are text."""

    entries: str
    chain: str


def of(connection: Connection, dossier: str) -> Excerpt:
    rows = connection.execute(select(j).where(j.c.dossier == dossier).order_by(j.c.id)).mappings()
    entries = "".join(_line(dict(row)) for row in rows)
    first = select(func.min(j.c.id)).where(j.c.dossier == dossier).scalar_subquery()
    links = list(connection.execute(select(*LINKED).where(j.c.id >= first).order_by(j.c.id)).mappings())
    start = links[0]["previous"] if links else journal.FIRST
    chain = [start, *(f"{row['id']} {journal.body(dict(row))} {row['hash']}" for row in links)]
    return Excerpt(entries, "\n".join(chain) + "\n")


def _line(row: dict[str, Any]) -> str:
    shown = {name: row[name] for name in FIELDS} | {"at": row["at"].astimezone(UTC).isoformat()}
    return json.dumps(shown, ensure_ascii=False) + "\n"


@dataclass(slots=True)
class Checked:
    """`named`: the hashes of the mails that the entries are about, True where the mail must be there (its entry has not
    been erased); `last`: the hash of the last link."""

    faults: list[Fault]
    entries: int
    named: dict[str, bool]
    hashes: set[str]
    last: str


def check(excerpt: Excerpt) -> Checked:
    """Raises nothing: what cannot be read is a fault."""
    start, *lines = excerpt.chain.splitlines() or [""]
    links = dict(_links(lines))
    done = Checked([], 0, {}, {link[1] for link in links.values()}, start)
    for number, (body, sealed) in links.items():
        if journal.link(done.last, body) != sealed:
            done.faults.append(Fault(f"chain.txt {number}", "does not follow from the line before it"))
        done.last = sealed
    for place, line in enumerate(excerpt.entries.splitlines(), 1):
        done.entries += 1
        done.faults += _entry(f"journal.jsonl line {place}", line, links, done)
    return done


def _links(lines: list[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    for line in lines:
        number, body, sealed = [*line.split(" "), "", "", ""][:3]
        yield number, (body, sealed)


def _entry(place: str, line: str, links: dict[str, tuple[str, str]], done: Checked) -> Iterator[Fault]:
    try:
        row = json.loads(line)
        row["at"] = datetime.fromisoformat(row["at"])
        body, says = journal.body(row), row["salt"] is None or journal.says_what_it_said(row)
        number, sha256 = str(row["id"]), row["sha256"]
    except (ValueError, TypeError, KeyError):
        yield Fault(place, "cannot be read")
        return
    if not says:
        yield Fault(place, "says something else than was written")
    if links.get(number, ("", ""))[0] != body:
        yield Fault(place, "is not what the chain has sealed")
    if sha256:
        done.named[sha256] = row["salt"] is not None
