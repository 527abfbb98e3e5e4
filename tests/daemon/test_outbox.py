"""What leaves, when, how often; and what is said when it is not known."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from campaigns.imap_server import FIRST, ImapServer
from relanced.config.secrets import Password
from relanced.core.dossier import Contact, Customer, Dossier, Invoice, ReminderState
from relanced.core.events import InvoicesImported, Noted, Paused, PaymentRecorded, ReplyRead, Trust
from relanced.core.intents import Intent
from relanced.core.money import Money
from relanced.core.reading import Reading
from relanced.core.tasks import TaskKind
from relanced.daemon import change, planner
from relanced.daemon.app import App
from relanced.daemon.clock import RehearsedClock
from relanced.daemon.mailbox.connection import MailboxAccount
from relanced.daemon.mailbox.imap import Mailbox
from relanced.daemon.sending import doubts
from relanced.daemon.sending.outbox import BACKOFF, Sender, Sent, claim_batch, tell_outcomes
from relanced.daemon.sending.smtp import Security
from relanced.errors import BadConfig
from relanced.store import dossiers, mails, outbox, schema
from tests.support.app import app_on
from tests.support.smtp_server import DROP, SmtpServer

NOW = datetime(2026, 12, 8, 10, tzinfo=UTC)  # a Tuesday, eleven o'clock in Paris


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    app = app_on(tmp_path, NOW)
    yield app
    app.store.close()


def clock(app: App) -> RehearsedClock:
    assert isinstance(app.clock, RehearsedClock)
    return app.clock


def overdue(app: App, count: int = 1, pdf: str | None = None, due_on: date = date(2026, 12, 1)) -> list[str]:
    """Dossiers whose first reminder is queued, and a mailbox that has just been read."""
    references = []
    with app.store.begin() as connection:
        for n in range(count):
            customer = Customer(f"C{n}", f"Client {n}")
            invoice = Invoice(f"F-{n}", due_on, Money(10_000), Money(10_000), pdf=pdf)
            reference = dossiers.create(connection, customer, f"C{n}").reference
            contact = Contact(f"c{n}@client.example")
            change.apply(app, connection, reference, InvoicesImported(customer, (contact,), (invoice,)))
            references.append(reference)
    planner.plan_due(app)
    look(app)
    return references


def look(app: App) -> None:
    with app.store.begin() as connection:
        mails.put_place(connection, "INBOX", mails.Place(1, 1, None))
        mails.mark_read(connection, "INBOX", app.clock.now())


def dossier(app: App, reference: str) -> Dossier:
    with app.store.begin() as connection:
        return dossiers.load(connection, reference)


def states(app: App, reference: str) -> list[str]:
    return [r.state.value for r in dossier(app, reference).reminders]


def send(app: App, server: SmtpServer, rounds: int = 1) -> Sent:
    async def main() -> Sent:
        async with server.running():
            object.__setattr__(app.settings.smtp, "port", server.port)
            sender = Sender(app, "test")
            for _ in range(rounds):
                result = await sender.send_due()
            return result

    result = asyncio.run(main())
    tell_outcomes(app)
    return result


def test_a_reminder_leaves_once_and_the_dossier_is_told(app: App) -> None:
    [reference] = overdue(app)
    server = SmtpServer()
    assert send(app, server, rounds=3).sent == 0
    assert len(server.mails) == 1
    assert states(app, reference) == ["sent"]
    assert dossier(app, reference).last_mailed_on == date(2026, 12, 8)


@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 12, 8, 5, tzinfo=UTC),  # before the window
        datetime(2026, 12, 8, 17, 30, tzinfo=UTC),  # after it
        datetime(2026, 12, 12, 10, tzinfo=UTC),  # Saturday
        datetime(2026, 12, 25, 10, tzinfo=UTC),  # Christmas
    ],
)
def test_nothing_leaves_outside_the_window(app: App, instant: datetime) -> None:
    overdue(app)
    clock(app).move_to(instant)
    look(app)
    server = SmtpServer()
    send(app, server)
    assert server.mails == []


def test_nothing_leaves_when_the_mailbox_was_read_too_long_ago(app: App) -> None:
    overdue(app)
    clock(app).advance(timedelta(minutes=app.settings.sending.mailbox_max_age + 1))
    server = SmtpServer()
    send(app, server)
    assert server.mails == []
    look(app)
    send(app, server)
    assert len(server.mails) == 1


def test_nothing_leaves_while_a_mail_that_came_is_not_understood(app: App) -> None:
    overdue(app)
    with app.store.begin() as connection:
        mails.store(connection, "INBOX", 1, mails.Arrival(2, b"From: a@b.example\n\nx", NOW), NOW)
    server = SmtpServer()
    send(app, server)
    assert server.mails == []


def test_the_account_s_limits_are_kept(app: App) -> None:
    overdue(app, 7)
    object.__setattr__(app.settings.sending, "per_minute", 3)
    server = SmtpServer()
    send(app, server, rounds=2)
    assert len(server.mails) == 3
    clock(app).advance(timedelta(minutes=1, seconds=1))
    send(app, server)
    assert len(server.mails) == 6
    object.__setattr__(app.settings.sending, "per_day", 6)
    clock(app).advance(timedelta(minutes=2))
    send(app, server)
    assert len(server.mails) == 6


def test_every_attempt_sends_the_same_bytes_under_the_same_message_id(app: App) -> None:
    [reference] = overdue(app)
    server = SmtpServer({"body": ["451 later", "250 ok"]})
    send(app, server)
    assert states(app, reference) == ["retry"]
    with app.store.begin() as connection:
        before = outbox.pending(connection)[0]
    clock(app).advance(BACKOFF[0] + timedelta(seconds=1))
    look(app)
    send(app, server)
    with app.store.begin() as connection:
        after = outbox.one(connection, before.id)
    assert after is not None
    assert after.state == "sent"
    assert (after.message_id, after.raw) == (before.message_id, before.raw)
    assert before.raw[:-2] in server.mails[0].replace(b"\r\n..", b"\r\n.")


def test_a_server_that_defers_for_ever_is_given_up_and_a_person_is_told(app: App) -> None:
    [reference] = overdue(app)
    server = SmtpServer({"rcpt": "450 greylisted"})
    for pause in (*BACKOFF, timedelta(0)):
        look(app)
        send(app, server)
        clock(app).move_to(app.window.next_opening(app.clock.now() + pause + timedelta(seconds=1)))
    assert states(app, reference) == ["refused"]
    assert dossier(app, reference).has_task(TaskKind.FIX_ADDRESS)


def test_a_refused_address_is_retired_and_a_person_is_told(app: App) -> None:
    [reference] = overdue(app)
    send(app, SmtpServer({"rcpt": "550 5.1.1 unknown"}))
    after = dossier(app, reference)
    assert after.contact is None
    assert after.has_task(TaskKind.FIX_ADDRESS)


def test_a_421_pauses_the_account_and_not_only_the_mail(app: App) -> None:
    overdue(app, 3)
    server = SmtpServer({"mail": ["421 4.7.0 too many connections"]})
    result = send(app, server, rounds=2)
    assert result.faults
    assert server.mails == []
    assert server.connections == 1


@pytest.mark.parametrize("answer", ["530 5.7.0 Authentication required", "550 5.7.1 You may not send as this sender"])
def test_a_sender_that_is_refused_costs_no_client_his_address(app: App, answer: str) -> None:
    references = overdue(app, 3)
    send(app, SmtpServer({"mail": answer}), rounds=2)
    assert all(dossier(app, r).contact for r in references)
    clock(app).advance(timedelta(days=1))
    look(app)
    server = SmtpServer()
    send(app, server)
    assert len(server.mails) == 3


def test_a_wrong_password_is_tried_once_until_the_breaker_closes(app: App) -> None:
    overdue(app, 3)
    object.__setattr__(app.settings.smtp, "password", app.settings.need_mailbox().password)
    server = SmtpServer({"auth": "535 5.7.8 no"})
    send(app, server, rounds=5)
    assert server.connections == 1


def test_a_link_lost_after_the_last_byte_is_a_doubt_that_nobody_resends(app: App) -> None:
    [reference] = overdue(app)
    server = SmtpServer({"body": DROP})
    send(app, server, rounds=3)
    assert states(app, reference) == ["uncertain"]
    assert server.connections == 1
    clock(app).advance(timedelta(minutes=10))
    look(app)
    send(app, server)
    assert server.connections == 1


@pytest.mark.parametrize("found", [True, False])
def test_a_doubt_is_resolved_by_looking_for_its_message_id(app: App, found: bool) -> None:
    [reference] = overdue(app)
    send(app, SmtpServer({"body": DROP}))
    asked: list[str] = []

    def search(message_id: str) -> bool:
        asked.append(message_id)
        return found

    doubts.resolve(app, search)
    assert asked == [], "a copy takes a moment to arrive"
    clock(app).advance(doubts.GRACE + timedelta(seconds=1))
    doubts.resolve(app, search)
    doubts.resolve(app, search)
    tell_outcomes(app)
    after = dossier(app, reference)
    assert asked[0] == after.reminders[0].message_id
    assert after.reminders[0].state is (ReminderState.SENT if found else ReminderState.UNCERTAIN)
    assert after.has_task(TaskKind.CHECK_SENT) is not found


@pytest.mark.parametrize("event", [Paused(None, "appel"), PaymentRecorded(Money(10_000), date(2026, 12, 8))])
def test_what_changes_between_the_decision_and_the_sending_stops_the_mail(app: App, event: object) -> None:
    [reference] = overdue(app)
    jobs = claim_batch(app, "me")
    assert len(jobs) == 1
    change.happen(app, reference, event)  # type: ignore[arg-type]
    with app.store.begin() as connection:
        assert not outbox.start(connection, jobs[0].id, NOW, NOW.date()), "the last look before MAIL FROM"
    assert states(app, reference) == ["cancelled"]


def test_what_changes_nothing_lets_it_leave(app: App) -> None:
    [reference] = overdue(app)
    change.happen(app, reference, Noted("vu au salon"))
    server = SmtpServer()
    send(app, server)
    assert len(server.mails) == 1


def test_an_invoice_whose_file_is_gone_waits_for_a_person_and_the_others_leave(app: App, tmp_path: Path) -> None:
    [reference] = overdue(app, pdf=str(tmp_path / "absent.pdf"))
    with app.store.begin() as connection:
        customer = Customer("X", "Autre")
        other = dossiers.create(connection, customer, "X").reference
        invoice = Invoice("G", date(2026, 12, 1), Money(1), Money(1))
        change.apply(app, connection, other, InvoicesImported(customer, (Contact("x@client.example"),), (invoice,)))
    planner.plan_due(app)
    server = SmtpServer()
    send(app, server)
    assert len(server.mails) == 1
    assert states(app, reference) == ["held"]
    assert dossier(app, reference).has_task(TaskKind.MEND_FAULT)


def test_after_a_crash_in_flight_nothing_is_sent_again(app: App) -> None:
    [reference] = overdue(app)
    [job] = claim_batch(app, "dead")
    with app.store.begin() as connection:
        outbox.start(connection, job.id, NOW, NOW.date())
    with app.store.begin() as connection:
        assert outbox.recover(connection, NOW) == (0, 1)
    server = SmtpServer()
    send(app, server)
    assert server.mails == []
    assert states(app, reference) == ["uncertain"]


def test_a_poisoned_dossier_is_set_aside_and_the_others_go_on(app: App) -> None:
    first, second = overdue(app, 2)
    with app.store.begin() as connection:
        broken = update(schema.dossiers).where(schema.dossiers.c.reference == first)
        connection.execute(broken.values(status="nonsense", next_action_on=date(2026, 12, 8)))
        other = update(schema.dossiers).where(schema.dossiers.c.reference == second)
        connection.execute(other.values(next_action_on=date(2026, 12, 8)))
    planner.plan_due(app)
    with app.store.begin() as connection:
        [task] = connection.execute(schema.tasks.select()).all()
        assert dossiers.due(connection, date(2026, 12, 31)) == [second]
    assert (task.dossier, task.kind) == (first, "mend_fault")


# -- what happens while a mail is on its way ------------------------------------------------------------------------


def test_a_mail_in_flight_when_the_client_promises_is_not_tried_again(app: App) -> None:
    [reference] = overdue(app)
    [job] = claim_batch(app, "test")
    with app.store.begin() as connection:
        assert outbox.start(connection, job.id, NOW, NOW.date())
    promise = Reading(
        False, (Intent.PAYMENT_PROMISE,), Intent.PAYMENT_PROMISE, 0.9, False, promised_on=date(2026, 12, 18)
    )
    change.happen(app, reference, ReplyRead(promise, "c0@client.example", Trust.CONTACT, "message_id"))
    with app.store.begin() as connection:
        outbox.finish(connection, job.id, outbox.Outcome(ReminderState.RETRY, "451 later", NOW, NOW))
    assert states(app, reference) == ["cancelled", "queued"]
    change.happen(app, reference, Noted("vu au salon"))
    server = SmtpServer()
    send(app, server)
    assert states(app, reference) == ["cancelled", "sent"], "what answers him leaves, the reminder does not"
    assert len(server.mails) == 1


def test_a_mail_in_flight_during_a_harmless_event_is_tried_again(app: App) -> None:
    [reference] = overdue(app)
    [job] = claim_batch(app, "test")
    with app.store.begin() as connection:
        assert outbox.start(connection, job.id, NOW, NOW.date())
    change.happen(app, reference, Noted("vu au salon"))
    with app.store.begin() as connection:
        outbox.finish(connection, job.id, outbox.Outcome(ReminderState.RETRY, "451 later", NOW, NOW))
    server = SmtpServer()
    assert send(app, server, rounds=1).sent == 1


def test_the_gap_counts_from_the_day_on_which_a_mail_really_left(app: App) -> None:
    [reference] = overdue(app)
    clock(app).advance(timedelta(days=7))
    look(app)
    server = SmtpServer()
    send(app, server)
    change.happen(app, reference, Noted("vu au salon"))
    clock(app).advance(timedelta(days=1))
    planner.plan_due(app)
    look(app)
    send(app, server)
    assert len(server.mails) == 1


def test_a_courtesy_that_could_not_leave_in_time_does_not_leave(app: App) -> None:
    [reference] = overdue(app, due_on=date(2026, 12, 10))
    assert states(app, reference) == ["queued"]
    clock(app).advance(timedelta(days=6))
    look(app)
    server = SmtpServer()
    send(app, server)
    assert server.mails == []
    assert states(app, reference) == ["cancelled"]
    clock(app).advance(timedelta(days=3))
    planner.plan_due(app)
    assert states(app, reference) == ["cancelled", "queued"]


def test_what_was_written_but_not_sent_is_written_anew_on_its_day(app: App) -> None:
    overdue(app)
    [job] = claim_batch(app, "test")
    with app.store.begin() as connection:
        outbox.unclaim(connection, job.id)
    clock(app).advance(timedelta(days=1))
    look(app)
    server = SmtpServer()
    send(app, server)
    assert b"Date: Wed, 09 Dec 2026" in server.mails[0]


def test_a_look_from_the_future_is_no_look(app: App) -> None:
    overdue(app)
    clock(app).advance(timedelta(hours=2))
    look(app)
    clock(app).advance(timedelta(hours=-2))
    server = SmtpServer()
    send(app, server)
    assert server.mails == []


def test_a_sent_folder_that_cannot_be_opened_leaves_the_doubt_to_a_person(app: App) -> None:
    [reference] = overdue(app)
    send(app, SmtpServer({"body": DROP}))
    clock(app).advance(timedelta(minutes=5))
    imap = ImapServer({"examine": [FIRST, b"{tag} NO not yours\r\n"]}, mails={}, others={"Sent": {}})
    with imap.running() as port:
        mailbox = Mailbox(MailboxAccount("127.0.0.1", port, Security.PLAIN, "compta", "secret"))
        mailbox.open()
        assert doubts.resolve(app, doubts.searching(app, mailbox)) == 1
        assert mailbox.uids_above(0) == [], "the watched folder is open again"
        mailbox.close()
    assert [t.kind for t in dossier(app, reference).tasks] == [TaskKind.CHECK_SENT]


def test_a_doubt_that_ends_well_closes_its_task(app: App) -> None:
    [reference] = overdue(app)
    send(app, SmtpServer({"body": DROP}))
    clock(app).advance(timedelta(minutes=5))
    assert doubts.resolve(app, lambda _: False) == 1
    assert doubts.resolve(app, lambda _: True) == 0
    tell_outcomes(app)
    assert states(app, reference) == ["sent"]
    assert dossier(app, reference).tasks == ()


def test_a_secret_that_is_not_there_is_a_fault_of_the_configuration(app: App) -> None:
    overdue(app)
    object.__setattr__(app.settings.smtp, "password", Password(env="RELANCED_ABSENT"))
    with pytest.raises(BadConfig, match=r"smtp\.password"):
        send(app, SmtpServer())
