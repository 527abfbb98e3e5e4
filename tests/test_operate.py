"""The operator's page names everything that he may meet: statuses, tasks, commands, exit codes, events of the log."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from relanced import cli
from relanced.core.dossier import Status
from relanced.core.tasks import TaskKind
from relanced.daemon.sending.smtp import Fate
from relanced.errors import Exit

PROJECT = Path(__file__).parents[1]
PAGE = (PROJECT / "docs" / "operate.md").read_text("utf-8")
LEVELS = ("debug", "info", "warning", "error", "exception", "critical")


def commands(app: typer.Typer, before: str = "") -> Iterator[str]:
    """``dossier show``, as people type it; a group without a name stands at the root."""
    for command in app.registered_commands:
        assert command.callback is not None
        yield before + (command.name or command.callback.__name__)
    for group in app.registered_groups:
        assert group.typer_instance is not None
        yield from commands(group.typer_instance, f"{before}{group.name} " if isinstance(group.name, str) else before)


def logged() -> set[str]:
    """The first argument of each call of ``log``, and of the listener's `_failed`, which passes it on."""
    found: set[str] = set()
    for path in (PROJECT / "relanced").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and is_log(node.func):
                words = [c.value for c in ast.walk(node.args[0]) if isinstance(c, ast.Constant)]
                found.update(w for word in words for w in spelt_out(str(word)))
    return found


def is_log(call: ast.Attribute) -> bool:
    of_log = isinstance(call.value, ast.Name) and call.value.id == "log" and call.attr in LEVELS
    return of_log or call.attr == "_failed"


def spelt_out(word: str) -> list[str]:
    return [word + fate for fate in Fate] if word == "mail_" else [word]


@pytest.mark.parametrize("status", Status)
def test_a_status_says_what_ends_it(status: Status) -> None:
    assert f"| `{status}` |" in PAGE


@pytest.mark.parametrize("kind", TaskKind)
def test_a_task_says_what_to_do(kind: TaskKind) -> None:
    assert f"\n| `{kind}`" in PAGE


@pytest.mark.parametrize("command", list(commands(cli.app)))
def test_a_command_is_shown(command: str) -> None:
    assert f"`relanced {command}" in PAGE or f"$ relanced {command}" in PAGE or f"`{command} " in PAGE


@pytest.mark.parametrize("code", Exit)
def test_an_exit_code_is_explained(code: Exit) -> None:
    assert f"\n| {code.value} |" in PAGE


@pytest.mark.parametrize("event", sorted(logged()))
def test_an_event_of_the_log_is_explained(event: str) -> None:
    assert f"`{event}`" in PAGE


def test_the_events_of_the_log_are_found() -> None:
    assert {"loop_stuck", "mailbox_lost", "doubt_stands", "mail_uncertain"} <= logged()
