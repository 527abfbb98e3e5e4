"""Logging in with tokens: a provider of them, a real Dovecot that asks it, a real Postfix that asks Dovecot."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import threading
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from relanced.daemon.clock import RehearsedClock
from relanced.daemon.login.accounts import mailbox_account, smtp_account, tokens
from relanced.daemon.mailbox.imap import Mailbox
from relanced.daemon.mailbox.listener import Listener
from relanced.daemon.sending.outbox import Sender
from relanced.daemon.sending.smtp import Account, AccountFault, Fate, Security, Session
from relanced.store.schema import mails
from tests.daemon.test_outbox import NOW, look, overdue
from tests.support.app import app_on
from tests.support.commands import Shell
from tests.support.company import Company, bill, settings_text
from tests.support.hosts import ACHATS, COMPTA, PROGRAMS, Hosts
from tests.support.needs import need
from tests.support.oauth import AuthServer, running_oauth_hosts
from tests.support.processes import PATIENCE
from tests.support.smtp_server import SmtpServer


@pytest.fixture(scope="module")
def provider() -> Iterator[tuple[AuthServer, Hosts]]:
    need(PROGRAMS, root=True)
    with AuthServer().running() as server, running_oauth_hosts(server) as hosts:
        yield server, hosts


@pytest.fixture
def server(provider: tuple[AuthServer, Hosts]) -> AuthServer:
    provider[0].forget()
    return provider[0]


@pytest.fixture
def hosts(provider: tuple[AuthServer, Hosts]) -> Hosts:
    provider[1].creditor.heal()
    return provider[1]


@pytest.fixture
def company(server: AuthServer, hosts: Hosts, tmp_path: Path) -> Iterator[Company]:
    """A company without a password, whose owner has signed in."""
    company = Company.on(hosts, tmp_path, **without_passwords(server))
    tokens(company.app.settings, {}).keep(server.grant())
    yield company
    company.close()


def without_passwords(server: AuthServer) -> dict[str, Any]:
    return {"mailbox__password": None, "smtp__password": None, "oauth": server.section()}


def mailbox(company: Company) -> Mailbox:
    return Mailbox(mailbox_account(company.app.settings, {}))


def session(company: Company) -> Session:
    return Session(smtp_account(company.app.settings, {}))


def log_in_to_both(company: Company) -> None:
    box = mailbox(company)
    box.open()
    box.noop()
    box.close()

    async def smtp() -> None:
        submission = session(company)
        await submission.open()
        await submission.quit()

    asyncio.run(smtp())


def test_one_sign_in_opens_both_servers(server: AuthServer, company: Company) -> None:
    log_in_to_both(company)
    assert server.renewals == 0


def test_a_token_that_is_over_is_renewed_before_it_is_shown(server: AuthServer, company: Company) -> None:
    server.life = 0
    tokens(company.app.settings, {}).keep(server.grant())
    server.life = 3600
    log_in_to_both(company)
    assert server.renewals == 1


@pytest.mark.parametrize("which", ["mailbox", "smtp"])
def test_a_token_that_the_server_does_not_take_any_more_is_renewed_once_on_the_spot(
    server: AuthServer, company: Company, hosts: Hosts, which: str
) -> None:
    server.revoke_access()
    if which == "mailbox":
        box = mailbox(company)
        box.open()
        box.close()
    else:
        asyncio.run(open_and_quit(company))
    assert server.renewals == 1


async def open_and_quit(company: Company) -> None:
    submission = session(company)
    await submission.open()
    await submission.quit()


def test_a_fresh_token_that_is_refused_is_permanent_and_gives_the_server_s_reason(
    server: AuthServer, company: Company
) -> None:
    server.believes = False
    with pytest.raises(AccountFault, match=r"refuses the login of compta@.*status=.*sign in again") as caught:
        mailbox(company).open()
    assert caught.value.permanent
    server.revoke_access()
    with pytest.raises(AccountFault, match=r"refuses the login of compta@.*535.*sign in again") as caught:
        asyncio.run(session(company).open())
    assert caught.value.permanent
    assert server.renewals == 2, "one each, and no more than one"
    assert not any(secret in str(caught.value) for secret in server.given)


def test_another_user_s_token_opens_nothing(server: AuthServer, company: Company) -> None:
    """Signed in as somebody else, by mistake."""
    server.user = ACHATS
    with pytest.raises(AccountFault, match=r"check mailbox\.username") as caught:
        mailbox(company).open()
    assert caught.value.permanent


def test_a_server_that_cannot_ask_the_provider_is_weather_and_costs_no_renewal(
    server: AuthServer, company: Company
) -> None:
    server.stop()
    with pytest.raises(AccountFault, match="UNAVAILABLE") as caught:
        mailbox(company).open()
    assert not caught.value.permanent
    # Postfix makes 535 of it, as of a token that is refused; the provider is then asked for another, and is away too
    with pytest.raises(AccountFault, match="cannot be renewed") as caught:
        asyncio.run(session(company).open())
    assert not caught.value.permanent
    server.start()
    log_in_to_both(company)
    assert server.renewals == 0


# -- the daemon's parts -----------------------------------------------------------------------------------------------


@contextlib.contextmanager
def listening(company: Company) -> Iterator[tuple[Listener, threading.Semaphore]]:
    rung = threading.Semaphore(0)
    listener = Listener(company.app, mailbox_account(company.app.settings, {}), rung.release, lambda: None)
    thread = threading.Thread(target=listener.run)
    thread.start()
    try:
        yield listener, rung
    finally:
        listener.stop()
        thread.join(30)
        assert not thread.is_alive()


def test_the_listener_logs_in_anew_before_its_token_ends_and_calls_it_no_error(
    server: AuthServer, company: Company, hosts: Hosts
) -> None:
    server.life = 3
    tokens(company.app.settings, {}).keep(server.grant())
    with capture_logs() as logs, listening(company) as (_, rung):
        assert rung.acquire(timeout=PATIENCE)
        for number in range(3):
            opened = count(logs, "mailbox_open")
            while count(logs, "mailbox_open") == opened:
                assert rung.acquire(timeout=PATIENCE)
            hosts.append(COMPTA, letter(f"m{number}"))
            while count(logs, "mails_stored") <= number:
                assert rung.acquire(timeout=PATIENCE)
    assert server.renewals >= 3
    assert {row["log_level"] for row in logs} == {"info"}
    assert stored(company) == ["m0", "m1", "m2"]


def count(logs: list[Any], event: str) -> int:
    return sum(row["event"] == event for row in logs)


def letter(subject: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = ACHATS, COMPTA, subject, f"<{subject}@x.example>"
    mail.set_content("Bonjour")
    return mail


def stored(company: Company) -> list[str]:
    with company.app.store.begin() as connection:
        rows = connection.execute(mails.select().order_by(mails.c.id)).all()
    return [row.raw.split(b"Subject: ")[1].split(b"\r\n")[0].decode() for row in rows]


def test_a_sign_in_that_is_over_stops_the_listener_s_tries_and_says_what_to_do(
    server: AuthServer, company: Company
) -> None:
    server.life = 0
    tokens(company.app.settings, {}).keep(server.grant())
    server.revoke_sign_in()
    with capture_logs() as logs, listening(company) as (listener, _):
        assert listener.scanned.wait(PATIENCE)
        assert "invalid_grant" in listener.fault
        assert "relanced check --login" in listener.fault
    assert [row["event"] for row in logs if row["log_level"] == "error"] == ["mailbox_refused"]
    assert server.renewals == 1


def test_a_pass_reads_and_sends_and_leaves_no_token_anywhere(
    server: AuthServer, company: Company, hosts: Hosts, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Not in the logs, the store, or what is sent."""
    server.life = 0
    tokens(company.app.settings, {}).keep(server.grant())
    server.life = 3600
    company.invoice("Client un", ACHATS, bill("F-1", date(2026, 11, 20)))
    with capture_logs() as logs:
        done = company.on_day(date(2026, 12, 1))
        hosts.send(ACHATS, COMPTA, letter("reponse"))
        hosts.wait_until(COMPTA, lambda mails: any(b"reponse" in mail for mail in mails))
        again = company.on_day(date(2026, 12, 2))
    assert (done.sent, done.errors, again.read, again.errors) == (1, [], 1, [])
    assert server.renewals == 1
    company.close()
    printed = capfd.readouterr()
    seen = [str(logs).encode(), printed.out.encode(), printed.err.encode(), *hosts.wait_for_mails(ACHATS)]
    state = tmp_path / "state"
    seen += [path.read_bytes() for path in state.rglob("*") if path.is_file() and path.name != "oauth.json"]
    assert any(b"SQLite format 3" in data for data in seen)
    assert len(server.given) >= 6
    for secret in server.given:
        assert not any(secret.encode() in data for data in seen)
    assert server.given[-1] in (state / "oauth.json").read_text(), "the scan would find it where it is"


def test_check_logs_in_with_tokens_and_explains_what_is_wrong(
    server: AuthServer, hosts: Hosts, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = Shell(tmp_path, capsys, settings_text(hosts, tmp_path, **without_passwords(server)))
    said = shell("check", "--connect")
    assert said.code == 69
    assert said.err.count("nobody has signed in yet (relanced check --login") == 2
    said = shell("check", "--login", "--connect")
    assert said.code == 0, said.err
    assert said.out.count("logged in") == 2
    server.user = ACHATS
    said = shell("check", "--connect")
    assert "the login is refused (check mailbox.username, or relanced check --login" in said.err
    assert "the login is refused (check smtp.username, or relanced check --login" in said.err
    shutil.rmtree(tmp_path / "state")


# -- what Microsoft says ----------------------------------------------------------------------------------------------

NO_PASSWORDS = [
    {"auth": "535 5.7.139 Authentication unsuccessful, basic authentication is disabled. [PAZP264CA0001 {n}]"},
    {"auth": "550 5.7.30 Basic authentication is not supported for Client Submission. [PAZP264CA0001 {n}]"},
    {"mail": "550 5.7.30 Basic authentication is not supported for Client Submission. [PAZP264CA0001 {n}]"},
]


@pytest.mark.parametrize("says", NO_PASSWORDS[:2], ids=["535 5.7.139", "550 5.7.30"])
async def test_an_account_that_takes_no_password_any_more_is_a_fault_of_the_settings(says: dict[str, str]) -> None:
    async with SmtpServer(dict(says)).running() as smtp:
        account = Account("127.0.0.1", smtp.port, Security.PLAIN, "compta", "password")
        with pytest.raises(AccountFault, match=r"oauth takes the place of smtp\.password") as caught:
            await Session(account).open()
    assert caught.value.permanent


async def test_the_client_s_address_is_not_blamed_for_it() -> None:
    async with SmtpServer(dict(NO_PASSWORDS[2])).running() as smtp:
        submission = Session(Account("127.0.0.1", smtp.port, Security.PLAIN))
        await submission.open()
        answer = await submission.send("a@creancier.example", "b@client.example", b"Subject: x\r\n\r\nx")
        assert answer.fate is Fate.ACCOUNT
        assert not submission.is_open


async def test_it_is_an_error_once_however_long_it_lasts(tmp_path: Path) -> None:
    answers: list[str] = [NO_PASSWORDS[2]["mail"].format(n=n) for n in range(9)]
    async with SmtpServer({"mail": answers}).running() as smtp:
        app = app_on(tmp_path, NOW, smtp_port=smtp.port)
        assert isinstance(app.clock, RehearsedClock)
        overdue(app)
        sender = Sender(app, "me")
        with capture_logs() as logs:
            for _ in range(3):
                await sender.send_due()
                app.clock.advance(sender.breaker.pause)
                look(app)
        app.store.close()
    paused = [row["log_level"] for row in logs if row["event"] == "sending_paused"]
    assert paused == ["error", "info", "info"]


async def test_a_server_without_xoauth2_is_not_the_provider_s(server: AuthServer, company: Company) -> None:
    async with SmtpServer().running() as smtp:
        source = tokens(company.app.settings, {})
        account = Account("127.0.0.1", smtp.port, Security.PLAIN, COMPTA, tokens=source)
        with pytest.raises(AccountFault, match="XOAUTH2 is not offered") as caught:
            await Session(account).open()
        assert caught.value.permanent
        assert not any("AUTH" in line for line in smtp.lines)
