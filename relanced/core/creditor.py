"""The company in whose name relanced writes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Creditor:
    """`signature` is what closes a mail (several lines); `language` what its people read (``fr`` or ``en``)."""

    name: str
    email: str
    siren: str | None = None
    address: str = ""
    phone: str | None = None
    iban: str | None = None
    bic: str | None = None
    signature: str = ""
    language: str = "fr"
