"""How mail programs introduce what they quote: attribution lines, header blocks, separators. One row a habit."""

from __future__ import annotations

import re
from collections.abc import Sequence

MAX_LINE = 400
"""A line longer than this is a typed paragraph, never a mark."""

_WEEKDAY = (
    r"(?:lun|mar|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun)[a-zé]{0,6}\.?"
    r"|(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
)
# « a écrit », in the languages of the programs that French companies run.
WROTE = (
    r"(?:a\s+[ée]crit|[ée]crivait|à\s+écrit|wrote|writes|schrieb|ha\s+scritto|escribi[óo]|escreveu|schreef"
    r"|napisał(?:\(a\))?|skrev|a\s+envoyé\s+le\s+message\s+suivant)"
)
# What may follow on the same line: a colon, the first quoted line, or the literal \n of a badly quoted shell variable.
_AFTER = r"\s*:?\s*(?:\\n|\s)*(?:>.*)?$"

# Germanic programs put the name after the verb: « Am 24.11.2026 um 10:12 schrieb Compta <...>: »
_ENDS_WROTE = re.compile(rf"{WROTE}{_AFTER}|\b(?:schrieb|schreef|skrev)\s.{{1,160}}:$", re.I)
_STARTS = re.compile(
    rf"^[\s\-$*•]{{0,4}}(?:(?:le|on|am|el|il giorno|em|op|den|w dniu|dnia)\s+(?=.*\d)|(?=\d{{1,4}}[-/.]\d)"
    rf"|(?:{_WEEKDAY}),?\s+\d)",
    re.I,
)
# A date and who wrote: a time, an address or a comma between them. « Le 12 mon collègue vous a écrit » has none.
_WHO_AND_WHEN = re.compile(r"\d{1,2}\s?[:h]\s?\d{2}|[\w.+-]{1,64}@[\w.-]+|\d{4}\s*,|<[^>]*>")
# « Jeanne Martin a écrit le 24/11/2026 10:12 : » (Notes, Mozilla's older French, Free).
_NAME_FIRST = re.compile(rf"^.{{2,120}}\s{WROTE}\s+(?:le|on|sur|am)?\s*.{{0,40}}\d.{{0,40}}:$", re.I)
# Old Gmail: « 2026-11-24 10:12 GMT+01:00 Compta <compta@creancier.example>: »
_GMAIL_DATE = re.compile(r"^\d{4}-\d\d-\d\d \d{1,2}:\d\d (?:GMT|UTC)[+-]\d\d?:?\d{0,2} .{1,120}<[^>]{3,120}>\s?:$")
# Typed text and the attribution on one line, as some telephones send it.
_GLUED = re.compile(
    rf"(?<=[.!?\s])(?:le|on)\s+(?:{_WEEKDAY}),?\s+\d{{1,2}}[^\n]{{5,200}}{WROTE}\s*:$|"
    rf"(?<=[.!?\s])(?:le|on)\s+\d{{1,2}}[/.\s][^\n]{{5,200}}<[^>]{{3,120}}>\s*,?\s*{WROTE}\s*:$",
    re.I,
)
_HINT = re.compile(
    r"[ée]cri|à écrit|wrote|writes|schrieb|scritto|escribi|escreveu|schreef|napisał|skrev|suivant|>\s?:$", re.I
)


def attribution_lines(lines: Sequence[str], at: int) -> int:
    """How many lines from `at` on make an attribution (Gmail folds it over two, other programs over four), else 0."""
    if not _may_start(lines[at]):
        return 0
    joined = ""
    for count, line in enumerate(lines[at : at + 4], 1):
        if not line.strip() or len(line) > MAX_LINE or (count > 1 and line.startswith(">")):
            return 0
        joined = f"{joined} {line.strip()}".strip()
        if _HINT.search(line) and _is_attribution(joined):
            return count
    return 0


def _may_start(line: str) -> bool:
    return len(line) <= MAX_LINE and bool(_STARTS.match(line) or _names_first(line))


def _names_first(line: str) -> bool:
    """Most lines do not end as an attribution does; looking for its verb takes twenty times as long as seeing that."""
    return line.endswith(":") and bool(_HINT.search(line) and _NAME_FIRST.match(line))


def _is_attribution(joined: str) -> bool:
    if _GMAIL_DATE.match(joined) or _NAME_FIRST.match(joined):
        return True
    return bool(_ENDS_WROTE.search(joined) and _STARTS.match(joined) and _WHO_AND_WHEN.search(joined))


def glued_attribution(line: str) -> int:
    """Where in a line of typed text an attribution begins, or -1."""
    if len(line) > 5 * MAX_LINE or not line.endswith(":") or not _HINT.search(line[-30:]):
        return -1
    found = _GLUED.search(line)
    return found.start() if found else -1


# --- header blocks ----------------------------------------------------------------------------------------------------

_KEYS = {
    "from": r"de|from|von|da|van|expéditeur|exp[ée]diteur",
    "date": r"envoy[ée]e?(?:\s+le)?|sent|date|gesendet|datum|enviado(?:\s+el)?|inviato|data|verzonden|le",
    "to": r"à|a|to|pour|an|para|aan|destinataires?",
    "cc": r"cc|cci|bcc|copie(?:\s+(?:à|cachée))?|kopie",
    "subject": r"objet|subject|sujet|betreff|asunto|oggetto|onderwerp|assunto",
    "more": r"répondre\s+à|reply-to|importance|priorité|pi[èe]ces?\s+jointes?|attachments?|categories|message-id",
}
_KEY = re.compile(
    r"^[>|\s]{0,6}\*{0,2}(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _KEYS.items()) + r")\s?\*{0,2}\s?:",
    re.I,
)
_SEPARATOR = re.compile(
    r"^[>\s]{0,4}(?:"
    r"[-_=*‐]{2,}\s*(?:(?:le\s+)?(?:message|mail|courriel|e-mail|courrier)\s+(?:d['’]origine|original|initial"
    r"|transféré|"
    r"réexpédié|de départ|transmis|forwardé)|message transféré par .{1,60}|(?:original|forwarded|initial) (?:message"
    r"|mail|"
    r"e-mail|email|appointment)|ursprüngliche nachricht|weitergeleitete nachricht|original-nachricht|mensaje original|"
    r"messaggio (?:originale|inoltrato)|oorspronkelijk bericht|reenviado|mail original).{0,40}"
    r"|(?:début du (?:message|courriel|courrier) (?:réexpédié|transféré)|begin forwarded message|"
    r"anfang der weitergeleiteten nachricht|inizio messaggio inoltrato)\s*:?"
    r")\s*$",
    re.I,
)
_RULE = re.compile(r"^\s*(?:_{5,}|-{5,}|={5,}|‐{5,}|—{3,}|\*{5,})\s*$")
_ORANGE = re.compile(r"^[>\s]{0,4}message du \d{1,2}[/.]\d{1,2}[/.]\d{2,4}", re.I)


def is_separator(line: str) -> bool:
    """« -----Message d'origine----- », « Début du message réexpédié : », Orange's « > Message du 24/11/26 10:12 »."""
    return len(line) <= MAX_LINE and bool(_SEPARATOR.match(line) or _ORANGE.match(line))


def is_orange(line: str) -> bool:
    return bool(_ORANGE.match(line))


def is_rule(line: str) -> bool:
    """The horizontal line that Outlook draws above the mail it quotes."""
    return bool(_RULE.match(line))


def header_key(line: str) -> str:
    """Which header a line of a quoted header block gives (`from`, `date`, `to`...), or an empty string."""
    found = _KEY.match(line) if len(line) <= 5 * MAX_LINE else None
    return found.lastgroup or "" if found else ""


def header_block(lines: Sequence[str], at: int, enough: int = 3) -> int:
    """How many lines from `at` on make a block « De / Envoyé / À / Objet », else 0.

    `enough` is how many of sender, date, recipient and subject it must name: one after a separator, three otherwise.
    Values may be folded, and a blank line between two headers (HTML turned into text) is allowed. A carrier's typed
    « De : Lyon / À : Paris / Date : 12/03 » has neither subject nor address.
    """
    seen: set[str] = set()
    last = at - 1
    misses = 0
    for number, line in enumerate(lines[at : at + 16], at):
        key = header_key(line)
        if key:
            seen.add(key)
            last, misses = number, 0
        elif misses or (number == at and enough > 1) or (not line.strip() and seen >= {"from", "subject"}):
            break
        else:
            misses += 1
    essential = len(seen & {"from", "date", "to", "subject"})
    size = last - at + 1
    if essential < enough or not seen & {"from", "subject"}:
        return 0
    return size if enough < 3 or "subject" in seen or any("@" in line for line in lines[at : last + 1]) else 0
