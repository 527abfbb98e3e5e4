"""The page of good practice names a behaviour for every rule, and a test or a story that exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
PAGE = (PROJECT / "docs" / "practice.md").read_text("utf-8")
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|")) for line in PAGE.splitlines() if line.startswith("|")
]
RULES = {row[0]: row for row in ROWS if re.fullmatch(r"[TCDRL]\d+", row[0])}
ASKED = [
    f"{letter}{n}"
    for letter, last in (("T", 17), ("C", 22), ("D", 9), ("R", 11), ("L", 15))
    for n in range(1, last + 1)
]
TESTS = {
    name
    for path in (PROJECT / "tests").rglob("test_*.py")
    for name in re.findall(r"^(?:async )?def test_(\w+)", path.read_text("utf-8"), re.MULTILINE)
}


def test_every_rule_has_its_row() -> None:
    assert list(RULES) == ASKED


@pytest.mark.parametrize("rule", ASKED)
def test_what_shows_a_rule_exists(rule: str) -> None:
    shown = RULES[rule][3]
    assert shown or rule == "L12"
    assert not [name for name in re.findall(r"`([^`]+)`", shown) if name not in TESTS]
    for story in re.findall(r"lives/(\w+)", shown):
        assert (PROJECT / "tests" / "lives" / f"{story}.md").exists()
