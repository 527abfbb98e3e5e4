"""Signing in, once, by the owner."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from relanced.config.oauth import OAuth
from relanced.daemon.clock import RehearsedClock
from relanced.daemon.login.oauth import Tokens
from relanced.daemon.login.sign_in import sign_in
from relanced.errors import EdgeError
from tests.support.commands import COMPANY, Said, Shell
from tests.support.hosts import COMPTA
from tests.support.oauth import DROP, AuthServer

PENDING, SLOW = (400, {"error": "authorization_pending"}), (400, {"error": "slow_down"})


@pytest.fixture
def server() -> Iterator[AuthServer]:
    with AuthServer().running() as server:
        yield server


def tokens_of(server: AuthServer, folder: Path, **more: Any) -> Tokens:
    section = {name: str(value) for name, value in server.section(**more).items()}
    return Tokens(
        OAuth.model_validate(section), "", folder / "state", RehearsedClock(datetime(2026, 12, 8, tzinfo=UTC))
    )


class Owner:
    """Reads what is said, signs in by the browser, and answers; `pauses` is how long the program waited each time."""

    def __init__(self, server: AuthServer) -> None:
        self.server = server
        self.told: list[str] = []
        self.pauses: list[float] = []

    def address(self) -> str:
        return next(line for text in self.told for line in text.splitlines() if line.startswith("http"))

    def pasted(self) -> str:
        return self.server.visit(self.address()) + "\n"

    def signs_in(self, tokens: Tokens, **instead: Any) -> None:
        sign_in(tokens, COMPTA, self.told.append, instead.get("hear", self.pasted), self.pauses.append)


# -- with a code ------------------------------------------------------------------------------------------------------


def test_the_code_is_shown_and_the_provider_asked_as_often_as_it_allows(server: AuthServer, tmp_path: Path) -> None:
    owner, tokens = Owner(server), tokens_of(server, tmp_path)
    server.says = [PENDING, SLOW, PENDING, DROP, PENDING]
    owner.signs_in(tokens)
    assert owner.pauses == [1, 1, 6, 6, 12, 12], "slow_down adds five seconds, no answer doubles (RFC 8628 3.5)"
    assert owner.told == [
        f"Open {server.url('activate')} in any browser, sign in as {COMPTA}, and enter the code ABCD-EFGH"
    ]
    assert tokens.access().token in server.given


@pytest.mark.parametrize(
    ("error", "hint"),
    [("access_denied", "said no"), ("expired_token", "took too long"), ("invalid_client", "client_id")],
)
def test_a_sign_in_that_fails_says_why_and_keeps_nothing(
    server: AuthServer, tmp_path: Path, error: str, hint: str
) -> None:
    server.says = [PENDING, (400, {"error": error})]
    tokens = tokens_of(server, tmp_path)
    with pytest.raises(EdgeError, match=f"{error}.*{hint}"):
        Owner(server).signs_in(tokens)
    assert tokens.grant() is None


def test_nobody_waits_for_ever(server: AuthServer, tmp_path: Path) -> None:
    server.approved = False
    owner = Owner(server)
    with pytest.raises(EdgeError, match="took too long"):
        owner.signs_in(tokens_of(server, tmp_path))
    assert sum(owner.pauses) == 900


def test_a_token_that_could_not_be_renewed_is_not_taken_for_a_sign_in(server: AuthServer, tmp_path: Path) -> None:
    """Google gives none to who does not ask for access offline, Microsoft none without offline_access."""
    server.says = [(200, {"access_token": "a", "expires_in": 3600})]
    with pytest.raises(EdgeError, match="none that can be renewed"):
        Owner(server).signs_in(tokens_of(server, tmp_path))


def test_an_endpoint_that_is_not_there_is_said(server: AuthServer, tmp_path: Path) -> None:
    server.stop()
    with pytest.raises(EdgeError, match="Connection refused"):
        Owner(server).signs_in(tokens_of(server, tmp_path))


# -- with an address --------------------------------------------------------------------------------------------------


def by_address(server: AuthServer, folder: Path) -> Tokens:
    return tokens_of(server, folder, auth_url=server.url("authorize?access_type=offline"), flow="code")


def test_the_address_pasted_back_signs_in(server: AuthServer, tmp_path: Path) -> None:
    owner, tokens = Owner(server), by_address(server, tmp_path)
    owner.signs_in(tokens)
    assert tokens.access().token in server.given
    asked = {name: values[0] for name, values in parse_qs(urlsplit(owner.address()).query).items()}
    assert (asked["access_type"], asked["login_hint"], asked["scope"]) == ("offline", COMPTA, "imap smtp")
    assert asked["redirect_uri"] == server.forms[0]["redirect_uri"] == "http://localhost"


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        ("", "not the address of that page"),
        ("4/0AfJohXmQ", "not the address of that page"),
        ("http://localhost/?code=abc&state=of-somebody-else", "not the address of that page"),
        ("https://[broken", "not the address of that page"),
        (
            "http://localhost/?error=access_denied&error_description=The+admin%1b%5bm+must&state=",
            "access_denied: The admin",
        ),
    ],
)
def test_anything_else_pasted_is_refused(server: AuthServer, tmp_path: Path, pasted: str, words: str) -> None:
    """A code of somebody else's sign-in would have relanced read somebody else's mailbox."""
    owner = Owner(server)

    def hear() -> str:
        state = parse_qs(urlsplit(owner.address()).query)["state"][0]
        return pasted + (state if pasted.endswith("state=") else "")

    tokens = by_address(server, tmp_path)
    with pytest.raises(EdgeError, match=words) as caught:
        owner.signs_in(tokens, hear=hear)
    assert "\x1b" not in str(caught.value)
    assert server.forms == []
    assert tokens.grant() is None


# -- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def shell(server: AuthServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    section = yaml.safe_dump({"oauth": server.section(), "mailbox": {"host": "imap.example", "username": COMPTA}})
    return Shell(tmp_path, capsys, COMPANY + section)


def test_the_command_signs_in_and_says_so(server: AuthServer, shell: Shell) -> None:
    assert "note: nobody has signed in at custom yet: relanced check --login" in shell("check").out
    said = shell("check", "--login", "--json")
    assert (said.code, said.object["faults"]) == (0, [])
    assert "enter the code ABCD-EFGH" in said.err
    assert "Signed in" in said.err
    assert "signed in" not in shell("check").out
    nothing_secret_is_said(server, said)


def nothing_secret_is_said(server: AuthServer, said: Said) -> None:
    assert len(server.given) >= 3
    assert not any(secret in said.out + said.err for secret in server.given)


def test_the_end_of_a_sign_in_is_said_when_it_is_known(server: AuthServer, shell: Shell) -> None:
    server.more = {"refresh_expires_in": 90 * 86_400}
    shell("check", "--login")
    assert "note: the sign-in at custom ends on 20" in shell("check").out


def test_signing_in_without_oauth_is_a_bad_configuration(shell: Shell) -> None:
    shell.write("config.yaml", COMPANY)
    said = shell("check", "--login")
    assert (said.code, said.err.partition(":")[0]) == (78, "oauth")
    server = "{host: imap.example, password: {value: x}}"
    shell.write("config.yaml", COMPANY + f"mailbox: {server}\n")
    said = shell("check", "--login")
    assert (said.code, said.err.partition(":")[0]) == (78, "oauth")


def test_oauth_beside_passwords_is_said_to_be_of_no_use(server: AuthServer, shell: Shell) -> None:
    section = {"oauth": server.section(), "mailbox": {"host": "imap.example", "password": {"value": "x"}}}
    shell.write("config.yaml", COMPANY + yaml.safe_dump(section))
    assert "note: oauth is set and not used" in shell("check").out


def test_a_refused_sign_in_is_one_line_and_69(server: AuthServer, shell: Shell) -> None:
    server.says = [(400, {"error": "access_denied"})]
    said = shell("check", "--login")
    assert said.code == 69
    assert said.err.splitlines()[-1].startswith("custom: access_denied (whoever signed in said no")
