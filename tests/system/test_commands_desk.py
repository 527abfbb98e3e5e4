"""Tasks and the outbox from the command line: what a person says, and what becomes of the mails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from relanced.core.dossier import ReminderState
from relanced.core.events import MailRefused
from relanced.core.tasks import TaskKind
from relanced.daemon import change
from relanced.daemon.app import App
from relanced.daemon.clock import RehearsedClock
from relanced.daemon.planner import plan_due
from relanced.daemon.sending import doubts
from relanced.daemon.sending.outbox import tell_outcomes
from relanced.store import outbox, tasks
from tests.support.commands import COMPANY, Shell

DUE = (datetime.now(ZoneInfo("Europe/Paris")) - timedelta(days=40)).date()
INVOICE = f"C1;Menuiserie Bertin;compta@bertin.example;F-1;{DUE};1200;"


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    shell = Shell(tmp_path, capsys)
    assert shell("import", shell.invoices(INVOICE)).code == 0
    return shell


def within(shell: Shell, act: Callable[[App], object], later: timedelta = timedelta()) -> None:
    """What the daemon does, at the next opening of the window."""
    with shell.app() as app:
        opening = app.window.next_opening(app.clock.now())
    with shell.app(RehearsedClock(opening + later)) as app:
        act(app)


def lose(app: App) -> None:
    """The link is lost after the last byte of every mail."""
    now = app.clock.now()
    with app.store.begin() as connection:
        for row in outbox.ready(connection, now, 10, reminders=True):
            outbox.claim(connection, row.id, "test", now)
            outbox.seal(connection, row.id, outbox.Sealed(f"<{row.id}@mercier.example>", "", "", "", b"old"))
            outbox.start(connection, row.id, now, now.date())
            outbox.finish(connection, row.id, outbox.Outcome(ReminderState.UNCERTAIN, "the link was lost", now))


@pytest.fixture
def queued(shell: Shell) -> Shell:
    within(shell, plan_due)
    return shell


@pytest.fixture
def doubtful(queued: Shell) -> Shell:
    """One mail of which nobody knows whether it left, and the task to find out."""
    within(queued, lose)
    within(queued, lambda app: doubts.resolve(app, lambda _: False), later=timedelta(minutes=5))
    return queued


def states(shell: Shell) -> list[str]:
    return [r["state"] for r in shell("dossier", "show", "RL-0001", "--json").object["reminders"]]


def open_tasks(shell: Shell) -> list[str]:
    return [task["kind"] for task in shell("task", "list", "--json").objects]


# -- tasks ------------------------------------------------------------------------------------------------------------


def test_a_task_done_lets_the_dossier_go_on(shell: Shell) -> None:
    refused = MailRefused("third", 1, "compta@bertin.example", "550 no such user")
    within(shell, lambda app: change.happen(app, "RL-0001", refused))
    [task] = shell("task", "list", "--json").objects
    assert (task["kind"], task["dossier"], task["customer"]) == ("fix_address", "RL-0001", "Menuiserie Bertin")
    assert "550 no such user" in shell("task", "list").out
    done = shell("task", "done", str(task["id"]), "--note", "it was a typing error", "--json")
    assert (done.code, done.object["status"]) == (0, "active")
    page = shell("dossier", "show", "RL-0001", "--json").object
    assert [(t["kind"], t["state"]) for t in page["tasks"]] == [("fix_address", "done")]
    assert page["journal"][-1]["detail"] == "it was a typing error"


def test_a_task_is_done_once(doubtful: Shell) -> None:
    assert doubtful("task", "done", "1").code == 0
    again = doubtful("task", "done", "1")
    assert (again.code, again.err.startswith("1: this task is done already")) == (65, True)


def test_a_task_of_no_dossier_is_only_closed(shell: Shell) -> None:
    def ask(app: App) -> None:
        with app.store.begin() as connection:
            now = app.clock.now()
            tasks.open_once(connection, None, TaskKind.READ_REPLY, app.today(), "who is that?", now)

    within(shell, ask)
    assert shell("task", "done", "1", "--json").object == {"id": 1, "state": "done"}
    assert shell("task", "list").out == "Nothing waits for you.\n"


@pytest.mark.parametrize(("answer", "status"), [([], "active"), (["--refuse"], "escalated")])
def test_a_formal_notice_leaves_on_a_word_or_never(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], answer: list[str], status: str
) -> None:
    notice = "{name: formal_notice, offset: 20, needs_approval: true}"
    shell = Shell(tmp_path, capsys, COMPANY + f"scenarios: [{{name: short, steps: [{notice}]}}]\n")
    shell("import", shell.invoices(INVOICE))
    within(shell, plan_due)
    assert open_tasks(shell) == ["approve_step"]
    assert shell("outbox", "list", "--json").out == ""
    assert shell("task", "done", "1", *answer, "--json").object["status"] == status
    within(shell, plan_due)
    assert states(shell) == ([] if answer else ["queued"])


# -- the outbox -------------------------------------------------------------------------------------------------------


def test_a_mail_held_does_not_leave_until_it_is_released(queued: Shell) -> None:
    [mail] = queued("outbox", "list", "--json").objects
    assert (mail["dossier"], mail["step"], mail["state"]) == ("RL-0001", "third", "queued")
    assert queued("outbox", "hold", "1", "--json").object["state"] == "held"
    assert queued("outbox", "hold", "1").code == 65, "it is held already"

    def nothing_leaves(app: App) -> None:
        with app.store.begin() as connection:
            assert outbox.ready(connection, app.clock.now(), 10, reminders=True) == []

    within(queued, nothing_leaves)
    assert queued("outbox", "release", "1", "--json").object["state"] == "queued"

    def it_may_leave(app: App) -> None:
        with app.store.begin() as connection:
            assert outbox.claim(connection, 1, "test", app.clock.now()), "the dossier has not changed"

    within(queued, it_may_leave)


def test_a_mail_dropped_does_not_come_back_the_same_day(queued: Shell) -> None:
    assert queued("outbox", "drop", "1").code == 0
    assert states(queued) == ["cancelled"]
    within(queued, plan_due)
    assert states(queued) == ["cancelled"]
    events = [entry["event"] for entry in queued("dossier", "show", "RL-0001", "--json").object["journal"]]
    assert events[-1] == "mail_dropped"


def test_a_doubtful_mail_that_was_found_counts_as_sent(doubtful: Shell) -> None:
    assert open_tasks(doubtful) == ["check_sent"]
    assert doubtful("task", "done", "1").code == 0
    within(doubtful, tell_outcomes)
    page = doubtful("dossier", "show", "RL-0001", "--json").object
    assert [r["state"] for r in page["reminders"]] == ["sent"]
    assert page["journal"][-1]["event"] == "mail_sent"
    assert page["next_action"]["step"] == "call"


def test_a_doubtful_mail_that_did_not_leave_is_sent_again_under_its_old_place(doubtful: Shell) -> None:
    assert doubtful("task", "done", "1", "--refuse").code == 0
    assert open_tasks(doubtful) == []
    [mail] = doubtful("outbox", "list", "--json").objects
    assert (mail["state"], mail["step"], mail["round"]) == ("queued", "third", 1)

    def it_is_composed_anew(app: App) -> None:
        with app.store.begin() as connection:
            assert outbox.claim(connection, 1, "test", app.clock.now())
            row = outbox.one(connection, 1)
            assert row is not None
            assert row.raw is None

    within(doubtful, it_is_composed_anew)


def test_releasing_a_doubtful_mail_asks_first(doubtful: Shell) -> None:
    asked = doubtful("outbox", "release", "1")
    assert (asked.code, states(doubtful)) == (65, ["uncertain"])
    assert "may have left already" in asked.err
    assert doubtful("outbox", "release", "1", "--yes").code == 0
    assert states(doubtful) == ["queued"]
    assert open_tasks(doubtful) == []


def test_a_doubtful_mail_is_not_sent_again_once_it_would_be_wrong(doubtful: Shell) -> None:
    doubtful.write("paid.csv", f"invoice_number;paid_on;amount\nF-1;{DUE};1200")
    doubtful("import", "paid.csv")
    told = doubtful("outbox", "release", "1", "--yes")
    assert (told.code, "would no longer be right" in told.err) == (65, True)
    assert states(doubtful) == ["uncertain"]
    assert doubtful("outbox", "drop", "1").code == 0
    assert states(doubtful) == ["cancelled"]
