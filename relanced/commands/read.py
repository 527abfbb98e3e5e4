"""``relanced read``: what mails say, and why. Touches nothing and needs no configuration."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from relanced.commands.mails import context, mails_in, open_invoices
from relanced.commands.opening import instant
from relanced.commands.output import emit, say
from relanced.core.intents import Intent
from relanced.letters.labels import intent_label
from relanced.reading.read import read_bytes, to_json

TIMEZONE = ZoneInfo("Europe/Paris")
# What a person is told below the intents, in this order.
FIELDS = (
    "promised_on", "promised_amount", "requested_until", "paid_on", "paid_amount", "reason", "contact", "back_on",
    "recipient", "permanent", "references", "alarm", "defects",
)  # fmt: skip


def read(paths: list[Path], invoices: Path | None, received: str | None, as_json: bool) -> None:
    """Raises BadInput for what cannot be opened; what can be opened is read, however broken."""
    common = open_invoices(invoices) if invoices else ()
    at = instant(received, TIMEZONE, "--received") if received else None
    for mail in mails_in(paths):
        reading = read_bytes(mail.raw, sent_at=at, invoices=context(mail, common), timezone=TIMEZONE.key)
        page = {"file": mail.file, **to_json(reading)}
        emit(page) if as_json else _show(page)


# -- for a person -----------------------------------------------------------------------------------------------------


def _show(page: dict[str, Any]) -> None:
    who = "written by a machine" if page["automatic"] else f"confidence {page['confidence']:.2f}"
    hand = "; a person has to look" if page["needs_person"] else ""
    labels = ", ".join(f"{i} ({intent_label(Intent(i), 'en')})" for i in _primary_first(page))
    say(f"{page['file']}: {labels}; {who}{hand}")
    for name in FIELDS:
        if page[name] not in (None, []):
            value = page[name]
            say(f"  {name}: {', '.join(value) if isinstance(value, list) else value}")
    for item in page["evidence"]:
        say(f"  {item['intent']}: “{' '.join(item['text'].split())}”")


def _primary_first(page: dict[str, Any]) -> list[str]:
    return [page["primary"], *(i for i in page["intents"] if i != page["primary"])]
