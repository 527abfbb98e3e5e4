"""What is ours in a mail that comes: without any rule of reading, for the daemon's own process keeps none in memory."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ours:
    """What is known of our own mails: the addresses we write from, texts that we sent, their Message-IDs and tokens;
    and the IBANs that are ours."""

    addresses: frozenset[str] = frozenset()
    texts: tuple[str, ...] = ()
    message_ids: frozenset[str] = frozenset()
    tokens: frozenset[str] = frozenset()
    ibans: frozenset[str] = frozenset()
