"""An insolvency procedure from the command line: what stops, until when to declare, and the declaration's figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.commands import COMPANY, Shell

HEAD = "customer_id;customer_name;customer_kind;email;invoice_number;issued_on;due_on;total;balance"
ROWS = (
    "C1;Menuiserie Bertin;{kind};compta@bertin.example;F-1;2026-05-15;2026-06-15;1000;",
    "C1;Menuiserie Bertin;{kind};compta@bertin.example;F-2;2026-08-31;2026-09-30;500;",
    "C1;Menuiserie Bertin;{kind};compta@bertin.example;F-3;2026-09-30;2026-10-31;300;",
)


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys)


def owing(shell: Shell, kind: str = "business") -> Shell:
    shell.write("list.csv", "\n".join((HEAD, *ROWS)).format(kind=kind))
    assert shell("import", "list.csv").code == 0
    return shell


def test_a_judgment_stops_the_dossier_and_the_claim_is_to_be_declared(shell: Shell) -> None:
    said = owing(shell)("dossier", "insolvency", "RL-0001", "--judgment", "2026-09-10", "--json")
    assert said.object["status"] == "insolvent"
    days = {"judgment_on": "2026-09-10", "published_on": None, "declared_on": None}
    assert said.object["insolvency"] == {**days, "declare_by": "2026-11-10", "sure": False}
    told = shell("dossier", "insolvency", "RL-0001", "--published", "2026-09-20").out
    assert "declare the claim by 2026-11-20\n" in told
    assert "not legal advice" in told
    assert shell("dossier", "show", "RL-0001", "--json").object["insolvency"]["sure"] is True
    assert "claim is to be declared by 20 November 2026" in shell("task", "list").out
    assert shell("dossier", "insolvency", "RL-0001", "--declared", "2026-10-01").code == 0
    assert "Nothing waits for you" in shell("task", "list").out


def test_every_dossier_of_the_customer_learns_of_the_procedure_and_of_its_days(shell: Shell) -> None:
    shell.write("config.yaml", COMPANY + "grouping: invoice\n")
    owing(shell)
    assert shell("dossier", "insolvency", "RL-0001", "--judgment", "2026-09-10").code == 0
    assert shell("dossier", "insolvency", "RL-0002", "--published", "2026-09-20").code == 0
    for reference in ("RL-0001", "RL-0002", "RL-0003"):
        page = shell("dossier", "show", reference, "--json").object
        assert (page["status"], page["insolvency"]["declare_by"]) == ("insolvent", "2026-11-20")


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ((), "--judgment: is missing"),
        (("--published", "2026-09-20"), "--judgment: is missing"),
        (("--judgment", "2099-01-01"), "still to come"),
        (("--judgment", "2026-09-10", "--published", "2026-09-01"), "before the judgment"),
        (("--judgment", "32/09/2026"), "--judgment"),
    ],
)
def test_days_that_cannot_be_are_refused(shell: Shell, options: tuple[str, ...], named: str) -> None:
    said = owing(shell)("dossier", "insolvency", "RL-0001", *options)
    assert (said.code, said.out) == (65, "")
    assert named in said.err
    assert shell("dossier", "show", "RL-0001", "--json").object["status"] == "active"


def test_the_declaration_has_what_was_due_and_what_was_to_fall_due(shell: Shell) -> None:
    owing(shell)("dossier", "insolvency", "RL-0001", "--judgment", "2026-09-10")
    said = shell("declaration", "RL-0001", "--json").object
    # 15 days at 12.15 % and 71 at 12.40 % on 1 000.00, to the eve of the judgment
    sums = {key: said[key] for key in ("due", "to_fall_due", "late_interest", "recovery_indemnity", "total")}
    assert sums == {
        "due": "1000.00",
        "to_fall_due": "800.00",
        "late_interest": "29.11",
        "recovery_indemnity": "40.00",
        "total": "1869.11",
    }
    assert [(line["number"], line["fallen_due"]) for line in said["invoices"]] == [
        ("F-1", True),
        ("F-2", False),
        ("F-3", False),
    ]
    assert said["to_check"] == ["F-3"]
    assert "not legal advice" in said["notice"]


def test_the_declaration_is_a_page_in_the_company_s_language(shell: Shell) -> None:
    owing(shell)("dossier", "insolvency", "RL-0001", "--judgment", "2026-09-10")
    said = shell("declaration", "RL-0001", "-o", "page.txt").out
    assert said.startswith("wrote page.txt: the figures of the declaration of ")
    page = (shell.folder / "page.txt").read_text("utf-8").replace("\u202f", " ").replace("\u00a0", " ")
    for fact in ("à déclarer", "Menuiserie Bertin", "10/09/2026", "10/11/2026", "1 869,11 €", "12,40 %", "F-3"):
        assert fact.lower() in page.lower(), fact
    assert "il ne constitue pas un conseil juridique" in page
    assert (shell.folder / "page.txt").stat().st_mode & 0o777 == 0o600
    again = shell("declaration", "RL-0001", "-o", "page.txt")
    assert (again.code, "is there already" in again.err) == (65, True)


def test_without_a_judgment_there_is_no_declaration(shell: Shell) -> None:
    said = owing(shell)("declaration", "RL-0001")
    assert said.code == 65
    assert "relanced dossier insolvency RL-0001 --judgment DAY" in said.err


@pytest.mark.parametrize(
    ("kind", "interest", "indemnity"), [("business", "29.11", "40.00"), ("consumer", "0.00", "0.00")]
)
def test_what_a_consumer_never_owed_is_not_declared(shell: Shell, kind: str, interest: str, indemnity: str) -> None:
    owing(shell, kind)("dossier", "insolvency", "RL-0001", "--judgment", "2026-09-10")
    said = shell("declaration", "RL-0001", "--json").object
    assert (said["late_interest"], said["recovery_indemnity"]) == (interest, indemnity)


def test_the_statement_stops_at_the_judgment(shell: Shell) -> None:
    owing(shell)("dossier", "insolvency", "RL-0001", "--judgment", "2026-09-10")
    for day in ("2026-09-09", "2026-11-22"):
        assert shell("statement", "RL-0001", "--at", day, "--json").object["late_interest"] == "29.11"
