"""What waits for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class TaskKind(StrEnum):
    FRAUD_ALARM = "fraud_alarm"
    READ_REPLY = "read_reply"
    ANSWER_DISPUTE = "answer_dispute"
    ISSUE_CREDIT_NOTE = "issue_credit_note"
    CHECK_PAYMENT = "check_payment"
    APPROVE_STEP = "approve_step"
    FIX_ADDRESS = "fix_address"
    SEND_DOCUMENT = "send_document"
    AGREE_DELAY = "agree_delay"
    AGREE_PLAN = "agree_plan"
    CHANGE_CONTACT = "change_contact"
    ANSWER_LAWYER = "answer_lawyer"
    DECLARE_CLAIM = "declare_claim"
    LIMITATION = "limitation"
    CHASE_OVER = "chase_over"
    RETURN_EXCESS = "return_excess"
    MATCH_CREDIT = "match_credit"
    CHECK_SENT = "check_sent"
    CALL = "call"
    FIND_NUMBER = "find_number"
    POST_LETTER = "post_letter"
    MEND_FAULT = "mend_fault"


@dataclass(frozen=True, slots=True)
class TaskRow:
    """`blocks`: reminders of the dossier wait until the task is done. A dispute and a claim hold by the dossier's own
    state instead, so that the undisputed rest goes on and the bank can speak."""

    kind: TaskKind
    label_fr: str
    label_en: str
    days: int
    blocks: bool = True


# `days`: business days within which a careful credit controller would have dealt with it.
TASKS: dict[TaskKind, TaskRow] = {
    row.kind: row
    for row in (
        TaskRow(TaskKind.FRAUD_ALARM, "Alerte : faux compte bancaire ?", "Alarm: a false bank account?", 0),
        TaskRow(TaskKind.READ_REPLY, "Lire une réponse", "Read a reply", 1),
        TaskRow(TaskKind.ANSWER_DISPUTE, "Répondre à un litige", "Answer a dispute", 2, blocks=False),
        TaskRow(TaskKind.ISSUE_CREDIT_NOTE, "Établir un avoir", "Make a credit note", 3, blocks=False),
        TaskRow(
            TaskKind.CHECK_PAYMENT, "Vérifier un règlement annoncé", "Check a payment said to be made", 3, blocks=False
        ),
        TaskRow(TaskKind.APPROVE_STEP, "Autoriser une mise en demeure", "Approve a formal notice", 3),
        TaskRow(TaskKind.FIX_ADDRESS, "Corriger une adresse", "Mend an address", 1),
        TaskRow(TaskKind.SEND_DOCUMENT, "Envoyer un document demandé", "Send a document asked for", 1),
        TaskRow(TaskKind.AGREE_DELAY, "Accorder ou refuser un délai", "Grant or refuse a delay", 1),
        TaskRow(TaskKind.AGREE_PLAN, "Accorder ou refuser un échéancier", "Grant or refuse instalments", 1),
        TaskRow(TaskKind.CHANGE_CONTACT, "Changer d’interlocuteur", "Change the contact", 1),
        TaskRow(TaskKind.ANSWER_LAWYER, "Répondre à un avocat ou à une menace", "Answer a lawyer or a threat", 1),
        TaskRow(TaskKind.DECLARE_CLAIM, "Déclarer une créance", "Declare a claim", 1),
        TaskRow(TaskKind.LIMITATION, "Agir avant la prescription", "Act before limitation", 20, blocks=False),
        TaskRow(
            TaskKind.RETURN_EXCESS, "Rendre ou imputer un trop-perçu", "Return or set off an excess", 3, blocks=False
        ),
        TaskRow(TaskKind.MATCH_CREDIT, "Rapprocher un mouvement bancaire", "Compare a movement of the bank", 1),
        TaskRow(TaskKind.CHASE_OVER, "Décider de la suite", "Decide what comes next", 3),
        TaskRow(TaskKind.CHECK_SENT, "Vérifier si un message est parti", "Check whether a mail left", 1),
        TaskRow(TaskKind.CALL, "Téléphoner au client", "Call the customer", 2, blocks=False),
        TaskRow(
            TaskKind.FIND_NUMBER,
            "Trouver le bon numéro de téléphone",
            "Find the right telephone number",
            3,
            blocks=False,
        ),
        TaskRow(TaskKind.POST_LETTER, "Poster une lettre", "Post a letter", 1, blocks=False),
        TaskRow(TaskKind.MEND_FAULT, "Examiner une anomalie", "Look at a fault", 1),
    )
}

assert set(TASKS) == set(TaskKind)


@dataclass(frozen=True, slots=True)
class Task:
    """An open task. `detail` says in one line what it is about (the client's words, the address that failed...)."""

    id: int
    kind: TaskKind
    due_on: date
    detail: str = ""
