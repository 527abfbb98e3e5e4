"""The daemon as a process: ready, idle, and how soon it acts on a reply, on a real Dovecot.

python -m benchmarks.idle [REPLIES]        (root, dovecot, postfix)
"""

from __future__ import annotations

import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from sqlalchemy import select

from relanced.store import schema
from tests.support.company import Company, bill, settings_text
from tests.support.hosts import ACHATS, COMPTA, Hosts, running_hosts

IDLE_SECONDS = 30


def start(folder: Path, notify: socket.socket) -> tuple[subprocess.Popen[bytes], float]:
    """The daemon, and the seconds from its start to its READY=1."""
    env = {**os.environ, "NOTIFY_SOCKET": str(folder / "notify")}
    command = [sys.executable, "-m", "relanced", "--config", str(folder / "config.yaml"), "run"]
    began = time.perf_counter()
    daemon = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
    while b"READY=1" not in notify.recv(4096):
        pass
    return daemon, time.perf_counter() - began


def resident(pid: int) -> int:
    """kB in memory, its children's included."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    lines = (Path(f"/proc/{p}/status").read_text().splitlines() for p in (str(pid), *children))
    return sum(int(line.split()[1]) for rows in lines for line in rows if line.startswith("VmRSS"))


def processor(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def reaction(company: Company, hosts: Hosts, n: int) -> float:
    """Seconds from the delivery of a reply (the LMTP server's word) to the commit of what was decided."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = ACHATS, COMPTA, "Re: facture F-1"
    mail["Message-ID"] = f"<r{n}@client-un.example>"
    mail.set_content(f"Bonjour, le virement partira vendredi. ({n})")
    hosts.append(COMPTA, mail)
    began = time.perf_counter()
    while True:
        with company.app.store.engine.connect() as connection:
            done = connection.execute(select(schema.mails.c.id).where(schema.mails.c.state == "handled")).all()
        if len(done) > n:
            return time.perf_counter() - began
        time.sleep(0.005)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with running_hosts() as hosts, tempfile.TemporaryDirectory() as name:
        hosts.heal()
        folder = Path(name)
        company = Company.on(hosts, folder, datetime.now(UTC))
        (folder / "config.yaml").write_text(settings_text(hosts, folder, sending__days=["sunday"]))
        company.invoice("Menuiserie Bertin", ACHATS, bill("F-1", datetime.now(UTC).date()))
        notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        notify.bind(str(folder / "notify"))
        daemon, ready = start(folder, notify)
        try:
            before = processor(daemon.pid)
            time.sleep(IDLE_SECONDS)
            used = (processor(daemon.pid) - before) / IDLE_SECONDS
            print(f"ready in {ready:.2f} s; idle: {resident(daemon.pid) // 1024} MB, {used:.2%} of a processor")
            times = [reaction(company, hosts, n) for n in range(count)]
            print(f"acted on a reply: median {statistics.median(times):.2f} s, worst {max(times):.2f} s of {count}")
            began = time.perf_counter()
            daemon.send_signal(signal.SIGTERM)
            daemon.wait(30)
            print(f"stopped in {time.perf_counter() - began:.2f} s")
        finally:
            daemon.kill()
            company.close()


if __name__ == "__main__":
    main()
