"""The bytes of a mail -> `ParsedMail`: bounded, decoded, frozen. `parse` never raises and never re-serialises."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.message import Message

from relanced.reading.mail import charsets, headers
from relanced.reading.mail.parts import KEPT, MAX_HEADER, MAX_TEXT, Attachment, Body, bounded, parse_part, snake

MAX_RAW = 256 * 1024

__all__ = ["Attachment", "ParsedMail", "parse"]


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """One mail, decoded. Addresses are lower case; `date` is aware; Message-IDs keep their angle brackets.

    `headers` has lower-case names and decoded values, in order (the topmost first), for the names of `KEPT`. `text` is
    the best plain text; `html` is the HTML body as it came, empty when there is none. `delivery_status` holds the
    blocks of a machine-readable report: the message's first, then one a recipient. `returned_headers` and
    `returned_text` are those of the mail that a bounce or a forward carries. `raw` is the beginning of the bytes.
    `defects` is empty for a sound mail.
    """

    subject: str = ""
    from_name: str = ""
    from_address: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    delivered_to: tuple[str, ...] = ()
    date: datetime | None = None
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    auto_submitted: str = ""
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    content_type: str = "text/plain"
    text: str = ""
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    delivery_status: tuple[Mapping[str, str], ...] = ()
    returned_headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    returned_text: str = ""
    raw: bytes = field(default=b"", repr=False)
    defects: tuple[str, ...] = ()

    def header(self, name: str) -> str:
        """The topmost header of that (lower-case) name, or an empty string."""
        return next(iter(self.headers.get(name, ())), "")


def parse(raw: bytes) -> ParsedMail:
    """Decode a mail of any bytes. Never raises: what is wrong with it is in `defects`."""
    defects: list[str] = []
    cut = bounded(raw, defects)
    try:
        return _mail(parse_part(cut), cut, defects)
    except Exception as error:  # the parser's own bugs (IndexError, RecursionError...) on hostile bytes
        return _salvaged(cut, [*defects, f"parser_{snake(type(error).__name__)}"])


def _salvaged(raw: bytes, defects: list[str]) -> ParsedMail:
    """What can be had without the MIME structure: the headers, and the body as text."""
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    text = charsets.clean(charsets.decode(body[:MAX_TEXT], None)[0])
    lines = charsets.decode(re.sub(rb"(?im)^content-.*\n?(?:[ \t].*\n?)*", b"", head[:MAX_HEADER]), None)[0]
    try:
        mail = _mail(parse_part(lines.encode() + b"\n\n"), raw, defects)
    except Exception:
        mail = ParsedMail(raw=raw[:MAX_RAW], defects=(*defects, "unreadable"))
    return replace(mail, text=text)


def _mail(root: Message, raw: bytes, defects: list[str]) -> ParsedMail:
    fields = headers.raw_fields(root)
    first = headers.first
    name, address = headers.sender(first(fields, "from"))
    date = headers.instant(first(fields, "date")) if "date" in fields else None
    if date is None and "date" in fields:
        defects.append("bad_date")
    if not address:
        defects.append("no_sender")
    kept = {n: tuple(charsets.header_text(v[:16384]) for v in values) for n, values in fields.items() if n in KEPT}
    body = Body(defects)
    body.read(root)
    return ParsedMail(
        subject=next(iter(kept.get("subject", ())), ""),
        from_name=name,
        from_address=address,
        to=headers.addresses(fields.get("to", [])),
        cc=headers.addresses(fields.get("cc", [])),
        delivered_to=headers.addresses([*fields.get("delivered-to", []), *fields.get("x-original-to", [])]),
        date=date,
        message_id=next(iter(headers.message_ids(fields.get("message-id", []))), ""),
        in_reply_to=headers.message_ids(fields.get("in-reply-to", [])),
        references=headers.message_ids(fields.get("references", [])),
        auto_submitted=next(iter(kept.get("auto-submitted", ())), "").lower(),
        headers=kept,
        content_type=root.get_content_type(),
        text=body.text(),
        html=body.html(),
        attachments=tuple(body.attachments),
        delivery_status=tuple(body.status),
        returned_headers=body.returned_headers,
        returned_text=body.returned_text,
        raw=raw[:MAX_RAW],
        defects=tuple(dict.fromkeys(defects)),
    )
