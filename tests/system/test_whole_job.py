"""The whole job as its owner has it: the real command, Dovecot and Postfix over TLS with a login, a client's mutt."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date

from relanced.config import load
from tests.support.clients import reply_with_mutt
from tests.support.company import settings_text
from tests.support.hosts import ACHATS, ATELIER, COMPTA, FACTURATION, GERANT, PATRON, Hosts

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
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60)
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


def test_the_whole_job(hosts: Hosts, folder: Path, relanced: Relanced) -> None:
    workdays = load(folder / "config.yaml", os.environ).workdays
    start = workdays.next_open(TODAY + timedelta(days=1))
    due = start - timedelta(days=8)
    (folder / "F-1.pdf").write_bytes(PDF)
    rows = "\n".join(
        f"{name};{address};F-{n};{due - timedelta(days=30)};{due};1 200,00;{'F-1.pdf' if n == 1 else ''}"
        for n, (name, address) in enumerate(
            [
                ("Menuiserie Bertin", ACHATS),
                ("Garage Petit", FACTURATION),
                ("Atelier Roux", ATELIER),
                ("Muet SA", GERANT),
            ],
            1,
        )
    )
    header = "Client;E-mail;N° facture;Date facture;Échéance;Montant TTC;pdf"
    (folder / "factures.csv").write_text(f"{header}\n{rows}\n", encoding="cp1252")
    relanced("import", str(folder / "factures.csv"))
    relanced("import", str(folder / "factures.csv"))

    # the first reminders leave, once, each with what it must say
    first = relanced("once", "--at", at(start))
    assert (first["sent"], first["errors"]) == (4, [])
    for user in (ACHATS, FACTURATION, ATELIER, GERANT):
        hosts.wait_for_mails(user)
    [reminder] = hosts.parsed(ACHATS)
    assert "F-1" in reminder["Subject"]
    assert "1 200,00 €" in text(reminder).replace("\u202f", " ").replace("\u00a0", " ")
    assert [a.get_content() for a in reminder.iter_attachments()] == [PDF]
    assert relanced("once", "--at", at(start, 15))["sent"] == 0

    # three clients answer with their own mail program, the fourth is silent
    promised = workdays.next_open(start + timedelta(days=40))
    reply_with_mutt(
        hosts, ACHATS, 1, f"Bonjour,\n\nLe virement partira le {french(promised)}.\n\nBien à vous,\nJ. Martin"
    )
    reply_with_mutt(hosts, FACTURATION, 1, "Bonjour,\n\nNous contestons cette facture : la livraison est incomplète.\n")
    reply_with_mutt(hosts, ATELIER, 1, "Bonjour,\n\nCette facture a été réglée par virement hier.\n\nCordialement\n")
    hosts.wait_for_mails(COMPTA, 3)
    second_day = workdays.next_open(start + timedelta(days=1))
    answered = relanced("once", "--at", at(second_day))
    assert (answered["read"], answered["matched"], answered["sent"]) == (3, 3, 3)
    for user, word in ((ACHATS, french(promised)), (FACTURATION, "contestée"), (ATELIER, "son montant")):
        hosts.wait_for_mails(user, 2)
        answer = hosts.parsed(user)[-1]
        assert word.replace("\u00a0", " ") in text(answer).replace("\u00a0", " ")
        assert answer["Subject"].startswith("Re: ")
        assert answer["Auto-Submitted"] == "auto-replied"
    states = {row["customer"]["name"]: row["status"] for row in listing(folder)}
    assert states == {
        "Menuiserie Bertin": "promised",
        "Garage Petit": "disputed",
        "Atelier Roux": "payment_claimed",
        "Muet SA": "active",
    }

    # the scenario goes on for the silent one alone: second, then third
    for offset in (15, 30):
        day = workdays.next_open(due + timedelta(days=offset))
        assert relanced("once", "--at", at(day))["sent"] == 1
    assert len(hosts.wait_for_mails(GERANT, 3)) == 3
    silent = relanced("dossier", "show", "RL-0004")
    assert [r["step"] for r in silent["reminders"]] == ["first", "second", "third"]

    # one thread for the client, no mail twice, and the owner knows it all
    threads = [m["References"] or "" for m in hosts.parsed(GERANT)]
    ids = [m["Message-ID"] for m in hosts.parsed(GERANT)]
    assert ids[0] in threads[1]
    assert ids[1] in threads[2]
    every = [m["Message-ID"] for user in (ACHATS, FACTURATION, ATELIER, GERANT) for m in hosts.parsed(user)]
    assert len(every) == len(set(every)) == 9
    summaries = hosts.parsed(PATRON)
    assert len(summaries) == 4, "one a day on which there was a pass"
    told = text(summaries[1])
    assert french(promised).replace("\u00a0", " ") in told.replace("\u00a0", " ")
    assert "la livraison est incomplète" in told
    shown = relanced("dossier", "show", "RL-0001")
    assert shown["promise"]["promised_on"] == promised.isoformat()
    assert shown["replies"][0]["matched_by"] == "message_id"


def listing(folder: Path) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "relanced", "--config", str(folder / "config.yaml"), "dossier", "list", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    return [json.loads(line) for line in done.stdout.splitlines()]
