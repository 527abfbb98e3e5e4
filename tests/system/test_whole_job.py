"""The whole job as its owner has it: the real command, Dovecot and Postfix over TLS with a login, a client's mutt."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date

from relanced.config import load
from relanced.core.workdays import Workdays
from tests.support.clients import reply_with_mutt
from tests.support.company import settings_text
from tests.support.hosts import ACHATS, ATELIER, COMPTA, FACTURATION, GERANT, PATRON, Hosts
from tests.support.processes import PATIENCE

PARIS = ZoneInfo("Europe/Paris")
ROOT = Path(__file__).parents[2]
TODAY = datetime.now(PARIS).date()
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

Relanced = Callable[..., Any]


@pytest.fixture
def folder(hosts: Hosts, tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(settings_text(hosts, tmp_path))
    path.chmod(0o600)
    return tmp_path


@pytest.fixture
def relanced(folder: Path) -> Relanced:
    def run(*words: str) -> Any:
        command = [sys.executable, "-m", "relanced", "--config", str(folder / "config.yaml"), *words, "--json"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=PATIENCE)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def at(day: date, hour: int = 10) -> str:
    return datetime.combine(day, time(hour), PARIS).isoformat()


def french(day: date) -> str:
    return str(format_date(day, "d MMMM y", "fr"))


def text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return " ".join(part.get_content().split())


@dataclass(frozen=True)
class Job:
    """What the chapters below share: where everything is, and the days of the story."""

    hosts: Hosts
    folder: Path
    relanced: Relanced
    workdays: Workdays
    start: date

    @property
    def due(self) -> date:
        return self.start - timedelta(days=8)

    @property
    def promised(self) -> date:
        return self.workdays.next_open(self.start + timedelta(days=40))


CLIENTS = (
    ("Menuiserie Bertin", ACHATS),
    ("Garage Petit", FACTURATION),
    ("Atelier Roux", ATELIER),
    ("Muet SA", GERANT),
)


def test_the_whole_job(hosts: Hosts, folder: Path, relanced: Relanced) -> None:
    workdays = load(folder / "config.yaml", os.environ).workdays
    job = Job(hosts, folder, relanced, workdays, workdays.next_open(TODAY + timedelta(days=1)))
    the_invoices_come_in(job)
    the_first_reminders_leave_once(job)
    three_clients_answer_and_the_fourth_is_silent(job)
    the_scenario_goes_on_for_the_silent_one_alone(job)
    no_mail_came_twice_and_the_owner_knows_it_all(job)


def the_invoices_come_in(job: Job) -> None:
    (job.folder / "F-1.pdf").write_bytes(PDF)
    rows = "\n".join(
        f"{name};{address};F-{n};{job.due - timedelta(days=30)};{job.due};1 200,00;{'F-1.pdf' if n == 1 else ''}"
        for n, (name, address) in enumerate(CLIENTS, 1)
    )
    header = "Client;E-mail;N° facture;Date facture;Échéance;Montant TTC;pdf"
    (job.folder / "factures.csv").write_text(f"{header}\n{rows}\n", encoding="cp1252")
    job.relanced("import", str(job.folder / "factures.csv"))
    job.relanced("import", str(job.folder / "factures.csv"))


def the_first_reminders_leave_once(job: Job) -> None:
    first = job.relanced("once", "--at", at(job.start))
    assert (first["sent"], first["errors"]) == (4, [])
    for _, user in CLIENTS:
        job.hosts.wait_for_mails(user)
    [reminder] = job.hosts.parsed(ACHATS)
    assert "F-1" in reminder["Subject"]
    assert "1 200,00 €" in text(reminder).replace("\u202f", " ").replace("\u00a0", " ")
    assert [a.get_content() for a in reminder.iter_attachments()] == [PDF]
    assert job.relanced("once", "--at", at(job.start, 15))["sent"] == 0


def three_clients_answer_and_the_fourth_is_silent(job: Job) -> None:
    """Each with his own mail program; each is answered in his thread."""
    day = french(job.promised)
    for user, says in (
        (ACHATS, f"Bonjour,\n\nLe virement partira le {day}.\n\nBien à vous,\nJ. Martin"),
        (FACTURATION, "Bonjour,\n\nNous contestons cette facture : la livraison est incomplète.\n"),
        (ATELIER, "Bonjour,\n\nCette facture a été réglée par virement hier.\n\nCordialement\n"),
    ):
        reply_with_mutt(job.hosts, user, 1, says)
    job.hosts.wait_for_mails(COMPTA, 3)
    second_day = job.workdays.next_open(job.start + timedelta(days=1))
    answered = job.relanced("once", "--at", at(second_day))
    assert (answered["read"], answered["matched"], answered["sent"]) == (3, 3, 3)
    for user, word in ((ACHATS, day), (FACTURATION, "contestée"), (ATELIER, "son montant")):
        job.hosts.wait_for_mails(user, 2)
        answer = job.hosts.parsed(user)[-1]
        assert word.replace("\u00a0", " ") in text(answer).replace("\u00a0", " ")
        assert answer["Subject"].startswith("Re: ")
        assert answer["Auto-Submitted"] == "auto-replied"
    states = {row["customer"]["name"]: row["status"] for row in listing(job.folder)}
    assert states == {
        "Menuiserie Bertin": "promised",
        "Garage Petit": "disputed",
        "Atelier Roux": "payment_claimed",
        "Muet SA": "active",
    }


def the_scenario_goes_on_for_the_silent_one_alone(job: Job) -> None:
    for offset in (15, 30):
        day = job.workdays.next_open(job.due + timedelta(days=offset))
        assert job.relanced("once", "--at", at(day))["sent"] == 1
    assert len(job.hosts.wait_for_mails(GERANT, 3)) == 3
    silent = job.relanced("dossier", "show", "RL-0004")
    assert [r["step"] for r in silent["reminders"]] == ["first", "second", "third"]
    threads = [m["References"] or "" for m in job.hosts.parsed(GERANT)]
    ids = [m["Message-ID"] for m in job.hosts.parsed(GERANT)]
    assert ids[0] in threads[1]
    assert ids[1] in threads[2]


def no_mail_came_twice_and_the_owner_knows_it_all(job: Job) -> None:
    every = [m["Message-ID"] for _, user in CLIENTS for m in job.hosts.parsed(user)]
    assert len(every) == len(set(every)) == 9
    summaries = job.hosts.parsed(PATRON)
    assert len(summaries) == 4, "one a day on which there was a pass"
    told = text(summaries[1])
    assert french(job.promised).replace("\u00a0", " ") in told.replace("\u00a0", " ")
    assert "la livraison est incomplète" in told
    shown = job.relanced("dossier", "show", "RL-0001")
    assert shown["promise"]["promised_on"] == job.promised.isoformat()
    assert shown["replies"][0]["matched_by"] == "message_id"


def listing(folder: Path) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "relanced", "--config", str(folder / "config.yaml"), "dossier", "list", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    return [json.loads(line) for line in done.stdout.splitlines()]
