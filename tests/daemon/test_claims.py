"""A mail whose figures need rates that nobody knows does not leave, and a person is told which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from relanced.core.law.law import Law
from relanced.core.law.rates import RateTable
from relanced.core.tasks import TaskKind
from relanced.daemon.app import App
from tests.daemon.test_outbox import NOW, dossier, overdue, send, states
from tests.support.app import app_on
from tests.support.smtp_server import SmtpServer


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    app = app_on(tmp_path, NOW)
    yield app
    app.store.close()


def test_a_mail_with_figures_waits_for_the_rates_that_are_missing(app: App) -> None:
    law = Law(figures_from="first", table=RateTable(()))
    [reference] = overdue(replace(app, law=law))
    server = SmtpServer()
    send(replace(app, law=law), server)
    assert server.mails == []
    assert states(app, reference) == ["held"]
    [task] = [task for task in dossier(app, reference).tasks if task.kind is TaskKind.MEND_FAULT]
    assert "2026-S2" in task.detail
    assert "law.rates" in task.detail


def test_a_mail_without_figures_needs_no_rates(app: App) -> None:
    law = Law(table=RateTable(()))
    [reference] = overdue(replace(app, law=law))
    send(replace(app, law=law), SmtpServer())
    assert states(app, reference) == ["sent"]
