"""What has passed between the two sides, as a mail recalls it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from relanced.core.deciding.answers import ANSWERS
from relanced.core.dossier import Dossier, PromiseState, Reminder, ReminderState
from relanced.letters.formats import formats
from relanced.letters.labels import is_reminder, reminder_label, step_label

PROMISED = ("votre annonce d’un règlement pour le {day}", "you announced a payment for {day}")
CLAIMED = ("votre message indiquant un règlement", "you told us of a payment")
CALLED = ("notre échange téléphonique", "our telephone conversation")


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail that really left: its day, its step, and what people call that."""

    on: date
    step: str
    label: str


@dataclass(frozen=True, slots=True)
class Exchanged:
    """Something that was said, by either side."""

    on: date
    label: str


def sent(dossier: Dossier, zone: tzinfo | None, numbers: tuple[str, ...], language: str) -> list[Sent]:
    """Earlier reminders of this chase about these invoices, oldest first: a client is never told of one that he was not
    sent, nor of one about something else."""
    rows = sorted((r.sent_at, r.round, r.step) for r in dossier.reminders if r.sent_at and _left(r, dossier, numbers))
    steps = [step for _, _, step in rows]
    return [Sent(_day(at, zone), step, _label(steps, n, language)) for n, (at, _, step) in enumerate(rows)]


def _label(steps: list[str], place: int, language: str) -> str:
    if not is_reminder(steps[place]):
        return step_label(steps[place], language)
    return reminder_label(sum(is_reminder(step) for step in steps[:place]), language)


def chronology(dossier: Dossier, mails: list[Sent], language: str) -> list[Exchanged]:
    """Those mails, and what the client said and promised since the first of them, oldest first."""
    french, day = language == "fr", formats(language).day
    first = min((mail.on for mail in mails), default=dossier.since or date.min)
    events = [Exchanged(mail.on, mail.label) for mail in mails]
    for promise in dossier.promises:
        if promise.state is not PromiseState.CANCELLED:
            label = PROMISED[not french].format(day=day(promise.promised_on))
            events.append(Exchanged(promise.made_on, label))
    if dossier.payment_claim:
        events.append(Exchanged(dossier.payment_claim.made_on, CLAIMED[not french]))
    events += [Exchanged(c.called_on, CALLED[not french]) for c in dossier.calls if c.called_on]
    return sorted((event for event in events if event.on >= first), key=lambda event: event.on)


def _left(reminder: Reminder, dossier: Dossier, numbers: tuple[str, ...]) -> bool:
    left = reminder.state is ReminderState.SENT and reminder.step not in ANSWERS
    present = not dossier.since or reminder.queued_on >= dossier.since
    return left and present and bool(set(reminder.invoices) & set(numbers))


def _day(instant: datetime, zone: tzinfo | None) -> date:
    return instant.astimezone(zone).date()
