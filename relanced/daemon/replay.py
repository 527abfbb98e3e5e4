"""Old mail under today's rules: what the daemon would have done with it. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Protocol

from sqlalchemy import Connection

from relanced.config import Settings
from relanced.core.decide import decide
from relanced.core.deciding import making
from relanced.core.deciding.steps import waits_for_person
from relanced.core.dossier import OVER, Contact, Customer, Dossier, Invoice, Status
from relanced.core.effects import Decision, OpenTask, QueueMail
from relanced.core.events import ReplyRead
from relanced.core.money import Money
from relanced.core.past import as_of
from relanced.core.policy import Policy
from relanced.core.reading import OpenInvoice, Reading
from relanced.core.tasks import TaskKind
from relanced.core.workdays import DAY
from relanced.daemon.app import App
from relanced.daemon.replies import matching
from relanced.daemon.replies.reader import Context, Reader, Studied, Unreadable
from relanced.reading.mail.matching import Match, MatchedBy
from relanced.reading.mail.mime import ParsedMail
from relanced.store import dossiers, mails, outbox, payments

BATCH = 20
# The states that the inbox gives a stored mail.
HANDLED, UNMATCHED, FOREIGN, OWN_COPY = "handled", "unmatched", "foreign", "own_copy"
# Without any ledger: one invoice that is late by a reminder's time.
SUPPOSED = Money(1000_00)
LATE = timedelta(days=8)
NO_MAIL = ParsedMail()
# In these the next question's day ends the wait.
UNTIL_ASKED = frozenset({Status.PROMISED, Status.PAYMENT_CLAIMED, Status.ON_PLAN})


@dataclass(frozen=True, slots=True)
class OldMail:
    """`file` is what it is called by; `invoices` are those that were open, where no store knows."""

    file: str
    raw: bytes
    invoices: tuple[OpenInvoice, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Whose a mail is. `state` is a stored mail's (`handled` where there is a dossier); `texts` were sent for it last;
    `then` is the reason that the daemon gave when it handled this very mail."""

    state: str
    match: Match
    dossier: Dossier | None = None
    texts: tuple[str, ...] = ()
    then: str | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Whether the mail stops the reminders, and their last day of rest where there is one: else a person ends it."""

    held: bool
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """One mail. `at` is when it was written, `place` None and `fault` said where it could not be read; `event` and
    `decision` are None without a dossier."""

    file: str
    at: datetime
    sender: str = ""
    place: Place | None = None
    event: ReplyRead | None = None
    decision: Decision | None = None
    fault: str = ""
    tasks: tuple[OpenTask, ...] = ()

    @property
    def answers(self) -> tuple[QueueMail, ...]:
        return tuple(e for e in self.decision.effects if isinstance(e, QueueMail)) if self.decision else ()

    @property
    def wait(self) -> Wait:
        """What the mail does to the reminders; nothing without a dossier."""
        if not (self.place and self.place.dossier and self.decision):
            return Wait(False)
        return _wait(self.place.dossier, self.decision.dossier)


class Ledger(Protocol):
    """Where the dossiers are."""

    @property
    def settings(self) -> Settings: ...

    @property
    def policy(self) -> Policy: ...

    def place(self, old: OldMail, studied: Studied, at: datetime) -> Place:
        """Whose the mail is, with the dossier as it was at that instant."""


class Books:
    """The store's dossiers."""

    def __init__(self, app: App) -> None:
        self.app, self.settings, self.policy = app, app.settings, app.policy

    def place(self, old: OldMail, studied: Studied, at: datetime) -> Place:
        with self.app.store.snapshot() as connection:
            if matching.our_mail(self.settings, connection, studied.mail):
                return Place(OWN_COPY, Match(None, MatchedBy.NOTHING))
            match = matching.find(connection, studied.clues)
            if match.reference is None:
                return Place(UNMATCHED if match.candidates else FOREIGN, match)
            then = _then(connection, studied.mail.message_id)
            texts = tuple(outbox.texts(connection, match.reference))
            known = dossiers.load(connection, match.reference)
            made = payments.of_dossier(connection, match.reference)
        return Place(HANDLED, match, as_of(known, at, self.policy.day(at), made), texts, then)


def _then(connection: Connection, message_id: str) -> str | None:
    row = mails.with_message_id(connection, message_id) if message_id else None
    return row.reason if row else None


class Alone:
    """No ledger: each mail is taken for a known contact's, about what stands beside it, else one late invoice."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.policy = settings, settings.policy()

    def place(self, old: OldMail, studied: Studied, at: datetime) -> Place:
        mail = studied.mail
        if mail.from_address in matching.own_addresses(self.settings):
            return Place(OWN_COPY, Match(None, MatchedBy.NOTHING))
        by = MatchedBy.MESSAGE_ID if studied.clues.message_ids else MatchedBy.SENDER
        day = self.policy.day(at)
        rows = tuple(Invoice(i.number, i.due_on, i.total, i.balance, i.issued_on) for i in old.invoices)
        supposed = Invoice("-", day - LATE, SUPPOSED, SUPPOSED)
        address = studied.clues.recipient or mail.from_address
        customer = Customer(address, mail.from_name or address)
        dossier = Dossier("-", customer, (Contact(address),), rows or (supposed,), since=day - LATE)
        return Place(HANDLED, Match(None, by), dossier)


@dataclass(slots=True)
class _Work:
    """One mail on its way."""

    old: OldMail
    done: Replayed
    mail: ParsedMail = NO_MAIL

    @property
    def has_dossier(self) -> bool:
        return self.done.place is not None and self.done.place.dossier is not None

    @property
    def placed(self) -> tuple[Place, Dossier]:
        """Its place and dossier; asked only of one that has a dossier."""
        place = self.done.place
        assert place is not None
        assert place.dossier is not None
        return place, place.dossier


def replay(ledger: Ledger, reader: Reader, olds: Iterable[OldMail], now: datetime) -> Iterator[Replayed]:
    """Each mail by itself, at the instant when it was written; one without a date, now."""
    rest = iter(olds)
    while batch := list(islice(rest, BATCH)):
        studied = reader.study([old.raw for old in batch], matching.own_addresses(ledger.settings))
        works = [_placed(ledger, old, answer, now) for old, answer in zip(batch, studied, strict=True)]
        _understand(ledger, reader, [work for work in works if work.has_dossier])
        yield from (work.done for work in works)


def _placed(ledger: Ledger, old: OldMail, studied: Studied | Unreadable, now: datetime) -> _Work:
    if isinstance(studied, Unreadable):
        return _Work(old, Replayed(old.file, now, fault=str(studied)))
    at = studied.mail.date or now
    place = ledger.place(old, studied, at)
    day = ledger.policy.day(at)
    asked = (making.task(TaskKind.READ_REPLY, ledger.policy, day),) if place.state == UNMATCHED else ()
    return _Work(old, Replayed(old.file, at, studied.mail.from_address, place, tasks=asked), studied.mail)


def _understand(ledger: Ledger, reader: Reader, works: Sequence[_Work]) -> None:
    answers = reader.understand([_question(ledger.settings, work) for work in works])
    for work, answer in zip(works, answers, strict=True):
        if isinstance(answer, Unreadable):
            work.done = replace(work.done, place=None, fault=str(answer))
        else:
            work.done = _decided(ledger, work, answer)


def _question(settings: Settings, work: _Work) -> tuple[ParsedMail, Context]:
    """The invoice that is only supposed is nothing to the reader."""
    place, dossier = work.placed
    asked = matching.context(settings, work.mail, work.done.at, dossier.invoices, place.texts)
    return work.mail, asked if place.match.reference else replace(asked, invoices=work.old.invoices)


def _decided(ledger: Ledger, work: _Work, reading: Reading) -> Replayed:
    place, dossier = work.placed
    event = matching.reply(ledger.settings, work.mail, place.match, dossier, reading)
    decision = decide(dossier, event, ledger.policy, work.done.at)
    opened = tuple(e for e in decision.effects if isinstance(e, OpenTask))
    return replace(work.done, event=event, decision=decision, tasks=opened)


def _wait(before: Dossier, after: Dossier) -> Wait:
    if after.status in OVER:
        return Wait(after.status is not Status.SETTLED)
    if after.hold:
        return Wait(True, after.hold.until)
    if waits_for_person(after):
        return Wait(True)
    if after.status in UNTIL_ASKED and after.next_action_on and after.next_step is None:
        return Wait(True, after.next_action_on - DAY)
    longer = after.wait_until if after.wait_until != before.wait_until else None
    return Wait(after.status is not Status.ACTIVE or longer is not None, longer)
