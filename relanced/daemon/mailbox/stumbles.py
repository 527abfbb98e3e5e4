"""A mail that breaks the connection each time that it is fetched does not stop the ones behind it.

Some servers answer one mail with what is no IMAP, or stop in the middle of it, and every batch that holds it is lost.
After a loss the mails are fetched one by one. One that is lost alone three times is confronted with the next: when that
one comes and this one breaks the connection again, it is left to a person; when neither comes, the server is ill, and
nobody is blamed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from relanced.daemon.app import App
from relanced.daemon.mailbox.connection import Lost
from relanced.daemon.mailbox.imap import BATCH, Mailbox
from relanced.store import facts
from relanced.store.mails import Arrival

TRIES = 3
# With no other mail to compare it with.
LONE_TRIES = 12
CONVICTED = 1000


@dataclass(frozen=True, slots=True)
class Batch:
    """`uids` were asked for; `withheld` are those that the server lists and does not give."""

    uids: list[int]
    arrivals: list[Arrival]
    withheld: list[int]


@dataclass(frozen=True, slots=True)
class Stumble:
    """Where a fetch was lost, and how often that was this one mail's fetch."""

    uidvalidity: int
    uid: int
    tries: int


def batches(app: App, mailbox: Mailbox, uids: list[int]) -> Iterator[Batch]:
    """`uids` in order. Raises `imap.Lost`, and remembers where."""
    with app.store.begin() as connection:
        last = _last(connection, mailbox)
    left = uids
    tries = last.tries if last and left and left[0] == last.uid else 0
    if tries >= CONVICTED or (tries >= LONE_TRIES and len(left) == 1):
        yield Batch(left[:1], [], left[:1])
        left, last = left[1:], None
    elif tries >= TRIES and len(left) > 1:
        yield _confront(app, mailbox, *left[:2])
        left = left[2:]
    most = 1 if last else BATCH
    try:
        for asked, came in mailbox.batches(left, most):
            late, withheld = _ask_again(mailbox, asked, came)
            left = left[len(asked) :]
            yield Batch(asked, sorted([*came, *late], key=lambda arrival: arrival.uid), withheld)
    except Lost:
        alone = most == 1 or len(left) == 1
        tries = last.tries if last and last.uid == left[0] else 0
        _put(app, mailbox, Stumble(mailbox.uidvalidity, left[0], tries + alone))
        raise


def _confront(app: App, mailbox: Mailbox, suspect: int, witness: int) -> Batch:
    """Raises `imap.Lost`, and remembers of whom that speaks."""
    verdict = 0
    try:
        _, came = next(mailbox.batches([witness]))
        verdict = CONVICTED
        _, this = next(mailbox.batches([suspect]))
    except Lost:
        _put(app, mailbox, Stumble(mailbox.uidvalidity, suspect, verdict))
        raise
    late, withheld = _ask_again(mailbox, [suspect, witness], [*this, *came])
    return Batch([suspect, witness], sorted([*this, *came, *late], key=lambda arrival: arrival.uid), withheld)


def forget(connection: Connection, mailbox: Mailbox) -> None:
    """The folder has been read to its end."""
    if _last(connection, mailbox):
        facts.put(connection, _name(mailbox), "")


def _ask_again(mailbox: Mailbox, uids: list[int], arrivals: list[Arrival]) -> tuple[list[Arrival], list[int]]:
    """What the server said OK to and did not give, each asked for once more by itself, if it is still there at all:
    what came, and the UIDs of what did not."""
    lacking = sorted(set(uids) - {arrival.uid for arrival in arrivals})
    if not lacking:
        return [], []
    there = set(lacking) & set(mailbox.uids_above(lacking[0] - 1))
    came = [arrival for uid in sorted(there) for _, again in mailbox.batches([uid]) for arrival in again]
    return came, sorted(there - {arrival.uid for arrival in came})


def _name(mailbox: Mailbox) -> str:
    return f"stumble in {mailbox.folder}"


def _last(connection: Connection, mailbox: Mailbox) -> Stumble | None:
    words = (facts.get(connection, _name(mailbox)) or "").split()
    last = Stumble(*map(int, words)) if words else None
    return last if last and last.uidvalidity == mailbox.uidvalidity else None


def _put(app: App, mailbox: Mailbox, at: Stumble) -> None:
    with app.store.begin() as connection:
        facts.put(connection, _name(mailbox), f"{at.uidvalidity} {at.uid} {at.tries}")
