"""Looking: what would be read, said, claimed or sent."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from relanced.cli.root import Config, Json, Ref, YesNo

commands = typer.Typer()


@commands.command()
def read(
    mails: Annotated[list[Path], typer.Argument(metavar="MAIL...", help=".eml files, Maildir folders or mbox files.")],
    invoices: Annotated[Path | None, typer.Option(metavar="FILE", help="JSON: the client's open invoices.")] = None,
    received: Annotated[str | None, typer.Option(metavar="INSTANT", help="Instead of the Date header.")] = None,
    as_json: Json = False,
) -> None:
    """Say what mails say, and why, without touching anything."""
    from relanced.commands.read import read as command

    command(mails, invoices, received, as_json)


@commands.command()
def statement(
    reference: Ref,
    at: Annotated[str | None, typer.Option("--at", metavar="DAY", help="The day it is made for; else today.")] = None,
    as_json: Json = False,
) -> None:
    """What is owed at a day: balances, late interest, recovery indemnities."""
    from relanced.commands.statement import statement as command

    command(Config.path, reference, at, as_json)


@commands.command()
def declaration(
    reference: Ref,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Into a new file.")] = None,
    as_json: Json = False,
) -> None:
    """The figures of a declaration of claim, on the eve of the judgment that opened an insolvency procedure."""
    from relanced.commands.declaration import declare as command

    command(Config.path, reference, output, as_json)


@commands.command()
def handover(
    reference: Ref,
    traders: YesNo = None,
    contract: YesNo = None,
    mandate: YesNo = None,
    france: YesNo = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Into a new file.")] = None,
    as_json: Json = False,
) -> None:
    """Which conditions of each way of recovery a claim meets: facts with their articles, no advice.

    Only you know whether both sides are traders, whether a contract stands behind the claim, whether a collection firm
    has your written agreement, whether the customer lives in France.
    """
    from relanced.commands.handover import handover as command

    command(Config.path, reference, (contract, traders, france, mandate), output, as_json)


@commands.command()
def preview(
    reference: Ref,
    step: Annotated[str | None, typer.Argument(metavar="[STEP]", help="A step of the scenario; else the next.")] = None,
    html: Annotated[bool, typer.Option("--html", help="The HTML part.")] = False,
    eml: Annotated[bool, typer.Option("--eml", help="The whole mail, as bytes.")] = False,
    pdf: Annotated[Path | None, typer.Option("--pdf", metavar="FILE", help="Write it as a letter, there.")] = None,
    as_json: Json = False,
) -> None:
    """Print a mail as it would leave, or write it as a letter."""
    from relanced.commands.preview import preview as command

    command(Config.path, reference, step, html, eml, pdf, as_json)


@commands.command()
def rehearse(
    until: Annotated[str, typer.Option(metavar="DAY", help="The last day to rehearse.")], as_json: Json = False
) -> None:
    """Show all that would be sent until then if nobody answered; nothing is written."""
    from relanced.commands.rehearse import rehearse as command

    command(Config.path, until, as_json)


@commands.command()
def replay(
    mails: Annotated[list[Path], typer.Argument(metavar="MAILS...", help=".eml files, Maildir folders or mbox files.")],
    invoices: Annotated[
        Path | None, typer.Option(metavar="FILE", help="JSON: the open invoices, where there is no store.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Run past mail through today's rules: what would be held, sent, handed over; nothing is written."""
    from relanced.commands.replay import replay as command

    command(Config.path, mails, invoices, as_json)


@commands.command()
def evaluate(
    cases: Annotated[Path | None, typer.Argument(metavar="CASES.jsonl", help="Labelled cases, one a line.")] = None,
    own: Annotated[bool, typer.Option("--own", help="Your own corrections (task done --was).")] = False,
    save: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the cases that were scored there.")] = None,
    errors: Annotated[bool, typer.Option("--errors/--no-errors", help="Show each case that was misread.")] = True,
    as_json: Json = False,
) -> None:
    """Score the reader on labelled cases."""
    from relanced.commands.evaluate import evaluate as command

    command(Config.path, cases, own, save, errors, as_json)


@commands.command()
def report(
    since: Annotated[
        str | None, typer.Option(metavar="DAY", help="The first day; else a year before the last.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="DAY", help="The last day; else today.")] = None,
    as_json: Json = False,
) -> None:
    """What was paid in a period, how late, and after which reminder."""
    from relanced.commands.customers import report_ as command

    command(Config.path, since, until, as_json)
