"""The command line on a company without servers: what it prints, what it refuses, with which exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from relanced.config import load
from relanced.daemon.clock import RehearsedClock
from relanced.daemon.planner import plan_due
from relanced.store import sole_daemon
from tests.support.commands import COMPANY, Shell

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
TODAY = datetime.now(ZoneInfo("Europe/Paris")).date()
BERTIN = "C1;Menuiserie Bertin;compta@bertin.example"
MARTIN = "C2;Garage Martin;martin@garage.example"


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys)


@pytest.fixture
def busy(shell: Shell) -> Shell:
    """Two dossiers: one long overdue, one not yet due."""
    name = shell.invoices(f"{BERTIN};F-1;{ago(40)};1200;", f"{MARTIN};F-2;{ago(-40)};80;30")
    assert shell("import", name).code == 0
    return shell


# -- the program ------------------------------------------------------------------------------------------------------


def test_the_installed_program_answers_as_its_module_does(shell: Shell) -> None:
    shell.write("empty.csv", "")
    command = [sys.executable, "-m", "relanced", "import", "empty.csv"]
    ran = subprocess.run(command, cwd=shell.folder, capture_output=True, text=True, env=ENVIRONMENT)
    assert (ran.returncode, ran.stdout) == (65, "")
    assert ran.stderr.startswith("empty.csv: is empty")


def test_help_does_not_wait_for_what_no_help_needs() -> None:
    script = "import sys; from relanced.cli import main; main(['--help']); print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=ENVIRONMENT)
    loaded = set(ran.stdout.splitlines()[-1].split())
    assert "typer" in loaded
    assert not loaded & {"sqlalchemy", "jinja2", "pydantic", "babel", "imapclient", "aiosmtplib", "holidays"}


@pytest.mark.parametrize("arguments", [["nonsense"], ["import"], ["dossier", "pause", "RL-1"], ["task", "done", "x"]])
def test_wrong_usage_is_2(shell: Shell, arguments: list[str]) -> None:
    said = shell(*arguments)
    assert (said.code, said.out) == (2, "")
    assert "Usage: relanced" in said.err


def test_a_missing_configuration_is_78_and_says_where_it_was_looked_for(shell: Shell) -> None:
    (shell.folder / "config.yaml").unlink()
    said = shell("dossier", "list")
    assert (said.code, said.out) == (78, "")
    assert str(shell.folder / "config.yaml") in said.err


def test_the_configuration_may_be_named_by_option_or_environment(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.write("elsewhere/mine.yaml", COMPANY.replace("Mercier", "Lemoine"))
    assert shell("--config", "elsewhere/mine.yaml", "check", "--json").object["config"] == "elsewhere/mine.yaml"
    monkeypatch.setenv("RELANCED_CONFIG", "elsewhere/mine.yaml")
    assert shell("check", "--json").object["config"] == "elsewhere/mine.yaml"


def test_all_faults_of_a_configuration_are_said_each_on_its_line(shell: Shell) -> None:
    shell.write("config.yaml", "company: {name: A, iban: FR00}\nsending: {days: [mondy]}\nmaibox: {}\n")
    said = shell("check")
    assert said.code == 78
    lines = said.err.splitlines()
    assert len(lines) == 4
    for place in ("company.iban", "company.email", "sending.days", "maibox"):
        assert any(place in line for line in lines), place


def test_an_unexpected_failure_is_one_plain_line(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the roof is on fire\nand more")

    monkeypatch.setattr("relanced.commands.check.check", broken)
    said = shell("check")
    assert (said.code, said.out) == (1, "")
    assert said.err == "relanced failed: RuntimeError: the roof is on fire (RELANCED_DEBUG=1 shows where)\n"
    monkeypatch.setenv("RELANCED_DEBUG", "1")
    with pytest.raises(RuntimeError):
        shell("check")


def test_a_second_pass_on_one_store_is_told_to_try_later(shell: Shell) -> None:
    with sole_daemon(load(shell.folder / "config.yaml", os.environ).store_url(os.environ)):
        said = shell("once")
    assert said.code == 75
    assert "another relanced" in said.err


def test_a_pass_without_servers_is_a_bad_configuration(shell: Shell) -> None:
    said = shell("once")
    assert (said.code, said.out) == (78, "")
    assert said.err.startswith("mailbox: is missing")


# -- init and check ---------------------------------------------------------------------------------------------------


def test_init_writes_what_works_at_once_and_only_its_owner_may_read_it(shell: Shell) -> None:
    assert shell("init", "firm", "--yes", "--templates").code == 0
    config = shell.folder / "firm/config.yaml"
    assert config.stat().st_mode & 0o777 == 0o600
    assert load(config, {}).templates == shell.folder / "firm/templates"
    shell.invoices(f"{BERTIN};F-1;{ago(40)};1200;")
    for command in (["check"], ["import", "list.csv"], ["preview", "RL-0001"], ["rehearse", "--until", ago(-60)]):
        assert shell("--config", "firm/config.yaml", *command).code == 0, command


def test_init_never_overwrites_and_then_writes_nothing(shell: Shell) -> None:
    said = shell("init", "--templates", "--yes")
    assert said.code == 65
    assert said.err.startswith("config.yaml: is there already")
    assert not (shell.folder / "templates").exists()
    assert (shell.folder / "config.yaml").read_text() == COMPANY


def test_check_finds_the_fault_in_a_template_before_a_client_does(shell: Shell) -> None:
    shell.write("own/fr/second.txt", "Objet : {{ reference }}\n\nBonjour {{ nom_du_client }}\n")
    shell.write("config.yaml", COMPANY + "templates: own\n")
    said = shell("check")
    assert said.code == 78
    assert "own/fr/second.txt:3: 'nom_du_client' is undefined" in said.err


def test_check_finds_a_step_without_a_template(shell: Shell) -> None:
    steps = "[{name: first, offset: 7}, {name: last_call, offset: 20}]"
    shell.write("config.yaml", COMPANY + f"scenarios: [{{name: short, steps: {steps}}}]\n")
    said = shell("check")
    assert said.code == 78
    assert "templates/fr/last_call.txt: there is no template for this step" in said.err


def test_check_finds_a_secret_that_is_not_there(shell: Shell) -> None:
    server = "{host: mail.mercier.example, password: {env: NO_SUCH_SECRET}}"
    shell.write("config.yaml", COMPANY + f"mailbox: {server}\nsmtp: {server}\n")
    said = shell("check")
    assert said.code == 78
    assert [line.partition(":")[0] for line in said.err.splitlines()] == ["mailbox.password", "smtp.password"]


# -- import -----------------------------------------------------------------------------------------------------------


def test_a_file_with_faults_is_65_one_line_each_and_imports_nothing(shell: Shell) -> None:
    name = shell.invoices(f"{BERTIN};F-1;2026-13-01;1200;", f"{MARTIN};F-2;{ago(3)};;", f"{MARTIN};F-3;{ago(3)};5;")
    said = shell("import", name)
    assert (said.code, said.out) == (65, "")
    assert [line.partition(" ")[0] for line in said.err.splitlines()] == ["list.csv:2", "list.csv:3"]
    assert shell("dossier", "list", "--json").out == ""


def test_importing_says_what_became_of_each_dossier(busy: Shell) -> None:
    (busy.folder / "paid.csv").write_text(f"invoice_number;paid_on;amount\nF-1;{ago(1)};1200")
    said = busy("import", "paid.csv", "list.csv", "--json").object
    assert (said["invoices"], said["payments"], said["known_payments"], said["dry_run"]) == (2, 1, 0, False)
    assert {d["reference"]: (d["what"], d["balance"], d["currency"]) for d in said["dossiers"]} == {
        "RL-0001": ("settled", "0.00", "EUR"),
        "RL-0002": ("unchanged", "30.00", "EUR"),
    }


def test_a_dry_run_leaves_no_dossier(shell: Shell) -> None:
    said = shell("import", shell.invoices(f"{BERTIN};F-1;{ago(40)};1200;"), "--dry-run")
    assert said.code == 0
    assert "nothing has been written" in said.out
    assert shell("dossier", "list").out == "There is no dossier.\n"


def test_the_kind_of_a_file_can_be_forced_to_one_that_there_is(shell: Shell) -> None:
    name = shell.invoices(f"{BERTIN};F-1;{ago(40)};1200;")
    assert shell("import", name, "--kind", "recipes").err.startswith("--kind: 'recipes' is not a kind of file")
    forced = shell("import", name, "--kind", "payments")
    assert (forced.code, "paid_on" in forced.err) == (65, True)


# -- dossiers ---------------------------------------------------------------------------------------------------------

PAGE = {
    "reference", "customer", "contacts", "status", "hold", "promise", "balance", "currency", "invoices", "next_action",
    "reminders", "replies", "tasks", "journal",
}  # fmt: skip


def test_a_dossier_in_json_has_the_fields_of_the_contract(busy: Shell) -> None:
    page = busy("dossier", "show", "rl-0002", "--json").object
    assert set(page) >= PAGE  # more may come, nothing goes
    assert page["customer"] == {
        "id": "C2",
        "name": "Garage Martin",
        "kind": "business",
        "segment": None,
        "language": "fr",
    }
    assert (page["status"], page["hold"], page["promise"]) == ("active", None, None)
    assert (page["balance"], page["currency"]) == ("30.00", "EUR")
    [invoice] = page["invoices"]
    told = {"number": "F-2", "issued_on": None, "due_on": ago(-40), "total": "80.00", "balance": "30.00"}
    assert invoice.items() >= {**told, "status": "open"}.items()
    assert page["next_action"]["step"] == "courtesy"
    assert [(entry["event"], entry["reason"]) for entry in page["journal"]] == [
        ("invoices_imported", "invoices_changed")
    ]
    assert set(page["journal"][0]) == {"at", "event", "reason", "detail"}


def test_a_list_in_json_is_one_object_a_line(busy: Shell) -> None:
    rows = busy("dossier", "list", "--json").objects
    assert [(row["reference"], row["balance"], row["currency"]) for row in rows] == [
        ("RL-0001", "1200.00", "EUR"),
        ("RL-0002", "30.00", "EUR"),
    ]
    assert busy("dossier", "list", "--status", "settled", "--json").out == ""
    assert busy("dossier", "list", "--status", "sleepy").code == 65


def test_what_a_person_decides_is_done_and_said(busy: Shell) -> None:
    until = ago(-10)
    busy("dossier", "pause", "RL-0001", "--until", until, "--why", "holidays")
    page = busy("dossier", "show", "RL-0001", "--json").object
    assert (page["status"], page["hold"]) == ("on_hold", {"until": until, "why": "holidays"})
    assert busy("dossier", "resume", "RL-0001", "--json").object["status"] == "active"
    busy("dossier", "note", "RL-0001", "their accountant is on leave")
    settled = busy("dossier", "settle", "RL-0001", "--note", "paid in cash", "--json").object
    assert settled == {"reference": "RL-0001", "status": "settled", "reason": "settled", "next_action": None}
    journal = busy("dossier", "show", "RL-0001", "--json").object["journal"]
    assert [(e["event"], e["detail"]) for e in journal[1:]] == [
        ("paused", "holidays"),
        ("resumed", ""),
        ("noted", "their accountant is on leave"),
        ("settled", "paid in cash"),
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["dossier", "show", "RL-0009"], "RL-0009: there is no dossier of this reference"),
        (["dossier", "settle", "RL-0009"], "RL-0009: there is no dossier of this reference"),
        (["dossier", "pause", "RL-0001", "--until", "soon", "--why", "x"], "--until: 'soon' is not a day"),
        (["dossier", "pause", "RL-0001", "--until", "2020-01-01", "--why", "x"], "--until: 2020-01-01 has passed"),
        (["rehearse", "--until", "2020-01-01"], "--until: 2020-01-01 has passed"),
        (["summary", "--at", "noon"], "--at: 'noon' is not an instant"),
        (["task", "done", "7"], "7: there is no such task"),
        (["outbox", "hold", "7"], "7: there is no such mail"),
        (["preview", "RL-0001", "fifth"], "fifth: is not a step"),
        (["import", "gone.csv"], "gone.csv: cannot be read"),
        (["read", "gone.eml"], "gone.eml: there is no such file"),
        (["evaluate", "gone.jsonl"], "gone.jsonl: cannot be read"),
    ],
)
def test_what_cannot_be_is_65_and_says_what(busy: Shell, arguments: list[str], said: str) -> None:
    told = busy(*arguments)
    assert (told.code, told.out) == (65, "")
    assert told.err.startswith(said)


def test_a_settled_dossier_cannot_be_paused(busy: Shell) -> None:
    busy("dossier", "settle", "RL-0001")
    said = busy("dossier", "pause", "RL-0001", "--until", ago(-3), "--why", "x")
    assert (said.code, said.err) == (65, "RL-0001: is settled: this cannot be done to it any more\n")


def test_a_pause_has_an_end_that_somebody_will_see(busy: Shell) -> None:
    said = busy("dossier", "pause", "RL-0001", "--until", "9999-12-31", "--why", "x")
    assert (said.code, said.err) == (65, "--until: 9999-12-31 is too far away (at most two years; then look again)\n")


# -- looking ahead ----------------------------------------------------------------------------------------------------


def test_a_preview_is_the_mail_of_the_next_step_or_of_the_one_asked_for(busy: Shell) -> None:
    text = busy("preview", "RL-0001").out
    assert text.startswith("To: compta@bertin.example\nSubject: ")
    assert "1 200,00 €" in text.replace("\u202f", " ").replace("\u00a0", " ")
    notice = busy("preview", "RL-0001", "formal_notice", "--json").object
    assert notice["step"] == "formal_notice"
    assert "MISE EN DEMEURE" in notice["text"]
    assert "<html" in busy("preview", "RL-0001", "--html").out
    assert "en plusieurs fois" in busy("preview", "RL-0001", "plan_refused").out


def test_a_preview_shows_what_is_in_the_outbox(busy: Shell) -> None:
    with busy.app() as app:
        opening = app.window.next_opening(app.clock.now())
    with busy.app(RehearsedClock(opening)) as app:
        plan_due(app)
    [queued] = busy("outbox", "list", "--json").objects
    page = busy("preview", "RL-0001", "--json").object
    assert (page["step"], page["invoices"], page["to"]) == (queued["step"], queued["invoices"], queued["to"])


def test_a_rehearsal_is_one_object_a_mail(busy: Shell) -> None:
    mails = busy("rehearse", "--until", ago(-120), "--json").objects
    assert {mail["dossier"] for mail in mails} == {"RL-0001", "RL-0002"}
    first = mails[0]
    assert {k: first[k] for k in ("dossier", "customer", "step", "to", "amount", "currency")} == {
        "dossier": "RL-0001",
        "customer": "Menuiserie Bertin",
        "step": "third",
        "to": "compta@bertin.example",
        "amount": "1200.00",
        "currency": "EUR",
    }
    assert [m["step"] for m in mails if m["waits_for_approval"]] == ["formal_notice", "formal_notice"]
    assert "if you approve it" in busy("rehearse", "--until", ago(-120)).out


def test_the_summary_of_a_rehearsed_instant_is_printed(busy: Shell) -> None:
    at = datetime.now(UTC).replace(microsecond=0).isoformat()
    told = busy("summary", "--at", at)
    assert told.code == 0
    assert "Encours" in told.out
    assert "clock_rehearsed" in told.err
    assert datetime.fromisoformat(busy("summary", "--at", at, "--json").object["at"]) == datetime.fromisoformat(at)


def test_a_summary_cannot_be_sent_without_a_server(busy: Shell) -> None:
    assert busy("summary", "--send").code == 78
    assert busy("outbox", "list").out == "Nothing waits to leave.\n"
