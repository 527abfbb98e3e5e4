"""The root of the command line, and the options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)

Json = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")]
At = Annotated[str | None, typer.Option("--at", metavar="INSTANT", help="Rehearse the clock, e.g. 2026-12-31T09:00.")]
Ref = Annotated[str, typer.Argument(metavar="REF", help="A dossier's reference, such as RL-0042.")]
Id = Annotated[int, typer.Argument(metavar="ID", help="Its number in the list.")]
Note = Annotated[str, typer.Option("--note", metavar="TEXT", help="Kept in the journal.")]
YesNo = Annotated[str | None, typer.Option(metavar="yes|no", help="Unknown unless you say it.")]
OUTCOMES = (
    "What the call gave (voicemail, callback, promise, paid, dispute, refused, wrong_number), or how the dispute ended "
    "(withdrawn, credit_note, accepted)."
)
Outcome = Annotated[str | None, typer.Option("--outcome", metavar="OUTCOME", help=OUTCOMES)]
Amount = Annotated[str | None, typer.Option("--amount", metavar="A", help="Where it is not all: 500.00.")]
Yes = Annotated[bool, typer.Option("--yes", help="Ask nothing.")]


class Config:
    """Where `--config` says that the configuration is, for the one command of this process."""

    path: Path | None = None


@app.callback()
def _global(
    config: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH",
            readable=False,
            help="The configuration; else $RELANCED_CONFIG, ./config.yaml, /etc/relanced.",
        ),
    ] = None,
) -> None:
    """Chases unpaid invoices by mail, reads the answers and acts on them."""
    Config.path = config
