"""Who wrote, and whether the receiving server vouches for it (RFC 8601)."""

from __future__ import annotations

import pytest

from relanced.reading.mail.matching import Standing, sender_trust
from relanced.reading.mail.mime import parse

CONTACTS = ["j@client.example", "paul@gmail.com"]


@pytest.mark.parametrize(
    ("sender", "standing"),
    [
        ("J@Client.example", Standing.CONTACT),
        ("autre@client.example", Standing.COLLEAGUE),
        ("x@faux-client.example", Standing.STRANGER),
        ("x@sub.client.example", Standing.STRANGER),
        ("paul@gmail.com", Standing.CONTACT),
        ("marie@gmail.com", Standing.STRANGER),
        ('"j@client.example" <x@ailleurs.example>', Standing.STRANGER),
        ("personne", Standing.STRANGER),
    ],
)
def test_a_contact_a_colleague_or_a_stranger(sender: str, standing: Standing) -> None:
    assert sender_trust(parse(f"From: {sender}\n\nx".encode()), CONTACTS).standing is standing


@pytest.mark.parametrize(
    ("results", "authenticated"),
    [
        (["mx.ours; dmarc=pass header.from=client.example"], True),
        (["mx.ours 1; dkim=pass (2048-bit key) header.d=client.example header.s=x"], True),
        (["MX.ours; spf=pass smtp.mailfrom=bounce@mail.client.example"], True),
        (["mx.ours; spf=pass smtp.mailfrom=x@escroc.example"], None),
        (["mx.ours; dkim=pass header.d=escroc.example; dmarc=fail header.from=client.example"], False),
        (["mx.ours; dkim=pass header.d=client.example; dmarc=fail header.from=client.example"], False),
        (["mx.ours; spf=fail smtp.mailfrom=x@client.example; dkim=none"], False),
        (["mx.ours; none"], None),
        (["mx.autre; dmarc=pass header.from=client.example"], None),
        (["mx.ours; dmarc=fail header.from=client.example", "mx.ours; dmarc=pass header.from=client.example"], False),
        (["mx.ours; dmarc=pass (mx.ours; x) header.from=escroc.example"], None),
        (["mx.ours.escroc.example; dmarc=pass header.from=client.example"], None),
        ([], None),
    ],
)
def test_only_our_own_server_s_topmost_word_counts(results: list[str], authenticated: bool | None) -> None:
    head = "".join(f"Authentication-Results: {value}\n" for value in results)
    mail = parse(f"{head}From: j@client.example\n\nx".encode())
    assert sender_trust(mail, CONTACTS, "mx.ours").authenticated is authenticated


def test_without_a_configured_server_nothing_is_authenticated() -> None:
    mail = parse(b"Authentication-Results: mx.ours; dmarc=pass header.from=client.example\nFrom: j@client.example\n\nx")
    trust = sender_trust(mail, CONTACTS, None)
    assert trust.authenticated is None
    assert not trust.verified
