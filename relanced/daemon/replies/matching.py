"""Whose a mail is and what it is to his dossier: what the inbox and a replay of old mail have in common."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from relanced.config import Settings
from relanced.core.dossier import Dossier, Invoice
from relanced.core.events import ReplyRead, Trust
from relanced.core.reading import Reading
from relanced.daemon.replies.reader import Context, open_invoices
from relanced.reading.machines.silence import wants_no_answer
from relanced.reading.mail.matching import Candidate, Clues, Match, choose
from relanced.reading.mail.mime import ParsedMail
from relanced.reading.mail.ours import Ours
from relanced.reading.mail.trust import FREE_MAIL, Standing, sender_trust
from relanced.store import dossiers, outbox

# A Date header further than this from the server's own date is not believed.
DATE_DRIFT = timedelta(days=3)
# Servers try for five days (RFC 5321 4.5.4.1), and a folder may be read late, but its own dates stay.
LONGEST_WAY = timedelta(days=10)


def own_addresses(settings: Settings) -> frozenset[str]:
    """The company's own, lower case."""
    sender = settings.smtp.sender if settings.smtp else ""
    return frozenset(a.lower() for a in (settings.company.email, sender) if a)


def context(
    settings: Settings, mail: ParsedMail, received_at: datetime, invoices: Sequence[Invoice], texts: tuple[str, ...]
) -> Context:
    """What a dossier adds to the reading of `mail`: its invoices, and the `texts` that were sent for it last."""
    ibans = frozenset(filter(None, [settings.company.iban]))
    ours = Ours(addresses=own_addresses(settings), texts=texts, ibans=ibans)
    sent_at = written_at(mail.date, received_at)
    return Context(sent_at, open_invoices(invoices), ours, settings.sending.timezone.key)


def written_at(date: datetime | None, received_at: datetime) -> datetime:
    """The client's days count from when he wrote; a clock that is days ahead of the server's, or weeks behind, is not
    his: « vendredi » would be one of another year."""
    if date is None or not received_at - LONGEST_WAY <= date <= received_at + DATE_DRIFT:
        return received_at
    return date


def reply(settings: Settings, mail: ParsedMail, match: Match, dossier: Dossier, reading: Reading) -> ReplyRead:
    """The event that `mail` is in the life of `dossier`."""
    mark, message_id = match.matched_by.value, mail.message_id or None
    believed = _trust(settings, mail, dossier)
    return ReplyRead(reading, mail.from_address, believed, mark, message_id, wants_no_answer(mail))


def _trust(settings: Settings, mail: ParsedMail, dossier: Dossier) -> Trust:
    """A name that the receiving server could have vouched for and did not is a stranger's."""
    authserv_id = settings.mailbox.trusted_authserv_id if settings.mailbox else None
    found = sender_trust(mail, [c.address for c in dossier.contacts], authserv_id)
    if authserv_id and not found.verified:
        return Trust.STRANGER
    return {Standing.CONTACT: Trust.CONTACT, Standing.COLLEAGUE: Trust.COLLEAGUE}.get(found.standing, Trust.STRANGER)


def our_mail(settings: Settings, connection: Connection, mail: ParsedMail) -> Row[Any] | None:
    """The row of the outbox that `mail` is a copy of, if we have sent it."""
    if mail.from_address not in own_addresses(settings) or not mail.message_id:
        return None
    return outbox.with_message_id(connection, mail.message_id)


# -- which dossier ----------------------------------------------------------------------------------------------------


# A domain with more dossiers than this says nothing of which one is meant.
MOST_OF_A_DOMAIN = 50


def find(connection: Connection, found: Clues) -> Match:
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
