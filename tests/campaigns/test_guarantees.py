"""The page of guarantees counts what the campaigns do, and names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from campaigns import imap_faults, smtp_faults
from campaigns.points import POINTS

PROJECT = Path(__file__).parents[2]
GUARANTEES = (PROJECT / "docs" / "guarantees.md").read_text("utf-8")
COMPATIBILITY = (PROJECT / "docs" / "compatibility.md").read_text("utf-8")
FAILURES = dict(re.findall(r"^\| (\d+) \| .* \| (.+) \|$", GUARANTEES, re.MULTILINE))
NAMED = sorted(set(re.findall(r"\b(test_\w+\*?)", GUARANTEES)))


def test_the_pages_count_as_the_campaigns_do() -> None:
    smtp, imap = len(smtp_faults.ROWS), len(imap_faults.ROWS)
    assert f"| {smtp} of an SMTP server" in GUARANTEES
    assert f"{imap} behaviours of an IMAP server" in GUARANTEES
    assert f"{smtp} behaviours of SMTP and {imap} of IMAP" in COMPATIBILITY
    assert f"each of {len(POINTS)} named" in GUARANTEES


def test_each_of_the_fifty_three_failures_has_its_row() -> None:
    assert list(FAILURES) == [str(number) for number in range(1, 54)]
    assert all(FAILURES.values())


@pytest.mark.parametrize("name", NAMED)
def test_a_test_that_is_named_exists(name: str) -> None:
    assert list(PROJECT.glob(f"tests/**/{name}.py"))


@pytest.mark.parametrize("name", sorted(set(re.findall(r"\bcampaigns\.(\w+)", GUARANTEES)) - {"md"}))
def test_a_campaign_that_is_named_exists(name: str) -> None:
    assert (PROJECT / "campaigns" / f"{name}.py").exists()
