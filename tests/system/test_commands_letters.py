"""Letters from the command line: made, saved as they left, posted, signed for."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from relanced.core.dossier import ReminderState
from relanced.daemon.app import App
from relanced.daemon.clock import RehearsedClock
from relanced.daemon.planner import plan_due
from relanced.daemon.sending import compose
from relanced.daemon.sending.outbox import tell_outcomes
from relanced.store import outbox
from tests.support.commands import COMPANY, Shell

TODAY = datetime.now(ZoneInfo("Europe/Paris")).date()
DUE = TODAY - timedelta(days=40)
SCENARIO = "scenarios: [{name: short, steps: [{name: formal_notice, offset: 20, letter: true}]}]\n"
HEAD = "customer_name;email;address;code postal;ville;invoice_number;due_on;total"


def desk(folder: Path, capture: pytest.CaptureFixture[str], address: str = ";;") -> Shell:
    shell = Shell(folder, capture, COMPANY + SCENARIO)
    shell.write("list.csv", f"{HEAD}\nMenuiserie Bertin;compta@bertin.example;{address};F-1;{DUE};1200")
    assert shell("import", "list.csv").code == 0
    return shell


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return desk(tmp_path, capsys, "Bâtiment C|24 avenue de la République;75011;Paris")


def leave(shell: Shell) -> None:
    """What is due leaves, as if a server had taken it."""
    with shell.app() as app:
        opening = app.window.next_opening(app.clock.now())
    with shell.app(RehearsedClock(opening)) as app:
        plan_due(app)
        _take_all(app)
        tell_outcomes(app)


def _take_all(app: App) -> None:
    now = app.clock.now()
    with app.store.begin() as connection:
        for row in outbox.ready(connection, now, 10, reminders=True):
            outbox.claim(connection, row.id, "test", now)
            outbox.seal(connection, row.id, compose.compose_reminder(app, connection, row))
            outbox.start(connection, row.id, now, app.today())
            outbox.finish(connection, row.id, outbox.Outcome(ReminderState.SENT, "250 Ok", now))


def test_a_step_can_be_looked_at_as_a_letter(shell: Shell) -> None:
    assert shell("preview", "RL-0001", "formal_notice", "--pdf", "look.pdf").out == "wrote look.pdf\n"
    assert (shell.folder / "look.pdf").read_bytes().startswith(b"%PDF-")


def test_the_letter_that_is_posted_is_the_one_that_was_sent(shell: Shell) -> None:
    leave(shell)
    [task] = shell("task", "list", "--json").objects
    assert (task["kind"], task["detail"]) == ("post_letter", "formal_notice")
    assert shell("letter", "save", "RL-0001").out == "wrote mise-en-demeure-RL-0001.pdf\n"
    saved = (shell.folder / "mise-en-demeure-RL-0001.pdf").read_bytes()
    told = shell("letter", "save", "RL-0001", "-o", "again.pdf", "--json").object
    assert told["address"] == "Bâtiment C\n24 avenue de la République\n75011 Paris"
    assert (shell.folder / "again.pdf").read_bytes() == saved


def test_a_letter_without_an_address_is_said_to_be_blank(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shell = desk(tmp_path, capsys)
    leave(shell)
    assert "no postal address" in shell("task", "list").out
    assert "its window is blank" in shell("letter", "save", "RL-0001").out


def test_nothing_is_saved_before_it_has_left(shell: Shell) -> None:
    said = shell("letter", "save", "RL-0001")
    assert said.code == 65
    assert "preview RL-0001 STEP --pdf" in said.err


def test_a_letter_is_posted_and_signed_for(shell: Shell) -> None:
    leave(shell)
    assert shell("letter", "posted", "RL-0001", "--on", str(TODAY), "--tracking", "1A 234").code == 0
    assert shell("task", "list").out == "Nothing waits for you.\n"
    assert shell("letter", "received", "RL-0001", "--on", str(TODAY)).code == 0
    page = shell("dossier", "show", "RL-0001", "--json").object
    day = TODAY.isoformat()
    letter = {"step": "formal_notice", "posted_on": day, "tracking": "1A 234", "received_on": day}
    assert page["letters"] == [letter]
    assert [e["event"] for e in page["journal"][-2:]] == ["letter_posted", "letter_received"]
    assert "1A 234" in shell("dossier", "show", "RL-0001").out


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("posted", "RL-0001", "--on", "2999-01-01"), "has not come yet"),
        (("posted", "RL-0001", "--on", str(TODAY)), "no letter waits to be posted"),
        (("received", "RL-0001", "--on", str(TODAY)), "no letter of it has been posted"),
        (("posted", "RL-0404", "--on", str(TODAY)), "no dossier of this reference"),
    ],
)
def test_what_cannot_be_is_said(shell: Shell, words: tuple[str, ...], fault: str) -> None:
    said = shell("letter", *words)
    assert said.code == 65
    assert fault in said.err


def test_a_letter_is_not_received_before_it_was_posted(shell: Shell) -> None:
    leave(shell)
    shell("letter", "posted", "RL-0001", "--on", str(TODAY))
    said = shell("letter", "received", "RL-0001", "--on", str(TODAY - timedelta(days=1)))
    assert said.code == 65
    assert "was posted on" in said.err
