"""How many mails a second one core puts together: text, HTML and a PDF of 100 kB, to the bytes that leave.

The same texts through the standard library's EmailMessage are timed beside it, and the templates alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from relanced.core.creditor import Creditor
from relanced.core.dossier import Contact, Customer, Dossier, Invoice
from relanced.core.money import Money
from relanced.letters import tokens, views
from relanced.letters.compose import SUMMARY, Attachment, Composed, Envelope, compose
from relanced.letters.specimens import ENVELOPE, Specimen, specimens
from relanced.letters.templates import Templates

MAILS = 400
FLOOR = 400
RENDER_CEILING_MS = 5.0
RUNS = 3
EACH = 30
# Not mails: read on a screen.
SHEETS = ("call_script",)
KEY = bytes(32)
AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
BY = date(2026, 12, 8)
PDF = Attachment("F-2026-0117.pdf", bytes(n * 31 % 251 for n in range(100_000)))
CREDITOR = Creditor(
    "Atelier Lumen",
    "compta@lumen.example",
    iban="FR7630006000011234567890189",
    signature="Claire Vasseur\nComptabilité",
)


def main() -> None:
    templates = Templates.load()
    specimen = compose_one(templates, 0)
    ours = rate(lambda n: compose_one(templates, n))
    library = rate(lambda n: by_library(specimen))
    render = 1000 / rate(lambda n: render_one(templates, n))
    slowest, name = max((slowest_of(templates, step), step) for step in steps(templates))
    print(f"compose: {ours:.0f} mails/s (floor {FLOOR}); standard library's generator alone: {library:.0f} mails/s")
    print(f"compose: templates {render:.2f} ms a mail (ceiling {RENDER_CEILING_MS:.0f} ms)")
    print(f"compose: the slowest of {len(steps(templates))} templates, {name}: {slowest:.2f} ms a mail")
    if ours < FLOOR or max(render, slowest) > RENDER_CEILING_MS:
        raise SystemExit("compose: below its floor")


def rate(act: Callable[[int], object]) -> float:
    """The best of a few runs, in mails a second of processor time: the other runs were disturbed. Every mail has
    figures of its own, so that no cache flatters."""
    best = 0.0
    for run in range(RUNS):
        start = time.process_time()
        for n in range(run * MAILS, (run + 1) * MAILS):
            act(n)
        best = max(best, MAILS / (time.process_time() - start))
    return best


def compose_one(templates: Templates, n: int) -> Composed:
    dossier = dossier_of(n)
    numbers = tuple(i.number for i in dossier.invoices)
    return compose(
        templates, CREDITOR, dossier, "second", numbers, envelope_of(dossier), answer_by=BY, attachments=[PDF]
    )


def render_one(templates: Templates, n: int) -> object:
    dossier = dossier_of(n)
    numbers = tuple(i.number for i in dossier.invoices)
    values = views.context(CREDITOR, dossier, "second", numbers, envelope_of(dossier), BY, "", "fr")
    return templates.render("second", "fr", {**values, "attached": 1})


def steps(templates: Templates) -> list[str]:
    return [step for step in templates.steps("fr") if step not in (SUMMARY, *SHEETS)]


def slowest_of(templates: Templates, step: str) -> float:
    """Milliseconds of the longest of its specimens, text and HTML and bytes, without attachments."""

    def once(specimen: Specimen) -> None:
        compose(templates, CREDITOR, specimen.dossier, step, specimen.invoices, ENVELOPE, answer_by=BY, words="Oui.")

    def milliseconds(specimen: Specimen) -> float:
        once(specimen)
        start = time.process_time()
        for _ in range(EACH):
            once(specimen)
        return 1000 * (time.process_time() - start) / EACH

    return max(min(milliseconds(specimen) for _ in range(RUNS)) for specimen in specimens(step))


def dossier_of(n: int) -> Dossier:
    to = f"compta{n}@client.example"
    invoices = tuple(_invoice(f"F-2026-{n:05d}-{k}", n * 7 + k) for k in range(3))
    return Dossier(
        f"RL-{n:04d}",
        Customer(str(n), f"Établissements Durand n° {n}"),
        (Contact(to, "DUPONT Claire", "Mme"),),
        invoices,
    )


def _invoice(number: str, n: int) -> Invoice:
    due_on = date(2026, 11, 14) - timedelta(days=n % 20)
    amount = Money(10_000 + n * 137)
    return Invoice(number, due_on, amount, amount, due_on - timedelta(days=30))


def envelope_of(dossier: Dossier) -> Envelope:
    to = dossier.contacts[0].address
    token = tokens.make_token(KEY, dossier.reference, to)
    message_id = tokens.message_id(dossier.reference, "second", 1, token, "lumen.example")
    first = tokens.message_id(dossier.reference, "first", 1, token, "lumen.example")
    answers = tokens.reply_to(CREDITOR.email, token)
    return Envelope(message_id, token, AT, CREDITOR.email, "Atelier Lumen – Comptabilité", to, answers, (first,))


def by_library(mail: Composed) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["Date"] = format_datetime(AT)
    message["From"] = "Atelier Lumen – Comptabilité <compta@lumen.example>"
    message["To"] = "compta@client.example"
    message["Subject"] = mail.subject
    message["Message-ID"] = "<relanced.RL-0042.second.1.abcdefghijklmnop@lumen.example>"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    message.add_attachment(PDF.content, maintype="application", subtype="pdf", filename=PDF.name)
    return message.as_bytes()


if __name__ == "__main__":
    main()
