"""The command line: what can be called, and how. What a command does is in `relanced.commands`, imported when used."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from relanced.errors import BadInput, EdgeError, Exit, TryLater

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
dossier = typer.Typer(no_args_is_help=True, help="What is known of the dossiers, and what you decide about them.")
customer = typer.Typer(no_args_is_help=True, help="How your customers pay, what they owe, and the risk.")
task = typer.Typer(no_args_is_help=True, help="What waits for a person.")
outbox = typer.Typer(no_args_is_help=True, help="What is about to leave.")
letter = typer.Typer(no_args_is_help=True, help="What goes by post.")
GROUPS = {"dossier": dossier, "customer": customer, "task": task, "outbox": outbox, "letter": letter}
for name, group in GROUPS.items():
    app.add_typer(group, name=name)

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


# -- setting up -------------------------------------------------------------------------------------------------------


@app.command()
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


@app.command()
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


# -- the work ---------------------------------------------------------------------------------------------------------


@app.command()
def run() -> None:
    """Run the daemon."""
    from relanced.commands.work import run as command

    raise typer.Exit(command(Config.path))


@app.command()
def status(as_json: Json = False) -> None:
    """Say whether all is well: 0 it is, 1 it is not, 75 the daemon is starting."""
    from relanced.commands.status import show as command

    raise typer.Exit(command(Config.path, as_json))


@app.command()
def once(at: At = None, as_json: Json = False) -> None:
    """Make one complete pass: read the mailbox, decide, send what is due, and exit."""
    from relanced.commands.work import once as command

    raise typer.Exit(command(Config.path, at, as_json))


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="CSV or XLSX.")],
    kind: Annotated[str | None, typer.Option(metavar="KIND", help="invoices or payments; else recognised.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would happen; write nothing.")] = False,
    full: Annotated[
        bool, typer.Option("--full", help="The files hold every open invoice: the others are paid.")
    ] = False,
    take_back: Annotated[
        bool, typer.Option("--take-back", help="Believe the balances even where they undo recorded payments.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Take invoices, customers and payments in."""
    from relanced.commands.importing import import_files as command

    command(Config.path, files, kind, dry_run, full, take_back, as_json)


@app.command()
def summary(
    at: At = None,
    send: Annotated[bool, typer.Option("--send", help="Send it instead of printing it.")] = False,
    as_json: Json = False,
) -> None:
    """Print the daily summary, or send it."""
    from relanced.commands.summary import summary as command

    command(Config.path, at, send, as_json)


# -- keeping ----------------------------------------------------------------------------------------------------------


@app.command()
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


@app.command()
def evidence(
    reference: Ref,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.zip", help="A new file.")],
    at: Annotated[str | None, typer.Option("--at", metavar="DAY", help="The day of the statement; else today.")] = None,
    as_json: Json = False,
) -> None:
    """Make the file of a dossier for a lawyer: exhibits, chronology, statement, proofs."""
    from relanced.commands.evidence import evidence as command

    command(Config.path, reference, output, at, as_json)


@app.command()
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


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE_OR_DIR", help="A new file, or a folder to put one in.")],
    as_json: Json = False,
) -> None:
    """Copy the store while the daemon works, and read the copy again."""
    from relanced.commands.backup import backup as command

    raise typer.Exit(command(Config.path, target, as_json))


@app.command()
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
        command.restore(Config.path, file, yes, as_json)
    elif hold:
        command.hold(Config.path, as_json)
    else:
        command.release(Config.path, yes, as_json)


# -- dossiers ---------------------------------------------------------------------------------------------------------


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
    as_json: Json = False,
) -> None:
    """Grant him instalments: he gets them in writing, and each is waited for as a promise is."""
    from relanced.commands.agreements import plan as command

    if (instalments is None) == (rows is None) or (first and rows):
        raise typer.BadParameter("--instalments (with --first) or --rows")
    command(Config.path, reference, instalments, first, rows, as_json)


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


# -- customers --------------------------------------------------------------------------------------------------------


@customer.command("list")
def customer_list(as_json: Json = False) -> None:
    """One line a customer, the riskiest first."""
    from relanced.commands.customers import list_ as command

    command(Config.path, as_json)


@customer.command("show")
def customer_show(
    customer_id: Annotated[str, typer.Argument(metavar="ID", help="The customer's number, as in the list.")],
    as_json: Json = False,
) -> None:
    """How one pays, what he owes, his score and why."""
    from relanced.commands.customers import show as command

    command(Config.path, customer_id, as_json)


@app.command()
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


# -- tasks and the outbox ---------------------------------------------------------------------------------------------


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


# -- looking ----------------------------------------------------------------------------------------------------------


@app.command()
def read(
    mails: Annotated[list[Path], typer.Argument(metavar="MAIL...", help=".eml files, Maildir folders or mbox files.")],
    invoices: Annotated[Path | None, typer.Option(metavar="FILE", help="JSON: the client's open invoices.")] = None,
    received: Annotated[str | None, typer.Option(metavar="INSTANT", help="Instead of the Date header.")] = None,
    as_json: Json = False,
) -> None:
    """Say what mails say, and why, without touching anything."""
    from relanced.commands.read import read as command

    command(mails, invoices, received, as_json)


@app.command()
def statement(
    reference: Ref,
    at: Annotated[str | None, typer.Option("--at", metavar="DAY", help="The day it is made for; else today.")] = None,
    as_json: Json = False,
) -> None:
    """What is owed at a day: balances, late interest, recovery indemnities."""
    from relanced.commands.statement import statement as command

    command(Config.path, reference, at, as_json)


@app.command()
def declaration(
    reference: Ref,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Into a new file.")] = None,
    as_json: Json = False,
) -> None:
    """The figures of a declaration of claim, on the eve of the judgment that opened an insolvency procedure."""
    from relanced.commands.declaration import declare as command

    command(Config.path, reference, output, as_json)


@app.command()
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


@app.command()
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


@app.command()
def rehearse(
    until: Annotated[str, typer.Option(metavar="DAY", help="The last day to rehearse.")], as_json: Json = False
) -> None:
    """Show all that would be sent until then if nobody answered; nothing is written."""
    from relanced.commands.rehearse import rehearse as command

    command(Config.path, until, as_json)


@app.command()
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


@app.command()
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; answers its exit code (`relanced.errors.Exit`). Wrong usage raises SystemExit(2)."""
    from relanced import log

    log.configure(os.environ)
    try:
        app(args=list(arguments) if arguments is not None else None, prog_name="relanced")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else Exit.FAILED
    except BadInput as error:
        return _say(error.exit, map(str, error.faults))
    except (EdgeError, TryLater) as error:
        return _say(error.exit, [str(error)])
    except Exception as error:
        if os.environ.get("RELANCED_DEBUG"):
            raise
        what = f"relanced failed: {type(error).__name__}: {error}".splitlines()[0]
        return _say(Exit.FAILED, [f"{what} (RELANCED_DEBUG=1 shows where)"])
    return Exit.DONE


def _say(code: Exit, lines: Iterable[str]) -> int:
    """Under systemd each line is an error in the journal (sd-daemon(3)), which `journalctl -p err` finds."""
    priority = "<3>" if "JOURNAL_STREAM" in os.environ else ""
    for line in lines:
        print(f"{priority}{line}", file=sys.stderr)
    return code
