"""`find_days`: the grammar run over a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from relanced.reading.days.chain import add
from relanced.reading.days.mention import DayKind, Mention
from relanced.reading.days.rules import GRAMMAR, ROWS, row
from relanced.reading.days.sense import Match, Sense
from relanced.reading.days.tokens import LETTER, Token, tokens

# The word before an expression, or « au plus tard » behind it, says how the day bounds the promise.
RELATIONS = {
    "BEFORE": DayKind.DEADLINE,
    "WITHIN": DayKind.DEADLINE,
    "LATEST": DayKind.DEADLINE,
    "UNTIL": DayKind.UNTIL,
    "AFTER": DayKind.START,
    "FROM": DayKind.START,
    "SINCE": DayKind.SINCE,
}
LINKS = frozenset({"LE", "LA", "LES", "THE", "AU", "DU", "DE", "EN", "IN", "WORDA", "FOR", "TO", "HOURS", "ENDOFDAY"})
PARTS_OF_DAY = frozenset({"HOURS", "ENDOFDAY", "TIME", "INCLUDED"})
DAY_OPENERS = frozenset({"LE", "WEEKDAY", "TOMORROW", "TODAY", "DMY", "END", "THE"})
OF = frozenset({"DU", "DE", "FROM"})
NUMBER_OF_PAPER = frozenset({"OTHER", "NUM", "BIG", "NUMBERSIGN"})


def find_days(text: str, anchor: date, lang: str | None = None) -> list[Mention]:
    """Every expression of time in `text`, in order, none overlapping; `anchor` is the Paris day of the mail.

    `lang` ("fr", "en") is the language the text is believed to be in; both are read whatever it says.
    """
    found = tokens(text)
    tape = "".join([LETTER[token.category] for token in found])
    mentions: list[Mention] = []
    at = 0
    while (match := GRAMMAR.search(tape, at)) and (match.end() > at):
        sense, width = _read(found, tape, match.start(), int((match.lastgroup or "r0")[1:]), match.end(), anchor)
        if sense is None:
            at = match.start() + 1
            continue
        start, at = match.start(), match.start() + width
        if not _elsewhere(found, start) and not _opening_hours(found, start, at):
            start, at, sense = _widen(found, start, at, sense, anchor)
            add(mentions, found, (start, at), _mention(text, found, start, at, sense), anchor)
    return mentions


def _read(found: Sequence[Token], tape: str, start: int, rank: int, end: int, anchor: date) -> tuple[Sense | None, int]:
    """The sense of the first row from `rank` on that matches at `start` and means a possible day, and its width."""
    sense = ROWS[rank][1](Match(found[start:end], anchor))
    if sense:
        return sense, sense.width or end - start
    for later in range(rank + 1, len(ROWS)):
        match = row(later).match(tape, start)
        if match and (sense := ROWS[later][1](Match(found[start : match.end()], anchor))):
            return sense, sense.width or match.end() - start
    return None, 1


def _widen(found: Sequence[Token], start: int, end: int, sense: Sense, anchor: date) -> tuple[int, int, Sense]:
    """Take in the preposition before and « au plus tard », « matin », « inclus » behind; the relation they give."""
    before = start
    while before and start - before < 4 and found[before - 1].category in LINKS:
        before -= 1
    relation = _relation(found, before)
    if relation:
        before -= 1
    elif start and found[start - 1].category in ("LE", "AU", "LA", "DU", "THE"):
        before = start - 1
    else:
        before = start
    end = _widen_right(found, end)
    after = end + (end < len(found) and found[end].category == "COMMA")
    if after < len(found) and found[after].category == "LATEST" and not _opens_day(found, after + 1):
        relation, end = DayKind.DEADLINE, _widen_right(found, after + 1)
    return before, end, _related(sense, relation, anchor)


def _relation(found: Sequence[Token], start: int) -> DayKind | None:
    """What the word before token `start` says; « des 11 et 12 » has the article, « dès le 11 » the preposition."""
    if not start or (found[start - 1].word == "des" and found[start].category == "NUM"):
        return None
    return RELATIONS.get(found[start - 1].category)


def _opens_day(found: Sequence[Token], at: int) -> bool:
    """Whether a day begins there: in « la semaine prochaine, au plus tard vendredi », « au plus tard » is Friday's."""
    return at < len(found) and found[at].category in DAY_OPENERS


def _widen_right(found: Sequence[Token], end: int) -> int:
    after = end
    while after < len(found) and after - end < 4 and found[after].category in PARTS_OF_DAY | LINKS:
        after += 1
        if found[after - 1].category in PARTS_OF_DAY:
            end = after
    return end


def _related(sense: Sense, relation: DayKind | None, anchor: date) -> Sense:
    if relation is None or sense.kind in (DayKind.VAGUE, DayKind.SINCE):
        return sense
    if relation is DayKind.SINCE:
        return replace(
            sense, kind=relation, first=sense.past_reading, last=None, past_reading=None, explicitly_past=True
        )
    if relation in (DayKind.DEADLINE, DayKind.UNTIL) and sense.last and sense.last >= anchor:
        return replace(sense, kind=relation, first=anchor)
    return replace(sense, kind=relation)


def _mention(text: str, found: Sequence[Token], start: int, end: int, sense: Sense) -> Mention:
    first, last = found[start].start, found[end - 1].end
    return Mention(
        first,
        last,
        text[first:last],
        sense.kind,
        sense.first,
        sense.last,
        sense.past_reading,
        sense.explicitly_past,
        sense.explicitly_future,
        sense.has_year,
        sense.contradictory,
        _of_document(found, start),
        sense.recurring,
        _of_document(found, start, ("PAPER",)) and not sense.explicitly_future,
    )


def _elsewhere(found: Sequence[Token], start: int) -> bool:
    """« Bonne fin d'année », « rue du 4 Septembre » date nothing; « le même chemin le 31 » does."""
    at = start - 1
    of = found[start].category in OF
    if at >= 0 and not of and found[at].category in OF:
        at, of = at - 1, True
    return at >= 0 and (found[at].category == "WISH" or (of and found[at].category == "STREET"))


def _opening_hours(found: Sequence[Token], start: int, end: int) -> bool:
    """« Du lundi au jeudi, 9 h - 12 h »."""
    days = [token.category for token in found[start:end] if token.category not in ("DU", "FROM")]
    behind = [token.category for token in found[end : end + 3]]
    return len(days) == 3 and days[::2] == ["WEEKDAY", "WEEKDAY"] and bool({"TIME", "HOUR"} & set(behind))


def _of_document(found: Sequence[Token], start: int, papers: Sequence[str] = ("PAPER", "ISSUED")) -> bool:
    """« votre facture n° 112 du 2 mars », "your email of 3 July", « émise le 3 »."""
    at = start - 1
    if found[start].word == "des" and [token.category for token in found[start : start + 2]] == ["FROM", "LE"]:
        return False  # « payé votre facture dès le 29 »
    if found[start].category in ("LE", "THE", "FOR") or (at >= 0 and found[at].category == "ISSUED"):
        return at >= 0 and found[at].category == "ISSUED" and "ISSUED" in papers
    if found[start].category not in OF:
        if at < 0 or found[at].category not in OF:
            return False
        at -= 1
    while at >= 0 and start - at < 6 and found[at].category in NUMBER_OF_PAPER:
        at -= 1
    return at >= 0 and found[at].category in papers
