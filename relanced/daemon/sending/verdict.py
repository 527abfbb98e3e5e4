"""Of whom an SMTP server's refusal speaks: of the recipient, of this mail, or of us who send.

The enhanced status says it best (RFC 3463, RFC 5248 and its registry); then the server's words, then the stage and the
bare code (RFC 5321 4.2.3). Only what speaks of the recipient may cost a client his address.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Stage(StrEnum):
    """Where in the transaction the answer came; BODY is both DATA and the final dot."""

    MAIL = "mail"
    RCPT = "rcpt"
    BODY = "body"


class About(StrEnum):
    """`FULL` is the recipient's too, and passes by itself; `US`: the sender, the account, our server or its address."""

    RECIPIENT = "recipient"
    FULL = "full"
    MAIL = "mail"
    US = "us"


# Subject and detail of a status, without its class: what leaves no doubt, whatever the words beside it.
CERTAIN: dict[str, About] = {
    "1.1": About.RECIPIENT,  # no such mailbox
    "1.2": About.RECIPIENT,  # no such domain
    "1.3": About.RECIPIENT,  # no address at all
    "1.4": About.RECIPIENT,  # ambiguous
    "1.6": About.RECIPIENT,  # has moved
    "1.7": About.US,  # the sender's address is none
    "1.8": About.US,  # the sender's domain does not exist
    "1.10": About.RECIPIENT,  # a domain that takes no mail (RFC 7505)
    "2.1": About.RECIPIENT,  # disabled
    "2.2": About.FULL,
    "2.3": About.MAIL,  # longer than this recipient takes
    "2.4": About.RECIPIENT,  # a list that cannot be expanded
    "3.3": About.MAIL,
    "3.4": About.MAIL,  # longer than the server takes
    "3.5": About.US,  # a server that is not configured
    "6.7": About.RECIPIENT,  # an address that needs SMTPUTF8 (RFC 6531)
    "7.17": About.RECIPIENT,  # the mailbox has another owner (RFC 7293)
    "7.18": About.RECIPIENT,  # the domain has another owner
}
# By subject alone, when neither the table above nor the words decide. X.0, X.3 and X.5 say too little.
SUBJECTS: dict[str, About] = {
    "1": About.RECIPIENT,
    "2": About.RECIPIENT,
    "4": About.RECIPIENT,
    "6": About.MAIL,
    "7": About.US,
}
# What servers say of us in words, often beside a bare 550 or a status that says nothing.
OF_US = re.compile(
    "|".join(
        (
            r"\b(?:sender|from address|envelope from)\b[^.;]{0,40}"
            r"\b(?:reject|refus|denied|not allowed|not permitted|not owned|block|unauthori[sz]|verif|invalid|unknown)",
            r"\brelay(?:ing)?\b.{0,30}\b(?:denied|not|prohibited|refused|disabled)",
            r"\b(?:unable|not allowed|not permitted|cannot) to relay\b|\brcpthosts\b",
            r"\bauthenticat|\bnot logged in\b|\bauth(?:entication)? (?:first|required)",
            r"\b(?:black|block|deny)[- ]?list|\b(?:dns|r)bl\b|\blisted (?:at|by|in|on)\b|spamhaus|spamcop|barracuda",
            r"\breputation\b|\b(?:dmarc|spf|dkim)\b|\breverse dns\b|\brdns\b|\bptr\b|\bhelo\b|\bclient host\b",
            r"\b(?:your|sending|source|client) (?:ip|host|server|domain|network|address)\b",
            r"\bip\b.{0,40}\b(?:block|list|ban|reject)",
            r"\b(?:blocked|rejected|refused|denied) (?:by|using|due to|because|for)\b|\bpolicy\b",
            r"\b(?:too many|quota|limit|rate)\b.{0,40}\b(?:messages|recipients|sent|sending|per hour|exceeded)\b",
        )
    ),
    re.I,
)
# The bare code, by stage: who refuses MAIL has not heard of the recipient; who refuses the body took him.
CODES: dict[Stage, dict[int, About]] = {
    Stage.MAIL: {552: About.MAIL},  # RFC 1870 6.1: longer than it takes
    Stage.RCPT: {
        452: About.FULL,
        503: About.US,
        521: About.US,  # RFC 7504
        541: About.US,
        552: About.FULL,
        554: About.US,
        555: About.MAIL,
        571: About.US,
    },
    Stage.BODY: {},
}
OTHERWISE = {Stage.MAIL: About.US, Stage.RCPT: About.RECIPIENT, Stage.BODY: About.MAIL}

STATUS = re.compile(r"\s*[245]\.(\d{1,3})\.(\d{1,3})\b")
ADDRESS = re.compile(r"<[^<>]*>|\S+@\S+")


def about(stage: Stage, code: int, words: str) -> About:
    """`words` follow the code; those of an address in them say nothing."""
    status = STATUS.match(words)
    detail = f"{int(status[1])}.{int(status[2])}" if status else ""
    certain = CERTAIN.get(detail)
    if stage is Stage.MAIL:
        return About.MAIL if About.MAIL in (certain, CODES[stage].get(code)) else About.US
    if certain:
        return certain
    if OF_US.search(ADDRESS.sub("", words)):
        return About.US
    subject = SUBJECTS.get(detail.partition(".")[0]) if detail and not detail.endswith(".0") else None
    return subject or CODES[stage].get(code, OTHERWISE[stage])
