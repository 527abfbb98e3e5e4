"""The outbox and the inbox on both databases: once is once, whoever tries, whenever it crashes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from relanced.core.dossier import Contact, Customer, Dossier, Hold, Invoice, Promise, PromiseState, Status
from relanced.core.dossier import ReminderState as State
from relanced.core.effects import CancelQueued, Decision, OpenTask, QueueMail
from relanced.core.events import InvoicesImported, Noted
from relanced.core.money import Money
from relanced.core.reasons import Reason
from relanced.core.tasks import TaskKind
from relanced.errors import TryLater
from relanced.store import Store, decisions, dossiers, mails, open_store, outbox, schema, sole_daemon, tasks

NOW = datetime(2026, 12, 8, 9, tzinfo=UTC)
WHEN = decisions.When(NOW, date(2026, 12, 8))
ORDER = QueueMail("first", 1, "a@b.example", ("F1",), words="c’est « promis »")


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    store = open_store(store_url)
    yield store
    store.close()


@pytest.fixture
def dossier(store: Store) -> Dossier:
    customer = Customer("C1", "Menuiserie Bertin")
    with store.begin() as connection:
        new = dossiers.create(connection, customer, "customer:C1")
        invoice = Invoice("F1", date(2026, 12, 1), Money(12_000), Money(12_000), pdf="/tmp/é.pdf")
        after = replace(new, contacts=(Contact("a@b.example", "Anne"),), invoices=(invoice,))
        event = InvoicesImported(customer, after.contacts, after.invoices)
        decisions.record(connection, new, event, Decision(after, (), Reason.INVOICES_CHANGED), WHEN)
    return load(store, new.reference)


def load(store: Store, reference: str) -> Dossier:
    with store.begin() as connection:
        return dossiers.load(connection, reference)


def decide(store: Store, before: Dossier, after: Dossier, *effects: object) -> Dossier:
    decision = Decision(after, effects, Reason.NOTED)  # type: ignore[arg-type]
    with store.begin() as connection:
        decisions.record(connection, before, Noted(""), decision, WHEN)
    return load(store, before.reference)


def row_of(store: Store) -> int:
    with store.begin() as connection:
        return connection.execute(select(schema.outbox.c.id).order_by(schema.outbox.c.id.desc())).scalars().first() or 0


def test_a_dossier_comes_back_as_it_was_stored(store: Store, dossier: Dossier) -> None:
    promise = Promise(date(2026, 12, 18), date(2026, 12, 9), Money(5_000), PromiseState.OPEN, "vendredi", "<m@x>")
    changed = replace(
        dossier,
        status=Status.PROMISED,
        hold=Hold("appel", date(2026, 12, 20), by_person=True),
        promises=(promise,),
        wait_until=date(2026, 12, 19),
        invoices=(replace(dossier.invoices[0], balance=Money(7_000), disputed=True),),
        next_action_on=date(2026, 12, 23),
    )
    again = decide(store, dossier, changed)
    assert again == replace(changed, version=dossier.version + 1)


def test_a_second_decision_on_the_same_version_is_refused_whole(store: Store, dossier: Dossier) -> None:
    decide(store, dossier, dossier, ORDER)
    with pytest.raises(dossiers.Conflict):
        decide(store, dossier, dossier, replace(ORDER, round=2), OpenTask(TaskKind.READ_REPLY, WHEN.today))
    again = load(store, dossier.reference)
    assert [r.round for r in again.reminders] == [1]
    assert not again.tasks


def test_one_reminder_a_step_and_round(store: Store, dossier: Dossier) -> None:
    again = decide(store, dossier, dossier, ORDER)
    with pytest.raises(IntegrityError):
        decide(store, again, again, ORDER)
    cancelled = decide(store, again, again, CancelQueued())
    assert [r.state for r in cancelled.reminders] == [State.CANCELLED]
    assert len(decide(store, cancelled, cancelled, ORDER).reminders) == 2, "what never left gives its place back"


def test_a_row_is_claimed_by_one_and_only_while_its_dossier_stands_still(store: Store, dossier: Dossier) -> None:
    decide(store, dossier, dossier, ORDER)
    row = row_of(store)
    with store.begin() as connection:
        assert outbox.claim(connection, row, "one", NOW)
        assert not outbox.claim(connection, row, "two", NOW)
        connection.execute(update(schema.dossiers).values(version=schema.dossiers.c.version + 1))
        assert not outbox.start(connection, row, NOW, NOW.date()), "the last look before MAIL FROM"


def test_a_decision_that_cancels_reaches_a_claimed_row_but_not_one_in_flight(store: Store, dossier: Dossier) -> None:
    again = decide(store, dossier, dossier, ORDER, replace(ORDER, step="second"))
    with store.begin() as connection:
        rows = outbox.ready(connection, NOW, 10, reminders=True)
        assert all(outbox.claim(connection, row.id, "me", NOW) for row in rows)
        assert outbox.start(connection, rows[0].id, NOW, NOW.date())
    after = decide(store, again, again, CancelQueued())
    assert [r.state for r in after.reminders] == [State.SENDING, State.CANCELLED]


def test_after_a_crash_what_was_claimed_goes_back_and_what_was_sending_is_a_doubt(
    store: Store, dossier: Dossier
) -> None:
    decide(store, dossier, dossier, ORDER, replace(ORDER, step="second"))
    with store.begin() as connection:
        for row in outbox.ready(connection, NOW, 10, reminders=True):
            outbox.claim(connection, row.id, "me", NOW)
        outbox.start(connection, row.id, NOW, NOW.date())
    with store.begin() as connection:
        assert outbox.recover(connection, NOW) == (1, 1)
        assert [r.step for r in outbox.ready(connection, NOW, 10, reminders=True)] == ["first"]
        assert [r.step for r in outbox.uncertain(connection, NOW)] == ["second"]


def test_the_bytes_that_are_sealed_are_kept(store: Store, dossier: Dossier) -> None:
    decide(store, dossier, dossier, ORDER)
    row = row_of(store)
    with store.begin() as connection:
        outbox.seal(connection, row, outbox.Sealed("<m@x>", "tok", "Sujet", "texte", b"raw \xff"))
        assert outbox.one(connection, row).raw == b"raw \xff"  # type: ignore[union-attr]
        assert outbox.of_message_id(connection, ["<m@x>", "<other@x>"]) == [dossier.reference]
        assert outbox.of_token(connection, ["tok"]) == [dossier.reference]


def test_limits_count_what_went_out_and_what_may_have(store: Store, dossier: Dossier) -> None:
    decide(store, dossier, dossier, ORDER, replace(ORDER, step="second"))
    with store.begin() as connection:
        first, second = outbox.ready(connection, NOW, 10, reminders=True)
        for row in (first, second):
            outbox.claim(connection, row.id, "me", NOW)
            outbox.start(connection, row.id, NOW, NOW.date())
        outbox.finish(connection, first.id, outbox.Outcome(State.SENT, "250 ok", NOW))
        outbox.finish(connection, second.id, outbox.Outcome(State.UNCERTAIN, "lost", NOW))
        assert outbox.out_since(connection, NOW - timedelta(minutes=1)) == 2
        assert outbox.out_since(connection, NOW + timedelta(minutes=1)) == 0


def test_a_day_has_one_summary_for_each_owner(store: Store) -> None:
    with store.begin() as connection:
        assert outbox.queue_summary(connection, WHEN.today, "patron@x.example", NOW)
        assert outbox.queue_summary(connection, WHEN.today, "patron@x.example", NOW) is None
        assert outbox.queue_summary(connection, WHEN.today, "comptable@x.example", NOW)


def test_two_copies_of_a_mail_are_one_and_two_mails_of_one_message_id_are_two(store: Store) -> None:
    body = b"From: a@b.example\r\nMessage-ID: <1@b>\r\n\r\nje paie vendredi\r\n"
    forged = body.replace(b"vendredi", b"jamais")
    with store.begin() as connection:
        for uid, raw in enumerate((b"Received: x\r\n" + body, b"Received: y\r\n" + body, forged), 1):
            mails.store(connection, "INBOX", 7, mails.Arrival(uid, raw, NOW), NOW)
        assert len(connection.execute(select(schema.mails)).all()) == 2
        assert len(connection.execute(select(schema.sightings)).all()) == 3


def test_a_task_is_opened_once_and_gathers_what_is_added(store: Store, dossier: Dossier) -> None:
    ask = OpenTask(TaskKind.READ_REPLY, WHEN.today, "un")
    again = decide(store, dossier, dossier, ask, replace(ask, detail="deux"))
    [task] = again.tasks
    assert task.detail == "un\ndeux"
    with store.begin() as connection:
        tasks.close(connection, dossier.reference, (TaskKind.READ_REPLY,), NOW)
    assert not load(store, dossier.reference).tasks


def test_the_due_dossiers_are_found_through_the_index(store: Store, dossier: Dossier) -> None:
    decide(store, dossier, replace(dossier, next_action_on=date(2026, 12, 9)))
    with store.begin() as connection:
        assert dossiers.due(connection, date(2026, 12, 8)) == []
        assert dossiers.due(connection, date(2026, 12, 9)) == [dossier.reference]


def test_a_second_daemon_on_one_sqlite_file_is_told_who_has_it(tmp_path: object) -> None:
    url = f"sqlite:///{tmp_path}/relanced.db"
    with sole_daemon(url), pytest.raises(TryLater, match="another relanced"), sole_daemon(url):
        pass
    with sole_daemon(url):
        pass
