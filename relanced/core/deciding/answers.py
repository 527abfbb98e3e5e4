"""The mails that answer a client: what each tells, while it stays true, and how many of them may leave."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from relanced.core.chase.planning import COUNTED
from relanced.core.dossier import OVER, Dossier, Reminder, ReminderState, Status
from relanced.core.events import ReplyRead, Trust
from relanced.core.intents import Intent
from relanced.core.reading import Reading
from relanced.core.reasons import Reason
from relanced.core.tasks import TaskKind

Numbers = tuple[str, ...]
PLAN_CONFIRMED = "plan_confirmed"
About = Callable[[Dossier, Reading | None, date], Numbers]

UNDER_WAY = frozenset({Status.ACTIVE, Status.PROMISED, Status.PAYMENT_CLAIMED, Status.DISPUTED, Status.ON_PLAN})


# -- what an answer speaks of -----------------------------------------------------------------------------------------


def _spoken_of(dossier: Dossier, reading: Reading | None, today: date) -> Numbers:
    """The invoices that he names, else those that he was written to about: what is late, or all that is chased."""
    open_ones = tuple(i.number for i in dossier.chased)
    named = tuple(n for n in open_ones if reading and n in reading.references)
    return named or dossier.overdue(today) or open_ones


def _promised(dossier: Dossier, reading: Reading | None, today: date) -> Numbers:
    """Those whose payment he announces by name, or the one whose amount it is: his subject may name others."""
    if reading is None:
        return _spoken_of(dossier, reading, today)
    meant = {r.number for r in reading.by_invoice if Intent.PAYMENT_PROMISE in r.intents}
    named = tuple(i.number for i in dossier.chased if i.number in meant)
    amount = tuple(i.number for i in dossier.chased if i.asked == reading.promised_amount)
    return named or (amount if len(amount) == 1 else _spoken_of(dossier, reading, today))


def _contested(dossier: Dossier, reading: Reading | None, today: date) -> Numbers:
    return tuple(i.number for i in dossier.invoices if i.disputed and i.is_open)


def _in_plan(dossier: Dossier, reading: Reading | None, today: date) -> Numbers:
    planned = dossier.open_plan.invoices if dossier.open_plan else ()
    return tuple(i.number for i in dossier.invoices if i.is_open and i.number in planned)


def _copies(dossier: Dossier, reading: Reading | None, today: date) -> Numbers:
    """Those of which there is a file; none unless there is one of each."""
    numbers = _spoken_of(dossier, reading, today)
    return numbers if all(i.pdf for i in dossier.invoices if i.number in numbers) else ()


def _chased_and_paid(dossier: Dossier, reading: Reading | None, today: date) -> Numbers:
    """What he was reminded of in this chase, and owes no more."""
    left = [r for r in dossier.reminders if r.state is ReminderState.SENT and r.step not in ANSWERS]
    chase = [r for r in left if not dossier.since or r.queued_on >= dossier.since]
    paid = (i for i in dossier.invoices if i.settled_on and not i.is_open)
    return tuple(i.number for i in paid if any(i.number in r.invoices and r.on > i.due_on for r in chase))


# -- while it is true -------------------------------------------------------------------------------------------------


def _is_promised(dossier: Dossier) -> bool:
    return dossier.promise is not None and dossier.status in (Status.PROMISED, Status.DISPUTED)


def _is_disputed(dossier: Dossier) -> bool:
    return dossier.status is Status.DISPUTED


def _is_claimed(dossier: Dossier) -> bool:
    return dossier.status is Status.PAYMENT_CLAIMED


def _is_before_a_person(dossier: Dossier) -> bool:
    waits = dossier.has_task(TaskKind.AGREE_DELAY) or dossier.has_task(TaskKind.AGREE_PLAN)
    return waits and dossier.status not in OVER


def _is_under_way(dossier: Dossier) -> bool:
    return dossier.status in UNDER_WAY


def _is_settled(dossier: Dossier) -> bool:
    return dossier.status is Status.SETTLED


def _is_on_plan(dossier: Dossier) -> bool:
    return dossier.open_plan is not None and dossier.status in (Status.ON_PLAN, Status.DISPUTED)


def _is_chased(dossier: Dossier) -> bool:
    return dossier.status in (Status.ACTIVE, Status.DISPUTED)


def _is_active(dossier: Dossier) -> bool:
    return dossier.status is Status.ACTIVE


# -- the table --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """A row. `tells`: the reason of the decisions that it tells the client of; None where a handler queues it.

    `is_true`: what must hold of the dossier; as soon as it does not, the answer is overtaken and taken back. `about`:
    the invoices that it speaks of. `covers`: what his mail may say; if it says more, nobody answers a part of it as if
    it were all (None: whatever it says). `opens`: only where the decision hands one of these to a person. `by_person`:
    a person's word, which the limit counts but does not stop. `attaches`: with the invoices' files.
    """

    step: str
    tells: Reason | None
    is_true: Callable[[Dossier], bool]
    about: About = _spoken_of
    covers: frozenset[Intent] | None = None
    opens: tuple[TaskKind, ...] = ()
    by_person: bool = False
    attaches: bool = False


def _only(*intents: Intent) -> frozenset[Intent]:
    """« C'est en cours » beside it says nothing more."""
    return frozenset(intents) | {Intent.PAYMENT_UNDERWAY}


# They ask for nothing that is due: they are no reminders, the gap between two of these does not know them.
ANSWERS: dict[str, Answer] = {
    row.step: row
    for row in (
        Answer("promise_noted", Reason.PROMISE_NOTED, _is_promised, _promised, covers=_only(Intent.PAYMENT_PROMISE)),
        Answer("dispute_noted", Reason.DISPUTED, _is_disputed, _contested),
        Answer("claim_noted", Reason.PAYMENT_CLAIMED, _is_claimed, covers=_only(Intent.ALREADY_PAID)),
        Answer(
            "delay_noted",
            Reason.PERSON_NEEDED,
            _is_before_a_person,
            opens=(TaskKind.AGREE_DELAY, TaskKind.AGREE_PLAN),
        ),
        Answer("copy", Reason.COPY_SENT, _is_under_way, _copies, _only(Intent.DOCUMENT_REQUEST), attaches=True),
        Answer("thanks", Reason.SETTLED, _is_settled, _chased_and_paid),
        Answer("delay_granted", Reason.DELAY_GRANTED, _is_promised, by_person=True),
        Answer("call_recap", None, _is_promised, by_person=True),
        Answer(PLAN_CONFIRMED, None, _is_on_plan, _in_plan, by_person=True),
    )
}

# They ask for the money or for a day: to the gap they are reminders.
FOLLOW_UPS: dict[str, Answer] = {
    row.step: row
    for row in (
        Answer("question", None, _is_active),
        Answer("broken_promise", None, _is_chased),
        Answer("plan_broken", None, _is_chased),
        Answer("claim_not_found", None, _is_active),
        Answer("delay_refused", Reason.DELAY_REFUSED, _is_active, by_person=True),
        Answer("plan_refused", Reason.PLAN_REFUSED, _is_active, by_person=True),
    )
}

ANSWERING = ANSWERS | FOLLOW_UPS

# The limit, over everything that answers: two machines that write to each other come to rest.
A_DAY = 1
A_WEEK = 3
WEEK = timedelta(days=7)

# Not tried yet, or to be tried again: it counts for the day on which the next one would be decided.
TO_COME = frozenset({ReminderState.QUEUED, ReminderState.CLAIMED, ReminderState.RETRY, ReminderState.HELD})

# Nobody reads there, or a machine does (RFC 3834 2, RFC 5321 4.5.1).
_NOBODY = re.compile(
    r"(?:.*[._+-])?(?:no-?_?reply|ne-?_?pas-?_?repondre|do-?_?not-?_?reply|mailer-daemon|postmaster|bounces?|listserv"
    r"|majordomo)(?:[._+-].*)?|owner-.*|.*-(?:request|owner)",
    re.IGNORECASE,
)


def has_room(reminders: Iterable[Reminder], today: date) -> bool:
    """Whether one more automatic answer may leave: at most one a day, three in seven days."""
    days = [today if r.state in TO_COME else r.on for r in reminders if r.step in ANSWERING and r.state in COUNTED]
    return sum(day >= today for day in days) < A_DAY and sum(day > today - WEEK for day in days) < A_WEEK


def wants_an_answer(event: ReplyRead) -> bool:
    """Whether a mail is of a person who is known, was understood, and waits for an answer at all."""
    reading = event.reading
    if reading.automatic or reading.needs_person or event.wants_no_answer or event.trust is Trust.STRANGER:
        return False
    local, _, domain = event.sender.strip().rpartition("@")
    return bool(local and domain) and not _NOBODY.fullmatch(local)


def is_reachable(dossier: Dossier, event: ReplyRead) -> bool:
    """Whether whoever wrote may be written to. A person's reading of a mail says nothing of who sent it."""
    known = [c for c in dossier.contacts if c.address.strip().lower() == event.sender.strip().lower()]
    return not any(c.retired for c in known) and (bool(known) or event.matched_by != "person")


def is_covered(row: Answer, reading: Reading) -> bool:
    return row.covers is None or row.covers.issuperset(reading.intents)


def may_copy(dossier: Dossier, event: ReplyRead, today: date) -> bool:
    """Whether all that he asks for is a copy, and it can leave; else it is a person's to send."""
    row, reading = ANSWERS["copy"], event.reading
    wanted = reading.wants_copy and is_covered(row, reading) and row.is_true(dossier)
    # what waits to leave is taken back by the decision that asks
    room = has_room((r for r in dossier.reminders if r.state not in TO_COME), today)
    reached = room and wants_an_answer(event) and is_reachable(dossier, event)
    return wanted and reached and bool(row.about(dossier, reading, today))


def is_overtaken(reminder: Reminder, dossier: Dossier) -> bool:
    """An answer that has not left and would not be true any more."""
    row = ANSWERS.get(reminder.step)
    return row is not None and reminder.state in TO_COME and not row.is_true(dossier)


def last_reminder_on(reminders: Iterable[Reminder]) -> date | None:
    """The day of the last mail that asked for something, from which the gap to the next one counts."""
    return max((r.on for r in reminders if r.state in COUNTED and r.step not in ANSWERS), default=None)


def next_round(reminders: Iterable[Reminder], step: str) -> int:
    """One more than the times that the step has been used; what was taken back was not."""
    used = (r.round for r in reminders if r.step == step and r.state is not ReminderState.CANCELLED)
    return max(used, default=0) + 1
