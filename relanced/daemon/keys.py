"""The secret that signs tokens: made once, kept beside the store, never in it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from relanced.files import open_private, private_directory

NAME = "token.key"


def signing_key(directory: Path) -> bytes:
    """32 bytes; made on first use with mode 0600, atomically, so that two processes agree on one."""
    path = directory / NAME
    private_directory(directory)
    if not path.exists():
        _make(path)
    return path.read_bytes()


def _make(path: Path) -> None:
    draft = path.with_name(f"{NAME}.{os.getpid()}")
    descriptor = open_private(draft, os.O_EXCL)
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
