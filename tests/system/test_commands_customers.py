"""What a person asks about a customer from the command line, and what the reminders have brought."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.support.commands import Shell

HEAD = "customer_id;customer_name;email;invoice_number;due_on;total;balance;settled_on;credit_limit"
BERTIN, PETIT = "C1;Menuiserie Bertin;compta@bertin.example", "C2;Garage Petit;p@petit.example"
TODAY = datetime.now(ZoneInfo("Europe/Paris")).date()


def before(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    shell = Shell(tmp_path, capsys)
    rows = (
        f"{BERTIN};F-0;{before(100)};900;0;{before(76)};1000",
        f"{BERTIN};F-1;{before(80)};1200;1200;;1000",
        f"{PETIT};F-2;{before(10)};300;300;;",
    )
    shell.write("list.csv", "\n".join((HEAD, *rows)))
    shell.write("paid.csv", f"invoice_number;amount;paid_on\nF-2;300;{before(2)}\n")
    assert shell("import", "list.csv", "paid.csv").code == 0
    return shell


def test_the_list_has_the_riskiest_first(shell: Shell) -> None:
    bertin, petit = shell("customer", "list", "--json").objects
    assert (bertin["id"], petit["id"]) == ("C1", "C2")
    assert bertin["score"]["points"] > petit["score"]["points"]
    assert "limit_exceeded" in shell("customer", "list").out


def test_one_customer_is_told_with_his_record_his_score_and_why(shell: Shell) -> None:
    told = shell("customer", "show", "C1", "--json").object
    assert told["record"]["days_late"] == 24
    assert (told["outstanding"], told["late"], told["days_late"], told["credit_limit"]) == (
        "1200.00",
        "1200.00",
        80,
        "1000.00",
    )
    rows = told["score"]["rows"]
    assert {row["what"]: row["points"] for row in rows} == {"average": 8, "late": 20, "limit": 12}
    assert told["score"]["points"] == sum(row["points"] for row in rows)
    assert rows[0]["why_fr"] == "paie en moyenne 24\u00a0jours après l’échéance (1\u00a0facture réglée)"
    [alert] = told["alerts"]
    assert (alert["kind"], alert["since"]) == ("limit_exceeded", None)
    page = shell("customer", "show", "C1").out
    assert "risk 40 of 100 (to be watched)" in page
    assert "warning: Credit limit exceeded: €1,200.00 due, for a limit of €1,000.00" in page
    assert "+20  his oldest invoice is 80\u00a0days late" in page


def test_whom_nobody_knows_is_a_fault_with_its_hint(shell: Shell) -> None:
    said = shell("customer", "show", "C9")
    assert said.code == 65
    assert "relanced customer list" in said.err


def test_a_dossier_shows_the_risk_of_its_customer(shell: Shell) -> None:
    assert "risk 40 of 100" in shell("dossier", "show", "RL-0001").out
    assert shell("dossier", "show", "RL-0001", "--json").object["risk"]["points"] == 40


def test_the_report_says_after_which_reminder_the_money_came(shell: Shell) -> None:
    [told] = shell("report", "--json").objects
    assert (told["invoices"], told["amount"], told["days_late"]) == (2, "1200.00", 16)
    assert [(row["step"], row["invoices"], row["share"]) for row in told["after"]] == [("", 1, 50), (None, 1, 50)]
    assert "without a reminder" in shell("report").out
    assert shell("report", "--since", before(5), "--json").object["invoices"] == 1
    assert "Nothing was paid" in shell("report", "--until", before(500)).out
    assert shell("report", "--since", before(1), "--until", before(5)).code == 65
