"""What a person notes of a client from the command line: promises, plans, disputes, the end of reminders."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.support.commands import Shell

TODAY = datetime.now(ZoneInfo("Europe/Paris")).date()
BERTIN = "C1;Menuiserie Bertin;compta@bertin.example"


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    shell = Shell(tmp_path, capsys)
    late = (f"{BERTIN};F-1;{day(-40)};1200;", f"{BERTIN};F-2;{day(-20)};300;")
    assert shell("import", shell.invoices(*late)).code == 0
    return shell


def page(shell: Shell) -> Any:
    return shell("dossier", "show", "RL-0001", "--json").object


def tasks(shell: Shell) -> list[tuple[str, str]]:
    return [(str(task["id"]), task["kind"]) for task in shell("task", "list", "--json").objects]


def test_a_promise_by_telephone_is_noted_with_its_means(shell: Shell) -> None:
    order = ("dossier", "promise", "RL-0001", "--on", day(5), "--amount", "500,00", "--means", "cheque")
    said = shell(*order, "--json").object
    assert (said["status"], said["reason"]) == ("promised", "promise_noted")
    promise = page(shell)["promise"]
    assert (promise["promised_on"], promise["amount"], promise["means"], promise["state"]) == (
        day(5),
        "500.00",
        "cheque",
        "open",
    )
    assert f"promised 500.00 by cheque for {day(5)} (open)" in shell("dossier", "show", "RL-0001").out


@pytest.mark.parametrize(
    ("days", "amount", "setting"),
    [(59, (), None), (90, (), "waits.promise_limit (60)"), (30, ("--amount", "500"), "waits.promise_part_limit (15)")],
)
def test_a_promise_for_a_day_far_away_is_noted_with_a_warning(
    shell: Shell, days: int, amount: tuple[str, ...], setting: str | None
) -> None:
    said = shell("dossier", "promise", "RL-0001", "--on", day(days), *amount, "--json")
    assert (said.code, said.object["status"]) == (0, "promised")
    assert (setting or "") in said.err
    assert ("relanced dossier resume RL-0001 undoes it" in said.err) is (setting is not None)


def test_a_plan_shows_its_rows_and_can_be_tried_first(shell: Shell) -> None:
    order = ("dossier", "plan", "1", "--instalments", "2")
    tried = shell(*order, "--first", day(10), "--dry-run")
    assert tried.code == 0
    assert tried.out.count(" 750.00 EUR\n") == 2
    assert "nothing has been granted" in tried.out
    assert page(shell)["plan"] is None
    rows = shell(*order, "--first", day(10), "--dry-run", "--json").object["instalments"]
    assert [row["amount"] for row in rows] == ["750.00", "750.00"]
    assert " 750.00 EUR\n" in shell(*order, "--first", day(10)).out
    assert page(shell)["plan"]["state"] == "open"


def test_a_dispute_of_a_part_leaves_the_rest_and_ends_by_its_outcome(shell: Shell) -> None:
    order = ("dossier", "dispute", "RL-0001", "--invoice", "F-1", "--amount", "200", "--reason", "quality")
    assert shell(*order, "--json").object["status"] == "disputed"
    assert "contested: 200.00 of F-1 (quality)" in shell("dossier", "show", "RL-0001").out
    [(number, kind)] = tasks(shell)
    assert kind == "answer_dispute"
    assert shell("task", "done", number, "--outcome", "accepted", "--json").object["reason"] == "dispute_accepted"
    shown = page(shell)
    assert (shown["status"], shown["balance"], shown["invoices"][0]["dispute_reason"]) == ("active", "1300.00", None)
    assert shell("import", "list.csv").code == 0
    assert page(shell)["balance"] == "1300.00"


def test_an_outcome_is_of_a_dispute(shell: Shell) -> None:
    shell("dossier", "dispute", "RL-0001")
    [(number, _)] = tasks(shell)
    assert shell("task", "done", number, "--outcome", "credit_note", "--json").object["reason"] == "credit_note_awaited"
    [(number, kind)] = tasks(shell)
    assert kind == "issue_credit_note"
    assert shell("task", "done", number, "--refuse", "--json").object["reason"] == "dispute_withdrawn"


@pytest.mark.parametrize("words", [(), ("--refuse",), ("--note", "répondu"), ("--outcome", "avoir")])
def test_a_dispute_does_not_end_before_one_says_how(shell: Shell, words: tuple[str, ...]) -> None:
    shell("dossier", "dispute", "RL-0001")
    [(number, kind)] = tasks(shell)
    said = shell("task", "done", number, *words)
    assert said.code == 65
    assert all(f"--outcome {end}" in said.err for end in ("withdrawn", "credit_note", "accepted"))
    assert tasks(shell) == [(number, kind)]
    assert page(shell)["status"] == "disputed"


def test_a_plan_is_granted_in_equal_parts_or_as_typed(shell: Shell) -> None:
    equal = shell("dossier", "plan", "RL-0001", "--instalments", "3", "--first", day(10), "--json")
    assert (equal.code, equal.object["status"], equal.object["reason"]) == (0, "on_plan", "plan_agreed")
    plan = page(shell)["plan"]
    assert [row["amount"] for row in plan["instalments"]] == ["500.00"] * 3
    assert (plan["state"], plan["paid"], plan["invoices"]) == ("open", "0.00", ["F-1", "F-2"])
    typed = shell("dossier", "plan", "RL-0001", "--rows", f"{day(5)} 700, {day(40)} 500")
    assert typed.code == 0
    assert page(shell)["plan"]["invoices"] == ["F-1"]
    [row] = shell("outbox", "list", "--json").objects
    assert row["step"] == "plan_confirmed"
    text = shell("preview", "RL-0001", "plan_confirmed").out
    assert "700,00" in text
    assert "la totalité du reste dû redeviendrait exigible" in " ".join(text.split())


def test_a_dossier_is_taken_over_and_given_up(shell: Shell) -> None:
    assert shell("dossier", "escalate", "RL-0001", "--note", "avocat", "--json").object["status"] == "escalated"
    assert shell("dossier", "promise", "RL-0001", "--on", day(5)).code == 65
    assert shell("dossier", "write-off", "RL-0001", "--json").object["status"] == "written_off"
    assert shell("dossier", "write-off", "RL-0001").code == 65
    refused = shell("dossier", "resume", "RL-0001")
    assert (refused.code, "has been written off" in refused.err) == (65, True)
    assert shell("dossier", "resume", "RL-0001", "--yes", "--json").object["status"] == "active"


@pytest.mark.parametrize(
    ("order", "message"),
    [
        (["promise", "--on", "tomorrow"], "is not a day"),
        (["promise", "--on", "2020-01-01"], "--on: 2020-01-01 has passed"),
        (["promise", "--on", "2099-01-01", "--amount", "lots"], "--amount: 'lots' is not an amount"),
        (["promise", "--on", "2099-01-01", "--amount", "9999"], "not between 0 and what is owed (1500.00 EUR)"),
        (["promise", "--on", "2099-01-01", "--means", "gold"], "one of transfer, cheque, direct_debit, card"),
        (["dispute", "--invoice", "F-9"], "F-9 is not open in RL-0001 (one of F-1, F-2)"),
        (["dispute", "--amount", "20"], "add --invoice, one of F-1, F-2"),
        (["dispute", "--invoice", "F-2", "--amount", "301"], "not between 0 and what is owed (300.00 EUR)"),
        (["dispute", "--reason", "moon"], "one of not_delivered, quality"),
        (["plan", "--instalments", "0"], "0 is no number of instalments"),
        (["plan", "--rows", "soon 500"], "is not a day and an amount"),
        (["plan", "--rows", "2020-01-01 500"], "--rows: 2020-01-01 has passed"),
        (["plan", "--rows", "2099-01-01 5000"], "come to 5000.00 EUR, but 1500.00 EUR is owed"),
    ],
)
def test_what_cannot_be_is_said_with_the_way_to_mend_it(shell: Shell, order: list[str], message: str) -> None:
    said = shell("dossier", order[0], "RL-0001", *order[1:])
    assert (said.code, said.out) == (65, "")
    assert message in said.err
    assert page(shell)["status"] == "active"


@pytest.mark.parametrize("order", [[], ["--instalments", "3", "--rows", "2099-01-01 5"], ["--first", "2099-01-01"]])
def test_a_plan_is_typed_in_one_way(shell: Shell, order: list[str]) -> None:
    assert shell("dossier", "plan", "RL-0001", *order).code == 2
