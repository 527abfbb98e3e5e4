"""What a test cannot do without: absent, it is skipped with its reason; in CI that is a failure."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable

import pytest

_BESIDE_PATH = "/usr/sbin:/sbin"  # where Debian keeps servers, which an ordinary user's PATH does not name


def find(program: str) -> str | None:
    return shutil.which(program) or shutil.which(program, path=_BESIDE_PATH)


def need(programs: Iterable[str] = (), *, root: bool = False) -> None:
    """Skip the test, or fail it when CI or RELANCED_REQUIRE_HOSTS is set, if the machine lacks something."""
    lacking = [program for program in programs if find(program) is None]
    if root and os.geteuid() != 0:
        lacking.append("to be root")
    if lacking:
        give_up(f"needs {', '.join(lacking)}")


def give_up(reason: str) -> None:
    if os.environ.get("CI") or os.environ.get("RELANCED_REQUIRE_HOSTS"):
        pytest.fail(f"{reason}, which must be there in CI", pytrace=False)
    pytest.skip(reason)
