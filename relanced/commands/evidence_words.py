"""The words of a lawyer's file: key, French, English."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "title": ("Dossier {reference}\u00a0– {customer}", "Dossier {reference} – {customer}"),
    "creditor": ("Créancier\u00a0: {name}", "Creditor: {name}"),
    "siren": ("SIREN {siren}", "SIREN {siren}"),
    "debtor": ("Débiteur\u00a0: {name} ({kind})", "Debtor: {name} ({kind})"),
    "business": ("professionnel", "business"),
    "consumer": ("consommateur", "consumer"),
    "public": ("personne publique", "public body"),
    "contact": ("Interlocuteur\u00a0: {contact}", "Contact: {contact}"),
    "made_at": ("Établi le {day} à {hour} par relanced.", "Made on {day} at {hour} by relanced."),
    "seal": (
        "Dernière empreinte du journal\u00a0: {last}. Le fichier LISEZMOI.txt dit comment vérifier l’ensemble.",
        "Last hash of the journal: {last}. README.txt says how to verify the whole.",
    ),
    "pieces": ("Bordereau de pièces", "Exhibits"),
    "piece_columns": ("Pièce|Date|Nature|Fichier", "Exhibit|Date|What it is|File"),
    "none": ("Aucune pièce.", "No exhibit."),
    "lacking": ("Manque\u00a0: {what}", "Missing: {what}"),
    "no_file": ("facture {number}, aucun fichier joint", "invoice {number}, no file"),
    "file_gone": ("facture {number}, fichier {path} illisible", "invoice {number}, file {path} cannot be read"),
    "no_bytes": ("{what} du {day}, octets non conservés", "{what} of {day}, bytes not kept"),
    "unproved": (
        "Les envois dont on ignore s’ils sont partis sont à part, dans le dossier «\u00a0incertains\u00a0».",
        "Mails of which it is not known whether they left are apart, in the folder “uncertain”.",
    ),
    "uncertain": ("incertains", "uncertain"),
    "invoice": ("Facture {number}", "Invoice {number}"),
    "chronology": ("Chronologie", "Chronology"),
    "chronology_columns": ("Date|Fait|Pièce", "Date|Fact|Exhibit"),
    "issued": ("Facture {number} émise\u00a0: {total}", "Invoice {number} issued: {total}"),
    "fell_due": ("Échéance de la facture {number}", "Invoice {number} fell due"),
    "paid": ("Règlement reçu\u00a0: {amount}{invoice}", "Payment received: {amount}{invoice}"),
    "for_invoice": (" (facture {number})", " (invoice {number})"),
    "sent": (
        "{what} envoyée à {to} ({invoices}). Le serveur a répondu\u00a0: {answer}. Message-ID {message_id}",
        "{what} sent to {to} ({invoices}). The server answered: {answer}. Message-ID {message_id}",
    ),
    "unsure": (
        "{what} à {to} ({invoices})\u00a0: on ignore si elle est partie. Message-ID {message_id}",
        "{what} to {to} ({invoices}): it is not known whether it left. Message-ID {message_id}",
    ),
    "refused": (
        "{what} à {to} ({invoices}) refusée par le serveur\u00a0: {answer}",
        "{what} to {to} ({invoices}) refused by the server: {answer}",
    ),
    "received": ("Message de {sender}\u00a0: {label}{words}", "Mail from {sender}: {label}{words}"),
    "quoted": (" «\u00a0{words}\u00a0»", " “{words}”"),
    "entry": ("{reason}{detail}", "{reason}{detail}"),
    "detail": ("\u00a0: {detail}", ": {detail}"),
    "statement": ("Décompte au {day}", "Statement on {day}"),
    "statement_columns": (
        "Facture|Échéance|Jours de retard|Solde TTC|Pénalités|Indemnité|Total|",
        "Invoice|Due on|Days late|Balance|Interest|Indemnity|Total|",
    ),
    "disputed": ("contestée", "disputed"),
    "total": ("Total", "Total"),
    "segments": ("Pénalités de retard, période par période", "Late interest by period"),
    "segment_columns": (
        "Facture|Du|Au|Jours|Base|Taux annuel|Montant",
        "Invoice|From|To|Days|Base|Yearly rate|Amount",
    ),
    "no_rate": ("Le décompte ne peut pas être fait\u00a0: {why}", "The statement cannot be made: {why}"),
    "limitation": ("Prescription, sous réserve de confirmation", "Limitation, to be confirmed"),
    "limitation_columns": (
        "Facture|Point de départ|Dernier jour pour agir|Règle",
        "Invoice|Runs from|Last day to sue|Rule",
    ),
    "acknowledged": (
        "\u00a0; la dette a été reconnue le {day} (C. civ. 2240)",
        "; the debt was acknowledged on {day} (C. civ. 2240)",
    ),
    "readme": ("LISEZMOI.txt", "README.txt"),
    "page": ("bordereau.html", "exhibits.html"),
    "how_to_verify": (
        """\
Dossier {reference}. Ouvrir bordereau.html dans un navigateur.

Les pièces sont les octets mêmes des messages envoyés et reçus (.eml, lisibles par tout logiciel de messagerie) et les
fichiers des factures.

Vérifier que rien n’a changé depuis l’établissement\u00a0:

    sha256sum -c SHA256SUMS

journal.jsonl contient les écritures du journal qui concernent ce dossier, chain.txt les maillons de toutes les
écritures depuis la première d’entre elles (numéro, empreinte du contenu, empreinte du maillon)\u00a0; les autres
dossiers n’y sont pas lisibles. Chaque maillon est l’empreinte du précédent et du contenu\u00a0:

    {check}

Aucune sortie\u00a0: la chaîne est entière. Le champ sha256 d’une écriture est l’empreinte du message dont elle parle.
Avec relanced installé, tout est vérifié d’un coup\u00a0: relanced verify CE_FICHIER.zip

{notice}
""",
        """\
Dossier {reference}. Open exhibits.html in a browser.

The exhibits are the very bytes of the mails that were sent and received (.eml, which any mail program opens) and the
files of the invoices.

To verify that nothing has changed since this was made:

    sha256sum -c SHA256SUMS

journal.jsonl has the entries of the journal that concern this dossier, chain.txt the links of all entries since the
first of them (number, hash of the body, hash of the link); other dossiers cannot be read in it. Each link is the hash
of the one before and of the body:

    {check}

No output: the chain is whole. An entry's field sha256 is the hash of the mail that it is about. With relanced
installed, all is verified at once: relanced verify THIS_FILE.zip

{notice}
""",
    ),
}

CHECK = (
    "tail -n +2 chain.txt | { p=$(head -n 1 chain.txt); while read -r n body link; do "
    'h=$(printf %s%s "$p" "$body" | sha256sum); [ "${h%% *}" = "$link" ] || echo "$n"; p=$link; done; }'
)


class Words:
    """The words of one language, filled in."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._column = 0 if language == "fr" else 1

    def __call__(self, key: str, **values: object) -> str:
        text = WORDS[key][self._column]
        return text.format(**values) if values else text

    def columns(self, key: str) -> tuple[str, ...]:
        return tuple(WORDS[key][self._column].split("|"))
