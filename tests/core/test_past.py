"""A dossier as it was: what old mail is judged against."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from relanced.core.dossier import (
    Contact,
    Customer,
    Dossier,
    Hold,
    Invoice,
    Promise,
    PromiseState,
    Reminder,
    ReminderState,
    Status,
)
from relanced.core.events import PaymentRecorded
from relanced.core.money import Money
from relanced.core.past import as_of

AT = datetime(2026, 11, 10, 9, tzinfo=UTC)
DAY = AT.date()
F1 = Invoice("F-1", date(2026, 10, 1), Money(1000_00), Money(1000_00))
OPEN = Dossier("RL-0001", Customer("C1", "Bertin"), (Contact("a@bertin.example"),), (F1,))


def sent(step: str, at: datetime) -> Reminder:
    return Reminder(step, 1, ReminderState.SENT, at.date(), "a@bertin.example", ("F-1",), at)


def test_what_was_paid_since_was_still_owed() -> None:
    payments = [PaymentRecorded(Money(300_00), date(2026, 11, 2)), PaymentRecorded(Money(700_00), date(2026, 11, 20))]
    paid = replace(F1, balance=Money(0), settled_on=date(2026, 11, 20))
    then = as_of(replace(OPEN, invoices=(paid,), status=Status.SETTLED), AT, DAY, payments)
    assert (then.status, then.balance, then.invoices[0].settled_on) == (Status.ACTIVE, Money(700_00), None)


def test_what_an_import_or_a_person_settled_since_was_owed_in_full() -> None:
    for settled in (
        replace(F1, balance=Money(0), settled_on=date(2026, 11, 20)),
        replace(F1, balance=Money(0), waived=True),
    ):
        then = as_of(replace(OPEN, invoices=(settled,), status=Status.SETTLED), AT, DAY, [])
        assert (then.status, then.balance) == (Status.ACTIVE, Money(1000_00))


def test_what_had_been_paid_before_stays_paid() -> None:
    paid = replace(F1, balance=Money(0), settled_on=date(2026, 11, 2))
    then = as_of(replace(OPEN, invoices=(paid,)), AT, DAY, [PaymentRecorded(Money(1000_00), date(2026, 11, 2))])
    assert (then.status, then.balance) == (Status.SETTLED, Money(0))


def test_what_was_said_contested_and_sent_since_had_not_been() -> None:
    contested = replace(F1, disputed=True, disputed_on=date(2026, 11, 12))
    known = replace(
        OPEN,
        invoices=(contested,),
        status=Status.ON_HOLD,
        hold=Hold("reply"),
        promises=(Promise(date(2026, 11, 30), date(2026, 11, 15)),),
        reminders=(
            sent("first", datetime(2026, 11, 5, 8, tzinfo=UTC)),
            sent("second", datetime(2026, 11, 10, 10, tzinfo=UTC)),
        ),
    )
    then = as_of(known, AT, DAY, [])
    assert (then.status, then.hold, then.promises, then.invoices[0].disputed) == (Status.ACTIVE, None, (), False)
    assert [r.step for r in then.reminders] == ["first"]
    assert then.last_mailed_on == date(2026, 11, 5)


def test_a_promise_whose_day_had_not_come_was_open() -> None:
    broken = Promise(date(2026, 11, 12), date(2026, 11, 6), state=PromiseState.BROKEN)
    then = as_of(replace(OPEN, promises=(broken,)), AT, DAY, [])
    assert (then.status, then.promise) == (Status.PROMISED, replace(broken, state=PromiseState.OPEN))


def test_a_promise_that_was_broken_by_then_stays_broken() -> None:
    broken = Promise(date(2026, 11, 2), date(2026, 10, 20), state=PromiseState.BROKEN)
    then = as_of(replace(OPEN, promises=(broken,)), AT, DAY, [])
    assert (then.status, then.promises) == (Status.ACTIVE, (broken,))
