"""What was typed in a mail, without what it quotes, its signature and its disclaimers.

Own rules: the libraries at hand get 33 to 75 % of such mails right, lose typed lines, and keep every French notice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from relanced.reading.mail.footers import without_footers
from relanced.reading.mail.markup import QUOTE_FROM_HERE, html_to_text
from relanced.reading.mail.mime import ParsedMail
from relanced.reading.mail.ours import Ours
from relanced.reading.mail.quotemarks import (
    attribution_lines,
    glued_attribution,
    header_block,
    header_key,
    is_orange,
    is_rule,
    is_separator,
)
from relanced.reading.mail.signatures import split_signature


@dataclass(frozen=True, slots=True)
class NewText:
    """`text` is what was typed; `quoted` what the program quoted; `signature` the closing formula and what follows it.

    `interleaved`: typed text stands below or between quoted lines. `forwarded`: the quoted mail is passed on.
    """

    text: str
    quoted: str = ""
    signature: str = ""
    interleaved: bool = False
    forwarded: bool = False

    @property
    def with_signature(self) -> str:
        """All that is the sender's, formula and name included."""
        return f"{self.text}\n\n{self.signature}".strip() if self.signature else self.text


def new_text(mail: ParsedMail, ours: Ours | None = None) -> NewText:
    """Split a mail into typed, quoted and signature. Typed lines survive any doubt. Pure; linear in the text."""
    own = _Own(ours.texts if ours else ())
    found = _split(mail.text, mail, own)
    # The plain alternative of some programs loses the marks that the HTML one has.
    if not found.quoted and mail.html and _QUOTING_HTML.search(mail.html):
        from_html = _split(html_to_text(mail.html), mail, own)
        if from_html.quoted:
            return from_html
    return found


_QUOTING_HTML = re.compile(r"<blockquote|yahoo_quoted|divRplyFwdMsg|gmail_quote|moz-cite-prefix", re.I)
_SPACES = re.compile("[\u00a0\u202f\u2007\t]")
_FORWARD = re.compile(r"transf[ée]r|forward|r[ée]exp[ée]di|weitergeleitet|inoltrat", re.I)
# The client announces answers further down, which Outlook does not tell from what it quotes.
_BELOW = re.compile(
    r"ci-?dessous|below|\ben (?:rouge|bleu|vert|couleur|gras)\b|\bin (?:red|blue|line)\b|inline"
    r"|dans (?:le corps|votre (?:mail|message)|le texte)",
    re.I,
)


def _split(text: str, mail: ParsedMail, own: _Own) -> NewText:
    lines = [line if line == "-- " else line.rstrip() for line in text.split("\n")]
    parts = _Parts(lines, own)
    parts.read()
    body, signature = split_signature(without_footers(parts.typed), mail.from_name, mail.from_address)
    return NewText(_tidy(body), _tidy(parts.quoted), _tidy(signature), parts.interleaved, parts.forwarded)


def _flat(text: str) -> str:
    """The same with plain spaces for those that French typography and tabulators make."""
    return _SPACES.sub(" ", text)


def _tidy(lines: Sequence[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n ")


class _Own:
    """The words of our own mails, to recognise them whatever a program did to the lines."""

    __slots__ = ("_texts",)

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = [f" {_words(text)} " for text in texts]

    def __bool__(self) -> bool:
        return bool(self._texts)

    def surely(self, line: str) -> bool:
        """Long enough to be nobody else's sentence."""
        words = _words(line)
        return len(words) >= 20 and words.count(" ") >= 3 and self._hold(words)

    def perhaps(self, line: str) -> bool:
        """Ours if its neighbour is: « Cordialement, », the end of a folded line."""
        words = _words(line)
        return bool(words) and self._hold(words)

    def goes_on(self, before: str, line: str) -> bool:
        """Is `line` the rest of the quoted line `before`, folded by a program that forgot the mark?"""
        return self.perhaps(line) and self._hold(f"{' '.join(_words(before).split()[-3:])} {_words(line)}")

    def flags(self, lines: Sequence[str]) -> list[bool]:
        """Which of `lines` are ours: sure ones, and possible ones beside them."""
        flags = [self.surely(line) for line in lines]
        for order in (range(len(lines)), range(len(lines) - 1, -1, -1)):
            beside = False
            for at in order:
                if lines[at].strip(" >"):
                    flags[at] = beside = flags[at] or (beside and self.perhaps(lines[at]))
        return flags

    def _hold(self, words: str) -> bool:
        return any(f" {words} " in text for text in self._texts)


@lru_cache(maxsize=512)
def _words(text: str) -> str:
    """Words only: what survives any folding, quoting and spacing."""
    return " ".join(re.findall(r"\w+", text.lower()))


class _Parts:
    """One pass over the lines, which sorts them into typed and quoted."""

    def __init__(self, lines: list[str], own: _Own) -> None:
        self.typed: list[str] = []
        self.quoted: list[str] = []
        self.interleaved = self.forwarded = False
        self._lines = lines
        self._flat = _flat("\n".join(lines)).split("\n")
        self._own = own
        self._in_quote = False

    def read(self) -> None:
        at = 0
        while at < len(self._lines):
            mark = self._mark(at)
            at = self._introduction(at, mark) if mark else self._line(at)
        if self._own:
            self._take_out_ours()

    # --- lines

    def _line(self, at: int) -> int:
        line = self._flat[at]
        if line.startswith(">") or (self._in_quote and line.startswith(" >")):
            self.quoted.append(self._lines[at])
            self._in_quote = True
            return at + 1
        if self._in_quote and self._own and line.strip() and self._own.goes_on(self._flat[at - 1], line):
            self.quoted.append(self._lines[at])
            return at + 1
        glued = glued_attribution(line)
        if glued > 0:
            return self._glued(at, glued)
        self.typed.append(self._lines[at])
        if line.strip() and self.quoted:
            self.interleaved, self._in_quote = True, False
        return at + 1

    def _glued(self, at: int, cut: int) -> int:
        """Typed text with the attribution on the same line."""
        self.typed.append(self._lines[at][:cut].rstrip())
        self._lines[at], self._flat[at] = self._lines[at][cut:], self._flat[at][cut:]
        return self._introduction(at, 1)

    # --- introductions

    def _mark(self, at: int) -> int:
        """How many lines from `at` on introduce a quote, or 0."""
        line = self._flat[at]
        if not line.strip():
            return 0
        if line == QUOTE_FROM_HERE or is_separator(line):
            return 1 + self._block_after(at + 1)
        if is_rule(line):
            block = self._block_after(at + 1, enough=2)
            return 1 + block if block else 0
        if header_key(line) and (block := header_block(self._flat, at)):
            return block
        return attribution_lines(self._flat, at)

    def _block_after(self, at: int, enough: int = 1) -> int:
        """The lines of a header block that begins at `at` or after blank lines; 0 when there is none."""
        blank = 0
        while at + blank < len(self._flat) and not self._flat[at + blank].strip(" >") and blank < 4:
            blank += 1
        block = header_block(self._flat, at + blank, enough) if at + blank < len(self._flat) else 0
        return blank + block if block else 0

    def _introduction(self, at: int, size: int) -> int:
        """Take an introduction, and all below it unless the quoted lines are marked one by one."""
        after = at + size
        self.forwarded = self.forwarded or bool(_FORWARD.search(self._flat[at]))
        self._in_quote = True
        if not self._quotes_to_the_end(at, after):
            self.quoted += self._lines[at:after]
            return after
        while self.typed and (not self.typed[-1].strip() or is_rule(_flat(self.typed[-1]))):
            self.typed.pop()
        rest = self._lines[after:]
        self.quoted += self._lines[at:after]
        below = self._typed_below(rest) if self._own else [False] * len(rest)
        self.interleaved = self.interleaved or any(below)
        self.typed += [line for line, typed in zip(rest, below, strict=True) if typed]
        self.quoted += [line for line, typed in zip(rest, below, strict=True) if not typed]
        return len(self._lines)

    def _quotes_to_the_end(self, at: int, after: int) -> bool:
        if is_orange(self._flat[at]) or self._flat[at] == QUOTE_FROM_HERE:
            return True
        body = next((line for line in self._flat[after:] if line.strip()), "")
        return not body.startswith(">")

    # --- our own words

    def _typed_below(self, rest: list[str]) -> list[bool]:
        """In a quote without marks, the lines that are not ours, if the client says so or typed nothing above.

        Our text has to be recognised first; an older thread further down is never typed.
        """
        above = "\n".join(self.typed)
        none = [False] * len(rest)
        if not (_BELOW.search(above) if above.strip() else not self.forwarded):
            return none
        ours = self._own.flags(rest)
        if sum(ours) < 2:
            return none
        first, last = ours.index(True), len(ours) - 1 - ours[::-1].index(True)
        end = last if above.strip() else len(rest)
        end = next((n for n in range(last + 1, end) if attribution_lines(rest, n) or header_block(rest, n)), end)
        return [first < n < end and not ours[n] for n in range(len(rest))]

    def _take_out_ours(self) -> None:
        """Our lines are quoted even where no mark says so, and so is a bare introduction above them."""
        flags = self._own.flags(self.typed)
        if not any(flags):
            return
        above = next((n for n in range(flags.index(True) - 1, -1, -1) if self.typed[n].strip()), -1)
        if above >= 0 and _INTRODUCES.search(_flat(self.typed[above])):
            flags[above] = True
        self.quoted += [line for line, ours in zip(self.typed, flags, strict=True) if ours]
        self.typed = [line for line, ours in zip(self.typed, flags, strict=True) if not ours]


_INTRODUCES = re.compile(r"(?:\d{1,2}\s?[:h]\s?\d{2}|<[^<>@\s]{1,64}@[^<>\s]{1,253}>).{0,200}:\s*$")
