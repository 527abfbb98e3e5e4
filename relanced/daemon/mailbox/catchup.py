"""Bringing a folder into the store: bytes before anything else, in order, each body fetched once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import structlog
from sqlalchemy import Connection

from relanced.core.tasks import TASKS, TaskKind
from relanced.daemon.app import App
from relanced.daemon.mailbox import stumbles
from relanced.daemon.mailbox.imap import Mailbox
from relanced.store import journal, mails, tasks

log = structlog.get_logger()


def catch_up(
    app: App,
    mailbox: Mailbox,
    beat: Callable[[], None] = lambda: None,
    choose: Callable[[list[int]], list[int]] = lambda uids: uids,
) -> int:
    """Store all that is above the watermark; answers how many mails were new. Raises `imap.Lost`.

    `beat` is called at each batch: thousands of mails take minutes, and are no standstill. Of a folder that is not all
    for us, `choose` says which are.

    The watermark follows each batch, in the transaction that stores it: a crash reads that batch again and stores
    nothing twice.
    """
    place = _place(app, mailbox)
    new = 0
    wanted = _wanted(mailbox, place)
    for batch in stumbles.batches(app, mailbox, choose(wanted)):
        beat()
        with app.store.begin() as connection:
            for arrival in batch.arrivals:
                new += mails.store(connection, mailbox.folder, mailbox.uidvalidity, arrival, app.clock.now())
            for uid in batch.withheld:
                _hand_over(app, connection, mailbox, uid)
            mails.put_place(connection, mailbox.folder, replace(place, last_uid=batch.uids[-1]))
    with app.store.begin() as connection:
        if wanted:
            mails.put_place(connection, mailbox.folder, replace(place, last_uid=wanted[-1]))
        stumbles.forget(connection, mailbox)
        mails.mark_read(connection, mailbox.folder, app.clock.now())
    return new


def _hand_over(app: App, connection: Connection, mailbox: Mailbox, uid: int) -> None:
    """A mail that the server lists and withholds does not stop the ones behind it: a person opens it."""
    when = app.when()
    detail = f"{mailbox.folder}, UID {uid} : the server lists this mail and does not give it"
    due_on = app.policy.after(when.today, TASKS[TaskKind.MEND_FAULT].days)
    tasks.open_once(connection, None, TaskKind.MEND_FAULT, due_on, detail, when.now)
    journal.append(connection, when.now, None, "mail_withheld", "person_needed", detail)
    log.error("mail_withheld", folder=mailbox.folder, uid=uid)


def _place(app: App, mailbox: Mailbox) -> mails.Place:
    """Where to read on. What lay in the folder before relanced is no answer to it; under a new UIDVALIDITY everything
    since then is looked at again, and what is known by its content is stored once."""
    with app.store.begin() as connection:
        known = mails.place(connection, mailbox.folder)
    if known and known.uidvalidity == mailbox.uidvalidity:
        return known
    if known:
        log.warning("uidvalidity_changed", folder=mailbox.folder, before=known.uidvalidity, now=mailbox.uidvalidity)
        place = mails.Place(mailbox.uidvalidity, 0, known.history_until)
    else:
        last_uid, history_until = mailbox.newest()
        place = mails.Place(mailbox.uidvalidity, last_uid, history_until)
    with app.store.begin() as connection:
        mails.put_place(connection, mailbox.folder, place)
    return place


def _wanted(mailbox: Mailbox, place: mails.Place) -> list[int]:
    uids = mailbox.uids_above(place.last_uid)
    if place.last_uid or place.history_until is None:
        return uids
    dates = mailbox.dates(uids)
    return [uid for uid in uids if uid not in dates or dates[uid] > place.history_until]
