"""What a cell says: days, addresses and words, French or English."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from functools import cache

from babel import Locale

from relanced.core.dossier import CustomerKind
from relanced.exchange.tables import Cell


class Unreadable(ValueError):
    """A cell that does not say what its column needs: `what` it is, `hint` how to mend it."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what, self.hint = what, hint


CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
LONGEST = 300
MOST_LINES = 5
LONGEST_ADDRESS = 254  # RFC 5321 4.5.3.1.3, less the angle brackets
DAY_HINT = "write it as 31/12/2025 or 2025-12-31"
YEARS = range(2000, 2100)
MONTH_NAMES = (
    "janvier janv jan january",
    "fevrier fevr fev feb february",
    "mars mar march",
    "avril avr apr april",
    "mai may",
    "juin jun june",
    "juillet juil jul july",
    "aout aou aug august",
    "septembre sept sep september",
    "octobre oct october",
    "novembre nov november",
    "decembre dec december",
)
MONTHS = {name: number for number, names in enumerate(MONTH_NAMES, start=1) for name in names.split()}
# Day first, as France writes it: 03/04/2025 is the third of April.
DAYS = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})([t ]\d{2}:\d{2}.*)?", re.A),
    re.compile(r"(?P<y>\d{4})/(?P<m>\d{1,2})/(?P<d>\d{1,2})", re.A),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})", re.A),
    re.compile(r"(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4}|\d{2})( \d{1,2}:\d{2}(:\d{2})?)?", re.A),
    re.compile(r"(?:[a-z]+ )?(?P<d>\d{1,2})(?:er)?[ -](?P<month>[a-z]+)\.?[ -](?P<y>\d{4}|\d{2})", re.A),
)

KINDS = {
    CustomerKind.BUSINESS: "business b2b professionnel pro professionnels entreprise societe company",
    CustomerKind.CONSUMER: "consumer b2c particulier particuliers individual prive personne",
    CustomerKind.PUBLIC: "public b2g collectivite administration etat mairie commune hopital secteur_public",
}
LANGUAGES = {"fr": "fr fra fre francais french fr_fr", "en": "en eng anglais english en_gb en_us"}

ATOM, LABEL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+", r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
# What is wrong with most of what is not one; the first that is found.
ODD = (
    (re.compile(r"\s@|@\s"), "there is a space beside the @"),
    (re.compile(r"^[^@]*$"), "it has no @"),
    (re.compile(r"@[^;,\s]*@"), "it has two @"),
    (re.compile(r"@[^.;,\s]*(?=$|[;,\s])"), "there is no dot after the @"),
    (re.compile(r"\.\.|\.@|@\.|^\.|\.$"), "a dot stands where none can"),
)
ADDRESS_HINT = "name@domain, several separated by a semicolon"
ADDRESS = re.compile(rf"{ATOM}(\.{ATOM})*@{LABEL}(\.{LABEL})+")


def text(cell: Cell) -> str:
    """One line. A number keeps its digits, a day its ISO form."""
    if isinstance(cell, Decimal):
        return format(cell, "f")
    if isinstance(cell, date):
        return cell.isoformat()
    line = " ".join(unicodedata.normalize("NFC", cell).strip().split(" "))
    if CONTROL.search(line):
        raise Unreadable("holds a line break or a control character", "write it on one line, without special signs")
    if len(line) > LONGEST:
        raise Unreadable(f"is longer than {LONGEST} characters")
    return line


def postal(cell: Cell) -> str:
    """An address of several lines, which ``|``, a line break or ``\\n`` part; an envelope's window shows five."""
    if not isinstance(cell, str):
        return text(cell)
    lines = [text(line) for line in re.split(r"\s*(?:\||\\n|\r?\n)\s*", cell.strip()) if line]
    over = max(len(lines) - MOST_LINES, 0)
    return "\n".join([", ".join(lines[: over + 1]), *lines[over + 1 :]])


def folded(cell: Cell) -> str:
    """For comparison with a table: no accents, no capitals, single spaces."""
    bare = unicodedata.normalize("NFKD", text(cell)).casefold()
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())


def day(cell: Cell) -> date:
    if isinstance(cell, Decimal):
        raise Unreadable(f'"{text(cell)}" is a number, not a day', "give the cell the format of a date")
    found = cell if isinstance(cell, date) else _day(folded(cell))
    if found is None:
        raise Unreadable(f'"{shown(cell)}" is not a day', DAY_HINT)
    if found.year not in YEARS:
        raise Unreadable(f'"{shown(cell)}" is too far away', "check the year")
    return found


def day_if_any(cell: Cell) -> date | None:
    """Of a column that nothing depends on: programs write « non » and dashes there, too."""
    try:
        return day(cell)
    except Unreadable:
        return None


def _day(words: str) -> date | None:
    for pattern in DAYS:
        if found := pattern.fullmatch(words):
            parts = found.groupdict()
            month = int(parts["m"]) if "m" in parts else MONTHS.get(parts["month"], 0)
            year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
            try:
                return date(year, month, int(parts["d"]))
            except ValueError:
                return None
    return None


def addresses(cell: Cell) -> tuple[str, ...]:
    """One or several addresses, the main one first; each once."""
    pieces = [piece for piece in re.split(r"[;,\s]+", _bare_addresses(text(cell))) if piece]
    if not pieces:
        raise Unreadable(f'"{shown(cell)}" holds no e-mail address')
    for piece in pieces:
        if len(piece) > LONGEST_ADDRESS or not ADDRESS.fullmatch(piece) or len(piece.split("@")[0]) > 64:
            raise Unreadable(f'"{shown(cell)}" is not an e-mail address', f"{_odd(cell)}; {ADDRESS_HINT}")
    return tuple(
        {piece.lower(): piece for piece in reversed(pieces)}[key] for key in dict.fromkeys(map(str.lower, pieces))
    )


def _odd(cell: Cell) -> str:
    return next((what for pattern, what in ODD if pattern.search(text(cell))), "one of its signs cannot be in one")


def _bare_addresses(line: str) -> str:
    """``Mme Durand <compta@client.example>`` and ``mailto:`` leave the address alone."""
    angled = re.findall(r"<([^<>]*)>", line)
    return ";".join(angled) if angled else re.sub(r"\bmailto:", "", line, flags=re.I)


def kind(cell: Cell) -> CustomerKind:
    word = folded(cell).replace(" ", "_")
    for found, words in KINDS.items():
        if word in words.split():
            return found
    raise Unreadable(f'"{shown(cell)}" is not a kind of customer', "business, consumer or public")


def language(cell: Cell) -> str:
    word = folded(cell).replace("-", "_").replace(" ", "_")
    for found, words in LANGUAGES.items():
        if word in words.split():
            return found
    raise Unreadable(f'"{shown(cell)}" is not a language that relanced writes', "fr or en")


def country(cell: Cell) -> str:
    """Two letters (ISO 3166), from them or from the French or English name."""
    word = text(cell).strip()
    found = word.upper() if word.upper() in _countries().values() else _countries().get(folded(cell))
    if not found:
        raise Unreadable(f'"{shown(cell)}" is not a country', "two letters, such as FR or BE")
    return found


@cache
def _countries() -> dict[str, str]:
    names = [(name, code) for tag in ("en", "fr") for code, name in Locale(tag).territories.items()]
    return {folded(name): code for name, code in names if len(code) == 2 and code.isalpha()}


def url(cell: Cell) -> str:
    line = text(cell)
    if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:\d+)?([/?#][!-~]*)?", line):
        raise Unreadable(f'"{shown(cell)}" is not a web address', "it starts with https://")
    return line


def shown(cell: Cell) -> str:
    """For a message: short, and without what could play tricks on a terminal."""
    line = cell if isinstance(cell, str) else text(cell)
    return CONTROL.sub("·", line.strip())[:60]
