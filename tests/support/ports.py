"""Where the test servers listen: each provider has a loopback address of its own, so that ports can be constant.

A port that is merely free may be gone when the server starts, or when it starts again after a fault; on an address
of our own, nobody else asks for one.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from itertools import count

from tests.support.processes import wait_for


class Ports:
    """The usual numbers plus 20000: a mail server of the machine itself may hold the usual ones everywhere."""

    smtp, submission, submissions = 20025, 20587, 20465
    imap, imaps, lmtp, sasl = 20143, 20993, 20024, 20012


def loopback_addresses() -> Iterator[str]:
    """Addresses in 127.0.0.0/8 on which nothing listens yet, different from one process to the next."""
    for number in count():
        middle = (os.getpid() + 4099 * number) % 0xFFFF + 1
        address = f"127.{64 + number % 64}.{middle >> 8}.{middle & 0xFF}"
        if not _listening(address, Ports.smtp) and not _listening(address, Ports.imap):
            yield address


def _listening(address: str, port: int) -> bool:
    with suppress(OSError), socket.create_connection((address, port), 1):
        return True
    return False


def wait_for_banner(address: str, port: int, banner: bytes) -> None:
    """Until the server there speaks: an open port may belong to one that is not ready."""

    def speaks() -> bool:
        with suppress(OSError), socket.create_connection((address, port), 1) as connection:
            connection.settimeout(2)
            return connection.recv(200).startswith(banner)
        return False

    wait_for(speaks, f"{banner.decode()} from {address}:{port}")
