"""`relanced init` on a terminal: it asks, refuses what cannot be, and keeps the password out of the configuration."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from relanced.config import load

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


class Terminal:
    """A person at a terminal: waits for a question, then types."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.seen = ""
        self.screen, inside = pty.openpty()
        command = [sys.executable, "-m", "relanced", *arguments]
        self.process = subprocess.Popen(
            command, cwd=folder, env=ENVIRONMENT, stdin=inside, stdout=inside, stderr=inside, start_new_session=True
        )
        os.close(inside)

    def answer(self, question: str, text: str) -> None:
        start = len(self.seen)
        while question not in self.seen[start:]:
            part = self._read()
            assert part, f"{question!r} was never asked: {self.seen}"
            self.seen += part
        os.write(self.screen, f"{text}\n".encode())

    def _read(self) -> str:
        try:
            return os.read(self.screen, 4096).decode()
        except OSError:  # the other end has gone
            return ""

    def end(self) -> int:
        while part := self._read():
            self.seen += part
        os.close(self.screen)
        return self.process.wait()


@pytest.fixture
def answered(tmp_path: Path) -> str:
    """Everything asked for and answered, some of it wrongly at first."""
    terminal = Terminal(tmp_path, "init")
    terminal.answer("Legal name", "Atelier Dubois")
    terminal.answer("Address that clients", "not an address")
    terminal.answer("Address that clients", "compta@dubois.example")
    terminal.answer("SIREN", "")
    terminal.answer("IBAN", "FR00")
    terminal.answer("IBAN", "FR14 2004 1010 0505 0001 3M02 606")
    terminal.answer("IMAP", "imap.dubois.example")
    terminal.answer("user name", "")
    terminal.answer("password", "hunter2")
    terminal.answer("SMTP", "smtp.dubois.example")
    terminal.answer("user name", "robot@dubois.example")
    terminal.answer("password", "")
    assert terminal.end() == 0, terminal.seen
    return terminal.seen


def test_what_was_answered_is_in_the_file(answered: str, tmp_path: Path) -> None:
    settings = load(tmp_path / "config.yaml", {})
    assert (settings.company.name, settings.company.iban) == ("Atelier Dubois", "FR1420041010050500013M02606")
    assert settings.company.siren is None
    assert settings.need_mailbox().username == "compta@dubois.example"
    assert settings.need_smtp().username == "robot@dubois.example"
    assert "is not an e-mail address" in answered
    assert "is not an IBAN" in answered


def test_the_password_is_in_a_file_of_its_own_and_on_no_screen(answered: str, tmp_path: Path) -> None:
    secret = tmp_path / "mailbox.password"
    assert secret.stat().st_mode & 0o777 == 0o600
    assert load(tmp_path / "config.yaml", {}).need_mailbox().password.reveal({}) == "hunter2"
    assert "hunter2" not in answered + (tmp_path / "config.yaml").read_text()
