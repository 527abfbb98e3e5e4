"""What the daemon tells systemd never keeps the daemon waiting."""

from __future__ import annotations

import shutil
import socket

import pytest

from relanced.daemon.health.notify import Notifier
from tests.support.processes import short_folder


@pytest.mark.timeout(30)  # a daemon that waited would wait for ever
def test_a_systemd_that_is_far_behind_does_not_stop_the_daemon_and_is_told_once_it_listens() -> None:
    folder = short_folder("systemd")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(folder / "notify"))
        notifier = Notifier({"NOTIFY_SOCKET": str(folder / "notify")})
        taken = 0
        while notifier.send(WATCHDOG="1"):
            taken += 1
        assert taken > 0
        for _ in range(taken):
            assert listening.recv(4096) == b"WATCHDOG=1"
        assert notifier.send(READY="1", STATUS="reading")
        assert listening.recv(4096) == b"READY=1\nSTATUS=reading"
    shutil.rmtree(folder)


def test_without_a_systemd_nothing_is_waited_for() -> None:
    assert Notifier({}).send(READY="1")
    assert Notifier({"NOTIFY_SOCKET": "/nowhere/at/all"}).send(READY="1")
