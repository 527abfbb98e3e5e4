"""``relanced statement``: what a customer owes at a day, to the cent."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from relanced.commands.opening import known, opened
from relanced.commands.output import amount, emit, iso, say, table
from relanced.commands.typed import day
from relanced.core.law.late_interest import Segment
from relanced.core.law.notice import NOTICE
from relanced.core.law.statement import REMARKS, Line, Statement
from relanced.daemon.law import statement_of


def statement(config: Path | None, reference: str, at: str | None, as_json: bool) -> None:
    with opened(config) as app:
        on = day(at, "--at") if at else app.today()
        with app.store.begin() as connection:
            dossier = known(connection, reference)
            debt = statement_of(app, connection, dossier, on)
    emit(_object(debt)) if as_json else _show(debt, dossier.customer.name)


def _object(debt: Statement) -> dict[str, Any]:
    return {
        "reference": debt.reference,
        "at": debt.at.isoformat(),
        "kind": debt.kind.value,
        "currency": debt.currency,
        "invoices": [line_object(line) for line in debt.lines],
        "balance": str(debt.balance),
        "late_interest": str(debt.late_interest),
        "recovery_indemnity": str(debt.recovery_indemnity),
        "total": str(debt.total),
        "to_confirm": [str(semester) for semester in debt.to_confirm],
        "remarks": [remark.value for remark in debt.remarks],
        "notice": NOTICE["en"],
    }


def line_object(line: Line) -> dict[str, Any]:
    return {
        "number": line.number,
        "issued_on": iso(line.issued_on),
        "due_on": line.due_on.isoformat(),
        "days_late": line.days_late,
        "disputed": line.disputed,
        "balance": str(line.balance),
        "segments": [_segment(segment) for segment in line.segments],
        "interest_paid": str(line.interest_paid),
        "late_interest": str(line.late_interest),
        "recovery_indemnity": str(line.recovery_indemnity),
        "total": str(line.total),
    }


def _segment(segment: Segment) -> dict[str, Any]:
    return {
        "from": segment.from_on.isoformat(),
        "to": segment.to_on.isoformat(),
        "days": segment.days,
        "base": str(segment.base),
        "rate": _rate(segment),
        "amount": str(segment.amount),
    }


def _rate(segment: Segment) -> str:
    """Percent a year, two decimals at least."""
    short = segment.rate.quantize(Decimal("0.01"))
    return str(short if short == segment.rate else segment.rate)


# -- for a person -----------------------------------------------------------------------------------------------------

OWED = ("invoice", "due on", "days late", "balance", "late interest", "indemnity", "total", "")
INTEREST = ("invoice", "from", "to", "days", "base", "rate", "amount")


def _show(debt: Statement, customer: str) -> None:
    say(f"{debt.reference}  {customer}  on {debt.at}  {amount(debt.total)}")
    rows = [_row(line) for line in debt.lines]
    rows.append(("total", "", "", debt.balance, debt.late_interest, debt.recovery_indemnity, debt.total, ""))
    table(OWED, rows, right=OWED[2:7])
    interest = [_interest(line.number, segment) for line in debt.lines for segment in line.segments]
    if interest:
        say("")
        table(INTEREST, interest, right=INTEREST[3:])
    _foot(debt)


def _row(line: Line) -> tuple[object, ...]:
    mark = "disputed" if line.disputed else ""
    owed = (line.balance, line.late_interest, line.recovery_indemnity, line.total)
    return (line.number, line.due_on, line.days_late, *owed, mark)


def _interest(number: str, segment: Segment) -> tuple[object, ...]:
    rate = f"{_rate(segment)} %"
    return (number, segment.from_on, segment.to_on, segment.days, segment.base, rate, segment.amount)


def _foot(debt: Statement) -> None:
    say("")
    for remark in debt.remarks:
        which = f" ({', '.join(map(str, debt.to_confirm))})" if remark == "rate_to_confirm" else ""
        text = REMARKS[remark][1]
        say(f"{text[0].upper()}{text[1:]}{which}.")
    say(NOTICE["en"])
