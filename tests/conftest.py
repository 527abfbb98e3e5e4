"""Fixtures of the whole suite: real mail servers on loopback, and the two databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings

from relanced.core.law.rates import RATES
from tests.support.hosts import PROGRAMS, Hosts, running_hosts
from tests.support.needs import give_up, need
from tests.support.postgresql import Postgresql, lacking, running_postgresql

# The time of one example says how loaded the machine is, nothing else.
settings.register_profile("relanced", deadline=None, print_blob=True)
settings.load_profile("relanced")


@pytest.fixture(scope="session", autouse=True)
def todays_rates() -> None:
    """A checkout older than the present semester is tested all the same: what its table lacks today is made up."""
    lacking = RATES.missing(RATES.last.first_day, datetime.now(UTC).date() + timedelta(days=31))
    known = RATES.of(RATES.last)
    RATES.__init__([*RATES, *(replace(known, semester=semester) for semester in lacking)])  # type: ignore[misc]


@pytest.fixture(scope="session")
def servers() -> Iterator[Hosts]:
    """The creditor's and the clients' providers, started once for each process of the run."""
    need(PROGRAMS, root=True)
    with running_hosts() as hosts:
        yield hosts


@pytest.fixture
def hosts(servers: Hosts) -> Hosts:
    """Both providers, up, with empty mailboxes and queues, whatever the test before did to them."""
    servers.heal()
    return servers


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    """A server of our own, started once for each process of the run."""
    if programs := lacking():
        give_up(f"needs {', '.join(programs)}")
    with running_postgresql() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database: the test runs once on each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'relanced.db'}"
        return
    server: Postgresql = request.getfixturevalue("postgresql")
    with server.database() as url:
        yield url
