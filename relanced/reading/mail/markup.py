"""HTML and format=flowed bodies -> plain text in which a quoted line starts with ``>``, as a text mail has it.

One tolerant pass of its own over the tags: the standard HTML parser costs several times as much, and on Python 3.11 it
is quadratic on unclosed comments.
"""

from __future__ import annotations

import re
from html import unescape

MAX_HTML = 512 * 1024
MAX_QUOTES = 20

# Possessive, and with bounded quotes: linear on any input.
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,20}+)((?:[^<>\"']++|\"[^\"]{0,2000}+\"|'[^']{0,2000}+')*+)>")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_ENDS = {name: re.compile(rf"</{name}\s*>", re.I) for name in ("style", "script", "title", "head")}

_BLOCKS = frozenset(
    (
        *("p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "pre", "section", "hr"),
        *("article", "header", "footer", "center", "address", "blockquote", "dt", "dd", "body", "html", "tbody"),
    )
)
_SPACED = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "pre"))
_CELLS = frozenset({"td", "th"})

# Elements whose whole content is quoted: Yahoo, Thunderbird's forwards, Proton, Zoho, Zimbra, Outlook, Open-Xchange.
_QUOTED_BOX = re.compile(
    r"yahoo_quoted|ymail_android_signature_quote|moz-forward-container|protonmail_quote|zmail_extra|zmail-quoted"
    r"|data-marker=[\"']__QUOTED_TEXT__|mail-quote-container|ox-quote-box",
    re.I,
)
# From this element on, all is quoted: Outlook on the web and on phones.
_QUOTED_FROM = re.compile(
    r"id=[\"']?(?:x_)*(?:divRplyFwdMsg|mail-editor-reference-message-container|OLK_SRC_BODY_SECTION)", re.I
)
# A blockquote that only indents: what « augmenter le retrait » makes of typed text.
_INDENT = re.compile(r"border\s*:\s*(?:none|0|medium none)", re.I)

QUOTE_FROM_HERE = "\u2063\u2063"
"""A line that stands where Outlook's HTML says that the quoted mail begins."""


def html_to_text(html: str) -> str:
    """Plain text of an HTML body, quoted lines behind ``>``. Linear in its first 512 Ki characters; never raises."""
    return _Page().read(html[:MAX_HTML])


class _Page:
    """The lines so far, the one being written, and the elements that quote."""

    __slots__ = ("_boxes", "_cut", "_line", "_lines", "_pre", "_quotes", "_unclosed")

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._boxes: dict[str, list[bool]] = {"div": [], "blockquote": []}
        self._quotes = 0
        self._pre = 0
        self._cut = False
        self._unclosed: set[str] = set()

    def read(self, html: str) -> str:
        at, end = 0, len(html)
        while at < end:
            start = html.find("<", at)
            if start < 0:
                self._write(html[at:])
                break
            if start > at:
                self._write(html[at:start])
            at = self._markup(html, start)
        self._end_line()
        return "\n".join(self._lines).strip("\n")

    def _markup(self, html: str, start: int) -> int:
        """Handle what begins with ``<`` at `start`; return where to read on."""
        if html.startswith("<!--", start):
            close = html.find("-->", start)
            return close + 3 if close > 0 else len(html)
        if html.startswith(("<!", "<?"), start):
            close = html.find(">", start)
            return close + 1 if close > 0 else len(html)
        tag = _TAG.match(html, start)
        if tag is None:
            self._write("<")
            return start + 1
        name = tag[2].lower()
        if not tag[1] and name in _ENDS and name not in self._unclosed:
            close_tag = _ENDS[name].search(html, tag.end())
            if close_tag:
                return close_tag.end()
            self._unclosed.add(name)  # an unclosed <head> must not swallow the mail
            return tag.end()
        self._tag(name, bool(tag[1]), tag[3])
        return tag.end()

    def _tag(self, name: str, closing: bool, attributes: str) -> None:
        if name == "br":
            self._break()
        elif name in _CELLS:
            if closing:
                self._line.append("\t")
        elif name in _BLOCKS:
            self._end_line()
            if name in self._boxes:
                self._box(name, closing, attributes)
            elif name == "pre":
                self._pre = max(0, self._pre + (-1 if closing else 1))
            if name in _SPACED and "Mso" not in attributes and (closing or name != "p"):
                self._blank()
            if name == "li" and not closing:
                self._line.append("- ")

    def _box(self, name: str, closing: bool, attributes: str) -> None:
        """Follow the elements that may quote: how many of the open ones do."""
        stack = self._boxes[name]
        if closing:
            if stack:
                self._quotes -= stack.pop()
            return
        if name == "blockquote":
            quotes = not _INDENT.search(attributes)
        else:
            quotes = bool(attributes) and bool(_QUOTED_BOX.search(attributes))
            if attributes and not self._cut and _QUOTED_FROM.search(attributes):
                self._cut = True
                if not self._quotes:
                    self._lines.append(QUOTE_FROM_HERE)
        stack.append(quotes)
        self._quotes += quotes

    def _write(self, text: str) -> None:
        if "&" in text:
            text = unescape(text)
        if self._pre:
            first, *rest = text.split("\n")
            self._line.append(first)
            for line in rest:
                self._break()
                self._line.append(line)
            return
        text = _SPACES.sub(" ", text)
        if text != " " or self._line:
            self._line.append(text)

    def _break(self) -> None:
        self._put("".join(self._line).strip(" \t"))
        self._line.clear()

    def _end_line(self) -> None:
        line = "".join(self._line).strip(" \t")
        self._line.clear()
        if line:
            self._put(line)

    def _blank(self) -> None:
        if self._lines and self._lines[-1].strip("> "):
            self._put("")

    def _put(self, line: str) -> None:
        line = "" if line == "\xa0" else line
        if self._quotes > 0:
            line = f"{'>' * min(self._quotes, MAX_QUOTES)} {line}".rstrip(" ")
        self._lines.append(line)


def unflow(text: str, delsp: bool = False) -> str:
    """Join the soft line ends of RFC 3676; quoted paragraphs keep their depth, a signature mark stays alone."""
    lines: list[str] = []
    depth_before, open_before = -1, False
    for raw in text.split("\n"):
        body = raw.lstrip(">")
        depth = len(raw) - len(body)
        body = body[1:] if body.startswith(" ") else body
        flowed = body.endswith(" ") and body != "-- "
        content = body[:-1] if flowed and delsp else body
        if open_before and depth == depth_before and body != "-- ":
            lines[-1] += content
        else:
            lines.append(f"{'>' * depth} {content}" if depth else content)
        depth_before, open_before = depth, flowed
    return "\n".join(line.rstrip(" ") if line != "-- " else line for line in lines)
