"""What a person types: days and amounts as the imports read them, words in French too, a dossier by its number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from relanced.core.dossier import CallOutcome, Means
from relanced.core.intents import DisputeReason
from relanced.core.money import Money
from relanced.errors import BadInput, Fault
from relanced.exchange import amounts, values
from relanced.exchange.values import Unreadable

ISO = re.compile(r"\d{4}-\d\d-\d\d", re.A)
REFERENCE = re.compile(r"(?:rl[- ]?)?0*([1-9]\d{0,8})", re.I | re.A)

# What French speakers type for a word of ours; accents, capitals and hyphens make no difference.
SYNONYMS: dict[str, str] = {
    "repondeur": CallOutcome.VOICEMAIL,
    "messagerie": CallOutcome.VOICEMAIL,
    "a_rappeler": CallOutcome.CALLBACK,
    "promesse": CallOutcome.PROMISE,
    "paye": CallOutcome.PAID,
    "litige": CallOutcome.DISPUTE,
    "refus": CallOutcome.REFUSED,
    "mauvais_numero": CallOutcome.WRONG_NUMBER,
    "virement": Means.TRANSFER,
    "prelevement": Means.DIRECT_DEBIT,
    "carte": Means.CARD,
    "carte_bancaire": Means.CARD,
    "cb": Means.CARD,
    "non_livre": DisputeReason.NOT_DELIVERED,
    "non_livree": DisputeReason.NOT_DELIVERED,
    "qualite": DisputeReason.QUALITY,
    "montant": DisputeReason.WRONG_AMOUNT,
    "montant_errone": DisputeReason.WRONG_AMOUNT,
    "non_commande": DisputeReason.NOT_ORDERED,
    "doublon": DisputeReason.DUPLICATE,
    "avoir": DisputeReason.CREDIT_NOTE_DUE,
    "reference": DisputeReason.MISSING_REFERENCE,
    "reference_manquante": DisputeReason.MISSING_REFERENCE,
    "autre": DisputeReason.OTHER,
}


def day(text: str, place: str) -> date:
    """An ISO day may be as far away as it likes: who asks for it says what is too far."""
    try:
        return date.fromisoformat(text) if ISO.fullmatch(text) else values.day(text)
    except ValueError as error:
        raise BadInput([Fault(place, f"{text!r} is not a day", "write it as 2026-12-31 or 31/12/2026")]) from error


def money(text: str, currency: str, place: str) -> Money:
    """More than nothing, in the `currency` of the dossier."""
    try:
        number, unit = amounts.amount(text)
    except Unreadable as error:
        raise BadInput([Fault(place, f"{text!r} is not an amount", error.hint or "write it as 1250.00")]) from error
    if unit and unit != currency:
        raise BadInput([Fault(place, f"{text!r} is in {unit}, but the dossier is in {currency}")])
    found = Money.of(str(number), currency)
    if found.cents <= 0:
        raise BadInput([Fault(place, f"{text!r} is not an amount", "more than nothing, such as 1250.00")])
    return found


def one_of(word: str, words: Sequence[str], place: str) -> str:
    """Raises BadInput with the words that there are."""
    plain = re.sub(r"[ -]", "_", values.folded(word))
    found = plain if plain in words else SYNONYMS.get(plain, "")
    if found not in words:
        raise BadInput([Fault(place, f"{word!r} is not known", f"one of {', '.join(words)}")])
    return str(found)


def reference(text: str) -> str:
    """``RL-0002`` from ``2``, ``rl-2`` or itself; what is no number stays as it is."""
    found = REFERENCE.fullmatch(text.strip())
    return f"RL-{int(found[1]):04d}" if found else text.upper()
