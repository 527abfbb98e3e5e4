"""What goes into a mail beside the dossier, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content: bytes
    media_type: str = "application/pdf"


@dataclass(frozen=True, slots=True)
class Envelope:
    """Everything that is not the dossier. `written_at` is aware, in the company's timezone: its days are the mail's.

    `references` are the dossier's earlier Message-IDs, oldest first; `in_reply_to` is the client's mail that this one
    answers. An empty `token` (a mail to the owner) gives no token header.
    """

    message_id: str
    token: str
    written_at: datetime
    sender: str
    sender_name: str
    to: str
    reply_to: str | None = None
    references: tuple[str, ...] = ()
    in_reply_to: str | None = None


@dataclass(frozen=True, slots=True)
class Composed:
    """`raw` is what the server gets, byte for byte, on every attempt; `text` and `html` are for a preview. `letter` is
    the PDF that travels with it, of a step that is posted too.
    """

    subject: str
    text: str
    html: str
    raw: bytes
    letter: bytes | None = None
