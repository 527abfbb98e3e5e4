"""`read`: one mail -> `Reading`. Machines first, then what was typed: intents, days, amounts, how sure, who decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from relanced.core.intents import KINDS, Intent, primary
from relanced.core.reading import Evidence, InvoiceReading, OpenInvoice, Reading
from relanced.reading import fields
from relanced.reading.beginning import LONGEST, facts_of_beginning
from relanced.reading.days import back_on
from relanced.reading.documents import wants_copy
from relanced.reading.facts import Facts, named_in, reference_spans
from relanced.reading.fraud import false_account
from relanced.reading.judge import Judgement, judge, notice, reason
from relanced.reading.machines.automatic import Machine, contact, machine, of_kind
from relanced.reading.mail.mime import ParsedMail, parse
from relanced.reading.mail.ours import Ours
from relanced.reading.mail.quotes import NewText, new_text
from relanced.reading.model.confidence import STOPS, confidence, needs_person
from relanced.reading.model.encoder import shipped_encoder
from relanced.reading.model.regressions import Weights, shipped

_NOBODY = Ours()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read_bytes(
    raw: bytes,
    *,
    sent_at: datetime | None = None,
    invoices: Sequence[OpenInvoice] = (),
    ours: Ours = _NOBODY,
    timezone: str = "Europe/Paris",
) -> Reading:
    """Read a mail of any bytes; never raises."""
    return read(parse(raw), sent_at=sent_at, invoices=invoices, ours=ours, timezone=timezone)


def read(
    mail: ParsedMail,
    *,
    sent_at: datetime | None = None,
    invoices: Sequence[OpenInvoice] = (),
    ours: Ours = _NOBODY,
    timezone: str = "Europe/Paris",
    quick: bool = False,
) -> Reading:
    """What `mail` says. Days count from `sent_at`, else the Date header, in the company's `timezone`; never raises.

    `quick`: without the encoder, in a tenth of the time; more is left to a person.
    """
    typed = new_text(mail, ours)
    reading = _read(mail, typed, sent_at, invoices, ours, timezone, quick)
    alarm = false_account(typed.text, ours.ibans)
    return replace(reading, alarm=alarm, needs_person=True) if alarm else reading


def _read(
    mail: ParsedMail,
    typed: NewText,
    sent_at: datetime | None,
    invoices: Sequence[OpenInvoice],
    ours: Ours,
    timezone: str,
    quick: bool,
) -> Reading:
    when = sent_at or mail.date
    anchor = (when or _EPOCH).astimezone(ZoneInfo(timezone)).date()
    robot = machine(mail, typed, ours)
    if robot and not robot.notice:
        return _automatic(mail, robot, typed, anchor)
    if not typed.text.strip() or when is None:
        return _automatic(mail, robot, typed, anchor) if robot else _nothing(mail, typed)
    found = facts_of_beginning(typed.text, anchor, invoices)
    mine = frozenset({mail.from_address, *ours.addresses})
    encoder = None if quick else shipped_encoder()
    heard = encoder.hear(found) if encoder else None
    judged = judge(found, shipped(), heard)
    if robot and (robot.certain or not STOPS & set(judged.intents)):
        robot = of_kind(robot, typed.with_signature, notice(judged) or robot.kind)
        return _automatic(mail, robot, typed, anchor)
    reading = written(found, judged, shipped(), mine)
    if reading.automatic:
        reading = replace(
            reading,
            back_on=_back_on(reading.primary, typed, anchor),
            contact=contact(typed.with_signature, mine),
        )
    named = (*reading.references, *named_in(f"{mail.subject}\n{found.text}", invoices))
    reading = replace(reading, references=tuple(dict.fromkeys(named)), defects=mail.defects)
    if found.text == typed.text:
        return reading
    return replace(reading, new_text=typed.text, needs_person=True)


def _automatic(mail: ParsedMail, robot: Machine, typed: NewText, anchor: date) -> Reading:
    sure = robot.kind is not Intent.BOUNCE or bool(robot.recipient)
    return Reading(
        automatic=True,
        intents=(robot.kind,),
        primary=robot.kind,
        confidence=0.98 if sure else 0.7,
        needs_person=not sure,
        contact=robot.contact,
        back_on=_back_on(robot.kind, typed, anchor),
        recipient=robot.recipient,
        permanent=robot.permanent,
        failed_message_id=robot.failed_message_id,
        evidence=(Evidence(robot.kind, robot.text),) if robot.text else (),
        new_text=typed.text,
        defects=mail.defects,
    )


def _back_on(kind: Intent, typed: NewText, anchor: date) -> date | None:
    return back_on(typed.with_signature[:LONGEST], anchor) if kind is Intent.OUT_OF_OFFICE else None


def _nothing(mail: ParsedMail, typed: NewText) -> Reading:
    """Nothing was typed, or nobody knows when: a person looks."""
    return Reading(
        automatic=False,
        intents=(Intent.OTHER,),
        primary=Intent.OTHER,
        confidence=0.3,
        needs_person=True,
        new_text=typed.text,
        defects=mail.defects,
    )


def written(found: Facts, judged: Judgement, weights: Weights, mine: frozenset[str] = frozenset()) -> Reading:
    """What a text says, `judged` with `weights`; `mine`: the addresses that are nobody else's."""
    said = judged.intents
    about: dict[str, Any] = fields.of(found, judged, weights.roles, mine)
    sure = confidence(judged, about.pop("promised_surely", None), weights)
    if Intent.DISPUTE in said:
        about["reason"] = reason(judged, weights)
    return Reading(
        automatic=KINDS[primary(said)].automatic,
        intents=said,
        primary=primary(said),
        confidence=sure,
        needs_person=needs_person(judged, sure),
        references=tuple(dict.fromkeys(i.number for _, _, i in reference_spans(found.text, found.invoices))),
        by_invoice=tuple(
            InvoiceReading(number, intents) for number, intents in fields.by_invoice(judged.spoken).items()
        ),
        evidence=tuple(Evidence(intent, sentence.text(found)) for intent, sentence in judged.spoken.items()),
        new_text=found.text,
        wants_copy=Intent.DOCUMENT_REQUEST in said and wants_copy(found.text),
        **about,
    )


def to_json(reading: Reading) -> dict[str, Any]:
    """The fields of `read --json`: ISO days, decimal strings, null for what is absent."""
    return {
        "automatic": reading.automatic,
        "intents": [str(intent) for intent in reading.intents],
        "primary": str(reading.primary),
        "confidence": round(reading.confidence, 3),
        "needs_person": reading.needs_person,
        "promised_on": _text(reading.promised_on),
        "promised_amount": _text(reading.promised_amount),
        "requested_until": _text(reading.requested_until),
        "paid_on": _text(reading.paid_on),
        "paid_amount": _text(reading.paid_amount),
        "reason": _text(reading.reason),
        "contact": reading.contact,
        "back_on": _text(reading.back_on),
        "recipient": reading.recipient,
        "permanent": reading.permanent,
        "references": list(reading.references),
        "evidence": [{"intent": str(e.intent), "text": e.text} for e in reading.evidence],
        "new_text": reading.new_text,
        "alarm": reading.alarm or None,
        "defects": list(reading.defects),
        "means": _text(reading.means),
        "instalments": reading.instalments,
        "instalment": _text(reading.instalment),
        "first_instalment_on": _text(reading.first_instalment_on),
        "disputed_amount": _text(reading.disputed_amount),
    }


def _text(value: object) -> str | None:
    """A day in ISO, an amount as a decimal string, a word as it is."""
    return None if value is None else str(value)
