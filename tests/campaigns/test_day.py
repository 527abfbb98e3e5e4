"""A day with a server that fails all day loses no mail, opens no second socket and fetches no body twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from campaigns.day import START, DayClock, Hurried, play
from campaigns.imap_faults import hurried
from campaigns.imap_server import DROP, ImapServer
from relanced.daemon.login.accounts import mailbox_account
from relanced.daemon.mailbox.imap import Mailbox
from relanced.daemon.mailbox.listener import LONGEST_BACKOFF
from tests.support.app import app_on


def test_a_day_of_faults_leaves_no_gap(tmp_path: Path) -> None:
    result = play(3, tmp_path)
    assert result.faults == []
    assert result.mails > 100


@pytest.mark.parametrize("well", [0, 61])
def test_a_server_that_always_hangs_up_is_asked_less_and_less_often(tmp_path: Path, well: int) -> None:
    """One that is well for a minute each time is asked again at once."""
    app = app_on(tmp_path, START)
    clock = DayClock(START)
    object.__setattr__(app, "clock", clock)
    pauses: list[float] = []

    class Watched(Hurried):
        def _pause(self, seconds: float) -> None:
            pauses.append(seconds)
            clock.advance(timedelta(seconds=seconds))
            if len(pauses) == 60:
                self._stopping.set()

        def _wait(self, mailbox: Mailbox, left: float) -> None:
            clock.advance(timedelta(seconds=well))
            mailbox.wait(0.001)

    with ImapServer({"idle": DROP}).running() as port, hurried():
        object.__setattr__(app.settings.need_mailbox(), "port", port)
        Watched(app, mailbox_account(app.settings, app.env), lambda: None, lambda: None).run()
    app.store.close()
    assert max(pauses) <= LONGEST_BACKOFF
    assert (max(pauses[20:]) < 5) is (well > 60), pauses
