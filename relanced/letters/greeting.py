"""How a person is addressed. Neither name nor civility is guessed: a wrong one offends, a missing one does not."""

from __future__ import annotations

import unicodedata

from relanced.core.dossier import Contact
from relanced.letters.first_names import BOTH, FIRST_NAMES

# What files write -> French, English. an advocate's title has no English word.
CIVILITIES: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("m", "mr", "monsieur", "mister"), ("Monsieur", "Mr")),
    **dict.fromkeys(("mme", "madame", "mlle", "mademoiselle", "mrs", "ms", "miss"), ("Madame", "Ms")),
    **dict.fromkeys(("me", "maître", "maitre"), ("Maître", "")),
    **dict.fromkeys(("dr", "docteur", "doctor"), ("Docteur", "Dr")),
}

PARTICLES = frozenset(("de", "du", "des", "le", "la", "von", "van", "di", "da", "del", "den", "der", "ten", "ter"))


def civility(contact: Contact | None, language: str) -> str:
    """« Madame », « Monsieur »... or nothing when it is not known."""
    key = (contact.civility or "").strip().rstrip(".").lower() if contact else ""
    french, english = CIVILITIES.get(key, ("", ""))
    return french if language == "fr" else english


def surname(name: str) -> str:
    """What follows the civility: the family name if the file says which word that is (by capitals, or by giving no
    other); of a first name that is known and one other name, the other; else the whole name."""
    words = name.split()
    capitals = [w for w in words if w.isupper() and len(w) > 1 and "." not in w]
    if not capitals or len(capitals) == len(words):
        left = _without_first_name(words)
        return " ".join(left) if left == words else _cased(left[0])
    return " ".join(_cased(w) for w in words if w in capitals or w.lower() in PARTICLES)


def _without_first_name(words: list[str]) -> list[str]:
    """A name that may be read both ways, or of three words and more, is left whole."""
    if len(words) != 2:
        return words
    first, last = (_rank(word) for word in words)
    if first > last:
        return words[1:]
    return words[:1] if last > first else words


def _rank(word: str) -> int:
    """How surely a word is a first name: 2 it is, 1 it may be, 0 not that we know; a compound of known ones is."""
    parts = _plain(word).split("-")
    if len(parts) > 1:
        return 2 if FIRST_NAMES.union(BOTH).issuperset(parts) else 0
    return 2 if parts[0] in FIRST_NAMES else int(parts[0] in BOTH)


def _plain(word: str) -> str:
    bare = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in bare if not unicodedata.combining(c))


def _cased(word: str) -> str:
    return word.title() if word.isupper() else word


def greeting(contact: Contact | None, language: str) -> str:
    """The first line of an ordinary mail, with its comma."""
    title = civility(contact, language)
    name = surname(contact.name) if contact and contact.name else ""
    if language == "fr":
        if title:
            return f"Bonjour {' '.join(filter(None, (title, name)))},"
        return "Bonjour," if name else "Madame, Monsieur,"
    if title and name:
        return f"Dear {title} {name},"
    return "Hello," if name or title else "Dear Sir or Madam,"


def formal_greeting(contact: Contact | None, language: str) -> str:
    """« Madame », « Monsieur », « Madame, Monsieur »: without comma, for a letter's end repeats it."""
    title = civility(contact, language)
    if language == "fr":
        return title or "Madame, Monsieur"
    name = surname(contact.name) if contact and contact.name else ""
    return f"Dear {title} {name}" if title and name else "Dear Sir or Madam"
