"""Header values in ASCII: nothing lost, nothing let in.

The standard library's EmailMessage loses a space in about one French subject in twenty when it folds
(cpython#89714), encodes long References as words (cpython#79986), and before 3.11.10 lets a line break that hides in an
encoded word become a header of its own (CVE-2024-6923). Hence an encoder of our own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import format_datetime

from relanced.errors import BadInput, Fault
from relanced.letters.tokens import ascii_domain

LINE = 76
HARD_LINE = 998
# RFC 2047 2: an encoded word is at most 75 characters long.
WORD = 75
WORD_OPEN, WORD_CLOSE = "=?utf-8?q?", "?="

# C0, DEL, C1 and the two Unicode line ends: what a mail program somewhere may take for the end of a header.
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# What any program prints as it is, and that no one can take for an encoded word.
PLAIN = re.compile(r"(?!.*=\?)[\x21-\x7e]+(?: [\x21-\x7e]+)*")
# RFC 5322 atoms, with single spaces between: a display name that needs no quotes.
ATOMS = re.compile(r"(?!.*=\?)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
# One addr-spec that is also safe in an SMTP command (ESMTP parameters have been smuggled in with a space), and that no
# reader takes for an encoded word.
ADDRESS = re.compile(r"(?!.*=\?)[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
MESSAGE_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]{1,900}>")

# RFC 2047 5 (3): what may stand for itself in an encoded word within a display name; good for a subject too.
_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!*+-/")
_Q = {chr(n): chr(n) if chr(n) in _SAFE else f"={n:02X}" for n in range(128)} | {" ": "_"}

# Threads are found by the first and the last ids; old mail servers cut a long list anywhere.
REFERENCES = 20


def refuse_control(place: str, value: str) -> None:
    """Raise BadInput if `value` has a control character, in clear or inside an encoded word."""
    if CONTROL.search(value) or ("=?" in value and CONTROL.search(_decoded(value))):
        raise BadInput([Fault(place, f"control character in {value!r}", "a header is one line: remove line breaks")])


def unstructured(name: str, value: str) -> str:
    """``Name: value`` with its line end; decodes to exactly `value`."""
    refuse_control(name, value)
    if not value or (PLAIN.fullmatch(value) and len(name) + 2 + len(value) <= LINE):
        return f"{name}: {value}\r\n"
    return f"{name}: {_words(value, len(name) + 2)}\r\n"


def mailbox(name: str, display: str, address: str) -> str:
    """``From: Display <address>``. Raises BadInput on an address that is not exactly one."""
    refuse_control(name, display)
    spec = f"<{addr_spec(name, address)}>" if display else addr_spec(name, address)
    if not display:
        return f"{name}: {spec}\r\n"
    phrase = _phrase(display, len(name) + 2)
    last = len(phrase) - phrase.rfind("\n") + (0 if "\n" in phrase else len(name) + 2)
    return f"{name}: {phrase}{' ' if last + len(spec) < LINE else chr(13) + chr(10) + ' '}{spec}\r\n"


def addr_spec(place: str, address: str) -> str:
    """The address as it travels, its domain in ASCII. Raises BadInput."""
    local, _, domain = address.rpartition("@")
    try:
        spec = f"{local}@{ascii_domain(domain)}"
    except ValueError:
        spec = ""
    if not ADDRESS.fullmatch(spec) or ".." in spec or len(spec) > 254:
        raise BadInput([Fault(place, f"{address!r} is not an e-mail address", "one address: name@domain")])
    return spec


def identifiers(name: str, ids: Sequence[str]) -> str:
    """Message-IDs, one a line and never as encoded words, which would break the thread in Outlook.

    Ids that are none (a client's mailer invents strange ones) are left out; nothing is left of an empty list.
    """
    sound = list(dict.fromkeys(i for i in ids if MESSAGE_ID.fullmatch(i)))
    kept = sound if len(sound) <= REFERENCES else [sound[0], *sound[1 - REFERENCES :]]
    return f"{name}: " + "\r\n ".join(kept) + "\r\n" if kept else ""


def date(instant: datetime) -> str:
    return f"Date: {format_datetime(instant)}\r\n"


def _phrase(display: str, column: int) -> str:
    if ATOMS.fullmatch(display) and column + len(display) < LINE:
        return display
    if PLAIN.fullmatch(display) and column + len(display) < LINE - 20:
        return '"' + re.sub(r'(["\\])', r"\\\1", display) + '"'
    return _words(display, column)


def _words(value: str, column: int) -> str:
    """All of `value` in encoded words, spaces included: what lies between two of them is dropped by every reader, so
    nothing of the value may lie there. A character's bytes are never parted."""
    lines: list[str] = []
    current = ""
    room = min(WORD, LINE - column) - len(WORD_OPEN) - len(WORD_CLOSE)
    for char in value:
        piece = _Q.get(char) or "".join(f"={byte:02X}" for byte in char.encode())
        if len(current) + len(piece) > room:
            lines.append(current)
            current, room = "", WORD - len(WORD_OPEN) - len(WORD_CLOSE)
        current += piece
    return "\r\n ".join(f"{WORD_OPEN}{line}{WORD_CLOSE}" for line in [*lines, current])


def _decoded(value: str) -> str:
    try:
        parts = decode_header(value)
    except HeaderParseError:
        return value
    return "".join(p if isinstance(p, str) else p.decode(c or "latin-1", "replace") for p, c in _known(parts))


def _known(parts: Sequence[tuple[str | bytes, str | None]]) -> list[tuple[str | bytes, str | None]]:
    """A charset that nobody knows is read as Latin-1, where a control character stays one."""
    known = []
    for part, charset in parts:
        try:
            "".encode(charset or "latin-1")
            known.append((part, charset))
        except (LookupError, ValueError):
            known.append((part, None))
    return known
