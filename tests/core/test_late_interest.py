"""Late interest to the cent: the worked examples of the law, and its hard corners."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from relanced.core.dossier import Status
from relanced.core.law.rates import MissingRate
from relanced.core.law.statement import Remark
from relanced.core.law.terms import Formula, Terms
from relanced.core.money import Money
from tests.support.debts import BUSINESS, CONSUMER, PUBLIC, bill, day, debt, owed, owing, paid, segments


def fixed(rate: str) -> Formula:
    return Formula(points=Decimal(rate))


THREE_TIMES_LEGAL = Formula(legal=Decimal(3))


def test_a_delay_across_june_takes_each_semester_s_rate() -> None:
    line = debt(bill("2026-06-15", "1000.00"), "2026-11-22")
    assert segments(line) == [
        ("2026-06-16", "2026-06-30", 15, "12.15", "4.99"),
        ("2026-07-01", "2026-11-22", 145, "12.40", "49.26"),
    ]
    assert (str(line.late_interest), str(line.recovery_indemnity)) == ("54.25", "40.00")
    assert (str(line.total), line.days_late) == ("1094.25", 160)


def test_nothing_runs_on_the_due_date_and_one_day_runs_on_the_next() -> None:
    on_the_day = debt(bill("2026-03-10", "1000.00"), "2026-03-10")
    assert (on_the_day.segments, on_the_day.recovery_indemnity, on_the_day.days_late) == ((), Money(0), 0)
    day_after = debt(bill("2026-03-10", "1000.00"), "2026-03-11")
    assert segments(day_after) == [("2026-03-11", "2026-03-11", 1, "12.15", "0.33")]
    assert str(day_after.recovery_indemnity) == "40.00"


def test_a_due_date_on_the_last_day_of_a_semester_bears_only_the_next_one_s_rate() -> None:
    assert segments(debt(bill("2026-06-30", "1000.00"), "2026-07-10")) == [
        ("2026-07-01", "2026-07-10", 10, "12.40", "3.40")
    ]


def test_years_of_delay_are_cut_at_every_semester() -> None:
    line = debt(bill("2024-12-31", "10000.00"), "2026-06-30")
    assert [s[3] for s in segments(line)] == ["13.15", "12.15", "12.15"]
    assert [s[2] for s in segments(line)] == [181, 184, 181]


def test_a_leap_year_still_counts_over_365_days() -> None:
    (segment,) = debt(bill("2023-12-31", "36500.00"), "2024-06-30").segments
    assert (segment.days, str(segment.amount)) == (182, "2639.00")
    assert debt(bill("2024-02-28", "36500.00"), "2024-02-29").segments[0].amount == Money.of("14.50")


def test_half_a_cent_goes_up() -> None:
    # 14.60 for one day at 12.50 % is exactly half a cent.
    assert debt(bill("2023-01-01", "14.60"), "2023-01-02").segments[0].amount == Money(1)
    assert debt(bill("2023-01-01", "14.59"), "2023-01-02").segments[0].amount == Money(0)


# -- the rate by kind of customer -------------------------------------------------------------------------------------

NOTICED = {"F1": day("2024-03-01")}


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        # In 2024 three times the taux légal (15.21 %, 14.76 %) was above the default: the default is not raised to it.
        (Terms(BUSINESS), ["14.50", "14.25"]),
        (Terms(BUSINESS, fixed("8")), ["15.21", "14.76"]),
        (Terms(BUSINESS, fixed("15")), ["15.21", "15"]),
        (Terms(BUSINESS, fixed("18.5")), ["18.5", "18.5"]),
        (Terms(BUSINESS, THREE_TIMES_LEGAL), ["15.21", "14.76"]),
        (Terms(BUSINESS, Formula(Decimal(12), ecb=Decimal(1))), ["16.50", "16.25"]),
        # A public buyer: one rate for the whole delay, and no contract may change it.
        (Terms(PUBLIC), ["12.50"]),
        (Terms(PUBLIC, fixed("18.5")), ["12.50"]),
        # A consumer: the contract, or the law from the formal notice, or nothing; no floor.
        (Terms(CONSUMER), []),
        (Terms(CONSUMER, fixed("3")), ["3", "3"]),
        (Terms(CONSUMER, noticed_on=NOTICED), ["5.07", "4.92"]),
        (Terms(CONSUMER, fixed("3"), noticed_on=NOTICED), ["3", "3"]),
    ],
)
def test_the_rate_is_that_of_the_customer_s_kind(terms: Terms, expected: list[str]) -> None:
    line = debt(bill("2024-01-15", "1000.00"), "2024-08-31", terms)
    assert [s[3] for s in segments(line)] == expected


def test_the_floor_of_a_contract_stays_below_it_in_quiet_years() -> None:
    (segment,) = debt(bill("2026-07-01", "1000.00"), "2026-08-01", Terms(BUSINESS, fixed("8.00"))).segments
    assert str(segment.rate) == "8.25"


def test_a_public_buyer_keeps_the_rate_of_the_semester_in_which_interest_starts() -> None:
    due_on_its_last_day = debt(bill("2025-06-30", "1000.00"), "2026-11-22", Terms(PUBLIC))
    assert segments(due_on_its_last_day) == [("2025-07-01", "2026-11-22", 510, "10.15", "141.82")]
    day_before = debt(bill("2025-06-29", "1000.00"), "2026-11-22", Terms(PUBLIC))
    assert [s[3] for s in segments(day_before)] == ["11.15"]
    assert str(day_before.recovery_indemnity) == "40.00"


def test_a_public_buyer_s_part_payment_changes_the_base_and_not_the_rate() -> None:
    line = debt(bill("2026-06-01", "1000.00", "400.00"), "2026-10-31", Terms(PUBLIC), paid("2026-09-30", "600.00"))
    assert [(s.base.cents, str(s.rate)) for s in line.segments] == [(100000, "10.15"), (40000, "10.15")]


def test_a_consumer_owes_interest_from_the_day_after_the_formal_notice() -> None:
    terms = Terms(CONSUMER, noticed_on={"F1": day("2026-07-15")})
    line = debt(bill("2026-05-31", "1000.00"), "2026-11-22", terms)
    assert segments(line) == [("2026-07-16", "2026-11-22", 130, "2.75", "9.79")]
    assert line.recovery_indemnity == Money(0)


def test_a_notice_before_the_due_date_makes_nothing_run_earlier() -> None:
    terms = Terms(CONSUMER, noticed_on={"F1": day("2026-05-01")})
    assert debt(bill("2026-05-31", "1000.00"), "2026-06-10", terms).segments[0].from_on == day("2026-06-01")


def test_another_invoice_s_notice_makes_nothing_run() -> None:
    assert debt(bill("2026-05-31", "1000.00"), "2026-06-30", Terms(CONSUMER, noticed_on={"F9": day("2026-06-01")})) == (
        debt(bill("2026-05-31", "1000.00"), "2026-06-30", Terms(CONSUMER))
    )


# -- payments ---------------------------------------------------------------------------------------------------------


def test_a_part_payment_lowers_the_base_from_the_day_after_it() -> None:
    line = debt(bill("2026-06-15", "1000.00", "600.00"), "2026-11-22", None, paid("2026-08-31", "400.00"))
    assert segments(line) == [
        ("2026-06-16", "2026-06-30", 15, "12.15", "4.99"),
        ("2026-07-01", "2026-08-31", 62, "12.40", "21.06"),
        ("2026-09-01", "2026-11-22", 83, "12.40", "16.92"),
    ]
    assert str(line.balance) == "600.00"


def test_an_invoice_paid_late_still_owes_what_the_delay_cost() -> None:
    line = debt(bill("2026-06-15", "1000.00", "0.00"), "2026-11-22", None, paid("2026-06-25", "1000.00"))
    assert segments(line) == [("2026-06-16", "2026-06-25", 10, "12.15", "3.33")]
    assert (str(line.balance), str(line.total), line.days_late) == ("0.00", "43.33", 10)


def test_an_invoice_paid_in_time_owes_nothing_more() -> None:
    settled = bill("2026-06-15", "1000.00", "0.00")
    assert owed(owing(settled), "2026-11-22", None, paid("2026-06-15", "1000.00")).lines == ()


def test_what_was_paid_on_an_unknown_day_counts_as_paid_in_time() -> None:
    line = debt(bill("2026-07-31", "1000.00", "250.00"), "2026-08-10")
    assert [s.base.cents for s in line.segments] == [25000]
    assert owed(owing(bill("2026-07-31", "1000.00", "0.00")), "2026-08-10").lines == ()


def test_a_statement_of_a_past_day_knows_nothing_of_later_payments() -> None:
    invoice, payment = bill("2026-06-15", "1000.00", "600.00"), paid("2026-08-31", "400.00")
    assert debt(invoice, "2026-07-31", None, payment) == debt(bill("2026-06-15", "1000.00"), "2026-07-31")


def test_a_statement_of_a_past_day_leaves_out_invoices_made_later() -> None:
    two = owing(bill("2026-06-15", "1000.00"), bill("2026-08-31", "200.00", number="F2", issued="2026-08-01"))
    assert [[line.number for line in owed(two, at).lines] for at in ("2026-07-31", "2026-08-01")] == [
        ["F1"],
        ["F1", "F2"],
    ]


def test_what_a_person_waived_is_not_claimed_by_its_interest() -> None:
    waived = bill("2026-06-15", "1000.00", "0.00", waived=True)
    assert owed(owing(waived), "2026-11-22", None, paid("2026-08-31", "400.00")).lines == ()


def test_interest_comes_first_only_where_it_is_claimed() -> None:
    invoice, payment = bill("2026-06-15", "1000.00", "600.00"), paid("2026-08-31", "400.00")
    booked = debt(invoice, "2026-08-31", Terms(), payment)
    claimed = debt(invoice, "2026-08-31", Terms(interest_first=True), payment)
    assert (str(booked.balance), str(booked.late_interest)) == ("600.00", "26.05")
    assert (str(claimed.balance), str(claimed.late_interest)) == ("626.05", "0.00")
    assert booked.total == claimed.total
    later = [debt(invoice, "2026-11-22", Terms(interest_first=first), payment).total.cents for first in (False, True)]
    assert later[1] - later[0] == 73, "the 26.05 that stayed principal bears interest: 83 days at 12.40 %"


# -- insolvency -------------------------------------------------------------------------------------------------------


def test_the_judgment_stops_interest_from_the_first_hour_of_its_day() -> None:
    terms = Terms(judgment_on=day("2026-09-10"))
    line = debt(bill("2026-06-15", "1000.00"), "2026-11-22", terms)
    assert segments(line)[-1][:3] == ("2026-07-01", "2026-09-09", 71)
    assert line.segments == debt(bill("2026-06-15", "1000.00"), "2026-09-09").segments


def test_once_stopped_interest_never_grows_again() -> None:
    terms = Terms(judgment_on=day("2026-09-10"))
    figures = {
        debt(bill("2026-06-15", "1000.00"), at, terms).total for at in ("2026-09-09", "2026-10-01", "2027-03-01")
    }
    assert len(figures) == 1


def test_an_invoice_of_what_was_delivered_after_the_judgment_goes_on_as_agreed() -> None:
    terms = Terms(judgment_on=day("2026-07-10"), performed_on={"F1": day("2026-07-10")})
    line = debt(bill("2026-08-31", "1000.00", issued="2026-07-20"), "2026-09-10", terms)
    assert (line.segments[0].days, str(line.recovery_indemnity)) == (10, "40.00")


def test_an_unknown_judgment_is_said_beside_the_figures() -> None:
    insolvent = replace(owing(bill("2026-06-15", "1000.00")), status=Status.INSOLVENT)
    assert Remark.JUDGMENT_UNKNOWN in owed(insolvent, "2026-06-30").remarks
    assert Remark.JUDGMENT_UNKNOWN not in owed(insolvent, "2026-06-30", Terms(judgment_on=day("2026-06-20"))).remarks


# -- rates that are missing or unsure ---------------------------------------------------------------------------------


@pytest.mark.parametrize("terms", [Terms(), Terms(BUSINESS, fixed("15")), Terms(CONSUMER, THREE_TIMES_LEGAL)])
def test_a_delay_into_a_semester_without_rates_is_refused_by_name(terms: Terms) -> None:
    with pytest.raises(MissingRate, match="2027-S1"):
        debt(bill("2026-12-15", "1000.00"), "2027-01-01", terms)
    assert debt(bill("2026-12-15", "1000.00"), "2026-12-31", terms).segments


def test_a_rate_that_needs_no_table_needs_no_semester() -> None:
    assert [s[3] for s in segments(debt(bill("2026-12-15", "9.00"), "2027-01-10", Terms(CONSUMER, fixed("4"))))] == [
        "4",
        "4",
    ]
    assert len(debt(bill("2026-12-15", "9.00"), "2027-01-10", Terms(PUBLIC)).segments) == 1


def test_a_rate_to_confirm_is_said_beside_the_figures() -> None:
    sure, unsure = (owed(owing(bill("2026-06-15", "1000.00")), at) for at in ("2026-06-30", "2026-07-01"))
    assert (sure.remarks, sure.to_confirm) == ((), ())
    assert (unsure.remarks, [str(s) for s in unsure.to_confirm]) == ((Remark.RATE_TO_CONFIRM,), ["2026-S2"])
