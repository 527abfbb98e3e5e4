"""A bank statement's movements as payments: what leaves no doubt is recorded, once; the rest is for a person to see."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy import Connection

from relanced.core.bank import Books, Finding, Movement, Verdict, Why, compared
from relanced.core.dossier import Dossier
from relanced.core.events import CreditSeen
from relanced.daemon import change
from relanced.daemon.app import App
from relanced.store import dossiers, facts, payments

# A bank and the books tell the same payment so far apart at most.
DAYS = timedelta(days=5)


@dataclass(slots=True)
class Statement:
    """`credits` counts what came in; `known` what was recorded before; `found` has what was recorded now, and what a
    person should see."""

    credits: int = 0
    known: int = 0
    settled: int = 0
    foreign: int = 0
    found: list[tuple[Movement, Finding]] = field(default_factory=list)

    def of(self, verdict: Verdict) -> list[tuple[Movement, Finding]]:
        return [(movement, finding) for movement, finding in self.found if finding.verdict is verdict]


def record(
    app: App,
    connection: Connection,
    movements: Sequence[Movement],
    changed: Callable[[Dossier, Dossier], None],
) -> Statement:
    """Inside the caller's transaction; `changed` is told of each dossier before and after."""
    done = Statement(credits=sum(m.amount.cents > 0 for m in movements))
    books = Books(dossiers.debts(connection) if movements else ())
    for movement in movements:
        if payments.known(connection, _key(movement)):
            done.known += 1
            continue
        finding = _find(connection, books, movement)
        done.settled += finding.verdict is Verdict.SETTLED
        done.foreign += finding.verdict is Verdict.FOREIGN and movement.amount.cents > 0
        if finding.verdict is Verdict.PAID:
            _pay(app, connection, books, movement, finding, changed)
        if finding.verdict is Verdict.UNSURE:
            _ask(app, connection, movement, finding)
        if finding.verdict in (Verdict.PAID, Verdict.UNSURE):
            done.found.append((movement, finding))
    return done


def _find(connection: Connection, books: Books, movement: Movement) -> Finding:
    """A part that was recorded from elsewhere within days may be the same money."""
    finding = books.find(movement)
    rows = ((d, fact) for d, (_, fact) in zip(finding.candidates, finding.payments, strict=False))
    parts = [(d.number, fact) for d, fact in rows if fact.amount != d.balance]
    if any(payments.alike(connection, n, fact, DAYS, from_bank=by) for n, fact in parts for by in (True, False)):
        return replace(finding, verdict=Verdict.UNSURE, why=Why.SEEN, payments=())
    return finding


def _key(movement: Movement, number: int = 0) -> str:
    """One movement may pay several invoices. Its words name who paid, and the key outlives what is erased of him."""
    said = f"{movement.key}|{number}" if number else movement.key
    return payments.BANK + hashlib.sha256(said.encode()).hexdigest()


def _pay(
    app: App,
    connection: Connection,
    books: Books,
    movement: Movement,
    finding: Finding,
    changed: Callable[[Dossier, Dossier], None],
) -> None:
    for number, (reference, fact) in enumerate(finding.payments):
        before = dossiers.load(connection, reference)
        payments.record(connection, reference, _key(movement, number), fact, app.clock.now())
        change.apply(app, connection, reference, fact)
        changed(before, dossiers.load(connection, reference))
        books.put(reference, dossiers.debts(connection, reference))


def _ask(app: App, connection: Connection, movement: Movement, finding: Finding) -> None:
    """A person, once, where only one dossier can be meant; until he has compared, nothing asks for that money."""
    meant = {d.dossier for d in finding.candidates}
    if len(meant) != 1 or facts.get(connection, _key(movement)):
        return
    facts.put(connection, _key(movement), "asked")
    change.apply(app, connection, meant.pop(), CreditSeen(compared(movement, finding.why)))
