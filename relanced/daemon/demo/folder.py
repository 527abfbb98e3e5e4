"""The folder in which everything is left: configuration, invoices, database, mails."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from string import Template

import structlog

from relanced.daemon.demo.paper import invoice_pdf
from relanced.errors import BadInput, Fault

DATA = files(__name__.rpartition(".")[0]) / "data"
CONFIG = "config.yaml"
INVOICES = "factures.csv"
LOG = "relanced.log"
MARK = "# Written by `relanced demo`"
DAY_COLUMNS = ("Date facture", "Échéance")
DAY_FORM = "%d/%m/%Y"
SELLER = ("Atelier Dubois SARL", "12 rue des Tilleuls", "35000 Rennes", "SIREN 732 829 320")


def prepare(root: Path) -> None:
    """An empty folder; what an earlier demonstration left there goes. Raises BadInput for anybody else's folder."""
    if root.is_file() or (root.is_dir() and any(root.iterdir()) and not _ours(root)):
        raise BadInput([Fault(str(root), "is not a folder of the demonstration", "name another with --output DIR")])
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)


def _ours(root: Path) -> bool:
    config = root / CONFIG
    return config.is_file() and config.read_text("utf-8").startswith(MARK)


def write_config(root: Path, values: Mapping[str, object]) -> Path:
    """Only its owner may read it: it holds a password, if only the demonstration's."""
    path = root / CONFIG
    path.touch(mode=0o600)
    path.write_text(Template((DATA / CONFIG).read_text("utf-8")).substitute(values), "utf-8")
    return path


def write_table(root: Path, name: str, shift: timedelta = timedelta()) -> tuple[str, bytes]:
    """A table of data/ with its days moved by `shift`, and the PDFs that it names; answers what an import takes."""
    rows = list(csv.DictReader(io.StringIO((DATA / name).read_text("utf-8")), delimiter=";"))
    for row in rows:
        row |= {column: _moved(row[column], shift) for column in DAY_COLUMNS}
        if pdf := row.get("Fichier PDF"):
            path = root / pdf
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(invoice_pdf(SELLER, row))
    return write_rows(root / name, rows)


def write_rows(path: Path, rows: list[dict[str, str]]) -> tuple[str, bytes]:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.getvalue().encode("utf-8-sig"))
    return str(path), path.read_bytes()


@contextmanager
def log_into(root: Path) -> Iterator[None]:
    """The daemon's own log goes to a file meanwhile: the terminal has better to show."""
    before = structlog.get_config()
    with (root / LOG).open("w", encoding="utf-8") as file:
        structlog.configure(logger_factory=structlog.WriteLoggerFactory(file))
        try:
            yield
        finally:
            structlog.configure(**before)


def _moved(day: str, shift: timedelta) -> str:
    return (datetime.strptime(day, DAY_FORM) + shift).strftime(DAY_FORM)  # noqa: DTZ007 - a day has no zone
