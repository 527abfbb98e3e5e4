"""Late interest against a computation of another kind: day by day, in whole numbers, from a table typed again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from relanced.core.dossier import Customer, CustomerKind, Dossier, Invoice
from relanced.core.events import PaymentRecorded
from relanced.core.law.statement import statement
from relanced.core.law.terms import Formula, Terms
from relanced.core.money import Money

# First day of each semester: the ECB's rate and the taux légal of professionals, in hundredths of a percent.
PUBLISHED = """
2021-01-01   0  79 | 2021-07-01   0  76 | 2022-01-01   0  76 | 2022-07-01   0  77
2023-01-01 250 206 | 2023-07-01 400 422 | 2024-01-01 450 507 | 2024-07-01 425 492
2025-01-01 315 371 | 2025-07-01 215 276 | 2026-01-01 215 262 | 2026-07-01 240 275
"""
ROWS = (row.split() for row in PUBLISHED.strip().replace("\n", "|").split("|"))
TABLE = [(date.fromisoformat(day), int(ecb), int(legal)) for day, ecb, legal in ROWS]
FIRST, LAST = TABLE[0][0], date(2026, 12, 31)
CASES = 10_000


@dataclass
class Situation:
    """A debt as an accountant's sheet has it: whole cents, hundredths of a percent."""

    kind: str
    total: int
    due: date
    at: date
    unexplained: int
    payments: dict[date, int] = field(default_factory=dict)
    agreed: tuple[str, int] | None = None
    notice: date | None = None
    judgment: date | None = None
    interest_first: bool = False


def published(day: date) -> tuple[int, int]:
    return next((ecb, legal) for first, ecb, legal in reversed(TABLE) if first <= day)


def rate_on(day: date, s: Situation) -> int:
    """In hundredths of a percent; 0 when nothing is owed for that day."""
    if day <= s.due or (s.judgment and day >= s.judgment):
        return 0
    if s.kind == "public":
        return published(s.due + timedelta(1))[0] + 800
    ecb, legal = published(day)
    agreed = (
        None
        if s.agreed is None
        else {"fixed": s.agreed[1], "ecb": ecb + s.agreed[1], "legal": legal * s.agreed[1]}[s.agreed[0]]
    )
    if s.kind == "business":
        return ecb + 1000 if agreed is None else max(agreed, 3 * legal)
    if agreed is not None:
        return agreed
    return legal if s.notice and day > s.notice else 0


def is_seam(day: date, s: Situation) -> bool:
    """A segment ends with this day: the semester does, or a payment comes in."""
    new_semester = (day + timedelta(1)).day == 1 and (day + timedelta(1)).month in (1, 7) and s.kind != "public"
    return new_semester or day in s.payments


def by_day(s: Situation) -> tuple[int, int]:
    """Interest unpaid and principal left, in cents."""
    principal, accrued, settled, running = s.total - s.unexplained, 0, 0, 0
    day = min([s.due, *s.payments])
    while day <= s.at:
        running += principal * rate_on(day, s)
        if is_seam(day, s) or day == s.at:
            accrued += (2 * running + 3_650_000) // 7_300_000
            running = 0
        if day in s.payments:
            to_interest = min(s.payments[day], accrued - settled) if s.interest_first else 0
            settled += to_interest
            principal -= s.payments[day] - to_interest
        day += timedelta(1)
    return accrued - settled, principal


def drawn(random: Random) -> Situation:
    kind = random.choice(["business", "business", "business", "public", "consumer"])
    due = FIRST + timedelta(random.randrange(1, (LAST - FIRST).days - 400))
    s = Situation(kind, 0, due, due + timedelta(random.choice([0, 1, random.randrange(60), random.randrange(400)])), 0)
    s.total = random.choice([random.randrange(1, 2_000), random.randrange(1, 500_000), random.randrange(1, 10**9)])
    s.agreed = random.choice(
        [None, None, ("fixed", random.randrange(0, 2500)), ("ecb", random.randrange(0, 1500)), ("legal", 3)]
    )
    s.notice = random.choice([None, due + timedelta(random.randrange(-30, 90))])
    s.judgment = random.choice([None, None, None, due + timedelta(random.randrange(-20, 300))])
    s.interest_first = random.random() < 0.3
    left = s.total
    for _ in range(random.choice([0, 0, 1, 2, 4])):
        on, cents = due + timedelta(random.randrange(-10, 200)), random.randrange(1, max(left, 2))
        if on <= s.at and cents < left and on not in s.payments:
            s.payments[on] = cents
            left -= cents
    s.unexplained = random.choice([0, 0, 0, random.randrange(left)])
    return s


def computed(s: Situation) -> tuple[int, int]:
    """The same by relanced, whose ledger has the balance that is left after all payments."""
    balance = s.total - s.unexplained - sum(s.payments.values())
    invoice = Invoice("F1", s.due, Money(s.total), Money(balance))
    shapes = {"fixed": ("points", "0"), "ecb": ("points", "1"), "legal": ("legal", "0")}
    formula = None
    if s.agreed:
        name, number = s.agreed
        value = Decimal(number) if name == "legal" else Decimal(number) / 100
        formula = Formula(**{shapes[name][0]: value, "ecb": Decimal(shapes[name][1])})
    notices = {"F1": s.notice} if s.notice else {}
    terms = Terms(CustomerKind(s.kind), formula, notices, s.judgment, interest_first=s.interest_first)
    payments = [PaymentRecorded(Money(cents), on, None) for on, cents in s.payments.items()]
    found = statement(Dossier("RL-0001", Customer("C1", "Bertin"), (), (invoice,)), s.at, terms, payments)
    return found.late_interest.cents, found.balance.cents


@pytest.mark.parametrize("seed", range(4))
def test_ten_thousand_debts_agree_to_the_cent_with_a_computation_day_by_day(seed: int) -> None:
    random, charged = Random(seed), 0
    for _ in range(CASES // 4):
        situation = drawn(random)
        expected = by_day(situation)
        assert computed(situation) == expected, situation
        charged += expected[0] > 0
    assert charged > CASES // 4 // 3, "most of what is compared bears interest"
