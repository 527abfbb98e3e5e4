"""Does a mail ask for a copy of an invoice, and for nothing else? In doubt it does not: a person looks."""

from __future__ import annotations

import re

from relanced.reading.mail.headers import ADDRESS

_INVOICE = re.compile(r"\bfactures?\b|\bduplicata|\binvoices?\b|\bbill\b|\bdoubles?\b", re.I)

# It is not there, or it is to be sent.
_WANTED = re.compile(
    r"duplicata|\b(?:une |des )?copies? (?:de|des)\b|\bun double\b|\bun exemplaire\b|r[eé]-?envo[iy]|r[eé]exp[eé]di"
    r"|retransm|(?:nous|m['’]) ?(?:la |les |en )?(?:adresser|envoyer|transmettre|faire parvenir)|faire parvenir"
    r"|(?:envoyez|transmettez|adressez)|(?:jamais|pas|rien|ne l['’]ai|non) (?:\w+ ){0,2}(?:reçue?s?|parvenue?s?)"
    r"|pas (?:trouvé|retrouvé)|ne (?:la |les )?(?:re)?trouv(?:e|ons) (?:pas|plus|nulle part)|aucune (?:trace|facture)"
    r"|\b(?:re-?)?send\b|\bcop(?:y|ies) of\b|\ba copy\b|not (?:\w+ )?(?:received|got)"
    r"|never (?:\w+ )?(?:received|got|reached)"
    r"|n['’]t (?:\w+ )?(?:received|got|find|have)|cannot (?:find|trace|locate)",
    re.I,
)

# Something else beside it or in its place, another way of sending it, another address: all of these are for a person.
_MORE = re.compile(
    "|".join(
        (
            r"\bqr\b|\brib\b|\biban\b|\bbic\b|coordonn[ée]es|identit[ée] bancaire|banqu?|relev[ée]|r[ée]capitulatif",
            r"statement|extrait|\bbons?\b|bordereau|\bbl\b|livraison|deliver|\bpod\b|docket|dispatch|\bpv\b|proc[èe]s",
            r"attestation|certificat|kbis|justificatif|preuve|proof|receipt|devis|contrat|contract|quote|situation",
            r"d[ée]compte|d[ée]tail|itemi[sz]|breakdown|commande|\bpo\b|purchase|order|engagement",
            r"r[ée]f[ée]rence|num[ée]ro",
            r"siret|\btva\b|\bvat\b|fiche|formulaire|\bform\b|corrig|rectif|modifi|erreur|faux|fausse|wrong|incorrect",
            r"amend|au nom d|libell|intitul|acquitt|origina|sign[ée]|tampon|stamp|mentions|pro ?forma|raison sociale",
            r"\bactes?\b|\bforme\b|\bpi[èe]ces?\b(?! jointe)|chorus|portail|portal|plate-?forme|platform",
            r"factur-x|d[ée]pos",
            r"courrier|papier|paper|\bposte?\b|postal|imprim|printed|\bavoir\b|credit|remise|rembours|refund",
            r"ticket|photo",
            r"annexe|pages?\b|lisible|ouvrir|\bopen\b|illegible|unreadable|litige|disput|contest|pas d['’]accord",
            r"interlocut|d[ée]sormais|from now on|no longer|(?:nouvelle|ancienne|new) ad?dress|instead",
            r"ainsi que|along with",
            r"plus the|\bet (?:le|la|les|un|une|des|votre|vos) (?!facture)\w+",
        )
    ),
    re.I,
)
LONGEST = 600


def wants_copy(text: str) -> bool:
    """Of what was typed, without quote and signature."""
    if len(text) > LONGEST or _MORE.search(text) or ADDRESS.search(text):
        return False
    return bool(_INVOICE.search(text) and _WANTED.search(text))
