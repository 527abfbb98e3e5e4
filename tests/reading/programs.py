"""Replies as mail programs write them: `PROGRAMS` maps a program to the bytes that it sends for a typed text.

The layouts were observed in real mails; people, companies and words are invented.
"""

# ruff: noqa: E501  mails as they are sent: their lines are not ours to fold

from __future__ import annotations

import base64
import quopri
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

REMINDER = """Madame, Monsieur,

Sauf erreur de notre part, la facture F-2026-0042 d’un montant de 1 862,40 € TTC, échue le 31 octobre 2026, reste impayée à ce jour.

Nous vous remercions de bien vouloir procéder à son règlement sous huit jours. À défaut, nous devrons vous adresser une mise en demeure et saisir le tribunal de commerce.

Si votre règlement s’est croisé avec ce message, merci de ne pas en tenir compte.

Cordialement,

Le service comptabilité
Menuiserie Delorme – 04 78 00 00 00"""

REMINDER_EN = """Dear Sir or Madam,

Unless we are mistaken, invoice F-2026-0042 for €1,862.40, due on 31 October 2026, is still unpaid.

Please arrange payment within eight days, failing which we shall have to send a formal notice and take legal action.

Kind regards,

Accounts department
Menuiserie Delorme"""


@dataclass(frozen=True)
class Letter:
    """What a client types, and whom it answers."""

    typed: str
    lang: str = "fr"
    name: str = "Jeanne Martin"
    address: str = "j.martin@client-un.example"
    subject: str = "Facture F-2026-0042 : échéance dépassée"

    @property
    def quoted(self) -> str:
        return REMINDER if self.lang == "fr" else REMINDER_EN

    @property
    def fr(self) -> bool:
        return self.lang == "fr"


OUR_NAME = "Comptabilité Delorme"
OUR_ADDRESS = "compta@delorme.example"
OUR_ID = "<relanced.RL-0042.first.1.abcdefgh234567mn@delorme.example>"


def _word(text: str) -> str:
    return text if text.isascii() else f"=?utf-8?B?{base64.b64encode(text.encode()).decode()}?="


def _head(letter: Letter, prefix: str = "Re: ", extra: str = "") -> str:
    return (
        f"Return-Path: <{letter.address}>\r\n"
        f"From: {_word(letter.name)} <{letter.address}>\r\n"
        f"To: {_word(OUR_NAME)} <{OUR_ADDRESS}>\r\n"
        f"Subject: {_word(prefix + letter.subject)}\r\n"
        "Date: Tue, 24 Nov 2026 11:05:33 +0100\r\n"
        f"Message-ID: <reply-1@client-un.example>\r\nIn-Reply-To: {OUR_ID}\r\nReferences: {OUR_ID}\r\n"
        f"MIME-Version: 1.0\r\n{extra}"
    )


def _encoded(text: str, kind: str, how: str, extra: str = "") -> bytes:
    data = text.replace("\n", "\r\n").encode()
    if how == "base64":
        body = base64.encodebytes(data)
    elif how == "quoted-printable":
        body = quopri.encodestring(data.replace(b"\r\n", b"\n"))
    else:
        body = data
    return f"Content-Type: {kind}; charset=utf-8{extra}\r\nContent-Transfer-Encoding: {how}\r\n\r\n".encode() + body


def plain(letter: Letter, text: str, how: str = "quoted-printable", prefix: str = "Re: ", extra: str = "") -> bytes:
    return _head(letter, prefix).encode() + _encoded(text, "text/plain", how, extra)


def html_only(letter: Letter, html: str, prefix: str = "Re: ") -> bytes:
    return _head(letter, prefix).encode() + _encoded(html, "text/html", "quoted-printable")


def both(
    letter: Letter, text: str, html: str, how: str = "quoted-printable", prefix: str = "Re: ", extra: str = ""
) -> bytes:
    mark = "----=_next_part_0042"
    head = _head(letter, prefix, f'Content-Type: multipart/alternative; boundary="{mark}"\r\n\r\n').encode()
    cut = f"\r\n--{mark}\r\n".encode()
    parts = _encoded(text, "text/plain", how, extra), _encoded(html, "text/html", how)
    return head + cut[2:] + parts[0] + cut + parts[1] + f"\r\n--{mark}--\r\n".encode()


# --- pieces -----------------------------------------------------------------------------------------------------------


def behind(text: str, mark: str = "> ", width: int = 0) -> str:
    """Quote `text`; with `width`, paragraphs are folded first, as Gmail and mutt do."""
    lines: list[str] = []
    for line in text.split("\n"):
        lines += (textwrap.wrap(line, width) or [""]) if width else [line]
    return "\n".join(f"{mark}{line}".rstrip() for line in lines)


def divs(text: str) -> str:
    return "".join(f"<div>{escape(line, quote=False) or '<br>'}</div>\n" for line in text.split("\n"))


def paragraphs(text: str, css: str = "") -> str:
    body = (escape(p, quote=False).replace("\n", "<br>\n") for p in text.split("\n\n"))
    return "\n".join(f"<p{css}>{p}</p>" for p in body)


def word_html(text: str) -> str:
    """Word writes each line as a paragraph without margin, and a no-break space for an empty one."""
    return "\n".join(
        f"<p class=MsoNormal><span style='mso-fareast-language:EN-US'>{escape(line, quote=False) or '&nbsp;'}<o:p></o:p></span></p>"
        for line in text.split("\n")
    )


def outlook_block(letter: Letter, bold: str = "") -> str:
    subject = letter.subject
    if letter.fr:
        rows = (
            ("De\u00a0:", f"{OUR_NAME} <{OUR_ADDRESS}>"),
            ("Envoyé\u00a0:", "mardi 24 novembre 2026 10:12"),
            ("À\u00a0:", f"{letter.name} <{letter.address}>"),
            ("Objet\u00a0:", subject),
        )
    else:
        rows = (
            ("From:", f"{OUR_NAME} <{OUR_ADDRESS}>"),
            ("Sent:", "Tuesday, November 24, 2026 10:12 AM"),
            ("To:", f"{letter.name} <{letter.address}>"),
            ("Subject:", subject),
        )
    return "\n".join(f"{bold}{key}{bold} {value}" for key, value in rows)


def block_html(letter: Letter) -> str:
    lines = (line.partition(":") for line in outlook_block(letter).split("\n"))
    return "<br>\n".join(f"<b>{key}:</b>{escape(value, quote=False)}" for key, _, value in lines)


def wrote(letter: Letter, when_fr: str, when_en: str, address: bool = True, colon_fr: str = "\u00a0:") -> str:
    who = f"{OUR_NAME} <{OUR_ADDRESS}>" if address else OUR_NAME
    return f"Le {when_fr}, {who} a écrit{colon_fr}" if letter.fr else f"On {when_en}, {who} wrote:"


# --- programs ---------------------------------------------------------------------------------------------------------


def gmail(letter: Letter) -> bytes:
    line = wrote(letter, "mar. 24 nov. 2026 à 10:12", "Tue, Nov 24, 2026 at 10:12 AM", colon_fr=" :")
    folded = "\n".join(textwrap.wrap(line, 76, break_long_words=False, break_on_hyphens=False))
    text = f"{letter.typed}\n\n{folded}\n\n{behind(letter.quoted, width=76)}\n"
    html = (
        f'<div dir="ltr">{divs(letter.typed)}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" '
        f'class="gmail_attr">{escape(line)}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;'
        f'border-left:1px solid rgb(204,204,204);padding-left:1ex">{divs(letter.quoted)}</blockquote></div>'
    )
    return both(letter, text, html, "base64")


def gmail_html_only(letter: Letter) -> bytes:
    line = wrote(letter, "mar. 24 nov. 2026 à 10:12", "Tue, Nov 24, 2026 at 10:12 AM", colon_fr=" :")
    return html_only(
        letter,
        f'<div dir="ltr">{divs(letter.typed)}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
        f'{escape(line)}<br></div><blockquote class="gmail_quote">{divs(letter.quoted)}</blockquote></div>',
    )


def gmail_phone(letter: Letter) -> bytes:
    line = wrote(letter, "mar. 24 nov. 2026, 10:12", "Tue, 24 Nov 2026, 10:12", colon_fr=" :")
    head, _, tail = line.rpartition(" a écrit" if letter.fr else " wrote")
    folded = f"{head}\n{'a écrit' if letter.fr else 'wrote'}{tail}"
    return plain(letter, f"{letter.typed}\n\n{folded}\n\n{behind(letter.quoted, width=76)}\n")


def gmail_forward(letter: Letter) -> bytes:
    mark = "---------- Forwarded message ---------"
    keys = ("De", "Date", "Subject", "To")
    rows = f"{keys[0]}: {OUR_NAME} <{OUR_ADDRESS}>\nDate: mar. 24 nov. 2026 à 10:12\nSubject: {letter.subject}\nTo: <{letter.address}>"
    return plain(letter, f"{letter.typed}\n\n{mark}\n{rows}\n\n\n{letter.quoted}\n", prefix="Fwd: ")


def outlook(letter: Letter) -> bytes:
    text = f"{letter.typed}\n\n{outlook_block(letter)}\n\n{letter.quoted}\n"
    html = (
        "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><style><!-- p.MsoNormal {margin:0cm} "
        "--></style></head>"
        f"<body lang=FR><div class=WordSection1>{word_html(letter.typed)}<p class=MsoNormal><o:p>&nbsp;</o:p></p><div>"
        "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>"
        f"{block_html(letter)}<o:p></o:p></p></div></div>{word_html(letter.quoted)}</div></body></html>"
    )
    return both(letter, text, html, "base64", "RE: ")


def outlook_html_only(letter: Letter) -> bytes:
    return html_only(
        letter,
        f"<html><head><!--[if gte mso "
        f"9]><xml><o:shapedefaults/></xml><![endif]--></head><body>{word_html(letter.typed)}<div>"
        "<div style='border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>"
        f"{block_html(letter)}</p></div></div>{word_html(letter.quoted)}</body></html>",
        "RE: ",
    )


def outlook_old(letter: Letter) -> bytes:
    mark = "-----Message d'origine-----" if letter.fr else "-----Original Message-----"
    block = outlook_block(letter).replace("\u00a0:", " :")
    return plain(letter, f"{letter.typed}\n\n{mark}\n{block}\n\n{letter.quoted}\n", prefix="RE: ")


def outlook_sent_on(letter: Letter) -> bytes:
    block = (
        outlook_block(letter)
        .replace("Envoyé\u00a0:", "Envoyé le :")
        .replace("Objet", "Cc : compta@client-un.example\nObjet")
    )
    return plain(letter, f"{letter.typed}\n\n{block}\n\n{letter.quoted}\n", prefix="RE: ")


def outlook_web(letter: Letter) -> bytes:
    text = f"{letter.typed}\n\n{'_' * 32}\n{outlook_block(letter)}\n\n{letter.quoted}\n"
    html = (
        f'<html><body dir="ltr"><div class="elementToProof">{divs(letter.typed)}</div><div id="appendonsend"></div>'
        '<hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr">'
        f'<font face="Calibri">{block_html(letter)}</font><div>&nbsp;</div></div>{divs(letter.quoted)}</body></html>'
    )
    return both(letter, text, html, prefix="RE: ")


def outlook_web_html_only(letter: Letter) -> bytes:
    return html_only(
        letter,
        f'<html><body dir="ltr"><div>{divs(letter.typed)}</div><div id="appendonsend"></div><hr tabindex="-1">'
        f'<div id="divRplyFwdMsg" dir="ltr">{block_html(letter)}<div>&nbsp;</div></div>{divs(letter.quoted)}</body></html>',
        "RE: ",
    )


def outlook_phone(letter: Letter) -> bytes:
    get = (
        "Obtenez Outlook pour iOS<https://aka.ms/o0ukef>"
        if letter.fr
        else "Get Outlook for Android<https://aka.ms/AAb9ysg>"
    )
    text = f"{letter.typed}\n\n{get}\n{'_' * 32}\n{outlook_block(letter)}\n\n{letter.quoted}\n"
    return plain(letter, text, prefix="RE: ")


def outlook_bold_in_plain(letter: Letter) -> bytes:
    return plain(letter, f"{letter.typed}\n\n{outlook_block(letter, '*')}\n\n{letter.quoted}\n", prefix="RE: ")


def apple_mail(letter: Letter) -> bytes:
    line = wrote(letter, "24 nov. 2026 à 10:12", "24 Nov 2026, at 10:12")
    html = (
        f'<html><body style="overflow-wrap: break-word;">{divs(letter.typed)}<div><br><blockquote type="cite"><div>{escape(line)}'
        f"</div><br><div>{divs(letter.quoted)}</div></blockquote></div><br></body></html>"
    )
    return both(letter, f"{letter.typed}\n\n{behind(line + chr(10) * 2 + letter.quoted)}\n\n", html)


def apple_mail_attribution_outside(letter: Letter) -> bytes:
    line = wrote(letter, "24 nov. 2026 à 10:12", "24 Nov 2026, at 10:12", colon_fr=" :")
    return plain(letter, f"{letter.typed}\n\n\n{line}\n\n{behind(letter.quoted)}\n")


def apple_forward(letter: Letter) -> bytes:
    mark = "Début du message réexpédié :" if letter.fr else "Begin forwarded message:"
    rows = ("De: ", "Objet: ", "Date: ", "À: ") if letter.fr else ("From: ", "Subject: ", "Date: ", "To: ")
    values = (f'"{OUR_NAME}" <{OUR_ADDRESS}>', letter.subject, "24 novembre 2026 à 10:12:00 UTC+1", letter.address)
    block = "\n".join(f"> {key}{value}" for key, value in zip(rows, values, strict=True))
    return plain(letter, f"{letter.typed}\n\n> {mark}\n> \n{block}\n> \n{behind(letter.quoted)}\n", prefix="Fwd: ")


def iphone(letter: Letter) -> bytes:
    sent = "Envoyé de mon iPhone" if letter.fr else "Sent from my iPhone"
    line = wrote(letter, "24 nov. 2026 à 10:12", "24 Nov 2026, at 10:12")
    return plain(letter, f"{letter.typed}\n\n{sent}\n\n{behind(line + chr(10) * 2 + chr(0xFEFF) + letter.quoted)}\n")


def iphone_without_marks(letter: Letter) -> bytes:
    sent = "Envoyé de mon iPhone" if letter.fr else "Sent from my iPhone"
    line = wrote(letter, "24 nov. 2026 à 10:12", "24 Nov 2026, at 10:12")
    return plain(letter, f"{letter.typed}\n\n{sent}\n\n{line}\n\n{letter.quoted}\n")


def thunderbird(letter: Letter) -> bytes:
    line = wrote(letter, "24/11/2026 à 10:12", "11/24/26 10:12 AM", address=False)
    text = f"{letter.typed}\n\n{line}\n{behind(letter.quoted)}\n"
    html = (
        f'<html><head><meta charset="UTF-8"></head><body>{paragraphs(letter.typed)}<div class="moz-cite-prefix">{escape(line)}<br></div>'
        f'<blockquote type="cite" cite="mid:1@delorme.example">{paragraphs(letter.quoted)}</blockquote></body></html>'
    )
    return both(letter, text, html, "8bit", extra="; format=flowed")


def thunderbird_flowed(letter: Letter) -> bytes:
    line = wrote(letter, "24/11/2026 à 10:12", "11/24/26 10:12 AM", address=False)
    flowed = "\n".join(
        " \n".join(textwrap.wrap(row, 72, break_on_hyphens=False)) if row else "" for row in letter.typed.split("\n")
    )
    quoted = "\n".join(
        " \n".join(f"> {piece}" for piece in textwrap.wrap(row, 70, break_on_hyphens=False)) if row else ">"
        for row in letter.quoted.split("\n")
    )
    return plain(letter, f"{flowed}\n\n{line}\n{quoted}\n", "8bit", extra="; format=flowed")


def thunderbird_html_only(letter: Letter) -> bytes:
    line = wrote(letter, "24/11/2026 à 10:12", "11/24/26 10:12 AM", address=False)
    return html_only(
        letter,
        f'<html><body>{paragraphs(letter.typed)}<div class="moz-cite-prefix">{escape(line)}<br></div><blockquote type="cite">'
        f"{paragraphs(letter.quoted)}</blockquote></body></html>",
    )


def thunderbird_below(letter: Letter) -> bytes:
    line = wrote(letter, "24/11/2026 à 10:12", "11/24/26 10:12 AM", address=False)
    return plain(letter, f"{line}\n{behind(letter.quoted)}\n\n{letter.typed}\n")


def thunderbird_forward(letter: Letter) -> bytes:
    mark = "-------- Message transféré --------" if letter.fr else "-------- Forwarded Message --------"
    keys = ("Sujet : ", "Date : ", "De : ", "Pour : ") if letter.fr else ("Subject: ", "Date: ", "From: ", "To: ")
    values = (letter.subject, "Tue, 24 Nov 2026 10:12:00 +0100", f"{OUR_NAME} <{OUR_ADDRESS}>", letter.address)
    block = "\n".join(f"{key}\t{value}" for key, value in zip(keys, values, strict=True))
    return plain(letter, f"{letter.typed}\n\n\n\n{mark}\n{block}\n\n\n\n{letter.quoted}\n", prefix="Fwd: ")


def yahoo(letter: Letter) -> bytes:
    line = wrote(letter, "mardi 24 novembre 2026 à 10:12:00 UTC+1", "Tuesday, November 24, 2026 at 10:12:00 AM GMT+1")
    quoted = "\n".join(f" {row}" for row in letter.quoted.split("\n"))
    text = f" {letter.typed}\n\n    {line}  \n \n {quoted}  "
    html = (
        f'<html><body><div class="yahoo-style-wrap">{divs(letter.typed)}</div><div id="ydp1_yahoo_quoted_42" class="ydp1_yahoo_quoted">'
        f"<div><div>{escape(line)}</div><div><br></div><div>{divs(letter.quoted)}</div></div></div></body></html>"
    )
    return both(letter, text, html)


def yahoo_html_only(letter: Letter) -> bytes:
    line = wrote(letter, "mardi 24 novembre 2026 à 10:12:00 UTC+1", "Tuesday, November 24, 2026 at 10:12:00 AM GMT+1")
    return html_only(
        letter,
        f'<html><body><div>{divs(letter.typed)}</div><div id="yahoo_quoted_42" class="yahoo_quoted"><div>{escape(line)}</div>'
        f"<div>{divs(letter.quoted)}</div></div></body></html>",
    )


def orange(letter: Letter) -> bytes:
    block = f'> Message du 24/11/26 10:12\n> De : "{OUR_NAME}" <{OUR_ADDRESS}>\n> A : {letter.address}\n> Copie à : \n> Objet : {letter.subject}\n> '
    return plain(letter, f"{letter.typed}\n\n\n\n\n{block}\n{letter.quoted}\n")


def orange_new(letter: Letter) -> bytes:
    block = f"envoyé : 24 novembre 2026 à 10:12\nde : {OUR_NAME} <{OUR_ADDRESS}>\nà : {letter.address}\nobjet : {letter.subject}"
    return plain(letter, f"{letter.typed}\n\nEnvoyé depuis l'application Orange Mail\n\n{block}\n\n{letter.quoted}\n")


def zimbra(letter: Letter) -> bytes:
    if letter.fr:
        block = f'----- Mail original -----\nDe: "{OUR_NAME}" <{OUR_ADDRESS}>\nÀ: "{letter.name}" <{letter.address}>\nEnvoyé: Mardi 24 Novembre 2026 10:12:00\nObjet: {letter.subject}'
    else:
        block = f'----- Original Message -----\nFrom: "{OUR_NAME}" <{OUR_ADDRESS}>\nTo: "{letter.name}" <{letter.address}>\nSent: Tuesday, November 24, 2026 10:12:00 AM\nSubject: {letter.subject}'
    return plain(letter, f"{letter.typed}\n\n{block}\n\n{letter.quoted}\n")


def free(letter: Letter) -> bytes:
    block = f'De: "{OUR_NAME}" <{OUR_ADDRESS}>\nÀ: {letter.address}\nEnvoyé: Mardi 24 Novembre 2026 10:12:00\nObjet: {letter.subject}'
    return plain(letter, f"{letter.typed}\n\n\n{block}\n\n{letter.quoted}\n")


def sogo(letter: Letter) -> bytes:
    line = wrote(letter, "Mardi 24 Novembre 2026 10:12 CET", "Tuesday, November 24, 2026 10:12 CET", colon_fr=":")
    return plain(letter, f"{letter.typed}\n\n{line}\n \n{behind(letter.quoted)}\n")


def roundcube(letter: Letter) -> bytes:
    line = wrote(letter, "2026-11-24 10:12", "2026-11-24 10:12", address=False, colon_fr=" :")
    return plain(letter, f"{letter.typed}\n\n{line}\n{behind(letter.quoted, width=74)}\n", "8bit")


def roundcube_below(letter: Letter) -> bytes:
    line = wrote(letter, "2026-11-24 10:12", "2026-11-24 10:12", address=False, colon_fr=" :")
    return plain(letter, f"{line}\n{behind(letter.quoted, width=74)}\n\n{letter.typed}\n", "8bit")


def mutt(letter: Letter) -> bytes:
    line = (
        f"Le mar. 24 nov. 2026 à 10:12 +0100, {OUR_NAME} a écrit :"
        if letter.fr
        else f"On Tue, Nov 24, 2026 at 10:12:00AM +0100, {OUR_NAME} wrote:"
    )
    return plain(letter, f"{letter.typed}\n\n{line}\n{behind(letter.quoted, width=72)}\n", "8bit")


def s_nail(letter: Letter) -> bytes:
    line = wrote(letter, "2026-11-24 10:12", "2026-11-24 10:12", colon_fr=" :")
    return plain(letter, f"{line}\n\n{behind(letter.quoted, width=72)}\n{letter.typed}\n")


def claws(letter: Letter) -> bytes:
    line = (
        f"Le Tue, 24 Nov 2026 10:12:00 +0100,\n{OUR_NAME} <{OUR_ADDRESS}> a écrit :"
        if letter.fr
        else f"On Tue, 24 Nov 2026 10:12:00 +0100\n{OUR_NAME} <{OUR_ADDRESS}> wrote:"
    )
    return plain(letter, f"{letter.typed}\n\n{line}\n\n{behind(letter.quoted)}\n")


def samsung(letter: Letter) -> bytes:
    sent = "Envoyé depuis mon appareil Galaxy" if letter.fr else "Sent from my Galaxy"
    mark = "-------- Message d'origine --------" if letter.fr else "-------- Original message --------"
    keys = ("De : ", "Date : ", "À : ", "Objet : ") if letter.fr else ("From: ", "Date: ", "To: ", "Subject: ")
    values = (f"{OUR_NAME} <{OUR_ADDRESS}>", "24/11/2026 10:12 (GMT+01:00)", letter.address, letter.subject)
    block = "".join(f"{key}{value} " + "\n" for key, value in zip(keys, values, strict=True))
    return plain(letter, f"{letter.typed}\n\n\n\n{sent}\n\n\n{mark}\n{block}\n{letter.quoted}\n")


def proton(letter: Letter) -> bytes:
    sent = "Envoyé avec la messagerie sécurisée Proton Mail." if letter.fr else "Sent with Proton Mail secure email."
    line = wrote(letter, "mardi 24 novembre 2026 à 10:12", "Tuesday, November 24th, 2026 at 10:12 AM", colon_fr=" :")
    return plain(letter, f"{letter.typed}\n\n{sent}\n\n{line}\n\n{behind(letter.quoted)}\n")


def notes(letter: Letter) -> bytes:
    keys = (
        ("De :        ", "A :        ", "Date :        ", "Objet :        ")
        if letter.fr
        else ("From:        ", "To:        ", "Date:        ", "Subject:        ")
    )
    values = (f'"{OUR_NAME}" <{OUR_ADDRESS}>', letter.address, "24/11/2026 10:12", letter.subject)
    block = "\n".join(f"{key}{value}" for key, value in zip(keys, values, strict=True))
    return plain(letter, f"{letter.typed}\n\n\n\n{block}\n\n\n\n{letter.quoted}\n")


PROGRAMS: dict[str, Callable[[Letter], bytes]] = {
    function.__name__: function
    for function in (
        *(gmail, gmail_html_only, gmail_phone, gmail_forward, outlook, outlook_html_only, outlook_old, outlook_sent_on),
        *(
            outlook_web,
            outlook_web_html_only,
            outlook_phone,
            outlook_bold_in_plain,
            apple_mail,
            apple_mail_attribution_outside,
        ),
        *(apple_forward, iphone, iphone_without_marks, thunderbird, thunderbird_flowed, thunderbird_html_only),
        *(
            thunderbird_below,
            thunderbird_forward,
            yahoo,
            yahoo_html_only,
            orange,
            orange_new,
            zimbra,
            free,
            sogo,
            roundcube,
        ),
        *(roundcube_below, mutt, s_nail, claws, samsung, proton, notes),
    )
}
