"""Every misbehaviour of an IMAP server has one outcome, and no mail is lost over it."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaigns.imap_faults import ROWS, Row, faults, play


@pytest.mark.parametrize("row", ROWS, ids=[f"{n}-{row.name[:40]!a}" for n, row in enumerate(ROWS)])
def test_a_misbehaving_server_costs_no_mail(row: Row, tmp_path: Path) -> None:
    assert faults(row, play(row, tmp_path)) == []


def test_there_are_as_many_behaviours_as_promised() -> None:
    assert len({row.name for row in ROWS}) >= 60
