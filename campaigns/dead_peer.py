"""A mail server that is gone without a word: how soon it is noticed, and what waiting for it costs.

python -m campaigns.dead_peer [MINUTES]

The server's own sockets are made deaf: the kernel drops what comes for them, as when a machine loses its power or a
router forgets a connection. Nothing closes, nothing is refused. In real time, for ten minutes unless told otherwise.
"""

from __future__ import annotations

import ctypes
import socket
import struct
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from benchmarks.support import quiet
from campaigns.desk import NOW
from campaigns.imap_server import ImapServer
from relanced.daemon.login.accounts import mailbox_account
from relanced.daemon.mailbox.listener import LONGEST_BACKOFF, Listener
from tests.support.app import app_on

# Linux's numbers, which Python does not name; and a filter of one instruction: keep nothing of any packet.
SO_ATTACH_FILTER, SO_DETACH_FILTER = 26, 27
DROP_ALL = struct.pack("HBBI", 0x06, 0, 0, 0)
NOTICED_WITHIN = 90.0
# Connecting may take its time-out too.
BACK_WITHIN = LONGEST_BACKOFF + 60
PROCESSOR = 0.01


def deafen(sock: socket.socket) -> None:
    instructions = ctypes.create_string_buffer(DROP_ALL)
    program = struct.pack("HL", 1, ctypes.addressof(instructions))
    sock.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)


def heal(sock: socket.socket) -> None:
    sock.setsockopt(socket.SOL_SOCKET, SO_DETACH_FILTER, 0)


def wait_for(truth: Callable[[], bool], seconds: float) -> float:
    """Seconds that it took, or infinity."""
    began = time.monotonic()
    while not truth():
        if time.monotonic() - began > seconds:
            return float("inf")
        time.sleep(0.2)
    return time.monotonic() - began


def play(folder: Path, minutes: float) -> tuple[float, float, float, int]:
    """Seconds until it was noticed, the share of a processor while it lasted, seconds until it was read again, and how
    often it was tried meanwhile."""
    app = app_on(folder, NOW)
    looks: list[float] = []
    faults: list[str] = []
    server = ImapServer(patience=None)
    with server.running() as port:
        object.__setattr__(app.settings.need_mailbox(), "port", port)
        account = mailbox_account(app.settings, app.env)
        listener = Listener(app, account, lambda: looks.append(time.monotonic()), lambda: None)
        listener._failed = lambda event, fault: faults.append(fault)  # type: ignore[method-assign]
        thread = threading.Thread(target=listener.run)
        thread.start()
        wait_for(lambda: any(line.endswith(b"IDLE") for line in server.asked), 30)
        for sock in server.sockets:
            deafen(sock)
        noticed = wait_for(lambda: bool(faults), 4 * NOTICED_WITHIN)
        used, began, before = time.process_time(), time.monotonic(), len(faults)
        wait_for(lambda: False, minutes * 60)
        share = (time.process_time() - used) / (time.monotonic() - began)
        tried, seen = len(faults) - before, len(looks)
        heal(server.sockets[0])
        back = wait_for(lambda: len(looks) > seen, BACK_WITHIN * 2)
        listener.stop()
        thread.join()
        for sock in server.sockets[1:]:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
    app.store.close()
    return noticed, share, back, tried


def main() -> None:
    quiet()
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    with tempfile.TemporaryDirectory() as folder:
        noticed, share, back, tried = play(Path(folder), minutes)
    print(f"noticed after {noticed:.0f} s (at most {NOTICED_WITHIN:.0f})")
    print(f"{minutes:g} minutes without it: {100 * share:.2f} % of a processor (at most 1), {tried} attempts")
    print(f"read again {back:.0f} s after it was back (at most {BACK_WITHIN:.0f})")
    sys.exit(0 if noticed <= NOTICED_WITHIN and share < PROCESSOR and back <= BACK_WITHIN else 1)


if __name__ == "__main__":
    main()
