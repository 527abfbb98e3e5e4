"""What the demonstration itself says, in both languages; all else are the labels that its owner reads anyway."""

from __future__ import annotations

from relanced.core.dossier import Status

WORDS: dict[str, tuple[str, str]] = {
    "imported": ("{count} facture importée", "{count} invoice imported"),
    "imported_many": ("{count} factures importées", "{count} invoices imported"),
    "title": ("relanced, démonstration", "relanced, demonstration"),
    "day": ("jour {day} sur {days}", "day {day} of {days}"),
    "counts": (
        "{mails} relances et questions, {replies} réponses lues, {summaries} bilans, {tasks} tâches en attente",
        "{mails} reminders and questions, {replies} replies read, {summaries} summaries, {tasks} tasks waiting",
    ),
    "dossier": ("Dossier", "Dossier"),
    "customer": ("Client", "Customer"),
    "balance": ("Reste dû", "Balance"),
    "status": ("État", "Status"),
    "last": ("Dernier événement", "Last event"),
    "course": ("Ce qui s’est passé", "What happened"),
    "waiting": ("attend votre décision", "waits for your decision"),
    "outcome": ("Ce que sont devenus les dossiers", "What became of the dossiers"),
    "took": ("{days} jours en {seconds:.0f} secondes.", "{days} days in {seconds:.0f} seconds."),
    "left": ("Tout est resté dans {folder} ; à ouvrir : {index}", "Everything is left in {folder}; open {index}"),
    "more": ("Pour regarder de plus près :", "To look closer:"),
    "mails": ("Messages envoyés et reçus", "Mails out and in"),
    "sent": ("envoyé", "sent"),
    "received": ("reçu", "received"),
}

STATUSES: dict[Status, tuple[str, str]] = {
    Status.ACTIVE: ("en cours", "active"),
    Status.PROMISED: ("promesse", "promised"),
    Status.PAYMENT_CLAIMED: ("dit réglé", "claimed paid"),
    Status.DISPUTED: ("litige", "disputed"),
    Status.ON_PLAN: ("échéancier", "on a plan"),
    Status.ON_HOLD: ("suspendu", "on hold"),
    Status.ESCALATED: ("confié à vous", "escalated"),
    Status.INSOLVENT: ("procédure", "insolvent"),
    Status.SETTLED: ("soldé", "settled"),
    Status.WRITTEN_OFF: ("en perte", "written off"),
}

assert set(STATUSES) == set(Status)


def pick(row: tuple[str, str], language: str) -> str:
    return row[0] if language == "fr" else row[1]


def word(name: str, language: str, **values: object) -> str:
    return pick(WORDS[name], language).format(**values)
