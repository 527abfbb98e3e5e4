"""Core values to plain JSON and back, for the journal and for the few columns that hold a value whole."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from relanced.core.dossier import (
    Call,
    CallOutcome,
    Hold,
    Insolvency,
    Means,
    PaymentClaim,
    Posting,
    Promise,
    PromiseState,
)
from relanced.core.money import Money
from relanced.core.plan import Instalment, PaymentPlan, PlanState
from relanced.core.risk.record import Record

AS_IT_IS = frozenset({str, int, float, bool, type(None)})


def plain(value: Any) -> Any:
    """Any core value as JSON knows it: money as ``"12.00 EUR"``, days and instants in ISO 8601, enums by value."""
    if type(value) in AS_IT_IS:
        return value
    if isinstance(value, Money):
        return f"{value} {value.currency}"
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, (tuple, list)):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    return value


def canonical(value: Any) -> str:
    """One text for one value, whatever the order of its keys: what a hash is taken of."""
    return json.dumps(plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def money(text: str) -> Money:
    amount, currency = text.split(" ")
    return Money.of(amount, currency)


def promise(row: dict[str, Any]) -> Promise:
    return Promise(
        promised_on=date.fromisoformat(row["promised_on"]),
        made_on=date.fromisoformat(row["made_on"]),
        amount=money(row["amount"]) if row["amount"] else None,
        state=PromiseState(row["state"]),
        words=row["words"],
        message_id=row["message_id"],
        paid=money(row["paid"]),
        means=Means(row["means"]) if row.get("means") else None,
        granted=row.get("granted", False),
    )


def call(row: dict[str, Any]) -> Call:
    invoices = tuple(row["invoices"])
    outcome = CallOutcome(row["outcome"]) if row["outcome"] else None
    return Call(row["step"], date.fromisoformat(row["on"]), invoices, outcome, day(row["called_on"]))


def posting(row: dict[str, Any]) -> Posting:
    return Posting(row["step"], date.fromisoformat(row["posted_on"]), row["tracking"], day(row["received_on"]))


def hold(row: dict[str, Any] | None) -> Hold | None:
    if row is None:
        return None
    return Hold(row["why"], day(row["until"]), row["by_person"])


def plan(row: dict[str, Any] | None) -> PaymentPlan | None:
    if row is None:
        return None
    instalments = tuple(
        Instalment(date.fromisoformat(one["due_on"]), money(one["amount"])) for one in row["instalments"]
    )
    agreed_on = date.fromisoformat(row["agreed_on"])
    return PaymentPlan(
        agreed_on,
        instalments,
        money(row["paid"]),
        row["words"],
        row["message_id"],
        tuple(row["invoices"]),
        PlanState(row["state"]),
    )


def insolvency(row: dict[str, Any] | None) -> Insolvency | None:
    return Insolvency(**{name: day(value) for name, value in row.items()}) if row is not None else None


def payment_claim(row: dict[str, Any] | None) -> PaymentClaim | None:
    if row is None:
        return None
    made_on, amount = date.fromisoformat(row["made_on"]), money(row["amount"]) if row["amount"] else None
    return PaymentClaim(made_on, day(row["paid_on"]), amount, row["words"], row["message_id"])


def record(row: dict[str, Any] | None) -> Record:
    if not row:
        return Record()
    return Record(**{**row, "paid_after": tuple((step, count) for step, count in row.get("paid_after", ()))})


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
