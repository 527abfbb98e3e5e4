"""A mail that nobody can read does not stop the ones behind it, and is not thrown away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from campaigns.desk import NOW, Desk
from relanced.core.tasks import TaskKind
from relanced.daemon.replies.inbox import TRIES, handle_batch
from relanced.daemon.replies.reader import Reader, Studied, Unreadable
from relanced.store import mails, schema

POISON = b"From: x@client.example\r\nMessage-ID: <poison@client.example>\r\n\r\npoison\r\n"
SOUND = b"From: x@client.example\r\nMessage-ID: <sound@client.example>\r\n\r\nBonjour\r\n"


class Allergic(Reader):
    """Its process dies of one mail."""

    def study(self, raws: Sequence[bytes], addresses: frozenset[str]) -> list[Studied | Unreadable]:
        return [
            Unreadable("it died") if raw == POISON else super(Allergic, self).study([raw], addresses)[0] for raw in raws
        ]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path, 0)
    with desk.app.store.begin() as connection:
        for uid, raw in enumerate((POISON, SOUND), 1):
            mails.store(connection, "INBOX", 1, mails.Arrival(uid, raw, NOW), NOW)
    yield desk
    desk.close()


def test_a_poison_mail_is_set_aside_with_its_bytes_after_three_tries_and_a_person_is_told(desk: Desk) -> None:
    reader = Allergic()
    rounds = 0
    while handle_batch(desk.app, reader) is not None:
        rounds += 1
    reader.close()
    with desk.app.store.begin() as connection:
        poison, sound = connection.execute(select(schema.mails).order_by(schema.mails.c.id)).all()
        [task] = connection.execute(select(schema.tasks)).all()
    assert (poison.state, poison.tries, poison.raw) == ("quarantined", TRIES, POISON)
    assert sound.state != "stored"
    assert (task.kind, task.mail_id) == (TaskKind.MEND_FAULT, poison.id)
    assert rounds == TRIES
