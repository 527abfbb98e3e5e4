"""Logging in with a token. A token that went bad before its time is renewed once, on the same connection."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from aiosmtplib import SMTP, errors
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, LoginError

if TYPE_CHECKING:
    from relanced.daemon.login.oauth import Access, Tokens

LONGEST_REASON = 200
# A server's own trouble, whatever the token (RFC 5530).
WEATHER = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]")


def is_weather(error: LoginError) -> bool:
    """imapclient wraps every trouble of a login alike; only the text or the cause tells weather from a refusal."""
    return isinstance(error.__context__, IMAPClientAbortError) or any(code in str(error).upper() for code in WEATHER)


def imap_login(client: IMAPClient, username: str, tokens: Tokens, access: Access) -> Access:
    """The access that was taken. Raises LoginError with the server's reason, AccountFault, and what imapclient does."""
    try:
        _authenticate(client, username, access.token)
    except LoginError as error:
        if access.fresh or is_weather(error):
            raise
        access = tokens.access(refused=access.token)
        _authenticate(client, username, access.token)
    return access


def _authenticate(client: IMAPClient, username: str, token: str) -> None:
    """imapclient's own method answers the error challenge with the token once more, and forgets the reason in it."""
    if not client.has_capability("AUTH=XOAUTH2"):
        raise LoginError("XOAUTH2 is not offered")
    reasons: list[str] = []

    def answer(challenge: bytes) -> str:
        if not challenge:
            return f"user={username}\x01auth=Bearer {token}\x01\x01"
        reasons.append(_reason(challenge).replace(token, "…"))
        return ""

    try:
        client.sasl_login("XOAUTH2", answer)
    except LoginError as error:
        if not any(reasons):
            raise
        raise LoginError(" ".join([str(error), *reasons])) from error


def _reason(challenge: bytes) -> str:
    """What the JSON of the challenge says: ``{"status":"401","schemes":"bearer"…}``."""
    try:
        found: Any = json.loads(challenge)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(found, dict):
        return ""
    return " ".join(f"{name}={value}" for name, value in found.items() if name in ("status", "scope"))[:LONGEST_REASON]


async def smtp_login(client: SMTP, username: str, tokens: Tokens, access: Access) -> None:
    """Raises SMTPException with the server's reason, AccountFault and OSError."""
    if "xoauth2" not in (offered := client.server_auth_methods):
        raise errors.SMTPNotSupported(f"XOAUTH2 is not offered, only {sorted(offered) or 'nothing'}")
    try:
        await client.auth_xoauth2(username, access.token)
    except errors.SMTPAuthenticationError as error:
        if access.fresh or error.code < 500:
            raise
        access = await asyncio.to_thread(tokens.access, access.token)
        await client.auth_xoauth2(username, access.token)
