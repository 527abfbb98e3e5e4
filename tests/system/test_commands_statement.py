"""The statement from the command line: figures that anybody can check by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.commands import COMPANY, Shell

HEAD = "customer_id;customer_name;customer_kind;email;invoice_number;issued_on;due_on;total;balance"
BERTIN = "C1;Menuiserie Bertin;{kind};compta@bertin.example;F-1;2026-05-15;2026-06-15;1000;\n"
SECOND = "C1;Menuiserie Bertin;{kind};compta@bertin.example;F-2;2026-10-31;2026-11-30;200;\n"


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys)


def owing(shell: Shell, kind: str = "business") -> Shell:
    shell.write("list.csv", f"{HEAD}\n{BERTIN}{SECOND}".format(kind=kind))
    assert shell("import", "list.csv").code == 0
    return shell


def test_a_statement_has_every_segment_and_its_totals(shell: Shell) -> None:
    said = owing(shell)("statement", "RL-0001", "--at", "2026-11-22", "--json")
    assert said.code == 0
    first, second = said.object["invoices"]
    assert first["segments"] == [
        {"from": "2026-06-16", "to": "2026-06-30", "days": 15, "base": "1000.00", "rate": "12.15", "amount": "4.99"},
        {"from": "2026-07-01", "to": "2026-11-22", "days": 145, "base": "1000.00", "rate": "12.40", "amount": "49.26"},
    ]
    assert (first["late_interest"], first["recovery_indemnity"], first["total"]) == ("54.25", "40.00", "1094.25")
    assert (second["days_late"], second["segments"], second["total"]) == (0, [], "200.00")
    totals = {key: said.object[key] for key in ("balance", "late_interest", "recovery_indemnity", "total")}
    assert totals == {"balance": "1200.00", "late_interest": "54.25", "recovery_indemnity": "40.00", "total": "1294.25"}
    assert said.object["to_confirm"] == ["2026-S2"]
    assert "not legal advice" in said.object["notice"]


def test_a_payment_lowers_the_base_from_the_day_after_it(shell: Shell) -> None:
    owing(shell).write("paid.csv", "invoice_number;amount;paid_on\nF-1;400;2026-08-31\n")
    assert shell("import", "paid.csv").code == 0
    first, _ = shell("statement", "RL-0001", "--at", "2026-11-22", "--json").object["invoices"]
    assert [(s["to"], s["base"]) for s in first["segments"]] == [
        ("2026-06-30", "1000.00"),
        ("2026-08-31", "1000.00"),
        ("2026-11-22", "600.00"),
    ]
    assert (first["balance"], first["late_interest"]) == ("600.00", "42.97")
    (earlier,) = shell("statement", "RL-0001", "--at", "2026-07-31", "--json").object["invoices"]
    assert earlier["balance"] == "1000.00"


def test_a_consumer_s_statement_claims_neither_interest_nor_indemnity(shell: Shell) -> None:
    said = owing(shell, "consumer")("statement", "RL-0001", "--at", "2026-11-22", "--json").object
    assert (said["kind"], said["late_interest"], said["recovery_indemnity"]) == ("consumer", "0.00", "0.00")
    assert said["total"] == said["balance"]


def test_a_person_reads_the_same_figures_and_that_they_are_no_advice(shell: Shell) -> None:
    said = owing(shell)("statement", "RL-0001", "--at", "2026-11-22")
    for figure in ("1094.25", "49.26", "12.40 %", "Journal officiel (2026-S2).", "not legal advice"):
        assert figure in said.out


def test_a_statement_without_a_day_is_of_today(shell: Shell) -> None:
    with owing(shell).app() as app:
        today = app.today()
    assert shell("statement", "RL-0001", "--json").object["at"] == today.isoformat()


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("RL-0001", "--at", "2099-12-31"), "no rates are known"),
        (("RL-0001", "--at", "32/11/2026"), "--at"),
        (("RL-0099",), "RL-0099"),
    ],
)
def test_what_cannot_be_computed_is_said_by_name(shell: Shell, arguments: tuple[str, ...], named: str) -> None:
    said = owing(shell)("statement", *arguments)
    assert (said.code, said.out) == (65, "")
    assert named in said.err


def test_the_owner_s_own_rate_and_semester_are_used(shell: Shell) -> None:
    row = "{semester: 2099-S2, ecb: 2, legal: 3, legal_persons: 6, source: JO}"
    shell.write("config.yaml", COMPANY + f"law: {{contractual_rate: 13 %, rates: [{row}]}}\n")
    shell.write("list.csv", f"{HEAD}\nC1;Bertin;business;compta@bertin.example;F-1;2099-11-01;2099-11-30;1000;\n")
    assert shell("import", "list.csv").code == 0
    (line,) = shell("statement", "RL-0001", "--at", "2099-12-10", "--json").object["invoices"]
    assert [(s["days"], s["rate"], s["amount"]) for s in line["segments"]] == [(10, "13.00", "3.56")]


@pytest.mark.parametrize("kind", ["business", "public", "consumer"])
def test_the_formal_notice_claims_what_the_statement_of_its_day_says(shell: Shell, kind: str) -> None:
    owing(shell, kind).write("paid.csv", "invoice_number;amount;paid_on\nF-1;400;2026-08-31\n")
    assert shell("import", "paid.csv").code == 0
    draft = shell("preview", "RL-0001", "formal_notice", "--json").object
    said = shell("statement", "RL-0001", "--at", draft["on"], "--json").object
    (line,) = [line for line in said["invoices"] if line["number"] in draft["invoices"]]
    told = draft["text"].replace("\u202f", "").replace("\u00a0", " ").replace(",", ".")
    shown = [key for key in ("late_interest", "recovery_indemnity", "total") if f" {line[key]} €" in told]
    assert shown == (["total"] if kind == "consumer" else ["late_interest", "recovery_indemnity", "total"])


def test_figures_that_the_owner_wants_never_are_never_there(shell: Shell) -> None:
    shell.write("config.yaml", COMPANY + "law: {figures_from: never, mention_from: never}\n")
    owing(shell)
    assert "Pénalités de retard au" not in shell("preview", "RL-0001", "formal_notice").out
    assert "L441-10" not in shell("preview", "RL-0001", "third").out
