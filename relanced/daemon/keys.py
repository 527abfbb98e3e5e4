"""The secret that signs tokens: made once, kept beside the store, never in it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

NAME = "token.key"


def signing_key(directory: Path) -> bytes:
    """32 bytes; made on first use with mode 0600, atomically, so that two processes agree on one."""
    path = directory / NAME
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        _make(path)
    return path.read_bytes()


def _make(path: Path) -> None:
    draft = path.with_name(f"{NAME}.{os.getpid()}")
    descriptor = os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
