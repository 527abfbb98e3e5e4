"""A real systemd, process 1 of a container over this machine's own root, which it reads and cannot change.

Whatever is written inside goes to memory and is gone afterwards. The network is this machine's: a service inside
reaches the mail servers of the tests on loopback.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from tests.support.processes import children, name_of, run, wait_for

PROGRAMS = ("systemd-nspawn", "nsenter", "mount")
# Version 1 beside version 2, or version 2 alone
_CONTROL_GROUPS = [Path("/sys/fs/cgroup", name) for name in ("systemd", "unified", "")]
_JOIN = 'for group in $GROUPS_TO_JOIN; do echo $$ > "$group/cgroup.procs"; done; exec "$@"'
_ENTER = ["--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "--root", "--wd"]
_TARGET = "[Unit]\nRequires=basic.target\nAfter=basic.target\nAllowIsolate=yes\n"


@dataclass
class Machine:
    """`root` is its file system as seen from here; `run` is a command inside, by root."""

    leader: int

    @property
    def root(self) -> Path:
        return Path(f"/proc/{self.leader}/root")

    def run(self, *words: str, check: bool = True, **environment: str) -> str:
        """Standard output of the command; RuntimeError when it fails, unless it need not be checked."""
        env = [f"{name}={value}" for name, value in environment.items()]
        path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        command = [
            "nsenter",
            "--target",
            str(self.leader),
            *_ENTER,
            "--",
            "env",
            "-i",
            path,
            "LANG=C.UTF-8",
            *env,
            *words,
        ]
        if check:
            return run(command)
        quiet = {"stdin": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.run(command, text=True, stdout=subprocess.PIPE, check=False, **quiet).stdout

    def write(self, path: str, text: str, mode: int = 0o644) -> None:
        """A file of root's, in folders that are made as needed."""
        file = self.root / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(mode)

    def show(self, unit: str, name: str) -> str:
        """One property of a unit, as `systemctl show` has it."""
        return self.run("systemctl", "show", "--value", "--property", name, unit).strip()

    def journal(self, unit: str) -> str:
        self.run("journalctl", "--sync")
        return self.run("journalctl", "--unit", unit, "--output", "cat", "--no-pager")


@contextmanager
def booted() -> Iterator[Machine]:
    """The machine, up and running nothing but systemd and its journal."""
    # in memory: the upper layer must not lie within the lower one
    folder = Path(mkdtemp(prefix="machine-", dir="/dev/shm"))
    try:
        with _overlay(folder) as root:
            _prepare(root)
            with _nspawn(root, folder / "console") as leader:
                yield Machine(leader)
    finally:
        shutil.rmtree(folder)


@contextmanager
def _overlay(folder: Path) -> Iterator[Path]:
    for part in ("upper", "work", "root"):
        (folder / part).mkdir()
    root = folder / "root"
    run(["mount", "-t", "overlay", "-o", f"lowerdir=/,upperdir={folder}/upper,workdir={folder}/work", "overlay", root])
    try:
        yield root
    finally:
        run(["umount", root])


def _prepare(root: Path) -> None:
    """Nothing of this machine's own starts inside: no service, no timer, no mount."""
    etc = root / "etc/systemd/system"
    for wants in etc.glob("*.wants"):
        shutil.rmtree(wants)
    (etc / "timers.target").unlink(missing_ok=True)
    (etc / "timers.target").symlink_to("/dev/null")
    (etc / "test.target").write_text(_TARGET)
    (root / "etc/fstab").write_text("")
    (root / "etc/machine-id").unlink(missing_ok=True)
    (root / "etc/machine-id").write_text("")
    volatile = root / "etc/systemd/journald.conf.d/volatile.conf"
    volatile.parent.mkdir(parents=True, exist_ok=True)
    volatile.write_text("[Journal]\nStorage=volatile\nRateLimitIntervalSec=0\n")
    for mount_point in ("tmp", "run", "proc", "sys", "dev"):
        (root / mount_point).mkdir(exist_ok=True)


@contextmanager
def _nspawn(root: Path, console: Path) -> Iterator[int]:
    command = ["systemd-nspawn", "--quiet", "--boot", "--register=no", "--settings=no", "--link-journal=no"]
    command += ["--console=pipe", "--resolv-conf=off", "--timezone=off", "-D", str(root), "--machine=relanced-test"]
    with _control_groups() as groups, console.open("w") as output:
        # without a systemd to ask for a unit, the container stays in the control groups that we put it into
        command += ["--keep-unit"] if groups else []
        program = subprocess.Popen(
            ["sh", "-c", _JOIN, "sh", *command, "--", "systemd.unit=test.target", "systemd.show_status=no"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={
                **os.environ,
                "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1",
                "SYSTEMD_NSPAWN_LOCK": "0",
                "GROUPS_TO_JOIN": " ".join(map(str, groups)),
            },
        )
        try:
            leader = wait_for(lambda: _leader(program, console), "systemd is process 1 of the container")
            wait_for(lambda: _is_up(leader), f"systemd is up: {console.read_text()}", 60)
            yield leader
        finally:
            program.terminate()
            with suppress(subprocess.TimeoutExpired):
                program.wait(30)
            program.kill()
            program.wait()


def _leader(program: subprocess.Popen[bytes], console: Path) -> int | None:
    if program.poll() is not None:
        raise RuntimeError(f"systemd-nspawn ended: {console.read_text()}")
    return next((pid for pid in children(program.pid) if name_of(pid) == "systemd"), None)


def _is_up(leader: int) -> bool:
    state = Machine(leader).run("systemctl", "is-system-running", check=False).strip()
    return state in ("running", "degraded")


@contextmanager
def _control_groups() -> Iterator[list[Path]]:
    """Control groups of our own where process 1 is no systemd: the machine's stay as they are."""
    if Path("/run/systemd/system").exists():
        yield []
        return
    groups = [base / f"relanced-test-{os.getpid()}" for base in _CONTROL_GROUPS if (base / "cgroup.procs").exists()]
    for group in groups:
        group.mkdir()
    try:
        yield groups
    finally:
        for group in groups:
            wait_for(lambda group=group: _removed(group), f"{group} is empty")  # type: ignore[misc]


def _removed(group: Path) -> bool:
    """A control group stays busy for a moment after its last process."""
    with suppress(OSError):
        for folder in [*sorted(group.rglob("*/"), reverse=True), group]:
            folder.rmdir()
        return True
    return False
