"""One line of a file of customers, or of invoices with their customers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from relanced.core.dossier import CustomerKind
from relanced.core.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRow:
    """What a line says of a customer. `place` is ``file:line``; `emails` the main address first."""

    place: str
    customer_name: str
    emails: tuple[str, ...] = ()
    customer_id: str | None = None
    customer_kind: CustomerKind = CustomerKind.BUSINESS
    segment: str | None = None
    language: str = "fr"
    country: str = "FR"
    address: str = ""
    postcode: str = ""
    city: str = ""
    email_accounting: tuple[str, ...] = ()
    email_escalation: tuple[str, ...] = ()
    email_manager: tuple[str, ...] = ()
    contact_name: str | None = None
    civility: str | None = None
    phone: str | None = None
    credit_limit: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceRow(CustomerRow):
    """One line of a list of invoices; a negative `total` is a credit note. `settled_on`: where nothing is due any more,
    the day on which it was paid. `silent`: the fields of `Customer` for which the file has no column.
    """

    invoice_number: str
    due_on: date
    total: Money
    balance: Money
    issued_on: date | None = None
    pdf: str | None = None
    payment_url: str | None = None
    purchase_order: str | None = None
    settled_on: date | None = None
    silent: tuple[str, ...] = field(default=(), compare=False)
