"""The text body of Outlook's winmail.dat (TNEF), for the mails whose only body it is."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from relanced.reading.mail.charsets import decode

_SIGNATURE = 0x223E9F78
_BODY = 0x0002800C
_PROPERTIES = 0x00069003
_CODE_PAGE = 0x00069007
_PR_BODY = 0x1000
_STRING8, _UNICODE = 0x001E, 0x001F


def tnef_text(data: bytes) -> str:
    """The plain text of a TNEF stream; empty when it has none or is broken. Never raises."""
    try:
        attributes = dict(_attributes(data))
        code_page = struct.unpack_from("<I", attributes.get(_CODE_PAGE, b""))[0] if _CODE_PAGE in attributes else 1252
        if _BODY in attributes:
            return decode(attributes[_BODY].rstrip(b"\0"), f"cp{code_page}")[0]
        return _property_body(attributes.get(_PROPERTIES, b""), f"cp{code_page}")
    except (struct.error, IndexError, ValueError):
        return ""


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != _SIGNATURE:
        return
    at = 6
    while at + 9 <= len(data):
        name, size = struct.unpack_from("<II", data, at + 1)
        yield name, data[at + 9 : at + 9 + size]
        at += 9 + size + 2


def _property_body(data: bytes, charset: str) -> str:
    """PR_BODY is among the first properties; the walk stops at the first kind of property that it does not know."""
    at = 4
    while at + 8 <= len(data):
        kind, name = struct.unpack_from("<HH", data, at)
        fixed = {0x0002: 4, 0x0003: 4, 0x000B: 4, 0x0005: 8, 0x0014: 8, 0x0040: 8}.get(kind)
        if name >= 0x8000:
            return ""
        if fixed:
            at += 4 + fixed
            continue
        if kind not in (_STRING8, _UNICODE, 0x0102):
            return ""
        size = struct.unpack_from("<I", data, at + 8)[0]
        value = data[at + 12 : at + 12 + size]
        if name == _PR_BODY:
            text = decode(value, "utf-16-le" if kind == _UNICODE else charset)[0]
            return text.rstrip("\0")
        at += 12 + size + (-size % 4)
    return ""
