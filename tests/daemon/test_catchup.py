"""The mailbox on a scripted server: each body once, one login, and signs of life while there is much to read."""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from campaigns.desk import NOW
from campaigns.imap_server import UIDS, ImapServer, letter
from relanced.daemon.app import App
from relanced.daemon.login.accounts import mailbox_account
from relanced.daemon.mailbox.catchup import catch_up
from relanced.daemon.mailbox.imap import BATCH, Mailbox
from relanced.daemon.mailbox.listener import Listener
from relanced.daemon.sending import doubts, proof
from relanced.store import mails
from tests.support.app import app_on


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    app = app_on(tmp_path, NOW)
    with app.store.begin() as connection:
        mails.put_place(connection, "INBOX", mails.Place(7, 0, None))
    yield app
    app.store.close()


def open_on(app: App, port: int) -> Mailbox:
    object.__setattr__(app.settings.need_mailbox(), "port", port)
    mailbox = Mailbox(mailbox_account(app.settings, app.env))
    mailbox.open()
    return mailbox


def bodies_asked(server: ImapServer) -> Counter[int]:
    """How often each mail's body was asked for, by UID."""
    asked = [found[1] for line in server.asked if b"BODY" in line and (found := UIDS.search(line))]
    return Counter(int(uid) for uids in asked for uid in uids.split(b","))


def test_a_long_catching_up_beats_at_each_batch(app: App) -> None:
    server = ImapServer(mails={n: letter(n) for n in range(1, 3 * BATCH + 1)})
    beats: list[int] = []
    with server.running() as port:
        mailbox = open_on(app, port)
        assert catch_up(app, mailbox, lambda: beats.append(1)) == 3 * BATCH
        mailbox.close()
    assert len(beats) == 3


def test_each_body_is_fetched_once_over_one_login_however_often_the_folder_is_looked_at(app: App) -> None:
    server = ImapServer()
    with server.running() as port:
        mailbox = open_on(app, port)
        for n in (4, 5, 6):
            catch_up(app, mailbox)
            server.mails[n] = letter(n)
        catch_up(app, mailbox)
        mailbox.close()
    assert bodies_asked(server) == Counter(dict.fromkeys(range(1, 7), 1))
    assert len([line for line in server.asked if b"LOGIN" in line]) == 1


@pytest.mark.skipif(not hasattr(socket, "TCP_KEEPIDLE"), reason="Linux names the options so")
def test_a_peer_that_has_gone_without_a_word_is_asked_after_in_time(app: App) -> None:
    """45 seconds of silence, then a question every 15: noticed within 90. `campaigns.dead_peer` waits for it."""
    with ImapServer().running() as port:
        mailbox = open_on(app, port)
        sock = mailbox._live.socket()
        idle, every, times = (
            sock.getsockopt(socket.IPPROTO_TCP, name)
            for name in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
        )
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        assert idle + every * times <= 90
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) <= 90_000
        mailbox.close()


def test_what_has_been_stored_is_not_fetched_again_after_the_connection_was_lost(app: App) -> None:
    server = ImapServer()
    with server.running() as port:
        for n in (4, 5):
            mailbox = open_on(app, port)
            catch_up(app, mailbox)
            mailbox.abort()
            mailbox.close()
            server.mails[n] = letter(n)
        mailbox = open_on(app, port)
        catch_up(app, mailbox)
        mailbox.close()
    assert bodies_asked(server) == Counter(dict.fromkeys(range(1, 6), 1))


def test_another_folder_is_looked_into_over_the_same_connection(app: App) -> None:
    server = ImapServer(mails={1: letter(1)}, others={"Sent": {2: letter(2)}})
    with server.running() as port:
        mailbox = open_on(app, port)
        assert proof.in_folder(mailbox, "Sent", "<m2@client.example>")
        assert (mailbox.folder, mailbox.uids_above(0)) == ("INBOX", [1])
        mailbox.close()
    assert server.connections == 1


class Once(Listener):
    """It stops instead of waiting for the bell."""

    def _wait(self, mailbox: Mailbox, left: float) -> None:
        self.stop()


def listen_once(app: App, port: int) -> None:
    object.__setattr__(app.settings.need_mailbox(), "port", port)
    Once(app, mailbox_account(app.settings, app.env), lambda: None, lambda: None).run()


def stored(app: App) -> int:
    with app.store.begin() as connection:
        return len(connection.execute(mails.mails.select()).all())


def test_what_comes_while_another_folder_is_open_does_not_wait_for_the_next_bell(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = ImapServer(mails={1: letter(1)}, others={"Sent": {}})

    def doubtful(app: App, search: Callable[[str], bool | None]) -> int:
        assert not search("<one.of.ours@creancier.example>")
        server.mails[2] = letter(2)
        return 0

    monkeypatch.setattr(doubts, "resolve", doubtful)
    with server.running() as port:
        listen_once(app, port)
    assert stored(app) == 2
