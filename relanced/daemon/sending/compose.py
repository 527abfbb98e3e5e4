"""From an outbox row to the bytes that leave: the figures are those of the day on which they are sealed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from relanced.config.models import SignedBy
from relanced.core.chase.scenario import Step
from relanced.core.chase.variants import variant
from relanced.core.deciding.answers import ANSWERS
from relanced.core.deciding.steps import answer_by
from relanced.core.dossier import Dossier
from relanced.daemon.app import App
from relanced.daemon.law import NO_CLAIM, Claim, claim_of
from relanced.errors import BadInput, Fault
from relanced.exchange import pdfs
from relanced.exchange.values import Unreadable
from relanced.letters import tokens
from relanced.letters.compose import compose
from relanced.letters.envelope import Attachment, Composed, Envelope
from relanced.store import dossiers, mails, outbox


def compose_reminder(app: App, connection: Connection, row: Row[Any]) -> outbox.Sealed:
    """Raises BadInput: a template's fault, a value that must not stand in a header, an invoice's file that is gone."""
    dossier = dossiers.load(connection, row.dossier)
    token = tokens.make_token(app.key, dossier.reference, row.recipient)
    message_id = tokens.message_id(dossier.reference, row.step, row.round, token, domain(app.creditor.email))
    envelope = reminder_envelope(app, row, token, message_id, tuple(outbox.thread(connection, dossier.reference)))
    numbers = tuple(row.invoices)
    claim = claim_of(app, connection, dossier, row.step, numbers, envelope.written_at.date())
    subject = mails.subject_of(connection, row.in_reply_to) if row.step in ANSWERS and row.in_reply_to else None
    mail = compose_for(app, dossier, row.step, numbers, envelope, row.words, claim=claim, subject=subject)
    return outbox.Sealed(message_id, token, mail.subject, mail.text, mail.raw)


def compose_for(
    app: App,
    dossier: Dossier,
    step: str,
    invoices: tuple[str, ...],
    envelope: Envelope,
    words: str = "",
    claim: Claim = NO_CLAIM,
    subject: str | None = None,
    letter: bool = False,
) -> Composed:
    """`claim` is what it says of interest and indemnity: see `relanced.daemon.law`; `subject` is that of the client's
    mail, where this one answers it. With `letter`, or where the scenario posts this step, its PDF too.
    """
    today = envelope.written_at.date()
    row = app.policy.scenario_for(dossier, today).step(step)
    signed = signed_by(app, row)
    return compose(
        app.templates,
        replace(app.creditor, signature=signed.signature) if signed else app.creditor,
        dossier,
        step,
        invoices,
        replace(envelope, sender_name=signed.name) if signed else envelope,
        template=row.template if row else None,
        variant=variant(step, dossier),
        subject=subject,
        answer_by=answer_by(dossier, app.policy, today),
        reply_by=app.policy.after(today, app.policy.reply_within),
        words=words,
        debt=claim.debt,
        mention=claim.mention,
        attachments=attachments(dossier, invoices) if _attaches(step) else (),
        letter=letter or bool(row and row.letter),
    )


def _attaches(step: str) -> bool:
    """A reminder stands alone when it is forwarded; most answers are a word in a thread that has the files."""
    return step not in ANSWERS or ANSWERS[step].attaches


def signed_by(app: App, step: Step | None) -> SignedBy | None:
    """Who signs a step, where it is not the company."""
    return app.settings.senders.get(step.sender) if step and step.sender else None


def reminder_envelope(app: App, row: Row[Any], token: str, message_id: str, references: tuple[str, ...]) -> Envelope:
    return Envelope(
        message_id=message_id,
        token=token,
        written_at=local_now(app),
        sender=sender_address(app),
        sender_name=app.creditor.name,
        to=row.recipient,
        reply_to=reply_address(app, token),
        references=references,
        in_reply_to=row.in_reply_to,
    )


def summary_envelope(app: App, recipient: str, day: str) -> Envelope:
    token = tokens.make_token(app.key, f"summary-{day}", recipient)
    return Envelope(
        message_id=f"<relanced.summary.{day}.{token}@{domain(app.creditor.email)}>",
        token="",
        written_at=local_now(app),
        sender=sender_address(app),
        sender_name="relanced",
        to=recipient,
    )


def local_now(app: App) -> datetime:
    return app.clock.now().astimezone(app.policy.timezone)


def sender_address(app: App) -> str:
    return app.settings.smtp.sender if app.settings.smtp else app.creditor.email


def reply_address(app: App, token: str) -> str:
    """Where answers go: the watched mailbox, with the token when its server understands plus-addresses."""
    mailbox = app.settings.mailbox
    if mailbox and mailbox.plus_addressing:
        return tokens.reply_to(app.creditor.email, token)
    return app.creditor.email


def domain(address: str) -> str:
    return address.rpartition("@")[2]


def attachments(dossier: Dossier, numbers: tuple[str, ...]) -> list[Attachment]:
    """The invoices' own files, read anew for each mail."""
    files = [(i.number, Path(i.pdf)) for i in dossier.invoices if i.pdf and i.number in numbers]
    return [Attachment(path.name, _read(number, path)) for number, path in files]


def _read(number: str, path: Path) -> bytes:
    try:
        return pdfs.content(path)
    except OSError as error:
        what = f"its file {path} cannot be read: {error.strerror}"
    except Unreadable as error:
        what = error.what
    raise BadInput(
        [Fault(f"invoice {number}", what, "put the file back, or import the invoice again with another pdf")]
    )
