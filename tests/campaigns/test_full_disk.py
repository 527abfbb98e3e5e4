"""A disk that is full ends the pass with a word, and loses nothing."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from campaigns.full_disk import ENOUGH, Morning, play
from relanced.daemon.replies.reader import Reader
from tests.support.needs import give_up, need


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    reader = Reader()
    yield reader
    reader.close()


@pytest.fixture(scope="module")
def wanted(reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> Morning:
    """The same morning with room."""
    need(["mount", "umount"], root=True)
    try:
        return play(tmp_path_factory.mktemp("disk"), 4 * ENOUGH, reader)
    except subprocess.CalledProcessError:
        give_up("needs to be allowed to mount a file system")
        raise


@pytest.mark.parametrize("room", [0, 64, 160, 256, 352, 448, 512])
def test_a_full_disk_is_said_and_costs_nothing(tmp_path: Path, reader: Reader, wanted: Morning, room: int) -> None:
    morning = play(tmp_path, room, reader)
    assert morning.word
    assert (morning.faults, morning.story) == ([], wanted.story)


def test_with_room_the_morning_has_nothing_to_say(wanted: Morning) -> None:
    assert (wanted.word, wanted.faults, wanted.doubts) == ("", [], 0)
