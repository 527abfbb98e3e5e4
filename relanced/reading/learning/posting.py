"""A labelled reply as the mail it would have been: MIME, and our reminder quoted as the client's program quotes."""

from __future__ import annotations

import html
from collections.abc import Callable
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from relanced.core.reading import OpenInvoice
from relanced.reading.learning.cases import Case

OUR_NAME = "Comptabilité Atelier Vauban"
OUR_ADDRESS = "compta@atelier-vauban.example"
_STRUCTURAL = {
    "content-type",
    "content-transfer-encoding",
    "mime-version",
    "from",
    "to",
    "subject",
    "date",
    "message-id",
}
_MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
_DAYS = ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."]


def as_mail(case: Case) -> bytes:
    """The bytes of the mail that `case` describes."""
    message = EmailMessage(policy=SMTP)
    name, address = parseaddr(case.sender)
    user, _, domain = address.partition("@")
    message["From"] = Address(name.replace("\n", " "), user, domain)
    message["To"] = Address(OUR_NAME, *OUR_ADDRESS.split("@"))
    message["Subject"] = case.subject
    message["Date"] = format_datetime(case.sent_at)
    message["Message-ID"] = f"<{case.id}.reply@{domain or 'client.example'}>"
    if case.quote != "none":
        message["In-Reply-To"] = message["References"] = f"<{case.id}.reminder@atelier-vauban.example>"
    for header, value in case.headers.items():
        if header.lower() not in _STRUCTURAL:
            message[header] = value
    text, page = _BODIES.get(case.quote, _plain("{reply}"))(case)
    message.set_content(text)
    if page:
        message.add_alternative(page, subtype="html")
    return message.as_bytes()


# --- our reminder ---------------------------------------------------------------------------------------------------


def _euros(amount: str) -> str:
    whole, _, cents = amount.partition(".")
    return f"{int(whole):,}".replace(",", " ") + f",{cents} €"


def reminder(case: Case) -> str:
    """A reminder as we might have sent it, with the words that tempt a reader: dates, threats, promises."""
    lines = "\n".join(_line(invoice, case.lang) for invoice in case.invoices)
    if case.lang == "en":
        return (
            "Hello,\n\nUnless we are mistaken, the following remains unpaid:\n\n"
            + lines
            + "\n\nPlease pay by bank transfer "
            "within 8 days, or tell us the day of your payment. Failing that we may have to send a formal notice.\n"
            "If you have already paid, please ignore this message.\n\nKind regards,\n" + OUR_NAME
        )
    return (
        "Bonjour,\n\nSauf erreur ou omission de notre part, nous n'avons pas reçu le règlement de :\n\n"
        + lines
        + "\n\nMerci "
        "de procéder au virement sous 8 jours, ou de nous indiquer une date de règlement. En cas de litige,\n"
        "dites-nous pourquoi. À défaut, nous serions contraints de vous adresser une mise en demeure.\n"
        "Si votre paiement s'est croisé "
        "avec ce message, n'en tenez pas compte.\n\nCordialement,\n" + OUR_NAME
    )


def _line(invoice: OpenInvoice, lang: str) -> str:
    due = invoice.due_on
    if lang == "en":
        return f"- invoice {invoice.number} due {due.isoformat()}: {_euros(str(invoice.balance))}"
    on = f"{due.day} {_MONTHS[due.month - 1]} {due.year}"
    return f"- facture {invoice.number}, échue le {on} : {_euros(str(invoice.balance))}"


def _sent(case: Case) -> tuple[str, str]:
    """The reminder's day as programs write it: « mar. 24 nov. 2026 », « 24/11/2026 »."""
    day = case.sent_on
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1][:4]}. {day.year}", f"{day:%d/%m/%Y}"


# --- programs -------------------------------------------------------------------------------------------------------

Body = tuple[str, str]
_WHO = f"{OUR_NAME} <{OUR_ADDRESS}>"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _plain(shape: str) -> Callable[[Case], Body]:
    def body(case: Case) -> Body:
        long, short = _sent(case)
        text = reminder(case)
        return shape.format(
            reply=case.reply,
            quoted=_quoted(text),
            text=text,
            long=long,
            short=short,
            who=_WHO,
            name=OUR_NAME,
            subject=case.subject,
        ), ""

    return body


def _lines(text: str) -> str:
    return "".join(f"<div>{html.escape(line) or '<br>'}</div>" for line in text.split("\n"))


def _gmail(intro: str) -> Callable[[Case], Body]:
    def body(case: Case) -> Body:
        long, _ = _sent(case)
        mark = intro.format(long=long, who=_WHO)
        folded = mark.replace(" a écrit", "\na écrit").replace(" wrote", "\nwrote")
        page = (
            f'<div dir="ltr">{_lines(case.reply)}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
            f'{html.escape(mark)}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;'
            f'border-left:1px solid rgb(204,204,204);padding-left:1ex">{_lines(reminder(case))}</blockquote></div>'
        )
        return f"{case.reply}\n\n{folded}\n\n{_quoted(reminder(case))}\n", page

    return body


def _outlook(labels: tuple[str, str, str, str]) -> Callable[[Case], Body]:
    """Word's HTML and the header block under a rule; the plain part has no mark but the block."""

    def body(case: Case) -> Body:
        _, short = _sent(case)
        values = (_WHO, f"{short} 09:02", case.sender, case.subject)
        block = "\n".join(f"{label} {value}" for label, value in zip(labels, values, strict=True))
        paragraphs = "".join(
            f'<p class="MsoNormal">{html.escape(x) or "&nbsp;"}<o:p></o:p></p>' for x in case.reply.split("\n")
        )
        headers = "<br>".join(f"<b>{label}</b> {html.escape(v)}" for label, v in zip(labels, values, strict=True))
        quoted = "".join(f'<p class="MsoNormal">{html.escape(x) or "&nbsp;"}</p>' for x in reminder(case).split("\n"))
        page = (
            f'<html xmlns:o="urn:schemas-microsoft-com:office:office"><body lang="FR"><div class="WordSection1">'
            f'{paragraphs}<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
            f'<p class="MsoNormal">{headers}'
            f"<o:p></o:p></p></div>{quoted}</div></body></html>"
        )
        return f"{case.reply}\n\n{block}\n\n{reminder(case)}\n", page

    return body


def _inline(case: Case) -> Body:
    """Each paragraph of the reply under a piece of the quoted reminder."""
    pieces = [p for p in case.reply.split("\n\n") if p.strip()]
    quoted = [p for p in reminder(case).split("\n\n") if p.strip()]
    long, _ = _sent(case)
    out = [f"Le {long} à 09:02, {_WHO} a écrit :"]
    for at in range(max(len(pieces), len(quoted))):
        out += [_quoted(quoted[at])] if at < len(quoted) else []
        out += [pieces[at]] if at < len(pieces) else []
    return "\n\n".join(out) + "\n", ""


_BODIES: dict[str, Callable[[Case], Body]] = {
    "none": _plain("{reply}\n"),
    "gmail_fr": _gmail("Le {long} à 09:02, {who} a écrit :"),
    "gmail_en": _gmail("On {long} at 09:02 {who} wrote:"),
    "outlook_fr": _outlook(("De :", "Envoyé :", "À :", "Objet :")),
    "outlook_en": _outlook(("From:", "Sent:", "To:", "Subject:")),
    "apple_fr": _plain("{reply}\n\n> Le {short} à 09:02, {who} a écrit :\n> \n{quoted}\n"),
    "iphone_fr": _plain("{reply}\n\nEnvoyé de mon iPhone\n\n> Le {short} à 09:02, {name} a écrit :\n> \n{quoted}\n"),
    "thunderbird_fr": _plain("{reply}\n\nLe {short} à 09:02, {name} a écrit :\n{quoted}\n"),
    "mutt": _plain("{reply}\n\nLe {short} à 09:02, {name} a écrit :\n{quoted}\n"),
    "inline": _inline,
}
# The ways to quote that a case may name.
QUOTES = tuple(_BODIES)
