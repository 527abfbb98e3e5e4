"""The days of a reply as candidates for a role: each with the words around it and its place among the others."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from relanced.reading.days.mention import Mention
from relanced.reading.facts import Facts, Statement, day_word
from relanced.reading.normalise import normalise
from relanced.reading.roles.role import Role, value
from relanced.reading.roles.turns import turn_of

HERE = "thatday"
_SPLIT = re.compile(
    r",\s|;|:\s|\.\s|\s[-–—(]|\)|"
    r"\s(?:et|mais|donc|car|puis|and|but|so|because|quand|when|si|if|que|qui|which|dès que)\s",
    re.I,
)
# « Disons samedi », « soit le 6 », "say the 8th": the day that follows settles the vaguer one before.
_SETTLES = re.compile(
    r" (?:disons|mettons|soit|genre|plutot|desormais|finalement|autrement dit|c est a dire|a savoir|pas plus tard que|"
    r"say|call it|make it|i e|that is|rather|so look for it) (?:(?:pour|le|on|l|que|plutot|for) )*$"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A day with the clause and the narrower segment it stands in.

    `on`: the day as a promise. `turns`: the classes of the segment's words. `ahead`: days from the mail to `on`.
    `settles`: it makes a vaguer day before exact. `of_invoice`: an open invoice was issued or fell due on it.
    """

    day: Mention
    statement: Statement
    segment: str
    turns: frozenset[str]
    on: date | None
    ahead: int
    settles: bool
    of_invoice: bool
    among: tuple[Candidate, ...] = ()
    place: int = 0

    @property
    def rivals(self) -> list[Candidate]:
        """The others that could be promised, on another day."""
        return [other for other in self.among if other.on and other.on != self.on]

    def beside(self, step: int) -> Candidate | None:
        """The candidate before (-1) or behind (1), None where another sentence begins."""
        at = self.place + step
        other = self.among[at] if 0 <= at < len(self.among) else None
        return other if other and other.statement.clause.sentence == self.statement.clause.sentence else None


def candidates(facts: Facts) -> list[Candidate]:
    papers = facts.paper_days
    alone = tuple(_candidate(facts, statement, day, papers) for statement in facts.statements for day in statement.days)
    return [replace(candidate, among=alone, place=place) for place, candidate in enumerate(alone)]


def _candidate(facts: Facts, statement: Statement, day: Mention, papers: frozenset[date]) -> Candidate:
    on, segment = value(day, Role.PROMISED, facts.anchor), _segment(facts, statement, day)
    return Candidate(
        day, statement, segment,
        turns=frozenset(turn for word in segment.split() if (turn := turn_of(word))),
        on=on,
        ahead=(on - facts.anchor).days if on else -1,
        settles=bool(_SETTLES.search(normalise(facts.text[max(0, day.start - 40) : day.start]))),
        of_invoice=bool(papers & {day.past_reading, on}),
    )  # fmt: skip


def _segment(facts: Facts, statement: Statement, day: Mention) -> str:
    """The masked words around the day, between the nearest breaks of its clause; the day itself is `thatday`."""
    clause = statement.clause
    start, end = clause.start, clause.end
    for mark in _SPLIT.finditer(facts.text, clause.start, clause.end):
        if (mark.end() <= day.start + 1 and facts.text[mark.end() : day.start].strip()) or (
            mark.end() <= day.start + 1 and mark.end() - mark.start() > 3
        ):
            start = max(start, mark.start())
        elif mark.start() >= day.end:
            end = min(end, mark.start())
    words = facts.text[start : day.start] + f" {HERE} " + facts.text[day.end : end]
    for other in sorted(statement.days, key=lambda d: -d.start):
        if other is not day and other.start >= start and other.end <= end:
            shift = start if other.start < day.start else start + (day.end - day.start) - len(f" {HERE} ")
            words = words[: other.start - shift] + f" {day_word(other)} " + words[other.end - shift :]
    return normalise(words)
