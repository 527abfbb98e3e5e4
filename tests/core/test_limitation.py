"""Until when an invoice may be sued for, and what moves that day."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relanced.core.dossier import CustomerKind, Promise
from relanced.core.intents import Intent
from relanced.core.law.limitation import (
    Acknowledgement,
    Limitation,
    Nature,
    Written,
    acknowledgements,
    limitation,
    limitations,
    nature,
)
from relanced.core.money import Money
from tests.support.debts import bill, day, owing, paid


def of(due: str, kind: Nature, *acts: str, issued: str | None = None, performed: str | None = None) -> Limitation:
    found = [Acknowledgement(day(on), message_id=f"<{on}@bertin.example>") for on in acts]
    return limitation(bill(due, "100.00", issued=issued), kind, found, day(performed) if performed else None)


@pytest.mark.parametrize(
    ("kind", "last"),
    [
        (Nature.BUSINESS, "2031-06-15"),
        (Nature.CONSUMER, "2028-06-15"),
        (Nature.CARRIAGE, "2027-06-15"),
        (Nature.PUBLIC, "2030-12-31"),
    ],
)
def test_each_kind_of_debt_has_its_own_period(kind: Nature, last: str) -> None:
    assert of("2026-06-15", kind).limitation_on == day(last)
    assert of("2026-06-15", kind).rule.article


@pytest.mark.parametrize(
    ("kind", "last"),
    [
        (Nature.BUSINESS, "2031-01-31"),
        (Nature.CONSUMER, "2027-11-20"),
        (Nature.CARRIAGE, "2026-11-20"),
        (Nature.PUBLIC, "2029-12-31"),
    ],
)
def test_between_professionals_it_runs_from_the_due_date_and_elsewhere_from_the_service(
    kind: Nature, last: str
) -> None:
    assert of("2026-01-31", kind, issued="2025-12-01", performed="2025-11-20").limitation_on == day(last)


def test_an_unknown_day_of_service_is_taken_to_be_the_invoice_s_own() -> None:
    assert of("2026-01-31", Nature.CONSUMER, issued="2025-12-01").limitation_on == day("2027-12-01")


@pytest.mark.parametrize(
    ("due", "last", "announced"),
    [
        ("2024-02-29", "2029-02-28", "2028-08-28"),
        ("2026-08-31", "2031-08-31", "2031-02-28"),
        ("2022-08-31", "2027-08-31", "2027-02-28"),
        ("2023-08-31", "2028-08-31", "2028-02-29"),
    ],
)
def test_it_is_announced_six_months_ahead(due: str, last: str, announced: str) -> None:
    found = of(due, Nature.BUSINESS)
    assert (found.limitation_on, found.announce_on) == (day(last), day(announced))
    assert [found.is_announced(day(d)) for d in (announced, last)] == [True, True]
    assert not found.is_announced(day("2026-09-01"))


def test_an_acknowledgement_starts_the_period_anew_and_is_kept_as_evidence() -> None:
    found = of("2026-06-15", Nature.CONSUMER, "2026-09-01", "2028-03-10")
    assert found.limitation_on == day("2030-03-10")
    assert found.moved_by is not None
    assert found.moved_by.message_id == "<2028-03-10@bertin.example>"


def test_a_public_body_s_acknowledgement_counts_from_the_next_first_of_january() -> None:
    assert of("2026-06-15", Nature.PUBLIC, "2027-02-10").limitation_on == day("2031-12-31")


@pytest.mark.parametrize(("on", "last"), [("2028-06-15", "2030-06-15"), ("2028-06-16", "2028-06-15")])
def test_what_is_time_barred_does_not_come_back_to_life(on: str, last: str) -> None:
    assert of("2026-06-15", Nature.CONSUMER, on).limitation_on == day(last)


def test_an_acknowledgement_before_the_due_date_shortens_nothing() -> None:
    found = of("2026-06-15", Nature.BUSINESS, "2026-06-01")
    assert (found.limitation_on, found.moved_by) == (day("2031-06-15"), None)


def test_an_acknowledgement_of_one_invoice_does_not_move_the_other() -> None:
    act = Acknowledgement(day("2026-09-01"), ("F2",), "<1@bertin.example>")
    two = owing(bill("2026-06-15", "100.00"), bill("2026-06-20", "100.00", number="F2"))
    found = limitations(two, Nature.BUSINESS, [act])
    assert [(row.number, row.limitation_on) for row in found] == [("F1", day("2031-06-15")), ("F2", day("2031-09-01"))]


def test_what_is_paid_has_no_limitation() -> None:
    assert limitations(owing(bill("2026-06-15", "100.00", "0.00")), Nature.BUSINESS) == ()


def test_a_carrier_s_debts_are_carriage_whoever_owes_them() -> None:
    assert nature(CustomerKind.CONSUMER) is Nature.CONSUMER
    assert {nature(kind, carriage=True) for kind in CustomerKind} == {Nature.CARRIAGE}


# -- what the dossier itself shows ------------------------------------------------------------------------------------

TWO = owing(bill("2026-06-15", "100.00"), bill("2026-06-20", "100.00", number="F2"))
WRITTEN = Promise(day("2026-09-30"), day("2026-09-01"), message_id="<p@bertin.example>")


def test_a_written_promise_of_the_whole_recognises_every_invoice() -> None:
    (act,) = acknowledgements(replace(TWO, promises=(WRITTEN,)))
    assert (act.on, act.invoices, act.message_id) == (day("2026-09-01"), ("F1", "F2"), "<p@bertin.example>")


def test_a_promise_by_telephone_is_not_written() -> None:
    assert acknowledgements(replace(TWO, promises=(replace(WRITTEN, message_id=None),))) == ()


def test_a_promise_of_a_part_does_not_say_of_which_of_two_debts() -> None:
    part = replace(WRITTEN, amount=Money.of("50.00"))
    assert acknowledgements(replace(TWO, promises=(part,))) == ()
    one = replace(TWO, invoices=TWO.invoices[:1], promises=(part,))
    assert [a.invoices for a in acknowledgements(one)] == [("F1",)]


def test_a_promise_says_nothing_of_an_invoice_made_later() -> None:
    later = owing(bill("2026-06-15", "100.00"), bill("2026-12-20", "100.00", number="F2", issued="2026-11-20"))
    assert [a.invoices for a in acknowledgements(replace(later, promises=(WRITTEN,)))] == [("F1",)]


def test_a_part_payment_moves_the_invoice_that_it_pays() -> None:
    partly = owing(bill("2026-06-15", "100.00", "40.00"), bill("2026-06-20", "100.00", number="F2"))
    acts = acknowledgements(partly, [paid("2026-10-05", "60.00")])
    assert [(a.on, a.invoices) for a in acts] == [(day("2026-10-05"), ("F1",))]
    assert [row.limitation_on for row in limitations(partly, Nature.BUSINESS, acts)] == [
        day("2031-06-20"),
        day("2031-10-05"),
    ]


# -- what his mails recognise -----------------------------------------------------------------------------------------

ASKED = Written(day("2026-09-05"), "<d@bertin.example>", frozenset({Intent.DELAY_REQUEST}))


@pytest.mark.parametrize("intent", [Intent.DELAY_REQUEST, Intent.PAYMENT_PLAN_REQUEST])
def test_who_asks_for_time_in_writing_recognises_what_he_owes(intent: Intent) -> None:
    (act,) = acknowledgements(TWO, mails=[replace(ASKED, intents=frozenset({intent}))])
    assert (act.on, act.invoices, act.message_id) == (day("2026-09-05"), ("F1", "F2"), "<d@bertin.example>")


@pytest.mark.parametrize(
    "mail",
    [
        replace(ASKED, intents=frozenset({Intent.DELAY_REQUEST, Intent.DISPUTE})),
        replace(ASKED, intents=frozenset({Intent.DELAY_REQUEST, Intent.ALREADY_PAID})),
        replace(ASKED, intents=frozenset({Intent.OTHER})),
        replace(ASKED, message_id=None),
        replace(ASKED, on=day("2026-06-01")),
    ],
)
def test_who_contests_says_that_he_has_paid_or_says_nothing_recognises_nothing(mail: Written) -> None:
    assert acknowledgements(TWO, mails=[mail]) == ()


def test_a_mail_that_names_an_invoice_speaks_of_that_one() -> None:
    named = replace(ASKED, by_invoice={"F2": frozenset({Intent.DELAY_REQUEST}), "F1": frozenset({Intent.OTHER})})
    assert [a.invoices for a in acknowledgements(TWO, mails=[named])] == [("F2",)]
