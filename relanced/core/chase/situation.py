"""The situation of a dossier: the conditions by which a scenario, or its pace, is chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from relanced.core.dossier import CustomerKind, Dossier


@dataclass(frozen=True, slots=True)
class Situation:
    """Every condition that is given must hold; of a list, one of its words does. With none given it always holds.

    Amounts in cents are compared with what the dossier owes in all, days with the age of its oldest late invoice.
    `new_customer`: has paid nothing yet that relanced knows of.
    """

    kind: tuple[CustomerKind, ...] = ()
    segment: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    amount_from: int | None = None
    amount_until: int | None = None
    days_late_from: int | None = None
    days_late_until: int | None = None
    new_customer: bool | None = None
    repeat_late: bool | None = None
    reliable: bool | None = None

    def holds(self, dossier: Dossier, today: date) -> bool:
        given = ((f.name, getattr(self, f.name)) for f in fields(self))
        return all(TESTS[name](wanted, dossier, today) for name, wanted in given if wanted not in (None, ()))


Test = Callable[[Any, Dossier, date], bool]


def _folded(word: str | None) -> str:
    return " ".join((word or "").casefold().replace("_", " ").split())


def _days_late(dossier: Dossier, today: date) -> int:
    return max(((today - i.due_on).days for i in dossier.chased if i.is_overdue(today)), default=0)


TESTS: dict[str, Test] = {
    "kind": lambda wanted, dossier, today: dossier.customer.kind in wanted,
    "segment": lambda wanted, dossier, today: _folded(dossier.customer.segment) in map(_folded, wanted),
    "country": lambda wanted, dossier, today: dossier.customer.country in wanted,
    "language": lambda wanted, dossier, today: dossier.customer.language in wanted,
    "amount_from": lambda wanted, dossier, today: dossier.balance.cents >= wanted,
    "amount_until": lambda wanted, dossier, today: dossier.balance.cents <= wanted,
    "days_late_from": lambda wanted, dossier, today: _days_late(dossier, today) >= wanted,
    "days_late_until": lambda wanted, dossier, today: _days_late(dossier, today) <= wanted,
    "new_customer": lambda wanted, dossier, today: (dossier.customer.record.paid == 0) is wanted,
    "repeat_late": lambda wanted, dossier, today: dossier.customer.record.is_repeat_late is wanted,
    "reliable": lambda wanted, dossier, today: dossier.customer.record.is_reliable is wanted,
}

assert set(TESTS) == {f.name for f in fields(Situation)}

ALWAYS = Situation()
