"""The daemon as a process: ready, idle and stopped, on a real Dovecot.

python -m benchmarks.idle        (root, dovecot, postfix)
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.support.company import Company, bill, settings_text
from tests.support.hosts import ACHATS, Hosts, running_hosts

IDLE_SECONDS = 30


@contextmanager
def running_daemon(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """The daemon of the configuration in `folder`, and the seconds from its start to its READY=1."""
    command = [sys.executable, "-m", "relanced", "--config", str(folder / "config.yaml"), "run"]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        notify.bind(str(folder / "notify"))
        began = time.perf_counter()
        env = {**os.environ, "NOTIFY_SOCKET": str(folder / "notify")}
        daemon = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
        try:
            while b"READY=1" not in notify.recv(4096):
                pass
            yield daemon, time.perf_counter() - began
        finally:
            daemon.kill()
            daemon.wait()


def nothing_to_send(hosts: Hosts, folder: Path) -> Company:
    """One invoice that is not late, on servers without mail; reminders leave on Sundays."""
    hosts.heal()
    company = Company.on(hosts, folder, datetime.now(UTC))
    (folder / "config.yaml").write_text(settings_text(hosts, folder, sending__days=["sunday"]))
    company.invoice("Menuiserie Bertin", ACHATS, bill("F-1", datetime.now(UTC).date()))
    return company


def resident(pid: int) -> int:
    """kB in memory, its children's included."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    lines = (Path(f"/proc/{p}/status").read_text().splitlines() for p in (str(pid), *children))
    return sum(int(line.split()[1]) for rows in lines for line in rows if line.startswith("VmRSS"))


def processor(pid: int) -> float:
    """Seconds that the process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    with running_hosts() as hosts, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        company = nothing_to_send(hosts, folder)
        with running_daemon(folder) as (daemon, ready):
            to_start = processor(daemon.pid)
            time.sleep(IDLE_SECONDS)
            used = (processor(daemon.pid) - to_start) / IDLE_SECONDS
            print(f"ready in {ready:.2f} s, {to_start:.2f} s of a processor", end="; ")
            print(f"idle: {resident(daemon.pid) // 1024} MB, {used:.2%} of a processor", end="; ")
            began = time.perf_counter()
            daemon.send_signal(signal.SIGTERM)
            daemon.wait(30)
            print(f"stopped in {time.perf_counter() - began:.2f} s")
        company.close()


if __name__ == "__main__":
    main()
