"""Who wrote a mail: a contact, a colleague of one, a stranger; and does the receiving server vouch for the address?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from relanced.reading.mail.mime import ParsedMail

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


_RESULT = re.compile(r"^\s*([a-z-]{2,20})\s*=\s*([a-z]{2,20})", re.I)
_PROPERTY = re.compile(r"\b(header\.d|header\.from|header\.i|smtp\.mailfrom)\s*=\s*([^\s;]{1,320})", re.I)
# What each method vouches for; a property of another method's in its statement is not the server's word.
_VOUCHES = {"dmarc": ("header.from",), "dkim": ("header.d", "header.i"), "spf": ("smtp.mailfrom",)}
_FAILURES = ("fail", "softfail", "permerror")
LONGEST = 10_000


def _authenticated(results: Iterable[str], domain: str, authserv_id: str | None) -> bool | None:
    """Of the headers that our server signs, the topmost: what stands below may have come with the mail."""
    split = (_plain(value[:LONGEST]).partition(";") for value in results)
    ours = (rest for name, _, rest in split if authserv_id and name.lower().split()[:1] == [authserv_id.lower()])
    verdicts = [_verdict(statement, domain) for statement in next(ours, "").split(";")] if domain else []
    dmarc = {verdict for method, verdict in verdicts if method == "dmarc"}
    if "fail" in dmarc:
        return False
    # one policy has one result: a second one was written by whoever chose the address that stands before it
    if dmarc == {"pass"} or any(v == "pass" for method, v in verdicts if method != "dmarc"):
        return True
    return False if any(v == "fail" for _, v in verdicts) else None


def _plain(value: str) -> str:
    """Without comments, however nested; of what is quoted, the signs that part statements are made harmless.

    Both hold what a sender may choose, his envelope address. A quotation counts within a comment too, though RFC 5322
    knows none there: where a server was careless, rather too little is read than too much.
    """
    kept, depth, quoted, skip = [], 0, False, False
    for sign in value:
        if skip or sign == "\\":
            skip = not skip
        elif sign == '"':
            quoted = not quoted
        elif quoted:
            kept += [] if depth else ["_" if sign in ";= \t" else sign]
        elif sign in "()":
            depth = max(0, depth + (1 if sign == "(" else -1))
            kept.append(" ")
        elif not depth:
            kept.append(sign)
    return "".join(kept)


def _verdict(statement: str, domain: str) -> tuple[str, str]:
    """The method, and whether it vouches for `domain`: ``pass``, ``fail``, or nothing."""
    found = _RESULT.match(statement)
    method, result = (found[1].lower(), found[2].lower()) if found else ("", "")
    if method not in _VOUCHES:
        return "", ""
    properties: dict[str, str] = {}
    for name, value in _PROPERTY.findall(statement):
        properties.setdefault(name.lower(), value.lower())
    claimed = next((properties[name] for name in _VOUCHES[method] if name in properties), "")
    if method == "dmarc":
        claimed = claimed or domain  # of the From line by its nature
    if result == "pass":
        return method, "pass" if _aligned(claimed.rpartition("@")[2], domain) else ""
    return method, "fail" if result in _FAILURES and (method != "dmarc" or result == "fail") else ""


def _aligned(one: str, other: str) -> bool:
    """Relaxed alignment without the public-suffix list: equal, or one under the other and of two labels at least."""
    shorter, longer = sorted((one, other), key=len)
    return one == other or (shorter.count(".") >= 1 and longer.endswith("." + shorter))
