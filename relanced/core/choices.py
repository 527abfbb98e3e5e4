"""What a person may decide about a task, and what is typed for each: the one table of both."""

from __future__ import annotations

from dataclasses import dataclass

from relanced.core.dossier import CallOutcome
from relanced.core.events import DisputeOutcome
from relanced.core.tasks import TaskKind


@dataclass(frozen=True, slots=True)
class Choice:
    """`typed` is what follows ``relanced``; its ``{id}`` and ``{dossier}`` are the task’s, the other names are what a
    person fills in, see `BLANKS`."""

    label_fr: str
    label_en: str
    typed: str


# What a person puts something else in the place of.
BLANKS: dict[str, tuple[str, str]] = {
    "day": ("JOUR", "DAY"),
    "amount": ("MONTANT", "AMOUNT"),
    "text": ("TEXTE", "TEXT"),
    "number": ("NUMÉRO", "NUMBER"),
    "pdf": ("LETTRE.pdf", "LETTER.pdf"),
    "zip": ("DOSSIER.zip", "FILE.zip"),
    "kind": ("SENS", "KIND"),
    "file": ("FICHIER", "FILE"),
}

DISPUTE_ENDS: dict[DisputeOutcome, tuple[str, str]] = {
    DisputeOutcome.WITHDRAWN: (
        "Le client y renonce (les relances reprennent)",
        "He gives it up (the reminders go on)",
    ),
    DisputeOutcome.CREDIT_NOTE: ("Il a raison, vous ferez un avoir", "He is right, and a credit note will say so"),
    DisputeOutcome.ACCEPTED: ("Il a raison, vous abandonnez ce montant", "He is right, and you give that amount up"),
}

assert set(DISPUTE_ENDS) == set(DisputeOutcome)

CHOICES: dict[TaskKind, tuple[Choice, ...]] = {
    TaskKind.READ_REPLY: (
        Choice("Pour dire ce qu’elle signifie", "To say what it means", "task done {id} --was {kind} [--on {day}]"),
        Choice("Rien à en retenir", "Nothing follows from it", "task done {id}"),
    ),
    TaskKind.ANSWER_DISPUTE: tuple(
        Choice(*words, f"task done {{id}} --outcome {outcome}") for outcome, words in DISPUTE_ENDS.items()
    ),
    TaskKind.ISSUE_CREDIT_NOTE: (
        Choice("Fait, l’import suivra", "Made, and the import will follow", "task done {id}"),
        Choice("Il n’y en aura pas", "There will be none", "task done {id} --refuse"),
    ),
    TaskKind.CHECK_PAYMENT: (
        Choice("Il est là", "It is there", "import {file}"),
        Choice("Introuvable (les relances reprennent)", "Not there (the reminders go on)", "task done {id}"),
    ),
    TaskKind.APPROVE_STEP: (
        Choice("Pour lire le message", "To read the mail", "preview {dossier}"),
        Choice("Pour l’autoriser", "To approve it", "task done {id}"),
        Choice("Pour la refuser et reprendre le dossier vous-même", "To refuse it and take the dossier over",
               "task done {id} --refuse"),
    ),
    TaskKind.AGREE_DELAY: (
        Choice("Pour accorder ce jour (le client en est informé)", "To grant that day (he is told)", "task done {id}"),
        Choice("Pour en accorder un autre", "To grant another one", "task done {id} --until {day}"),
        Choice("Pour refuser (le client en est informé)", "To refuse (he is told)", "task done {id} --refuse"),
    ),
    TaskKind.AGREE_PLAN: (
        Choice("Pour accorder (le client en reçoit la confirmation)", "To grant it (he gets it in writing)",
               "task done {id}"),
        Choice("Un autre échéancier", "Another plan", 'dossier plan {dossier} --rows "{day} {amount}, {day} {amount}"'),
        Choice("Pour refuser (le client en est informé)", "To refuse (he is told)", "task done {id} --refuse"),
    ),
    TaskKind.DECLARE_CLAIM: (
        Choice("Pour connaître la date limite", "To know the last day",
               "dossier insolvency {dossier} --judgment {day} --published {day}"),
        Choice("Les chiffres à déclarer", "The figures to declare", "declaration {dossier}"),
        Choice("Une fois déclarée", "Once declared", "dossier insolvency {dossier} --declared {day}"),
    ),
    TaskKind.MATCH_CREDIT: (
        Choice("C’est le sien", "It is his", "import {file}"),
        Choice("Ensuite, ou si ce n’est pas le sien", "Then, or if it is not", "task done {id}"),
    ),
    TaskKind.CHASE_OVER: (
        Choice("Les voies de recours", "The ways to act", "handover {dossier}"),
        Choice("Les pièces, pour un avocat ou un huissier", "The papers, for a lawyer", "evidence {dossier} -o {zip}"),
        Choice("Tout est réglé", "All is paid", "dossier settle {dossier}"),
        Choice("Vous y renoncez", "You give it up", "dossier write-off {dossier}"),
        Choice("Une fois décidé", "Once decided", "task done {id}"),
    ),
    TaskKind.CHECK_SENT: (
        Choice("Il est parti", "It left", "task done {id}"),
        Choice("Il n’est pas parti, l’envoyer", "It did not, send it", "task done {id} --refuse"),
    ),
    TaskKind.POST_LETTER: (
        Choice("Le PDF", "The PDF", "letter save {dossier} -o {pdf}"),
        Choice("Une fois postée", "Once posted", "letter posted {dossier} --on {day} [--tracking {number}]"),
    ),
    TaskKind.CALL: (
        Choice("Ce qu’il faut dire", "What to say", "task show {id}"),
        Choice("Ensuite", "Afterwards",
               f"task done {{id}} --outcome {'|'.join(CallOutcome)} [--on {{day}}] [--amount {{amount}}]"),
    ),
}  # fmt: skip
DONE = (Choice("Une fois fait", "Once done", "task done {id} [--note {text}]"),)


def choices(kind: TaskKind) -> tuple[Choice, ...]:
    return CHOICES.get(kind, DONE)
