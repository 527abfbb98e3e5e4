"""Calls from the command line: what to say, and what it gave."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from typer.main import get_command

from relanced.cli import app as root
from relanced.core.choices import BLANKS, CHOICES, DONE, Choice
from relanced.core.events import DisputeOutcome
from relanced.daemon import summary
from relanced.daemon.clock import RehearsedClock
from relanced.daemon.planner import plan_due
from relanced.letters.labels import task_detail
from tests.letters.lumen import flat
from tests.support.commands import COMPANY, Shell

TODAY = datetime.now(ZoneInfo("Europe/Paris")).date()
DUE = TODAY - timedelta(days=40)
SOON = str(TODAY + timedelta(days=3))
SCENARIO = "scenarios: [{name: short, steps: [{name: ring, offset: 20, channel: call}]}]\n"
HEAD = "customer_name;email;contact_name;civility;phone;invoice_number;due_on;total"
LINE = f"Menuiserie Bertin;compta@bertin.example;BERTIN Anne;Mme;04 00 00 00 00;F-1;{DUE};1200"


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A call waits to be made."""
    shell = Shell(tmp_path, capsys, COMPANY + "summary: {to: [patron@mercier.example]}\n" + SCENARIO)
    shell.write("list.csv", f"{HEAD}\n{LINE}")
    assert shell("import", "list.csv").code == 0
    with shell.app() as app:
        opening = app.window.next_opening(app.clock.now())
    with shell.app(RehearsedClock(opening)) as app:
        plan_due(app)
    return shell


def test_a_call_says_what_to_say(shell: Shell) -> None:
    [task] = shell("task", "list", "--json").objects
    assert flat(task["script"]["title"]).startswith("Madame Bertin, 04 00 00 00 00 – facture F-1")
    shown = shell("task", "show", str(task["id"]))
    assert "« Bonjour Madame Bertin, Atelier Mercier." in flat(shown.out)
    assert "--outcome voicemail|" in shown.out
    assert shell("task", "show", str(task["id"]), "--json").object == task


def test_the_summary_has_the_call_in_one_line(shell: Shell) -> None:
    with shell.app() as app, app.store.begin() as connection:
        [line] = summary.gather(app, connection).tasks
    assert line.detail.startswith("Madame Bertin, 04")


def test_a_promise_on_the_telephone_is_noted_and_confirmed(shell: Shell) -> None:
    done = shell("task", "done", "1", "--outcome", "promise", "--on", SOON, "--amount", "500", "--json")
    assert (done.code, done.object["status"], done.object["reason"]) == (0, "promised", "promise_noted")
    page = shell("dossier", "show", "RL-0001", "--json").object
    assert (page["promise"]["promised_on"], page["promise"]["amount"]) == (SOON, "500.00")
    assert [c["outcome"] for c in page["calls"]] == ["promise"]
    assert [r["step"] for r in page["reminders"]] == ["call_recap"]
    assert [t["state"] for t in page["tasks"]] == ["done"]
    assert page["journal"][-1]["event"] == "call_made"


def test_who_does_not_answer_is_rung_once_more(shell: Shell) -> None:
    assert shell("task", "done", "1", "--outcome", "voicemail").code == 0
    [again] = shell("task", "list", "--json").objects
    assert (again["id"], again["kind"]) == (2, "call")
    assert shell("task", "done", "2", "--outcome", "voicemail").code == 0
    assert shell("task", "list").out == "Nothing waits for you.\n"


def test_a_call_can_be_noted_that_nobody_asked_for(shell: Shell) -> None:
    shell("task", "done", "1")
    told = shell("dossier", "call", "RL-0001", "--outcome", "dispute", "--note", "il manque la porte", "--json")
    assert told.object["status"] == "disputed"
    [task] = shell("task", "list", "--json").objects
    assert (task["kind"], task["detail"], task["script"]) == ("answer_dispute", "il manque la porte", None)


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("1", "--outcome", "maybe"), "one of voicemail"),
        (("1", "--outcome", "promise"), "add --on DAY"),
        (("1", "--outcome", "promise", "--on", "2020-01-01"), "has passed"),
        (("1", "--outcome", "promise", "--on", SOON, "--amount", "lots"), "is not an amount"),
        (("1", "--outcome", "promise", "--on", SOON, "--amount", "NaN"), "is not an amount"),
        (("1", "--outcome", "paid", "--on", SOON), "has not come yet"),
        (("99", "--outcome", "paid"), "no open task of a call"),
    ],
)
def test_what_no_call_can_give_is_refused(shell: Shell, words: tuple[str, ...], fault: str) -> None:
    said = shell("task", "done", *words)
    assert said.code == 65
    assert fault in said.err
    assert len(shell("task", "list", "--json").objects) == 1


@pytest.mark.parametrize("choice", [choice for row in (*CHOICES.values(), DONE) for choice in row])
def test_what_a_task_says_to_type_can_be_typed(choice: Choice) -> None:
    """Every command and every option that it names is one."""
    command: Any = get_command(root)
    words = choice.typed.format(id=1, dossier="RL-0001", **dict.fromkeys(BLANKS, "x"))
    options = [word.strip("[]") for word in words.split() if word.strip("[").startswith("-")]
    names = iter(words.split())
    while hasattr(command, "commands"):
        command = command.commands[next(names)]
    assert set(options) <= {option for parameter in command.params for option in parameter.opts}


def test_a_dispute_noted_on_the_telephone_says_why_in_the_owner_s_language(shell: Shell) -> None:
    shell("task", "done", "1")
    noted = ("--invoice", "F-1", "--amount", "300", "--reason", "wrong_amount")
    assert shell("dossier", "dispute", "RL-0001", *noted).code == 0
    [task] = shell("task", "list", "--json").objects
    shown = shell("task", "show", str(task["id"])).out
    assert "invoice F-1, €300.00 contested" in shown
    assert "why: wrong amount" in shown
    assert all(f"--outcome {end}\n" in shown for end in DisputeOutcome)
    with shell.app() as app, app.store.begin() as connection:
        [line] = summary.gather(app, connection).tasks
    assert task_detail(line.detail, "fr").endswith("motif\u00a0: montant erroné")
