"""``relanced outbox``."""

from __future__ import annotations

import typer

from relanced.cli.root import Config, Id, Json, Yes

outbox = typer.Typer(no_args_is_help=True, help="What is about to leave.")


@outbox.command("list")
def outbox_list(as_json: Json = False) -> None:
    """Every mail that has not left."""
    from relanced.commands.outbox import list_ as command

    command(Config.path, as_json)


@outbox.command("hold")
def outbox_hold(row_id: Id, as_json: Json = False) -> None:
    """Keep a mail back until it is released."""
    from relanced.commands.outbox import hold as command

    command(Config.path, row_id, as_json)


@outbox.command("release")
def outbox_release(row_id: Id, yes: Yes = False, as_json: Json = False) -> None:
    """Let a held mail leave; an uncertain one is sent again, which asks first."""
    from relanced.commands.outbox import release as command

    command(Config.path, row_id, yes, as_json)


@outbox.command("drop")
def outbox_drop(row_id: Id, as_json: Json = False) -> None:
    """Take a mail out: it does not leave."""
    from relanced.commands.outbox import drop as command

    command(Config.path, row_id, as_json)
