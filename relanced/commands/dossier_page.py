"""One dossier in full: the object of ``dossier show --json``, and the same for a person."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import Connection

from relanced.commands.output import iso, say, table
from relanced.core.deciding.insolvency import declare_by
from relanced.core.dossier import Call, Dossier, Hold, Invoice, Posting, Promise, Reminder
from relanced.core.law.limitation import Limitation
from relanced.core.law.notice import NOTICE
from relanced.core.plan import PaymentPlan
from relanced.core.reasons import Reason
from relanced.letters.labels import reason_label
from relanced.store import journal, mails, tasks


def page(connection: Connection, dossier: Dossier, limits: Iterable[Limitation] = ()) -> dict[str, Any]:
    """As the contract has it: ISO days, decimal strings, null for what is absent."""
    customer = dossier.customer
    by_number = {limit.number: limit for limit in limits}
    return {
        "reference": dossier.reference,
        "customer": {
            "id": customer.id,
            "name": customer.name,
            "kind": customer.kind.value,
            "segment": customer.segment,
            "language": customer.language,
        },
        "address": customer.address or None,
        "contacts": [
            {"address": c.address, "name": c.name, "role": c.role.value, "retired": c.retired} for c in dossier.contacts
        ],
        "status": dossier.status.value,
        "hold": _hold(dossier.hold),
        "promise": _promise(dossier.last_promise),
        "insolvency": insolvency(dossier),
        "plan": _plan(dossier.plan),
        "balance": str(dossier.balance),
        "currency": dossier.currency,
        "invoices": [_invoice(i, by_number.get(i.number)) for i in dossier.invoices],
        "next_action": next_action(dossier.next_action_on, dossier.next_step),
        "reminders": [_reminder(r) for r in dossier.reminders],
        "calls": [_call(c) for c in dossier.calls],
        "letters": [_posting(p) for p in dossier.postings],
        "replies": _replies(connection, dossier.reference),
        "tasks": _tasks(connection, dossier.reference),
        "journal": _journal(connection, dossier.reference),
        "notice": NOTICE["en"],
    }


def next_action(on: date | None, step: str | None) -> dict[str, str | None] | None:
    return {"on": on.isoformat(), "step": step} if on else None


def _hold(hold: Hold | None) -> dict[str, Any] | None:
    return {"until": iso(hold.until), "why": hold.why} if hold else None


def _promise(promise: Promise | None) -> dict[str, Any] | None:
    if promise is None:
        return None
    return {
        "promised_on": promise.promised_on.isoformat(),
        "amount": str(promise.amount) if promise.amount else None,
        "means": promise.means.value if promise.means else None,
        "paid": str(promise.paid),
        "state": promise.state.value,
        "message_id": promise.message_id,
    }


def insolvency(dossier: Dossier) -> dict[str, Any] | None:
    """`declare_by`: the last day to declare the claim; `sure` once the publication's day is known."""
    procedure = dossier.insolvency
    if procedure is None:
        return None
    found = {f.name: iso(getattr(procedure, f.name)) for f in fields(procedure)}
    last = declare_by(procedure)
    return found | {"declare_by": iso(last.last_on) if last else None, "sure": bool(last and last.sure)}


def _plan(plan: PaymentPlan | None) -> dict[str, Any] | None:
    if plan is None:
        return None
    return {
        "agreed_on": plan.agreed_on.isoformat(),
        "instalments": [{"due_on": i.due_on.isoformat(), "amount": str(i.amount)} for i in plan.instalments],
        "invoices": list(plan.invoices),
        "paid": str(plan.paid),
        "next": plan.next.due_on.isoformat() if plan.next else None,
        "state": plan.state.value,
    }


def _invoice(invoice: Invoice, limit: Limitation | None) -> dict[str, Any]:
    """`acknowledged`: the client's act that moved the limitation, a payment or a mail of this Message-ID."""
    act = limit.moved_by if limit else None
    return {
        "number": invoice.number,
        "issued_on": iso(invoice.issued_on),
        "due_on": invoice.due_on.isoformat(),
        "total": str(invoice.total),
        "balance": str(invoice.balance),
        "status": invoice.status,
        "limitation_on": iso(limit.limitation_on) if limit else None,
        "acknowledged": {"on": iso(act.on), "message_id": act.message_id} if act else None,
        "disputed_amount": str(invoice.contested) if invoice.disputed and invoice.is_open else None,
        "dispute_reason": invoice.dispute_reason.value if invoice.dispute_reason else None,
    }


def _reminder(reminder: Reminder) -> dict[str, Any]:
    return {
        "step": reminder.step,
        "round": reminder.round,
        "state": reminder.state.value,
        "sent_at": iso(reminder.sent_at),
        "message_id": reminder.message_id,
        "to": reminder.to,
    }


def _call(call: Call) -> dict[str, Any]:
    return {
        "step": call.step,
        "asked_on": call.on.isoformat(),
        "called_on": iso(call.called_on),
        "outcome": call.outcome.value if call.outcome else None,
    }


def _posting(posting: Posting) -> dict[str, Any]:
    return {
        "step": posting.step,
        "posted_on": posting.posted_on.isoformat(),
        "tracking": posting.tracking,
        "received_on": iso(posting.received_on),
    }


def _replies(connection: Connection, reference: str) -> list[dict[str, Any]]:
    return [
        {
            "received_at": iso(row.received_at),
            "from": row.sender,
            "intents": (row.reading or {}).get("intents", []),
            "primary": (row.reading or {}).get("primary"),
            "reason": row.reason,
            "matched_by": row.matched_by,
        }
        for row in mails.of_dossier(connection, reference)
    ]


def _tasks(connection: Connection, reference: str) -> list[dict[str, Any]]:
    return [
        {"id": row.id, "kind": row.kind, "due_on": iso(row.due_on), "state": row.state}
        for row in tasks.of_dossier(connection, reference)
    ]


def _journal(connection: Connection, reference: str) -> list[dict[str, Any]]:
    return [
        {"at": iso(row.at), "event": row.event, "reason": row.reason, "detail": row.detail}
        for row in journal.entries(connection, reference)
    ]


# -- for a person -----------------------------------------------------------------------------------------------------

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("invoices", ("number", "issued_on", "due_on", "total", "balance", "status", "limitation_on")),
    ("reminders", ("step", "round", "state", "sent_at", "to")),
    ("calls", ("step", "asked_on", "called_on", "outcome")),
    ("letters", ("step", "posted_on", "tracking", "received_on")),
    ("replies", ("received_at", "from", "primary", "reason", "matched_by")),
    ("tasks", ("id", "kind", "due_on", "state")),
    ("journal", ("at", "event", "reason", "detail")),
)
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
RIGHT = ("total", "balance", "round", "id")


def show(page: dict[str, Any], timezone: tzinfo) -> None:
    customer = page["customer"]
    say(f"{page['reference']}  {customer['name']}  {page['status']}  {page['balance']} {page['currency']}")
    say(f"customer {customer['id']}, {customer['kind']}; writes to {_addresses(page)}")
    for line in _state(page):
        say(line)
    for name, columns in SECTIONS:
        if page[name]:
            say(f"\n{name}")
            table(
                columns,
                [[_cell(_said(column, row), timezone) for column in columns] for row in page[name]],
                right=RIGHT,
            )
    if any(invoice["limitation_on"] for invoice in page["invoices"]):
        say(f"\n{page['notice']}")


def _said(column: str, row: dict[str, Any]) -> Any:
    """A reason in words; what else is in a row as it is."""
    value = row[column]
    return reason_label(Reason(value), "en") if column == "reason" and value in set(Reason) else value


def _addresses(page: dict[str, Any]) -> str:
    return ", ".join(c["address"] + (" (failed)" if c["retired"] else "") for c in page["contacts"]) or "nobody"


def _state(page: dict[str, Any]) -> list[str]:
    hold, promise, following, risk = page["hold"], page["promise"], page["next_action"], page["risk"]
    lines = []
    if risk:
        why = "; ".join(row["why_en"] for row in risk["rows"][:3])
        lines.append(f"risk {risk['points']} of 100 ({risk['level']})" + (f": {why}" if why else ""))
    if hold:
        lines.append(f"on hold until {hold['until'] or 'a person decides'}: {hold['why']}")
    if promise:
        by = f" by {promise['means'].replace('_', ' ')}" if promise["means"] else ""
        what = f"{promise['amount'] or 'the whole'}{by} for {promise['promised_on']}"
        lines.append(f"promised {what} ({promise['state']})")
    if stopped := page["insolvency"]:
        lines.append(f"insolvency: judgment of {stopped['judgment_on'] or 'a day not known'}")
        if stopped["declare_by"] and not stopped["declared_on"]:
            lines.append(
                f"declare the claim by {stopped['declare_by']}"
                + ("" if stopped["sure"] else ", counted from the judgment")
            )
    lines += [*_on_plan(page["plan"]), *map(_contested, filter(_is_contested, page["invoices"]))]
    if following:
        lines.append(f"next on {following['on']}: {following['step'] or 'to be looked at'}")
    return lines


def _on_plan(plan: dict[str, Any] | None) -> list[str]:
    if plan is None:
        return []
    rows = ", ".join(f"{i['due_on']} {i['amount']}" for i in plan["instalments"])
    return [f"plan of {plan['agreed_on']}: {rows}; {plan['paid']} paid ({plan['state']})"]


def _is_contested(invoice: dict[str, Any]) -> bool:
    return invoice["disputed_amount"] is not None


def _contested(invoice: dict[str, Any]) -> str:
    reason = invoice["dispute_reason"] or "other"
    return f"contested: {invoice['disputed_amount']} of {invoice['number']} ({reason.replace('_', ' ')})"


def _cell(value: Any, timezone: tzinfo) -> str:
    """Instants to the minute of the company's clock; the first line of what has several."""
    text = "" if value is None else str(value)
    if INSTANT.match(text):
        return f"{datetime.fromisoformat(text).astimezone(timezone):%Y-%m-%d %H:%M}"
    return text.split("\n")[0][:100]
