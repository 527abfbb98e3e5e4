"""The few conventions with which a mail is written once, sent as text and as HTML, and printed.

A blank line ends a paragraph, ``# `` makes a title, ``- `` begins an item of a list, which the next lines belong to.
What is indented, or is HTML already, stays as it is.
"""

from __future__ import annotations

import json
import re
from typing import Any

WIDTH = 72

# Around what is printed bold, and before a block that is ready for print: no value has a control character.
STRONG, PLAIN, READY = "\x02", "\x03", "\x1e"

# What is printed, as `_letter.typ` reads it: ``kind`` and what goes with it, see `_block`.
Block = dict[str, Any]

# A space within what is typed: cut in two lines, the first would be another command.
HELD = "\x1f"

_BLANK = re.compile(r"\n(?:[ \t]*\n)+")
_HTML = ("<table", "<div")

# Inline styles: most mail programs throw a style sheet away. No colours but those that hold on white and on black.
_PARAGRAPH = '<p style="margin:0 0 16px">'
_TITLE = '<h2 style="margin:28px 0 10px;font-size:18px;line-height:24px">'
_LIST = '<ul style="margin:0 0 16px;padding:0 0 0 20px">'
_ITEM = '<li style="margin:0 0 8px">'


def paragraphs(body: str) -> list[str]:
    return [p.rstrip() for p in _BLANK.split(body.strip("\n")) if p.strip()]


def to_text(body: str) -> str:
    return "\n\n".join(_text(p) for p in paragraphs(body)).replace(HELD, " ")


def to_html(body: str) -> str:
    """`body` with its values already escaped."""
    return "\n".join(_html(p) for p in paragraphs(body))


def to_blocks(body: str) -> list[Block]:
    return [_block(p) for p in paragraphs(body)]


def _text(paragraph: str) -> str:
    if paragraph.startswith("# "):
        title = paragraph[2:]
        return f"{title}\n{'-' * len(title)}"
    if paragraph.startswith("- "):
        lines = (line if line.startswith("- ") else f"  {line.strip()}" for line in paragraph.split("\n"))
        return "\n".join(wrapped(line, "  ") for line in lines)
    if paragraph.startswith("  "):
        return "\n".join(wrapped(line, "  ") for line in paragraph.split("\n"))
    return wrapped(" ".join(paragraph.split("\n")))


def _html(paragraph: str) -> str:
    if paragraph.startswith(_HTML):
        return paragraph
    if paragraph.startswith("# "):
        return f"{_TITLE}{paragraph[2:]}</h2>"
    if paragraph.startswith("- "):
        items = re.split(r"^- ", paragraph, flags=re.MULTILINE)[1:]
        return _LIST + "".join(_ITEM + re.sub(r"\n\s*", "<br>", i.strip()) + "</li>" for i in items) + "</ul>"
    return f"{_PARAGRAPH}{paragraph}</p>"


def _block(paragraph: str) -> Block:
    """A ready one, a title, a list, or a paragraph; of what is indented the lines are kept."""
    if paragraph.startswith(READY):
        ready: Block = json.loads(paragraph[1:])
        return ready
    if paragraph.startswith("# "):
        return {"kind": "title", "lines": [_spans(paragraph[2:])]}
    if paragraph.startswith("- "):
        items = re.split(r"^- ", paragraph, flags=re.MULTILINE)[1:]
        return {"kind": "list", "lines": [_spans(" ".join(i.split("\n"))) for i in items]}
    lines = paragraph.split("\n") if paragraph.startswith("  ") else [" ".join(paragraph.split("\n"))]
    return {"kind": "paragraph", "lines": [_spans(line) for line in lines]}


def _spans(line: str) -> list[Block]:
    pieces = re.split(f"{STRONG}([^{PLAIN}]*){PLAIN}", line.strip(" "))
    return [{"text": text, "strong": n % 2 == 1} for n, text in enumerate(pieces) if text]


def wrapped(line: str, indent: str = "") -> str:
    """Break at plain spaces only (a no-break space holds); a word that is too long, such as a link, stays whole."""
    if len(line) <= WIDTH:
        return line
    lead = line[: len(line) - len(line.lstrip(" "))]
    rows: list[str] = []
    row = ""
    for word in line.strip(" ").split(" "):
        start = indent if rows else lead
        if row and len(start) + len(row) + 1 + len(word) > WIDTH:
            rows.append(start + row)
            row = word
        else:
            row = f"{row} {word}" if row else word
    return "\n".join([*rows, (indent if rows else lead) + row])


# Where French wants a space that does not break, the author of a template types a plain one.
_TYPOGRAPHY = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r" (?=[:»%€])", "\u00a0"),
        (r"(?<=«) |(?<=\bn°) |(?<=\bM\.) ", "\u00a0"),
        (r" (?=[;!?])", "\u202f"),
        (r"(?<=[^\W\d_])'", "’"),
    )
)


def typeset(words: str) -> str:
    """French typography for the words of a template; never for values, which stay as they were written."""
    for pattern, replacement in _TYPOGRAPHY:
        words = pattern.sub(replacement, words)
    return words
