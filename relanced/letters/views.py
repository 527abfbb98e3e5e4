"""What a template may name: the dossier, seen on the day of writing, with every value checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from relanced.core.creditor import Creditor
from relanced.core.deciding.answers import ANSWERS
from relanced.core.dossier import Contact, Customer, CustomerKind, Dossier, Invoice, PromiseState
from relanced.core.law.debt import Debt
from relanced.core.money import Money, total
from relanced.letters import postal
from relanced.letters.chronology import chronology, sent
from relanced.letters.debts import debt_values, unequal
from relanced.letters.envelope import Envelope
from relanced.letters.greeting import formal_greeting, greeting
from relanced.letters.quoting import quoted
from relanced.letters.refusal import Row, not_to_ask, not_to_name, refuse, unprintable

# Whom the client is given at least these days to answer, whatever the settings: eight is what courts are used to.
LEAST_DAYS = {"formal_notice": 8}
DISPUTE_NOTED = "dispute_noted"


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """`days_late` is 0 until the day after the due date; `part_paid`: something of it has been paid. `balance` is what
    is asked for: without what is `contested` of it, unless that is the whole, which only an answer speaks of.
    """

    number: str
    due_on: date
    total: Money
    balance: Money
    issued_on: date | None
    payment_url: str | None
    purchase_order: str | None
    days_late: int
    part_paid: bool
    contested: Money


@dataclass(frozen=True, slots=True)
class Link:
    """Where to pay; `label` names the invoice, and is empty when there is only one link."""

    label: str
    url: str


Values = dict[str, object]


def context(
    creditor: Creditor,
    dossier: Dossier,
    step: str,
    numbers: tuple[str, ...],
    envelope: Envelope,
    answer_by: date,
    words: str,
    language: str,
    debt: Debt | None = None,
    mention: bool = False,
    reply_by: date | None = None,
) -> Values:
    """`reply_by`: when the client is told to expect our own answer.

    Raises BadInput with every value that cannot be printed, or when there is nothing to ask for."""
    today = envelope.written_at.date()
    listed = [i for i in dossier.invoices if i.number in numbers]
    credits = [i for i in dossier.invoices if i.balance.cents < 0]
    amount = total([i.asked or i.balance for i in (*listed, *credits)], dossier.currency)
    contact = _written_to(dossier, envelope.to)
    people: list[Row] = [creditor, dossier.customer, *([contact] if contact else [])]
    asking = () if step in ANSWERS else not_to_ask(dossier, listed, credits, amount)
    refuse([*unprintable([*people, *listed, *credits]), *not_to_name(dossier, numbers, listed), *asking])
    refuse(unequal(dossier.reference, debt, amount))
    return {
        "reference": dossier.reference,
        "step": step,
        "words": quoted(words),
        "letter": False,
        **_people(creditor, dossier.customer, language),
        **_greetings(contact, language),
        **_days(step, today, answer_by, reply_by),
        **_figures(dossier, listed, credits, amount, today),
        **debt_values(debt, mention, language),
        **_past(dossier, envelope, numbers, language),
        **_agreements(dossier),
        **postal.window(creditor, dossier.customer, contact, language),
    }


def _greetings(contact: Contact | None, language: str) -> Values:
    return {"greeting": greeting(contact, language), "formal_greeting": formal_greeting(contact, language)}


def _days(step: str, today: date, answer_by: date, reply_by: date | None) -> Values:
    answer_by = max(answer_by, today + timedelta(days=LEAST_DAYS.get(step, 0)))
    return {
        "written_on": today,
        "answer_by": answer_by,
        "answer_days": (answer_by - today).days,
        "reply_by": reply_by or answer_by,
    }


def _figures(
    dossier: Dossier, listed: Sequence[Invoice], credits: Sequence[Invoice], amount: Money, today: date
) -> Values:
    """What is asked for, invoice by invoice, and what beside it is contested, comes off, or is due as well."""
    invoices = [_invoice(i, today) for i in sorted(listed, key=lambda i: (i.due_on, i.number))]
    return {
        "invoices": invoices,
        "credits": [_invoice(i, today) for i in credits],
        "total": amount,
        "in_dispute": total([i.balance - i.asked for i in listed], dossier.currency),
        "contested": [_invoice(i, today) for i in dossier.invoices if i.disputed and i.is_open],
        "rest": total([i.asked for i in dossier.chased if i.is_overdue(today)], dossier.currency),
        "days_late": max((i.days_late for i in invoices), default=0),
        "purchase_orders": list(dict.fromkeys(i.purchase_order for i in invoices if i.purchase_order)),
        "links": _links(invoices),
        "ledger_on": dossier.ledger_on,
    }


def _past(dossier: Dossier, envelope: Envelope, numbers: tuple[str, ...], language: str) -> Values:
    """The mails about these invoices that left before, and what else has passed between us."""
    mails = sent(dossier, envelope.written_at.tzinfo, numbers, language)
    return {
        "sent": mails,
        "reminders": [mail for mail in mails if mail.step != "courtesy"],
        "chronology": chronology(dossier, mails, language),
        "answered": bool(mails and dossier.replied_on and dossier.replied_on >= mails[0].on),
        "disputed": _has_disputed(dossier),
    }


def _has_disputed(dossier: Dossier) -> bool:
    """Whether he has contested something in this chase, settled since or not."""
    noted = (r.queued_on for r in dossier.reminders if r.step == DISPUTE_NOTED)
    given_up = any(i.disputed or i.waived_amount for i in dossier.invoices)
    return given_up or any(not dossier.since or on >= dossier.since for on in noted)


def _agreements(dossier: Dossier) -> Values:
    """What the client has said that he would do, or has done."""
    promise = dossier.last_promise
    return {
        "promise": promise,
        "broken": promise if promise and promise.state is PromiseState.BROKEN else None,
        "payment_claim": dossier.payment_claim,
        "plan": dossier.plan,
    }


def _written_to(dossier: Dossier, to: str) -> Contact | None:
    """The contact at this address; nobody is greeted by another's name."""
    return next((c for c in dossier.contacts if c.address.strip().lower() == to.strip().lower()), None)


def _people(creditor: Creditor, customer: Customer, language: str) -> Values:
    """In `business`, never for a consumer: what the law grants between professionals only (C. com. L441-10)."""
    return {
        "language": language,
        "creditor": creditor,
        "customer": customer,
        "business": customer.kind is CustomerKind.BUSINESS,
        "consumer": customer.kind is CustomerKind.CONSUMER,
        "public": customer.kind is CustomerKind.PUBLIC,
    }


def _invoice(invoice: Invoice, today: date) -> InvoiceView:
    return InvoiceView(
        invoice.number,
        invoice.due_on,
        invoice.total,
        invoice.asked or invoice.balance,
        invoice.issued_on,
        invoice.payment_url,
        invoice.purchase_order,
        days_late=max((today - invoice.due_on).days, 0),
        part_paid=0 < invoice.balance.cents < invoice.total.cents,
        contested=invoice.contested if invoice.is_open else Money(0, invoice.balance.currency),
    )


def _links(invoices: Sequence[InvoiceView]) -> list[Link]:
    """One link that is good for all, or one an invoice."""
    urls = {i.number: i.payment_url for i in invoices if i.payment_url}
    if len(urls) == len(invoices) and len(set(urls.values())) == 1:
        return [Link("", next(iter(urls.values())))]
    return [Link(number, url) for number, url in urls.items()]
