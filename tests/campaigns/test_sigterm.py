"""The daemon stops when it is told to, and not in the middle of a final dot."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from campaigns.databases import Databases
from campaigns.kill import Campaign, Figures
from campaigns.scene import Plot, Scene
from campaigns.sigterm import Stops, stop_in_flight, stop_often
from relanced.daemon.replies.reader import Reader
from tests.support.hosts import Hosts

pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


def test_at_any_moment_it_goes_in_order(hosts: Hosts, tmp_path: Path) -> None:
    reader, stops = Reader(), Stops()
    campaign = Campaign(Scene.set(hosts, Databases(tmp_path), tmp_path / "scene", Plot.of(0)), reader, Figures())
    stop_often(campaign, 3, stops, random.Random(1))
    reader.close()
    assert stops.faults == []


@pytest.mark.parametrize(
    ("seconds", "patience", "state", "arrived"), [(0.3, 20.0, "sent", 1), (20.0, 0.3, "uncertain", 0)]
)
def test_a_final_dot_in_flight_is_waited_for_and_not_for_ever(
    tmp_path: Path, seconds: float, patience: float, state: str, arrived: int
) -> None:
    assert stop_in_flight(tmp_path, seconds, patience)[1:] == ((state,), arrived)
