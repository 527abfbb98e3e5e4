"""The owner hears of trouble by another way than mail: a command of his own, or the silence of a regular request."""

from __future__ import annotations

import http.client
import json
import os
import ssl
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import structlog

from relanced.config.monitoring import Monitoring
from relanced.daemon.clock import Clock
from relanced.daemon.health.status import Trouble
from relanced.files import open_private

log = structlog.get_logger()

AGAIN = timedelta(hours=1)
TIMEOUT = 10.0
HOOK_TIMEOUT = 60.0


class Alarm:
    """`look` is called once a minute with what is wrong now."""

    def __init__(self, settings: Monitoring, clock: Clock, directory: Path) -> None:
        self.settings = settings
        self.clock = clock
        self.memory = Memory(directory / "alarms.json")
        self._asked_at: datetime | None = None

    def look(self, troubles: Mapping[Trouble, str]) -> None:
        now = self.clock.now()
        for trouble, words in troubles.items():
            if self.settings.hook and self.memory.is_due(trouble, now):
                self.memory.remember(trouble, now)
                self._call(trouble, words)
        if not troubles:
            self._sign_of_life(now)

    def _call(self, trouble: Trouble, words: str) -> None:
        """The hook gets the name of the fault and a sentence as its last two arguments."""
        command = [*self.settings.hook, trouble.value, words]
        try:
            subprocess.run(command, stdin=subprocess.DEVNULL, timeout=HOOK_TIMEOUT, check=True)
        except (OSError, subprocess.SubprocessError) as error:
            log.error("alarm_failed", trouble=trouble.value, fault=_said(error))
        else:
            log.warning("alarm_raised", trouble=trouble.value, words=words)

    def _sign_of_life(self, now: datetime) -> None:
        every = timedelta(minutes=self.settings.url_minutes)
        if not self.settings.url or (self._asked_at and timedelta(0) <= now - self._asked_at < every):
            return
        self._asked_at = now
        try:
            ask(self.settings.url)
        except (OSError, http.client.HTTPException) as error:
            log.warning("sign_of_life_failed", fault=f"{type(error).__name__}: {error}")


def _said(error: Exception) -> str:
    """Without the command, which may hold a telephone number."""
    if isinstance(error, subprocess.CalledProcessError):
        return f"the hook ended with status {error.returncode}"
    return "the hook did not end" if isinstance(error, subprocess.TimeoutExpired) else str(error)


def ask(url: str) -> None:
    """One GET. Redirections and proxies are not followed: it is for this host alone. Raises OSError, HTTPException."""
    parts = urlsplit(url)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    connection = _connection(parts.scheme, parts.hostname or "", parts.port)
    try:
        connection.request("GET", path, headers={"User-Agent": "relanced"})
        status = connection.getresponse().status
    finally:
        connection.close()
    if status >= 400:
        raise OSError(f"the answer was {status}")


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    return http.client.HTTPSConnection(host, port, timeout=TIMEOUT, context=ssl.create_default_context())


class Memory:
    """When each alarm was last raised, beside the store, which may be what is broken: a daemon that is started again
    every minute must not call every minute."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._raised = self._read()

    def is_due(self, trouble: Trouble, now: datetime) -> bool:
        before = self._raised.get(trouble)
        return before is None or not timedelta(0) <= now - before < AGAIN

    def remember(self, trouble: Trouble, now: datetime) -> None:
        self._raised[trouble] = now
        text = json.dumps({name: at.isoformat() for name, at in self._raised.items()})
        with suppress(OSError), os.fdopen(open_private(self.path, os.O_TRUNC), "w") as file:
            file.write(text)

    def _read(self) -> dict[str, datetime]:
        try:
            return {name: datetime.fromisoformat(at) for name, at in json.loads(self.path.read_text()).items()}
        except (OSError, ValueError, AttributeError):
            return {}
