"""A dossier that never was, on which `relanced check` tries every template before a client is the first to see it."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

from relanced.config import Settings
from relanced.core.dossier import Contact, Customer, Dossier, Invoice, Promise, Reminder, ReminderState
from relanced.core.money import Money
from relanced.core.steps import BROKEN_PROMISE, QUESTION
from relanced.errors import BadInput, Fault
from relanced.letters.compose import compose
from relanced.letters.envelope import Envelope
from relanced.letters.templates import Templates

ON = date(2027, 3, 1)
WORDS = "Le virement partira vendredi."


def try_templates(settings: Settings, templates: Templates) -> list[Fault]:
    """The faults of every step's template in every language that has it (the company's has them all), each once."""
    steps = [*(step.name for step in settings.policy().scenario.steps), BROKEN_PROMISE, QUESTION]
    faults: dict[Fault, None] = {}
    for language in templates.languages:
        there = steps if language == settings.company.language else set(steps).intersection(templates.steps(language))
        for step in there:
            faults.update(dict.fromkeys(_faults(settings, templates, step, language)))
    return list(faults)


def _faults(settings: Settings, templates: Templates, step: str, language: str) -> list[Fault]:
    zone = settings.sending.timezone
    found = []
    for invoices in (("F-1",), ("F-1", "F-2")):
        try:
            compose(
                templates,
                settings.creditor(),
                _dossier(zone),
                step,
                invoices,
                _envelope(settings, zone),
                answer_by=ON + timedelta(days=7),
                words=WORDS,
                language=language,
            )
        except BadInput as error:
            found += error.faults
    return found


def _dossier(zone: tzinfo) -> Dossier:
    sent_at = datetime(2027, 2, 1, 9, tzinfo=zone)
    return Dossier(
        reference="RL-0000",
        customer=Customer("specimen", "Menuiserie Specimen"),
        contacts=(Contact("specimen@client.example", "Camille Specimen", "Mme"),),
        invoices=(_invoice("F-1", 45), _invoice("F-2", 10)),
        reminders=(
            Reminder("first", 1, ReminderState.SENT, sent_at.date(), "specimen@client.example", ("F-1",), sent_at),
        ),
        promises=(Promise(ON - timedelta(days=5), ON - timedelta(days=15), words=WORDS),),
    )


def _invoice(number: str, days_late: int) -> Invoice:
    due_on = ON - timedelta(days=days_late)
    return Invoice(number, due_on, Money(120000), Money(100000), issued_on=due_on - timedelta(days=30))


def _envelope(settings: Settings, zone: tzinfo) -> Envelope:
    return Envelope(
        message_id="<specimen@relanced.example>",
        token="",
        written_at=datetime(ON.year, ON.month, ON.day, 9, tzinfo=zone),
        sender=settings.smtp.sender if settings.smtp else settings.company.email,
        sender_name=settings.company.name,
        to="specimen@client.example",
    )
