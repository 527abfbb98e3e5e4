"""Every way an SMTP server can answer, and what is then known of the mail."""

from __future__ import annotations

import asyncio
import ssl

import pytest

from relanced.daemon.sending import smtp
from relanced.daemon.sending.smtp import (
    FINAL_DOT_TIMEOUT,
    Account,
    AccountFault,
    Answer,
    Fate,
    Security,
    Session,
    clean,
)
from tests.support.authority import Authority
from tests.support.smtp_server import DRIP, DROP, STALL, SmtpServer

MAIL = b"Subject: x\r\n\r\nBonjour\r\n.point en t\xc3\xaate\r\nfin\r\n"


def account(server: SmtpServer, **more: object) -> Account:
    values = {"security": Security.PLAIN, "username": None, **more}
    return Account("127.0.0.1", server.port, **values)  # type: ignore[arg-type]


async def send_to(server: SmtpServer, **more: object) -> tuple[Answer, Session]:
    async with server.running():
        session = Session(account(server, **more), final_dot_timeout=0.3)
        await session.open()
        answer = await session.send("a@creancier.example", "b@client.example", MAIL, "copie@creancier.example")
        still_open = session.is_open
        session.close()
        session.was_open = still_open  # type: ignore[attr-defined]
        return answer, session


# stage, what the server says there -> what is known of the mail, whether the connection may be used again
TABLE = [
    ({}, Fate.SENT, True),
    ({"mail": "450 later"}, Fate.RETRY, True),
    ({"mail": "550 no"}, Fate.ACCOUNT, False),
    ({"mail": "530 5.7.0 authentication required"}, Fate.ACCOUNT, False),
    ({"mail": "552 too big"}, Fate.UNFIT, True),
    ({"rcpt": "530 5.7.0 authentication required"}, Fate.ACCOUNT, False),
    ({"mail": "421 closing"}, Fate.ACCOUNT, False),
    ({"mail": DROP}, Fate.RETRY, False),
    ({"rcpt": ["450 greylisted"]}, Fate.RETRY, True),
    ({"rcpt": ["452 4.2.2 full"]}, Fate.RETRY, True),
    ({"rcpt": ["550 5.1.1 unknown"]}, Fate.REFUSED, True),
    ({"rcpt": ["554 blocked"]}, Fate.ACCOUNT, False),
    ({"rcpt": ["552 5.2.2 full"]}, Fate.RETRY, True),
    ({"rcpt": ["552 5.3.4 too big"]}, Fate.UNFIT, True),
    ({"rcpt": ["250 ok", "550 no copy for you"]}, Fate.SENT, True),
    ({"rcpt": ["421 too many"]}, Fate.ACCOUNT, False),
    ({"rcpt": ["250 ok", "421 too many"]}, Fate.ACCOUNT, False),
    ({"rcpt": DROP}, Fate.RETRY, False),
    ({"data": "451 later"}, Fate.RETRY, True),
    ({"data": "554 no"}, Fate.UNFIT, True),
    ({"data": "421 closing"}, Fate.ACCOUNT, False),
    ({"data": DROP}, Fate.RETRY, False),
    ({"body": "451 later"}, Fate.RETRY, True),
    ({"body": "552 too big"}, Fate.UNFIT, True),
    ({"body": "554 spam"}, Fate.UNFIT, True),
    ({"body": "550 5.1.1 unknown"}, Fate.REFUSED, True),
    ({"body": "550 5.7.26 unauthenticated"}, Fate.ACCOUNT, True),
    ({"body": "421 closing"}, Fate.ACCOUNT, False),
    ({"body": DROP}, Fate.UNCERTAIN, False),
    ({"body": STALL}, Fate.UNCERTAIN, False),
    ({"body": "rubbish"}, Fate.UNCERTAIN, False),
    ({"body": "354 again"}, Fate.UNCERTAIN, False),
    ({"data": "rubbish"}, Fate.RETRY, False),
]


@pytest.mark.parametrize(("says", "fate", "usable"), TABLE, ids=[str(row[0]) for row in TABLE])
async def test_each_answer_of_a_server_has_one_meaning(says: dict[str, str], fate: Fate, usable: bool) -> None:
    server = SmtpServer(dict(says))
    answer, session = await send_to(server)
    assert answer.fate is fate
    assert session.was_open is usable  # type: ignore[attr-defined]
    assert len(server.mails) == (1 if fate is Fate.SENT else 0)


async def test_the_body_arrives_as_it_was_with_its_dots_doubled() -> None:
    server = SmtpServer()
    await send_to(server)
    assert server.mails == [MAIL.replace(b"\r\n.p", b"\r\n..p") + b".\r\n"]


async def test_an_answer_that_is_not_utf8_can_be_stored() -> None:
    answer, _ = await send_to(SmtpServer({"body": "250 re\xe7u"}))
    assert answer.fate is Fate.SENT
    assert answer.text.encode("utf-8")
    assert clean("caf\udce9") == "caf\\udce9"


async def test_the_copy_is_addressed_in_the_same_transaction() -> None:
    server = SmtpServer()
    await send_to(server)
    assert [x for x in server.lines if x.startswith("RCPT")] == [
        "RCPT TO:<b@client.example>",
        "RCPT TO:<copie@creancier.example>",
    ]


async def test_a_mail_larger_than_the_server_takes_is_refused_before_it_is_sent() -> None:
    server = SmtpServer(extensions=("SIZE 10",))
    answer, _ = await send_to(server)
    assert answer.fate is Fate.UNFIT
    assert not any(line.startswith("MAIL") for line in server.lines)


async def test_one_mechanism_is_tried_once() -> None:
    server = SmtpServer({"auth": "535 5.7.8 wrong"}, extensions=("AUTH CRAM-MD5 PLAIN LOGIN",))
    with pytest.raises(AccountFault, match="refuses the login") as caught:
        await send_to(server, username="compta", password="faux")
    assert caught.value.permanent
    assert len([line for line in server.lines if line.startswith("AUTH")]) == 1


async def test_a_passing_login_failure_is_not_permanent() -> None:
    server = SmtpServer({"auth": "454 4.7.0 Temporary authentication failure"})
    with pytest.raises(AccountFault) as caught:
        await send_to(server, username="compta", password="x")
    assert not caught.value.permanent
    assert len([line for line in server.lines if line.startswith("AUTH")]) == 2, "once more, and no third time"


async def test_nothing_is_said_in_clear_when_starttls_is_stripped() -> None:
    server = SmtpServer()
    with pytest.raises(AccountFault, match=r"smtp\.security"):
        await send_to(server, username="compta", password="secret", security=Security.STARTTLS)
    assert not any("AUTH" in line for line in server.lines)


async def test_a_certificate_of_nobody_is_refused(tmp_path: object) -> None:
    authority = Authority(tmp_path / "ca")  # type: ignore[operator]
    certificate, key = authority.issue("localhost")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    server = SmtpServer(context=context)
    with pytest.raises(AccountFault, match="certificate") as caught:
        await send_to(server, security=Security.TLS)
    assert caught.value.permanent


async def test_a_server_that_is_not_there_is_weather() -> None:
    async with SmtpServer().running() as server:
        port = server.port
    session = Session(Account("127.0.0.1", port, Security.PLAIN))
    with pytest.raises(AccountFault, match="cannot be reached") as caught:
        await session.open()
    assert not caught.value.permanent


async def test_the_answer_to_the_last_byte_is_waited_for_longer_than_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who gives up before RFC 5321's ten minutes are over makes a second copy of what the server takes in the eleventh
    (4.5.3.2.6, RFC 1047)."""
    assert FINAL_DOT_TIMEOUT >= 600
    monkeypatch.setattr(smtp, "COMMAND_TIMEOUT", 0.2)
    slow = SmtpServer({"body": DRIP + "250 " + "x" * 600})
    async with slow.running():
        session = Session(account(slow))
        assert session.final_dot_timeout == FINAL_DOT_TIMEOUT
        await session.open()
        answer = await session.send("a@creancier.example", "b@client.example", MAIL)
        await session.quit()
    assert answer.fate is Fate.SENT


async def test_an_interrupted_send_closes_the_connection_and_knows_what_it_may_have_done() -> None:
    """A cancelled command would pair the next answer with the wrong mail."""
    for stage, lost in (("rcpt", Fate.RETRY), ("body", Fate.UNCERTAIN)):
        server = SmtpServer({stage: STALL})
        async with server.running():
            session = Session(account(server))
            await session.open()
            sending = asyncio.create_task(session.send("a@creancier.example", "b@client.example", MAIL))
            while not any(line.startswith("RCPT" if stage == "rcpt" else "DATA") for line in server.lines):
                await asyncio.sleep(0)
            while stage == "body" and session.if_lost is not Fate.UNCERTAIN:
                await asyncio.sleep(0)
            sending.cancel()
            with pytest.raises(asyncio.CancelledError):
                await sending
            assert not session.is_open
            assert session.if_lost is lost
