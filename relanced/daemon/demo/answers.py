"""A client's answer as his mail program writes it: what he typed, over the mail that he answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256

from babel.dates import format_datetime as words_of

FRENCH = "fr_FR"


def received(raw: bytes) -> EmailMessage:
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def answer(mail: EmailMessage, sender: Address, says: str, program: str, at: datetime) -> EmailMessage:
    """`mail` answered by a person at the local instant `at`; `program` is a key of `QUOTES`."""
    quoted = QUOTES[program](mail, at)
    reply = _reply(mail, sender, ("Re: " if program != "outlook" else "RE: ") + mail["Subject"], at)
    reply.set_content(f"{says}\n{quoted}", cte="quoted-printable")
    return reply


def absence(mail: EmailMessage, sender: Address, says: str, at: datetime) -> EmailMessage:
    """What a program answers for somebody who is away (RFC 3834)."""
    reply = _reply(mail, sender, f"Réponse automatique : {mail['Subject']}", at)
    reply["Auto-Submitted"] = "auto-replied"
    reply.set_content(says, cte="quoted-printable")
    return reply


def _reply(mail: EmailMessage, sender: Address, subject: str, at: datetime) -> EmailMessage:
    mark = sha256(f"{mail['Message-ID']} {sender.addr_spec}".encode()).hexdigest()[:20]
    reply = EmailMessage(policy=policy.SMTP)
    reply["From"] = sender
    reply["To"] = mail["Reply-To"] or mail["From"]
    reply["Subject"] = subject
    reply["Date"] = format_datetime(at)
    reply["Message-ID"] = f"<{mark}@{sender.domain}>"
    reply["In-Reply-To"] = mail["Message-ID"]
    reply["References"] = " ".join([*(mail["References"] or "").split(), mail["Message-ID"]])
    return reply


# -- how programs quote -----------------------------------------------------------------------------------------------


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    return str(part.get_content()).strip() if part else ""


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _sent_at(mail: EmailMessage, at: datetime) -> datetime:
    return parsedate_to_datetime(mail["Date"]).astimezone(at.tzinfo)


def _author(mail: EmailMessage) -> Address:
    author: Address = mail["From"].addresses[0]
    return author


def _thunderbird(mail: EmailMessage, at: datetime) -> str:
    return f"\nLe {_sent_at(mail, at):%d/%m/%Y à %H:%M}, {_author(mail).display_name} a écrit :\n{_quoted(_text(mail))}"


def _gmail(mail: EmailMessage, at: datetime) -> str:
    day = words_of(_sent_at(mail, at), "EEE d MMM yyyy 'à' HH:mm", locale=FRENCH)
    author = _author(mail)
    return f"\nLe {day}, {author.display_name} <{author.addr_spec}> a écrit :\n\n{_quoted(_text(mail))}"


def _iphone(mail: EmailMessage, at: datetime) -> str:
    day = words_of(_sent_at(mail, at), "d MMM yyyy 'à' HH:mm", locale=FRENCH)
    author = _author(mail)
    intro = f"Le {day}, {author.display_name} <{author.addr_spec}> a écrit :"
    return f"\nEnvoyé de mon iPhone\n\n{_quoted(f'{intro}{chr(10)}{chr(10)}{_text(mail)}')}"


def _outlook(mail: EmailMessage, at: datetime) -> str:
    day = words_of(_sent_at(mail, at), "EEEE d MMMM yyyy HH:mm", locale=FRENCH)
    author = _author(mail)
    head = (
        f"De : {author.display_name} <{author.addr_spec}>\nEnvoyé : {day}\nÀ : {mail['To']}\nObjet : {mail['Subject']}"
    )
    return f"\n{head}\n\n{_text(mail)}"


QUOTES: dict[str, Callable[[EmailMessage, datetime], str]] = {
    "thunderbird": _thunderbird,
    "gmail": _gmail,
    "iphone": _iphone,
    "outlook": _outlook,
}
