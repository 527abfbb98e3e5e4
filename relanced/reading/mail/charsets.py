"""Bytes -> text for mail bodies and headers: the declared charset, then UTF-8, then Windows-1252. Never raises."""

from __future__ import annotations

import binascii
import re
import unicodedata

# idna and punycode are quadratic on long input; a mail body in one of them is an attack.
_REFUSED = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"})
# What programs label Latin-1 is Windows-1252 in practice (as the WHATWG encoding standard has it).
_LATIN = frozenset({"iso-8859-1", "iso8859-1", "latin1", "latin-1", "cp1252", "windows-1252", "l1", "iso-8859-15"})
_INVISIBLE = re.compile("[\x00\ufeff\u200b\u2060\u200e\u200f\u202a-\u202e\u00ad]")

_WORD = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?]{0,4000})\?=")
_FOLD = re.compile(r"[\r\n]+[ \t]*")


def decode(data: bytes, charset: str | None) -> tuple[str, str | None]:
    """Text of `data`, and None or the defect that had to be got round: ``unknown_charset`` or ``wrong_charset``."""
    name = (charset or "utf-8").strip().lower().split("*")[0]
    if name in _LATIN:
        return _decode_latin(data, name)
    defect = None
    if name in _REFUSED:
        name, defect = "utf-8", "unknown_charset"
    for attempt in (name, "utf-8"):
        try:
            return data.decode(attempt), defect
        except LookupError:
            defect = "unknown_charset"
        except ValueError:  # UnicodeError is one; so is a NUL in the charset's name
            defect = defect or "wrong_charset"
    return data.decode("cp1252", "replace"), defect


def _decode_latin(data: bytes, name: str) -> tuple[str, str | None]:
    """Latin text, unless its high bytes are valid UTF-8, which real Latin text hardly ever is."""
    if not data.isascii():
        try:
            return data.decode("utf-8"), "wrong_charset"
        except UnicodeDecodeError:
            pass
    return data.decode("iso-8859-15" if name == "iso-8859-15" else "cp1252", "replace"), None


def clean(text: str) -> str:
    """LF line ends, composed accents (Apple decomposes them), no invisible characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\v", "\n")
    if text.isascii():
        return text.replace("\x00", "")
    text = _INVISIBLE.sub("", text)
    if unicodedata.is_normalized("NFC", text):
        return text
    # By slices: a long run of combining marks costs the square of its length.
    return "".join(unicodedata.normalize("NFC", text[at : at + 1000]) for at in range(0, len(text), 1000))


def header_text(value: str) -> str:
    """A header's value as text: unfolded, RFC 2047 words decoded, raw 8-bit bytes read by the ladder."""
    value = _FOLD.sub(" ", value).strip()
    if not value.isascii():
        value = decode(value.encode("utf-8", "surrogateescape"), None)[0]
    return clean(_decode_words(value)) if "=?" in value or not value.isascii() else value


def _decode_words(value: str) -> str:
    """Decode encoded words; neighbours in one charset are joined first, since a character may be cut between them."""
    pieces: list[str] = []
    charset, pending, at = "", b"", 0
    for word in _WORD.finditer(value):
        gap = value[at : word.start()]
        if pending and (gap.strip() or word[1].lower() != charset):
            pieces.append(decode(pending, charset)[0])
            pending = b""
        if gap.strip() or at == 0:
            pieces.append(gap)
        charset, at = word[1].lower(), word.end()
        pending += _word_bytes(word[2], word[3])
    if pending:
        pieces.append(decode(pending, charset)[0])
    return "".join(pieces) + value[at:]


def _word_bytes(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "surrogateescape")
    return binascii.a2b_qp(data, header=True) if encoding in "qQ" else from_base64(data)


_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


def from_base64(data: bytes) -> bytes:
    """Decode base64 whatever is wrong with it: foreign characters and a broken last quantum are dropped."""
    packed = _NOT_BASE64.sub(b"", data)
    extra = len(packed) % 4
    packed = packed[:-1] if extra == 1 else packed + b"=" * (-len(packed) % 4)
    return binascii.a2b_base64(packed)
