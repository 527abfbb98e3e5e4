"""The summary: gathered from the store, sealed at once, sent like any other mail, exactly once a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from relanced.core.dossier import ReminderState as State
from relanced.core.risk.settlements import Settlements, month_before
from relanced.core.summary import Summary
from relanced.daemon import law, limitation, restored, risk, scripts
from relanced.daemon.app import App
from relanced.daemon.sending import compose
from relanced.letters.compose import compose_summary
from relanced.letters.envelope import Composed
from relanced.letters.formats import formats
from relanced.store import alerts, facts, journal, mails, outbox, report

LAST = "summary_at"
LOST = {
    "fr": {
        State.UNCERTAIN: "Le bilan du {day:%d/%m/%Y} n’est peut-être pas arrivé à {to}\u00a0: la liaison a été perdue.",
        State.REFUSED: "Le bilan du {day:%d/%m/%Y} a été refusé pour {to}\u00a0: {said}",
        State.HELD: "Le bilan du {day:%d/%m/%Y} n’est pas parti vers {to}\u00a0: {said}",
    },
    "en": {
        State.UNCERTAIN: "The summary of {day:%d/%m/%Y} may not have reached {to}: the link was lost.",
        State.REFUSED: "The summary of {day:%d/%m/%Y} was refused for {to}: {said}",
        State.HELD: "The summary of {day:%d/%m/%Y} did not leave for {to}: {said}",
    },
}
LEDGER = {
    "fr": (
        "relance attend",
        "relances attendent",
        "Comptes du {on:%d/%m}\u00a0: {waiting} un import de vos règlements.",
    ),
    "en": ("reminder waits", "reminders wait", "Ledger of {on:%d/%m}: {waiting} for an import of your payments."),
}
FIRST_LOOK_BACK = timedelta(days=1)


def gather(app: App, connection: Connection, warnings: tuple[str, ...] = ()) -> Summary:
    """Everything since the last summary that was queued, as the clock stands."""
    when = app.when()
    since = _since(connection, when.now)
    return Summary(
        at=when.now.astimezone(app.policy.timezone),
        since=since.astimezone(app.policy.timezone),
        sent=report.sent(connection, since, when.now),
        replies=report.replies(connection, since, when.now),
        tasks=tuple(
            scripts.described(app, connection, line, app.settings.summary.language)
            for line in report.waiting(connection)
        ),
        coming=report.coming(connection, when.today),
        ages=report.ages(connection, when.today),
        settled=report.settled(connection, since, when.now),
        warnings=(
            *warnings,
            *_stale_mailbox(app, connection),
            *_old_ledger(app, connection),
            *_lost(connection, since, app.settings.summary.language),
            *restored.warnings(app, connection),
            *law.warnings(app),
        ),
        alerts=risk.alert_lines(app, connection, risk.standings(app, connection)),
        month=_month(app, connection, since),
        journal=journal.last(connection),
    )


def _since(connection: Connection, now: datetime) -> datetime:
    last = facts.get(connection, LAST)
    return datetime.fromisoformat(last) if last else now - FIRST_LOOK_BACK


def _month(app: App, connection: Connection, since: datetime) -> tuple[Settlements, ...]:
    """The first summary of a month says what the month before has brought."""
    today = app.today()
    if app.policy.day(since).replace(day=1) == today.replace(day=1):
        return ()
    return report.paid(connection, *month_before(today))


def _old_ledger(app: App, connection: Connection) -> tuple[str, ...]:
    """Reminders that wait for the ledger are the owner's to set free."""
    count, on = report.waiting_for_ledger(connection, app.today(), app.policy.ledger_limit)
    language = app.settings.summary.language
    one, many, words = LEDGER[language]
    return (words.format(on=on, waiting=formats(language).plural(count, one, many)),) if count else ()


def _stale_mailbox(app: App, connection: Connection) -> tuple[str, ...]:
    """Reminders wait while the mailbox cannot be read, and the owner is told so."""
    mailbox = app.settings.mailbox
    if mailbox is None:
        return ()
    read_at = mails.read_at(connection, mailbox.folder)
    limit = timedelta(minutes=app.settings.sending.mailbox_max_age)
    if read_at is not None and app.clock.now() - read_at <= limit:
        return ()
    french = app.settings.summary.language == "fr"
    since = read_at.astimezone(app.policy.timezone).strftime("%d/%m/%Y %H:%M") if read_at else None
    if french:
        last = f"depuis le {since}" if since else "encore jamais"
        return (f"La boîte aux lettres n’a pas pu être lue ({last}) : les relances attendent.",)
    return (f"The mailbox could not be read ({f'since {since}' if since else 'never yet'}): reminders wait.",)


def lost(app: App, connection: Connection, language: str) -> tuple[str, ...]:
    """What became of the last summaries, as long as no other has left since."""
    return _lost(connection, _since(connection, app.clock.now()), language)


def _lost(connection: Connection, since: datetime, language: str) -> tuple[str, ...]:
    """Nobody misses a mail that he does not get: what became of the last summaries is said in this one."""
    words = LOST[language]
    rows = outbox.summaries_in_trouble(connection, since)
    return tuple(words[row.state].format(day=row.queued_on, to=row.recipient, said=row.answer) for row in rows)


def render(app: App, summary: Summary, recipient: str) -> Composed:
    envelope = compose.summary_envelope(app, recipient, summary.at.date().isoformat())
    return compose_summary(app.templates, app.creditor, summary, envelope, app.settings.summary.language)


def is_due(app: App) -> bool:
    """Every business day from the configured hour on."""
    local = app.clock.now().astimezone(app.policy.timezone)
    return app.policy.workdays.is_open(local.date()) and local.time() >= app.settings.summary.at


def queue_if_due(app: App, warnings: tuple[str, ...] = ()) -> int:
    """Queue today's summary for each recipient who has not got it; answers how many."""
    if not is_due(app):
        return 0
    return queue(app, warnings)


def queue(app: App, warnings: tuple[str, ...] = ()) -> int:
    try:
        return _queue(app, warnings)
    except IntegrityError:
        return 0  # on PostgreSQL another instance was faster


def _queue(app: App, warnings: tuple[str, ...]) -> int:
    queued = 0
    with app.store.begin() as connection:
        when = app.when()  # within: what is written down from here on is in the next one
        limitation.announce_if_due(app, connection)
        summary = gather(app, connection, warnings)
        for recipient in app.settings.summary.to:
            row_id = outbox.queue_summary(connection, when.today, recipient, when.now)
            if row_id is None:
                continue
            mail = render(app, summary, recipient)
            envelope = compose.summary_envelope(app, recipient, when.today.isoformat())
            outbox.seal(connection, row_id, outbox.Sealed(envelope.message_id, "", mail.subject, mail.text, mail.raw))
            queued += 1
        if queued:
            facts.put(connection, LAST, summary.at.isoformat())
            alerts.tell(connection, summary.alerts, when.today)
    return queued
