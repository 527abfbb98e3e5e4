"""Words for what has only a code elsewhere: a row is the code, its French, its English."""

from __future__ import annotations

import re

from relanced.core.disputes import because
from relanced.core.dossier import CallOutcome, Status
from relanced.core.intents import KINDS, DisputeReason, Intent
from relanced.core.judgment import DECLARE_BY, DECLARE_BY_UNPUBLISHED, JUDGMENT_UNKNOWN
from relanced.core.limitation import LIMITATION_ON
from relanced.core.reasons import LABELS, Reason
from relanced.core.steps import NO_ADDRESS
from relanced.core.tasks import TASKS, TaskKind

# Without a number: an invoice that came late has its « third » reminder first.
STEPS: dict[str, tuple[str, str]] = {
    "courtesy": ("rappel avant échéance", "notice before the due date"),
    "first": ("relance", "reminder"),
    "second": ("relance", "reminder"),
    "third": ("relance", "reminder"),
    "call": ("appel", "call"),
    "formal_notice": ("mise en demeure", "formal notice"),
    "broken_promise": ("rappel de votre engagement", "recall of your promise"),
    "call_recap": ("récapitulatif de notre appel", "recap of our call"),
    "plan_confirmed": ("confirmation de l’échéancier", "confirmation of the instalments"),
    "plan_broken": ("échéancier rompu", "instalment missed"),
    "question": ("demande de date", "request for a date"),
    "promise_noted": ("promesse notée", "promise noted"),
    "dispute_noted": ("accusé de réception de votre désaccord", "acknowledgement of your disagreement"),
    "claim_noted": ("règlement annoncé, bien noté", "announced payment noted"),
    "claim_not_found": ("règlement non retrouvé", "payment not found"),
    "delay_noted": ("accusé de réception de votre demande", "acknowledgement of your request"),
    "delay_granted": ("délai accordé", "more time granted"),
    "delay_refused": ("réponse à votre demande de délai", "answer to your request for more time"),
    "copy": ("copie de facture", "copy of the invoice"),
    "thanks": ("remerciement", "thanks"),
}
DAY = re.compile(r"\d{4}-\d\d-\d\d")
OTHER_STEP = ("relance", "reminder")

# When money came, by the step before it; of one's own making it goes by its name.
AFTER: dict[str | None, tuple[str, str]] = {
    None: ("avant relanced", "before relanced"),
    "": ("sans relance", "without a reminder"),
    "courtesy": ("après le rappel avant échéance", "after the notice before the due date"),
    "first": ("après la première relance", "after the first reminder"),
    "second": ("après la deuxième relance", "after the second reminder"),
    "third": ("après la troisième relance", "after the third reminder"),
    "call": ("après l’appel", "after the call"),
    "formal_notice": ("après la mise en demeure", "after the formal notice"),
    "broken_promise": ("après le rappel de sa promesse", "after the recall of his promise"),
    "question": ("après la demande de date", "after the request for a date"),
}

# What their owner calls them.
SCENARIO: dict[str, tuple[str, str]] = {
    **STEPS,
    "first": ("première relance", "first reminder"),
    "second": ("deuxième relance", "second reminder"),
    "third": ("troisième relance", "third reminder"),
}

STATUSES: dict[Status, tuple[str, str]] = {
    Status.ACTIVE: ("relances en cours", "being chased"),
    Status.PROMISED: ("promesse à échéance", "promise falls due"),
    Status.PAYMENT_CLAIMED: ("règlement annoncé", "said to be paid"),
    Status.DISPUTED: ("litige", "dispute"),
    Status.ON_PLAN: ("échéance d’un plan", "instalment due"),
    Status.ON_HOLD: ("fin de la pause", "hold ends"),
    Status.ESCALATED: ("confié à vous", "yours"),
    Status.INSOLVENT: ("procédure collective", "insolvency"),
    Status.SETTLED: ("soldé", "settled"),
    Status.WRITTEN_OFF: ("passé en perte", "written off"),
}

assert set(STATUSES) == set(Status)

OUTCOMES: dict[CallOutcome, tuple[str, str]] = {
    CallOutcome.VOICEMAIL: ("appel : messagerie", "call: voicemail"),
    CallOutcome.CALLBACK: ("appel : à rappeler", "call: to be rung again"),
    CallOutcome.PROMISE: ("appel : promesse de règlement", "call: promise"),
    CallOutcome.PAID: ("appel : dit avoir payé", "call: says it is paid"),
    CallOutcome.DISPUTE: ("appel : litige", "call: dispute"),
    CallOutcome.REFUSED: ("appel : refus", "call: refusal"),
    CallOutcome.WRONG_NUMBER: ("appel : mauvais numéro", "call: wrong number"),
}

assert set(OUTCOMES) == set(CallOutcome)

# Days late, by the upper bound of the bucket.
AGES: dict[str, tuple[str, str]] = {
    "0": ("pas encore échu", "not yet due"),
    "30": ("jusqu’à 30 jours de retard", "up to 30 days late"),
    "60": ("de 31 à 60 jours", "31 to 60 days"),
    "90": ("de 61 à 90 jours", "61 to 90 days"),
    "90+": ("plus de 90 jours", "more than 90 days"),
}


# The details of a task that are codes, with what follows them.
DETAILS: dict[str, tuple[str, str]] = {
    DECLARE_BY: ("créance à déclarer au plus tard le {}", "the claim is to be declared by {}"),
    DECLARE_BY_UNPUBLISHED: (
        "créance à déclarer au plus tard le {}, compté du jugement ; cherchez la date du BODACC, qui repousse ce jour",
        "the claim is to be declared by {}, counted from the judgment; look for the day of the BODACC, which moves it",
    ),
    LIMITATION_ON: ("facture {1}\u00a0: prescrite après le {0}", "invoice {1}: time-barred after {0}"),
    JUDGMENT_UNKNOWN: (
        "cherchez au BODACC la date du jugement et celle de la publication",
        "look in the BODACC for the day of the judgment and that of its publication",
    ),
    NO_ADDRESS: (
        "adresse postale inconnue\u00a0: la fenêtre de la lettre est vide",
        "no postal address is known: the letter's window is blank",
    ),
}

DISPUTE_REASONS: dict[DisputeReason, tuple[str, str]] = {
    DisputeReason.NOT_DELIVERED: ("motif\u00a0: non livré", "why: not delivered"),
    DisputeReason.QUALITY: ("motif\u00a0: qualité", "why: quality"),
    DisputeReason.WRONG_AMOUNT: ("motif\u00a0: montant erroné", "why: wrong amount"),
    DisputeReason.NOT_ORDERED: ("motif\u00a0: non commandé", "why: not ordered"),
    DisputeReason.DUPLICATE: ("motif\u00a0: facturé deux fois", "why: invoiced twice"),
    DisputeReason.CREDIT_NOTE_DUE: ("motif\u00a0: avoir attendu", "why: a credit note is due"),
    DisputeReason.MISSING_REFERENCE: ("motif\u00a0: référence manquante", "why: a reference is missing"),
    DisputeReason.OTHER: ("motif\u00a0: autre", "why: something else"),
}

assert set(DISPUTE_REASONS) == set(DisputeReason)

DETAILS |= {because(reason): words for reason, words in DISPUTE_REASONS.items()}

# Beside a day that the law counts.
COMPUTED = ("(simple calcul, et non conseil juridique)", "(a computation, not legal advice)")


def _pick(row: tuple[str, str], language: str) -> str:
    return row[0] if language == "fr" else row[1]


def step_label(step: str, language: str) -> str:
    return _pick(STEPS.get(step, OTHER_STEP), language)


def scenario_label(step: str, language: str) -> str:
    """For the owner; a step of his own goes by the name that he gave it."""
    return _pick(SCENARIO.get(step, (step, step)), language)


def after_label(step: str | None, language: str) -> str:
    """The `step` after which money came; empty where there was none, None where nobody knows."""
    own = (f"après «\u00a0{step}\u00a0»", f"after “{step}”")
    return _pick(AFTER.get(step, own), language)


def status_label(status: str, language: str) -> str:
    return _pick(STATUSES[Status(status)], language) if status in set(Status) else status


def outcome_label(outcome: CallOutcome, language: str) -> str:
    return _pick(OUTCOMES[outcome], language)


def age_label(label: str, language: str) -> str:
    """`label` is a bucket's bound, or words already."""
    return _pick(AGES.get(label, (label, label)), language)


def task_detail(detail: str, language: str) -> str:
    """Line by line: a code and its values, a step, or words already."""
    return "\n".join(_detail(line, language) for line in detail.split("\n"))


def _detail(line: str, language: str) -> str:
    code, _, values = line.partition(" ")
    if code not in DETAILS:
        return scenario_label(line, language)
    said = _pick(DETAILS[code], language).format(*(_shown(value) for value in values.split(" ", 1)))
    return f"{said} {_pick(COMPUTED, language)}" if values else said


def _shown(value: str) -> str:
    """A day as people write it."""
    year, *rest = value.split("-")
    return f"{rest[1]}/{rest[0]}/{year}" if DAY.fullmatch(value) else value


def reason_label(reason: Reason, language: str) -> str:
    return _pick(LABELS[reason], language)


def task_label(kind: TaskKind, language: str) -> str:
    return _pick((TASKS[kind].label_fr, TASKS[kind].label_en), language)


def intent_label(label: str, language: str) -> str:
    """`label` is an intent, or words already."""
    if label not in set(Intent):
        return label
    kind = KINDS[Intent(label)]
    return _pick((kind.label_fr, kind.label_en), language)
