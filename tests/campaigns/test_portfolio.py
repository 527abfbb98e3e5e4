"""A small portfolio keeps its distances over six months; and the campaign would see it if one did not."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from campaigns.portfolio import Mail, Portfolio, attack, otherwise, out_of_hours, to_nobody, too_near, twice


@pytest.mark.parametrize("seed", [1, 5])
def test_a_portfolio_is_rehearsed_without_a_fault_and_lived_as_rehearsed(tmp_path: Path, seed: int) -> None:
    portfolio = Portfolio(tmp_path, seed, customers=20)
    figures = attack(portfolio)
    portfolio.close()
    assert figures.faults == []
    assert figures.rehearsed.total() > 20
    assert len(figures.statuses) > 4


def mail(day: str, step: str = "first", customer: str = "C1", reference: str = "RL-1") -> Mail:
    return Mail(date.fromisoformat(day), reference, customer, step)


def test_two_reminders_to_one_customer_within_the_gap_are_seen_whatever_the_dossier() -> None:
    near = [mail("2026-12-01"), mail("2026-12-04", "second", reference="RL-2")]
    assert len(too_near(near, 5)) == 1
    assert too_near(near, 3) == []
    assert too_near([near[0], mail("2026-12-04", "second", "C2")], 5) == []


def test_an_answer_is_no_reminder_and_a_broken_promise_has_its_own_day() -> None:
    assert too_near([mail("2026-12-01"), mail("2026-12-02", "promise_noted")], 5) == []
    assert too_near([mail("2026-12-01"), mail("2026-12-03", "broken_promise")], 5) == []
    assert len(too_near([mail("2026-12-03", "broken_promise"), mail("2026-12-04", "second")], 5)) == 1


def test_a_mail_on_a_sunday_to_who_owes_nothing_or_too_often_is_seen() -> None:
    sunday = mail("2026-12-06")
    assert len(out_of_hours([sunday], lambda day: day.weekday() < 5)) == 1
    assert len(to_nobody([sunday], {"RL-1"})) == 1
    assert len(twice([sunday, mail("2026-12-20")], Counter({"RL-1": 1}))) == 1


def test_what_is_rehearsed_and_not_lived_is_seen_and_the_other_way_round() -> None:
    assert otherwise([mail("2026-12-01")], [mail("2026-12-01")]) == []
    assert len(otherwise([mail("2026-12-01")], [mail("2026-12-02")])) == 2


def test_a_daemon_that_keeps_no_distance_is_caught(tmp_path: Path) -> None:
    portfolio = Portfolio(tmp_path, 2, customers=20)
    policy = portfolio.app.policy
    hasty = tuple(replace(scenario, minimum_gap_days=0) for scenario in policy.scenarios)
    portfolio.app = replace(portfolio.app, policy=replace(policy, scenarios=hasty))
    figures = attack(portfolio, living=False)
    portfolio.close()
    assert any(": C" in fault for fault in figures.faults)
