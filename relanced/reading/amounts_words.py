"""Numbers and shares in words: « mille cent quatre-vingt-huit », "five hundred", « un tiers », « le solde »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

UNITS = (
    "zero | un une one | deux two | trois three | quatre four | cinq five | six | sept seven | huit eight | neuf nine"
    " | dix ten | onze eleven | douze twelve | treize thirteen | quatorze fourteen | quinze fifteen | seize sixteen"
    " | seventeen | eighteen | nineteen"
)
TENS = (
    "vingt vingts twenty | trente thirty | quarante forty | cinquante fifty | soixante sixty | septante seventy"
    " | huitante octante eighty | nonante ninety"
)
VALUES = {
    **{word: value for value, words in enumerate(UNITS.split(" | ")) for word in words.split()},
    **{word: 10 * value for value, words in enumerate(TENS.split(" | "), 2) for word in words.split()},
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
HUNDREDS = frozenset({"cent", "cents", "hundred"})
THOUSANDS = frozenset({"mille", "mil", "thousand"})
_WORD = "|".join(sorted({*VALUES, *HUNDREDS, *THOUSANDS}, key=len, reverse=True))
NUMBER = re.compile(rf"\b(?:{_WORD})\b(?:[ -]++(?:(?:et|and)[ -]++)?(?:{_WORD})\b)*+")
LARGE = ("cent", "mil", "hundred", "thousand", "euro", "balles", "pound", "dollar")


def numbers(folded: str) -> Iterator[tuple[int, int, int]]:
    """Start, end and value of the numbers written in words; none in a text that speaks neither of much nor of money."""
    if any(word in folded for word in LARGE):
        for match in NUMBER.finditer(folded):
            yield match.start(), match.end(), value_of(match[0])


def value_of(words: str) -> int:
    """« deux mille cinq cents » is 2500."""
    total = current = 0
    for word in re.findall(r"[a-z]+", words):
        if word in THOUSANDS:
            total, current = total + max(current, 1) * 1000, 0
        elif word in HUNDREDS:
            current = max(current, 1) * 100
        elif word.startswith("vingt") and current % 100 == 4:  # quatre-vingts
            current += 76
        else:
            current += VALUES.get(word, 0)
    return total + current


# The words, what share they are, and whether it is of what is left.
SHARES: tuple[tuple[str, Fraction, bool], ...] = (
    (r"deux(?: autres)? tiers|two[ -]thirds", Fraction(2, 3), False),
    (r"trois quarts|three quarters", Fraction(3, 4), False),
    (r"(?<!par )(?:le|un|1er|premier|autre|dernier|deuxieme) tiers|(?:a|one) third", Fraction(1, 3), False),
    (r"(?:le|un|premier) quart(?! d'heure)|a quarter of", Fraction(1, 4), False),
    (r"(?:(?:la|une|l'autre|autre|premiere|seconde|deuxieme) )?moitie(?! des| de la march)", Fraction(1, 2), False),
    (r"(?:une |the (?:other |first |second )?)?half(?! an? |-term| term| day| past)", Fraction(1, 2), False),
    (r"(?:la )?totalite|(?:l')?integralite|in full", Fraction(1), False),
    (r"(?:the )?(?:full|whole|entire) (?:amount|balance|sum)", Fraction(1), False),
    (r"(?:le|du|au|ce|votre|notre|un|son|mon|en) (?:solde|reliquat|restant(?! (?:a|du) temps))", Fraction(1), True),
    (r"(?:le|un) reste(?! du temps|nt)|(?:la|cette) difference", Fraction(1), True),
    (r"the (?:rest|remainder|difference|outstanding|(?:remaining |outstanding )?balance)", Fraction(1), True),
)
SHARE = re.compile("|".join(f"(?P<s{rank}>\\b(?:{pattern})\\b)" for rank, (pattern, _, _) in enumerate(SHARES)))
WRITTEN_FRACTION = re.compile(
    r"(?<![\w/.,])([1-3])/([2-9]|10|12)(?![\w/.,])(?= (?:d[ue]s?\b|de la|of|restant|tout de suite))"
)


# A text without one of these needs no search.
SHARE_WORDS = (
    "tiers", "quart", "moiti", "totalit", "integralit", "solde", "reliquat", "rest", "difference",
    "half", "third", "full", "whole", "entire", "remainder", "outstanding", "balance",
)  # fmt: skip


def shares(folded: str) -> Iterator[tuple[int, int, Fraction, bool]]:
    """Start, end, share, and whether of what is left, of each share named in words or as « 1/3 du montant »."""
    for match in SHARE.finditer(folded) if any(word in folded for word in SHARE_WORDS) else ():
        _, share, rest = SHARES[int((match.lastgroup or "s0")[1:])]
        yield match.start(), match.end(), share, rest
    for match in WRITTEN_FRACTION.finditer(folded):
        if int(match[1]) < int(match[2]):
            yield match.start(), match.end(), Fraction(int(match[1]), int(match[2])), False
