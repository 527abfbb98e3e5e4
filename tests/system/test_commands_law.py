"""Limitation and hand-over from the command line."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from relanced.core.law.months import add_years
from tests.support.commands import COMPANY, Shell

HEAD = "customer_id;customer_name;customer_kind;country;email;invoice_number;issued_on;due_on;total;balance"
ROW = "C1;Menuiserie Bertin;{kind};{country};compta@bertin.example;F-1;{issued};{due};{total};"
DUE, MONTH = date(2026, 6, 15), timedelta(days=31)
LATE = datetime.now(UTC).date() - timedelta(days=100)
UNKNOWN_WITHOUT_A_WORD = {
    "collection_firm": ["mandate"],
    "small_claims": ["contract", "not_uncontested_commercial", "debtor_in_france"],
    "uncontested_claims": ["between_traders"],
    "payment_order": ["contract", "debtor_in_france"],
}
NONE: dict[str, list[str]] = {procedure: [] for procedure in UNKNOWN_WITHOUT_A_WORD}


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys)


def owing(shell: Shell, kind: str = "business", total: str = "4000", country: str = "FR", due: date = DUE) -> Shell:
    row = ROW.format(kind=kind, country=country, issued=due - MONTH, due=due, total=total)
    shell.write("list.csv", f"{HEAD}\n{row}\n")
    assert shell("import", "list.csv").code == 0
    return shell


def verdicts(said: dict[str, Any], verdict: str) -> dict[str, list[str]]:
    return {way["procedure"]: [c["name"] for c in way["conditions"] if c["verdict"] == verdict] for way in said["ways"]}


def test_what_nobody_told_stays_unknown(shell: Shell) -> None:
    said = owing(shell, due=LATE)("handover", "RL-0001", "--json").object
    assert verdicts(said, "unknown") == UNKNOWN_WITHOUT_A_WORD
    assert verdicts(said, "not_met") == NONE
    assert all(c["article"] and c["reason"] for way in said["ways"] for c in way["conditions"])
    assert "not legal advice" in said["notice"]


def test_what_a_person_tells_decides(shell: Shell) -> None:
    told = ("--traders", "yes", "--contract", "oui", "--mandate", "no", "--france", "yes")
    said = owing(shell, due=LATE)("handover", "RL-0001", *told, "--json").object
    assert verdicts(said, "unknown") == NONE
    assert verdicts(said, "not_met") == {
        "collection_firm": ["mandate"],
        "small_claims": ["not_uncontested_commercial"],
        "uncontested_claims": [],
        "payment_order": [],
    }


@pytest.mark.parametrize(
    ("kind", "not_met"),
    [
        ("business", {"small_claims": ["up_to_5000"]}),
        ("consumer", {"small_claims": ["up_to_5000"], "uncontested_claims": ["between_traders"]}),
        (
            "public",
            {
                "small_claims": ["up_to_5000", "private_debtor"],
                "uncontested_claims": ["between_traders"],
                "payment_order": ["private_debtor"],
            },
        ),
    ],
)
def test_each_kind_of_customer_has_its_own_ways(shell: Shell, kind: str, not_met: dict[str, list[str]]) -> None:
    said = owing(shell, kind, total="5001", due=LATE)("handover", "RL-0001", "--json").object
    assert verdicts(said, "not_met") == NONE | not_met


def test_a_customer_abroad_does_not_live_in_france(shell: Shell) -> None:
    said = owing(shell, country="BE", due=LATE)("handover", "RL-0001", "--json").object
    assert verdicts(said, "not_met")["payment_order"] == ["debtor_in_france"]


def test_the_page_is_in_the_company_s_language_and_advises_nothing(shell: Shell) -> None:
    owing(shell, due=LATE)("handover", "RL-0001", "-o", "page.txt", "--traders", "yes")
    page = (shell.folder / "page.txt").read_text("utf-8")
    for fact in (
        "injonction de payer",
        "CPC 1405",
        "à vérifier",
        "remplie",
        "il ne constitue pas un conseil juridique",
    ):
        assert fact in page
    english = COMPANY.replace("{name", "{language: en, name")
    shell.write("config.yaml", english)
    assert "to be checked" in shell("handover", "RL-0001").out


def test_an_answer_is_yes_or_no(shell: Shell) -> None:
    said = owing(shell, due=LATE)("handover", "RL-0001", "--traders", "perhaps")
    assert (said.code, said.out) == (65, "")
    assert said.err.startswith("--traders: 'perhaps' is neither yes nor no")


@pytest.mark.parametrize(
    ("kind", "last"), [("business", "2031-06-15"), ("consumer", "2028-05-15"), ("public", "2030-12-31")]
)
def test_a_dossier_shows_until_when_each_invoice_may_be_sued_for(shell: Shell, kind: str, last: str) -> None:
    (invoice,) = owing(shell, kind)("dossier", "show", "RL-0001", "--json").object["invoices"]
    assert (invoice["limitation_on"], invoice["acknowledged"]) == (last, None)
    told = shell("dossier", "show", "RL-0001").out
    assert last in told
    assert "not legal advice" in told


def test_a_carrier_s_debt_is_barred_after_a_year(shell: Shell) -> None:
    shell.write("config.yaml", COMPANY + "law: {carriage: true}\n")
    (invoice,) = owing(shell)("dossier", "show", "RL-0001", "--json").object["invoices"]
    assert invoice["limitation_on"] == "2027-05-15"


def test_a_part_payment_moves_the_day_and_says_so(shell: Shell) -> None:
    owing(shell).write("paid.csv", "invoice_number;amount;paid_on\nF-1;400;2026-08-31\n")
    assert shell("import", "paid.csv").code == 0
    (invoice,) = shell("dossier", "show", "RL-0001", "--json").object["invoices"]
    moved = add_years(date(2026, 8, 31), 5).isoformat()
    assert invoice["limitation_on"] == moved
    assert invoice["acknowledged"] == {"on": "2026-08-31", "message_id": None}
