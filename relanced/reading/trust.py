"""Who wrote a mail: a contact, a colleague of one, a stranger; and does the receiving server vouch for the address?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from relanced.reading.mime import ParsedMail

# Two customers of one of these are no colleagues.
FREE_MAIL = frozenset(
    {
        "9online.fr",
        "aliceadsl.fr",
        "aol.com",
        "aol.fr",
        "bbox.fr",
        "bluewin.ch",
        "btinternet.com",
        "caramail.com",
        "cegetel.net",
        "club-internet.fr",
        "dbmail.com",
        "fastmail.com",
        "free.fr",
        "gmail.com",
        "gmx.com",
        "gmx.de",
        "gmx.fr",
        "googlemail.com",
        "hispeed.ch",
        "hotmail.be",
        "hotmail.co.uk",
        "hotmail.com",
        "hotmail.fr",
        "icloud.com",
        "laposte.net",
        "live.be",
        "live.com",
        "live.fr",
        "mac.com",
        "mail.com",
        "mailo.com",
        "me.com",
        "msn.com",
        "netcourrier.com",
        "neuf.fr",
        "noos.fr",
        "numericable.fr",
        "orange.fr",
        "outlook.com",
        "outlook.fr",
        "pm.me",
        "proton.me",
        "protonmail.com",
        "rocketmail.com",
        "sfr.fr",
        "sfr.net",
        "skynet.be",
        "t-online.de",
        "telenet.be",
        "tutanota.com",
        "voila.fr",
        "wanadoo.fr",
        "web.de",
        "yahoo.be",
        "yahoo.co.uk",
        "yahoo.com",
        "yahoo.fr",
        "yandex.com",
        "ymail.com",
        "zaclys.net",
        "zoho.com",
    }
)


class Standing(StrEnum):
    CONTACT = "contact"
    COLLEAGUE = "colleague"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class Trust:
    """Who the sender is to the dossier; whether the receiving server vouches for the address (None: it did not say)."""

    standing: Standing
    authenticated: bool | None = None

    @property
    def verified(self) -> bool:
        return self.authenticated is True


def shares_domain(domain: str, addresses: Iterable[str]) -> bool:
    """Is `domain` a company's own, and that of one of `addresses`?"""
    return bool(domain) and domain not in FREE_MAIL and any(a.rpartition("@")[2] == domain for a in addresses)


def sender_trust(mail: ParsedMail, contacts: Collection[str], authserv_id: str | None = None) -> Trust:
    """Is the sender a contact, on a contact's domain, or a stranger; and is the ``From`` authenticated (RFC 8601)?"""
    known = {address.lower() for address in contacts}
    domain = mail.from_address.rpartition("@")[2]
    standing = Standing.STRANGER
    if mail.from_address in known:
        standing = Standing.CONTACT
    elif shares_domain(domain, known):
        standing = Standing.COLLEAGUE
    return Trust(standing, _authenticated(mail.headers.get("authentication-results", ()), domain, authserv_id))


_COMMENT = re.compile(r"\([^()]{0,2000}\)")
_RESULT = re.compile(r"^\s*([a-z-]{2,20})\s*=\s*([a-z]{2,20})", re.I)
_PROPERTY = re.compile(r"\b(header\.d|header\.from|header\.i|smtp\.mailfrom)\s*=\s*\"?([^\s;\"]{1,320})", re.I)


def _authenticated(results: Iterable[str], domain: str, authserv_id: str | None) -> bool | None:
    """Of the headers that our server signs, the topmost: what stands below may have come with the mail."""
    split = (_COMMENT.sub(" ", value).partition(";") for value in results)
    ours = (rest for name, _, rest in split if authserv_id and name.lower().split()[:1] == [authserv_id.lower()])
    verdicts = [_verdict(statement, domain) for statement in next(ours, "").split(";")] if domain else []
    if "dmarc fail" in verdicts:
        return False
    if "pass" in verdicts:
        return True
    return False if "fail" in verdicts else None


def _verdict(statement: str, domain: str) -> str:
    found = _RESULT.match(statement)
    if not found:
        return ""
    method, result = found[1].lower(), found[2].lower()
    properties = {name.lower(): value.lower() for name, value in _PROPERTY.findall(statement)}
    if method == "dmarc":
        claimed = properties.get("header.from", domain)
        if result == "fail":
            return "dmarc fail"
        return "pass" if result == "pass" and _aligned(claimed, domain) else ""
    if method not in ("dkim", "spf"):
        return ""
    signed = properties.get("header.d") or properties.get("header.i") or properties.get("smtp.mailfrom") or ""
    if result == "pass":
        return "pass" if _aligned(signed.rpartition("@")[2], domain) else ""
    return "fail" if result in ("fail", "softfail", "permerror") else ""


def _aligned(one: str, other: str) -> bool:
    """Relaxed alignment without the public-suffix list: equal, or one under the other and of two labels at least."""
    shorter, longer = sorted((one, other), key=len)
    return one == other or (shorter.count(".") >= 1 and longer.endswith("." + shorter))
