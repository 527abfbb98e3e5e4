"""Tokens: renewed ahead by one for all, kept so that none is lost, and never seen anywhere else."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from relanced.config.oauth import OAuth
from relanced.daemon.clock import RehearsedClock
from relanced.daemon.login.oauth import Access, Tokens
from relanced.daemon.login.token_endpoint import Unreachable
from relanced.daemon.sending.smtp import AccountFault
from tests.support.authority import Authority
from tests.support.oauth import DRIP, DROP, STALL, AuthServer, Said

START = datetime(2026, 12, 8, 9, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[AuthServer]:
    with AuthServer().running() as server:
        yield server


@pytest.fixture
def clock() -> RehearsedClock:
    return RehearsedClock(START)


def tokens_of(server: AuthServer, folder: Path, clock: RehearsedClock, secret: str = "", **more: Any) -> Tokens:
    section = {name: str(value) for name, value in server.section(**more).items()}
    return Tokens(OAuth.model_validate(section), secret, folder / "state", clock)


@pytest.fixture
def tokens(server: AuthServer, tmp_path: Path, clock: RehearsedClock) -> Tokens:
    """Somebody has signed in, just now."""
    tokens = tokens_of(server, tmp_path, clock)
    tokens.keep(server.grant())
    return tokens


def after(clock: RehearsedClock, share: float) -> None:
    """So much of an hour has passed since the sign-in."""
    clock.move_to(START + timedelta(hours=1) * share)


# -- renewing ---------------------------------------------------------------------------------------------------------


def test_a_token_serves_for_four_fifths_of_its_life_and_is_then_renewed(
    server: AuthServer, tokens: Tokens, clock: RehearsedClock
) -> None:
    first = tokens.access()
    assert (first.seconds, first.fresh) == (2880, False)
    after(clock, 0.79)
    again = tokens.access()
    assert again.seconds == pytest.approx(36)
    assert (again.token, server.renewals) == (first.token, 0)
    after(clock, 0.8)
    renewed = tokens.access()
    assert renewed.token != first.token
    assert (renewed.seconds, renewed.fresh, server.renewals) == (2880, True, 1)
    assert tokens.access() == Access(renewed.token, 2880, fresh=False)


def test_a_clock_that_was_set_back_does_not_lengthen_a_token_s_life(
    server: AuthServer, tokens: Tokens, clock: RehearsedClock
) -> None:
    clock.advance(timedelta(days=-1))
    assert tokens.access().fresh
    assert server.renewals == 1


def test_each_refresh_token_is_used_once_and_the_new_one_kept(
    server: AuthServer, tokens: Tokens, clock: RehearsedClock
) -> None:
    for _ in range(5):
        clock.advance(timedelta(hours=1))
        assert tokens.access().fresh
    used = [form["refresh_token"] for form in server.forms]
    assert len(set(used)) == 5


def test_a_provider_that_gives_no_new_refresh_token_lets_the_old_one_stand(
    server: AuthServer, tokens: Tokens, clock: RehearsedClock
) -> None:
    server.rotates = False
    server.says = [
        (200, {"access_token": "a2", "expires_in": 3600}),
        (200, {"access_token": "a3", "expires_in": "3600"}),
    ]
    for _ in range(2):
        clock.advance(timedelta(hours=1))
        tokens.access()
    first, second = server.forms
    assert first["refresh_token"] == second["refresh_token"]


def test_an_answer_that_does_not_say_how_long_it_holds_holds_an_hour(
    server: AuthServer, tokens: Tokens, clock: RehearsedClock
) -> None:
    after(clock, 1)
    server.says = [(200, {"access_token": "a2", "expires_in": None})]
    assert tokens.access().seconds == 2880


def test_threads_and_processes_renew_once_for_all(server: AuthServer, tmp_path: Path) -> None:
    """A provider that rotates takes the second use of a refresh token for theft, and ends the sign-in."""
    tokens = tokens_of(server, tmp_path, RehearsedClock(datetime.now(UTC) - timedelta(hours=2)))
    tokens.keep(server.grant())
    code = (
        "import json, sys; from pathlib import Path; from relanced.config.oauth import OAuth;"
        "from relanced.daemon.login.oauth import Tokens;"
        "print(Tokens(OAuth.model_validate(json.loads(sys.argv[1])), '', Path(sys.argv[2])).access().token)"
    )
    command = [sys.executable, "-c", code, json.dumps(server.section()), str(tmp_path / "state")]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    mine = tokens_of(server, tmp_path, RehearsedClock(datetime.now(UTC)))
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(mine.access().token)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found += [process.communicate(timeout=60)[0].strip() for process in processes]
    assert (len(found), len(set(found)), server.renewals) == (8, 1, 1)


def test_a_refused_token_is_renewed_unless_somebody_did_already(server: AuthServer, tokens: Tokens) -> None:
    old = tokens.access()
    new = tokens.access(refused=old.token)
    assert new.fresh
    assert tokens.access(refused=old.token) == Access(new.token, 2880, fresh=False)
    assert server.renewals == 1


# -- keeping ----------------------------------------------------------------------------------------------------------


def test_what_is_kept_is_for_its_owner_only(tokens: Tokens, clock: RehearsedClock) -> None:
    after(clock, 1)
    tokens.access()
    kept = list(tokens.file.path.parent.iterdir())
    assert sorted(path.name for path in kept) == ["oauth.json", "oauth.lock"]
    assert {path.stat().st_mode & 0o777 for path in kept} == {0o600}
    assert tokens.file.path.parent.stat().st_mode & 0o777 == 0o700


def test_the_file_is_replaced_as_a_whole(tokens: Tokens, clock: RehearsedClock) -> None:
    with tokens.file.path.open("rb") as old:
        before = old.read()
        after(clock, 1)
        tokens.access()
        old.seek(0)
        assert old.read() == before
    assert tokens.file.path.read_bytes() != before


def test_what_a_crash_left_is_no_obstacle(server: AuthServer, tokens: Tokens, clock: RehearsedClock) -> None:
    tokens.file.path.with_suffix(".new").write_text("half a tok")
    after(clock, 1)
    assert tokens.access().fresh
    assert not tokens.file.path.with_suffix(".new").exists()


def test_a_full_disk_is_noticed_before_the_refresh_token_is_spent(
    server: AuthServer, tokens: Tokens, clock: RehearsedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    after(clock, 1)
    with monkeypatch.context() as patch:

        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        patch.setattr(os, "posix_fallocate", full)
        with pytest.raises(AccountFault, match="No space left") as caught:
            tokens.access()
    assert not caught.value.permanent
    assert server.forms == []
    assert tokens.access().fresh


def test_a_process_that_holds_the_lock_for_ever_is_weather(tokens: Tokens, tmp_path: Path) -> None:
    tokens.timeout = 0.1
    with tokens.file.locked(1), pytest.raises(AccountFault, match="another process") as caught:
        tokens.access()
    assert not caught.value.permanent


@pytest.mark.parametrize("kept", [b"", b"{}", b"[]", b"\xff", b'{"client": 1}', b"null"])
def test_a_file_that_is_not_ours_asks_for_a_sign_in(tokens: Tokens, kept: bytes) -> None:
    tokens.file.path.write_bytes(kept)
    with pytest.raises(AccountFault, match="relanced check --login") as caught:
        tokens.access()
    assert caught.value.permanent


def test_the_sign_in_of_another_application_is_not_used(
    server: AuthServer, tokens: Tokens, tmp_path: Path, clock: RehearsedClock
) -> None:
    other = tokens_of(server, tmp_path, clock, client_id="another")
    with pytest.raises(AccountFault, match="nobody has signed in"):
        other.access()


# -- a provider that does not answer ----------------------------------------------------------------------------------


def test_while_the_endpoint_is_away_the_old_token_serves_to_its_end(
    server: AuthServer, tokens: Tokens, clock: RehearsedClock
) -> None:
    old = tokens.access()
    server.stop()
    after(clock, 0.9)
    with capture_logs() as logs:
        assert tokens.access() == Access(old.token, 300, fresh=False)
    assert [(row["event"], row["log_level"]) for row in logs] == [("token_not_renewed", "warning")]
    after(clock, 0.99)
    assert tokens.access().seconds == pytest.approx(36)
    after(clock, 1)
    with pytest.raises(AccountFault, match="cannot be renewed") as caught:
        tokens.access()
    assert not caught.value.permanent
    server.start()
    assert tokens.access().fresh


DEEP = b"[" * 60_000
WEATHER: list[Said] = [
    (500, {"error": "invalid_grant"}),
    (503, b"<html>busy</html>"),
    (429, b"slow"),
    (400, b""),
    (400, {"error": "temporarily_unavailable"}),
    (400, {"error": "server_error"}),
    (400, {"error": {"code": 1}}),
    (400, {"error": "Some\nnew\x1b[31mword"}),
    (400, {"error": "a_word_that_no_standard_knows"}),
    (400, {}),
    (400, [1]),
    (200, b"<html>welcome to our network, please log in</html>"),
    (200, {}),
    (200, {"access_token": 5, "refresh_token": 6}),
    (200, DEEP),
    (200, b"\xff\xfe{}"),
    (200, b'{"access_token": "' + b"a" * 100_000 + b'"}'),
    (302, "http://127.0.0.1:1/"),
    (204, b""),
    STALL,
    DRIP,
    DROP,
]


@pytest.mark.parametrize("said", WEATHER, ids=lambda said: str(said)[:40])
def test_whatever_else_an_endpoint_answers_is_weather(
    server: AuthServer, tokens: Tokens, clock: RehearsedClock, said: Said
) -> None:
    after(clock, 1)
    tokens.timeout = 0.5
    server.says = [said]
    with pytest.raises(AccountFault) as caught:
        tokens.access()
    assert not caught.value.permanent
    assert str(caught.value).isprintable()
    tokens.timeout = 10
    assert tokens.access().fresh, "and the refresh token is still there"


@pytest.mark.parametrize(
    ("error", "hint"),
    [
        ("invalid_grant", "relanced check --login"),
        ("interaction_required", "relanced check --login"),
        ("invalid_client", r"oauth\.client_id"),
        ("unauthorized_client", r"oauth\.client_id"),
        ("invalid_scope", r"oauth\.scope"),
    ],
)
def test_a_refusal_is_permanent_and_says_what_to_do(
    server: AuthServer, tokens: Tokens, clock: RehearsedClock, error: str, hint: str
) -> None:
    after(clock, 1)
    server.says = [
        (401 if error == "invalid_client" else 400, {"error": error, "error_description": "AADSTS7000\r\nTrace"})
    ]
    with pytest.raises(AccountFault, match=f"{error}: AADSTS7000 Trace.*{hint}") as caught:
        tokens.access()
    assert caught.value.permanent


def test_a_certificate_of_nobody_is_not_given_the_refresh_token(tmp_path: Path, clock: RehearsedClock) -> None:
    authority = Authority(tmp_path / "ca")
    with AuthServer(context=authority.server()).running() as server:
        stranger, known = (
            tokens_of(server, tmp_path, clock, **more) for more in ({}, {"ca_file": str(authority.certificate)})
        )
        stranger.keep(server.grant())
        clock.advance(timedelta(hours=1))
        with pytest.raises(AccountFault, match="CERTIFICATE_VERIFY_FAILED"):
            stranger.access()
        assert server.forms == []
        assert known.access().fresh


def test_a_sign_in_that_ends_within_a_week_is_announced(
    server: AuthServer, tokens: Tokens, clock: RehearsedClock
) -> None:
    for days, announced in ((90, False), (6, True)):
        server.more = {"refresh_token_expires_in": days * 86_400}
        clock.advance(timedelta(hours=1))
        with capture_logs() as logs:
            tokens.access()
        assert ("sign_in_ends" in [row["event"] for row in logs]) is announced


# -- nothing is seen --------------------------------------------------------------------------------------------------


def test_no_secret_is_in_what_is_raised_logged_or_printed(
    server: AuthServer, tmp_path: Path, clock: RehearsedClock
) -> None:
    """Not even when the endpoint repeats what it was told."""
    tokens = tokens_of(server, tmp_path, clock, secret="s3cret-of-the-app")
    tokens.keep(server.grant())
    seen: list[str] = [repr(tokens.grant()), repr(tokens.access()), repr(tokens)]
    clock.advance(timedelta(hours=1))
    grant = tokens.grant()
    assert grant
    echo = f"bad {grant.refresh_token} of s3cret-of-the-app"
    said: list[Said] = [
        (400, {"error": "invalid_grant", "error_description": echo}),
        (500, {"error_description": echo}),
        (200, {"refresh_token": grant.refresh_token}),
        STALL,
        DROP,
    ]
    tokens.timeout = 0.5
    with capture_logs() as logs:
        for answer in said:
            server.says = [answer]
            with pytest.raises(AccountFault) as caught:
                tokens.access()
            seen += [str(error) + repr(error) for error in chain(caught.value)]
        tokens.timeout = 10
        tokens.access()
    seen += [str(row) for row in logs]
    assert server.forms[0]["client_secret"] == "s3cret-of-the-app"
    assert len(seen) > 10
    for secret in (*server.given, "s3cret-of-the-app"):
        assert not any(secret in text for text in seen)


def chain(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__ or error.__context__


def test_what_is_asked_is_told_to_nobody_else(server: AuthServer, tokens: Tokens) -> None:
    """A redirection would carry the refresh token to another host."""
    with AuthServer().running() as other:
        for status in (301, 302, 303, 307, 308):
            server.says = [(status, other.url("token"))]
            with pytest.raises(Unreachable):
                tokens.ask(server.url("token"), grant_type="refresh_token", refresh_token="x")
        assert (len(server.forms), other.forms) == (5, [])
