"""Short words for debts: days and amounts as people write them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from relanced.core.dossier import Customer, CustomerKind, Dossier, Invoice
from relanced.core.events import PaymentRecorded
from relanced.core.law.statement import Line, Statement, statement
from relanced.core.law.terms import Terms
from relanced.core.money import Money

BUSINESS, PUBLIC, CONSUMER = CustomerKind.BUSINESS, CustomerKind.PUBLIC, CustomerKind.CONSUMER


def day(text: str) -> date:
    return date.fromisoformat(text)


def bill(
    due: str, total: str, balance: str | None = None, number: str = "F1", issued: str | None = None, **more: object
) -> Invoice:
    left = total if balance is None else balance
    made = day(issued) if issued else None
    return replace(Invoice(number, day(due), Money.of(total), Money.of(left), made), **more)  # type: ignore[arg-type]


def owing(*invoices: Invoice) -> Dossier:
    return Dossier("RL-0001", Customer("C1", "Menuiserie Bertin"), (), invoices)


def paid(on: str, amount: str, number: str | None = "F1") -> PaymentRecorded:
    return PaymentRecorded(Money.of(amount), day(on), number)


def debt(invoice: Invoice, at: str, terms: Terms | None = None, *payments: PaymentRecorded) -> Line:
    """The one line of a dossier of one invoice."""
    (line,) = owed(owing(invoice), at, terms, *payments).lines
    return line


def owed(dossier: Dossier, at: str, terms: Terms | None = None, *payments: PaymentRecorded) -> Statement:
    return statement(dossier, day(at), terms or Terms(), payments)


def segments(line: Line) -> list[tuple[str, str, int, str, str]]:
    """From, to, days, rate, amount of each."""
    return [(str(s.from_on), str(s.to_on), s.days, str(s.rate), str(s.amount)) for s in line.segments]
