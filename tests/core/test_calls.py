"""Telephone calls: what is said on the telephone has the effect of a mail that says the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from relanced.core.dossier import CallOutcome, Promise, Status
from relanced.core.effects import Decision
from relanced.core.events import CallMade, Noted, PaymentRecorded, Settled
from relanced.core.intents import Intent
from relanced.core.money import Money
from relanced.core.reasons import Reason
from relanced.core.tasks import TaskKind
from tests.core.test_post import noticed
from tests.support.chase import CONTACT, Chase, bill

CALL = "call"
FRIDAY, MONDAY = date(2026, 10, 9), date(2026, 10, 12)


@pytest.fixture
def chase() -> Chase:
    """The scenario has come to a call: 34 days after the due date."""
    chase = Chase("2026-09-01", bill("F-1", "2026-09-01"))
    chase.until("2026-10-06")
    assert chase.tasks == [CALL]
    return chase


def rings(chase: Chase, outcome: str, **more: object) -> Decision:
    return chase.happens(CallMade(CallOutcome(outcome), **more))  # type: ignore[arg-type]


def due(chase: Chase) -> list[date]:
    return [t.due_on for t in chase.dossier.tasks if t.kind is TaskKind.CALL]


@pytest.mark.parametrize("outcome", [o for o in CallOutcome if o not in ("voicemail", "callback")])
def test_a_call_made_is_no_task_any_more(chase: Chase, outcome: str) -> None:
    rings(chase, outcome, on=FRIDAY)
    [call] = chase.dossier.calls
    assert (call.step, call.outcome, call.called_on) == (CALL, outcome, date(2026, 10, 6))
    assert CALL not in chase.tasks


def test_a_promise_by_telephone_holds_like_one_by_mail(chase: Chase) -> None:
    assert rings(chase, "promise", on=FRIDAY, amount=Money.of("500.00")).reason is Reason.PROMISE_NOTED
    assert chase.dossier.status is Status.PROMISED
    assert chase.dossier.promises == (Promise(FRIDAY, date(2026, 10, 6), Money.of("500.00")),)


def test_a_promise_by_telephone_is_confirmed_in_writing(chase: Chase) -> None:
    rings(chase, "promise", on=FRIDAY, note="très agacé")
    assert chase.answers[-1] == ("2026-10-06", "call_recap", ("F-1",))
    chase.until("2026-10-08")
    assert (chase.steps(since="2026-10-07"), len(chase.answers)) == ([], 1)


def test_the_recap_stays_out_of_the_way_of_the_next_reminder(chase: Chase) -> None:
    before = chase.dossier.last_mailed_on
    rings(chase, "promise", on=FRIDAY)
    chase.until("2026-10-07")
    assert chase.dossier.last_mailed_on == before


def test_what_a_person_noted_is_never_quoted_to_the_client(chase: Chase) -> None:
    decision = rings(chase, "promise", on=FRIDAY, note="très agacé")
    assert decision.detail == "très agacé"
    assert chase.dossier.last_promise
    assert chase.dossier.last_promise.words == ""
    assert [getattr(e, "words", "") for e in decision.effects] == [""] * len(decision.effects)


def test_a_promise_by_telephone_that_is_broken_is_recalled(chase: Chase) -> None:
    rings(chase, "promise", on=FRIDAY)
    chase.until("2026-10-20")
    assert "broken_promise" in chase.steps(since="2026-10-10")


def test_without_an_address_there_is_no_recap() -> None:
    chase = Chase("2026-09-01", bill("F-1", "2026-09-01"))
    chase.until("2026-10-06")
    chase.says(Intent.BOUNCE, recipient=CONTACT.address, permanent=True)
    rings(chase, "promise", on=FRIDAY)
    assert chase.answers == []


def test_a_dispute_by_telephone_stops_the_reminders(chase: Chase) -> None:
    assert rings(chase, "dispute", note="il manque la porte").reason is Reason.DISPUTED
    assert chase.dossier.status is Status.DISPUTED
    [task] = chase.dossier.tasks
    assert (task.kind, task.detail) == (TaskKind.ANSWER_DISPUTE, "il manque la porte")


def test_a_payment_told_by_telephone_waits_for_the_bank(chase: Chase) -> None:
    assert rings(chase, "paid", on=date(2026, 10, 5)).reason is Reason.PAYMENT_CLAIMED
    assert (chase.dossier.status, chase.tasks) == (Status.PAYMENT_CLAIMED, ["check_payment"])


def test_who_does_not_answer_is_rung_once_more(chase: Chase) -> None:
    rings(chase, "voicemail")
    assert due(chase) == [date(2026, 10, 8)]
    rings(chase, "voicemail")
    assert due(chase) == []
    assert [c.outcome for c in chase.dossier.calls] == ["voicemail", "voicemail"]
    assert chase.dossier.status is Status.ACTIVE


def test_who_asks_to_be_rung_later_is_left_in_peace_until_then(chase: Chase) -> None:
    rings(chase, "callback", on=MONDAY)
    assert due(chase) == [MONDAY]
    assert chase.dossier.wait_until == MONDAY


def test_who_refuses_gets_the_next_step(chase: Chase) -> None:
    assert rings(chase, "refused").reason is Reason.CALL_MADE
    chase.until("2026-10-20")
    assert chase.tasks == ["approve_step"]


def test_a_wrong_number_asks_for_another_one_and_stops_no_mail(chase: Chase) -> None:
    contact = replace(chase.dossier.contacts[0], phone="04 00 00 00 00")
    chase.dossier = replace(chase.dossier, contacts=(contact,))
    rings(chase, "wrong_number", note="standard inconnu")
    assert chase.tasks == ["find_number"]
    assert chase.dossier.tasks[0].detail == "wrong_number 04 00 00 00 00 (Anne Bertin)\nstandard inconnu"
    chase.until("2026-11-30")
    assert chase.tasks == ["find_number", "approve_step"]


def test_a_promise_leaves_a_dispute_one(chase: Chase) -> None:
    rings(chase, "dispute")
    rings(chase, "promise", on=FRIDAY)
    assert chase.dossier.status is Status.DISPUTED
    assert chase.tasks == ["answer_dispute"]
    assert chase.dossier.wait_until
    assert chase.dossier.wait_until >= FRIDAY


def test_a_call_that_nobody_asked_for_counts_too() -> None:
    chase = Chase("2026-09-01", bill("F-1", "2026-09-01"))
    chase.until("2026-09-10")
    rings(chase, "promise", on=date(2026, 9, 15))
    assert chase.dossier.status is Status.PROMISED
    assert [c.outcome for c in chase.dossier.calls] == ["promise"]


# -- overtaken --------------------------------------------------------------------------------------------------------


def test_nobody_rings_who_has_promised_meanwhile(chase: Chase) -> None:
    chase.promises("2026-10-09")
    assert chase.tasks == []


def test_nobody_rings_who_disputes_meanwhile(chase: Chase) -> None:
    chase.says(Intent.DISPUTE)
    assert chase.tasks == ["answer_dispute"]


def test_nobody_rings_who_has_paid_meanwhile(chase: Chase) -> None:
    chase.happens(PaymentRecorded(Money.of("1200.00"), date(2026, 10, 6), "F-1"))
    assert chase.tasks == []
    assert chase.dossier.status is Status.SETTLED


def test_a_note_leaves_the_call_to_be_made(chase: Chase) -> None:
    chase.happens(Noted("a new secretary"))
    assert chase.tasks == [CALL]


def test_a_letter_to_a_customer_who_has_settled_is_not_posted() -> None:
    chase = noticed()
    chase.happens(Settled())
    assert chase.tasks == []
