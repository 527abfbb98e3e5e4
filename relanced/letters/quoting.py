"""A stranger's words, made fit to stand in a sentence of ours."""

from __future__ import annotations

import re

WORDS_LIMIT = 300
MARKS = (("«", "»"), ("“", "”"), ('"', '"'))
# C0, C1, line ends, and the marks that turn the direction of what follows.
_UNFIT = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def clean(words: str) -> str:
    """A stranger's words on one line, without what could pass for something else, and not too many of them."""
    line = _UNFIT.sub(" ", words).strip()
    return line if len(line) <= WORDS_LIMIT else line[:WORDS_LIMIT].rpartition(" ")[0] + "…"


def quoted(words: str) -> str:
    """`clean`, for words that a template puts between quotation marks: without those at the two ends, unless they mark
    a part of the words only, such as a name."""
    line = clean(words)
    for opening, closing in MARKS:
        inner = line.removeprefix(opening).removesuffix(closing)
        line = line if opening in inner or closing in inner else inner.strip()
    return line
