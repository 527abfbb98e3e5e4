"""Words for what has only a code elsewhere: a row is the code, its French, its English."""

from __future__ import annotations

from relanced.core.choices import BLANKS, choices
from relanced.core.dossier import CallOutcome, Status
from relanced.core.intents import KINDS, Intent
from relanced.core.reasons import LABELS, Reason
from relanced.core.tasks import TASKS, TaskKind
from relanced.letters.details import in_words

# Without a number: see `reminder_label`.
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
    "plan_refused": ("réponse à votre demande d’échéancier", "answer to your request for instalments"),
    "copy": ("copie de facture", "copy of the invoice"),
    "thanks": ("remerciement", "thanks"),
}
OTHER_STEP = ("relance", "reminder")
# In the order in which they left.
REMINDERS = tuple(
    (f"{french} relance", f"{english} reminder")
    for french, english in (
        ("première", "first"),
        ("deuxième", "second"),
        ("troisième", "third"),
        ("quatrième", "fourth"),
        ("cinquième", "fifth"),
        ("sixième", "sixth"),
    )
)

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
    "broken_promise": ("après le rappel de sa promesse", "after the recall of their promise"),
    "question": ("après la demande de date", "after the request for a date"),
}

# What their owner calls them.
SCENARIO: dict[str, tuple[str, str]] = {
    **STEPS,
    "first": ("première relance", "first reminder"),
    "second": ("deuxième relance", "second reminder"),
    "third": ("troisième relance", "third reminder"),
    "broken_promise": ("rappel de son engagement", "recall of their promise"),
    "call_recap": ("récapitulatif de l’appel", "recap of the call"),
    "dispute_noted": ("accusé de réception de son désaccord", "acknowledgement of their disagreement"),
    "delay_noted": ("accusé de réception de sa demande", "acknowledgement of their request"),
    "delay_refused": ("réponse à sa demande de délai", "answer to their request for more time"),
}

STATUSES: dict[Status, tuple[str, str]] = {
    Status.ACTIVE: ("relances en cours", "being chased"),
    Status.PROMISED: ("promesse à échéance", "promise falls due"),
    Status.PAYMENT_CLAIMED: ("règlement annoncé", "said to be paid"),
    Status.DISPUTED: ("litige", "dispute"),
    Status.ON_PLAN: ("versement de l’échéancier", "instalment due"),
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


def _pick(row: tuple[str, str], language: str) -> str:
    return row[0] if language == "fr" else row[1]


def step_label(step: str, language: str) -> str:
    return _pick(STEPS.get(step, OTHER_STEP), language)


def reminder_label(place: int, language: str) -> str:
    """The reminder that left in this place, from 0: an invoice that came late has its « third » one first."""
    return _pick(REMINDERS[place] if place < len(REMINDERS) else OTHER_STEP, language)


def is_reminder(step: str) -> bool:
    """Whether a step has no other name to the client than a reminder."""
    return STEPS.get(step, OTHER_STEP) == OTHER_STEP


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
    lines = enumerate(detail.split("\n"))
    return "\n".join(in_words(line, language, first=n == 0) or scenario_label(line, language) for n, line in lines)


def reason_label(reason: Reason, language: str) -> str:
    return _pick(LABELS[reason], language)


def task_label(kind: TaskKind, language: str) -> str:
    return _pick((TASKS[kind].label_fr, TASKS[kind].label_en), language)


def task_choices(kind: TaskKind, task_id: int, reference: str | None, language: str) -> list[tuple[str, str]]:
    """What a person may decide, and the command that says it."""
    blanks = {name: _pick(words, language) for name, words in BLANKS.items()}
    return [
        (
            _pick((choice.label_fr, choice.label_en), language),
            f"relanced {choice.typed.format(id=task_id, dossier=reference, **blanks)}",
        )
        for choice in choices(kind)
    ]


def intent_label(label: str, language: str) -> str:
    """`label` is an intent, or words already."""
    if label not in set(Intent):
        return label
    kind = KINDS[Intent(label)]
    return _pick((kind.label_fr, kind.label_en), language)
