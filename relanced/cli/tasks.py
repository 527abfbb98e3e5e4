"""``relanced task``."""

from __future__ import annotations

from typing import Annotated

import typer

from relanced.cli.root import Amount, Config, Id, Json, Note, Outcome

task = typer.Typer(no_args_is_help=True, help="What waits for a person.")


@task.command("list")
def task_list(as_json: Json = False) -> None:
    """What waits for you, the most urgent first."""
    from relanced.commands.tasks import list_ as command

    command(Config.path, as_json)


@task.command("show")
def task_show(task_id: Id, as_json: Json = False) -> None:
    """One task, with what helps to do it: of a call, what to say."""
    from relanced.commands.tasks import show as command

    command(Config.path, task_id, as_json)


@task.command("done")
def task_done(
    task_id: Id,
    note: Note = "",
    outcome: Outcome = None,
    refuse: Annotated[bool, typer.Option("--refuse", help="The answer to its question is no.")] = False,
    was: Annotated[
        str | None, typer.Option(metavar="KIND", help="What the reply meant (dispute, payment_promise...).")
    ] = None,
    on: Annotated[str | None, typer.Option(metavar="DAY", help="The day that the reply or the call spoke of.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DAY", help="The day granted to who asked for time.")] = None,
    amount: Amount = None,
    as_json: Json = False,
) -> None:
    """You have dealt with it (or said yes to it)."""
    from relanced.commands import calls, tasks

    if outcome and not tasks.ends_dispute(outcome):
        calls.answered(Config.path, task_id, outcome, on, amount, note, as_json)
    elif was:
        tasks.correct(Config.path, task_id, was, on, note, as_json)
    else:
        tasks.done(Config.path, task_id, tasks.Answer(note, not refuse, outcome, until), as_json)
