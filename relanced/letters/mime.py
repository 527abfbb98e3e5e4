"""The bytes of a mail, put together by hand: ASCII, CRLF, short lines, the same for the same input."""

from __future__ import annotations

import binascii
import hashlib
import re
from collections.abc import Sequence
from email.parser import BytesHeaderParser
from email.policy import compat32
from urllib.parse import quote

from relanced.errors import BadInput, Fault
from relanced.letters import headers, tokens
from relanced.letters.envelope import Attachment, Envelope

MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_PARSER = BytesHeaderParser(policy=compat32)


def assemble(
    envelope: Envelope, subject: str, text: str, html: str, attachments: Sequence[Attachment], language: str
) -> bytes:
    """The whole mail: mixed(alternative(text, html), attachments...). Raises BadInput on a value that a header cannot
    carry."""
    mark = mark_of(envelope.message_id)
    kind, body = _alternative(text, html, mark)
    if attachments:
        kind, body = _mixed(kind, body, attachments, mark)
    return checked([*_head(envelope, subject, language), kind]) + b"\r\n" + body


def mark_of(message_id: str) -> str:
    """What the boundaries of this mail hold, and of no other: by it a copy is known whose Message-ID was replaced."""
    return hashlib.sha256(message_id.encode()).hexdigest()[:24]


def _head(envelope: Envelope, subject: str, language: str) -> list[str]:
    token = envelope.token
    lines = (
        headers.date(envelope.written_at),
        _own_id(envelope.message_id),
        headers.mailbox("From", envelope.sender_name, envelope.sender),
        headers.mailbox("To", "", envelope.to),
        headers.mailbox("Reply-To", envelope.sender_name, envelope.reply_to) if envelope.reply_to else "",
        headers.unstructured("Subject", subject),
        *_thread(envelope),
        "MIME-Version: 1.0\r\n",
        headers.unstructured("Content-Language", language),
        # RFC 3834 5, and Exchange's own: people, not machines, are asked for an answer.
        f"Auto-Submitted: {'auto-replied' if envelope.in_reply_to else 'auto-generated'}\r\n",
        "X-Auto-Response-Suppress: All\r\n",
        headers.unstructured("X-Relanced-Token", token) if token else "",
    )
    return [line for line in lines if line]


def _own_id(message_id: str) -> str:
    line = headers.identifiers("Message-ID", [message_id])
    if not line:
        raise BadInput([Fault("Message-ID", f"{message_id!r} is not a message id", "see letters.tokens.message_id")])
    return line


def _thread(envelope: Envelope) -> tuple[str, str]:
    """The mail answered, else the last of ours; References end with it (RFC 5322 3.6.4)."""
    ours = tokens.parse_message_id(envelope.message_id)
    root = (tokens.thread_id(ours.reference, ours.token, ours.domain),) if ours and envelope.token else ()
    answered = (envelope.in_reply_to,) if envelope.in_reply_to else envelope.references[-1:]
    earlier = [i for i in (*root, *envelope.references) if i not in answered]
    return headers.identifiers("In-Reply-To", answered), headers.identifiers("References", [*earlier, *answered])


def _alternative(text: str, html: str, mark: str) -> tuple[str, bytes]:
    parts = [_quoted("plain", text), _quoted("html", html)]
    return _multipart("alternative", mark, parts)


def _mixed(kind: str, body: bytes, attachments: Sequence[Attachment], mark: str) -> tuple[str, bytes]:
    return _multipart("mixed", mark, [kind.encode("ascii") + b"\r\n" + body, *map(_attached, attachments)])


def _multipart(subtype: str, mark: str, parts: Sequence[bytes]) -> tuple[str, bytes]:
    """RFC 2045 6.7: ``=_`` occurs neither in quoted-printable nor in base64, so the boundary cannot occur in a part."""
    boundary = f"=_{subtype}_{mark}"
    line = b"--" + boundary.encode("ascii")
    body = b"".join(line + b"\r\n" + part + b"\r\n" for part in parts)
    return f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n', body + line + b"--\r\n"


def _quoted(subtype: str, content: str) -> bytes:
    lines = content.replace("\r\n", "\n").replace("\r", "\n").encode()
    coded = binascii.b2a_qp(lines, istext=True).replace(b"\n", b"\r\n")
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return head.encode("ascii") + coded


def _attached(attachment: Attachment) -> bytes:
    headers.refuse_control("attachment", attachment.name)
    if not MEDIA_TYPE.fullmatch(attachment.media_type):
        raise BadInput([Fault(attachment.name, f"{attachment.media_type!r} is not a media type", "application/pdf")])
    head = (
        f"Content-Type: {attachment.media_type}\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment;\r\n {_filename(attachment.name)}\r\n\r\n"
    )
    return head.encode("ascii") + _base64(attachment.content)


def _base64(content: bytes) -> bytes:
    """In lines of 76 (RFC 2045 6.8); faster than base64.encodebytes, which goes line by line."""
    coded = binascii.b2a_base64(content, newline=False)
    return b"\r\n".join([coded[n : n + 76] for n in range(0, len(coded), 76)])


def _filename(name: str) -> str:
    """RFC 2231, in pieces when long. Slashes, of which invoice numbers are full, would be taken for folders."""
    name = name.replace("/", "-").replace("\\", "-")
    if name.isascii() and len(name) <= 60 and not set(name) & set('"%'):
        return f'filename="{name}"'
    coded = [quote(char, safe="") for char in name]
    pieces = _pieces(coded, 50)
    if len(pieces) == 1:
        return f"filename*=utf-8''{pieces[0]}"
    first = f"filename*0*=utf-8''{pieces[0]}"
    return ";\r\n ".join([first, *(f"filename*{n}*={piece}" for n, piece in enumerate(pieces[1:], 1))])


def _pieces(items: Sequence[str], size: int) -> list[str]:
    pieces = [""]
    for item in items:
        if len(pieces[-1]) + len(item) > size:
            pieces.append("")
        pieces[-1] += item
    return pieces


def checked(lines: Sequence[str]) -> bytes:
    """Read the header block as a receiver would: the same names in the same order, or the mail does not exist."""
    head = "".join(lines).encode("ascii")
    names = [line.partition(":")[0] for line in lines]
    if (read := _PARSER.parsebytes(head + b"\r\n").keys()) != names:
        raise BadInput([Fault("header", f"would be read as {read}", "a value broke out of its header")])
    return head
