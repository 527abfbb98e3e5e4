"""What the demonstration itself says, in both languages; all else are the labels that its owner reads anyway."""

from __future__ import annotations

from relanced.core.dossier import Status

WORDS: dict[str, tuple[str, str]] = {
    "colon": ("\u00a0: ", ": "),
    "imported": ("{count} facture importée", "{count} invoice imported"),
    "imported_many": ("{count} factures importées", "{count} invoices imported"),
    "title": ("relanced, démonstration", "relanced, demonstration"),
    "day": ("jour {day} sur {days}", "day {day} of {days}"),
    "counts": (
        "Relances et questions : {mails} · réponses lues : {replies} · bilans : {summaries} · en attente : {tasks}",
        "Reminders and questions: {mails} · replies read: {replies} · summaries: {summaries} · waiting: {tasks}",
    ),
    "dossier": ("Dossier", "Dossier"),
    "customer": ("Client", "Customer"),
    "balance": ("Reste dû", "Balance"),
    "status": ("État", "Status"),
    "last": ("Dernier événement", "Last event"),
    "why": ("Pourquoi", "Why"),
    "waiting": ("attend votre décision", "waits for your decision"),
    "outcome": ("Ce que sont devenus les dossiers", "What became of the dossiers"),
    "took": ("{days} jours en {seconds:.0f} secondes.", "{days} days in {seconds:.0f} seconds."),
    "left": ("Tout est resté dans {folder} ; à ouvrir : {index}", "Everything is left in {folder}; open {index}"),
    "more": ("Pour regarder de plus près :", "To look closer:"),
    "serving": (
        "La boîte de {company} est surveillée pour de bon : lisez, répondez, relanced agit. Ctrl-C arrête tout.",
        "The mailbox of {company} is watched for real: read, answer, and relanced acts. Ctrl-C ends it all.",
    ),
    "connect": (
        "Dans un logiciel de messagerie, sur cette machine, sans chiffrement, mot de passe « {password} » :\n"
        "  IMAP  {host}, port {imap_port}\n  SMTP  {host}, port {smtp_port}, avec identification",
        "In a mail program, on this machine, without encryption, password “{password}”:\n"
        "  IMAP  {host}, port {imap_port}\n  SMTP  {host}, port {smtp_port}, with authentication",
    ),
    "as_owner": ("Dirigeante", "Owner"),
    "as_company": ("Comptabilité", "Accounts"),
    "as_client": ("Client", "Client"),
    "login": ("Identifiant", "Login"),
    "who": ("En tant que", "As"),
    "served": ("Bilan du jour à {at}. Ce qui se passe :", "Daily summary at {at}. What happens:"),
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
