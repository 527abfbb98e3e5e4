"""Why relanced did, or did not do, something: a closed list, with the words that people read."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    STEP_DUE = "step_due"
    NOTHING_DUE = "nothing_due"
    CALL_DUE = "call_due"
    BELOW_FLOOR = "below_floor"
    LEDGER_OLD = "ledger_old"
    SCENARIO_OVER = "scenario_over"
    APPROVAL_NEEDED = "approval_needed"
    STEP_APPROVED = "step_approved"
    STEP_DECLINED = "step_declined"
    NO_ADDRESS = "no_address"
    ALREADY_QUEUED = "already_queued"
    WAITING = "waiting"
    PROMISE_NOTED = "promise_noted"
    PROMISE_KEPT = "promise_kept"
    PROMISE_LATE = "promise_late"
    PROMISE_BROKEN = "promise_broken"
    TOO_MANY_PROMISES = "too_many_promises"
    PLAN_AGREED = "plan_agreed"
    INSTALMENT_PAID = "instalment_paid"
    PLAN_KEPT = "plan_kept"
    PLAN_BROKEN = "plan_broken"
    DISPUTED = "disputed"
    DISPUTE_WITHDRAWN = "dispute_withdrawn"
    CREDIT_NOTE_AWAITED = "credit_note_awaited"
    DISPUTE_ACCEPTED = "dispute_accepted"
    PAYMENT_CLAIMED = "payment_claimed"
    CLAIM_NOT_CONFIRMED = "claim_not_confirmed"
    CLAIM_UNPROVED = "claim_unproved"
    DATE_ASKED = "date_asked"
    DATE_ALREADY_ASKED = "date_already_asked"
    COPY_SENT = "copy_sent"
    DELAY_GRANTED = "delay_granted"
    DELAY_REFUSED = "delay_refused"
    PLAN_REFUSED = "plan_refused"
    ABSENCE = "absence"
    MACHINE_ANSWER = "machine_answer"
    ADDRESS_FAILED = "address_failed"
    DELIVERY_DELAYED = "delivery_delayed"
    INSOLVENCY = "insolvency"
    LEGAL = "legal"
    PERSON_NEEDED = "person_needed"
    READER_DOUBTS = "reader_doubts"
    SENDER_UNKNOWN = "sender_unknown"
    FRAUD_SUSPECTED = "fraud_suspected"
    PAUSED = "paused"
    RESUMED = "resumed"
    HOLD_ENDED = "hold_ended"
    INVOICES_CHANGED = "invoices_changed"
    CUSTOMER_CHANGED = "customer_changed"
    PAYMENT_RECORDED = "payment_recorded"
    CREDIT_UNSURE = "credit_unsure"
    SETTLED = "settled"
    WRITTEN_OFF = "written_off"
    ESCALATED = "escalated"
    MAIL_SENT = "mail_sent"
    MAIL_UNCERTAIN = "mail_uncertain"
    MAIL_DROPPED = "mail_dropped"
    CALL_MADE = "call_made"
    LETTER_POSTED = "letter_posted"
    LETTER_RECEIVED = "letter_received"
    NOTED = "noted"
    TASK_DONE = "task_done"
    STATUS_FORBIDS = "status_forbids"


# What the summary and `dossier show` print beside each decision.
LABELS: dict[Reason, tuple[str, str]] = {
    Reason.STEP_DUE: ("relance due", "reminder due"),
    Reason.NOTHING_DUE: ("rien à faire aujourd’hui", "nothing due today"),
    Reason.CALL_DUE: ("appel à passer", "a call is due"),
    Reason.BELOW_FLOOR: ("montant trop faible pour une relance", "too small an amount for a reminder"),
    Reason.LEDGER_OLD: (
        "comptes trop anciens, relances suspendues : importez vos règlements",
        "the ledger is too old, reminders wait: import your payments",
    ),
    Reason.SCENARIO_OVER: ("toutes les relances ont été faites", "every reminder has been sent"),
    Reason.APPROVAL_NEEDED: ("votre accord est nécessaire", "your approval is needed"),
    Reason.STEP_APPROVED: ("envoi autorisé", "sending approved"),
    Reason.STEP_DECLINED: ("envoi refusé, le dossier vous est confié", "declined, the dossier is yours"),
    Reason.NO_ADDRESS: ("aucune adresse utilisable", "no usable address"),
    Reason.ALREADY_QUEUED: ("déjà en file d’attente", "already queued"),
    Reason.WAITING: ("on patiente", "waiting"),
    Reason.PROMISE_NOTED: ("promesse notée, relances suspendues", "promise noted, reminders suspended"),
    Reason.PROMISE_KEPT: ("promesse tenue", "promise kept"),
    Reason.PROMISE_LATE: ("promesse tenue, en retard", "promise kept, late"),
    Reason.PROMISE_BROKEN: ("promesse non tenue", "promise broken"),
    Reason.TOO_MANY_PROMISES: ("trop de promesses non tenues", "too many broken promises"),
    Reason.PLAN_AGREED: ("échéancier accordé, relances suspendues", "instalments granted, reminders suspended"),
    Reason.INSTALMENT_PAID: ("versement de l’échéancier reçu", "instalment paid"),
    Reason.PLAN_KEPT: ("échéancier respecté", "every instalment paid"),
    Reason.PLAN_BROKEN: ("échéancier rompu, le tout est dû", "instalment missed, the whole is due"),
    Reason.DISPUTED: (
        "litige, la somme contestée n’est plus relancée",
        "dispute, no more reminders of what is contested",
    ),
    Reason.DISPUTE_WITHDRAWN: ("litige levé", "dispute withdrawn"),
    Reason.CREDIT_NOTE_AWAITED: ("litige admis, avoir attendu", "dispute accepted, a credit note is awaited"),
    Reason.DISPUTE_ACCEPTED: ("litige admis, montant abandonné", "dispute accepted, the amount is given up"),
    Reason.PAYMENT_CLAIMED: ("règlement annoncé, à vérifier en banque", "said to be paid, to be checked at the bank"),
    Reason.CLAIM_NOT_CONFIRMED: ("règlement annoncé non retrouvé", "the payment claimed was not found"),
    Reason.CLAIM_UNPROVED: ("règlement annoncé, comptes pas encore à jour", "payment claimed, ledger not up to date"),
    Reason.DATE_ASKED: ("date demandée", "a date was asked for"),
    Reason.DATE_ALREADY_ASKED: (
        "date déjà demandée, le scénario continue",
        "a date was asked before, the scenario goes on",
    ),
    Reason.COPY_SENT: ("copie de facture envoyée", "copy of the invoice sent"),
    Reason.DELAY_GRANTED: ("délai accordé, relances suspendues", "delay granted, reminders suspended"),
    Reason.DELAY_REFUSED: ("délai refusé", "delay refused"),
    Reason.PLAN_REFUSED: ("échéancier refusé", "instalments refused"),
    Reason.ABSENCE: ("absence, relance reportée", "absent, reminder postponed"),
    Reason.MACHINE_ANSWER: ("réponse automatique, sans effet", "automatic answer, no effect"),
    Reason.ADDRESS_FAILED: ("adresse en échec, retirée", "address failed, retired"),
    Reason.DELIVERY_DELAYED: ("remise retardée", "delivery delayed"),
    Reason.INSOLVENCY: ("procédure collective, tout s’arrête", "insolvency, everything stops"),
    Reason.LEGAL: ("avocat ou menace, dossier confié", "lawyer or threat, the dossier is yours"),
    Reason.PERSON_NEEDED: ("à traiter par vous, relances suspendues", "yours to handle, reminders suspended"),
    Reason.READER_DOUBTS: ("réponse à lire, relances suspendues", "a reply to read, reminders suspended"),
    Reason.SENDER_UNKNOWN: ("expéditeur inconnu, à vérifier", "unknown sender, to be checked"),
    Reason.FRAUD_SUSPECTED: (
        "il est question d’un autre compte bancaire que le vôtre : alerte",
        "there is talk of another bank account than yours: alarm",
    ),
    Reason.PAUSED: ("mis en pause", "paused"),
    Reason.RESUMED: ("repris", "resumed"),
    Reason.HOLD_ENDED: ("fin de la pause", "the hold ended"),
    Reason.INVOICES_CHANGED: ("factures mises à jour", "invoices updated"),
    Reason.CUSTOMER_CHANGED: ("client mis à jour", "customer updated"),
    Reason.PAYMENT_RECORDED: ("règlement enregistré", "payment recorded"),
    Reason.CREDIT_UNSURE: (
        "mouvement bancaire à rapprocher, relances suspendues",
        "a movement of the bank to compare, reminders suspended",
    ),
    Reason.SETTLED: ("soldé", "settled"),
    Reason.WRITTEN_OFF: ("passé en perte", "written off"),
    Reason.ESCALATED: ("confié à une personne", "handed to a person"),
    Reason.MAIL_SENT: ("message envoyé", "mail sent"),
    Reason.MAIL_UNCERTAIN: ("envoi incertain, à vérifier", "uncertain whether it left"),
    Reason.MAIL_DROPPED: ("message retiré", "mail dropped"),
    Reason.CALL_MADE: ("appel passé", "call made"),
    Reason.LETTER_POSTED: ("lettre postée", "letter posted"),
    Reason.LETTER_RECEIVED: ("lettre reçue", "letter received"),
    Reason.NOTED: ("noté", "noted"),
    Reason.TASK_DONE: ("tâche faite", "task done"),
    Reason.STATUS_FORBIDS: ("l’état du dossier l’interdit", "the dossier's status forbids it"),
}

assert set(LABELS) == set(Reason)
