"""What the layout promises and no import contract can say."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "relanced"
ASKS_THE_TIME = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}
ASKS_THE_TIME |= {("time", name) for name in ("time", "monotonic", "perf_counter", "time_ns", "localtime", "gmtime")}


def calls(path: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            yield node.func.value.id, node.func.attr


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_only_the_clock_asks_what_time_it_is(path: Path) -> None:
    if path == ROOT / "daemon" / "clock.py":
        return
    assert not ASKS_THE_TIME & set(calls(path))


def test_the_clock_does_ask() -> None:
    assert ASKS_THE_TIME & set(calls(ROOT / "daemon" / "clock.py"))
