"""One mail is stored once; two mails are two, however alike their headers look."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from relanced.store import Store, mails, open_store, schema

NOW = datetime(2026, 12, 8, 9, tzinfo=UTC)
DATE = b"Date: Tue, 08 Dec 2026 09:00:00 +0100"


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    store = open_store(store_url)
    yield store
    store.close()


def arrives(store: Store, raw: bytes, uidvalidity: int = 1, uid: int = 1) -> bool:
    """Whether this mail is a new one."""
    with store.begin() as connection:
        return mails.store(connection, "INBOX", uidvalidity, mails.Arrival(uid, raw, NOW), NOW)


def mail(*header: bytes, body: bytes = b"ok", end: bytes = b"\r\n") -> bytes:
    return end.join([*header, DATE, b"", body])


@pytest.mark.parametrize("end", [b"\r\n", b"\n"], ids=["CRLF", "LF"])
@pytest.mark.parametrize("fold", [b" ", b"\t", b"   "], ids=["space", "tab", "spaces"])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((b"From: a@x.example", b"Message-ID:%s<1@x>"), (b"From: a@x.example", b"Message-ID:%s<2@x>")),
        ((b"From:%sa@x.example", b"Message-ID: <1@x>"), (b"From:%sb@x.example", b"Message-ID: <1@x>")),
        ((b"From: Anne%s<a@x.example>",), (b"From: Anne%s<b@x.example>",)),
    ],
    ids=["Message-ID", "From", "behind a name"],
)
def test_what_a_folded_header_hides_tells_two_mails_apart(
    one: tuple[bytes, ...], other: tuple[bytes, ...], fold: bytes, end: bytes
) -> None:
    def key(header: tuple[bytes, ...]) -> str:
        return mails.content_key(mail(*(line.replace(b"%s", end + fold) for line in header), end=end))

    assert key(one) != key(other)


def test_a_copy_that_another_server_folded_is_the_same_mail() -> None:
    long = mail(b"Received: by one", b"Message-ID:\r\n <1@x>", b"From: a@x.example")
    assert mails.content_key(long) == mails.content_key(mail(b"Message-ID: <1@x>", b"From: a@x.example"))


def test_the_body_counts_however_long_the_header_is() -> None:
    trace = b"X-Trace: " + b"x" * 70_000
    one, other = (mail(b"Message-ID: <1@x>", trace, body=body) for body in (b"ok", b"non"))
    assert mails.content_key(one) != mails.content_key(other)


def test_a_mail_whose_key_an_older_program_made_is_known_by_its_bytes(store: Store) -> None:
    raw = mail(b"Message-ID:\r\n <1@x>", b"From: a@x.example")
    assert arrives(store, raw)
    with store.begin() as connection:
        connection.execute(update(schema.mails).values(content_key="of another program"))
    assert not arrives(store, raw, uidvalidity=2)
    assert arrives(store, raw.replace(b"<1@x>", b"<2@x>"), uidvalidity=2, uid=2)
