"""``relanced letter``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from relanced.cli.root import Config, Json, Ref

letter = typer.Typer(no_args_is_help=True, help="What goes by post.")


@letter.command("save")
def letter_save(
    reference: Ref,
    target: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Else its own name.")] = None,
    step: Annotated[str | None, typer.Option(metavar="STEP", help="Of which step; else the last that left.")] = None,
    as_json: Json = False,
) -> None:
    """Write the PDF that travelled with a mail, to be printed and posted."""
    from relanced.commands.letters import save as command

    command(Config.path, reference, target, step, as_json)


@letter.command("posted")
def letter_posted(
    reference: Ref,
    on: Annotated[str, typer.Option(metavar="DAY", help="The day of the post.")],
    tracking: Annotated[str | None, typer.Option(metavar="NUMBER", help="That of a registered letter.")] = None,
    step: Annotated[str | None, typer.Option(metavar="STEP", help="Else the one that waits.")] = None,
    as_json: Json = False,
) -> None:
    """You have posted it."""
    from relanced.commands.letters import posted as command

    command(Config.path, reference, on, tracking, step, as_json)


@letter.command("received")
def letter_received(
    reference: Ref,
    on: Annotated[str, typer.Option(metavar="DAY", help="The day on the advice of receipt.")],
    as_json: Json = False,
) -> None:
    """The customer has signed for it."""
    from relanced.commands.letters import received as command

    command(Config.path, reference, on, as_json)
