"""Which scenario is taken for whom, and how fast."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date

import pytest

from relanced.core.chase.scenario import Anchor, Channel, Scenario, Step, Unit
from relanced.core.chase.situation import Situation
from relanced.core.dossier import Contact, ContactRole, Customer, CustomerKind, Dossier, Status
from relanced.core.policy import Policy
from relanced.core.risk.record import Record
from tests.support.chase import Chase, bill

POLICY = Policy(timezone=UTC)
TODAY = date(2026, 3, 20)
DOSSIER = Dossier("RL-0001", Customer("C1", "Bertin"), (Contact("a@bertin.example"),), (bill("F-1", "2026-02-20"),))


def of(**customer: object) -> Dossier:
    return replace(DOSSIER, customer=replace(DOSSIER.customer, **customer))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("dossier", "name", "second"),
    [
        (DOSSIER, "default", 15),
        (of(kind=CustomerKind.PUBLIC), "public", 25),
        (of(kind=CustomerKind.CONSUMER), "consumer", 15),
        (of(segment="Grand  Compte"), "key_account", 17),
        (of(segment="TPE"), "small_business", 9),
        (of(record=Record(paid=4, paid_late=3)), "default", 10),
        (of(record=Record(paid=12)), "default", 20),
        (replace(DOSSIER, invoices=(bill("F-1", "2026-02-20", "12000.00"),)), "default", 10),
    ],
)
def test_the_shipped_scenarios_suit_the_customer(dossier: Dossier, name: str, second: int) -> None:
    scenario = POLICY.scenario_for(dossier, TODAY)
    step = scenario.step("second")
    assert step is not None
    assert (scenario.name, step.offset) == (name, second)


@pytest.mark.parametrize(
    ("situation", "holds"),
    [
        (Situation(), True),
        (Situation(country=("BE", "LU")), False),
        (Situation(country=("FR",), language=("fr",)), True),
        (Situation(amount_from=120000), True),
        (Situation(amount_from=120001), False),
        (Situation(amount_until=119999), False),
        (Situation(days_late_from=28), True),
        (Situation(days_late_from=29), False),
        (Situation(days_late_until=27), False),
        (Situation(new_customer=True), True),
        (Situation(new_customer=False), False),
        (Situation(kind=(CustomerKind.BUSINESS,), segment=("vip",)), False),
    ],
)
def test_all_the_conditions_of_a_situation_hold_or_it_does_not(situation: Situation, holds: bool) -> None:
    assert situation.holds(DOSSIER, TODAY) is holds


def mine(*steps: Step, **more: object) -> Policy:
    return replace(POLICY, scenarios=(Scenario("mine", steps, **more),))  # type: ignore[arg-type]


def test_a_step_may_count_from_the_day_on_which_the_one_before_really_left() -> None:
    steps = (
        Step("first", 7),
        Step("second", 4, Unit.BUSINESS, Anchor.PREVIOUS),
        Step("third", 10, after=Anchor.PREVIOUS),
    )
    chase = Chase("2026-03-20", bill("F-1", "2026-03-16"), policy=mine(*steps, minimum_gap_days=0))
    chase.until("2026-04-20")
    assert [(day, step) for day, step, _ in chase.mails] == [
        ("2026-03-23", "first"),
        ("2026-03-27", "second"),
        ("2026-04-06", "third"),
    ]


def test_a_small_amount_skips_the_step_that_is_not_for_it() -> None:
    steps = (Step("first", 7), Step("second", 15, floor=50_000), Step("third", 30, ceiling=40_000))
    chase = Chase("2026-03-16", bill("F-1", "2026-03-16", "300.00"), policy=mine(*steps))
    chase.until("2026-04-20")
    assert chase.steps() == ["first", "third"]


def test_a_dossier_below_the_floor_waits_until_it_has_grown() -> None:
    chase = Chase("2026-03-16", bill("F-1", "2026-03-02", "9.00"), policy=mine(Step("first", 7), floor=15_00))
    chase.until("2026-04-20")
    assert chase.mails == []
    assert (chase.dossier.next_action_on, chase.dossier.status) == (None, Status.ACTIVE)
    chase.imported(bill("F-1", "2026-03-02", "9.00"), bill("F-2", "2026-04-20", "30.00"))
    chase.until("2026-04-30")
    assert chase.steps() == ["first"]


def test_a_call_is_asked_for_once_and_the_chase_goes_on_without_it() -> None:
    steps = (Step("first", 7), Step("call", 9, channel=Channel.CALL), Step("second", 15))
    chase = Chase("2026-03-16", bill("F-1", "2026-03-16"), policy=mine(*steps))
    chase.until("2026-04-05")
    assert chase.steps() == ["first", "second"]
    assert chase.tasks == ["call"]
    assert [(c.step, c.on.isoformat()) for c in chase.dossier.calls] == [("call", "2026-03-25")]


def test_a_step_goes_to_the_nearest_contact_up_to_its_role() -> None:
    main, boss = Contact("a@b.example"), Contact("dg@b.example", role=ContactRole.MANAGER)
    accounts = Contact("compta@b.example", role=ContactRole.ACCOUNTING)
    dossier = replace(DOSSIER, contacts=(boss, main, accounts))
    assert dossier.contact == main
    assert dossier.contact_for(ContactRole.ESCALATION) == accounts
    assert dossier.contact_for(ContactRole.MANAGER) == boss
    assert replace(dossier, contacts=(boss,)).contact == boss


def test_balances_that_nobody_has_confirmed_for_long_are_not_chased() -> None:
    policy = replace(POLICY, ledger_limit=10)
    chase = Chase("2026-03-16", bill("F-1", "2026-03-20"), policy=policy)
    chase.until("2026-04-20")
    assert chase.steps() == ["courtesy"]
    chase.imported(bill("F-1", "2026-03-20"))
    chase.until("2026-04-22")
    assert len(chase.steps()) == 2
