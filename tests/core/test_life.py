"""The promises of the design as invariants: whatever happens, in whatever order, they hold after every event."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from relanced.core.chase.projection import project
from relanced.core.decide import decide
from relanced.core.deciding.answers import A_DAY, A_WEEK, ANSWERING, ANSWERS, FOLLOW_UPS
from relanced.core.deciding.plans import by_month, due, equal
from relanced.core.dossier import OVER, Contact, Customer, Dossier, Invoice, PromiseState, ReminderState, Status
from relanced.core.effects import Decision, QueueMail
from relanced.core.events import (
    DayCame,
    DisputeOutcome,
    DisputeRaised,
    Escalated,
    Event,
    InvoicesImported,
    MailRefused,
    MailSent,
    Noted,
    Paused,
    PaymentRecorded,
    PlanAgreed,
    PromiseTaken,
    ReplyRead,
    Resumed,
    Settled,
    TaskDone,
    Trust,
    WrittenOff,
)
from relanced.core.intents import KINDS, Intent
from relanced.core.money import Money
from relanced.core.plan import PlanState
from relanced.core.policy import Policy
from relanced.core.reading import InvoiceReading, Reading
from relanced.core.tasks import TASKS, TaskKind

POLICY = Policy(timezone=UTC)
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
CUSTOMER = Customer("C1", "Menuiserie Bertin")
CONTACT = Contact("compta@bertin.example", "Anne Bertin")
SILENT = {
    Status.PROMISED, Status.PAYMENT_CLAIMED, Status.ON_HOLD, Status.ESCALATED, Status.INSOLVENT, Status.SETTLED,
    Status.WRITTEN_OFF,
}  # fmt: skip


def bill(number: str, due_on: date, cents: int) -> Invoice:
    return Invoice(number, due_on, Money(cents), Money(cents))


def is_automatic(step: str) -> bool:
    return step in ANSWERING and not ANSWERING[step].by_person


class Life(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.numbers = 1
        blank = Dossier("RL-0001", CUSTOMER, (), ())
        self.dossier = blank
        self.mails: list[tuple[date, str]] = []
        self.approvals: list[str] = []
        self.happen(InvoicesImported(CUSTOMER, (CONTACT,), (bill("F1", date(2026, 2, 25), 120_000),)))

    def happen(self, event: Event) -> Decision:
        before = self.dossier
        decision = decide(before, event, POLICY, self.now)
        assert decision == decide(before, event, POLICY, self.now), "decide is a function"
        self.dossier = replace(decision.dossier, version=before.version + 1)
        standing = before
        for effect in decision.effects:
            if isinstance(effect, QueueMail):
                self.check_mail(before, standing, event, effect)
            standing = project(standing, (effect,), POLICY.day(self.now))
        return decision

    def check_mail(self, before: Dossier, standing: Dossier, event: Event, order: QueueMail) -> None:
        taken = {(r.step, r.round) for r in standing.reminders if r.state is not ReminderState.CANCELLED}
        assert (order.step, order.round) not in taken, "exactly one reminder a step and round"
        assert not any(c.retired and c.address == order.to for c in before.contacts), "a failed address is left alone"
        assert order.invoices, "a mail speaks of something"
        if order.step in ANSWERS:
            self.check_answer(event, order)
            return
        assert self.dossier.status not in SILENT, f"nothing is queued while {self.dossier.status}"
        owed = {i.number: i.asked.cents for i in self.dossier.invoices}
        credit = sum(i.balance.cents for i in self.dossier.invoices if i.balance.cents < 0)
        assert all(owed[n] > 0 for n in order.invoices), "what is contested is not asked for"
        plan = self.dossier.open_plan
        assert plan is None or not set(plan.invoices) & set(order.invoices), "a plan that is kept is not chased"
        if order.step == "plan_broken":
            assert before.open_plan is not None
            assert before.open_plan.missing(POLICY.day(self.now)), "who paid is not told that he did not"
        assert sum(owed[n] for n in order.invoices) + credit > 0, "nobody is asked for what a credit note covers"
        if order.step == "broken_promise":
            promise = before.promise
            assert promise is not None
            covered = [i for i in before.chased if i.due_on <= promise.promised_on]
            assert covered, "who paid what he promised is not told that he did not"
        if isinstance(event, DayCame):
            today = POLICY.day(self.now)
            assert before.promise is None or order.step == "broken_promise", "nobody is reminded of what he promised"
            told = order.step in ("broken_promise", "claim_not_found")
            assert told or not before.claimed_on or before.status is Status.DISPUTED
            assert POLICY.workdays.is_open(today), "reminders are decided for open days"
            gap = POLICY.scenarios[-1].minimum_gap_days
            left = (r for r in before.reminders if r.state is ReminderState.SENT and r.step not in ANSWERS)
            last = max((r.on for r in left), default=None)
            assert order.step in FOLLOW_UPS or last is None or (today - last).days >= gap, (
                "the customer is left in peace"
            )
        if order.step == "formal_notice":
            assert self.approvals.pop() == "formal_notice", "a formal notice needs a person's word"

    def check_answer(self, event: Event, order: QueueMail) -> None:
        row = ANSWERS[order.step]
        assert row.is_true(self.dossier), f"{order.step} is not said while {self.dossier.status}"
        if isinstance(event, ReplyRead):
            assert event.trust is not Trust.STRANGER, "nobody answers a stranger"
            assert not event.reading.automatic, "nobody answers a machine"
            assert not event.reading.needs_person, "what is not understood is not answered"
            assert order.to == event.sender

    # -- what may happen -----------------------------------------------------------------------------------------------

    @rule(days=st.integers(0, 20))
    def the_daemon_is_down(self, days: int) -> None:
        self.now += timedelta(days=days)
        self.plan()

    @rule(days=st.integers(1, 30))
    def days_pass(self, days: int) -> None:
        for _ in range(days):
            self.now += timedelta(days=1)
            self.plan()
            self.the_outbox_works(refused=False)

    def plan(self) -> None:
        """The planner's loop: one question a due dossier, until nothing is due."""
        for _ in range(10):
            due = self.dossier.next_action_on
            if due is None or due > POLICY.day(self.now):
                return
            self.happen(DayCame())
        raise AssertionError("the planner goes round in circles")

    @rule(refused=st.booleans())
    def the_outbox_works(self, refused: bool) -> None:
        for r in self.dossier.reminders:
            if r.state is ReminderState.QUEUED:
                state = ReminderState.REFUSED if refused else ReminderState.SENT
                tried = replace(r, state=state, tried_on=POLICY.day(self.now))
                rows = tuple(tried if x is r else x for x in self.dossier.reminders)
                self.dossier = replace(self.dossier, reminders=rows)
                sent = MailSent(r.step, r.round, r.to, "<m@x>", self.now)
                self.happen(MailRefused(r.step, r.round, r.to, "550 5.1.1") if refused else sent)

    @rule(
        intents=st.lists(st.sampled_from(list(Intent)), min_size=1, max_size=2, unique=True),
        days=st.integers(-3, 40),
        doubt=st.booleans(),
        trust=st.sampled_from(list(Trust)),
        matched=st.sampled_from(["message_id", "sender"]),
        by_invoice=st.booleans(),
        part=st.none() | st.integers(1, 200_000),
    )
    def the_client_answers(
        self,
        intents: list[Intent],
        days: int,
        doubt: bool,
        trust: Trust,
        matched: str,
        by_invoice: bool,
        part: int | None,
    ) -> None:
        first = min(intents, key=list(KINDS).index)
        day = POLICY.day(self.now) + timedelta(days=days)
        named = (
            tuple(InvoiceReading(i.number, (Intent.DISPUTE,)) for i in self.dossier.invoices[:1]) if by_invoice else ()
        )
        reading = Reading(
            KINDS[first].automatic,
            tuple(intents),
            first,
            0.9,
            doubt,
            promised_on=day,
            promised_amount=Money(part) if part else None,
            disputed_amount=Money(part) if part else None,
            instalments=part % 5 + 1 if part else None,
            back_on=day,
            permanent=not doubt,
            recipient=CONTACT.address,
            by_invoice=named,
            new_text="Bonjour",
        )
        before = self.dossier
        decision = self.happen(ReplyRead(reading, CONTACT.address, trust, matched, "<r@bertin.example>"))
        if trust is Trust.STRANGER and not KINDS[first].automatic:
            assert self.dossier.status in (before.status, Status.ON_HOLD), "a stranger can at most hold"
            assert self.dossier.promises == before.promises
            assert self.dossier.invoices == before.invoices
        assert decision.dossier.balance == before.balance, "nothing is paid on the client's word"

    @rule(days=st.integers(1, 40))
    def a_contact_promises(self, days: int) -> None:
        self.a_contact_says(Intent.PAYMENT_PROMISE, promised_on=POLICY.day(self.now) + timedelta(days=days))

    @rule(intent=st.sampled_from([Intent.DISPUTE, Intent.ALREADY_PAID, Intent.PAYMENT_UNDERWAY]))
    def a_contact_is_clear(self, intent: Intent) -> None:
        self.a_contact_says(intent)

    def a_contact_says(self, intent: Intent, **more: Any) -> None:
        reading = Reading(False, (intent,), intent, 0.9, False, new_text="Bonjour", **more)
        before = self.dossier.hold
        self.happen(ReplyRead(reading, CONTACT.address, Trust.CONTACT, "message_id", "<r@bertin.example>"))
        if before and before.by_person:
            assert self.dossier.hold == before, "a person's pause is ended by a person, or by its day"

    @rule()
    def what_is_late_is_paid_and_more_is_bought(self) -> None:
        today = POLICY.day(self.now)
        rows = (i for i in self.dossier.invoices if i.is_overdue(today))
        for invoice in rows:
            self.happen(PaymentRecorded(invoice.balance, today, invoice.number))
        self.something_is_bought()

    def something_is_bought(self) -> None:
        self.numbers += 1
        new = bill(f"F{self.numbers}", POLICY.day(self.now) + timedelta(days=10), 90_000)
        self.happen(InvoicesImported(CUSTOMER, (CONTACT,), (*self.dossier.invoices, new)))

    def open_cents(self) -> int:
        return sum(i.balance.cents for i in self.dossier.invoices if i.is_open)

    @rule(cents=st.integers(1, 60_000))
    def money_comes(self, cents: int) -> None:
        before = self.open_cents()
        self.happen(PaymentRecorded(Money(cents), POLICY.day(self.now)))
        settled = self.dossier.status is Status.SETTLED
        assert self.open_cents() == max(0, before - cents) or (settled and self.dossier.balance.cents <= 0)

    @rule(cents=st.integers(50_000, 150_000))
    def a_credit_note_comes(self, cents: int) -> None:
        self.numbers += 1
        note = bill(f"A{self.numbers}", POLICY.day(self.now), -cents)
        self.happen(InvoicesImported(CUSTOMER, (CONTACT,), (*self.dossier.invoices, note)))

    @rule()
    def a_mail_is_held_back(self) -> None:
        rows = self.dossier.reminders
        held = tuple(replace(r, state=ReminderState.HELD) if r.state is ReminderState.QUEUED else r for r in rows)
        self.dossier = replace(self.dossier, reminders=held)

    @rule(age=st.integers(-20, 90), cents=st.integers(1, 90_000), complete=st.booleans())
    def invoices_come(self, age: int, cents: int, complete: bool) -> None:
        self.numbers += 1
        new = bill(f"F{self.numbers}", POLICY.day(self.now) - timedelta(days=age), cents)
        rows = (new,) if complete else (*self.dossier.invoices, new)
        self.happen(InvoicesImported(CUSTOMER, (CONTACT,), rows, complete))
        again = self.happen(InvoicesImported(CUSTOMER, (CONTACT,), rows, complete))
        assert not again.effects, "importing twice changes nothing"

    @precondition(lambda self: self.dossier.tasks)
    @rule(data=st.data(), accepted=st.booleans())
    def a_person_does_a_task(self, data: Any, accepted: bool) -> None:
        task = data.draw(st.sampled_from(self.dossier.tasks))
        if task.kind is TaskKind.APPROVE_STEP and accepted:
            self.approvals.append(task.detail)
        until = POLICY.day(self.now) + timedelta(days=12) if data.draw(st.booleans()) else None
        self.happen(TaskDone(task.kind, accepted, until=until))
        assert not self.dossier.has_task(task.kind)

    @precondition(lambda self: self.dossier.tasks)
    @rule(outcome=st.sampled_from(DisputeOutcome))
    def a_person_answers_a_dispute(self, outcome: DisputeOutcome) -> None:
        for task in self.dossier.tasks:
            if task.kind in (TaskKind.ANSWER_DISPUTE, TaskKind.ISSUE_CREDIT_NOTE):
                before = self.open_cents()
                self.happen(TaskDone(task.kind, outcome=outcome))
                assert self.open_cents() <= before, "no dispute makes a debt larger"
                return

    @rule(part=st.none() | st.integers(1, 90_000), whole=st.booleans())
    def a_person_hears_a_dispute(self, part: int | None, whole: bool) -> None:
        numbers = [i.number for i in self.dossier.invoices if i.is_open]
        if numbers:
            number = None if whole else numbers[-1]
            self.happen(DisputeRaised(number, None if whole or not part else Money(part)))

    @rule(days=st.integers(0, 40), part=st.none() | st.integers(1, 90_000))
    def a_person_hears_a_promise(self, days: int, part: int | None) -> None:
        self.happen(PromiseTaken(POLICY.day(self.now) + timedelta(days=days), Money(part) if part else None))

    @rule(count=st.integers(1, 4), days=st.integers(0, 20))
    def a_person_grants_a_plan(self, count: int, days: int) -> None:
        today = POLICY.day(self.now)
        owed = due(self.dossier, today)
        if owed.cents < count:
            return
        rows = by_month(equal(owed.cents, count), today + timedelta(days=days), POLICY.workdays, "EUR")
        before = self.dossier
        self.happen(PlanAgreed(rows))
        plan = self.dossier.open_plan
        if plan and before.status is not Status.SETTLED:
            assert plan.total.cents <= owed.cents, "nobody pays more than he owes"
            assert self.dossier.status in (Status.ON_PLAN, Status.DISPUTED)

    @precondition(lambda self: self.dossier.open_plan)
    @rule(short=st.integers(0, 2), days=st.integers(0, 35))
    def an_instalment_comes(self, short: int, days: int) -> None:
        plan = self.dossier.open_plan
        assert plan is not None
        assert plan.next is not None
        before = plan.paid.cents
        self.happen(PaymentRecorded(Money(max(plan.next.amount.cents - short, 1)), POLICY.day(self.now)))
        after = self.dossier.plan
        assert after is not None
        assert before < after.paid.cents or after.state is not PlanState.OPEN
        self.days_pass(days)

    @rule(lost=st.booleans())
    def a_person_takes_over(self, lost: bool) -> None:
        over = self.dossier.status in OVER  # a lawyer's letter keeps what was promised in view
        self.happen(WrittenOff() if lost else Escalated())
        assert over or self.dossier.promise is None
        self.happen(Resumed())

    @rule(days=st.integers(0, 30))
    def a_person_pauses(self, days: int) -> None:
        self.happen(Paused(POLICY.day(self.now) + timedelta(days=days), "appel en cours"))

    @rule()
    def a_person_resumes(self) -> None:
        self.happen(Resumed())

    @rule()
    def a_person_settles(self) -> None:
        self.happen(Settled())
        assert not self.dossier.tasks
        same = tuple(replace(i, balance=i.total) for i in self.dossier.invoices if i.waived)
        self.happen(InvoicesImported(CUSTOMER, (CONTACT,), same))
        assert not any(i.is_open for i in self.dossier.invoices if i.waived), "a person's word outlives the next import"
        self.something_is_bought()

    @rule()
    def a_person_notes(self) -> None:
        before = self.dossier
        self.happen(Noted("vu au salon"))
        assert self.dossier.status == before.status

    # -- what must stay true -------------------------------------------------------------------------------------------

    @invariant()
    def nothing_waits_to_leave_from_a_dossier_that_is_silent(self) -> None:
        queued = [r for r in self.dossier.reminders if r.state in (ReminderState.QUEUED, ReminderState.HELD)]
        reminders = [r for r in queued if r.step not in ANSWERS]
        assert not (self.dossier.status in SILENT and reminders), self.dossier.status

    @invariant()
    def no_answer_waits_that_is_not_true_any_more(self) -> None:
        for r in self.dossier.reminders:
            if r.step in ANSWERS and r.state in (ReminderState.QUEUED, ReminderState.HELD):
                assert ANSWERS[r.step].is_true(self.dossier), (r.step, self.dossier.status)

    @invariant()
    def answers_keep_to_their_limit(self) -> None:
        """Over everything that answers, on the days on which it really left."""
        days = [r.on for r in self.dossier.reminders if r.state is ReminderState.SENT and is_automatic(r.step)]
        for day in days:
            assert days.count(day) <= A_DAY, "at most one a day"
            assert sum(day - timedelta(days=7) < one <= day for one in days) <= A_WEEK, "at most three in seven days"

    @invariant()
    def a_pause_forgets_nothing(self) -> None:
        """Whatever a dossier is, what the client said is still known, and counts when the pause is over."""
        d = self.dossier
        if d.status is Status.ACTIVE:
            assert d.promise is None
            assert d.claimed_on is None
            assert d.open_plan is None
            assert not any(i.disputed and i.is_open for i in d.invoices)

    @invariant()
    def no_wait_is_longer_than_somebody_remembers(self) -> None:
        d = self.dossier
        if d.next_action_on and d.status not in (Status.ON_HOLD, Status.SETTLED):
            latest = max([POLICY.day(self.now), *(i.due_on for i in d.invoices)])
            assert d.next_action_on <= latest + timedelta(days=100), "a hold has an end"

    @invariant()
    def what_is_held_back_does_not_outlive_the_next_step(self) -> None:
        rows = self.dossier.reminders
        held = [n for n, r in enumerate(rows) if r.state is ReminderState.HELD]
        later = [n for n, r in enumerate(rows) if r.state is ReminderState.QUEUED]
        assert not (held and later and min(held) < max(later)), "no two mails out of order"

    @invariant()
    def a_hold_has_an_end_or_a_task(self) -> None:
        d = self.dossier
        if d.status is Status.ON_HOLD:
            assert d.hold is not None
            assert d.hold.until or d.tasks, "a hold always has an end or somebody"
        else:
            assert d.hold is None

    @invariant()
    def a_promised_dossier_has_one_open_promise(self) -> None:
        open_ones = [p for p in self.dossier.promises if p.state is PromiseState.OPEN]
        assert len(open_ones) <= 1
        assert self.dossier.status is not Status.PROMISED or open_ones

    @invariant()
    def a_plan_is_what_its_state_says(self) -> None:
        plan = self.dossier.plan
        assert self.dossier.status is not Status.ON_PLAN or self.dossier.open_plan
        if plan:
            assert plan.instalments
            assert plan.invoices
            assert plan.state is not PlanState.OPEN or plan.next, "a plan that is paid is kept"

    @invariant()
    def what_is_contested_is_a_part_of_what_is_owed(self) -> None:
        for i in self.dossier.invoices:
            assert 0 <= i.contested.cents <= max(i.balance.cents, 0)
            assert i.disputed or not i.disputed_amount

    @invariant()
    def nobody_is_forgotten(self) -> None:
        """An unpaid dossier always has a next day or a person."""
        d = self.dossier
        if d.balance.cents > 0 and d.status not in (Status.SETTLED, Status.WRITTEN_OFF):
            assert d.next_action_on or d.tasks or d.status in (Status.ESCALATED, Status.INSOLVENT), d.status

    @invariant()
    def a_settled_dossier_owes_nothing_and_asks_nothing(self) -> None:
        if self.dossier.status is Status.SETTLED:
            assert self.dossier.balance.cents <= 0
            assert self.dossier.next_action_on is None


Life.TestCase.settings = settings(
    max_examples=300, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestLife = Life.TestCase

assert set(TASKS) == set(TaskKind)
