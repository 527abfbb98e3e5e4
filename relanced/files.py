"""Files that hold secrets or state: private from their first byte, and the service's own whoever made them."""

from __future__ import annotations

import os
from pathlib import Path


def private_directory(path: Path) -> None:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)


def open_private(path: Path, flags: int = 0) -> int:
    """A descriptor on `path`, made with mode 0600 if it is new.

    What root makes in the service's state directory belongs to the service: a command run by hand before the daemon's
    first start must not leave it a file that it cannot open.
    """
    new = not path.exists()
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR | flags, 0o600)
    if new and os.geteuid() == 0:
        owner = path.parent.stat()
        os.fchown(descriptor, owner.st_uid, owner.st_gid)
    return descriptor
