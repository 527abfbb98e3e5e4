"""What is remembered. SQLAlchemy Core; takes and returns the core's values."""

from relanced.store.engine import Store, open_store, sole_daemon

__all__ = ["Store", "open_store", "sole_daemon"]
