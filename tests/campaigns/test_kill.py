"""The daemon dies at a few of the campaign's points; and the campaign would see it if it came back wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from campaigns.databases import Databases
from campaigns.kill import ANY_MOMENT, Campaign, Figures
from campaigns.points import ANSWERED, HALF, HANDED_OVER, ON_ITS_WAY, POINTS, WINDOW
from campaigns.scene import Plot, Scene
from relanced.daemon.replies.reader import Reader
from relanced.store import mails, outbox, schema
from tests.support.hosts import Hosts

# A process that has threads (those of a parallel test run) is forked here on purpose.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")

CHOSEN = (
    "before commit of inbox.decide_all",
    "after commit of outbox.claim_batch",
    HALF,
    HANDED_OVER,
    ON_ITS_WAY,
    ANSWERED,
    "after commit of outbox._turn",
    "after commit of summary._queue",
    ANY_MOMENT,
)


@pytest.fixture
def campaign(hosts: Hosts, tmp_path: Path) -> Iterator[Campaign]:
    """An odd seed's blind copies would prove the doubts, which here are to be seen."""
    yield from made(hosts, Databases(tmp_path), tmp_path, 0)


@pytest.fixture
def shared(hosts: Hosts, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Campaign]:
    yield from made(hosts, Databases(tmp_path, request.getfixturevalue("postgresql")), tmp_path, 1)


@pytest.fixture
def reconciling(hosts: Hosts, tmp_path: Path) -> Iterator[Campaign]:
    yield from made(hosts, Databases(tmp_path), tmp_path, 1)


def made(hosts: Hosts, stores: Databases, folder: Path, seed: int) -> Iterator[Campaign]:
    reader = Reader()
    yield Campaign(Scene.set(hosts, stores, folder / "scene", Plot.of(seed)), reader, Figures())
    reader.close()


def test_nothing_is_lost_or_there_twice_however_it_dies(campaign: Campaign) -> None:
    expected, seen = campaign.undisturbed()
    for point in CHOSEN:
        campaign.kill(point, seen, expected)
    figures = campaign.figures
    assert figures.faults == []
    assert (figures.lost, figures.doubles) == (0, 0)
    assert all(figures.points[point] for point in CHOSEN)
    assert figures.doubts["in the window", True] >= 3, "what nobody can know is said"


def test_the_same_on_a_store_that_is_shared(shared: Campaign) -> None:
    expected, seen = shared.undisturbed()
    for point in ("before commit of inbox.decide_all", HANDED_OVER, "after commit of outbox._turn"):
        shared.kill(point, seen, expected)
    assert shared.figures.faults == []
    assert not any(arrived for _, arrived in shared.figures.doubts), "a blind copy proves what left"


def test_what_has_no_copy_is_sent_again_and_nothing_arrives_twice(reconciling: Campaign) -> None:
    """With `reconcile` no doubt is left to a person, wherever it dies."""
    expected, seen = reconciling.undisturbed()
    for point in CHOSEN:
        reconciling.kill(point, seen, expected)
    assert reconciling.figures.faults == []
    assert not reconciling.figures.doubts


def test_a_morning_comes_to_every_point(campaign: Campaign) -> None:
    _, seen = campaign.undisturbed()
    assert [point for point in POINTS if not seen[point]] == []
    assert set(POINTS) >= WINDOW
    assert len(POINTS) >= 60


def send_again(connection: Any, now: Any, before: Any = None) -> tuple[int, int]:
    """The recovery that loses no mail and sends some twice."""
    o = schema.outbox
    back = update(o).where(o.c.state.in_(("claimed", "sending"))).values(state="queued")
    return connection.execute(back).rowcount, 0


def forget(connection: Any, now: Any, before: Any = None) -> tuple[int, int]:
    """The recovery that sends nothing twice and loses some."""
    o = schema.outbox
    gone = update(o).where(o.c.state.in_(("claimed", "sending"))).values(state="cancelled", key=None)
    return connection.execute(gone).rowcount, 0


def test_a_daemon_that_sends_again_what_was_in_flight_is_caught(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "recover", send_again)
    expected, seen = campaign.undisturbed()
    campaign.kill(ON_ITS_WAY, seen, expected)
    assert campaign.figures.doubles == 1


def test_a_daemon_that_forgets_what_was_in_flight_is_caught(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "recover", forget)
    expected, seen = campaign.undisturbed()
    campaign.kill("before DATA", seen, expected)
    assert campaign.figures.faults


def test_a_daemon_that_closes_a_mail_before_it_has_understood_it_is_caught(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected, seen = campaign.undisturbed()
    count = mails.tried

    def closed(connection: Any, mail_ids: list[int]) -> None:
        count(connection, mail_ids)
        mine = schema.mails.c.id.in_(mail_ids)
        connection.execute(update(schema.mails).where(mine).values(state="handled"))

    monkeypatch.setattr(mails, "tried", closed)
    campaign.kill("after commit of inbox.take", seen, expected)
    assert campaign.figures.faults
