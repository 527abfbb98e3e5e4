"""Where the typed text ends and the signature begins: closing formula, name, title, telephone.

In doubt a line is kept: a sentence or a post-scriptum under the name stays in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_CLOSINGS = (
    # French
    r"(?:bien |très |tres )?(?:cordialement|sincèrement|amicalement|respectueusement|chaleureusement"
    r"|courtoisement)(?: à vous)?",
    r"(?:b(?:ien )?)?c(?:or)?d(?:l|ialemen)?t|sl(?:t|ts|ations)|bien (?:con)?fraternellement|(?:bien )?à (?:vous|toi"
    r"|vs)(?: tous)?",
    r"(?:mes |nos |un |meilleures |sincères |cordiales |respectueuses )*(?:salutations|sentiments)(?: [\w'’]+){0,4}",
    r"votre (?:bien )?dévouée?|à vous lire|au plaisir(?: de vous lire)?|sous toutes réserves"
    r"|(?:très )?haute considération",
    r"(?:très )?(?:bonne|belle|excellente?|agréable|joyeu(?:x|ses))s? (?:et \w+ )?(?:journée|soirée|après-midi"
    r"|matinée|semaine"
    r"|fin (?:de (?:journée|semaine)|d['’](?:année|été))|continuation|réception|rentrée|année|week-?end|fêtes"
    r"|vacances|noël)"
    r"(?: à (?:vous|tous|toi|toute l['’]équipe))?",
    r"(?:très )?bon(?:ne)? (?:week-?end|fin d['’]année|we|dimanche|été)(?: de .{2,20}| à (?:vous|tous|toi))?",
    r"(?:je vous|nous vous) (?:prie|prions|souhaite|souhaitons)\b.{0,30}"
    r"(?:agréer|croire|bonne|recevoir|excellente|belle).{0,140}",
    r"(?:je vous|nous vous) (?:remercie|remercions) (?:par avance|d['’]avance|de votre (?:compréhension|patience"
    r"|confiance))",
    r"veuillez (?:agréer|croire|recevoir).{0,160}|(?:.{0,20}\b)?recevez.{0,20}(?:salutations|sentiments).{0,60}",
    r"dans (?:l['’]attente|cette attente).{0,80}|(?:en )?rest(?:ant|ons"
    r"|e)\b.{0,30}à votre (?:entière )?disposition.{0,40}",
    r"(?:nous restons|je reste).{0,30}à votre (?:entière )?disposition",
    r"(?:un grand |mille |encore )?merci(?: (?:beaucoup|bcp|encore|à vous|à toi|bien))?(?: (?:d['’]|par )avance)?"
    r"(?: (?:pour|de) (?:tout|votre (?:compréhension|patience|retour|aide|réponse|humanité)))?"
    r"(?:,? et (?:bonne (?:journée|soirée)|bon week-?end|à bientôt))?",
    r"à (?:bientôt|plus|\+|très vite)|a\+|a plus|bises?|bisous|ciao|tchao|kenavo|(?:un )?salut(?: (?:de|à"
    r"|depuis) .{2,20})?",
    r"avec (?:mes|nos) (?:remerciements|regrets|prières|salutations|excuses)(?: \w+){0,2}",
    # English
    r"(?:with )?(?:kind(?:est)?|best|warm(?:est)?|many)?(?: personal)? ?(?:regards|wishes)(?: from .{2,20})?|best|kr"
    r"|br|rgds",
    r"(?:yours )?(?:sincerely|faithfully|truly)(?: yours)?|yours|cheers(?: mate)?|ta|talk soon|all the best|take care",
    r"(?:many )?thank(?:s| you)(?: (?:again|so much|very much|a lot|and ciao))?(?: in advance)?"
    r"(?: for your (?:patience|understanding|help))?",
    r"have a (?:good|great|nice) .{2,20}",
    # Neighbours
    r"met vriendelijke groet(?:en)?|mit freundlichen grüßen|mfg|saludos|cordiali saluti|a presto",
)
_CLOSING = re.compile(rf"^[\s*_-]{{0,3}}(?:{'|'.join(_CLOSINGS)})\s?[,.!;:\s🙏🙂😊☺️👍x]{{0,6}}$", re.I)
# « Cordialement, J. Martin » on one line: what follows is a name, so it has capitals.
_CLOSING_NAME = re.compile(
    r"^[\s*_]{0,3}(?i:(?:bien |très )?(?:cordialement|sincèrement|amicalement)|c(?:or)?d(?:l)?t|bien à (?:vous|toi)|a\+"
    r"|(?:kind |best |warm )?regards|cheers|thanks|merci)\s?[,.\s]\s?(?:(?:[A-ZÀ-Ý][\w'’-]{0,20}\.?|d[eu]"
    r"|l[ea])\s?){1,5}$"
)
_MARK = re.compile(r"^\s?(?:--|—|__|––|-- -)\s?$")
_POSTSCRIPT = re.compile(
    r"^\s*(?:p\.?\s?-?\s?s\.?|post-?scriptum|n\.?\s?-?b\.?)\s?(?:[:.,;–-]|(?<=\.)|\s)(?=.{4})", re.I
)
# Somebody does something: such a line under the name is content.
_SENTENCE = re.compile(
    r"\b(?:je|j['’]|nous|vous|on|il|elle|ils|c['’]est|merci de|veuillez|prière|svp|i|i['’](?:m|ll|ve|d)|we|we['’]\w+"
    r"|you|please"
    r"|it|it['’]s|will|has|have|seront?|sommes|avons|ont|avez|sont|fermée?s?|pay[ée]e?s?|réglée?s?|virée?s?|paid"
    r"|sent)\b.{3,}",
    re.I,
)
_CONTACT = re.compile(
    r"(?:\+33|\b0\d)(?:[\s.\-/]?\d\d){4}\b|\+\d{1,3}[\s.\d()/-]{6,30}|https?://|\bwww\."
    r"|^\W{0,4}(?:t[ée]l|phone|mob|fax|port|standard|ligne directe|direct|linkedin|facebook|instagram|twitter"
    r"|youtube)\b"
    r"|^\W{0,4}(?:[tmf]|lg)\s?[:.]\s?[+0(]|\bR\.?C\.?S\b|\bSIRET?N?\b|capital (?:social )?de|\bAPE\b|\bNAF\b"
    r"|registered (?:office|in)|\b\d{5}\s+[A-ZÉ][\w' -]{2,30}",
    re.I,
)
_SERVICE = re.compile(
    r"^(?:le |la |l['’]|votre |the )?(?:service|équipe|direction|gestion|comptabilité|compta|secrétariat|gérance"
    r"|administration"
    r"|régie|cellule|accueil|accounts?(?: payable| team)?|finance(?: team)?|team|chef du service|agent comptable"
    r"|trésori(?:er|ère))"
    r"(?:\s[\w'’&-]{1,20}){0,6}$",
    re.I,
)
_FIGURES = re.compile(r"€|\beur(?:os?)?\b|factur|invoice|virement|litige|pay[ée]", re.I)
_GREETING = re.compile(r"^(?:bonjour|bonsoir|madame|monsieur|hello|hi|dear|cher|chère|salut|good)\b", re.I)
_FILLERS = frozenset(
    (
        "m",
        "mme",
        "mr",
        "mrs",
        "ms",
        "mlle",
        "me",
        "dr",
        "pr",
        "x",
        "xx",
        "xxx",
        "the",
        "et",
        "and",
        "de",
        "du",
        "d",
        "l",
        "le",
        "la",
    )
)


def split_signature(lines: Sequence[str], name: str, address: str) -> tuple[list[str], list[str]]:
    """(typed, signature) lines of a text without quote and footers; `name` and `address` are the sender's.

    A post-scriptum or a sentence under the name stays typed, and so does a text that would be nothing but signature.
    """
    start = _signature_start(lines, name, address)
    body, tail = list(lines[:start]), lines[start:]
    if not any(line.strip() for line in body):
        return list(lines), []
    content, signature = _rescue(tail)
    return [*body, "", *content] if content else body, signature


def is_closing(line: str) -> bool:
    """A closing formula alone on its line, with at most a name."""
    return len(line) <= 240 and bool(_CLOSING.match(line) or _CLOSING_NAME.match(line))


def _rescue(tail: Sequence[str]) -> tuple[list[str], list[str]]:
    """Lines under a signature that say something, and the others; a post-scriptum is kept whole."""
    content: list[str] = []
    signature: list[str] = []
    marked = in_postscript = False
    for number, line in enumerate(tail):
        # Under the standard mark (RFC 3676 4.3; HTML loses its space) nothing but a post-scriptum is typed.
        marked = marked or line in ("-- ", "--")
        in_postscript = in_postscript or bool(_POSTSCRIPT.match(line))
        speaks = number > 0 and not marked and _speaks(line) and not is_closing(line)
        (content if in_postscript or speaks else signature).append(line)
    return content, signature


def _speaks(line: str) -> bool:
    return len(line.split()) >= 4 and bool(_SENTENCE.search(line))


def _signature_start(lines: Sequence[str], name: str, address: str) -> int:
    """The index of the first signature line; `len(lines)` when there is none."""
    filled = [number for number, line in enumerate(lines) if line.strip()]
    for number in filled:
        if _MARK.match(lines[number]) and _signs(lines, number, name, address):
            return _with_formula_above(lines, number, name, address)
    for number in reversed(filled[-25:]):
        if is_closing(lines[number]) and _only_signature(lines[number + 1 :]):
            return _with_formula_above(lines, number, name, address)
    for number in filled[-8:]:
        if _is_name(lines[number], name, address) and _only_signature(lines[number + 1 :]):
            return _with_formula_above(lines, number, name, address)
    return _contact_block(lines, filled)


def _signs(lines: Sequence[str], mark: int, name: str, address: str) -> bool:
    """Does a line of dashes begin a signature? Without its space it may also part two typed paragraphs."""
    rest = [line for line in lines[mark + 1 :] if line.strip()]
    if lines[mark] == "-- " or not rest or _is_name(rest[0], name, address):
        return len(lines) - mark <= 20
    return _only_signature(rest) and not any(_speaks(line) or _FIGURES.search(line) for line in rest)


def _with_formula_above(lines: Sequence[str], start: int, name: str, address: str) -> int:
    """Take in the closing formulas and the name just above what was found."""
    best = at = start
    while at > 0 and start - at < 8:
        at -= 1
        line = lines[at].strip()
        if not line:
            continue
        if not (is_closing(line) or _is_name(line, name, address) or _may_close(line)):
            break
        best = at
    return best


def _may_close(line: str) -> bool:
    """A formula of nobody's list (« Avec toute ma gratitude, »): a few words before a comma, above a name."""
    return line.endswith(",") and len(line.split()) <= 5 and not re.search(r"\d", line) and not _GREETING.match(line)


def _only_signature(rest: Sequence[str]) -> bool:
    """Are these the lines of a signature: few and short, but for sentences that are rescued one by one?"""
    filled = [line for line in rest if line.strip()]
    return len(filled) <= 16 and sum(len(line) > 100 or _speaks(line) for line in filled) <= 2


def _contact_block(lines: Sequence[str], filled: Sequence[int]) -> int:
    """A signature without formula or known name: trailing lines of telephone, site, register number."""
    start = len(lines)
    for number in reversed(filled[-10:]):
        line = lines[number]
        # A number to call is content when a sentence asks for the call.
        if len(line) > 100 or _speaks(line) or len(line.split()) > 16 or not _CONTACT.search(line):
            break
        start = number
    return start


# --- names ------------------------------------------------------------------------------------------------------------


def _is_name(line: str, name: str, address: str) -> bool:
    """Is the line the sender's name or initials, as one signs, with at most a title after a comma?"""
    if len(line) > 80:
        return False
    line = line.strip(" ,.*_-!:)(")
    signed, _, title = line.partition(",")
    if len(title.split()) > 5 or re.search(r"\d", title) or _SENTENCE.search(title):
        return False
    text = _plain(signed)
    if _SERVICE.match(line) or (text and text == _plain(name)):
        return True
    known = _plain(f"{name} {address.partition('@')[0]}").split()
    words = [word for word in text.split() if word not in _FILLERS]
    return 0 < len(words) <= 5 and _stand_for(words, known)


def _stand_for(words: Sequence[str], known: Sequence[str]) -> bool:
    """« J. Martin », « Jen », « JP », « E. Delmas » of Pharmacie Delmas."""
    whole = [any(word == other or (len(word) >= 3 and other.startswith(word)) for other in known) for word in words]
    if any(whole):
        return all(fits or len(word) == 1 for fits, word in zip(whole, words, strict=True))
    initials = "".join(other[0] for other in known)
    return len("".join(words)) <= 3 and initials.startswith("".join(words))


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower())
    return re.sub(r"[^a-z0-9]+", " ", "".join(c for c in decomposed if not unicodedata.combining(c))).strip()
