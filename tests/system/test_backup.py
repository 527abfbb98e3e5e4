"""A backup is whole although the store is written to, and a restored store sends nothing a second time."""

from __future__ import annotations

import os
import pty
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from relanced.commands import restore
from relanced.config import load
from relanced.core.dossier import ReminderState
from relanced.core.events import Noted
from relanced.daemon import change, restored, summary
from relanced.errors import BadInput, EdgeError
from relanced.store import copies, sole_daemon
from relanced.store.verification import verify
from tests.support.commands import COMPANY, Shell
from tests.support.company import Company, bill, settings_text
from tests.support.hosts import ACHATS, COMPTA, PATRON, Hosts
from tests.support.postgresql import Postgresql

TUESDAY = date(2026, 12, 8)
INVOICE = "C1;Menuiserie Bertin;compta@bertin.example;F-1;2026-01-05;1200;"


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """One dossier, in a store of its own."""
    shell = Shell(tmp_path, capsys)
    assert shell("import", shell.invoices(INVOICE)).code == 0
    return shell


def entries(path: Path) -> int:
    with copies.reading(path) as connection:
        return verify(connection).entries


# -- backup -----------------------------------------------------------------------------------------------------------


def test_a_backup_is_its_owners_alone_and_says_what_is_in_it(shell: Shell) -> None:
    said = shell("backup", "copy.db", "--json")
    assert (said.code, said.object["entries"], said.object["faults"]) == (0, 1, [])
    copy = shell.folder / "copy.db"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert said.object["bytes"] == copy.stat().st_size
    assert said.object["last"] == shell("verify", "--json").object["last"]
    assert shell("verify", "copy.db", "--expect", said.object["last"]).code == 0


def test_a_folder_gets_a_file_with_the_instant_in_its_name(shell: Shell) -> None:
    (shell.folder / "backups").mkdir()
    for _ in range(2):
        assert shell("backup", "backups").code in (0, 65)
    names = [path.name for path in (shell.folder / "backups").iterdir()]
    assert names
    assert all(name.startswith("relanced-") and name.endswith("Z.db") for name in names)


def test_nothing_is_overwritten(shell: Shell) -> None:
    shell.write("copy.db", "something else")
    said = shell("backup", "copy.db")
    assert (said.code, (shell.folder / "copy.db").read_text()) == (65, "something else")
    assert "already" in said.err


def test_a_copy_made_under_writing_is_one_moment_of_the_store(shell: Shell) -> None:
    stop = Event()

    def write() -> int:
        written = 0
        with shell.app() as app:
            while not stop.is_set() or written < 20:
                change.happen(app, "RL-0001", Noted(f"note {written}"))
                written += 1
        return written

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        counts = []
        try:
            for n in range(3):
                assert shell("backup", f"{n}.db").code == 0
                counts.append(entries(shell.folder / f"{n}.db"))
        finally:
            stop.set()
        written = writing.result()
    assert counts == sorted(counts)
    assert counts[-1] <= written + 1
    assert shell("verify").code == 0


def test_what_is_altered_is_copied_and_said(shell: Shell) -> None:
    with shell.app() as app, app.store.begin() as connection:
        connection.exec_driver_sql("UPDATE journal SET detail = 'x'")
    said = shell("backup", "copy.db")
    assert said.code == 1
    assert "journal 1: says something else than was written" in said.err
    assert (shell.folder / "copy.db").exists()


def test_postgresql_is_copied_by_its_own_tool_and_its_password_is_not_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], postgresql: Postgresql, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STORE_SECRET", "hunter2")
    with postgresql.database() as url:
        shell = Shell(tmp_path, capsys, f'{COMPANY}store: {{url: "{url}", password: {{env: STORE_SECRET}}}}\n')
        for command, tool in ((("backup",), "pg_dump"), (("restore", "--yes"), "pg_restore")):
            said = shell(*command, "relanced.dump")
            assert said.code == 65
            assert tool in said.err
            assert "hunter2" not in said.err


# -- verify -----------------------------------------------------------------------------------------------------------


def test_each_fault_has_its_line(shell: Shell) -> None:
    assert shell("dossier", "note", "RL-0001", "appelé").code == 0
    assert shell("verify").code == 0
    with shell.app() as app, app.store.begin() as connection:
        connection.exec_driver_sql("UPDATE journal SET reason = 'settled' WHERE id = 2")
        connection.exec_driver_sql("UPDATE dossiers SET version = 5")
    said = shell("verify")
    assert said.code == 1
    assert [line.split(":")[0] for line in said.err.splitlines()] == ["journal 2", "dossier RL-0001"]
    assert shell("verify", "--json").object["whole"] is False


@pytest.mark.parametrize("content", ["", "PK", "hello\n", "SQLite format 3\0 and no more"])
def test_a_file_that_is_nothing_of_ours_is_refused(shell: Shell, content: str) -> None:
    shell.write("file", content)
    for command in ("verify", "restore"):
        said = shell(command, "file", *(["--yes"] if command == "restore" else []))
        assert said.code == 65
        assert "file" in said.err


def test_the_summary_has_the_hash_by_which_a_cut_is_missed(shell: Shell) -> None:
    noted = shell("verify", "--json").object["last"]
    assert noted in shell("summary").out
    assert shell("verify", "--expect", noted).code == 0
    with shell.app() as app, app.store.begin() as connection:
        connection.exec_driver_sql("DELETE FROM journal")
        connection.exec_driver_sql("UPDATE dossiers SET version = 0")
    assert shell("verify").code == 0
    assert shell("verify", "--expect", noted).code == 1


# -- restore ----------------------------------------------------------------------------------------------------------


def test_a_damaged_backup_leaves_the_store_alone(shell: Shell) -> None:
    assert shell("backup", "copy.db").code == 0
    copy = shell.folder / "copy.db"
    with copy.open("r+b") as file:
        file.truncate(copy.stat().st_size // 2)
    before = shell("verify", "--json").object["last"]
    said = shell("restore", "copy.db", "--yes")
    assert said.code == 65
    assert "damaged" in said.err
    assert shell("verify", "--json").object["last"] == before


def test_a_backup_with_faults_is_restored_only_on_a_word(shell: Shell) -> None:
    assert shell("backup", "copy.db").code == 0
    with sqlite3.connect(shell.folder / "copy.db") as copy:
        copy.execute("UPDATE journal SET detail = 'x'")
    copy.close()
    assert shell("restore", "copy.db").code == 2
    assert shell("verify").code == 0
    assert shell("restore", "copy.db", "--yes").code == 0
    assert shell("verify").code == 1


@pytest.mark.parametrize(("word", "code", "entries"), [("n", 65, 2), ("o", 0, 1)])
def test_on_a_terminal_a_restore_asks_first(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, word: str, code: int, entries: int
) -> None:
    assert shell("backup", "copy.db").code == 0
    assert shell("dossier", "note", "RL-0001", "après la copie").code == 0
    terminal, end = pty.openpty()
    with os.fdopen(end) as keyboard:
        monkeypatch.setattr("sys.stdin", keyboard)
        os.write(terminal, f"{word}\n".encode())
        said = shell("restore", "copy.db")
    os.close(terminal)
    assert (said.code, "is kept beside it?" in said.out) == (code, True)
    assert len(shell("dossier", "show", "RL-0001", "--json").object["journal"]) == entries


def test_without_a_terminal_a_restore_needs_its_yes(shell: Shell) -> None:
    assert shell("backup", "copy.db").code == 0
    said = shell("restore", "copy.db")
    assert (said.code, "--yes" in said.err) == (2, True)


def test_a_store_in_use_is_not_replaced(shell: Shell) -> None:
    assert shell("backup", "copy.db").code == 0
    with sole_daemon(f"sqlite:///{shell.folder}/state/relanced.db"):
        assert shell("restore", "copy.db", "--yes").code == 75


def test_what_was_there_is_kept_beside(shell: Shell) -> None:
    assert shell("backup", "copy.db").code == 0
    assert shell("dossier", "note", "RL-0001", "après la copie").code == 0
    said = shell("restore", "copy.db", "--yes", "--json")
    assert said.code == 0
    events = [e["event"] for e in shell("dossier", "show", "RL-0001", "--json").object["journal"]]
    assert events == ["invoices_imported"]
    aside = sqlite3.connect(said.object["aside"])
    assert aside.execute("SELECT count(*) FROM journal").fetchone() == (2,)
    aside.close()
    place = shell.folder / "state" / "relanced.db"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert not list(place.parent.glob("*.restoring*"))


def test_nothing_is_released_that_is_not_held(shell: Shell) -> None:
    assert shell("restore", "--release", "--yes").code == 65
    assert shell("restore").code == 2


def test_a_store_that_came_back_by_other_means_is_held_by_a_word(shell: Shell) -> None:
    assert shell("restore", "--hold").code == 0
    with shell.app() as app, app.store.begin() as connection:
        assert restored.holds(connection)
        assert restored.warnings(app, connection)


# -- on real servers --------------------------------------------------------------------------------------------------


class Disaster:
    """A company whose backup was made before it wrote to its client; `after` is the store restored elsewhere."""

    def __init__(self, hosts: Hosts, folder: Path, **settings: Any) -> None:
        self.hosts, self.folder, self.settings = hosts, folder, settings
        (folder / "first").mkdir()
        (folder / "second").mkdir()
        first = Company.on(hosts, folder / "first", datetime(2026, 12, 7, 9, tzinfo=UTC), **settings)
        first.once()
        self.reference = first.invoice("Menuiserie Bertin", ACHATS, bill("F-101", date(2026, 12, 1)))
        copies.make(first.app.store, folder / "copy.db", first.clock.now().isoformat())
        assert first.on_day(TUESDAY).sent == 1
        hosts.wait_for_mails(ACHATS)
        hosts.wait_for_mails(PATRON, 2)
        first.close()

    def restored(self) -> Company:
        """As docs/operate.md says: the configuration and token.key from where they were kept, then the backup."""
        path = self.folder / "second" / "config.yaml"
        path.write_text(settings_text(self.hosts, self.folder / "second", **self.settings))
        path.chmod(0o600)
        (path.parent / "state").mkdir(mode=0o700)
        shutil.copy(self.folder / "first" / "state" / "token.key", path.parent / "state")
        restore.restore(path, self.folder / "copy.db", yes=True, as_json=True)
        return Company(load(path, os.environ), datetime(2026, 12, 8, 10, tzinfo=UTC))


@pytest.fixture(params=["with blind copies", "without"])
def disaster(request: pytest.FixtureRequest, hosts: Hosts, tmp_path: Path) -> Iterator[tuple[Disaster, Company]]:
    copied = request.param == "with blind copies"
    one = Disaster(hosts, tmp_path, **({"smtp__bcc": COMPTA} if copied else {}))
    if copied:
        hosts.wait_for_mails(COMPTA)
    company = one.restored()
    yield one, company
    company.close()


def test_a_restored_store_sends_nothing_before_its_owner_says_so(
    disaster: tuple[Disaster, Company], hosts: Hosts
) -> None:
    _, company = disaster
    for day in (TUESDAY, date(2026, 12, 9)):
        done = company.on_day(day, hour=15)
        assert (done.sent, done.held, done.errors) == (0, 1, [])
    assert len(hosts.mails(ACHATS)) == 1
    with company.app.store.begin() as connection:
        [warning] = summary.gather(company.app, connection).warnings
    assert "07/12/2026 10:00" in warning


def test_what_had_left_is_found_and_what_is_not_found_waits_for_a_yes(
    disaster: tuple[Disaster, Company], hosts: Hosts, request: pytest.FixtureRequest
) -> None:
    one, company = disaster
    company.on_day(TUESDAY, hour=15)
    copied = "without" not in request.node.name
    if not copied:
        with pytest.raises(BadInput, match="--yes"):
            restore.release_on(company.app, yes=False, as_json=True)
        assert company.on_day(TUESDAY, hour=16).sent == 0
        return
    restore.release_on(company.app, yes=True, as_json=True)
    [reminder] = company.dossier(one.reference).reminders
    assert reminder.state is ReminderState.SENT
    for day in (TUESDAY, date(2026, 12, 9)):
        assert company.on_day(day, hour=16).sent == 0
    assert len(hosts.mails(ACHATS)) == 1, "nothing was sent twice"
    assert company.on_day(date(2026, 12, 16)).sent == 1, "and the scenario goes on"
    hosts.wait_for_mails(ACHATS, 2)
    with company.app.store.snapshot() as connection:
        assert verify(connection).faults == []


def test_without_the_mailbox_nothing_is_released(disaster: tuple[Disaster, Company], hosts: Hosts) -> None:
    _, company = disaster
    hosts.creditor.imap.stop()
    with pytest.raises(EdgeError):
        restore.release_on(company.app, yes=True, as_json=True)
    hosts.creditor.imap.start()
    assert company.on_day(TUESDAY, hour=15).sent == 0
