"""Cues: the small language of `relanced.core.cues` compiled, and looked up by the first letters of a word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from relanced.core.cues import WORDS
from relanced.core.intents import KINDS, Intent

_TOKEN = re.compile(r"\([^()]*\)[?*]?|\S+")
_GAPS = {"..": r"(?:\S+ ){0,4}?", "...": r"(?:\S+ ){0,10}?"}
_ANY_OF = {"@": r"\S*@\S*", "#": r"\d\S*"}
_KEY = 3


@dataclass(frozen=True, slots=True)
class Cue:
    """One turn of phrase of an intent; `name` is the intent and its place in the table, stable while the table is."""

    name: str
    intent: Intent
    pattern: re.Pattern[str]


def _alternatives(token: str) -> list[str]:
    """The words or phrases that a token may be: `(a|b c)`, a class, or a word."""
    inside = token.rstrip("?").strip("()*") if token.startswith("(") else token
    words = []
    for word in inside.split("|"):
        words += WORDS[word].split("|") if word in WORDS else [word]
    return [word + "*" if token.endswith(")*") else word for word in words]


def _written(word: str) -> str:
    if word in _ANY_OF:
        return _ANY_OF[word]
    return re.escape(word).replace(r"\ ", " ").replace(r"\*", r"\S*")


def _regex(token: str) -> str:
    if token in _GAPS:
        return _GAPS[token]
    words = sorted(_alternatives(token), key=len, reverse=True)
    group = f"(?:{'|'.join(_written(w) for w in words)}) "
    return f"(?:{group})?" if token.startswith("(") and token.endswith(")?") else group


def _tokens(line: str) -> list[str]:
    return [t if t != "?" else "(?)" for t in _TOKEN.findall(line)]


def _first_words(tokens: list[str]) -> list[str]:
    """What the text may start with where the cue starts: the first token, and the next one while it may be absent."""
    words = []
    for token in tokens:
        words += _alternatives(token)
        if not token.endswith(")?") or token == "(?)":
            break
    return words


@cache
def cue_index(outright: bool = False) -> dict[str, tuple[Cue, ...]]:
    """The cues that may start with a word, by its first three letters: that point, or that say it `outright`."""
    index: dict[str, dict[str, Cue]] = {}
    for kind in KINDS.values():
        lines = kind.outright if outright else kind.cues
        for number, line in enumerate(filter(None, map(str.strip, lines.splitlines()))):
            tokens = _tokens(line)
            cue = Cue(f"{kind.intent}:{number}", kind.intent, re.compile("".join(map(_regex, tokens))))
            for word in _first_words(tokens):
                index.setdefault(word.split(" ")[0].strip("*")[:_KEY], {})[cue.name] = cue
    return {key: tuple(cues.values()) for key, cues in index.items()}


def cues_in(words: str, outright: bool = False) -> list[tuple[Cue, str]]:
    """The cues that `words` (normalised) contains, each with what it matched, in order of place."""
    index = cue_index(outright)
    found: dict[str, tuple[Cue, str]] = {}
    at = 1
    for word in words.split():
        starting = index.get(word[:_KEY], ()) + (index.get("#", ()) if word[0].isdigit() else ())
        for cue in starting:
            if cue.name not in found and (hit := cue.pattern.match(words, at)):
                found[cue.name] = (cue, hit.group())
        at += len(word) + 1
    return list(found.values())
