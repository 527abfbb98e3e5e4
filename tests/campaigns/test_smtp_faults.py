"""Every misbehaviour of an SMTP server has one outcome, now and when the server is well again."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaigns.smtp_faults import ROWS, Row, faults, play
from tests.support.authority import Authority


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "ca")


@pytest.mark.parametrize("row", ROWS, ids=[f"{n}-{row.name[:40]!a}" for n, row in enumerate(ROWS)])
def test_a_misbehaving_server_makes_of_a_reminder_what_the_table_says(
    row: Row, tmp_path: Path, authority: Authority
) -> None:
    assert faults(row, play(row, tmp_path, authority)) == []


def test_there_are_as_many_behaviours_as_promised() -> None:
    assert len({row.name for row in ROWS}) >= 50
