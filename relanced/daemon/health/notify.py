"""sd_notify: a datagram to systemd's socket; without one, nothing."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping


class Notifier:
    """Speaks to `$NOTIFY_SOCKET`. `watchdog_seconds` is systemd's period, None when it keeps no watch."""

    def __init__(self, env: Mapping[str, str]) -> None:
        address = env.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address
        period = env.get("WATCHDOG_USEC", "")
        mine = env.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        self.watchdog_seconds = int(period) / 1e6 if period.isdigit() and mine else None

    def send(self, **state: str) -> bool:
        """``send(READY="1", STATUS="...")``; False when systemd is too far behind to take it now: no loop waits
        for it. A socket that fails is systemd's trouble, not ours."""
        if not self._address:
            return True
        message = "\n".join(f"{name}={value}" for name, value in state.items()).encode()
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sock:
                sock.setblocking(False)
                sock.sendto(message, self._address)
        except BlockingIOError:
            return False
        except OSError:
            pass
        return True
