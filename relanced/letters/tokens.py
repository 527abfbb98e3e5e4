"""The dossier's mark in the mails that leave: in the Message-ID, in the Reply-To, in a header.

A stranger who guesses a reference cannot make the token; so that what comes back with it was written to by us.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

# 10 bytes are 80 bits, and 16 letters of base32 without padding.
TOKEN_BYTES = 10
TOKEN = r"[a-z2-7]{16}"
REFERENCE = r"[A-Za-z0-9-]{1,40}"
STEP = r"[a-z][a-z0-9_]{0,39}"

# No mail of a scenario has this name: it stands for the whole conversation.
THREAD = "thread"

# RFC 5321 4.5.3.1.1
LOCAL_PART_LIMIT = 64

_MESSAGE_ID = re.compile(rf"<relanced\.({REFERENCE})\.({STEP})\.(\d{{1,6}})\.({TOKEN})@([^\s<>@]+)>")
_TOKENS = re.compile(rf"(?:<relanced\.{REFERENCE}\.{STEP}\.\d{{1,6}}\.|\+rl-)({TOKEN})@", re.IGNORECASE)
_TAGGED = re.compile(rf"\+rl-({TOKEN})@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MessageId:
    """What our own Message-ID says; nothing of it is to be believed before `check_token`."""

    reference: str
    step: str
    round: int
    token: str
    domain: str


def make_token(key: bytes, reference: str, recipient: str) -> str:
    """16 letters and digits that only the holder of `key` can make for this dossier and this address."""
    said = f"relanced token 1\0{reference}\0{recipient.strip().lower()}".encode()
    return base64.b32encode(hmac.digest(key, said, hashlib.sha256)[:TOKEN_BYTES]).decode().lower()


def check_token(key: bytes, token: str, reference: str, recipient: str) -> bool:
    """Whether `token` was made for this dossier and this address; mail programs may have changed its case."""
    return hmac.compare_digest(make_token(key, reference, recipient).encode(), token.lower().encode())


def message_id(reference: str, step: str, round: int, token: str, domain: str) -> str:
    """``<relanced.RL-0042.first.1.TOKEN@domain>``; `domain` is put in ASCII. Raises ValueError on a name that does not
    fit in one (a space in a step's name would cut the id short on some servers)."""
    text = f"<relanced.{reference}.{step}.{round}.{token}@{ascii_domain(domain)}>"
    if not _MESSAGE_ID.fullmatch(text):
        raise ValueError(f"{text!r} cannot be a Message-ID: reference {REFERENCE}, step {STEP}, token {TOKEN}")
    return text


def thread_id(reference: str, token: str, domain: str) -> str:
    """The id of a mail that never existed, first in References: the client's answer carries it even where the sending
    server replaced our Message-ID (Amazon SES does)."""
    return message_id(reference, THREAD, 0, token, domain)


def parse_message_id(text: str) -> MessageId | None:
    """The first Message-ID of ours in `text` (a header with several will do), or None."""
    found = _MESSAGE_ID.search(text)
    if not found:
        return None
    reference, step, round_, token, domain = found.groups()
    return MessageId(reference, step, int(round_), token, domain)


def tokens_in(text: str) -> list[str]:
    """Those of our Message-IDs and plus-addresses, wherever they stand. Whether they are ours the store knows."""
    return list(dict.fromkeys(token.lower() for token in _TOKENS.findall(text)))


def reply_to(address: str, token: str) -> str:
    """``local+rl-TOKEN@domain``; an address too long to carry the token stays as it is."""
    local, _, domain = address.rpartition("@")
    tagged = f"{local}+rl-{token}"
    return f"{tagged}@{domain}" if len(tagged) <= LOCAL_PART_LIMIT else address


def parse_reply_to(address: str) -> str | None:
    """The token of a plus-address, or None."""
    found = _TAGGED.search(address)
    return found[1].lower() if found else None


def ascii_domain(domain: str) -> str:
    """A domain as it travels. Raises ValueError for one that is none."""
    try:
        return domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ValueError(f"{domain!r} is not a domain name") from error
