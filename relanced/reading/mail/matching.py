"""Which dossier does a mail answer? Pure: clues from the mail, candidates from the store, a choice.

The order is that of trust: our Message-ID, the plus-address, a reference from a known sender, a known sender alone. Two
dossiers that fit equally well are nobody's match: a person chooses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from relanced.reading.mail.mime import ParsedMail
from relanced.reading.mail.trust import Standing, Trust, sender_trust, shares_domain

__all__ = ["Candidate", "Clues", "Match", "MatchedBy", "Standing", "Trust", "choose", "clues", "sender_trust"]

MAX_SEARCHED = 100_000


class MatchedBy(StrEnum):
    MESSAGE_ID = "message_id"
    TOKEN = "token"
    REFERENCE = "reference"
    SENDER = "sender"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Clues:
    """What a mail says of its dossier. Tokens and addresses are lower case, references upper case.

    `message_ids` are all those that the mail answers or returns, the most direct first; `tokens` those of a
    plus-address and those inside our own Message-IDs (Amazon SES replaces these, but for the thread's in References).
    `keys` are the words that look like a number, without signs, for comparison with the candidates' invoices.
    `recipient` is the address that a bounce could not reach.
    """

    message_ids: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    keys: frozenset[str] = frozenset()
    sender: str = ""
    domain: str = ""
    recipient: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A dossier as matching sees it: its reference, what we sent for it, whom to, and its invoices' numbers.

    Addresses and tokens are lower case.
    """

    reference: str
    message_ids: frozenset[str] = frozenset()
    tokens: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """`reference` is None when nothing fits or several dossiers do; then `candidates` names those that could."""

    reference: str | None
    matched_by: MatchedBy
    candidates: tuple[str, ...] = ()


# `<relanced.RL-0042.first.1.TOKEN@domain>`: the reference in it can be guessed, the token cannot.
_OUR_ID = re.compile(r"^<relanced\.[A-Za-z0-9-]{1,40}\.[a-z]\w{0,39}\.\d{1,6}\.([a-z2-7]{16})@[^<>\s@]{1,253}>$", re.I)
_PLUS = re.compile(r"\+rl-([a-z2-7]{16})@", re.I)
_REFERENCE = re.compile(r"(?<![\w-])RL-\d{1,9}(?![\w-])", re.I)
# A word with a digit in it, as an invoice number has: « F-2026-0001 », « 26/0455 », « 1160042 ».
_NUMBER = re.compile(r"(?<![\w/.-])(?=[\w/.-]*\d)[A-Za-z0-9](?:[\w/.-]{1,28}[A-Za-z0-9])")
_NOT_A_KEY = re.compile(r"[^a-z0-9]+")


def clues(
    mail: ParsedMail, text: str, quoted: str = "", failed_message_id: str | None = None, recipient: str | None = None
) -> Clues:
    """Collect what `mail` says of its dossier: `text` is typed, `quoted` is not; the last two come from a bounce."""
    failed = (failed_message_id,) if failed_message_id else ()
    ids = tuple(dict.fromkeys((*failed, *_answered(mail))))
    addressed = " ".join((*mail.delivered_to, *mail.to, *mail.cc))
    subjects = "\n".join((mail.subject, *mail.returned_headers.get("subject", ())))
    everything = f"{subjects}\n{text}\n{quoted}\n{mail.returned_text}"[:MAX_SEARCHED]
    in_ids = [found[1] for found in map(_OUR_ID.match, ids) if found]
    return Clues(
        message_ids=ids,
        tokens=tuple(dict.fromkeys(token.lower() for token in (*_PLUS.findall(addressed), *in_ids))),
        references=tuple(dict.fromkeys(found.upper() for found in _REFERENCE.findall(everything))),
        keys=frozenset(_key(found[0]) for found in _NUMBER.finditer(everything)),
        sender=mail.from_address,
        domain=mail.from_address.rpartition("@")[2],
        recipient=recipient or "",
    )


def _answered(mail: ParsedMail) -> Iterator[str]:
    """What the mail answers, then the rest of its thread from the end, then what it forwards or returns."""
    yield from mail.in_reply_to
    yield from reversed(mail.references)
    yield from mail.headers.get("x-forwarded-message-id", ())
    yield from mail.returned_headers.get("message-id", ())


def _key(number: str) -> str:
    """An invoice number without the signs that people drop or change."""
    return _NOT_A_KEY.sub("", number.lower())


def choose(found: Clues, candidates: Sequence[Candidate]) -> Match:
    """The dossier that the clues point to, by the first rule that singles one out."""
    for by, fits in _RULES:
        fitting = [candidate for candidate in candidates if fits(found, candidate)]
        for narrower in (_most_direct, _named):
            fitting = fitting if len(fitting) < 2 else narrower(found, fitting)
        if len(fitting) == 1:
            return Match(fitting[0].reference, by, (fitting[0].reference,))
        if fitting:
            return Match(None, MatchedBy.NOTHING, tuple(candidate.reference for candidate in fitting))
    # A stranger may name a dossier, but not reach it: a person sees the names.
    return Match(None, MatchedBy.NOTHING, tuple(candidate.reference for candidate in _named(found, candidates, [])))


def _most_direct(found: Clues, fitting: list[Candidate]) -> list[Candidate]:
    """In a thread that mixes dossiers, those of the mail that is answered."""
    for message_id in found.message_ids:
        answered = [candidate for candidate in fitting if message_id in candidate.message_ids]
        if answered:
            return answered
    return fitting


def _named(found: Clues, fitting: Sequence[Candidate], otherwise: Sequence[Candidate] | None = None) -> list[Candidate]:
    """Those whose reference or invoices are named; `otherwise` (all of them) when none is."""
    named = [candidate for candidate in fitting if _names(found, candidate)]
    return named or list(fitting if otherwise is None else otherwise)


def _answers_ours(found: Clues, candidate: Candidate) -> bool:
    return not candidate.message_ids.isdisjoint(found.message_ids)


def _holds_token(found: Clues, candidate: Candidate) -> bool:
    return not candidate.tokens.isdisjoint(found.tokens)


def _is_contact(found: Clues, candidate: Candidate) -> bool:
    return found.sender in candidate.addresses or found.recipient in candidate.addresses


def _is_known(found: Clues, candidate: Candidate) -> bool:
    return _is_contact(found, candidate) or shares_domain(found.domain, candidate.addresses)


def _names(found: Clues, candidate: Candidate) -> bool:
    return not found.keys.isdisjoint(map(_key, (candidate.reference, *candidate.numbers)))


# In the order of trust.
_RULES: tuple[tuple[MatchedBy, Callable[[Clues, Candidate], bool]], ...] = (
    (MatchedBy.MESSAGE_ID, _answers_ours),
    (MatchedBy.TOKEN, _holds_token),
    (MatchedBy.REFERENCE, lambda found, candidate: _is_known(found, candidate) and _names(found, candidate)),
    (MatchedBy.SENDER, _is_contact),
    (MatchedBy.SENDER, _is_known),
)
