"""Every misbehaviour of an IMAP server has one outcome, and no mail is lost over it."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaigns.desk import NOW
from campaigns.imap_faults import LOST, READ, ROWS, TWO, Row, faults, hurried, look, play, stored, waiting_tasks
from campaigns.imap_server import DROP, ImapServer, letter
from relanced.daemon.mailbox.stumbles import LONE_TRIES, TRIES
from relanced.store import mails
from tests.support.app import app_on


@pytest.mark.parametrize("row", ROWS, ids=[f"{n}-{row.name[:40]!a}" for n, row in enumerate(ROWS)])
def test_a_misbehaving_server_costs_no_mail(row: Row, tmp_path: Path) -> None:
    assert faults(row, play(row, tmp_path)) == []


def test_there_are_as_many_behaviours_as_promised() -> None:
    assert len({row.name for row in ROWS}) >= 60


@pytest.mark.parametrize("answer", [b"* 2 FETCH (((\r\n", TWO + b"BODY[] {9000}\r\n" + letter(2) + b")\r\n"])
def test_a_mail_that_breaks_the_connection_each_time_is_left_to_a_person_and_the_others_are_read(
    tmp_path: Path, answer: bytes
) -> None:
    app = app_on(tmp_path, NOW)
    with app.store.begin() as connection:
        mails.put_place(connection, "INBOX", mails.Place(7, 0, None))
    with hurried():
        ends = [look(app, ImapServer(garbled={2: answer}), "plain")[0] for _ in range(TRIES + 4)]
        assert ends == [LOST] * (TRIES + 2) + [READ, READ], "in its batch, three times alone, and beside another"
        look(app, ImapServer(), "plain")
    assert (stored(app), waiting_tasks(app)) == (("m1", "m3"), 1)
    app.store.close()


def test_a_mail_that_breaks_the_connection_and_has_none_behind_it_is_left_to_a_person_in_the_end(
    tmp_path: Path,
) -> None:
    app = app_on(tmp_path, NOW)
    with app.store.begin() as connection:
        mails.put_place(connection, "INBOX", mails.Place(7, 0, None))
    with hurried():
        ends = [look(app, ImapServer(garbled={3: b"* 3 FETCH (((\r\n"}), "plain")[0] for _ in range(LONE_TRIES + 2)]
    assert ends == [LOST] * (LONE_TRIES + 1) + [READ]
    assert (stored(app), waiting_tasks(app)) == (("m1", "m2"), 1)
    app.store.close()


def test_a_server_that_gives_no_mail_at_all_loses_none(tmp_path: Path) -> None:
    """However long it lasts, no mail is blamed for it."""
    app = app_on(tmp_path, NOW)
    with app.store.begin() as connection:
        mails.put_place(connection, "INBOX", mails.Place(7, 0, None))
    with hurried():
        for _ in range(3 * TRIES):
            assert look(app, ImapServer({"bodies": DROP}), "plain")[0] == LOST
        look(app, ImapServer(), "plain")
    assert (stored(app), waiting_tasks(app)) == (("m1", "m2", "m3"), 0)
    app.store.close()
