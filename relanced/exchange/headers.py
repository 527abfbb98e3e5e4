"""What other programs call our columns. A row a name; of two headers that mean the same, the earlier phrase wins."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from relanced.errors import BadInput, Fault
from relanced.exchange.tables import Row

IGNORE = "ignore"

SYNONYMS: dict[str, tuple[str, ...]] = {
    "customer_id": (
        "code client", "n client", "numero client", "no client", "num client", "numero de client", "id client",
        "ref client", "reference client", "compte client", "code tiers", "compte tiers", "compte auxiliaire",
        "client id", "customer number", "customer code", "customer no", "account number",
    ),
    "customer_name": (
        "raison sociale", "nom du client", "nom client", "denomination", "denomination sociale", "societe",
        "nom societe", "entreprise", "client", "nom", "tiers", "nom du tiers", "customer", "client name", "company",
        "company name", "name",
    ),
    "customer_kind": (
        "type de client", "type client", "nature du client", "categorie client", "customer type", "client type",
    ),
    "segment": (
        "famille", "famille client", "categorie", "groupe", "groupe client", "category",
    ),
    "language": (
        "langue", "lang",
    ),
    "email": (
        "e mail", "mail", "courriel", "adresse e mail", "adresse email", "adresse mail", "adresse courriel",
        "adresse electronique", "e mail client", "email client", "mail client", "courriel client",
        "e mail facturation", "email facturation", "email de facturation", "email comptabilite", "email address",
        "customer email",
    ),
    "country": (
        "pays", "code pays", "country code",
    ),
    "address": (
        "adresse", "adresse postale", "adresse de facturation", "adresse facturation", "adresse complete",
        "adresse client", "rue", "postal address", "billing address", "street",
    ),
    "postcode": (
        "code postal", "cp", "code postal facturation", "postal code", "zip", "zip code",
    ),
    "city": (
        "ville", "commune", "ville facturation", "localite", "town",
    ),
    "email_accounting": (
        "courriel comptable", "e mail comptable", "email comptable", "mail comptable", "accounting email",
    ),
    "email_manager": (
        "courriel dirigeant", "e mail dirigeant", "email dirigeant", "email gerant", "email daf", "manager email",
    ),
    "email_escalation": (
        "courriel direction", "e mail direction", "email direction", "mail direction", "courriel escalade",
        "e mail escalade", "email escalade", "second e mail", "escalation email",
    ),
    "contact_name": (
        "contact", "nom du contact", "nom contact", "interlocuteur", "nom de l interlocuteur", "a l attention de",
        "contact person",
    ),
    "civility": (
        "civilite", "titre", "salutation", "title",
    ),
    "phone": (
        "telephone", "tel", "n telephone", "n de telephone", "numero de telephone", "portable", "mobile",
        "phone number",
    ),
    "invoice_number": (
        "n facture", "numero facture", "numero de facture", "n de facture", "no facture", "num facture",
        "no de facture", "numero de la facture", "ref facture", "reference facture", "reference de la facture",
        "facture", "n piece", "numero de piece", "numero piece", "n de piece", "piece", "n document",
        "numero de document", "numero", "invoice", "invoice no", "invoice id", "invoice ref", "document number",
        "number",
    ),
    "credit_limit": (
        "plafond", "plafond de credit", "plafond d encours", "plafond encours", "encours autorise", "encours maximum",
        "encours max", "limite de credit", "limite d encours", "credit autorise", "credit max",
    ),
    "issued_on": (
        "date facture", "date de facture", "date de la facture", "date de facturation", "date d emission",
        "date emission", "emise le", "emission", "date piece", "date de piece", "date document", "date du document",
        "invoice date", "issue date", "issued", "date",
    ),
    "due_on": (
        "echeance", "date d echeance", "date echeance", "date de l echeance", "date limite de paiement",
        "date limite de reglement", "a payer avant le", "date d exigibilite", "exigible le", "due date", "due",
        "payment due",
    ),
    "settled_on": (
        "soldee le", "solde le", "date de solde", "payee le", "reglee le", "paye le", "regle le", "date de reglement",
        "date reglement", "date de paiement", "date paiement", "date du reglement", "date du paiement", "date lettrage",
        "date de lettrage", "settled", "settlement date", "payment date", "date paid",
    ),
    "total": (
        "montant ttc", "total ttc", "ttc", "montant total ttc", "montant facture ttc", "montant de la facture",
        "montant facture", "montant total", "montant", "total", "montant initial", "net a payer", "total amount",
        "invoice amount", "invoice total", "amount",
    ),
    "balance": (
        "reste du", "restant du", "reste a payer", "reste a regler", "montant restant du", "montant restant",
        "restant", "solde du", "solde", "solde restant", "solde facture", "montant du", "montant ouvert", "impaye",
        "balance due", "outstanding", "amount due", "open amount", "remaining",
    ),
    "currency": (
        "devise", "monnaie", "code devise",
    ),
    "pdf": (
        "fichier pdf", "fichier", "piece jointe", "chemin pdf", "pdf file", "file",
    ),
    "payment_url": (
        "lien de paiement", "lien paiement", "url de paiement", "url paiement", "payment link",
    ),
    "purchase_order": (
        "bon de commande", "n commande", "numero de commande", "numero commande", "n de commande", "commande",
        "n bon de commande", "reference commande", "ref commande", "po", "po number", "order number",
    ),
    "amount": (
        "montant regle", "montant paye", "montant du reglement", "montant du paiement", "montant reglement",
        "montant paiement", "montant encaisse", "reglement", "paiement", "encaissement", "montant",
        "amount paid", "payment amount", "payment",
    ),
    "paid_on": (
        "date de paiement", "date paiement", "date de reglement", "date reglement", "date du reglement",
        "date du paiement", "date d encaissement", "date encaissement", "paye le", "regle le", "payee le",
        "reglee le", "encaisse le", "date de valeur", "date valeur", "payment date", "paid", "date paid", "date",
    ),
    # of bank statements
    "booked_on": (
        "date operation", "date de l operation", "date d operation", "date de comptabilisation", "date comptable",
        "date de comptabilite", "dateop", "date op", "date d execution", "operation date", "booking date",
        "date completed utc", "completed date", "settlement date utc", "date", "date de valeur", "date valeur",
        "dateval", "value date",
    ),
    "label": (
        "libelle operation", "libelle de l operation", "libelle complet", "libelle", "libelles", "libelle simplifie",
        "libelle court", "nature de l operation", "operation", "operations", "label", "description", "intitule",
        "counterparty name", "nom de la contrepartie", "contrepartie", "details", "detail",
    ),
    "moved": (
        "montant operation en euro", "montant de l operation", "montant operation", "montant euros", "montant en euros",
        "montant eur", "montant", "montant total ttc", "amount", "total amount incl vat",
    ),
    "debit": (
        "debit euros", "debit eur", "montant debit", "debits", "sortie", "sorties", "money out", "paid out",
    ),
    "credit": (
        "credit euros", "credit eur", "montant credit", "credits", "entree", "entrees", "money in", "paid in",
    ),
    "bank_balance": (
        "solde", "solde euros", "solde eur", "solde apres operation", "accountbalance", "running balance",
    ),
    "state": (
        "statut", "status", "etat",
    ),
}  # fmt: skip

OF_STATEMENTS = ("booked_on", "label", "moved", "debit", "credit", "bank_balance", "state")
INVOICES = tuple(name for name in SYNONYMS if name not in ("amount", "paid_on", *OF_STATEMENTS))
# The columns that speak of a customer, and the fields of `Customer` that they fill where a file has them.
CUSTOMERS = (
    "customer_id", "customer_name", "customer_kind", "segment", "language", "email", "country", "address", "postcode",
    "city", "email_accounting", "email_manager", "email_escalation", "contact_name", "civility", "phone",
    "credit_limit", "currency",
)  # fmt: skip
SPOKEN_OF = {
    "customer_kind": "kind",
    "segment": "segment",
    "language": "language",
    "country": "country",
    "credit_limit": "credit_limit",
}
PAYMENTS = ("invoice_number", "customer_id", "amount", "paid_on", "currency")
STATEMENTS = (*OF_STATEMENTS, "currency")
REQUIRED_OF_INVOICES = ("customer_name", "email", "invoice_number", "due_on", "total")
REQUIRED_OF_CUSTOMERS = ("customer_name",)
REQUIRED_OF_PAYMENTS = ("invoice_number", "amount", "paid_on")
REQUIRED_OF_STATEMENTS = ("booked_on", "label")

# What French programs write above the columns that a list must have.
USUAL = {
    "customer_name": "Client",
    "email": "E-mail",
    "invoice_number": "N° facture",
    "due_on": "Échéance",
    "total": "Montant TTC",
    "amount": "Montant réglé",
    "paid_on": "Date de paiement",
    "booked_on": "Date opération",
    "label": "Libellé",
}

# A header within so much of a column that the file lacks is a slip: to ignore `balence` would chase what is paid.
SLIP = 0.85
SEARCHED = 15


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns are: `titles` are the file's own words, `at` the position of each name found."""

    line: int
    titles: tuple[str, ...]
    at: Mapping[str, int]

    def title(self, name: str) -> str:
        return self.titles[self.at[name]]


def plain(header: object) -> str:
    """``N° de facture`` is ``n de facture``: no accents, no signs, no capitals."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", str(header)) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare.replace("°", " ").casefold()).split())


def find_layout(rows: Sequence[Row], names: Sequence[str], columns: Mapping[str, str]) -> Layout:
    """The line of headers, and what they mean: the line among the first that has the most of `names`.

    Programs write a title or a date above their tables.
    """
    best = max(rows[:SEARCHED], key=lambda row: len(_positions(row, names, columns)))
    return Layout(best.line, tuple(str(cell).strip() for cell in best.cells), _positions(best, names, columns))


def _positions(row: Row, names: Sequence[str], columns: Mapping[str, str]) -> dict[str, int]:
    owners = {plain(header): name for header, name in columns.items()}
    found: dict[str, tuple[int, int]] = {}
    for at, cell in enumerate(row.cells):
        title = plain(cell)
        if title in owners:
            ranks = [(owners[title], -2)] if owners[title] in names else []
        else:
            ranks = [(name, _rank(title, name)) for name in names if _rank(title, name) is not None]  # type: ignore[misc]
        for name, rank in ranks:
            if name not in found or rank < found[name][0]:
                found[name] = rank, at
    return {name: at for name, (_, at) in found.items()}


def _rank(title: str, name: str) -> int | None:
    """How good a title is for a name: the name itself is best, then the phrases in their order."""
    if title == plain(name):
        return -1
    return SYNONYMS[name].index(title) if title in SYNONYMS[name] else None


def check_layout(
    file: str, layout: Layout, required: Sequence[str], names: Sequence[str], columns: Mapping[str, str]
) -> None:
    """Raises BadInput for columns that are missing, twice there, or misspelt."""
    faults = _missing(file, layout, required) + _twice(file, layout) + _slips(file, layout, names, columns)
    if faults:
        raise BadInput(faults)


def _missing(file: str, layout: Layout, required: Sequence[str]) -> list[Fault]:
    others = [t for n, t in enumerate(layout.titles) if t and n not in layout.at.values()]
    seen = f"; relanced does not know these headers: {', '.join(others[:8])}" if others else ""
    return [
        Fault(
            f"{file}:{layout.line} {name}",
            "this column is missing",
            f"name it {_examples(name)}, or map it in import.columns{seen}",
        )
        for name in required
        if name not in layout.at
    ]


def _examples(name: str) -> str:
    return f"{name} or « {USUAL[name]} »"


def ignored(layout: Layout, columns: Mapping[str, str]) -> tuple[str, ...]:
    """The headers that mean nothing here and that nobody has said to leave out."""
    meant = {plain(header) for header, name in columns.items() if name == IGNORE}
    used = layout.at.values()
    return tuple(t for n, t in enumerate(layout.titles) if t and n not in used and plain(t) not in meant)


def _twice(file: str, layout: Layout) -> list[Fault]:
    keys = [plain(title) for title in layout.titles]
    return [
        Fault(f"{file}:{layout.line} {title}", "this header stands on two columns", "rename or remove one of them")
        for n, title in enumerate(layout.titles)
        if keys[n] and n in layout.at.values() and keys.count(keys[n]) > 1
    ]


def _slips(file: str, layout: Layout, names: Sequence[str], columns: Mapping[str, str]) -> list[Fault]:
    free = {plain(phrase): name for name in names if name not in layout.at for phrase in (name, *SYNONYMS[name])}
    known = {plain(phrase) for name, phrases in SYNONYMS.items() for phrase in (name, *phrases)} | {
        *map(plain, columns)
    }
    faults = []
    for title in layout.titles:
        close = get_close_matches(plain(title), free, n=1, cutoff=SLIP) if plain(title) not in known else []
        if close:
            hint = f"rename it, or map it in import.columns to {free[close[0]]} or to ignore"
            faults.append(Fault(f"{file}:{layout.line} {title}", f"is this {free[close[0]]}?", hint))
    return faults
