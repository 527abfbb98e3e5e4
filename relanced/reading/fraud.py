"""Signs of a false bank account: an IBAN that is not ours, or talk of bank details that have changed.

The creditor's own reminder is often the first to meet this fraud: « nous avons réglé sur votre nouveau RIB ».
"""

from __future__ import annotations

import re
import unicodedata

from stdnum import iban
from stdnum.exceptions import ValidationError

# Countries' IBANs have 15 to 34 signs (ISO 13616), in groups of four or without.
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ .-]?[A-Z0-9]){11,30}\b")
_SHORTEST = 15
_LONGEST_SENTENCE = 300

# What one pays into, whoever's it is said to be; and what a client may well have changed himself, unless it is yours.
_DETAILS = (
    r"(?:rib|iban|bic|coordonnees? bancaires?|numeros? de compte|references bancaires"
    r"|bank(?:ing)? (?:details?|information|info|coordinates)|account (?:details?|numbers?)|payment details?)"
)
_YOURS = r"(?:votre|vos|your) (?:\w+ ){0,2}(?:banque|comptes?(?: bancaires?)?|domiciliation|bank|(?:bank )?accounts?)"
_ACCOUNT = rf"(?:{_DETAILS}|{_YOURS})"
_CHANGED = (
    rf"(?<!\ba )\b(?:nouveaux?|nouvel(?:le)?s?|new|updated|changed|revised) (?:\w+ )?{_DETAILS}\b",
    r"\b(?:votre|vos|your) (?:nouveaux?|nouvel(?:le)?s?|new) (?:banque|comptes?|bank|(?:bank )?accounts?)\b",
    rf"\b(?:changement|modification|mise a jour|change|update) (?:\w+ ){{0,3}}{_ACCOUNT}\b",
    rf"\b(?:chang(?:e|er|ez|ee?s?)|modifi(?:e|er|ez|ee?s?)|remplac(?:e|er|ez|ee?s?)) (?:\w+ ){{0,2}}{_ACCOUNT}\b",
    r"\bvous (?:avez|auriez) chang\w* (?:\w+ ){0,2}(?:banque|compte)\b",
    r"\byou (?:have )?changed (?:\w+ )?(?:banks?|accounts?)\b",
    rf"\b{_ACCOUNT} (?:\w+ ){{0,4}}(?:chang(?:e|ee?s?|ed)|modifie(?:e?s?)?|different|updated)\b",
)
_TALK = re.compile("|".join(_CHANGED))
_SENTENCE = re.compile(r"[^\n.!?;]+[.!?;]?")


def false_account(text: str, ours: frozenset[str] = frozenset()) -> str:
    """The client's words that should raise an alarm, or an empty string. `ours`: our IBANs, without spaces.

    Without them no IBAN is known to be foreign; what is said of changed details counts all the same.
    """
    for found in _SENTENCE.finditer(text):
        sentence = found[0].strip()
        if _TALK.search(_plain(sentence)) or (ours and any(number not in ours for number in ibans(sentence))):
            return sentence[:_LONGEST_SENTENCE]
    return ""


def ibans(text: str) -> list[str]:
    """The IBANs in a text whose check digits are right, without spaces."""
    return [number for found in _IBAN.findall(text.upper()) if (number := _valid(re.sub(r"[ .-]", "", found)))]


def _valid(number: str) -> str:
    """The text behind an IBAN may look like more of it: the longest start that is one."""
    for end in range(len(number), _SHORTEST - 1, -1):
        try:
            return str(iban.validate(number[:end]))
        except ValidationError:
            continue
    return ""


def _plain(sentence: str) -> str:
    bare = unicodedata.normalize("NFKD", sentence.casefold().replace("’", "'"))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", "".join(c for c in bare if not unicodedata.combining(c))).split())
