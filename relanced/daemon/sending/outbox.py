"""The outbox at work: look before you speak, claim, seal, send, and say what became of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection, Row

from relanced.config.models import WhenUncertain
from relanced.core.dossier import ReminderState as State
from relanced.core.events import DayCame, Event, MailRefused, MailSent
from relanced.core.tasks import TASKS, TaskKind
from relanced.daemon import change, restored
from relanced.daemon.app import App
from relanced.daemon.edge import cause
from relanced.daemon.login.accounts import smtp_account
from relanced.daemon.login.breaker import ACCOUNT_PAUSE, Breaker
from relanced.daemon.sending import compose
from relanced.daemon.sending.smtp import Account, AccountFault, Answer, Fate, Session
from relanced.daemon.sending.verdict import About
from relanced.errors import BadInput
from relanced.store import dossiers, journal, mails, outbox, tasks

log = structlog.get_logger()

BATCH = 40
CONNECTIONS = 4
MAILS_A_CONNECTION = 8
# After each failed attempt; then it is given up and a person is told.
BACKOFF = tuple(timedelta(minutes=m) for m in (5, 15, 30, 60, 120, 240, 480))
# So much of a fault tells it from another one.
SAME_FAULT = 60


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed row with the bytes that will leave; `tried_at` is its last attempt before this one."""

    id: int
    dossier: str | None
    recipient: str
    raw: bytes
    attempts: int
    tried_at: datetime | None


@dataclass(slots=True)
class Sent:
    """What one round did: reminders (and answers), the owner's summaries. `faults` are sentences about the account."""

    sent: int = 0
    summaries: int = 0
    failed: int = 0
    faults: list[str] = field(default_factory=list)


def may_speak(app: App, connection: Connection) -> bool:
    """*Look before you speak*: the mailbox was read a few minutes ago, and all that was in it has been understood."""
    mailbox = app.settings.mailbox
    if mailbox is None or restored.holds(connection):
        return False
    read_at = mails.read_at(connection, mailbox.folder)
    # a clock that was set back makes a look from the future, which says nothing of now
    oldest = timedelta(minutes=app.settings.sending.mailbox_max_age)
    if read_at is None or not timedelta(0) <= app.clock.now() - read_at <= oldest:
        return False
    return not mails.waiting(connection)


# -- claiming ---------------------------------------------------------------------------------------------------------


def claim_batch(app: App, worker: str) -> list[Job]:
    """Claim what may leave now and seal its bytes, in one transaction."""
    now = app.clock.now()
    with app.store.begin() as connection:
        allowed = _allowance(app, connection, now)
        speaking = app.window.allows(now) and may_speak(app, connection)
        rows = outbox.ready(connection, now, BATCH, reminders=speaking)
        jobs = (_claim(app, connection, row, worker, now) for row in rows[:allowed])
        return [job for job in jobs if job]


def _allowance(app: App, connection: Connection, now: datetime) -> int:
    sending = app.settings.sending
    minute = sending.per_minute - outbox.out_since(connection, now - timedelta(minutes=1))
    day = sending.per_day - outbox.out_since(connection, now - timedelta(days=1))
    return max(0, min(minute, day))


def _claim(app: App, connection: Connection, row: Row[Any], worker: str, now: datetime) -> Job | None:
    if not _decided_today(app, connection, row) or _too_soon(app, connection, row):
        return None
    if not outbox.claim(connection, row.id, worker, now):
        return None
    # every attempt sends the same bytes; before the first one they are those of its own day
    raw = row.raw if row.tried_on or row.dossier is None else None
    if raw is None:
        try:
            sealed = compose.compose_reminder(app, connection, row)
        except BadInput as error:
            _hold(app, connection, row, str(error))
            return None
        outbox.seal(connection, row.id, sealed)
        raw = sealed.raw
    return Job(row.id, row.dossier, row.recipient, raw, row.attempts, row.claimed_at if row.tried_on else None)


def _decided_today(app: App, connection: Connection, row: Row[Any]) -> bool:
    """What could not leave on the day of its decision is asked about again: it may have been overtaken."""
    if row.dossier is None or row.queued_on >= app.today():
        return True
    try:
        change.apply(app, connection, row.dossier, DayCame())
    except dossiers.Conflict:
        return False
    return True


def _too_soon(app: App, connection: Connection, row: Row[Any]) -> bool:
    """After days without sending, reminders that were days apart meet in the queue: the later one waits its gap."""
    last = outbox.last_from_others(connection, row.dossier, app.today()) if row.dossier else None
    if last is None:
        return False
    scenario = app.policy.scenario_for(dossiers.load(connection, row.dossier), app.today())
    if scenario.index(row.step) < 0:
        return False
    free_on = last + timedelta(days=scenario.minimum_gap_days)
    if free_on > app.today():
        outbox.postpone(connection, row.id, datetime.combine(free_on, time.min, app.policy.timezone))
    return free_on > app.today()


def _hold(app: App, connection: Connection, row: Row[Any], fault: str) -> None:
    """What cannot be composed waits for the person who can mend it; the others leave."""
    outbox.move(connection, row.id, (State.CLAIMED,), State.HELD, answer=fault)
    _hand_over(app, connection, row.id, row.dossier, fault)


def _hand_over(app: App, connection: Connection, row_id: int, dossier: str | None, fault: str) -> None:
    when = app.when()
    due_on = app.policy.after(when.today, TASKS[TaskKind.MEND_FAULT].days)
    tasks.open_once(connection, dossier, TaskKind.MEND_FAULT, due_on, fault, when.now)
    journal.append(connection, when.now, dossier, "mail_held", "person_needed", fault)
    log.error("mail_held", outbox=row_id, dossier=dossier, fault=fault)


# -- sending ----------------------------------------------------------------------------------------------------------


class Sender:
    """Sends what is due over a few connections; `beat` is called at each mail. `stopping` ends each of them after the
    mail in hand."""

    def __init__(self, app: App, worker: str, beat: Callable[[], None] = lambda: None) -> None:
        self.app = app
        self.beat = beat
        self.worker = worker
        self.breaker = Breaker()
        self.stopping = False
        self._account: Account | None = None
        self._said = ""
        # what the server said when it did not let us in, if that was so
        self.refused: AccountFault | None = None

    async def send_due(self) -> Sent:
        """Until nothing more may leave now."""
        result = Sent()
        if self._account is None:
            self._account = smtp_account(self.app.settings, self.app.env)
        while not self.stopping and not self.breaker.is_open(self.app.clock.now()):
            jobs = claim_batch(self.app, self.worker)
            if not jobs:
                break
            await self._send_batch(jobs, result)
        if self.breaker.fault:
            result.faults.append(self.breaker.fault)
        return result

    async def _send_batch(self, jobs: list[Job], result: Sent) -> None:
        left = iter(jobs)
        width = min(CONNECTIONS, -(-len(jobs) // MAILS_A_CONNECTION))
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(width):
                    group.create_task(self._connection(left, result))
        except BaseExceptionGroup as group:
            raise cause(group) from group
        finally:
            with self.app.store.begin() as connection:
                for job in left:
                    outbox.unclaim(connection, job.id)

    async def _connection(self, jobs: Iterator[Job], result: Sent) -> None:
        if self._account is None:
            self._account = smtp_account(self.app.settings, self.app.env)
        session = Session(self._account, copy_needed=needs_copy(self.app))
        try:
            await session.open()
        except AccountFault as fault:
            self.refused = fault
            self._trip(str(fault))
            return
        self.refused = None
        try:
            await self._send_all(session, jobs, result)
        finally:
            await session.quit()

    async def _send_all(self, session: Session, jobs: Iterator[Job], result: Sent) -> None:
        """The outcome of one mail and the start of the next are one commit: each mail costs one."""
        finished: tuple[Job, Answer] | None = None
        while session.is_open and not self.stopping and not self.breaker.is_open(self.app.clock.now()):
            job = next(jobs, None)
            started = self._turn(finished, job)
            finished = None
            if job is None:
                return
            if started:
                finished = job, await self._send_one(session, job, result)
        self._turn(finished, None)

    def _turn(self, finished: tuple[Job, Answer] | None, job: Job | None) -> bool:
        """Raises nothing of its own: a store that fails here is a bug's or a disk's, and stops the daemon."""
        self.beat()
        with self.app.store.begin() as connection:
            now = self.app.clock.now()  # within: what is written down after a summary was made is in the next one
            if finished:
                _finish(self.app, connection, *finished, now)
            return job is not None and outbox.start(connection, job.id, now, self.app.policy.day(now))

    async def _send_one(self, session: Session, job: Job, result: Sent) -> Answer:
        smtp = self.app.settings.need_smtp()
        try:
            answer = await session.send(smtp.sender, job.recipient, job.raw, smtp.bcc)
        except BaseException:
            self._turn((job, Answer(session.if_lost, "interrupted")), None)
            raise
        if answer.fate is Fate.ACCOUNT:
            self._trip(answer.text)
        elif answer.code and not self.breaker.is_open(self.app.clock.now()):
            self.breaker.close()  # the server has spoken of the mail: nothing is wrong with the account
        if answer.fate is Fate.SENT:
            self._said = ""
        result.sent += answer.fate is Fate.SENT and job.dossier is not None
        result.summaries += answer.fate is Fate.SENT and job.dossier is None
        result.failed += answer.fate is not Fate.SENT
        log.info("mail_" + answer.fate.value, outbox=job.id, dossier=job.dossier, answer=answer.text)
        return answer

    def _trip(self, fault: str) -> None:
        """An error once: a fault that lasts comes back after each pause, with another number in the server's words."""
        if not self.breaker.is_open(self.app.clock.now()):
            self.breaker.trip(self.app.clock.now(), fault)
            tell = log.info if fault[:SAME_FAULT] == self._said else log.error
            tell("sending_paused", until=str(self.breaker.until), fault=fault)
            self._said = fault[:SAME_FAULT]
        self._account = None


def _finish(app: App, connection: Connection, job: Job, answer: Answer, now: datetime) -> None:
    others = job.tried_at is not None and outbox.others_left(connection, job.tried_at)
    found = outcome(job, answer, now, others)
    outbox.finish(connection, job.id, found)
    held = found.state is State.HELD and outbox.put_aside(connection, job.id)
    if held or (found.state is State.REFUSED and job.dossier is None):
        _hand_over(app, connection, job.id, job.dossier, f"{job.recipient} : {answer.text}")


ENDS: dict[Fate, State] = {
    Fate.SENT: State.SENT,
    Fate.UNCERTAIN: State.UNCERTAIN,
    Fate.REFUSED: State.REFUSED,
    Fate.UNFIT: State.HELD,
}


def needs_copy(app: App) -> bool:
    """What is not found is sent again: then nothing may leave without what it is found by."""
    return app.settings.sending.when_uncertain is WhenUncertain.RECONCILE


def outcome(job: Job, answer: Answer, now: datetime, others: bool = False) -> outbox.Outcome:
    """What the row becomes. `others`: since this mail was last tried the server has taken another, so that what it says
    of the account is of this mail alone."""
    if answer.fate is Fate.ACCOUNT and not others:
        return outbox.Outcome(State.RETRY, answer.text, now, now + ACCOUNT_PAUSE, counts=False)
    if answer.fate is Fate.ACCOUNT and answer.code // 100 == 5:
        return outbox.Outcome(State.HELD, answer.text, now)
    if answer.fate in ENDS:
        return outbox.Outcome(ENDS[answer.fate], answer.text, now)
    if job.attempts >= len(BACKOFF):
        return outbox.Outcome(_given_up(answer), answer.text, now)
    return outbox.Outcome(State.RETRY, answer.text, now, now + BACKOFF[job.attempts])


def _given_up(answer: Answer) -> State:
    """An address that never took the mail is doubtful; what was never the address's fault is for a person to mend."""
    return State.REFUSED if answer.about in (About.RECIPIENT, About.FULL) else State.HELD


# -- telling ----------------------------------------------------------------------------------------------------------


def tell_outcomes(app: App) -> int:
    """Tell `decide` what became of each mail, once; answers how many tasks that opened."""
    opened = 0
    try:
        while (tasks_opened := _tell_next(app)) is not None:
            opened += tasks_opened
    except dossiers.Conflict:
        log.info("outcome_left_for_later")  # another instance is at the same dossier
    return opened


def _tell_next(app: App) -> int | None:
    """None when there is nothing to tell. Raises Conflict."""
    with app.store.begin() as connection:
        row = outbox.untold(connection)
        if row is None:
            return None
        if not outbox.told(connection, row.id):
            return 0
        return change.apply(app, connection, row.dossier, _event(row)).written.tasks_opened


def _event(row: Row[Any]) -> Event:
    if row.state == State.SENT.value:
        return MailSent(row.step, row.round, row.recipient, row.message_id, row.sent_at)
    return MailRefused(row.step, row.round, row.recipient, row.answer or "")
