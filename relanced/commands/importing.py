"""``relanced import``."""

from __future__ import annotations

from pathlib import Path

from relanced.commands.opening import opened
from relanced.commands.output import amount, emit, say, table
from relanced.daemon.intake import CHANGED, NEW, SETTLED, UNCHANGED, Imported
from relanced.daemon.intake import import_files as take_in
from relanced.daemon.intake_files import KINDS
from relanced.errors import BadInput, Fault


def import_files(
    config: Path | None,
    files: list[Path],
    kind: str | None,
    dry_run: bool,
    full: bool,
    take_back: bool,
    as_json: bool,
) -> None:
    if kind is not None and kind not in KINDS:
        raise BadInput([Fault("--kind", f"{kind!r} is not a kind of file", f"one of {', '.join(KINDS)}")])
    contents = _contents(files)
    with opened(config) as app:
        done = take_in(app, contents, kind, dry_run, full, take_back)
    if as_json:
        emit(_object(done, dry_run))
    else:
        _show(done, dry_run)


def _contents(files: list[Path]) -> list[tuple[str, bytes]]:
    found, faults = [], []
    for path in files:
        try:
            found.append((str(path), path.read_bytes()))
        except OSError as error:
            faults.append(Fault(str(path), f"cannot be read: {error.strerror}"))
    if faults:
        raise BadInput(faults)
    return found


def _object(done: Imported, dry_run: bool) -> dict[str, object]:
    return {
        "dry_run": dry_run,
        "invoices": done.invoices,
        "payments": done.payments,
        "known_payments": done.known_payments,
        "dossiers": [
            {
                "reference": line.reference,
                "customer": line.customer,
                "what": line.what,
                "balance": str(line.balance),
                "currency": line.balance.currency,
            }
            for line in done.lines
        ],
        "kept": [
            {"invoice": k.invoice, "balance": str(k.balance), "in_file": str(k.in_file), "currency": k.balance.currency}
            for k in done.kept
        ],
    }


def _show(done: Imported, dry_run: bool) -> None:
    """Those that stay as they are need no line."""
    rows = [
        (line.reference, line.customer, line.what, amount(line.balance))
        for line in done.lines
        if line.what != UNCHANGED
    ]
    if rows:
        table(("dossier", "customer", "", "balance"), rows, right=("balance",))
    read = [f"{done.invoices} invoices"] if done.invoices else []
    read += [f"{done.payments} payments ({done.known_payments} known already)"] if done.payments else []
    became = ", ".join(f"{done.count(what)} {what}" for what in (NEW, CHANGED, SETTLED, UNCHANGED))
    say(f"{' and '.join(read) or 'nothing'} read; dossiers: {became}")
    for kept in done.kept:
        say(
            f"{kept.invoice}: {amount(kept.balance)} is kept, not {amount(kept.in_file)} as in the file: a payment was "
            "recorded since (--take-back if it bounced)"
        )
    if dry_run:
        say("This was a dry run: nothing has been written.")
