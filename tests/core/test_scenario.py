"""Which reminder leaves when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from relanced.core.chase.scenario import Scenario, Step
from relanced.core.chase.shipped import DEFAULT
from relanced.core.deciding.steps import answer_by
from relanced.core.policy import Policy
from tests.support.chase import Chase, bill

POLICY = Policy(timezone=UTC)
NAMES = [step.name for step in DEFAULT.steps]


def with_steps(*steps: Step) -> Policy:
    return replace(POLICY, scenarios=(Scenario("mine", steps),))


def test_a_courtesy_that_comes_too_late_to_speak_of_days_before_is_left_out() -> None:
    policy = with_steps(Step("courtesy", -3), Step("first", 7))
    chase = Chase("2026-03-20", bill("F-1", "2026-03-20"), policy=policy)
    chase.until("2026-03-27")
    assert chase.mails == [("2026-03-27", "first", ("F-1",))]
    eve = Chase("2026-03-19", bill("F-1", "2026-03-20"), policy=policy)
    eve.until("2026-03-20")
    assert eve.mails == [("2026-03-19", "courtesy", ("F-1",))]


def test_a_step_of_the_due_date_itself_names_its_invoice_and_leaves_once() -> None:
    chase = Chase("2026-03-16", bill("F-1", "2026-03-20"), policy=with_steps(Step("due", 0), Step("first", 7)))
    chase.until("2026-03-27")
    assert chase.mails == [("2026-03-20", "due", ("F-1",)), ("2026-03-27", "first", ("F-1",))]


def test_a_person_decides_where_the_scenario_never_had_a_word_to_say() -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20"), policy=with_steps(Step("courtesy", -3)))
    chase.until("2026-03-20")
    assert chase.mails == []
    assert chase.tasks == ["chase_over"]


@given(age=st.integers(-30, 400))
def test_an_invoice_imported_late_never_fires_two_mails(age: int) -> None:
    start = date(2026, 3, 2)
    chase = Chase(start.isoformat(), bill("F-1", (start - timedelta(days=age)).isoformat()))
    chase.until((start + timedelta(days=4)).isoformat())
    assert len(chase.mails) <= 1
    assert "formal_notice" not in chase.steps()


@given(age=st.integers(-20, 60), down=st.lists(st.integers(1, 40), max_size=4))
def test_missed_days_are_caught_up_each_step_once_and_in_order(age: int, down: list[int]) -> None:
    """Days on which nobody asked are lived through by the first day on which somebody does."""
    start = date(2026, 3, 2)
    chase = Chase(start.isoformat(), bill("F-1", (start - timedelta(days=age)).isoformat()))
    for days in down:
        chase.today += timedelta(days=days)
        chase.until(chase.today.isoformat())
    chase.until((chase.today + timedelta(days=120)).isoformat())
    places = [NAMES.index(step) for step in chase.steps()]
    assert places == sorted(set(places))
    gaps = [
        date.fromisoformat(b[0]) - date.fromisoformat(a[0]) for a, b in zip(chase.mails, chase.mails[1:], strict=False)
    ]
    assert all(gap.days >= DEFAULT.minimum_gap_days for gap in gaps)
    assert [t for t in chase.tasks if t != "call"] in (["approve_step"], ["chase_over"])


def test_after_a_delay_neither_a_reminder_nor_a_call_comes_before_the_last_mail_could_be_answered() -> None:
    chase = Chase("2026-03-02", bill("F-1", "2026-01-20"))
    chase.until("2026-03-20")
    assert chase.mails == [("2026-03-02", "third", ("F-1",))]
    assert [(call.step, call.on.isoformat()) for call in chase.dossier.calls] == [("call", "2026-03-06")]
    chase = Chase("2026-03-02", bill("F-1", "2026-02-20"))
    chase.promises("2026-03-13")
    chase.until("2026-04-30")
    assert [(day, step) for day, step, _ in chase.mails] == [
        ("2026-03-02", "first"),
        ("2026-03-18", "broken_promise"),
        ("2026-03-26", "second"),
        ("2026-04-03", "third"),
    ]


@settings(max_examples=20)
@given(age=st.integers(-30, 60), business_days=st.integers(3, 20))
def test_no_mail_asks_for_an_answer_by_a_day_on_which_the_next_one_has_left(age: int, business_days: int) -> None:
    start = date(2026, 3, 2)
    policy = replace(POLICY, answer_within=business_days)
    chase = Chase(start.isoformat(), bill("F-1", (start - timedelta(days=age)).isoformat(), "20000.00"), policy=policy)
    by = []
    for _ in range(60):
        chase.until((chase.today + timedelta(days=1)).isoformat())
        if len(chase.mails) > len(by):
            by.append(answer_by(chase.dossier, policy, chase.today))
    assert all(asked.isoformat() < day for asked, (day, _, _) in zip(by, chase.mails[1:], strict=False))
