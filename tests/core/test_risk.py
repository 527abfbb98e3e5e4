"""The score of a customer is the sum of reasons, and warnings are given of facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relanced.core.dossier import Customer, Invoice
from relanced.core.money import Money
from relanced.core.risk.alerts import AlertKind, Thresholds, alerts
from relanced.core.risk.record import NEW, Record
from relanced.core.risk.score import LEVELS, RULES, Level, score
from relanced.core.risk.settlements import month_before, settlements
from relanced.core.risk.standing import AGES, Age, Standing, age_of

NOBODY = Standing(Customer("C1", "Menuiserie Bertin"))
LATE = replace(NOBODY, ages=(Age("0", 1, Money(40_000)), Age("90", 2, Money(60_000))), days_late=70)


def with_record(standing: Standing = NOBODY, **record: int) -> Standing:
    return replace(standing, customer=replace(standing.customer, record=replace(NEW, **record)))  # type: ignore[arg-type]


def kinds(standing: Standing, **thresholds: int) -> list[AlertKind]:
    return [alert.kind for alert in alerts(standing, Thresholds(**thresholds))]


# -- the score --------------------------------------------------------------------------------------------------------


def test_of_somebody_new_nothing_bad_is_known() -> None:
    assert score(NOBODY).points == 0
    assert score(NOBODY).rows == ()
    assert score(NOBODY).level is Level.LOW


def test_one_who_pays_in_time_and_keeps_his_word_does_not_fall_below_nought() -> None:
    rating = score(with_record(paid=10, paid_late=1, days_late=2, promises_kept=2))
    assert rating.points == 0
    assert [(rule.what, points) for rule, points in rating.rows] == [
        ("habit", 1),
        ("promises_kept", -4),
        ("reliable", -10),
    ]


def test_a_bad_payer_is_told_by_what_he_did() -> None:
    rating = score(with_record(LATE, paid=10, paid_late=8, days_late=40, promises_broken=2, promises_kept=1))
    assert {rule.what: points for rule, points in rating.rows} == {
        "average": 13,
        "habit": 8,
        "promises_broken": 16,
        "late": 17,
    }
    assert (rating.points, rating.level) == (54, Level.HIGH)


def test_insolvency_says_it_all() -> None:
    assert score(replace(NOBODY, insolvent=True)).level is Level.SEVERE


def some_record(paid: int, late: int, days: int, kept: int, broken: int, disputes: int) -> Customer:
    return Customer("C1", "Bertin", record=Record(paid, min(paid, late), days, kept, broken, disputes))


standings = st.builds(
    replace,
    st.just(LATE),
    customer=st.builds(some_record, *[st.integers(0, 400)] * 6),
    days_late=st.integers(0, 4000),
    unanswered=st.integers(0, 50),
    insolvent=st.booleans(),
    credit_limit=st.none() | st.builds(Money, st.integers(1, 10**8)),
)


@given(standings)
def test_the_score_is_the_sum_of_its_rows_between_nought_and_a_hundred(standing: Standing) -> None:
    rating = score(standing)
    assert rating.points == min(max(sum(points for _, points in rating.rows), 0), 100)
    assert all(points for _, points in rating.rows)


@given(standings)
def test_a_promise_broken_never_makes_it_better(standing: Standing) -> None:
    record = replace(standing.customer.record, promises_broken=standing.customer.record.promises_broken + 1)
    worse = replace(standing, customer=replace(standing.customer, record=record))
    assert score(worse).points >= score(standing).points


def test_the_levels_cover_the_scale_and_no_rule_stands_twice() -> None:
    assert LEVELS[-1][0] == 0
    assert [bound for bound, *_ in LEVELS] == sorted((bound for bound, *_ in LEVELS), reverse=True)
    assert len({rule.what for rule in RULES}) == len(RULES)


# -- warnings ---------------------------------------------------------------------------------------------------------


def test_a_credit_limit_is_exceeded_by_what_is_owed_in_all_not_by_what_is_late() -> None:
    assert kinds(replace(LATE, credit_limit=Money(100_000))) == []
    assert kinds(replace(LATE, credit_limit=Money(99_000))) == [AlertKind.LIMIT_EXCEEDED]


@pytest.mark.parametrize(("unanswered", "days_late", "told"), [(3, 61, True), (2, 61, False), (3, 60, False)])
def test_silence_is_three_reminders_without_an_answer_and_more_than_sixty_days(
    unanswered: int, days_late: int, told: bool
) -> None:
    silent = replace(LATE, unanswered=unanswered, days_late=days_late)
    assert (AlertKind.SILENT in kinds(silent)) is told
    assert kinds(replace(silent, unanswered=5, days_late=300), silent_reminders=6) == []


def test_two_broken_promises_are_told_and_a_series_of_them_says_more() -> None:
    assert kinds(replace(LATE, broken=1, unkept=1)) == []
    assert kinds(replace(LATE, broken=2, unkept=2)) == [AlertKind.PROMISES_BROKEN]
    assert kinds(replace(LATE, broken=2, unkept=3)) == [AlertKind.SERIAL_PROMISES]


def test_who_owes_nothing_late_is_past_no_point_of_no_return() -> None:
    assert kinds(replace(NOBODY, broken=3, unkept=5)) == []


# -- ages and settlements ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("late", "label"), [(-5, "0"), (0, "0"), (1, "30"), (30, "30"), (31, "60"), (91, "90+")])
def test_an_invoice_is_in_the_bucket_of_its_delay(late: int, label: str) -> None:
    today = date(2026, 12, 1)
    assert age_of(date.fromordinal(today.toordinal() - late), today) == label
    assert label in dict(AGES)


def settled(number: str, on: str, after: str | None, euros: str = "100.00", currency: str = "EUR") -> Invoice:
    day = date.fromisoformat(on)
    due = date(2026, 11, 1)
    return Invoice(number, due, Money.of(euros, currency), Money(0), settled_on=day, settled_after=after)


def test_what_a_month_brought_is_told_by_the_step_after_which_it_came() -> None:
    rows = [
        settled("F-1", "2026-11-01", ""),
        settled("F-2", "2026-11-11", "first"),
        settled("F-3", "2026-11-30", "first", "300.00"),
        settled("F-4", "2026-12-01", "second"),
        settled("F-5", "2026-11-05", None, "50.00"),
    ]
    [month] = settlements(rows, *month_before(date(2026, 12, 5)))
    assert (month.first, month.last) == (date(2026, 11, 1), date(2026, 11, 30))
    assert (month.invoices, str(month.amount), month.days_late) == (4, "550.00", 11)
    told = [(row.step, row.invoices, row.share, str(row.amount)) for row in month.after]
    assert told == [("first", 2, 50, "400.00"), ("", 1, 25, "100.00"), (None, 1, 25, "50.00")]


def test_two_currencies_are_two_rows() -> None:
    rows = [settled("F-1", "2026-11-02", ""), settled("F-2", "2026-11-02", "", currency="CHF")]
    assert [m.amount.currency for m in settlements(rows, date(2026, 11, 1), date(2026, 11, 30))] == ["CHF", "EUR"]


def test_the_month_before_january_is_december() -> None:
    assert month_before(date(2027, 1, 2)) == (date(2026, 12, 1), date(2026, 12, 31))
