"""The words of a second reminder follow what the client has done so far."""

from __future__ import annotations

from dataclasses import replace

from relanced.core.intents import Intent
from relanced.core.record import Record
from relanced.core.variants import variant
from tests.support.chase import Chase, bill


def chased() -> Chase:
    return Chase("2026-03-02", bill("F-1", "2026-02-20"))


def test_who_has_not_said_a_word_is_asked_whether_the_first_reached_him() -> None:
    chase = chased()
    assert chase.steps() == ["first"]
    assert variant("second", chase.dossier) == "second_silent"


def test_before_anything_was_sent_nobody_is_silent() -> None:
    chase = Chase("2026-02-21", bill("F-1", "2026-02-20"))
    assert variant("second", chase.dossier) is None


def test_who_has_answered_gets_the_ordinary_words() -> None:
    chase = chased()
    chase.says(Intent.PAYMENT_UNDERWAY)
    assert variant("second", chase.dossier) is None


def test_an_answer_to_an_earlier_chase_is_no_answer_to_this_one() -> None:
    chase = chased()
    chase.says(Intent.PAYMENT_UNDERWAY)
    told = replace(chase.dossier, replied_on=chase.today.replace(month=1))
    assert variant("second", told) == "second_silent"


def test_a_machine_s_answer_is_no_word() -> None:
    chase = chased()
    chase.says(Intent.AUTO_REPLY)
    assert variant("second", chase.dossier) == "second_silent"


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
