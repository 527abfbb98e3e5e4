"""Text cut into the pieces of words that the encoder knows: the likeliest cut under a unigram model."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

SPACE = "▁"  # how the vocabulary writes the space before a word
BEGIN, END, UNKNOWN = 0, 2, 3
_WORD = re.compile(r"\S+")
_UNSEEN = 10.0  # below the rarest piece


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Pieces with their log-probabilities; a piece's rank is its identifier."""

    pieces: Sequence[str]
    scores: Sequence[float]
    rank: dict[str, int] = field(init=False)
    longest: int = field(init=False)
    unseen: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rank", {piece: i for i, piece in enumerate(self.pieces) if i > UNKNOWN})
        object.__setattr__(self, "longest", max(map(len, self.pieces)))
        object.__setattr__(self, "unseen", min(self.scores) - _UNSEEN)

    def identifiers(self, text: str) -> list[int]:
        """The pieces of `text`, between the marks of its beginning and its end."""
        return [BEGIN, *(piece for _, _, pieces in self.words(text) for piece in pieces), END]

    def words(self, text: str) -> list[tuple[int, int, list[int]]]:
        """Where each word of `text` starts and ends, and its pieces."""
        return [(word.start(), word.end(), self._pieces(word[0])) for word in _WORD.finditer(text)]

    def _pieces(self, word: str) -> list[int]:
        """Of a word, or of the several that its one sign stands for (NFKC: « ´ » is a space and an accent)."""
        parts = unicodedata.normalize("NFKC", word).split()
        return [piece for part in parts for piece in self._cut(SPACE + part)]

    def _cut(self, word: str) -> list[int]:
        """Viterbi over the places where a piece may end."""
        best: list[tuple[float, int, int]] = [(0.0, 0, 0)]  # score, where the last piece starts, which it is
        for end in range(1, len(word) + 1):
            found = (best[end - 1][0] + self.unseen, end - 1, UNKNOWN)
            for start in range(max(0, end - self.longest), end):
                rank = self.rank.get(word[start:end])
                if rank is not None and best[start][0] + self.scores[rank] > found[0]:
                    found = (best[start][0] + self.scores[rank], start, rank)
            best.append(found)
        cut, end = [], len(word)
        while end:
            _, start, rank = best[end]
            cut.append(rank)
            end = start
        return cut[::-1]
