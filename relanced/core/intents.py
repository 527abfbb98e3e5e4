"""What a client's mail can say, and what each saying does to a dossier.

One place to add a kind of reply: a member of `Intent` and its row in `KINDS`. Everything else (the reader's labels, the
precedence of intents in one mail, the hold on reminders, the documentation page) derives from the row.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from relanced.core import cues


class Intent(StrEnum):
    BOUNCE = "bounce"
    OUT_OF_OFFICE = "out_of_office"
    AUTO_REPLY = "auto_reply"
    INSOLVENCY = "insolvency"
    LEGAL = "legal"
    DISPUTE = "dispute"
    ALREADY_PAID = "already_paid"
    PAYMENT_PLAN_REQUEST = "payment_plan_request"
    DELAY_REQUEST = "delay_request"
    PAYMENT_PROMISE = "payment_promise"
    DOCUMENT_REQUEST = "document_request"
    WRONG_CONTACT = "wrong_contact"
    PAYMENT_UNDERWAY = "payment_underway"
    OTHER = "other"


class DisputeReason(StrEnum):
    NOT_DELIVERED = "not_delivered"
    QUALITY = "quality"
    WRONG_AMOUNT = "wrong_amount"
    NOT_ORDERED = "not_ordered"
    DUPLICATE = "duplicate"
    CREDIT_NOTE_DUE = "credit_note_due"
    MISSING_REFERENCE = "missing_reference"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Kind:
    """A row: what a reply of this kind means and what it does.

    `automatic`: a machine wrote it. `alone`: it is the only intent of its mail. `holds`: reminders stop on it, even
    when the reader doubts. `opens_task`: a person has to see it, however
    sure the reader is of it. `cues`: the turns of phrase that point to it, in the language of `relanced.core.cues`;
    `outright`: those that say it in so many words: a person looks where they stand and nothing that stops was read.
    `acts_from`: the reader's confidence from which the daemon acts on it alone, set on measured data.
    """

    intent: Intent
    label_fr: str
    label_en: str
    meaning: str
    automatic: bool = False
    alone: bool = False
    holds: bool = True
    opens_task: bool = False
    cues: str = ""
    outright: str = ""
    acts_from: float = 0.97


# In order of precedence: of several intents in one mail, the first row decides what happens to the dossier.
KINDS: dict[Intent, Kind] = {
    row.intent: row
    for row in (
        Kind(
            Intent.BOUNCE,
            "adresse en échec",
            "bounce",
            "A delivery status notification: no human wrote it.",
            automatic=True,
            alone=True,
            holds=False,
        ),
        Kind(
            Intent.OUT_OF_OFFICE,
            "absence",
            "out of office",
            "An automatic absence notice; the next reminder waits for the return.",
            automatic=True,
            alone=True,
            holds=False,
            cues=cues.OUT_OF_OFFICE,
            acts_from=0.92,
        ),
        Kind(
            Intent.AUTO_REPLY,
            "réponse automatique",
            "automatic answer",
            "Any other automatic answer: acknowledgement, ticket opened, somebody has left.",
            automatic=True,
            alone=True,
            holds=False,
            cues=cues.AUTO_REPLY,
            acts_from=0.90,
        ),
        Kind(
            Intent.INSOLVENCY,
            "procédure collective",
            "insolvency",
            "Sauvegarde, redressement or liquidation judiciaire: everything stops.",
            opens_task=True,
            cues=cues.INSOLVENCY,
            outright=cues.INSOLVENCY_OUTRIGHT,
            acts_from=0.85,
        ),
        Kind(
            Intent.LEGAL,
            "avocat ou menace d’action",
            "legal",
            "A lawyer is named, legal action is threatened, or all contact is refused.",
            opens_task=True,
            cues=cues.LEGAL,
            outright=cues.LEGAL_OUTRIGHT,
            acts_from=0.80,
        ),
        Kind(
            Intent.DISPUTE,
            "litige",
            "dispute",
            "The debt or a part of it is contested, or withheld for a reason on the creditor's side.",
            opens_task=True,
            cues=cues.DISPUTE,
            outright=cues.DISPUTE_OUTRIGHT,
            acts_from=0.965,
        ),
        Kind(
            Intent.ALREADY_PAID,
            "dit avoir payé",
            "says it is paid",
            "The payment was made before this mail; the bank has the last word.",
            opens_task=True,
            cues=cues.ALREADY_PAID,
            outright=cues.ALREADY_PAID_OUTRIGHT,
            acts_from=0.96,
        ),
        Kind(
            Intent.PAYMENT_PLAN_REQUEST,
            "demande d’échéancier",
            "asks for instalments",
            "Asks to pay in several instalments.",
            opens_task=True,
            cues=cues.PAYMENT_PLAN_REQUEST,
            acts_from=0.92,
        ),
        Kind(
            Intent.DELAY_REQUEST,
            "demande de délai",
            "asks for time",
            "Asks for more time and for the creditor's agreement to it.",
            opens_task=True,
            cues=cues.DELAY_REQUEST,
            acts_from=0.90,
        ),
        Kind(
            Intent.PAYMENT_PROMISE,
            "promesse de règlement",
            "promise",
            "Commits to a payment at a day that can be computed.",
            cues=cues.PAYMENT_PROMISE,
            acts_from=0.96,
        ),
        Kind(
            Intent.DOCUMENT_REQUEST,
            "demande de document",
            "asks for a document",
            "Needs a copy of the invoice, bank details, a statement or a proof before paying.",
            opens_task=True,
            cues=cues.DOCUMENT_REQUEST,
            acts_from=0.95,
        ),
        Kind(
            Intent.WRONG_CONTACT,
            "mauvais interlocuteur",
            "wrong contact",
            "The message should go to someone else.",
            opens_task=True,
            cues=cues.WRONG_CONTACT,
            acts_from=0.85,
        ),
        Kind(
            Intent.PAYMENT_UNDERWAY,
            "réponse sans date",
            "no date given",
            "Acknowledges or says that it will be paid, but gives no day.",
            cues=cues.PAYMENT_UNDERWAY,
            acts_from=0.97,
        ),
        Kind(
            Intent.OTHER,
            "autre",
            "other",
            "None of the above: thanks, a question, unrelated, unreadable.",
            alone=True,
            opens_task=True,
            cues=cues.OTHER,
            acts_from=0.90,
        ),
    )
}

assert set(KINDS) == set(Intent)

PRECEDENCE: tuple[Intent, ...] = tuple(KINDS)


def primary(intents: list[Intent] | tuple[Intent, ...]) -> Intent:
    """The intent that decides what happens to the dossier: the first of `KINDS` that is present."""
    return min(intents, key=PRECEDENCE.index, default=Intent.OTHER)
