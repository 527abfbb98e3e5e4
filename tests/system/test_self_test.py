"""``relanced check --self-test`` on real servers: whether a copy of what leaves can be found again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from relanced.daemon.sending import proof
from tests.support.commands import Said, Shell
from tests.support.company import settings_text
from tests.support.hosts import COMPTA, Hosts


def self_test(hosts: Hosts, folder: Path, capsys: pytest.CaptureFixture[str], **changes: Any) -> Said:
    return Shell(folder, capsys, settings_text(hosts, folder, **changes))("check", "--self-test")


def proved(folder: Path, capsys: pytest.CaptureFixture[str]) -> str | None:
    shell = Shell(folder, capsys, (folder / "config.yaml").read_text())
    with shell.app() as app, app.store.begin() as connection:
        return proof.folder(app, connection)


def test_a_blind_copy_that_arrives_in_the_watched_mailbox_is_a_proof(
    hosts: Hosts, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = self_test(hosts, tmp_path, capsys, smtp__bcc=COMPTA)
    assert (said.code, said.err) == (0, "")
    assert "self-test: the copy is in INBOX" in said.out
    assert proved(tmp_path, capsys) == "INBOX"


def test_a_mail_to_oneself_is_no_proof(
    hosts: Hosts, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof, "WAIT", 3.0)
    said = self_test(hosts, tmp_path, capsys)
    assert said.code == 0
    assert "no copy of the test mail was found" in said.out
    assert len(hosts.wait_for_mails(COMPTA)) == 1
    assert proved(tmp_path, capsys) is None


def test_without_a_proof_reconcile_is_a_fault(
    hosts: Hosts, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof, "WAIT", 0.0)
    said = self_test(hosts, tmp_path, capsys, sending__when_uncertain="reconcile")
    assert said.code == 69
    assert "set smtp.bcc" in said.err


def test_a_server_that_does_not_take_the_test_mail_is_a_fault(
    hosts: Hosts, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = self_test(hosts, tmp_path, capsys, smtp__bcc="personne@creancier.example")
    assert said.code == 69
    assert "the server does not take the test mail" in said.err
