"""Sentences and clauses of a reply, with their place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from relanced.reading.normalise import normalise


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of the text: `text` stands at `start:end`, `words` is its normalised spelling, `sentence` its number."""

    text: str
    start: int
    end: int
    words: str
    sentence: int

    @property
    def question(self) -> bool:
        return self.words.endswith(" ? ") or self.words.rstrip(" ?") != self.words.rstrip()


_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:m|mm|mr|mrs|ms|mme|mlle|dr|me|st|ste|n|no|nos|num|ref|réf|tel|tél|art|cf|env|ex|approx|max|min|sept|oct|nov|"
    r"déc|dec|janv|févr|fév|avr|juil|jan|feb|aug|fact|fac|cde|cpte|bd|av|p|[A-Z])\.$",
    re.IGNORECASE,
)
_END = re.compile(r"(?:[.!?…]+(?=[\s»”\")]|$)|;|\n+|(?<=\s)[•→](?=\s))\s*")
# Within a sentence, what turns to another matter.
_TURN = re.compile(
    r"(?:,\s+|\s+)(?=(?:mais|par contre|en revanche|quant à|pour (?:le reste|le solde|l['’]autre|la suite)|le reste|"
    r"le solde|"
    r"but|however|as for|whereas|tandis que|alors que|puis|ensuite|then)\b)|"
    r",\s+(?=(?:et|and|donc|so|je|nous|on|le|la|les|we|i|vous|you)\b)|"
    r"\s+:\s+(?=\D)|:\s+(?=\D)|\s[-–—]\s",
    re.IGNORECASE,
)
_SOFT_WRAP = 60


def _unwrap(text: str) -> str:
    """Undo the mail program's line breaks inside a sentence; every offset stays where it was."""
    lines = text.split("\n")
    out = []
    for i, line in enumerate(lines):
        follows = lines[i + 1].lstrip() if i + 1 < len(lines) else ""
        wrapped = len(line) >= _SOFT_WRAP and follows[:1].islower() and not line.rstrip().endswith((".", "!", "?"))
        out.append(line + (" " if wrapped else "\n"))
    return "".join(out)[:-1]


def _cut(text: str, pattern: re.Pattern[str], start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for mark in pattern.finditer(text, start, end):
        if mark.group().startswith(".") and _ABBREVIATION.search(text[max(at, mark.start() - 8) : mark.start() + 1]):
            continue
        yield at, mark.end()
        at = mark.end()
    if at < end:
        yield at, end


def clauses(text: str) -> list[Clause]:
    """The clauses of `text`, in order; blank ones are left out."""
    whole = _unwrap(text)
    found = []
    for number, (first, last) in enumerate(_cut(whole, _END, 0, len(whole))):
        for start, end in _cut(whole, _TURN, first, last):
            words = normalise(whole[start:end])
            if words.strip(" ?"):
                found.append(Clause(text[start:end].strip(), start, end, words, number))
    return found
