"""``relanced import``."""

from __future__ import annotations

from pathlib import Path

from relanced.commands.opening import opened
from relanced.commands.output import amount, emit, say, table, unreadable
from relanced.core.bank import WHY, Finding, Movement, Verdict
from relanced.daemon.imports.bank import Statement
from relanced.daemon.imports.clients import Met
from relanced.daemon.imports.files import KINDS
from relanced.daemon.imports.intake import CHANGED, NEW, SETTLED, UNCHANGED, Imported
from relanced.daemon.imports.intake import import_files as take_in
from relanced.errors import BadInput, Fault

LABEL = 60


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
            faults.append(unreadable(path, error, _parted(files)))
    if faults:
        raise BadInput(faults)
    return found


def _parted(files: list[Path]) -> str:
    """What a shell does to a name with a space."""
    whole = " ".join(map(str, files))
    return f'put its name in quotes: "{whole}"' if len(files) > 1 and Path(whole).is_file() else ""


def _object(done: Imported, dry_run: bool) -> dict[str, object]:
    return {
        "dry_run": dry_run,
        "invoices": done.invoices,
        "customers": [{"id": met.id, "name": met.name, "what": met.what} for met in done.customers],
        "payments": done.payments,
        "known_payments": done.known_payments,
        "dossiers": [
            {
                "reference": line.reference,
                "customer": line.customer,
                "kind": line.kind.value,
                "what": line.what,
                "balance": str(line.balance),
                "currency": line.balance.currency,
            }
            for line in done.lines
        ],
        "statement": _statement(done.statement),
        "kept": [
            {"invoice": k.invoice, "balance": str(k.balance), "in_file": str(k.in_file), "currency": k.balance.currency}
            for k in done.kept
        ],
        "left_out": [
            {"invoice": o.invoice, "customer": o.customer, "balance": str(o.balance), "currency": o.balance.currency}
            for o in done.left_out
        ],
        "ignored_columns": {file: list(titles) for file, titles in done.ignored.items()},
        "notes": list(done.notes),
    }


def _statement(told: Statement) -> dict[str, object]:
    """`found`: what was recorded, and what waits for a person to compare; one object a movement."""
    counts = {"credits": told.credits, "known": told.known, "settled": told.settled, "foreign": told.foreign}
    return counts | {"found": [_found(movement, finding) for movement, finding in told.found]}


def _found(movement: Movement, finding: Finding) -> dict[str, object]:
    return {
        "place": movement.place,
        "on": movement.on.isoformat(),
        "amount": str(movement.amount),
        "currency": movement.amount.currency,
        "label": movement.label,
        "verdict": finding.verdict.value,
        "why": finding.why.value if finding.why else None,
        "payments": [
            {"dossier": reference, "invoice": fact.invoice, "amount": str(fact.amount)}
            for reference, fact in finding.payments
        ],
        "candidates": [
            {"dossier": d.dossier, "customer": d.customer, "invoice": d.number, "balance": str(d.balance)}
            for d in finding.candidates
        ],
    }


def _show(done: Imported, dry_run: bool) -> None:
    """Those that stay as they are need no line."""
    rows = [
        (line.reference, line.customer, line.kind.value, line.what, amount(line.balance))
        for line in done.lines
        if line.what != UNCHANGED
    ]
    if rows:
        table(("dossier", "customer", "kind", "", "balance"), rows, right=("balance",))
    read = [f"{done.invoices} invoices"] if done.invoices else []
    read += [_customers(done.customers)] if done.customers else []
    read += [f"{done.payments} payments ({done.known_payments} known already)"] if done.payments else []
    read += [_credits(done.statement)] if done.statement.credits or done.statement.found else []
    became = ", ".join(f"{done.count(what)} {what}" for what in (NEW, CHANGED, SETTLED, UNCHANGED))
    say(f"{' and '.join(read) or 'nothing'} read; dossiers: {became}")
    _show_statement(done.statement)
    for kept in done.kept:
        say(
            f"{kept.invoice}: {amount(kept.balance)} is kept, not {amount(kept.in_file)} as in the file: a payment was "
            "recorded since (--take-back if it bounced)"
        )
    _show_doubts(done)
    if dry_run:
        say("This was a dry run: nothing has been written.")


def _show_doubts(done: Imported) -> None:
    """What was not taken, and what may be meant otherwise."""
    for out in done.left_out:
        say(
            f"{out.invoice}: the credit of {amount(out.balance)} is left out: {out.customer} owes nothing that it "
            "could be taken off"
        )
    for file, titles in done.ignored.items():
        say(f"{file}: nothing was taken from {', '.join(titles)} (import.columns maps a header to a column)")
    for note in done.notes:
        say(f"note: {note}")


def _customers(met: list[Met]) -> str:
    counts = ", ".join(f"{sum(m.what == what for m in met)} {what}" for what in (NEW, CHANGED, UNCHANGED))
    return f"{len(met)} customers ({counts})"


def _credits(told: Statement) -> str:
    paid, unsure = len(told.of(Verdict.PAID)), len(told.of(Verdict.UNSURE))
    return (
        f"{told.credits} credits ({paid} recorded, {told.known} known already, {told.settled} of what is paid already, "
        f"{unsure} to compare, {told.foreign} about no dossier)"
    )


def _show_statement(told: Statement) -> None:
    if paid := told.of(Verdict.PAID):
        say("")
        rows = [(m.on, amount(m.amount), m.label[:LABEL], _pays(f)) for m, f in paid]
        table(("on", "amount", "recorded", "pays"), rows, right=("amount",))
    if unsure := told.of(Verdict.UNSURE):
        say("")
        lines = [
            (m.on, amount(m.amount), m.label[:LABEL], WHY[f.why][1] if f.why else "", _maybe(f)) for m, f in unsure
        ]
        table(("on", "amount", "not recorded", "because", "perhaps"), lines, right=("amount",))
        say("Which of these are payments? Import them in a file: N° facture;Date de paiement;Montant réglé.")


def _pays(finding: Finding) -> str:
    return ", ".join(f"{fact.invoice or 'all'} of {reference}" for reference, fact in finding.payments)


def _because(finding: Finding) -> str:
    return WHY[finding.why][1] if finding.why else ""


def _maybe(finding: Finding) -> str:
    return ", ".join(f"{d.number} of {d.dossier} {d.customer} ({d.balance})" for d in finding.candidates)
