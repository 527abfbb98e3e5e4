"""Trouble reaches the owner by another way than mail: his own command, and the silence of a regular request."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from relanced.config.monitoring import Monitoring
from relanced.daemon.clock import RehearsedClock
from relanced.daemon.health.alert import AGAIN, Alarm
from relanced.daemon.health.status import Trouble

NOW = datetime(2026, 12, 8, 10, tzinfo=UTC)
SILENT = {Trouble.MAILBOX_SILENT: "the mailbox has not been read since 10:00"}


class Owner:
    """He has a script that writes down what it is called with."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = RehearsedClock(NOW)
        self.script = folder / "call.sh"
        self.script.write_text('#!/bin/sh\necho "$@" >> "$(dirname "$0")/calls"\n')
        self.script.chmod(0o700)

    def alarm(self, **settings: object) -> Alarm:
        chosen = {"hook": (str(self.script), "--from", "relanced"), **settings}
        return Alarm(Monitoring(**chosen), self.clock, self.folder)  # type: ignore[arg-type]

    @property
    def calls(self) -> list[str]:
        path = self.folder / "calls"
        return path.read_text().splitlines() if path.exists() else []


@pytest.fixture
def owner(tmp_path: Path) -> Owner:
    return Owner(tmp_path)


def test_the_owner_s_command_gets_the_fault_and_a_sentence(owner: Owner) -> None:
    owner.alarm().look(SILENT)
    assert owner.calls == ["--from relanced mailbox_silent the mailbox has not been read since 10:00"]


def test_the_same_fault_is_told_once_an_hour_and_another_one_at_once(owner: Owner) -> None:
    alarm = owner.alarm()
    for _ in range(60):
        alarm.look(SILENT)
        owner.clock.advance(timedelta(minutes=1))
    assert len(owner.calls) == 1
    alarm.look(SILENT)
    assert len(owner.calls) == 2
    alarm.look({Trouble.SENDING_PAUSED: "535"})
    assert len(owner.calls) == 3


def test_a_daemon_that_is_started_again_every_minute_does_not_call_every_minute(owner: Owner) -> None:
    for _ in range(3):
        owner.alarm().look(SILENT)
        owner.clock.advance(AGAIN / 10)
    assert len(owner.calls) == 1


def test_a_command_that_is_not_there_is_logged_and_harms_nothing(owner: Owner) -> None:
    with capture_logs() as logs:
        owner.alarm(hook=("/nowhere/call",)).look(SILENT)
        owner.alarm(hook=("/bin/false",)).look({Trouble.LOOP_STUCK: "desk"})
    assert [entry["event"] for entry in logs] == ["alarm_failed", "alarm_failed"]


def test_a_memory_that_cannot_be_read_is_an_empty_one(owner: Owner) -> None:
    (owner.folder / "alarms.json").write_text("[]")
    owner.alarm().look(SILENT)
    assert len(owner.calls) == 1


@contextmanager
def listening(status: int = 200, location: str = "") -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/ping/a1?x=1", asked
        finally:
            server.shutdown()
            thread.join()


def test_a_sign_of_life_is_given_every_few_minutes_while_all_is_well(owner: Owner) -> None:
    with listening() as (url, asked):
        alarm = owner.alarm(url=url, url_minutes=5)
        for minute in range(11):
            alarm.look({} if minute != 5 else SILENT)
            owner.clock.advance(timedelta(minutes=1))
    assert asked == ["/ping/a1?x=1"] * 2, "at once, and at the sixth minute: trouble is silent"


def test_a_redirection_is_not_followed(owner: Owner) -> None:
    with listening() as (elsewhere, asked), listening(302, elsewhere) as (url, _):
        owner.alarm(url=url).look({})
    assert asked == []


@pytest.mark.parametrize("status", [404, 500])
def test_an_answer_that_is_none_is_logged(owner: Owner, status: int) -> None:
    with listening(status) as (url, _), capture_logs() as logs:
        owner.alarm(url=url).look({})
    assert [entry["event"] for entry in logs] == ["sign_of_life_failed"]


def test_nobody_there_is_logged(owner: Owner) -> None:
    with listening() as (url, _):
        pass
    with capture_logs() as logs:
        owner.alarm(url=url).look({})
    assert [entry["event"] for entry in logs] == ["sign_of_life_failed"]
