"""The mails that answer a client: what each tells, while it stays true, and how many of them may leave."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from relanced.core.dossier import Dossier, Reminder, ReminderState, Status
from relanced.core.events import ReplyRead, Trust
from relanced.core.intents import Intent
from relanced.core.planning import COUNTED
from relanced.core.reading import Reading
from relanced.core.reasons import Reason
from relanced.core.tasks import TaskKind

About = Callable[[Dossier, date], tuple[str, ...]]

UNDER_WAY = frozenset({Status.ACTIVE, Status.PROMISED, Status.PAYMENT_CLAIMED, Status.DISPUTED, Status.ON_PLAN})


def _late(dossier: Dossier, today: date) -> tuple[str, ...]:
    """What he was written to about: what is late, else all that is chased."""
    return dossier.overdue(today) or tuple(i.number for i in dossier.chased)


def _contested(dossier: Dossier, today: date) -> tuple[str, ...]:
    return tuple(i.number for i in dossier.invoices if i.disputed and i.is_open)


@dataclass(frozen=True, slots=True)
class Answer:
    """A row. `tells`: the reason of the decisions that it tells the client of; None where a handler queues it.

    `true_in`: in any other status what it says is overtaken, and it is taken back. `tasks`: it tells that a person has
    one of these before him, and is overtaken when he has not any more. `covers`: what his mail may say; if it says
    more, nobody answers a part of it as if it were all (None: whatever it says). `by_person`: a person's word, which
    the limit counts but does not stop. `about`: the invoices that it speaks of; `attaches`: with their files.
    """

    step: str
    true_in: frozenset[Status]
    tells: Reason | None = None
    tasks: tuple[TaskKind, ...] = ()
    covers: frozenset[Intent] | None = None
    by_person: bool = False
    about: About = _late
    attaches: bool = False


# They ask for nothing that is due: they are no reminders, the gap between two of these does not know them.
ANSWERS: dict[str, Answer] = {
    row.step: row
    for row in (
        Answer(
            "promise_noted",
            frozenset({Status.PROMISED}),
            Reason.PROMISE_NOTED,
            covers=frozenset({Intent.PAYMENT_PROMISE, Intent.PAYMENT_UNDERWAY}),
        ),
        Answer("call_recap", frozenset({Status.PROMISED}), by_person=True),
    )
}

# They ask for the money or for a day: to the gap they are reminders.
FOLLOW_UPS: dict[str, Answer] = {
    row.step: row
    for row in (
        Answer("question", frozenset({Status.ACTIVE})),
        Answer("broken_promise", frozenset({Status.ACTIVE})),
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


def is_overtaken(reminder: Reminder, dossier: Dossier) -> bool:
    """An answer that has not left and would not be true any more."""
    row = ANSWERS.get(reminder.step)
    if row is None or reminder.state not in TO_COME:
        return False
    return dossier.status not in row.true_in or bool(row.tasks and not any(map(dossier.has_task, row.tasks)))


def last_reminder_on(reminders: Iterable[Reminder]) -> date | None:
    """The day of the last mail that asked for something, from which the gap to the next one counts."""
    return max((r.on for r in reminders if r.state in COUNTED and r.step not in ANSWERS), default=None)


def next_round(reminders: Iterable[Reminder], step: str) -> int:
    """One more than the times that the step has been used; what was taken back was not."""
    used = (r.round for r in reminders if r.step == step and r.state is not ReminderState.CANCELLED)
    return max(used, default=0) + 1
