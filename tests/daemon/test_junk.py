"""What a provider's filter took for junk: answers to us are read all the same, and nothing else is."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from campaigns.desk import Desk
from campaigns.imap_server import FIRST, ImapServer, letter
from relanced.daemon.login.accounts import mailbox_account
from relanced.daemon.mailbox import junk
from relanced.daemon.mailbox.imap import Mailbox
from relanced.daemon.mailbox.listener import Listener
from relanced.daemon.once import Pass, _read_mailbox, handle_all
from relanced.daemon.replies.reader import Reader
from relanced.daemon.sending import outbox
from relanced.store import schema
from tests.support.smtp_server import SmtpServer

HEAD = "From: c0@client.example\r\nMessage-ID: <answer@client.example>\r\nSubject: Re: facture\r\n"
BODY = "\r\nBonjour,\r\n\r\nNous contestons cette facture.\r\n"
NOT_OURS = "a" * 16


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """One reminder, which has left; the mailbox is read from its beginning, the junk folder from now on."""
    desk = Desk(tmp_path)

    async def main() -> None:
        async with (server := SmtpServer()).running():
            object.__setattr__(desk.app.settings.need_smtp(), "port", server.port)
            await outbox.Sender(desk.app, "test").send_due()

    asyncio.run(main())
    outbox.tell_outcomes(desk.app)
    assert desk.states() == ("sent",)
    yield desk
    desk.close()


def ours(desk: Desk) -> tuple[str, str]:
    """The Message-ID and the token of what has left."""
    with desk.app.store.begin() as connection:
        row = connection.execute(select(schema.outbox.c.message_id, schema.outbox.c.token)).one()
    return row.message_id, row.token


def stored(desk: Desk) -> list[bytes]:
    with desk.app.store.begin() as connection:
        return list(connection.execute(select(schema.mails.c.raw)).scalars())


def fetched(server: ImapServer) -> list[bytes]:
    """The commands that asked for whole mails."""
    return [line for line in server.asked if b"BODY.PEEK[]" in line]


def pass_on(desk: Desk, server: ImapServer) -> Pass:
    """A pass's look at the mailbox, and what it makes of that."""
    done = Pass()
    with server.running() as port, closing(Reader()) as reader:
        object.__setattr__(desk.app.settings.need_mailbox(), "port", port)
        _read_mailbox(desk.app, done)
        handle_all(desk.app, reader, done)
    return done


def with_answer(desk: Desk, fields: str) -> ImapServer:
    """A server on which it lies in the junk folder, behind strangers' mail, since the last look."""
    server = ImapServer(mails={}, others={"Junk": {1: letter(1)}})
    pass_on(desk, server)
    message_id, token = ours(desk)
    fields = fields.format(id=message_id, bare_id=message_id.strip("<>"), token=token, not_ours=NOT_OURS)
    server.others["Junk"] |= {2: letter(2), 3: f"{HEAD}{fields}\r\n{BODY}".encode(), 4: letter(4)}
    desk.clock.advance(junk.EVERY)
    return server


@pytest.mark.parametrize(
    "fields",
    [
        "In-Reply-To: {id}",
        "References: <first@client.example>\r\n {id}",
        "To: Compta <compta+rl-{token}@creancier.example>",
        "Delivered-To: COMPTA+RL-{token}@creancier.example",
    ],
)
def test_an_answer_among_the_junk_is_read_and_nothing_else_there(desk: Desk, fields: str) -> None:
    server = with_answer(desk, fields)
    done = pass_on(desk, server)
    assert (done.read, done.matched, done.errors) == (1, 1, [])
    assert [b"Nous contestons" in raw for raw in stored(desk)] == [True]
    [asked] = fetched(server)
    assert b" FETCH 3 " in asked, "strangers' mail is not even fetched"
    assert server.connections == 2, "one a pass"


@pytest.mark.parametrize(
    "fields",
    [
        "In-Reply-To: <relanced.RL-0001.first.1.{not_ours}@creancier.example>",
        "To: compta+rl-{not_ours}@creancier.example",
        "Subject: {bare_id} RL-0001",
        "X-Forged: {id}",
    ],
)
def test_what_bears_no_token_of_ours_where_an_answer_has_it_is_left_there(desk: Desk, fields: str) -> None:
    server = ImapServer(mails={}, others={"Junk": {}})
    pass_on(desk, server)
    desk.clock.advance(junk.EVERY)
    message_id, token = ours(desk)
    fields = fields.format(id=message_id, bare_id=message_id.strip("<>"), token=token, not_ours=NOT_OURS)
    server.others["Junk"] = {1: f"{HEAD}{fields}\r\n{BODY}".encode()}
    done = pass_on(desk, server)
    assert (done.read, stored(desk), fetched(server)) == (0, [], [])


def test_an_answer_that_is_moved_to_the_watched_folder_has_one_effect(desk: Desk) -> None:
    server = with_answer(desk, "In-Reply-To: {id}")
    pass_on(desk, server)
    server.mails[2] = server.others["Junk"].pop(3)
    done = pass_on(desk, server)
    assert (done.read, done.matched, len(stored(desk))) == (0, 0, 1)


def test_the_junk_is_looked_at_every_quarter_of_an_hour(desk: Desk) -> None:
    server = ImapServer(mails={}, others={"Junk": {}})
    for _ in range(6):
        pass_on(desk, server)
        desk.clock.advance(timedelta(minutes=5))
    assert len([line for line in server.asked if b"EXAMINE" in line and b"Junk" in line]) == 2


def test_a_clock_that_was_set_back_does_not_put_the_next_look_off(desk: Desk) -> None:
    server = ImapServer(mails={}, others={"Junk": {}})
    for step in (timedelta(0), timedelta(days=-1)):
        desk.clock.advance(step)
        pass_on(desk, server)
    assert len([line for line in server.asked if b"EXAMINE" in line and b"Junk" in line]) == 2


def test_a_junk_folder_that_does_not_open_stops_nothing(desk: Desk) -> None:
    server = ImapServer({"examine": [FIRST, b"{tag} NO not yours\r\n"]}, mails={2: letter(2)}, others={"Junk": {}})
    done = pass_on(desk, server)
    assert (done.read, done.errors) == (1, [])


class Once(Listener):
    """It stops instead of waiting for the bell."""

    def _wait(self, mailbox: Mailbox, left: float) -> None:
        self.stop()


def test_the_daemon_looks_too_and_rings_for_what_it_found(desk: Desk) -> None:
    server = with_answer(desk, "In-Reply-To: {id}")
    rung: list[int] = []
    with server.running() as port:
        object.__setattr__(desk.app.settings.need_mailbox(), "port", port)
        account = mailbox_account(desk.app.settings, desk.app.env)
        Once(desk.app, account, lambda: rung.append(len(stored(desk))), lambda: None).run()
    assert rung == [0, 1]
