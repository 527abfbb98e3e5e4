"""A store as an older program left it."""

from __future__ import annotations

from typing import Any

import pytest
from alembic import command
from alembic.config import Config

from relanced.store import engine as engines
from relanced.store import open_store
from relanced.store.engine import Store


def older_store(url: str, revision: str, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Opened, and migrated up to `revision` only."""

    def migrate(engine: Any) -> None:
        config = Config()
        config.set_main_option("script_location", str(engines.MIGRATIONS))
        config.attributes["engine"] = engine
        command.upgrade(config, revision)

    with monkeypatch.context() as past:
        past.setattr(engines, "_migrate", migrate)
        return open_store(url)
