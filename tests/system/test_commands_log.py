"""Logs: one event a line, readable by the journal, without secrets."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping

import pytest
import structlog

from relanced import log
from tests.support.commands import forget_streams


@pytest.fixture(autouse=True)
def _clean() -> Iterator[None]:
    yield
    forget_streams()


def logged(capsys: pytest.CaptureFixture[str], env: Mapping[str, str]) -> list[str]:
    log.configure(env)
    structlog.get_logger().info("mail_sent", outbox=7, password="hunter2", answer="250 ok\nqueued")
    try:
        raise ValueError("first line\nsecond line")
    except ValueError:
        structlog.get_logger().exception("dossier_set_aside", dossier="RL-0001")
    logging.getLogger("some.package").warning("from a %s", "package")
    out, err = capsys.readouterr()
    assert out == "", "standard output is for data"
    return err.splitlines()


def test_an_event_is_one_line_of_keys_and_values(capsys: pytest.CaptureFixture[str]) -> None:
    sent, aside, library = logged(capsys, {})
    assert "level=info event=mail_sent outbox=7" in sent
    assert r"250 ok\nqueued" in sent
    assert "dossier=RL-0001" in aside
    assert r"ValueError: first line\nsecond line" in aside
    assert 'level=warning event="from a package"' in library


def test_under_systemd_a_line_starts_with_its_priority_and_has_no_time(capsys: pytest.CaptureFixture[str]) -> None:
    lines = logged(capsys, {"JOURNAL_STREAM": "8:123"})
    assert [line[:3] for line in lines] == ["<6>", "<3>", "<4>"]
    assert not any("timestamp" in line for line in lines)


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    lines = logged(capsys, {"RELANCED_LOG": "json"})
    assert [json.loads(line)["event"] for line in lines] == ["mail_sent", "dossier_set_aside", "from a package"]


@pytest.mark.parametrize("env", [{}, {"RELANCED_LOG": "json"}, {"JOURNAL_STREAM": "8:123"}])
def test_no_secret_is_logged(capsys: pytest.CaptureFixture[str], env: dict[str, str]) -> None:
    assert not any("hunter2" in line for line in logged(capsys, env))


def test_the_mailbox_library_never_logs_its_login(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure({})
    for name in ("imapclient", "imapclient.imaplib"):
        logging.getLogger(name).debug("LOGIN compta hunter2")
        assert logging.getLogger(name).level == logging.WARNING
    assert capsys.readouterr().err == ""
