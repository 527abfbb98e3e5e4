"""Which kind of file this is, by its headers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from relanced.errors import BadInput, Fault
from relanced.exchange.headers import (
    CUSTOMERS,
    INVOICES,
    PAYMENTS,
    REQUIRED_OF_CUSTOMERS,
    REQUIRED_OF_INVOICES,
    REQUIRED_OF_PAYMENTS,
    REQUIRED_OF_STATEMENTS,
    STATEMENTS,
    USUAL,
    Layout,
    find_layout,
    plain,
)
from relanced.exchange.ofx import is_ofx
from relanced.exchange.statements import has_amounts
from relanced.exchange.tables import read_rows

Kind = Literal["invoices", "customers", "payments", "statement"]
# A list with one of these is no list of customers, whatever it lacks.
OF_DEBTS = frozenset({"invoice_number", "due_on", "total", "balance", "issued_on"})
BARE = "date"  # of a payment, or of an invoice


def kind(name: str, data: bytes, columns: Mapping[str, str] | None = None) -> Kind:
    """Raises BadInput for a file that is none of them.

    A due date makes a list of invoices, whatever else is there: to take invoices for payments would settle them all.
    Payments name their invoices in a column of their own; a bank names nothing, but has both sides of an account, or
    words and an amount.
    """
    if is_ofx(data):
        return "statement"
    rows = read_rows(name, data)
    invoices = find_layout(rows, INVOICES, columns or {})
    payments = find_layout(rows, PAYMENTS, columns or {})
    if "due_on" in invoices.at and len(_lacking(invoices, REQUIRED_OF_INVOICES)) < len(REQUIRED_OF_INVOICES) - 1:
        return "invoices"
    statement = find_layout(rows, STATEMENTS, columns or {})
    if {"booked_on", "label", "debit", "credit"} <= set(statement.at):
        return "statement"
    lacking = _lacking(payments, REQUIRED_OF_PAYMENTS)
    if not lacking and plain(payments.title("paid_on")) != BARE:
        return "payments"
    if not _lacking(statement, REQUIRED_OF_STATEMENTS) and has_amounts(statement) and lacking:
        return "statement"
    customers = find_layout(rows, CUSTOMERS, columns or {})
    if not _lacking(customers, REQUIRED_OF_CUSTOMERS) and not OF_DEBTS & set(invoices.at) and _tells(customers):
        return "customers"
    what = "is no list of invoices, no list of payments or customers and no bank statement"
    raise BadInput([Fault(name, what, _hint(invoices, payments))])


def _tells(layout: Layout) -> bool:
    """Whether it says anything of a customer beside his name."""
    return len(set(layout.at) - {"customer_id", "customer_name", "currency"}) > 0


def _lacking(layout: Layout, required: Sequence[str]) -> list[str]:
    return [column for column in required if column not in layout.at]


def _named(columns: Sequence[str]) -> str:
    return ", ".join(f"{column} (« {USUAL[column]} »)" for column in columns)


def _hint(invoices: Layout, payments: Layout) -> str:
    of_invoices = _named(_lacking(invoices, REQUIRED_OF_INVOICES))
    of_payments = _named(_lacking(payments, REQUIRED_OF_PAYMENTS)) or "a clear paid_on"
    return (
        f"as invoices it lacks the columns {of_invoices}; as payments {of_payments}; a statement has a day, words and "
        "an amount; "
        "--kind says which it is, import.columns in the configuration maps your headers"
    )
