"""``relanced dossier``."""

from __future__ import annotations

from typing import Annotated

import typer

from relanced.cli.root import OUTCOMES, Amount, Config, Json, Note, Ref, Yes

dossier = typer.Typer(no_args_is_help=True, help="What is known of the dossiers, and what you decide about them.")


@dossier.command("list")
def dossier_list(
    status: Annotated[str | None, typer.Option(metavar="S", help="Only those of this status.")] = None,
    as_json: Json = False,
) -> None:
    """One line a dossier."""
    from relanced.commands.dossiers import list_ as command

    command(Config.path, status, as_json)


@dossier.command("show")
def dossier_show(reference: Ref, as_json: Json = False) -> None:
    """Everything about one dossier."""
    from relanced.commands.dossiers import show as command

    command(Config.path, reference, as_json)


@dossier.command("pause")
def dossier_pause(
    reference: Ref,
    until: Annotated[str, typer.Option(metavar="DAY", help="The last day of the pause.")],
    why: Annotated[str, typer.Option(metavar="TEXT", help="Kept in the journal.")],
    as_json: Json = False,
) -> None:
    """Send nothing until that day has passed."""
    from relanced.commands.dossiers import pause as command

    command(Config.path, reference, until, why, as_json)


@dossier.command("resume")
def dossier_resume(reference: Ref, yes: Yes = False, as_json: Json = False) -> None:
    """Go on with the reminders, whatever held them; of an insolvent or written-off dossier it asks first."""
    from relanced.commands.dossiers import resume as command

    command(Config.path, reference, yes, as_json)


@dossier.command("promise")
def dossier_promise(
    reference: Ref,
    on: Annotated[str, typer.Option(metavar="DAY", help="The day on which he will have paid.")],
    amount: Amount = None,
    means: Annotated[
        str | None,
        typer.Option(metavar="MEANS", help="transfer, cheque, direct_debit or card: it is waited for longer."),
    ] = None,
    note: Note = "",
    as_json: Json = False,
) -> None:
    """He has promised, by telephone for example: nothing leaves until that day and its grace have passed."""
    from relanced.commands.agreements import promise as command

    command(Config.path, reference, on, amount, means, note, as_json)


@dossier.command("dispute")
def dossier_dispute(
    reference: Ref,
    invoice: Annotated[str | None, typer.Option(metavar="N", help="The invoice; else all of them.")] = None,
    amount: Amount = None,
    reason: Annotated[
        str | None, typer.Option(metavar="R", help="not_delivered, quality, wrong_amount... (docs/glossary.md).")
    ] = None,
    note: Note = "",
    as_json: Json = False,
) -> None:
    """He contests an invoice, or a part of it: that leaves the reminders, the rest goes on."""
    from relanced.commands.agreements import dispute as command

    command(Config.path, reference, invoice, amount, reason, note, as_json)


@dossier.command("plan")
def dossier_plan(
    reference: Ref,
    instalments: Annotated[int | None, typer.Option(metavar="N", help="So many equal ones, a month apart.")] = None,
    first: Annotated[str | None, typer.Option(metavar="DAY", help="The day of the first, with --instalments.")] = None,
    rows: Annotated[
        str | None, typer.Option(metavar="ROWS", help='As they are: "2026-12-05 500, 2027-01-05 500".')
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the instalments; grant nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Grant him instalments: he gets them in writing, and each is waited for as a promise is."""
    from relanced.commands.agreements import plan as command

    if (instalments is None) == (rows is None) or (first and rows):
        raise typer.BadParameter("--instalments (with --first) or --rows")
    command(Config.path, reference, instalments, first, rows, as_json, dry_run)


@dossier.command("escalate")
def dossier_escalate(reference: Ref, note: Note = "", as_json: Json = False) -> None:
    """Take it over: no more reminders leave."""
    from relanced.commands.dossiers import escalate as command

    command(Config.path, reference, note, as_json)


@dossier.command("write-off")
def dossier_write_off(reference: Ref, note: Note = "", as_json: Json = False) -> None:
    """Give the debt up as lost."""
    from relanced.commands.dossiers import write_off as command

    command(Config.path, reference, note, as_json)


@dossier.command("settle")
def dossier_settle(reference: Ref, note: Note = "", as_json: Json = False) -> None:
    """Nothing is due any more."""
    from relanced.commands.dossiers import settle as command

    command(Config.path, reference, note, as_json)


@dossier.command("insolvency")
def dossier_insolvency(
    reference: Ref,
    judgment: Annotated[str | None, typer.Option(metavar="DAY", help="Of the judgment that opened it.")] = None,
    published: Annotated[str | None, typer.Option(metavar="DAY", help="Of its publication in the BODACC.")] = None,
    declared: Annotated[str | None, typer.Option(metavar="DAY", help="When you declared the claim.")] = None,
    as_json: Json = False,
) -> None:
    """The customer is in an insolvency procedure: everything stops, and the claim is to be declared."""
    from relanced.commands.insolvency import opened_on as command

    command(Config.path, reference, judgment, published, declared, as_json)


@dossier.command("call")
def dossier_call(
    reference: Ref,
    outcome: Annotated[str, typer.Option(metavar="OUTCOME", help=OUTCOMES)],
    on: Annotated[str | None, typer.Option(metavar="DAY", help="The day that was spoken of.")] = None,
    amount: Amount = None,
    note: Note = "",
    as_json: Json = False,
) -> None:
    """You have rung the customer."""
    from relanced.commands.calls import called as command

    command(Config.path, reference, outcome, on, amount, note, as_json)


@dossier.command("note")
def dossier_note(reference: Ref, text: Annotated[str, typer.Argument(metavar="TEXT")], as_json: Json = False) -> None:
    """Write something down in the journal."""
    from relanced.commands.dossiers import note as command

    command(Config.path, reference, text, as_json)
