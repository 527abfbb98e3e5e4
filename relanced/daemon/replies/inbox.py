"""From stored bytes to a decision, in small batches; each mail has exactly one effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog
from sqlalchemy import Connection, Row

from relanced.core.dossier import ReminderState
from relanced.core.reading import Reading
from relanced.core.tasks import TASKS, TaskKind
from relanced.daemon import change
from relanced.daemon.app import App
from relanced.daemon.replies import matching
from relanced.daemon.replies.reader import Context, Reader, Studied, Unreadable
from relanced.daemon.sending import doubts
from relanced.reading.mail.matching import Match
from relanced.store import codec, dossiers, journal, mails, outbox, tasks

log = structlog.get_logger()

BATCH = 20
TRIES = 3


@dataclass(slots=True)
class Handled:
    """What became of a batch, for counting."""

    mails: int = 0
    matched: int = 0
    tasks_opened: int = 0

    def __iadd__(self, other: Handled) -> Handled:
        self.mails += other.mails
        self.matched += other.matched
        self.tasks_opened += other.tasks_opened
        return self


@dataclass(slots=True)
class Work:
    """One mail on its way: its row, then what it is, then whose it is, then what it says."""

    row: Row[Any]
    studied: Studied | None = None
    match: Match | None = None
    context: Context | None = None
    reading: Reading | None = None


def handle_batch(app: App, reader: Reader, limit: int = BATCH) -> Handled | None:
    """Handle the next stored mails; None when there is none.

    The attempt is counted before it is made: a mail that kills the process steps aside after three tries, and is tried
    alone from the second time on, so that it takes no other with it.
    """
    works = take(app, limit)
    if not works:
        return None
    done = study(app, reader, works)
    done += settle(app, reader, works)
    done.mails = len(works)
    return done


def take(app: App, limit: int = BATCH, but: Sequence[Work] = ()) -> list[Work]:
    """The next mails, each with its attempt counted; `but` are on their way already."""
    with app.store.begin() as connection:
        rows = mails.next_waiting(connection, limit, [work.row.id for work in but])
        mails.tried(connection, [row.id for row in rows])
    return [Work(row) for row in rows]


def settle(app: App, reader: Reader, works: list[Work]) -> Handled:
    """What has been studied finds its dossier, is understood and decided, in the order in which it came."""
    done = place(app, works)
    done += understand(app, reader, works)
    done += decide_all(app, works)
    return done


def study(app: App, reader: Reader, works: list[Work]) -> Handled:
    done = Handled()
    fresh = [work for work in works if work.row.tries < TRIES]
    for work in works:
        if work.row.tries >= TRIES:
            done += _quarantine(app, work.row, "the reader died on it")
    answers = reader.study([w.row.raw for w in fresh], matching.own_addresses(app.settings))
    for work, answer in zip(fresh, answers, strict=True):
        if isinstance(answer, Unreadable):
            done += _unreadable(app, work, answer)
        else:
            work.studied = answer
    return done


def place(app: App, works: list[Work]) -> Handled:
    """Whose is each: ours, nobody's, a person's to say, or a dossier's. One transaction; each stands or falls alone,
    for who writes anything closes the mail first, and finds out there that another instance was faster."""
    done = Handled()
    with app.store.begin() as connection:
        for work in works:
            if work.studied is None:
                continue
            try:
                done += _place_one(app, connection, work)
            except dossiers.Conflict:
                log.info("mail_left_for_later", mail=work.row.id)
    return done


def _place_one(app: App, connection: Connection, work: Work) -> Handled:
    assert work.studied is not None
    if copied := matching.our_mail(app.settings, connection, work.studied.mail):
        _finish(app, connection, work.row, work.studied, "own_copy")
        _has_left(app, connection, copied)
        return Handled()
    match = matching.find(connection, work.studied.clues)
    if match.reference is None:
        return _unmatched(app, connection, work.row, work.studied, match)
    invoices = dossiers.invoices(connection, match.reference)
    texts = tuple(outbox.texts(connection, match.reference))
    work.match = match
    work.context = matching.context(app.settings, work.studied.mail, work.row.received_at, invoices, texts)
    return Handled()


def understand(app: App, reader: Reader, works: list[Work]) -> Handled:
    done = Handled()
    asked = [work for work in works if work.studied and work.context]
    questions = [(w.studied.mail, replace(w.context, quick=reader.quick)) for w in asked if w.studied and w.context]
    answers = reader.understand(questions)
    for work, answer in zip(asked, answers, strict=True):
        if isinstance(answer, Unreadable):
            done += _unreadable(app, work, answer)
        else:
            work.reading = answer
    return done


def _unreadable(app: App, work: Work, fault: Unreadable) -> Handled:
    tries = work.row.tries + 1
    log.warning("mail_unreadable", mail=work.row.id, tries=tries, fault=str(fault))
    return _quarantine(app, work.row, str(fault)) if tries >= TRIES else Handled()


def decide_all(app: App, works: list[Work]) -> Handled:
    """One transaction; each mail's part of it stands or falls alone."""
    done = Handled()
    with app.store.begin() as connection:
        for work in works:
            if work.reading is None:
                continue
            try:
                with connection.begin_nested():
                    done += _decide(app, connection, work)
            except dossiers.Conflict:
                log.info("mail_left_for_later", mail=work.row.id)
    return done


def _decide(app: App, connection: Connection, work: Work) -> Handled:
    """The dossier, the journal, the tasks, and the mail that is dealt with."""
    assert work.studied is not None
    assert work.match is not None
    assert work.match.reference is not None
    assert work.reading is not None
    reading, match, mail = work.reading, work.match, work.studied.mail
    dossier = dossiers.load(connection, work.match.reference)
    event = matching.reply(app.settings, mail, match, dossier, reading)
    changed = change.apply_to(app, connection, dossier, event, work.row.id)
    reason = changed.decision.reason.value
    place = {"dossier": dossier.reference, "matched_by": match.matched_by.value}
    understood = {"reading": codec.plain(reading), "trust": event.trust.value, "reason": reason}
    _finish(app, connection, work.row, work.studied, "handled", **understood, **place)
    log.info("reply_read", mail=work.row.id, **place, primary=reading.primary.value, reason=reason)
    return Handled(matched=1, tasks_opened=changed.written.tasks_opened)


def _unmatched(app: App, connection: Connection, row: Row[Any], studied: Studied, match: Match) -> Handled:
    """Never discarded: what speaks of a dossier goes to a person, the rest of the company's mail is left alone."""
    if not match.candidates:
        _finish(app, connection, row, studied, "foreign")
        return Handled()
    detail = f"{studied.mail.from_address} : {studied.mail.subject} ({', '.join(match.candidates)} ?)"
    _finish(app, connection, row, studied, "unmatched")
    opened = _open_task(app, connection, TaskKind.READ_REPLY, detail, row.id)
    journal.append(connection, app.clock.now(), None, "mail_unmatched", "person_needed", detail, mail_id=row.id)
    return Handled(tasks_opened=opened)


def _open_task(app: App, connection: Connection, kind: TaskKind, detail: str, mail_id: int) -> int:
    when = app.when()
    due_on = app.policy.after(when.today, TASKS[kind].days)
    return int(tasks.open_once(connection, None, kind, due_on, detail, when.now, mail_id))


def _has_left(app: App, connection: Connection, copied: Row[Any]) -> None:
    """Where copies are asked for, one of our own mail proves that an uncertain mail left."""
    if copied.state == ReminderState.UNCERTAIN.value and doubts.has_copies(app):
        now = app.clock.now()
        outbox.finish(connection, copied.id, outbox.Outcome(ReminderState.SENT, "found as a copy", now))


# -- the mail's own end -----------------------------------------------------------------------------------------------


def _finish(app: App, connection: Connection, row: Row[Any], studied: Studied, state: str, **more: Any) -> None:
    """Raises Conflict when another instance has dealt with the mail: then nothing of this transaction stands."""
    mail = studied.mail
    values = {"state": state, "message_id": mail.message_id or None, "sender": mail.from_address}
    if not mails.handled(connection, row.id, app.clock.now(), subject=mail.subject[:500], **values, **more):
        raise dossiers.Conflict(f"mail {row.id}")


def _quarantine(app: App, row: Row[Any], fault: str) -> Handled:
    """The bytes stay, a person looks, the next mail is read."""
    with app.store.begin() as connection:
        mails.handled(connection, row.id, app.clock.now(), state="quarantined", fault=fault)
        detail = f"message {row.id} : {fault}"
        opened = _open_task(app, connection, TaskKind.MEND_FAULT, detail, row.id)
        journal.append(connection, app.clock.now(), None, "mail_quarantined", "person_needed", detail, mail_id=row.id)
    log.error("mail_quarantined", mail=row.id, fault=fault)
    return Handled(tasks_opened=opened)
