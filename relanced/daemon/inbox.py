"""From stored bytes to a decision: one mail a call, each with exactly one effect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection, Row

from relanced.core.dossier import Dossier, ReminderState
from relanced.core.events import ReplyRead, Trust
from relanced.core.reading import Reading
from relanced.core.tasks import TASKS, TaskKind
from relanced.daemon import change
from relanced.daemon.app import App
from relanced.daemon.reader import Context, Reader, Studied, Unreadable, open_invoices
from relanced.reading.matching import Candidate, Clues, Match, choose
from relanced.reading.mime import ParsedMail
from relanced.reading.quotes import Ours
from relanced.reading.trust import FREE_MAIL, Standing, sender_trust
from relanced.store import codec, dossiers, journal, mails, outbox, tasks

log = structlog.get_logger()

TRIES = 3
# A Date header further than this from the server's own date is not believed.
DATE_DRIFT = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of one mail, for counting."""

    matched: bool = False
    tasks_opened: int = 0


def handle_one(app: App, reader: Reader) -> Handled | None:
    """Handle the next stored mail; None when there is none. A poisoned one steps aside after three tries."""
    with app.store.begin() as connection:
        row = mails.next_waiting(connection)
        if row is None:
            return None
        tries = mails.tried(connection, row.id)
    if tries > TRIES:
        return _quarantine(app, row)
    try:
        studied = reader.study(row.raw, own_addresses(app))
        return _handle(app, reader, row, studied)
    except Unreadable as error:
        log.warning("mail_unreadable", mail=row.id, tries=tries, fault=str(error))
        return Handled() if tries < TRIES else _quarantine(app, row, str(error))


def own_addresses(app: App) -> frozenset[str]:
    smtp = app.settings.smtp
    return frozenset({app.creditor.email.lower(), *([smtp.sender.lower()] if smtp else [])})


def _handle(app: App, reader: Reader, row: Row[Any], studied: Studied) -> Handled:
    for _ in range(change.ATTEMPTS):
        with app.store.begin() as connection:
            if _is_our_copy(app, connection, studied.mail):
                return _close(app, connection, row, studied, "own_copy")
            match = _match(connection, studied.clues)
            if match.reference is None:
                return _unmatched(app, connection, row, studied, match)
            dossier = dossiers.load(connection, match.reference)
            texts = tuple(outbox.texts(connection, match.reference))
        reading = reader.understand(studied.mail, _context(app, row, studied.mail, dossier, texts))
        try:
            return _decide(app, row, studied, match, dossier, reading)
        except dossiers.Conflict:
            continue
    raise Unreadable("the dossier never stood still")


def _context(app: App, row: Row[Any], mail: ParsedMail, dossier: Dossier, texts: tuple[str, ...]) -> Context:
    ours = Ours(addresses=own_addresses(app), texts=texts)
    sent_at = written_at(mail.date, row.received_at)
    return Context(sent_at, open_invoices(dossier.invoices), ours, app.settings.sending.timezone.key)


def written_at(date: datetime | None, received_at: datetime) -> datetime:
    """The client's days count from when he wrote; a clock that is days ahead of the server's is not his."""
    if date is None or date > received_at + DATE_DRIFT:
        return received_at
    return date


def _decide(app: App, row: Row[Any], studied: Studied, match: Match, dossier: Dossier, reading: Reading) -> Handled:
    """One transaction: the dossier, the journal, the tasks, and the mail that is dealt with."""
    trust = _trust(app, studied.mail, dossier)
    message_id = studied.mail.message_id or None
    event = ReplyRead(reading, studied.mail.from_address, trust, match.matched_by.value, message_id)
    with app.store.begin() as connection:
        changed = change.apply(app, connection, dossier.reference, event, row.id)
        reason = changed.decision.reason.value
        understood = {"reading": codec.plain(reading), "trust": trust.value, "reason": reason}
        place = {"dossier": dossier.reference, "matched_by": match.matched_by.value}
        _finish(app, connection, row, studied, "handled", **understood, **place)
    log.info("reply_read", mail=row.id, **place, primary=reading.primary.value, reason=reason)
    return Handled(True, changed.written.tasks_opened)


def _trust(app: App, mail: ParsedMail, dossier: Dossier) -> Trust:
    """A name that the receiving server could have vouched for and did not is a stranger's."""
    authserv_id = app.settings.mailbox.trusted_authserv_id if app.settings.mailbox else None
    found = sender_trust(mail, [c.address for c in dossier.contacts], authserv_id)
    if authserv_id and not found.verified:
        return Trust.STRANGER
    return {Standing.CONTACT: Trust.CONTACT, Standing.COLLEAGUE: Trust.COLLEAGUE}.get(found.standing, Trust.STRANGER)


# -- which dossier ----------------------------------------------------------------------------------------------------


# A domain with more dossiers than this says nothing of which one is meant.
MOST_OF_A_DOMAIN = 50


def _match(connection: Connection, found: Clues) -> Match:
    """Only the dossiers that some clue names are looked at, the surest clues first, whatever the number of dossiers."""
    candidates: dict[str, Candidate] = {}
    match = choose(found, [])
    for clue in CLUES:
        new = [r for r in clue(connection, found) if r not in candidates]
        candidates |= {reference: _candidate(connection, reference) for reference in new}
        match = choose(found, list(candidates.values())) if new else match
        if match.reference:
            break
    return match


def _by_our_own_marks(connection: Connection, found: Clues) -> list[str]:
    return [
        *outbox.of_message_id(connection, list(found.message_ids)),
        *outbox.of_token(connection, list(found.tokens)),
    ]


def _by_names(connection: Connection, found: Clues) -> list[str]:
    addresses = [a for a in (found.sender, found.recipient) if a]
    known = [reference for a in addresses for reference in dossiers.of_address(connection, a)]
    return [*dossiers.existing(connection, list(found.references)), *known]


def _by_domain(connection: Connection, found: Clues) -> list[str]:
    if not found.domain or found.domain in FREE_MAIL:
        return []
    return dossiers.of_domain(connection, found.domain, MOST_OF_A_DOMAIN)


CLUES = (_by_our_own_marks, _by_names, _by_domain)


def _candidate(connection: Connection, reference: str) -> Candidate:
    identities = outbox.identities(connection, reference)
    addresses, numbers = dossiers.marks(connection, reference)
    return Candidate(
        reference=reference,
        message_ids=frozenset(m for m, _ in identities),
        tokens=frozenset(t for _, t in identities if t),
        addresses=frozenset(addresses),
        numbers=frozenset(numbers),
    )


def _unmatched(app: App, connection: Connection, row: Row[Any], studied: Studied, match: Match) -> Handled:
    """Never discarded: what speaks of a dossier goes to a person, the rest of the company's mail is left alone."""
    if not match.candidates:
        return _close(app, connection, row, studied, "foreign")
    detail = f"{studied.mail.from_address} : {studied.mail.subject} ({', '.join(match.candidates)} ?)"
    opened = _open_task(app, connection, TaskKind.READ_REPLY, detail, row.id)
    _finish(app, connection, row, studied, "unmatched")
    journal.append(connection, app.clock.now(), None, "mail_unmatched", "person_needed", detail, mail_id=row.id)
    return Handled(tasks_opened=opened)


def _open_task(app: App, connection: Connection, kind: TaskKind, detail: str, mail_id: int) -> int:
    when = app.when()
    due_on = app.policy.after(when.today, TASKS[kind].days)
    return int(tasks.open_once(connection, None, kind, due_on, detail, when.now, mail_id))


def _is_our_copy(app: App, connection: Connection, mail: ParsedMail) -> bool:
    """A copy of our own mail is no reply; it proves that an uncertain mail left."""
    if mail.from_address not in own_addresses(app) or not mail.message_id:
        return False
    row = outbox.with_message_id(connection, mail.message_id)
    if row is None:
        return False
    if row.state == ReminderState.UNCERTAIN.value:
        now = app.clock.now()
        outbox.finish(connection, row.id, outbox.Outcome(ReminderState.SENT, "found as a copy", now))
    return True


# -- the mail's own end -----------------------------------------------------------------------------------------------


def _close(app: App, connection: Connection, row: Row[Any], studied: Studied, state: str) -> Handled:
    _finish(app, connection, row, studied, state)
    return Handled()


def _finish(app: App, connection: Connection, row: Row[Any], studied: Studied, state: str, **more: Any) -> None:
    """Raises Conflict when another instance has dealt with the mail: then nothing of this transaction stands."""
    mail = studied.mail
    values = {"state": state, "message_id": mail.message_id or None, "sender": mail.from_address}
    if not mails.handled(connection, row.id, app.clock.now(), subject=mail.subject[:500], **values, **more):
        raise dossiers.Conflict(f"mail {row.id}")


def _quarantine(app: App, row: Row[Any], fault: str = "the reader died on it") -> Handled:
    """The bytes stay, a person looks, the next mail is read."""
    with app.store.begin() as connection:
        mails.handled(connection, row.id, app.clock.now(), state="quarantined", fault=fault)
        detail = f"message {row.id} : {fault}"
        opened = _open_task(app, connection, TaskKind.MEND_FAULT, detail, row.id)
        journal.append(connection, app.clock.now(), None, "mail_quarantined", "person_needed", detail, mail_id=row.id)
    log.error("mail_quarantined", mail=row.id, fault=fault)
    return Handled(tasks_opened=opened)
