"""Fixtures of the whole suite: real mail servers on loopback, and the two databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.support.hosts import PROGRAMS, Hosts, running_hosts
from tests.support.needs import need

# The time of one example says how loaded the machine is, nothing else.
settings.register_profile("relanced", deadline=None, print_blob=True)
settings.load_profile("relanced")


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
