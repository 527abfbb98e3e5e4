"""The name service is down: nothing is refused for good, nothing leaves, and all goes on when it is back."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from campaigns.desk import Desk
from campaigns.imap_server import ImapServer
from relanced.daemon.login.breaker import ACCOUNT_PAUSE
from relanced.daemon.once import Pass, once
from tests.support.smtp_server import SmtpServer


@contextmanager
def no_name_service(error: int) -> Iterator[None]:
    def answer(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(error, "the name service says nothing")

    with patch("socket.getaddrinfo", answer):
        yield


@pytest.mark.parametrize("error", [socket.EAI_AGAIN, socket.EAI_NONAME, socket.EAI_FAIL])
def test_without_names_reminders_wait_and_leave_when_there_are_names_again(tmp_path: Path, error: int) -> None:
    desk = Desk(tmp_path, 2)
    mailbox, smtp = desk.app.settings.need_mailbox(), desk.app.settings.need_smtp()
    for server in (mailbox, smtp):
        object.__setattr__(server, "host", "localhost")

    async def passes() -> list[Pass]:
        async with SmtpServer().running() as server:
            object.__setattr__(smtp, "port", server.port)
            with no_name_service(error):
                blind = [await once(desk.app)]
                desk.clock.advance(ACCOUNT_PAUSE)
                blind.append(await once(desk.app))
            return [*blind, await once(desk.app)]

    with ImapServer(mails={}).running() as port:
        object.__setattr__(mailbox, "port", port)
        first, second, last = asyncio.run(passes())
    assert [(p.sent, p.held) for p in (first, second)] == [(0, 2), (0, 2)]
    assert all("cannot be reached" in words for words in first.errors)
    assert (last.sent, last.held, last.errors) == (2, 0, [])
    assert all(desk.dossier(r).contact for r in desk.references)
    desk.close()
