"""Who reads the mailbox when several instances share one PostgreSQL store: the one that holds an advisory lock.

The lock lives as long as its connection: an instance that dies, or loses the database, gives it up by that alone.
"""

from __future__ import annotations

import zlib

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from relanced.store import Store


class Lease:
    """One folder's lock. On SQLite there is one daemon, and the lease is always its own."""

    def __init__(self, store: Store, name: str) -> None:
        self.store = store
        self.key = zlib.crc32(f"relanced mailbox {name}".encode())
        self.shared = store.engine.dialect.name == "postgresql"
        self._connection: Connection | None = None

    def hold(self) -> bool:
        """Take the lock, or make sure that it is still ours; asks the database each time."""
        if not self.shared:
            return True
        try:
            return self._still_held() or self._try()
        except DBAPIError:
            self.release()
            return False

    def _still_held(self) -> bool:
        if self._connection is None:
            return False
        self._connection.execute(text("SELECT 1"))
        return True

    def _try(self) -> bool:
        connection = self.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": self.key}).scalar():
            self._connection = connection
            return True
        connection.close()
        return False

    def release(self) -> None:
        """Closing for good, not back to the pool: the lock belongs to the session."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()
