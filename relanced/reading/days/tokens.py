"""A text as a tape: one category a token, so that the grammar of days is a table of patterns over categories.

Only what may belong to a day keeps a category of its own. Invoice numbers, telephones, amounts, times and every unknown
word are `OTHER`: no row can read a day in them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from relanced.reading.days.words import LEXICON, SHORT_WEEKDAYS, SHORTENED, VOCABULARY, bare, fold

# What the tokeniser itself can tell, beside the categories of the vocabulary.
SHAPES = (
    "OTHER", "STOP", "COMMA", "DASH", "MONEY",
    "NUM", "BIG", "YEAR", "ORD", "TH", "WEEKNO", "ISODAY", "DMY", "WEAKDMY", "PAIR", "TIME", "QUARTERNO",
)  # fmt: skip
CATEGORIES = tuple(dict.fromkeys((*SHAPES, *(category for category, _, _ in VOCABULARY))))
LETTER = {category: chr(0x100 + rank) for rank, category in enumerate(CATEGORIES)}

Triple = tuple[int, int, int | None]  # day, month, year


class Token(NamedTuple):
    category: str
    value: int
    start: int
    end: int
    word: str = ""
    day: Triple = (0, 0, None)


# Possessive quantifiers: a token is never given back, so the work stays linear whatever the text.
TOKEN = re.compile(
    r"(?P<link>(?:https?://|www\.)\S++|\b24 ?h? ?/ ?24\b|\b7 ?j? ?/ ?7\b(?! ?/))"
    r"|(?P<number>\d++(?:[.,/:'-]\d++)*+(?:[^\W\d_]++\d*+)?)"
    r"|(?P<reference>[^\W\d_]++[-_/]?\d[\w/-]*+)"
    r"|(?P<word>(?:[^\W\d_]|[\u0300-\u036f])++|\+)"
    r"|(?P<line>\n\s*+)"
    r"|(?P<mark>[^\s\w])"
)
ABBREVIATED = frozenset(
    re.findall(
        r"\w+",
        """
        janv jan fev fevr feb avr apr juil jul aug sept sep oct nov dec lun mar mer jeu ven vend sam dim
        mon tue tues wed thu thur thurs fri sat sun s sem w wk no num prox proch crt deb max j h
        """,
    )
)
MARKS = {",": "COMMA", "(": "COMMA", ")": "COMMA", "–": "DASH", "—": "DASH", "€": "MONEY", "%": "MONEY", "$": "MONEY"}
DROPPED = frozenset("'\"«»*_<>°")  # quotation marks and elisions do not part an expression
DATE = re.compile(r"(\d{1,2})([/.-])(\d{1,2})(?:\2(20\d\d|\d\d))?")
ISO = re.compile(r"(20\d\d)[-/.](\d\d)[-/.](\d\d)")
MONTH_YEAR = re.compile(r"(0?[1-9]|1[0-2])[/-](20\d\d)")
SUFFIXED = re.compile(
    r"(\d{1,4})(st|nd|rd|th|er|ere|re|e|eme|h|hrs?|heures?|hours?|j|jours?|jrs?|days?|d|mois|sem|semaines?)"
)
PAIRED = re.compile(r"(\d{1,2})[/-](\d{1,3})(h|j|jours?)")  # « sous 24/48h »
GLUED = re.compile(r"(le|au|du|avant|sem|semaine|week|wk|kw|[sw]|[tq])-?(\d{1,2})")
NAMED = re.compile(r"([^\W\d_]+)[-/](20\d\d|\d\d)")
CLOCK = re.compile(r"\d{1,2}(?:h|:)\d{2}|\d{1,2}(?:[:.]\d{2})?(?:am|pm)")
ORDINALS = {"st": "TH", "nd": "TH", "rd": "TH", "th": "TH", "er": "ORD"}
UNITS = {"h": "HOUR", "j": "DAYS", "d": "DAYS", "m": "MOIS", "s": "WEEK"}


def _lookup(word: str) -> tuple[str, int]:
    """Category and value of a single word."""
    return next(((category, value) for rest, category, value in LEXICON.get(word, ()) if not rest), ("OTHER", 0))


def _number(text: str, start: int, end: int) -> list[Token]:
    """The tokens of a chunk that begins with a digit."""
    if (word := _lookup(text))[0] != "OTHER":  # « 2main »
        return [Token(*word, start, end)]
    if text.isdecimal():
        return [Token(_size(text), int(text[:9]), start, end, text)]
    if found := ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
        return [Token("ISODAY", 0, start, end, text, (day, month, year))]
    if found := DATE.fullmatch(text):
        return [_date(found, start, end)]
    if found := MONTH_YEAR.fullmatch(text):
        cut = start + found.end(1)
        return [Token("MONTH", int(found[1]), start, cut), Token("YEAR", int(found[2]), cut, end)]
    if found := PAIRED.fullmatch(text):
        cut = start + found.start(3)
        pair = (int(found[1]), int(found[2]), None)
        return [Token("PAIR", 0, start, cut, "", pair), Token(UNITS[found[3][0]], 0, cut, end)]
    if CLOCK.fullmatch(text):
        return [Token("TIME", 0, start, end)]
    if found := SUFFIXED.fullmatch(text):
        return _suffixed(found, start, end)
    return [Token("OTHER", 0, start, end, text)]


def _size(digits: str) -> str:
    if len(digits) <= 2:
        return "NUM" if 1 <= int(digits) <= 31 else "BIG"
    if len(digits) == 3:
        return "BIG"
    return "YEAR" if len(digits) == 4 and digits.startswith("20") else "OTHER"


def _date(found: re.Match[str], start: int, end: int) -> Token:
    """Day, month, year: always in this order. Weak without a year: 15.12 is also an amount, 1/3 a third."""
    day, sign, month, year = found.groups()
    value = (int(day), int(month), int(year) % 100 + 2000 if year else None)
    if not (1 <= value[0] <= 31 and 1 <= value[1] <= 12):
        return Token("OTHER" if year else "PAIR", 0, start, end, found[0], value)
    padded = day[0] == "0" or (sign == "-" and month[0] == "0")  # « 05.12 » is no amount
    weak = not year and not padded and (sign != "/" or len(day) + len(month) == 2 or day == month)
    return Token("WEAKDMY" if weak else "DMY", 0, start, end, found[0], value)


def _suffixed(found: re.Match[str], start: int, end: int) -> list[Token]:
    value, suffix = int(found[1]), found[2]
    if suffix in ("e", "eme", "ere", "re"):
        category = {1: "FIRST", 2: "SECOND", 3: "SECOND", 4: "SECOND"}.get(value, "OTHER")
        return [Token(category, value, start, end)]
    if suffix in ORDINALS:
        return [Token(ORDINALS[suffix] if 1 <= value <= 31 else "OTHER", value, start, end)]
    if suffix[0] == "h" and value < 24:
        return [Token("TIME", 0, start, end)]
    cut = start + found.end(1)
    return [Token(_size(found[1]), value, start, cut, found[1]), Token(UNITS[suffix[0]], 0, cut, end)]


def _reference(text: str, start: int, end: int) -> list[Token]:
    """« F2026-0812 » is nothing; « S50 » a week, « T1 » a quarter, « le10 » two words, « dec-2026 » a month."""
    if (found := NAMED.fullmatch(text)) and (month := _lookup(found[1]))[0] in ("MONTH", "MONTHEN"):
        cut, year = start + found.end(1), int(found[2]) % 100 + 2000
        return [Token(*month, start, cut), Token("YEAR", year, cut, end)]
    if not (found := GLUED.fullmatch(text)):
        return [Token("OTHER", 0, start, end, text)]
    word, value, cut = found[1], int(found[2]), start + found.end(1)
    if word in ("t", "q"):
        return [Token("QUARTERNO" if 1 <= value <= 4 else "OTHER", value, start, end)]
    if word in ("le", "au", "du", "avant"):
        return [Token(*_lookup(word), start, cut), Token(_size(found[2]), value, cut, end, found[2])]
    return [Token("WEEKNO" if 1 <= value <= 53 else "OTHER", value, start, end)]


def _mark(sign: str, start: int, folded: str) -> str | None:
    """The category of a punctuation mark; None for one that parts nothing, such as the hyphens of « après-demain »."""
    if sign in "-/":
        around = folded[start - 1 : start] + folded[start + 1 : start + 2]
        return "DASH" if around.isspace() else None
    return None if sign in DROPPED else MARKS.get(sign, "STOP")


CAPITALISED = frozenset({"WEEKDAY", "MONTH", "MONTHEN", "FEAST", "SEASON"})
WORD = re.compile(r"[^\W\d_]++")
LISTED = re.compile(r"\d{1,2} ?(?::|\)|[-–] (?!\d))")
HANGING = re.compile(r"\b(?:le|au|du|avant|sous|dans|entre|et|ici|within|by|on|the|for|and) *$")


def _opens_sentence(text: str, folded: str, line: int, at: int) -> bool:
    """A wrapped line goes on; one that begins with a capital does not, unless it is the capital of "Friday".

    Nor does one that begins with « 4 : », the fourth of a list. `line`: where the line before ends.
    """
    if not text[at : at + 1].isupper():
        listed = LISTED.match(folded, at) and not HANGING.search(folded, max(0, line - 10), line)
        return not folded[at : at + 1].isalnum() or bool(listed)
    word = WORD.match(folded, at)
    return not word or _lookup(word[0])[0] not in CAPITALISED


UNKNOWN = Token("OTHER", 0, 0, 0)  # one for all unknown words: nobody asks where they stand


Raw = tuple[str, str, int, int]  # kind, folded text or category, start, end


def _raw(text: str, folded: str) -> list[Raw]:
    found: list[Raw] = []
    plain = folded.isascii()
    for match in TOKEN.finditer(folded):
        kind, piece, (start, end) = match.lastgroup or "", match[0], match.span()
        if kind == "mark":
            category = _mark(piece, start, folded)
            abbreviated = piece == "." and found and found[-1][3] == start and found[-1][1] in ABBREVIATED
            if category and not abbreviated:
                found.append(("token", category, start, end))
        elif kind == "line":
            if piece.count("\n") > 1 or _opens_sentence(text, folded, start, end):
                found.append(("token", "STOP", start, start))
        else:
            piece = piece if plain else bare(piece)
            found.append((kind, SHORTENED.get(piece, piece), start, end))
    return found


CHUNKS: dict[str, Callable[[str, int, int], list[Token]]] = {
    "number": _number,
    "reference": _reference,
    "link": lambda _, start, end: [Token("OTHER", 0, start, end)],
}


NEIGHBOURLY = frozenset({*SHORT_WEEKDAYS, "sept", "we"})


def tokens(text: str) -> list[Token]:
    """The tokens of `text`: phrases of the vocabulary merged, numbers that are no days set aside."""
    raw = _raw(text, fold(text))
    words = [piece if kind in ("word", "token") else "" for kind, piece, _, _ in raw]
    found: list[Token] = []
    at = 0
    while at < len(raw):
        kind, piece, start, end = raw[at]
        if kind == "token":
            found.append(Token(piece, 0, start, end))
            at += 1
            continue
        if kind != "word":
            found += CHUNKS[kind](piece, start, end)
            at += 1
            continue
        for rest, category, value in LEXICON.get(piece, ()):
            stop = at + 1 + len(rest)
            if not rest or tuple(words[at + 1 : stop]) == rest:
                found.append(Token(category, value, start, raw[stop - 1][3], piece))
                break
        else:
            stop = at + 1
            found.append(Token("OTHER", 0, start, end, piece) if piece in NEIGHBOURLY else UNKNOWN)
        at = stop
    return _settle(_join_numbers(found, text))


def _join_numbers(found: list[Token], text: str) -> list[Token]:
    """« 1 862,40 », « 04 71 00 00 18 »: groups of digits one space apart are one number, and no day."""
    joined: list[Token] = []
    at = 0
    while at < len(found):
        stop = at + 1
        if found[at].word[:1].isdecimal():
            stop = _end_of_number(found, at, text)
        if stop > at + 1:
            joined.append(Token("OTHER", 0, found[at].start, found[stop - 1].end))
        else:
            joined.append(found[at])
        at = stop
    return joined


def _end_of_number(found: list[Token], at: int, text: str) -> int:
    """Where the number that begins at token `at` stops: thousands by three, a telephone from four groups on."""
    stop = at + 1
    while stop < len(found) and _follows(found[stop - 1], found[stop], text):
        stop += 1
    if stop - at >= 4:
        return stop
    after_article = at > 0 and found[at - 1].category in ("LE", "WEEKDAY") and found[at].category == "NUM"
    thousands = at + 1
    while thousands < stop and len(found[at].word) <= 3 and re.match(r"\d{3}(?!\d)", found[thousands].word):
        thousands += 1
    # « le 30 500 € » has a day first; « le 1 500 € » has not, the first being « 1er »
    is_day = found[at].value > 1 and after_article and thousands - at == 2 and not found[at + 1].word.startswith("0")
    return at + 1 if is_day else thousands


def _follows(left: Token, right: Token, text: str) -> bool:
    return right.word[:1].isdecimal() and right.start - left.end == 1 and text[left.end].isspace()


DAY_NUMBERS = frozenset({"NUM", "ORD", "TH", "DMY", "WEAKDMY"})
SPANS = frozenset(
    {"END", "ENDOFDAY", "WEEK", "WEEKOF", "DEBUT", "MIDDLE", "HOLIDAYS", "FEAST", "SEASON", "FIRST", "SECOND", "LAST"}
)
UNIT_WORDS = frozenset({"DAYS", "HOUR", "WEEK", "MOIS", "WORKING", "YEARS"})


def _settle(found: list[Token]) -> list[Token]:
    """Words that a neighbour decides: « mar. 12 » and « 12 mar. », « sept jours », « ce we » and "we"."""
    for i, token in enumerate(found):
        if token.category == "TILLTHEN" and i + 1 < len(found) and found[i + 1].category in SPANS:
            found[i] = token._replace(category="BEFORE")
        elif token.category == "TOLD" and i and found[i - 1].category in ("WEEK", "MOIS"):
            found[i] = token._replace(category="AFTERNEXT", value=1)
        elif token.word in NEIGHBOURLY:
            before = found[i - 1] if i else token
            after = found[i + 1].category if i + 1 < len(found) else "STOP"
            found[i] = _decide(token, before, after)
    return found


def _decide(token: Token, before: Token, after: str) -> Token:
    if token.word == "sept":
        return token._replace(category="WORDNUM", value=7) if after in UNIT_WORDS else token
    if token.word == "we":
        return token._replace(category="WEEKEND") if before.word in ("ce", "le", "du") else token
    if token.word == "mar" and before.category in ("NUM", "ORD"):
        return token._replace(category="MONTH", value=3)
    # "by sat", "in the post sat, and": of these words only that one is nothing else (« mon virement », "the sun")
    alone = token.word == "sat" and (before.category in ("FOR", "BEFORE", "UNTIL", "CE") or after in ("STOP", "COMMA"))
    alone = alone or (after == "HOURS" and token.word in ("sat", "sun", "sam"))  # "sun nite", « sam matin »
    if alone or after in DAY_NUMBERS:
        return token._replace(category="WEEKDAY", value=SHORT_WEEKDAYS[token.word])
    return token
