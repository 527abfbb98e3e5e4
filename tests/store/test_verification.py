"""Whatever is altered, taken out, moved or put in is found, and named; on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, text, update

from relanced.core.dossier import Contact, Customer, ReminderState
from relanced.core.effects import Decision, QueueMail
from relanced.core.events import MailSent, Noted
from relanced.core.reasons import Reason
from relanced.store import Store, decisions, dossiers, journal, mails, open_store, outbox, schema
from relanced.store.verification import verify

NOW = datetime(2026, 12, 8, 9, tzinfo=UTC)
WHEN = decisions.When(NOW, date(2026, 12, 8))
REPLY = b"From: a@b.example\r\nMessage-ID: <1@b>\r\n\r\nje paie vendredi\r\n"
REMINDER = outbox.Sealed("<relanced.m@x>", "tok", "Sujet", "texte", b"the reminder")


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """One dossier with three decisions: a note, a reminder that left, a reply."""
    store = open_store(store_url)
    with store.begin() as connection:
        dossier = dossiers.create(connection, Customer("C1", "Menuiserie Bertin"), "customer:C1")
    decide(store, Noted("première"), QueueMail("first", 1, "a@b.example", ("F1",)))
    with store.begin() as connection:
        [row] = outbox.ready(connection, NOW, 1, reminders=True)
        outbox.claim(connection, row.id, "me", NOW)
        outbox.seal(connection, row.id, REMINDER)
        outbox.start(connection, row.id, NOW, WHEN.today)
        outbox.finish(connection, row.id, outbox.Outcome(ReminderState.SENT, "250 ok", NOW))
        assert outbox.told(connection, row.id)
        mails.store(connection, "INBOX", 7, mails.Arrival(1, REPLY, NOW), NOW)
    decide(store, MailSent("first", 1, "a@b.example", REMINDER.message_id, NOW))
    decide(store, Noted("deuxième"), mail_id=1)
    assert dossier.reference == "RL-0001"
    yield store
    store.close()


def decide(store: Store, event: Any, *effects: Any, mail_id: int | None = None) -> None:
    with store.begin() as connection:
        before = dossiers.load(connection, "RL-0001")
        contact = (Contact("a@b.example", "Anne"),)
        after = before if before.contacts else type(before)(before.reference, before.customer, contact)
        decision = Decision(after, effects, Reason.NOTED, "mots")
        decisions.record(connection, before, event, decision, WHEN, mail_id)


def faults(store: Store, expected: str | None = None) -> list[str]:
    with store.snapshot() as connection:
        return [f"{fault.place}: {fault.what}" for fault in verify(connection, expected).faults]


def after(store: Store, change: Callable[[Connection], Any]) -> list[str]:
    """What verification says of a store that somebody has changed; the change is undone."""
    with store.engine.connect() as connection, connection.begin() as undone:
        change(connection)
        found = [f"{fault.place}: {fault.what}" for fault in verify(connection).faults]
        undone.rollback()
    return found


def of(table: str, number: int, **values: Any) -> Callable[[Connection], Any]:
    rows = schema.metadata.tables[table]
    return lambda connection: connection.execute(update(rows).where(rows.c.id == number).values(**values))


def without(table: str, number: int) -> Callable[[Connection], Any]:
    rows = schema.metadata.tables[table]
    return lambda connection: connection.execute(rows.delete().where(rows.c.id == number))


def test_what_nobody_touched_is_in_order_and_counted(store: Store) -> None:
    with store.snapshot() as connection:
        done = verify(connection)
        assert (done.faults, done.entries, done.mails, done.erased) == ([], 4, 2, 0)
        assert done.last == journal.last(connection)


@pytest.mark.parametrize(
    "change",
    [
        {"at": NOW + timedelta(seconds=1)},
        {"event": "settled"},
        {"reason": "settled"},
        {"dossier": None},
        {"mail_id": 1},
        {"sha256": "0" * 64},
        {"digest": "0" * 64},
        {"previous": "0" * 64},
        {"hash": "0" * 64},
        {"detail": "x"},
        {"fact": {"text": "x"}},
        {"salt": "x"},
        {"salt": None, "detail": "", "fact": {}},
    ],
    ids=lambda change: "+".join(change),
)
def test_an_entry_that_was_altered_is_named(store: Store, change: dict[str, Any]) -> None:
    assert any(fault.startswith("journal 3: ") for fault in after(store, of("journal", 3, **change)))


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_an_entry_that_was_taken_out_is_missed_even_at_the_end(store: Store, number: int) -> None:
    assert after(store, without("journal", number))


def test_two_entries_that_changed_places_are_named(store: Store) -> None:
    def swap(connection: Connection) -> None:
        for before, now in ((3, 30), (2, 3), (30, 2)):
            connection.execute(update(schema.journal).where(schema.journal.c.id == before).values(id=now))

    assert {"journal 2", "journal 3"} <= {fault.split(":")[0] for fault in after(store, swap)}


def test_a_whole_chain_cut_and_written_anew_is_seen_by_who_noted_its_last_hash(store: Store) -> None:
    with store.snapshot() as connection:
        noted = journal.last(connection)
    assert faults(store, noted) == []
    with store.begin() as connection:
        connection.execute(schema.journal.delete().where(schema.journal.c.id == 4))
        connection.execute(update(schema.dossiers).values(version=2))
    assert faults(store) == [], "the limit: everything that refers to the entry was altered too"
    assert faults(store, noted) == [f"journal: has no entry of hash {noted}"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (of("mails", 1, raw=b"forged"), "mail 1: its bytes are not those that came"),
        (of("mails", 1, raw=b""), "mail 1: its bytes are not those that came"),
        (of("outbox", 1, raw=b"forged"), "outbox 1: its bytes are not those that were sealed"),
        (of("outbox", 1, raw=None), "outbox 1: its bytes are gone"),
        (of("outbox", 1, raw=b"a", raw_sha256="b" * 64), "outbox 1: the journal does not know that it left"),
        (without("outbox", 1), "journal 3: the mail that it names is missing"),
    ],
)
def test_a_mail_that_was_altered_or_is_gone_is_named(
    store: Store, change: Callable[[Connection], Any], fault: str
) -> None:
    assert any(found.startswith(fault) for found in after(store, change))


def test_a_mail_that_was_forged_with_its_hash_or_taken_out_is_missed_by_the_journal(store: Store) -> None:
    forged = after(store, of("mails", 1, raw=REPLY, sha256="b" * 64))
    assert "mail 1: the journal does not know that it came" in forged
    assert any(fault.startswith("journal 2: the mail that it names is missing") for fault in forged)

    def take_out(connection: Connection) -> None:
        connection.execute(schema.sightings.delete())
        connection.execute(schema.mails.delete())

    assert any(fault.startswith("journal 2: the mail that it names is missing") for fault in after(store, take_out))


def test_what_is_no_longer_readable_is_a_fault_and_not_a_crash(store: Store) -> None:
    if store.engine.dialect.name == "postgresql":
        pytest.skip("PostgreSQL takes no broken JSON")
    found = after(store, lambda c: c.execute(text("UPDATE journal SET fact = '{broken' WHERE id = 2")))
    assert "journal 2: cannot be read" in found


def test_a_snapshot_keeps_nobody_from_writing(store: Store) -> None:
    with store.snapshot() as connection:
        before = verify(connection).entries
        decide(store, Noted("troisième"))
        assert verify(connection).entries == before, "and what is written meanwhile is not in it"
