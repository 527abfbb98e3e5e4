"""What stands under the typed text and is not typed: signatures, « Envoyé de mon iPhone », disclaimers, advertisements.

In doubt a line is kept: a sentence or a post-scriptum under the name stays.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_DEVICES = (
    r"i-?phone|i-?pad|i-?pod|apple watch|galaxy|samsung|android|smartphone|t[ée]l[ée]phone|mobile|portable|tablette|tablet|huawei|"
    r"xiaomi|redmi|oppo|oneplus|pixel|windows|outlook|yahoo|orange|gmail|mail|messagerie|blackberry|nokia|appareil|device|"
    r"sony|xperia|honor|motorola|wiko|crosscall|fairphone|proton\s?mail|spark|bluemail|blue mail|sfr|free|bouygues|aol|"
    r"courrier|typeapp|nine|mailo|infomaniak|zimbra|k-9|thunderbird|phone|handy|mac|macbook|tuta|shortwave|airmail|laposte"
)
# One line each, wherever they stand.
_FOOTERS = re.compile(
    rf"^[\s*_>-]{{0,4}}(?:"
    rf"(?:envoy[ée]e?s?|sent|gesendet|enviado|inviato|verzonden|verstuurd|écrit|t[ée]l[ée]charge[rz]|obten(?:ir|ez)|get|"
    rf"download|provenance|essayez|découvrez|transmis|rédigé)\s?:?\s+(?:.{{0,40}}\b)?(?:{_DEVICES})\b[^.!?\d]{{0,30}}\d{{0,3}}\+?"
    rf"(?:\s\w{{1,6}})?\s?(?:<[^>]{{0,200}}>|\[[^\]]{{0,200}}\]|\([^)]{{0,200}}\)|https?://\S+)?"
    rf"[.!]?(?:\s*(?:veuillez |merci d[e']|d[ée]sol[ée]e?|excuse[rz]|pardon|please )[^.]{{0,80}}"
    rf"(?:faute|brièveté|concision|erreur|frappe|typo|brevity)[^.]{{0,30}}\.?)?"
    rf"|(?:sans virus|virus-free|garanti sans virus)\b.{{0,60}}"
    rf"|(?:avast|avg|norton) logo.{{0,100}}"
    rf"|\[?(?:cid|image)\s?:[^\]]{{0,200}}\]?"
    rf"|<?https?://(?:www\.)?(?:avast|avg)\S*>?"
    rf"|une messagerie gratuite,.{{0,80}}"
    rf"|#####.{{0,100}}"
    rf")\s*$",
    re.I,
)
# Put above the typed text by the reader's own mail server.
_BANNERS = re.compile(
    r"^[\s*\[_>-]{0,4}(?:(?:attention|caution|avertissement|warning|external|externe|expéditeur externe|mail externe|"
    r"external (?:e-?mail|sender))\b[\]*\s:!-]{0,4}"
    r"(?:(?:ce|cet|this)\s(?:message|mail|e-?mail|courriel)\b.{0,40}(?:extérieur|externe|outside|external).{0,300})?$"
    r"|you don['’]t often get email from .{3,200}"
    r"|(?:vous n['’]obtenez pas souvent|vous ne recevez pas souvent) d['’]e-?mails? .{3,200}"
    r"|certaines personnes qui ont reçu ce message ne reçoivent pas souvent .{3,200}"
    r"|some people who received this message don['’]t often get email .{3,200})",
    re.I,
)
# The beginning of a notice. It is one only with two of the words of `_NOTICE_WORDS` in its paragraph.
_NOTICE = re.compile(
    r"^[\s*_>-]{0,4}(?:"
    r"(?:ce|cet|ces|le présent|les présents|cette)\s+(?:message|e-?mail|mail|courriel|courrier|transmission|communication)s?\b"
    r"|avis (?:de confidentialité|important)|avertissement|(?:clause|mention|notice) de (?:non-responsabilité|confidentialité)"
    r"|confidentialité|confidential(?:ity)?\b|disclaimer|important notice|notice\s?:|legal notice|mentions? légales?"
    r"|(?:les|toutes les|the) (?:informations?|contents?|données|éléments|opinions)\b"
    r"|l['’](?:intégrité|internet|émetteur|expéditeur)|internet"
    r"|si (?:vous|ce message|cet)\b|if you\b|any (?:unauthori[sz]ed|views|use|dissemination|review|disclosure)"
    r"|toute (?:utilisation|diffusion|publication|reproduction|modification|copie|divulgation|exploitation)"
    r"|this (?:e-?mail|message|communication|transmission)\b|(?:the|our) (?:sender|company) (?:accepts?|is not)"
    r"|nous (?:déclinons|ne pouvons (?:garantir|être tenus))|la société .{0,60}(?:décline|ne (?:peut|saurait))"
    r"|vos données|conformément (?:à la loi|au r[èe]glement|au rgpd)|dans le cadre du (?:rgpd|règlement)"
    r"|merci de (?:nous|le) (?:signaler|détruire|retourner|supprimer)|please (?:notify|delete|destroy)"
    r")",
    re.I,
)
_NOTICE_WORDS = re.compile(
    r"confidenti|destinataire|intended (?:recipient|solely|only|for)|par erreur|in error|d[ée]truire|détruisez|supprimer|"
    r"\bdelete\b|destroy|exclusif|exclusive|usage|diffusion|dissemination|divulgation|disclos|distribution|reproduction|"
    r"copie|copying|virus|intégrité|integrity|responsabilité|liab(?:le|ility)|altér|falsifi|modifi|pièces? jointes?|"
    r"attachments?|unauthori[sz]ed|non (?:autorisée|conforme)|interdite?|prohibited|privileged|expéditeur|\bsender\b|"
    r"émetteur|avertir|notify|privé|legally|juridique|tribunaux|solely|rgpd|données (?:à caractère )?personnelles|cnil",
    re.I,
)
# Whole lines that need no second word.
_ECO = re.compile(
    r"(?:pens(?:ez|ons) à (?:l['’]environnement|la planète|la nature|notre planète)|n['’]imprime[zr]|avant d['’]imprimer|"
    r"(?:consider|think (?:of|about)) the environment|before (?:you )?print|think before you print|save (?:paper|trees)|"
    r"ensemble,? (?:préservons|protégeons)|pour (?:préserver|protéger) l['’]environnement|"
    r"nécessaire d['’]imprimer|imprimer ce (?:message|mail|courriel|document)|"
    r"vérifi[ée] par (?:le )?(?:logiciel )?(?:anti-?virus|avast|avg)|absence de virus dans ce|"
    r"(?:checked|scanned) (?:for viruses )?by|this e-?mail has been (?:checked|scanned)|antivirus software|"
    r"accédez au courrier électronique de la poste|created with .{2,30} free)",
    re.I,
)

_CLOSING_WORDS = (
    r"(?:bien |très |tres |bien à |avec (?:mes|nos) )?(?:sincères? |meilleur(?:e)?s? )?"
    r"(?:cordialement|sincèrement|amicalement|respectueusement|chaleureusement|fraternellement|courtoisement)"
    r"|c(?:or)?dlt|cdt|b(?:ien )?cdt|salutations?(?: (?:distinguées?|cordiales?|dévouées?|sincères|respectueuses|les meilleures))?"
    r"|(?:mes |nos )?(?:sincères |meilleures |cordiales |respectueuses )?(?:salutations|sentiments)(?: \w+){0,3}"
    r"|bien à (?:vous|toi|vs)(?: tous)?|(?:tr[èe]s )?bien cordialement à vous|votre (?:bien )?dévouée?|à vous lire"
    r"|(?:très )?(?:bonne|belle|excellente?|agréable)s? (?:et \w+ )?(?:journée|soirée|après-midi|matinée|fin de (?:journée|semaine)|"
    r"semaine|continuation|réception|rentrée|année|week-?end|fêtes|bien à vous)(?: à (?:vous|tous|toi|toute l['’]équipe))?"
    r"|(?:très )?bon(?:ne)? (?:week-?end|fin d['’]année|we|dimanche|été)(?: .{0,30})?"
    r"|(?:je vous|nous vous) (?:prie|prions|remercie|remercions|souhaite|souhaitons)\b.{0,30}"
    r"(?:agréer|croire|bonne|recevoir|excellente|belle|par avance|d['’]avance|de votre (?:compréhension|patience|confiance)).{0,140}"
    r"|veuillez (?:agréer|croire|recevoir).{0,160}|recevez.{0,20}(?:salutations|sentiments).{0,60}"
    r"|dans (?:l['’]attente|cette attente).{0,80}|(?:restant|en restant|nous restons|je reste).{0,30}à votre (?:entière )?disposition.{0,60}"
    r"|(?:un grand |mille |encore )?merci(?: (?:beaucoup|bcp|encore|à vous|à toi|bien))?"
    r"(?: (?:d['’]avance|par avance|pour (?:tout|votre (?:compréhension|patience|retour|aide|réponse))))?"
    r"(?:,? et (?:bonne (?:journée|soirée)|bon week-?end|à bientôt))?"
    r"|à (?:bientôt|plus|\+|très vite|la semaine prochaine|demain)|a\+|a plus|bises?|bisous|ciao|tchao|kenavo|"
    r"(?:un )?salut(?:s)?(?: (?:de|à|depuis) .{2,20})?"
    r"|(?:with )?(?:kind(?:est)?|best|warm(?:est)?|many|kindest)?(?: personal)? ?(?:regards|wishes)(?: .{0,20})?|best|kr|br|rgds|"
    r"(?:yours )?(?:sincerely|faithfully|truly)(?: yours)?|yours|cheers|ta|(?:many )?thanks?(?: (?:you|again|so much|very much|"
    r"a lot|in advance|for (?:your (?:patience|understanding|help))))?(?: in advance)?|talk soon|all the best|take care|have a (?:good|great|nice) .{2,20}"
    r"|cheers mate|met vriendelijke groet(?:en)?|mit freundlichen grüßen|mfg|saludos|cordiali saluti"
)
_CLOSING = re.compile(rf"^[\s*_-]{{0,3}}(?:{_CLOSING_WORDS})\s?[,.!;:\s🙏🙂😊☺️👍x]{{0,6}}$", re.I)
# « Cordialement, J. Martin » on one line.
_CLOSING_NAME = re.compile(
    r"^[\s*_]{0,3}(?:(?:bien |très )?(?:cordialement|sincèrement|amicalement)|c(?:or)?dlt|cdt|bien à (?:vous|toi)|"
    r"(?:kind |best |warm )?regards|cheers|thanks|merci)\s?[,.\s]\s?(?P<name>[^\d,.;:!?]{1,40}\.?[^\d,;:!?]{0,30})$",
    re.I,
)
_MARK = re.compile(r"^\s?(?:-- ?|—|__|––|--\s?-?)$")
_POSTSCRIPT = re.compile(r"^\s*(?:p\.?\s?s\.?|post-?scriptum|n\.?\s?b\.?)\s?(?:[:.,;–-]|\b)(?=.{4})", re.I)
# A sentence: somebody does something, and the line has the length for it.
_SENTENCE = re.compile(
    r"\b(?:je|j['’]|nous|vous|on|il|elle|ils|c['’]est|merci de|veuillez|prière|svp|i|i['’](?:m|ll|ve|d)|we|we['’]\w+|you|please|"
    r"it|it['’]s|will|has|have|seront?|sommes|avons|ont|avez|sont|fermés?|fermée?s|pay[ée]e?s?|réglée?s?|virée?s?|paid|sent)\b.{3,}",
    re.I,
)
_CONTACT = re.compile(
    r"(?:\+33|\b0\d)(?:[\s.\-/]?\d\d){4}\b|\+\d{1,3}[\s.\d()/-]{6,}|^\W*(?:t[ée]l|phone|mob|fax|port|standard|ligne directe|direct)\b"
    r"|^\W*(?:[tmf]|lg)\s?[:.]\s?[+0(]|https?://|\bwww\.|\bR\.?C\.?S\b|\bSIRET?N?\b|capital (?:social )?de|\bTVA\b|\bAPE\b|\bNAF\b|registered (?:office|in)"
    r"|\b\d{5}\s+[A-ZÉ][\w' -]{2,}(?:cedex)?|^\W*(?:linkedin|facebook|instagram|twitter|youtube)\b",
    re.I,
)
_SERVICE = re.compile(
    r"^(?:le |la |l['’]|votre |the )?(?:service|équipe|direction|gestion|comptabilité|compta|secrétariat|gérance|administration|"
    r"accounts?(?: payable| team)?|finance(?: team)?|team|chef du service)(?:\s[\w'’&-]{1,20}){0,6}$",
    re.I,
)
_FILLERS = frozenset("m mme mr mrs ms mlle me dr pr x xx xxx the et and de du d l le la".split())  # noqa: SIM905


def without_footers(lines: Sequence[str]) -> list[str]:
    """`lines` without device footers, security banners, confidentiality notices and advertisements."""
    kept: list[str] = []
    noticing = False
    paragraph_notice = _paragraph_is_notice(lines)
    for number, line in enumerate(lines):
        if not line.strip():
            noticing = False
            kept.append(line)
            continue
        if noticing or (_NOTICE.match(line) and paragraph_notice(number)):
            noticing = True
        elif not _is_footer(line):
            kept.append(line)
    return kept


def _is_footer(line: str) -> bool:
    return len(line) <= 600 and bool(
        _FOOTERS.match(line) or _BANNERS.match(line) or (len(line) <= 300 and _is_eco(line))
    )


def _is_eco(line: str) -> bool:
    return bool(_ECO.search(line)) and not re.search(r"factur|virement|règle|invoice|paye", line, re.I)


def _paragraph_is_notice(lines: Sequence[str]):  # type: ignore[no-untyped-def]
    def check(number: int) -> bool:
        end = number
        while end < len(lines) and lines[end].strip():
            end += 1
        words = {found[0].lower()[:6] for found in _NOTICE_WORDS.finditer(" ".join(lines[number:end])[:4000])}
        return len(words) >= 2

    return check


def split_signature(lines: Sequence[str], name: str, address: str) -> tuple[list[str], list[str]]:
    """(typed lines, signature lines) of a text already without quote and footers; content under the name stays typed."""
    start = _signature_start(lines, name, address)
    body = list(lines[:start])
    tail = lines[start:]
    if not any(line.strip() for line in body):
        return list(lines), []
    content, signature = _rescue(tail)
    return [*body, *content], signature


def _rescue(tail: Sequence[str]) -> tuple[list[str], list[str]]:
    """Lines under a signature that say something, and the others; all of a post-scriptum is kept."""
    content: list[str] = []
    signature: list[str] = []
    in_postscript = False
    for number, line in enumerate(tail):
        in_postscript = in_postscript or bool(_POSTSCRIPT.match(line))
        speaks = number > 0 and len(line.split()) >= 4 and bool(_SENTENCE.search(line)) and not is_closing(line)
        (content if in_postscript or speaks else signature).append(line)
    return ([""] if content else []) + content, signature


def _signature_start(lines: Sequence[str], name: str, address: str) -> int:
    """The index of the first signature line; `len(lines)` when there is none."""
    filled = [number for number, line in enumerate(lines) if line.strip()]
    for number in filled:
        if _MARK.match(lines[number]) and len(lines) - number <= 20:
            return _formula_above(lines, number, name, address)
    for number in reversed(filled[-25:]):
        if is_closing(lines[number]) and _only_signature(lines[number + 1 :]):
            return _formula_above(lines, number, name, address)
    for number in filled[-8:]:
        if _is_name(lines[number], name, address) and _only_signature(lines[number + 1 :]):
            return _formula_above(lines, number, name, address)
    return _contact_block(lines, filled)


def _formula_above(lines: Sequence[str], start: int, name: str, address: str) -> int:
    """Take in the closing formulas and the name just above what was found."""
    best = at = start
    while at > 0 and start - at < 8:
        at -= 1
        line = lines[at]
        if not line.strip():
            continue
        if is_closing(line) or _is_name(line, name, address):
            best = at
        else:
            break
    return best


def is_closing(line: str) -> bool:
    """A closing formula alone on its line, with at most a name."""
    return len(line) <= 240 and bool(_CLOSING.match(line) or _CLOSING_NAME.match(line))


def _only_signature(rest: Sequence[str]) -> bool:
    """Are these the lines of a signature: few and short, but for sentences that are rescued one by one?"""
    filled = [line for line in rest if line.strip()]
    return len(filled) <= 16 and sum(_plainly_typed(line) for line in filled) <= 2


def _plainly_typed(line: str) -> bool:
    return len(line) > 100 or (len(line.split()) >= 4 and bool(_SENTENCE.search(line)))


def _is_name(line: str, name: str, address: str) -> bool:
    """Is the line the sender's name, or initials of it, as one signs?"""
    text = _plain(line.strip(" ,.*_-!:)("))
    if not text or len(text) > 60:
        return False
    if _SERVICE.match(line.strip()) or text == _plain(name):
        return True
    known = _plain(f"{name} {address.partition('@')[0]}").split()
    words = [word for word in text.split() if word not in _FILLERS]
    return bool(words) and len(words) <= 5 and all(_stands_for(word, known) for word in words)


def _stands_for(word: str, known: Sequence[str]) -> bool:
    return any(
        word == other or (len(word) == 1 and other.startswith(word)) or (len(word) >= 3 and other.startswith(word))
        for other in known
    ) or (len(word) == 2 and len(known) >= 2 and word == known[0][:1] + known[1][:1])


def _contact_block(lines: Sequence[str], filled: Sequence[int]) -> int:
    """A signature without formula or known name: trailing lines of telephone, site, register number."""
    start = len(lines)
    for number in reversed(filled[-10:]):
        if not _CONTACT.search(lines[number]) or _plainly_typed(lines[number]):
            break
        start = number
    return start


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower())
    return re.sub(r"[^a-z0-9]+", " ", "".join(c for c in decomposed if not unicodedata.combining(c))).strip()
