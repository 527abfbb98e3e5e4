"""The command line as its user calls it: arguments in, exit code and text out, in this process."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog

from relanced.cli import main
from relanced.config import load
from relanced.daemon.app import App, open_app
from relanced.daemon.clock import Clock, SystemClock

COMPANY = "company: {name: Atelier Mercier, email: compta@mercier.example, iban: FR1420041010050500013M02606}\n"
HEAD = "customer_id;customer_name;email;invoice_number;due_on;total;balance"


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def object(self) -> Any:
        """The one JSON object that was printed."""
        return json.loads(self.out)

    @property
    def objects(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


class Shell:
    """A terminal in a folder with a configuration."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str], config: str = COMPANY) -> None:
        self.folder, self.capture = folder, capture
        self.write("config.yaml", config)

    def write(self, name: str, text: str, mode: int = 0o600) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        path.chmod(mode)
        return path

    def invoices(self, *lines: str, name: str = "list.csv") -> str:
        self.write(name, "\n".join([HEAD, *lines]))
        return name

    def __call__(self, *arguments: str) -> Said:
        self.capture.readouterr()
        with chdir(self.folder):
            code = main(arguments)
        out, err = self.capture.readouterr()
        forget_streams()
        return Said(int(code), out, err)

    @contextmanager
    def app(self, clock: Clock | None = None) -> Iterator[App]:
        """The same store from within, for what no command does."""
        app = open_app(load(self.folder / "config.yaml", os.environ), os.environ, clock or SystemClock())
        try:
            yield app
        finally:
            app.store.close()


def forget_streams() -> None:
    """What was logged to belongs to one test."""
    structlog.reset_defaults()
    logging.getLogger().handlers[:] = [
        handler for handler in logging.getLogger().handlers if not getattr(handler, "of_relanced", False)
    ]
