"""The words of the report on a person's request to be forgotten: key, French, English."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "title": ("Demande d’effacement\u00a0: {who}", "Request for erasure: {who}"),
    "made_at": ("Établi le {day} par relanced.", "Made on {day} by relanced."),
    "nothing": ("Rien n’est détenu à ce sujet.", "Nothing is held about this."),
    "kept": (
        "Dossier {reference} ({customer}), {status}\u00a0: conservé.",
        "Dossier {reference} ({customer}), {status}: kept.",
    ),
    "holds": (
        "  Détenu\u00a0: {contacts}, {mails}, {outbox}, {journal}.",
        "  Held: {contacts}, {mails}, {outbox}, {journal}.",
    ),
    "open": (
        "  Motif\u00a0: la créance est en cours\u00a0; ces données servent à la constater et à l’exercer (RGPD, art. "
        "17.3 e). Conservées tant qu’elle est due, puis jusqu’à la prescription{until}.",
        "  Ground: the debt is open; these data serve to establish and exercise the claim (GDPR art. 17.3 e). Kept as "
        "long as it is owed, then until limitation{until}.",
    ),
    "limitation": (", aujourd’hui acquise après le {day}", ", which today is after {day}"),
    "over": (
        "  Motif\u00a0: preuve en cas de contestation, jusqu’à la prescription (RGPD, art. 17.3 e). Effacement\u00a0: "
        "après le {day}.",
        "  Ground: evidence in case of a dispute, until limitation (GDPR art. 17.3 e). Erased: after {day}.",
    ),
    "lapsed": (
        "Dossier {reference} ({customer}), {status}\u00a0: plus rien ne peut être réclamé, effacement{done}.",
        "Dossier {reference} ({customer}), {status}: nothing can be claimed any more, erasure{done}.",
    ),
    "loose": (
        "{mails} sans rapport avec un dossier\u00a0: effacement{done}.",
        "{mails}, about no dossier: erasure{done}.",
    ),
    "undebted": (
        "{customers} sans dossier\u00a0: effacement{done}.",
        "{customers} without a dossier: erasure{done}.",
    ),
    "awaited": (
        "Message reçu que personne n’a encore lu\u00a0: conservé jusque-là (relanced task done {task}, puis "
        "recommencer).",
        "A mail that nobody has read yet: kept until then (relanced task done {task}, then again).",
    ),
    "done": (" faite", " done"),
    "to_do": (" à faire (--yes)", " to be done (--yes)"),
    "beyond": (
        "Restent hors d’atteinte de relanced\u00a0: la boîte aux lettres et ses messages envoyés, les sauvegardes "
        "(relanced backup), vos factures et vos comptes (dix ans, C. com. L123-22), le fichier de vos clients.",
        "Out of relanced's reach: the mailbox and its sent mail, the backups (relanced backup), your invoices and "
        "books (ten years, C. com. L123-22), the list of your clients.",
    ),
    "answer": (
        "Réponse à la personne dans le mois (RGPD, art. 12.3), avec ces motifs et la mention du recours à la CNIL "
        "(art. 12.4).",
        "Answer the person within a month (GDPR art. 12.3), with these grounds and the right to complain to the "
        "authority (art. 12.4).",
    ),
}

# What is counted: one, many.
COUNTED: dict[str, dict[str, tuple[str, str]]] = {
    "fr": {
        "contacts": ("interlocuteur", "interlocuteurs"),
        "mails": ("message reçu", "messages reçus"),
        "outbox": ("message envoyé", "messages envoyés"),
        "customers": ("client", "clients"),
        "journal": ("écriture du journal", "écritures du journal"),
    },
    "en": {
        "contacts": ("contact", "contacts"),
        "mails": ("mail received", "mails received"),
        "outbox": ("mail sent", "mails sent"),
        "customers": ("customer", "customers"),
        "journal": ("entry of the journal", "entries of the journal"),
    },
}
