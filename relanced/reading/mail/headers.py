"""The headers of a mail, read by bounded expressions: the standard helpers are quadratic or raise on hostile values."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from relanced.reading.mail.charsets import decode, header_text

MESSAGE_ID = re.compile(r"<[^<>\s]{1,995}>")

_LOCAL = r"[\w.!#$%&'*+/=?^`{|}~-]"
ADDRESS = re.compile(r"(?<![\w.!#$%&'*+/=?^`{|}~-])" + _LOCAL + r"{1,64}+@[\w-]{1,63}+(?:\.[\w-]{1,63}+){0,8}+")
"""An e-mail address in running text; linear on any input."""

_QUOTED_STRING = re.compile(r'"[^"]{0,1000}"')
_ANGLE = re.compile(r"<\s{0,9}(" + _LOCAL + r"{1,64}@[\w.-]{1,253})\s{0,9}>")
_PARAMETER = re.compile(
    r";\s{0,99}([\w-]{1,40}+)(?:\*(\d{1,2}))?(\*)?\s{0,9}=\s{0,9}"
    r"(?:\"((?:[^\"\\]|\\.){0,998})\"|([^\s;\"]{0,998}))"
)


def raw_fields(part: Message) -> dict[str, list[str]]:
    """Undecoded values by lower-case name, in order; raw 8-bit bytes are surrogates."""
    fields: dict[str, list[str]] = {}
    for name, value in part.raw_items():
        fields.setdefault(name.lower(), []).append(value)
    return fields


def first(fields: dict[str, list[str]], name: str) -> str:
    return next(iter(fields.get(name, ())), "")


def parameter(value: str, name: str) -> str:
    """A MIME parameter of a header's value, with its RFC 2231 pieces joined; empty when absent."""
    pieces: dict[int, tuple[str, bool]] = {}
    for found in _PARAMETER.finditer(value[:4096]):
        if found[1].lower() == name:
            text = found[5] if found[4] is None else re.sub(r"\\(.)", r"\1", found[4])
            pieces.setdefault(int(found[2] or 0), (text, bool(found[3])))
    if not pieces:
        return ""
    joined = "".join(text for _, (text, _) in sorted(pieces.items()))
    if not pieces[min(pieces)][1]:
        return header_text(joined)
    charset, _, rest = joined.partition("'")
    return header_text(decode(unquote_to_bytes(rest.partition("'")[2] or rest), charset or None)[0])


def sender(value: str) -> tuple[str, str]:
    """(display name, lower-case address) of a ``From``; either may be empty."""
    value = value[:4096]
    bare = _QUOTED_STRING.sub(lambda found: " " * len(found[0]), value)
    angle = _ANGLE.search(bare)
    if angle:
        name = header_text(value[: angle.start()].strip()).strip(' "')
        return name.replace('\\"', '"'), angle[1].lower()
    found = ADDRESS.search(bare) or ADDRESS.search(value)
    return ("", found[0].lower()) if found else (header_text(value).strip(' "'), "")


def addresses(values: list[str]) -> tuple[str, ...]:
    """Lower-case addresses of ``To``, ``Cc``, ``Delivered-To``..., at most the first 8,192 characters of each."""
    found: dict[str, None] = {}
    for value in values[:20]:
        for piece in _QUOTED_STRING.sub("", value[:8192]).split(","):
            angle = _ANGLE.search(piece)
            match = angle[1] if angle else next((m[0] for m in ADDRESS.finditer(piece)), "")
            if match:
                found[match.lower()] = None
    return tuple(found)


def instant(value: str) -> datetime | None:
    """An aware instant of a ``Date``; None when it cannot be read. Without an offset it is UTC."""
    try:
        date = parsedate_to_datetime(header_text(value)[:128])
        date = date if date.tzinfo else date.replace(tzinfo=UTC)
        date.astimezone(UTC)  # the year 1 or 9999 with an offset overflows here rather than in whoever compares it
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return date


def message_ids(values: list[str]) -> tuple[str, ...]:
    """Message-IDs with their angle brackets, in order, each once."""
    return tuple(dict.fromkeys(found for value in values[:5] for found in MESSAGE_ID.findall(value[:16384])))


def block(text: str) -> dict[str, str]:
    """A block of ``Name: value`` lines (a delivery report's, a returned mail's) by lower-case name, unfolded."""
    fields: dict[str, str] = {}
    name = ""
    for line in text.split("\n")[:500]:
        if line[:1] in (" ", "\t") and name:
            fields[name] = f"{fields[name]} {line.strip()}"
        else:
            name, colon, value = line.partition(":")
            name = name.strip().lower() if colon and " " not in name.strip() else ""
            if name:
                fields.setdefault(name, value.strip())
    return fields
