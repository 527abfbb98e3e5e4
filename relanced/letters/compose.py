"""A dossier and a step become the bytes of a mail. Pure: the same arguments give the same bytes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from relanced.core.creditor import Creditor
from relanced.core.dossier import Dossier
from relanced.core.law.debt import Debt
from relanced.core.summary import Summary
from relanced.letters import mime, pdf, views
from relanced.letters.envelope import Attachment, Composed, Envelope
from relanced.letters.quoting import clean
from relanced.letters.summary import summary_context
from relanced.letters.templates import Rendered, Templates

__all__ = ["Attachment", "Composed", "Envelope", "compose", "compose_summary"]

SUMMARY = "summary"

# What mail programs put before a subject, also several times over.
_ANSWERED = re.compile(r"^(?:(?:re|rép|rep|aw|sv|tr|fwd?|wg)\s?(?:\[\d{1,3}\])?\s?:\s*)+", re.IGNORECASE)


def compose(
    templates: Templates,
    creditor: Creditor,
    dossier: Dossier,
    step: str,
    invoices: tuple[str, ...],
    envelope: Envelope,
    *,
    answer_by: date,
    reply_by: date | None = None,
    template: str | None = None,
    variant: str | None = None,
    subject: str | None = None,
    words: str = "",
    attachments: Sequence[Attachment] = (),
    language: str | None = None,
    debt: Debt | None = None,
    mention: bool = False,
    letter: bool = False,
) -> Composed:
    """The mail of `step` about `invoices` (numbers), in the customer's language unless another is given.

    `reply_by` is when the client is told to expect our own answer; `template` is the step's own unless another is
    named, or a `variant` of it fits better; `subject` is that of the client's mail, which an answer keeps; `words` are
    the client's own; `debt` and `mention` are what it says of interest and indemnity; a `letter` of the same words is
    attached. Raises BadConfig on a fault in a template, BadInput on values that no mail can carry.
    """
    language = _language(language or dossier.customer.language)
    values = views.context(
        creditor, dossier, step, invoices, envelope, answer_by, words, language, debt, mention, reply_by
    )
    values["attached"] = len(attachments)
    rendered = templates.render(template or templates.fitting(step, variant, language), language, values)
    if subject:
        rendered = replace(rendered, subject=answered(subject, dossier.reference))
    if not letter:
        return _composed(rendered, envelope, attachments, language)
    made = pdf.letter(templates, template or step, language, values, envelope.written_at)
    paper = Attachment(pdf.file_name(step, dossier.reference, language), made)
    return replace(_composed(rendered, envelope, (paper, *attachments), language), letter=made)


def answered(subject: str, reference: str) -> str:
    """« Re: » and his own subject, so that mail programs keep the thread; with the reference, as in all our mails."""
    theirs = _ANSWERED.sub("", clean(subject), count=1)
    return f"Re: {theirs}" if f"[{reference}]" in theirs else f"Re: {theirs} [{reference}]"


def compose_summary(
    templates: Templates, creditor: Creditor, summary: Summary, envelope: Envelope, language: str | None = None
) -> Composed:
    """The daily summary to the owner, in the company's language unless another is given."""
    language = _language(language or creditor.language)
    values = summary_context(creditor, summary, envelope, language)
    return _composed(templates.render(SUMMARY, language, values), envelope, (), language)


def _composed(rendered: Rendered, envelope: Envelope, attachments: Sequence[Attachment], language: str) -> Composed:
    raw = mime.assemble(envelope, rendered.subject, rendered.text, rendered.html, attachments, language)
    return Composed(rendered.subject, rendered.text, rendered.html, raw)


def _language(tag: str) -> str:
    """``fr`` of ``fr-FR``: templates are by language, not by country."""
    return tag.strip().lower().replace("_", "-").partition("-")[0]
