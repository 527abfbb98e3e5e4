"""The SQLite file, and who else opens it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from relanced.store import open_store
from relanced.store.schema import facts

READS = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('select * from facts').fetchall(); c.close()"


def test_a_second_store_in_the_process_does_not_let_a_command_take_the_log_away(tmp_path: Path) -> None:
    """POSIX locks belong to the process: closing any descriptor of the file drops them all (fcntl(2))."""
    path = tmp_path / "relanced.db"
    first = open_store(f"sqlite:///{path}")
    with first.begin() as connection:
        connection.execute(facts.insert().values(name="one", value="1"))
    open_store(f"sqlite:///{path}").close()
    before = os.stat(f"{path}-wal").st_ino
    subprocess.run([sys.executable, "-c", READS, str(path)], check=True)
    assert os.stat(f"{path}-wal").st_ino == before
    first.close()


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    open_store(f"sqlite:///{tmp_path / 'relanced.db'}").close()
    assert (tmp_path / "relanced.db").stat().st_mode & 0o077 == 0
