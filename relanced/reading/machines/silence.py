"""Which mails a program leaves unanswered, whoever wrote them."""

from __future__ import annotations

import re

from relanced.reading.mail.mime import ParsedMail

# A person may be behind these, but nothing automatic is sent there (RFC 3834 2, RFC 5230 4.6).
_SILENCE: tuple[tuple[str, re.Pattern[str] | None], ...] = (
    ("list-id", None),
    ("list-post", None),
    ("list-unsubscribe", None),
    ("precedence", re.compile(r"bulk|list|junk", re.I)),
    ("auto-submitted", re.compile(r"(?!no\b)", re.I)),
    ("x-auto-response-suppress", re.compile(r".*\b(?:all|autoreply)\b", re.I)),
    ("return-path", re.compile(r"<\s*>")),
)


def wants_no_answer(mail: ParsedMail) -> bool:
    """Whether a program should leave this mail unanswered, whoever wrote it."""
    values = ((wanted, mail.headers.get(name)) for name, wanted in _SILENCE)
    return any(value and (wanted is None or wanted.match(value[0].strip())) for wanted, value in values)
