"""What to say on the telephone, filled in: thirty seconds, and what to ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from relanced.core.creditor import Creditor
from relanced.core.dossier import Contact, Dossier
from relanced.letters import views
from relanced.letters.envelope import Envelope
from relanced.letters.greeting import civility, surname
from relanced.letters.templates import Templates

CALL_SCRIPT = "call_script"


@dataclass(frozen=True, slots=True)
class Script:
    """`title` in one line: whom, what, since when; `text` the rest."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """What the client wrote last, and when."""

    words: str
    on: date


def call_script(
    templates: Templates,
    creditor: Creditor,
    dossier: Dossier,
    at: datetime,
    answer_by: date,
    said: Said | None = None,
    language: str | None = None,
) -> Script:
    """In the customer's language unless another is given; `at` is aware, in the company's timezone.

    Raises BadConfig on a fault in the template, BadInput when there is nothing to ask for.
    """
    language = (language or dossier.customer.language)[:2]
    numbers = dossier.overdue(at.date()) or tuple(i.number for i in dossier.chased)
    contact = dossier.contact
    envelope = Envelope("", "", at, creditor.email, creditor.name, contact.address if contact else "")
    words = said.words if said else ""
    values = views.context(creditor, dossier, CALL_SCRIPT, numbers, envelope, answer_by, words, language)
    about = {"person": _person(contact, language), "contact": contact, "said_on": said.on if said else None}
    return Script(*templates.words(CALL_SCRIPT, language, {**values, **about}))


def _person(contact: Contact | None, language: str) -> str:
    """« Madame Dupont »; nothing when the name is not known."""
    if contact is None or not contact.name:
        return ""
    return " ".join(filter(None, (civility(contact, language), surname(contact.name))))
