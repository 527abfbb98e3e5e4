"""The words of a second reminder follow what the client has done so far."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relanced.core.chase.variants import variant
from relanced.core.intents import Intent
from relanced.core.risk.record import Record
from tests.support.chase import Chase, bill


def chased() -> Chase:
    return Chase("2026-03-02", bill("F-1", "2026-02-20"))


def test_who_has_not_said_a_word_is_asked_whether_the_first_reached_him() -> None:
    chase = chased()
    assert chase.steps() == ["first"]
    assert variant("second", chase.dossier) == "second_silent"


@pytest.mark.parametrize("step", ["second", "third"])
def test_the_first_mail_that_somebody_gets_is_in_the_words_of_a_first(step: str) -> None:
    chase = Chase("2026-02-21", bill("F-1", "2026-02-20"))
    assert variant(step, chase.dossier) == "first"


def test_an_old_invoice_starts_at_the_step_of_its_age_in_the_words_of_a_first_and_goes_on_from_there() -> None:
    chase = Chase("2026-04-15", bill("F-1", "2026-02-20"))
    assert chase.steps() == ["third"]
    assert variant("third", chase.dossier) is None


def test_who_wrote_before_he_was_written_to_is_no_stranger() -> None:
    chase = Chase("2026-02-21", bill("F-1", "2026-02-20"))
    chase.says(Intent.PAYMENT_UNDERWAY)
    assert variant("third", chase.dossier) is None


def test_who_has_answered_gets_the_ordinary_words() -> None:
    chase = chased()
    chase.says(Intent.PAYMENT_UNDERWAY)
    assert variant("second", chase.dossier) is None


def test_an_answer_to_an_earlier_chase_is_no_answer_to_this_one() -> None:
    chase = chased()
    chase.says(Intent.PAYMENT_UNDERWAY)
    told = replace(chase.dossier, replied_on=chase.today.replace(month=1), wait_until=None)
    assert variant("second", told) == "second_silent"


def test_a_machine_s_answer_is_no_word() -> None:
    chase = chased()
    chase.says(Intent.AUTO_REPLY)
    assert variant("second", chase.dossier) == "second_silent"


def test_whose_absence_has_told_that_our_mail_arrived_gets_the_ordinary_words() -> None:
    chase = chased()
    chase.says(Intent.OUT_OF_OFFICE)
    assert variant("second", chase.dossier) is None


def test_who_broke_his_promise_is_written_to_firmly() -> None:
    chase = chased()
    chase.promises("2026-03-10")
    assert variant("second", chase.dossier) is None
    chase.until("2026-03-13")
    assert variant("second", chase.dossier) == "second_firm"


def test_who_is_late_as_a_rule_is_written_to_firmly() -> None:
    chase = chased()
    late = replace(chase.dossier.customer, record=Record(paid=4, paid_late=3))
    assert variant("second", replace(chase.dossier, customer=late)) == "second_firm"


def test_the_other_steps_have_words_for_everybody() -> None:
    assert variant("first", chased().dossier) is None
    assert variant("third", chased().dossier) is None
