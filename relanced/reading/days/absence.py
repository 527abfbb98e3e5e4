"""The day of return that an absence notice announces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from relanced.reading.days import calendar as cal
from relanced.reading.days.find import find_days
from relanced.reading.days.mention import DayKind, Mention
from relanced.reading.days.words import fold

# Words that make the day beside them the day of return.
RETURN = re.compile(
    r"\b(?:retour|reprise|repren\w+|rentrer?ai|rentre|reviens|reviendr\w+|reouv\w+|rouvr\w+"
    r"|retrouve\w*|de nouveau|a nouveau|serai (?:la|present|joignable|disponible)|rendez vous|relis|relirai"
    r"|(?:je|nous)(?: vous)? repond\w+|pourr(?:ai|ons)(?: vous)? repondre|consulterai|lirai|lirons|sera lu"
    r"|prendrai connaissance|redeviens|again|back|return\w*|reopen\w*|resum\w+|restart\w*"
    r"|(?:will|'ll) (?:reply|respond))\b"
)
AWAY = re.compile(
    r"\b(?:absen\w+|cong\w+|vacances|ferm\w+|deplacement|indisponib\w+|conges|formation|arret|rtt|pont|injoignable"
    r"|out|away|leave|holidays?|vacation|closed|unavailable|off)\b"
)
NOT_BEFORE = re.compile(r"\b(?:ne|n'|pas|not|won't|unable|cannot|can't|no)\b")
DATED = (DayKind.EXACT, DayKind.WEEK, DayKind.PERIOD)
CLAUSE = re.compile(r"[.!?;\n]\s|\n\n")


def back_on(text: str, anchor: date) -> date | None:
    """The day of return of a notice sent on `anchor`; None when it gives none.

    « de retour le 5 » is the 5th itself; the last day of an absence (« jusqu'au 14 », « du 22 mai au 7 juin »)
    gives the next business day. Where no word speaks of the return, it is the last single day that is named.
    """
    folded = fold(text)
    mentions = [m for m in find_days(text, anchor) if m.last and not m.explicitly_past and not _so_far(folded, m)]
    found = _announced(folded, mentions) or _said_behind(folded, mentions) or _after_absence(folded, mentions)
    return found or max((m.last for m in mentions if m.last and m.kind in (DayKind.EXACT, DayKind.START)), default=None)


def _so_far(folded: str, mention: Mention) -> bool:
    """« Retour non connu à ce jour »."""
    return bool(re.match(r"a ce jour\b", folded[max(0, mention.start - 2) : mention.end]))


def _announced(folded: str, mentions: Sequence[Mention]) -> date | None:
    for rank, mention in enumerate(mentions):
        previous = mentions[rank - 1].end if rank else 0
        before = CLAUSE.split(folded[previous : mention.start])[-1]
        if RETURN.search(before):
            return _day_of_return(mention, folded)
        if mention.kind is DayKind.DEADLINE and NOT_BEFORE.search(before):
            return mention.last  # « je ne lis pas mes messages avant le 16 »
    return None


def _said_behind(folded: str, mentions: Sequence[Mention]) -> date | None:
    """« Le 16 je serai de retour »: where no day stands behind the word."""
    for mention in mentions:
        behind = CLAUSE.split(folded[mention.end : mention.end + 40])[0]
        if mention.kind is not DayKind.UNTIL and RETURN.search(behind):
            return _day_of_return(mention, folded)
    return None


def _day_of_return(mention: Mention, folded: str) -> date | None:
    """The day itself; the next business day for « de retour après le 5 » and for the whole of an interval."""
    words = folded[mention.start : mention.end]
    if mention.last and (mention.kind is DayKind.INTERVAL or words.startswith(("apres", "after"))):
        return cal.next_business_day(mention.last)
    if mention.kind is DayKind.WEEK and mention.first:
        return mention.first
    return mention.last


def _after_absence(folded: str, mentions: Sequence[Mention]) -> date | None:
    """The business day after the last day away."""
    lasting = [m.last for m in mentions if m.kind in (DayKind.UNTIL, DayKind.INTERVAL) and m.last]
    if not lasting and AWAY.search(folded):
        lasting = _days_away(folded, [m for m in mentions if m.kind in DATED])
    return cal.next_business_day(max(lasting)) if lasting else None


def _days_away(folded: str, mentions: Sequence[Mention]) -> list[date]:
    """The first day named, and those that « et » or a comma joins to it: « absent aujourd'hui et demain »."""
    away: list[date] = []
    for rank, mention in enumerate(mentions):
        gap = folded[mentions[rank - 1].end : mention.start].strip() if rank else ""
        if mention.last is None or gap not in ("", "et", "and", ",", "&"):
            break
        away.append(mention.last)
    return away
