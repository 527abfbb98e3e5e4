"""What a sign-in gave, kept beside the store and never in it: one file for both servers and every process."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from relanced.files import open_private, private_directory

NAME = "oauth.json"
# Larger than any pair of tokens seen (Microsoft's take about six kilobytes).
ROOM = 64 * 1024
SLICE = 0.05


@dataclass(frozen=True, slots=True)
class Grant:
    """`client` names who signed in where: a grant is of no use to other settings. Instants are aware, in UTC;
    `signed_in_until` is None where the provider does not say when a sign-in ends."""

    client: str
    refresh_token: str = field(repr=False)
    access_token: str = field(repr=False)
    obtained_at: datetime
    expires_at: datetime
    signed_in_until: datetime | None = None


class TokenFile:
    """Everything here raises OSError when the disk does not want to."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / NAME

    def read(self) -> Grant | None:
        """None when nobody has signed in, or what is there is not ours."""
        try:
            return _grant(json.loads(self.path.read_bytes()))
        except (FileNotFoundError, ValueError, TypeError, KeyError):
            return None

    @contextmanager
    def locked(self, seconds: float) -> Iterator[None]:
        """Alone among threads and processes. Raises TimeoutError; whoever dies gives the lock up by that."""
        private_directory(self.path.parent)
        descriptor = open_private(self.path.with_suffix(".lock"), os.O_CLOEXEC)
        try:
            self._lock(descriptor, seconds)
            yield
        finally:
            os.close(descriptor)

    def _lock(self, descriptor: int, seconds: float) -> None:
        for _ in range(int(seconds / SLICE)):
            with suppress(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            time.sleep(SLICE)
        raise TimeoutError(f"another process has held {self.path.with_suffix('.lock').name} for {seconds:g} seconds")

    @contextmanager
    def replacing(self) -> Iterator[Callable[[Grant], None]]:
        """Gives what keeps a new grant, atomically; to be used under the lock.

        The room is taken first: a provider that rotates refresh tokens gives each once, and the disk must not be found
        full when it is too late to ask again.
        """
        draft = self.path.with_suffix(".new")
        draft.unlink(missing_ok=True)
        descriptor = open_private(draft, os.O_EXCL | os.O_CLOEXEC)
        try:
            os.posix_fallocate(descriptor, 0, ROOM)
            yield lambda grant: self._keep(descriptor, draft, grant)
        finally:
            os.close(descriptor)
            draft.unlink(missing_ok=True)

    def _keep(self, descriptor: int, draft: Path, grant: Grant) -> None:
        raw = json.dumps(asdict(grant), default=str).encode()
        os.pwrite(descriptor, raw, 0)
        os.ftruncate(descriptor, len(raw))
        os.fsync(descriptor)
        draft.rename(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _grant(kept: Any) -> Grant:
    instants = {name: datetime.fromisoformat(kept[name]) for name in ("obtained_at", "expires_at")}
    until = kept["signed_in_until"]
    return Grant(**{**kept, **instants, "signed_in_until": datetime.fromisoformat(until) if until else None})
