"""Keeping: proof, copies, and what is to be forgotten."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from relanced.cli.root import Config, Json, Ref, Yes

commands = typer.Typer()


@commands.command()
def verify(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="A backup, or a lawyer's file; else the store.")
    ] = None,
    expect: Annotated[
        str | None, typer.Option(metavar="HASH", help="The hash of a last entry that you noted: it must be there.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Find any altered, missing or moved entry of the journal, and any altered or missing mail."""
    from relanced.commands.verify import verify as command

    raise typer.Exit(command(Config.path, file, expect, as_json))


@commands.command()
def evidence(
    reference: Ref,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.zip", help="A new file.")],
    at: Annotated[str | None, typer.Option("--at", metavar="DAY", help="The day of the statement; else today.")] = None,
    as_json: Json = False,
) -> None:
    """Make the file of a dossier for a lawyer: exhibits, chronology, statement, proofs."""
    from relanced.commands.evidence import evidence as command

    command(Config.path, reference, output, at, as_json)


@commands.command()
def forget(
    who: Annotated[str, typer.Argument(metavar="ADDRESS_OR_REF", help="A person's address, or a dossier.")],
    yes: Annotated[bool, typer.Option("--yes", help="Erase what may be erased; else it is only said.")] = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write the report there, too.")
    ] = None,
    as_json: Json = False,
) -> None:
    """A person asks to be forgotten: say what is held, what goes, what must stay and why."""
    from relanced.commands.forget import forget as command

    command(Config.path, who, yes, output, as_json)


@commands.command()
def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE_OR_DIR", help="A new file, or a folder to put one in.")],
    as_json: Json = False,
) -> None:
    """Copy the store while the daemon works, and read the copy again."""
    from relanced.commands.backup import backup as command

    raise typer.Exit(command(Config.path, target, as_json))


@commands.command()
def restore(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="A file of relanced backup.")] = None,
    hold: Annotated[
        bool, typer.Option("--hold", help="The store came back by other means (pg_restore, a snapshot).")
    ] = False,
    release: Annotated[
        bool, typer.Option("--release", help="The restored store is up to date: let mails leave.")
    ] = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Put a backup in the store's place; no reminder leaves until you --release it."""
    from relanced.commands import restore as command

    if [file is not None, hold, release].count(True) != 1:
        raise typer.BadParameter("a FILE, --hold or --release")
    if file:
        if not yes and not sys.stdin.isatty():
            raise typer.BadParameter("takes the store's place; without a terminal to ask on, say --yes")
        command.restore(Config.path, file, yes, as_json)
    elif hold:
        command.hold(Config.path, as_json)
    else:
        command.release(Config.path, yes, as_json)
