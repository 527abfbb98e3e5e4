"""Starting, watching and ending the servers and clients that the tests run beside themselves."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

Value = TypeVar("Value")

# Seconds until a wait is a failure. The daemon looks at its clock every 20 s, and a busy machine is slower than that.
PATIENCE = 90.0

# Names with which a daemon would think that this run's own supervisor is talking to it.
_SUPERVISION = ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "CREDENTIALS_DIRECTORY")


def wait_for(condition: Callable[[], Value], what: str, seconds: float = PATIENCE) -> Value:
    """The condition's first true value; it is asked again and again. AssertionError after so many seconds."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"after {seconds:g} s still not: {what}")
        time.sleep(0.02)
    return value


def short_folder(prefix: str) -> Path:
    """A folder that other users may enter, with a name short enough for a Unix socket (108 bytes).

    pytest's tmp_path is neither: its parents are 0700 and its names are long.
    """
    folder = Path(tempfile.mkdtemp(prefix=f"{prefix}-", dir="/tmp"))
    folder.chmod(0o755)
    return folder


def run(command: Sequence[str | Path], **options: Any) -> str:
    """The command's standard output; RuntimeError with everything it said when it fails. Options are subprocess's."""
    words = [str(word) for word in command]
    done = subprocess.run(words, text=True, capture_output=True, stdin=subprocess.DEVNULL, **options)
    if done.returncode:
        raise RuntimeError(f"{words}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def start_daemon(command: Sequence[str | Path], output: Path, **options: Any) -> None:
    """Run a command that goes to the background by itself.

    Its output goes to a file: with a pipe, the daemon would keep it open and this call would never return.
    """
    environment = {name: value for name, value in os.environ.items() if name not in _SUPERVISION}
    with output.open("w+") as file:
        words = [str(word) for word in command]
        done = subprocess.run(
            words, stdin=subprocess.DEVNULL, stdout=file, stderr=file, timeout=PATIENCE, env=environment, **options
        )
        if done.returncode:
            file.seek(0)
            raise RuntimeError(f"{words}: status {done.returncode}\n{file.read()}")


def alive(pid: int) -> bool:
    """Whether it runs. A zombie does not: in a container, process 1 may take seconds to collect an orphan."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def name_of(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return ""


def children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def end(pid: int, seconds: float = 10) -> None:
    """SIGTERM, then SIGKILL for one that does not listen. Returns when it is gone."""
    send(pid, signal.SIGTERM)
    try:
        wait_for(lambda: not alive(pid), f"process {pid} ended", seconds)
    except AssertionError:
        send(pid, signal.SIGKILL)
        wait_for(lambda: not alive(pid), f"process {pid} killed", seconds)
