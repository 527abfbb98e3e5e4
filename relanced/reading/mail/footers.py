"""Lines that programs and companies add to a mail: device footers, security banners, notices, advertisements."""

from __future__ import annotations

import re
from collections.abc import Sequence

MAX_FOOTER = 600
MAX_NOTICE = 30
MAX_BEGINNINGS = 10

_DEVICES = "|".join(
    (
        r"i-?phone|i-?pad|i-?pod|apple watch|mac|macbook|galaxy|samsung|android|pixel|huawei|honor|xiaomi|redmi|oppo"
        r"|oneplus",
        r"sony|xperia|motorola|nokia|wiko|crosscall|fairphone|blackberry|windows|handy|phone|device|tablet",
        r"smartphone|t[ée]l[ée]phone|mobile|portable|tablette|appareil|messagerie|courrier|mail|outlook|gmail|yahoo"
        r"|aol",
        r"orange|sfr|free|bouygues|laposte|mailo|infomaniak|zimbra|thunderbird|k-9|spark|blue ?mail|typeapp|nine"
        r"|airmail",
        r"proton ?mail|tuta|shortwave",
    )
)
_LINK = r"<[^>]{0,200}>|\[[^\]]{0,200}\]|\([^)]{0,200}\)|https?://\S{1,300}"
_EXCUSE = (
    r"\s*(?:veuillez |merci d[e']|d[ée]sol[ée]e?|excuse[rz]|pardon|please )[^.]{0,80}"
    r"(?:faute|brièveté|concision|erreur|frappe|typo|brevity)[^.]{0,30}\.?"
)
# One line each, wherever it stands. « Envoyé depuis mon compte hier, 1 200 € » and « Sent the payment from my mobile
# app » are typed: between the verb and the device stand a preposition and two words at most.
_DEVICE_FOOTER = re.compile(
    r"^[\s*_>-]{0,4}(?:(?:envoy[ée]e?s?|sent|gesendet|enviado|inviato|verzonden|verstuurd|écrit|transmis|rédigé)\s"
    r"(?:de(?:puis)?|à partir (?:de|d['’])|via|avec|grâce à|from|with|using|by|von|desde|dal?|vanaf|met)\b"
    r"|t[ée]l[ée]charge[rz]|obten(?:ir|ez)|get|download|provenance\s?:|essayez|découvrez)"
    rf"\s?(?:[^\W\d]+['’ ]{{1,2}}){{0,3}}(?:{_DEVICES})\b[^.!?,;:\d]{{0,30}}\d{{0,3}}\+?(?:\s\w{{1,6}})?"
    rf"\s?(?:{_LINK})?[.!]?(?:{_EXCUSE})?\s*$",
    re.I,
)
_OTHER_FOOTER = re.compile(
    r"^[\s*_>-]{0,4}(?:(?:garanti )?sans virus\b.{0,60}|virus-free\b.{0,60}|(?:avast|avg|norton) logo.{0,100}"
    r"|\[?(?:cid|image)\s?:[^\]]{0,200}\]?|<?https?://(?:www\.)?(?:avast|avg)\S{0,300}|une messagerie gratuite,.{0,80}"
    r"|##-? .{0,100}-?##)\s*$",
    re.I,
)
# Put above the typed text by the reader's own mail server.
_BANNER = re.compile(
    r"^[\s*\[_>-]{0,4}(?:"
    r"(?:externe?|expéditeur externe|(?:mail|e-?mail|message) externe|external (?:e-?mail|sender))[\]*\s:!.-]{0,6}$"
    r"|(?:attention|caution|avertissement|warning|external|externe)[\]*\s:!-]{1,6}"
    r"(?:ce|cet|this)\s(?:message|mail|e-?mail|courriel)\b.{0,60}(?:extérieur|externe|outside|external).{0,300}$"
    r"|you don['’]t often get email from .{3,200}"
    r"|(?:vous n['’]obtenez pas souvent|vous ne recevez pas souvent) d['’]e-?mails? .{3,200}"
    r"|certaines personnes qui ont reçu ce message ne reçoivent pas souvent .{3,200}"
    r"|some people who received this message don['’]t often get email .{3,200})",
    re.I,
)
# Ecology, antivirus, advertising: a line needs no second sign.
_SLOGAN = re.compile(
    r"pens(?:ez|ons) à (?:l['’]environnement|la planète|la nature|notre planète)|n['’]imprime[zr]|avant d['’]imprimer"
    r"|(?:consider|think (?:of|about)) the environment|before (?:you )?print|save (?:paper|trees)"
    r"|ensemble,? (?:préservons|protégeons)|(?:préserver|protéger|respectons) (?:l['’]environnement|la planète)"
    r"|d['’]imprimer ce|imprimer ce (?:message|mail|e-?mail|courriel|document)"
    r"|vérifi[ée] par (?:le )?(?:logiciel )?(?:anti-?virus|avast|avg)|absence de virus dans ce"
    r"|(?:checked|scanned) (?:for viruses )?by|e-?mail has been (?:checked|scanned)|antivirus software"
    r"|accédez au courrier électronique de la poste",
    re.I,
)
_MONEY = re.compile(r"factur|virement|r[èée]gl|invoice|pa[iy]e|pa[iy]ment|chèque", re.I)

# How a notice begins. It is one only with two more of its words (`_NOTICE_WORDS`) in the paragraph.
_NOTICE = re.compile(
    r"^[\s*_>-]{0,4}(?:"
    r"(?:ce|cet|ces|cette|le présent|les présents)\s(?:message|e-?mail|mail|courriel|courrier|transmission"
    r"|communication)s?\b"
    r"|avis (?:de confidentialité|important)|avertissement|confidentiel|confidentialité|confidential(?:ity)?\b"
    r"|disclaimer"
    r"|(?:clause|mention|notice) de (?:non-responsabilité|confidentialité)|mentions? légales?|(?:important"
    r"|legal) notice|notice\s?:"
    r"|(?:les|toutes les|the) (?:informations?|contents?|données|éléments|opinions)\b|l['’](?:intégrité|internet"
    r"|émetteur|expéditeur)"
    r"|internet\b|si (?:vous|ce message|cet)\b|if you\b|any (?:unauthori[sz]ed|views|use|dissemination|review"
    r"|disclosure)"
    r"|toute (?:utilisation|diffusion|publication|reproduction|modification|copie|divulgation|exploitation)"
    r"|this (?:e-?mail|message|communication|transmission)\b|(?:the|our) (?:sender|company) (?:accepts?|is not)"
    r"|nous (?:déclinons|ne pouvons (?:garantir|être tenus))|la société .{0,60}(?:décline|ne (?:peut|saurait))"
    r"|vos données|conformément (?:à la loi|au r[èe]glement|au rgpd)|dans le cadre du (?:rgpd|règlement)"
    r"|merci de (?:nous|le) (?:signaler|détruire|retourner|supprimer)|please (?:notify|delete|destroy)"
    r")",
    re.I,
)
_NOTICE_WORDS = re.compile(
    r"confiden|destinata|intended (?:recipient|solely|only|for)|par erreur|in error|d[ée]truire|détruisez|supprimer"
    r"|\bdelete\b"
    r"|destroy|exclusi|usage|diffusion|dissemination|divulg|disclos|distribution|reproduction|\bcopie|copying|virus"
    r"|intégrité"
    r"|integrity|responsabilité|liab(?:le|ility)|altér|falsifi|modifi|pièces? jointes?|attachments?|unauthori[sz]ed"
    r"|non (?:autorisée|conforme)|interdite?|prohibited|privileged|expéditeur|\bsender\b|émetteur|avertir|notify"
    r"|legally"
    r"|juridique|tribunaux|solely|rgpd|données (?:à caractère )?personnelles|cnil|utilisation",
    re.I,
)


def without_footers(lines: Sequence[str]) -> list[str]:
    """`lines` without what programs and companies add. A notice goes to the end of its paragraph."""
    kept: list[str] = []
    in_notice = False
    chances = MAX_BEGINNINGS
    for number, line in enumerate(lines):
        if not line.strip():
            in_notice, chances = False, MAX_BEGINNINGS
            kept.append(line)
            continue
        if not in_notice and chances and _NOTICE.match(line):
            chances -= 1
            in_notice = _is_notice(lines, number)
        if not in_notice and not _is_footer(line):
            kept.append(line)
    return kept


def _is_footer(line: str) -> bool:
    if len(line) > MAX_FOOTER:
        return False
    if _DEVICE_FOOTER.match(line) or _OTHER_FOOTER.match(line) or _BANNER.match(line):
        return True
    return len(line) <= 300 and bool(_SLOGAN.search(line)) and not _MONEY.search(line)


def _is_notice(lines: Sequence[str], start: int) -> bool:
    """Has the rest of the paragraph two words of a notice, and no more of money than a notice has?"""
    end = start
    while end < min(len(lines), start + MAX_NOTICE) and lines[end].strip():
        end += 1
    paragraph = " ".join(lines[start:end])[:4000]
    words = {found[0].lower()[:6] for found in _NOTICE_WORDS.finditer(paragraph)}
    return len(words) >= (4 if _MONEY.search(paragraph) else 2)
