"""What nobody can claim any more is forgotten: once a day, and at a person's request.

What serves to establish, exercise or defend a legal claim is kept until that claim is barred (GDPR art. 17.3 e); then
it has no reason to be there (art. 5.1 e).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import structlog
from sqlalchemy import Connection

from relanced.core.dossier import CustomerKind
from relanced.core.law.limitation import RULES, nature
from relanced.core.law.months import add_months
from relanced.daemon.app import App
from relanced.store import erasure, facts

log = structlog.get_logger()

LAST = "retention_on"
# So many dossiers in one turn: the mailbox is read in between.
A_TURN = 50


@dataclass(slots=True)
class Forgotten:
    """How many dossiers, and how many mails of no dossier or summaries."""

    dossiers: int = 0
    mails: int = 0


def kept_until(app: App, kind: CustomerKind, last_on: date) -> date:
    """The last day on which a dossier is kept in which nothing has happened since `last_on`: the limitation's, unless
    the settings say otherwise."""
    months = app.settings.retention.settled_months
    return add_months(last_on, months) if months is not None else RULES[nature(kind)].last_day(last_on)


def lapsed(app: App, closed: erasure.Closed) -> bool:
    return kept_until(app, closed.kind, app.policy.day(closed.last_at)) < app.today()


def erase_if_due(app: App) -> None:
    """The day's pass, in pieces; nothing when it has been made."""
    today = app.today().isoformat()
    with app.store.snapshot() as connection:
        if facts.get(connection, LAST) == today:
            return
    done = erase(app)
    if done.dossiers < A_TURN:
        with app.store.begin() as connection:
            facts.put(connection, LAST, today)
    if done.dossiers or done.mails:
        erasure.wipe_traces(app.store)
        log.info("personal_data_erased", dossiers=done.dossiers, mails=done.mails)


def erase(app: App) -> Forgotten:
    done = Forgotten()
    with app.store.snapshot() as connection:
        due = [one.reference for one in erasure.closed(connection) if lapsed(app, one)][:A_TURN]
    for reference in due:
        with app.store.begin() as connection:
            done.dossiers += erase_closed(app, connection, reference)
    with app.store.begin() as connection:
        before = app.clock.now() - timedelta(days=app.settings.retention.other_mail_days)
        for held in (erasure.loose(connection, before), erasure.summaries(connection, before)):
            erasure.erase(connection, held, None, app.clock.now())
            done.mails += len(held.mails) + len(held.outbox)
    return done


def erase_closed(app: App, connection: Connection, reference: str) -> bool:
    """False when it has come to life again, or is not old enough."""
    if not any(lapsed(app, one) for one in erasure.closed(connection, reference)):
        return False
    erasure.erase_dossier(connection, reference, app.clock.now())
    return True
