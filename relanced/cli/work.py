"""Setting up, and the work: what the daemon and its owner do each day."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from relanced.cli.root import At, Config, Json, Yes

commands = typer.Typer()


@commands.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write.")] = Path(),
    templates: Annotated[
        bool, typer.Option("--templates", help="Copy the mails' templates too, to edit them.")
    ] = False,
    yes: Yes = False,
) -> None:
    """Write a commented config.yaml; existing files are never touched."""
    from relanced.commands.init import init as command

    command(folder, templates, yes)


@commands.command()
def check(
    connect: Annotated[bool, typer.Option("--connect", help="Log in to both mail servers, too.")] = False,
    login: Annotated[
        bool, typer.Option("--login", help="Sign in first, where oauth takes the place of passwords.")
    ] = False,
    self_test: Annotated[
        bool, typer.Option("--self-test", help="Send one mail to the company itself, and look for its copy.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Validate configuration, secrets, scenarios and templates."""
    from relanced.commands.check import check as command

    raise typer.Exit(command(Config.path, connect, as_json, login, self_test))


@commands.command()
def run() -> None:
    """Run the daemon."""
    from relanced.commands.work import run as command

    raise typer.Exit(command(Config.path))


@commands.command()
def status(as_json: Json = False) -> None:
    """Say whether all is well: 0 it is, 1 it is not, 75 the daemon is starting."""
    from relanced.commands.status import show as command

    raise typer.Exit(command(Config.path, as_json))


@commands.command()
def once(at: At = None, as_json: Json = False) -> None:
    """Make one complete pass: read the mailbox, decide, send what is due, and exit."""
    from relanced.commands.work import once as command

    raise typer.Exit(command(Config.path, at, as_json))


@commands.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="CSV, XLSX or OFX.")],
    kind: Annotated[
        str | None, typer.Option(metavar="KIND", help="invoices, customers, payments or statement.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would happen; write nothing.")] = False,
    full: Annotated[
        bool, typer.Option("--full", help="The files hold every open invoice: the others are paid.")
    ] = False,
    take_back: Annotated[
        bool, typer.Option("--take-back", help="Believe the balances even where they undo recorded payments.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Take invoices, customers, payments and bank statements in; the kind of a file is recognised."""
    from relanced.commands.importing import import_files as command

    command(Config.path, files, kind, dry_run, full, take_back, as_json)


@commands.command()
def summary(
    at: At = None,
    send: Annotated[bool, typer.Option("--send", help="Send it instead of printing it.")] = False,
    as_json: Json = False,
) -> None:
    """Print the daily summary, or send it."""
    from relanced.commands.summary import summary as command

    command(Config.path, at, send, as_json)


@commands.command()
def demo(
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="Where mails and summaries are left.")
    ] = Path("demo-output"),
    serve: Annotated[bool, typer.Option("--serve", help="Keep the servers up for a mail program of your own.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Lines of text instead of a live view.")] = False,
    language: Annotated[str | None, typer.Option(metavar="LANGUAGE", help="fr or en; else the terminal's.")] = None,
) -> None:
    """Sixty days of reminders in a minute, on mail servers inside the program."""
    from relanced.commands.demo import demo as command

    raise typer.Exit(command(output, serve, plain, language))
