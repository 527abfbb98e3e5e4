"""Two instances on one PostgreSQL store: one reads the mailbox, both send, and one takes over when the other dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from relanced.core.effects import QueueMail
from relanced.daemon import planner, summary
from relanced.daemon.imports.intake import import_files
from relanced.daemon.mailbox.lease import Lease
from relanced.daemon.sending.outbox import tell_outcomes
from relanced.store import dossiers, open_store, outbox, schema
from tests.daemon.test_imap import letter
from tests.support.app import app_on
from tests.support.company import Company, bill, settings_text
from tests.support.hosts import ACHATS, COMPTA, Hosts
from tests.support.postgresql import Postgresql
from tests.support.processes import PATIENCE, wait_for

NOW = datetime(2026, 12, 8, 10, tzinfo=UTC)
EVERY_DAY = {
    "sending__holidays": "none",
    "sending__days": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
    "sending__from": "00:00",
    "sending__until": "23:59",
}


@pytest.fixture
def url(postgresql: Postgresql) -> Iterator[str]:
    with postgresql.database() as url:
        yield url


def test_a_lease_is_held_by_one_and_freed_by_death(url: str) -> None:
    stores = [open_store(url) for _ in range(2)]
    one, two = (Lease(store, "compta") for store in stores)
    assert (one.hold(), two.hold(), one.hold()) == (True, False, True)
    one.release()
    assert two.hold()
    two.release()
    for store in stores:
        store.close()


def test_two_instances_never_claim_the_same_mail(url: str, tmp_path: Path, hosts: Hosts) -> None:
    company = Company.on(hosts, tmp_path, store={"url": url})
    company.invoice("Menuiserie Bertin", ACHATS, bill("F-1", date(2026, 12, 1)))
    other = open_store(url)
    now = datetime(2026, 12, 8, 10, tzinfo=UTC)
    with company.app.store.begin() as connection:
        row = connection.execute(select(schema.dossiers.c.reference)).scalar()
        for step in ("first", "second"):
            version = dossiers.load(connection, str(row)).version
            outbox.queue(connection, str(row), version, QueueMail(step, 1, ACHATS, ()), now.date(), now)
    with company.app.store.begin() as mine, other.begin() as theirs:
        [first] = outbox.ready(mine, now, 1, reminders=True)
        [second] = outbox.ready(theirs, now, 1, reminders=True)
        assert first.id != second.id
    other.close()
    company.close()


def test_when_the_reading_instance_dies_the_other_takes_over(url: str, tmp_path: Path, hosts: Hosts) -> None:
    company = Company.on(hosts, tmp_path, start=datetime.now(UTC), store={"url": url}, **EVERY_DAY)
    (tmp_path / "config.yaml").write_text(settings_text(hosts, tmp_path, store={"url": url}, **EVERY_DAY))
    company.invoice("Menuiserie Bertin", ACHATS, bill("F-1", datetime.now(UTC).date() - timedelta(days=8)))
    daemons = [daemon(tmp_path) for _ in range(2)]
    try:
        hosts.wait_for_mails(ACHATS)
        reader = wait_for(lambda: connected(daemons, hosts), "one of them reads")
        assert reader is not None
        reader.send_signal(signal.SIGKILL)
        reader.wait(PATIENCE)
        hosts.append(COMPTA, letter("apres"))
        wait_for(lambda: handled(company) == 1, "the mail is handled")
        assert len(hosts.mails(ACHATS)) == 1, "nothing twice"
    finally:
        for process in daemons:
            process.kill()
            process.wait(PATIENCE)
        company.close()


def connected(daemons: list[subprocess.Popen[bytes]], hosts: Hosts) -> subprocess.Popen[bytes] | None:
    """The one that reads the mailbox, None between two connections."""
    return next((daemon for daemon in daemons if is_connected(daemon, hosts.creditor.imap.imaps)), None)


def is_connected(process: subprocess.Popen[bytes], port: int) -> bool:
    """Whether this process has a connection to that port."""
    sockets = set()
    for link in Path(f"/proc/{process.pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed since it was listed
            sockets.add(os.readlink(link))
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return any(row[2].endswith(f":{port:04X}") and f"socket:[{row[9]}]" in sockets for row in rows)


def handled(company: Company) -> int:
    with company.app.store.begin() as connection:
        return len(connection.execute(select(schema.mails.c.id).where(schema.mails.c.state != "stored")).all())


def daemon(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "relanced", "--config", str(folder / "config.yaml"), "run"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)


def test_two_instances_tell_outcomes_and_write_the_summary_without_falling_over_each_other(
    url: str, tmp_path: Path
) -> None:
    apps = [app_on(tmp_path, NOW, store_url=url) for _ in range(2)]
    invoices = "".join(f"C{n};Client {n};c{n}@client{n}.example;F-{n};2026-12-01;100.00\n" for n in range(20))
    head = "customer_id;customer_name;email;invoice_number;due_on;total\n"
    import_files(apps[0], [("invoices.csv", (head + invoices).encode())])
    planner.plan_due(apps[0])
    sent = {"state": "sent", "sent_at": NOW, "message_id": "<m@creancier.example>"}
    with apps[0].store.begin() as connection:
        connection.execute(update(schema.outbox).values(**sent))
    with ThreadPoolExecutor() as pool:
        list(pool.map(tell_outcomes, apps))
        tell_outcomes(apps[0])
        assert sum(pool.map(summary.queue, apps)) == 1
    with apps[0].store.begin() as connection:
        told = connection.execute(select(schema.journal.c.dossier).where(schema.journal.c.event == "mail_sent")).all()
    assert len(told) == len(set(told)) == 20
    for app in apps:
        app.store.close()


def test_an_invoice_of_thirty_million_fits(url: str, tmp_path: Path) -> None:
    app = app_on(tmp_path, NOW, store_url=url)
    row = "customer_name;email;invoice_number;due_on;total\nPort;p@port.example;F-1;2026-12-01;30000000.00\n"
    done = import_files(app, [("invoices.csv", row.encode())])
    app.store.close()
    assert str(done.lines[0].balance) == "30000000.00"
