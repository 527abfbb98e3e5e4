"""Neither the daemon nor passes from cron lock an account out whose password is wrong; a new one is tried at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from campaigns.desk import NOW, Desk
from campaigns.imap_server import ImapServer
from relanced.daemon.login.accounts import mailbox_account
from relanced.daemon.mailbox.connection import Lost
from relanced.daemon.mailbox.imap import Mailbox
from relanced.daemon.mailbox.listener import Listener
from relanced.daemon.once import Pass, once
from tests.support.smtp_server import SmtpServer

EVERY = timedelta(minutes=5)
REFUSED = b"{tag} NO [AUTHENTICATIONFAILED] wrong\r\n"
AWAY = b"{tag} NO [UNAVAILABLE] later\r\n"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    smtp, mailbox = desk.app.settings.need_smtp(), desk.app.settings.need_mailbox()
    object.__setattr__(smtp, "password", mailbox.password)
    object.__setattr__(smtp, "username", mailbox.username)
    yield desk
    desk.close()


def passes(desk: Desk, imap: ImapServer, smtp: SmtpServer, count: int) -> list[Pass]:
    """One every five minutes, from now on."""

    async def main() -> list[Pass]:
        done = []
        async with smtp.running():
            object.__setattr__(desk.app.settings.smtp, "port", smtp.port)
            for _ in range(count):
                done.append(await once(desk.app))
                desk.clock.advance(EVERY)
        return done

    with imap.running() as port:
        object.__setattr__(desk.app.settings.mailbox, "port", port)
        return asyncio.run(main())


def test_a_login_that_the_mailbox_refused_is_tried_less_and_less_often(desk: Desk) -> None:
    imap = ImapServer({"login": REFUSED}, mails={})
    done = passes(desk, imap, SmtpServer(), 24)
    assert imap.connections == 4, "after 0, 15, 45 and 105 minutes of two hours"
    assert all("refuses the login" in one.errors[0] for one in done)
    assert "tried again after 11:15, or once that is changed" in done[1].errors[0]


def test_a_login_that_the_sending_server_refused_is_tried_less_and_less_often(desk: Desk) -> None:
    smtp = SmtpServer({"auth": "535 5.7.8 wrong"})
    done = passes(desk, ImapServer(mails={}), smtp, 24)
    assert smtp.connections == 4
    assert all("refuses the login" in one.errors[0] for one in done)
    assert desk.states() == ("queued",)


def test_another_password_is_tried_at_once(desk: Desk, tmp_path: Path) -> None:
    imap, smtp = ImapServer({"login": [REFUSED]}, mails={}), SmtpServer({"auth": ["535 5.7.8 wrong"]})

    async def main() -> list[Pass]:
        async with smtp.running():
            object.__setattr__(desk.app.settings.smtp, "port", smtp.port)
            wrong = await once(desk.app)
            (tmp_path / "password.secret").write_text("the right one\n")
            return [wrong, await once(desk.app)]

    with imap.running() as port:
        object.__setattr__(desk.app.settings.mailbox, "port", port)
        wrong, right = asyncio.run(main())
    assert ["refuses the login" in error for error in wrong.errors] == [True, True]
    assert (right.errors, right.sent) == ([], 1)


def test_a_server_that_is_away_is_asked_at_each_pass(desk: Desk) -> None:
    imap = ImapServer({"login": AWAY}, mails={})
    passes(desk, imap, SmtpServer(), 6)
    assert imap.connections == 6


def test_a_rest_from_the_future_holds_nobody(desk: Desk) -> None:
    imap = ImapServer({"login": REFUSED}, mails={})

    async def main() -> None:
        for day in (1, 0):
            desk.clock.move_to(NOW + timedelta(days=day))
            await once(desk.app)

    with imap.running() as port:
        object.__setattr__(desk.app.settings.mailbox, "port", port)
        asyncio.run(main())
    assert imap.connections == 2


class Hurried(Listener):
    """Its waits go by at once; the server lets it in after `refusals` of them, and it stops after as many again."""

    def pauses_on(self, imap: ImapServer, refusals: int) -> list[float]:
        self.imap, self.refusals, self.pauses = imap, refusals, list[float]()
        self.run()
        return self.pauses

    def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds / 60)
        self.imap.says["login"] = REFUSED
        if len(self.pauses) == self.refusals:
            self.imap.says.pop("login")
        if len(self.pauses) == 2 * self.refusals:
            self._stopping.set()

    def _wait(self, mailbox: Mailbox, left: float) -> None:
        raise Lost("let in")


def test_the_daemon_tries_a_refused_login_less_and_less_often_until_it_is_let_in(desk: Desk) -> None:
    imap = ImapServer({"login": REFUSED}, mails={})
    with imap.running() as port:
        object.__setattr__(desk.app.settings.mailbox, "port", port)
        account = mailbox_account(desk.app.settings, desk.app.env)
        pauses = Hurried(desk.app, account, lambda: None, lambda: None).pauses_on(imap, 7)
    assert pauses[:7] == [15, 30, 60, 120, 240, 360, 360]
    assert pauses[7] <= 5, "the usual backoff after a connection that was lost"
    assert pauses[8:] == [15, 30, 60, 120, 240, 360]
