"""The tokens with which both servers are logged in to: renewed ahead of their end, by one process for all."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from relanced.config.oauth import OAuth
from relanced.daemon.clock import Clock, SystemClock
from relanced.daemon.login.token_endpoint import TIMEOUT, Refused, Unreachable, ask
from relanced.daemon.login.token_file import Grant, TokenFile
from relanced.daemon.sending.smtp import AccountFault

log = structlog.get_logger()

# Servers end a session with its token: it is renewed while the old one still holds.
RENEW_AFTER = 0.8
# RFC 6749 5.1 only recommends saying it; an hour is what Google and Microsoft give.
USUAL_LIFE = 3600
# How long an old token that could not be renewed is relied upon before the endpoint is asked again.
MAKESHIFT = 300.0
WARN_BEFORE = timedelta(days=7)
SIGN_IN = "check it by signing in again: relanced check --login"
APPLICATION = "check oauth.client_id, oauth.client_secret and oauth.provider"
# What the endpoint's refusals ask of the owner; any other word is as good as weather.
REFUSALS = {
    "invalid_grant": SIGN_IN,
    "interaction_required": SIGN_IN,
    "consent_required": SIGN_IN,
    "login_required": SIGN_IN,
    "invalid_client": APPLICATION,
    "unauthorized_client": APPLICATION,
    "unsupported_grant_type": APPLICATION,
    "invalid_request": APPLICATION,
    "invalid_scope": "check oauth.scope",
}


@dataclass(frozen=True, slots=True)
class Access:
    """A token to log in with. `seconds`: how long a session may last on it before it is opened anew. `fresh`: it was
    given just now, so that a server that refuses it has another reason than its age."""

    token: str = field(repr=False)
    seconds: float
    fresh: bool


class Tokens:
    """Knows no token itself: they are in the file, which all threads and processes share."""

    def __init__(self, oauth: OAuth, secret: str, directory: Path, clock: Clock | None = None) -> None:
        self.oauth = oauth
        self.endpoints = oauth.endpoints()
        self.file = TokenFile(directory)
        self.timeout = TIMEOUT
        self.clock = clock or SystemClock()  # a rehearsed day does not change when the provider's tokens end
        self.ca_file = str(oauth.ca_file) if oauth.ca_file else None
        self._client = {"client_id": oauth.client_id} | ({"client_secret": secret} if secret else {})

    @property
    def name(self) -> str:
        """Who signs in where; of a grant that says otherwise nothing is believed."""
        return f"{self.oauth.client_id} at {self.endpoints.token_url}"

    def grant(self) -> Grant | None:
        """What the sign-in gave, if somebody has signed in. Raises OSError."""
        grant = self.file.read()
        return grant if grant and grant.client == self.name else None

    def ask(self, url: str, **form: str) -> dict[str, Any]:
        """As the registered application. Raises Unreachable and Refused."""
        return ask(url, self._client | form, self.ca_file, self.timeout)

    def access(self, refused: str = "") -> Access:
        """A token that holds; another one than `refused`. Blocks: a minute at most, when the endpoint is slow for two.

        Raises AccountFault: permanent when somebody must sign in, or when the settings are wrong.
        """
        try:
            with self.file.locked(self.timeout):
                return self._access(refused)
        except OSError as error:
            raise AccountFault(
                f"{self.file.path} cannot be used: {error.strerror or error}; check the folder and its disk",
                permanent=False,
            ) from error

    def _access(self, refused: str) -> Access:
        grant = self.grant()
        if grant is None:
            raise AccountFault(f"nobody has signed in at {self.oauth.provider}; {SIGN_IN}", permanent=True)
        now = self.clock.now()
        usable = grant.access_token != refused and grant.obtained_at <= now < grant.expires_at
        if usable and (left := _renew_at(grant) - now) > timedelta():
            return Access(grant.access_token, left.total_seconds(), fresh=False)
        try:
            grant = self._renew(grant)
        except Unreachable as error:
            if not usable:
                raise AccountFault(f"the token cannot be renewed: {error}", permanent=False) from error
            log.warning("token_not_renewed", fault=str(error), holds_until=str(grant.expires_at))
            left = grant.expires_at - now
            return Access(grant.access_token, min(left.total_seconds(), MAKESHIFT), fresh=False)
        return Access(grant.access_token, (_renew_at(grant) - grant.obtained_at).total_seconds(), fresh=True)

    def _renew(self, old: Grant) -> Grant:
        with self.file.replacing() as keep:
            try:
                answer = self.ask(self.endpoints.token_url, grant_type="refresh_token", refresh_token=old.refresh_token)
            except Refused as error:
                raise _refusal(self.oauth, error) from error
            grant = self.granted(answer, old)
            keep(grant)
        log.info("token_renewed", until=str(grant.expires_at))
        if grant.signed_in_until and grant.signed_in_until - grant.obtained_at < WARN_BEFORE:
            log.warning("sign_in_ends", at=str(grant.signed_in_until), hint="relanced check --login")
        return grant

    def keep(self, answer: dict[str, Any]) -> Grant:
        """Somebody has signed in. Raises Unreachable when the answer is no grant, OSError, TimeoutError."""
        grant = self.granted(answer)
        with self.file.locked(self.timeout), self.file.replacing() as keep:
            keep(grant)
        return grant

    def granted(self, answer: dict[str, Any], old: Grant | None = None) -> Grant:
        """A provider that gives no new refresh token lets the old one stand (RFC 6749 6)."""
        access, refresh = answer.get("access_token"), answer.get("refresh_token") or (old and old.refresh_token)
        if not (isinstance(access, str) and isinstance(refresh, str) and access and refresh):
            raise Unreachable("the provider gave no token, or none that can be renewed")
        now = self.clock.now()
        ends = seconds(answer.get("refresh_token_expires_in", answer.get("refresh_expires_in")), 0)
        until = now + timedelta(seconds=ends) if ends else old.signed_in_until if old else None
        life = timedelta(seconds=seconds(answer.get("expires_in"), USUAL_LIFE))
        return Grant(self.name, refresh, access, now, now + life, until)


def _renew_at(grant: Grant) -> datetime:
    return grant.obtained_at + (grant.expires_at - grant.obtained_at) * RENEW_AFTER


def seconds(value: Any, usual: int) -> int:
    """What an endpoint says of a time. Numbers come as texts from some; a year is as good as ever."""
    text = str(value).partition(".")[0]
    return min(int(text), 31_536_000) if text.isascii() and text.isdigit() and len(text) < 12 else usual


def _refusal(oauth: OAuth, error: Refused) -> AccountFault:
    hint = REFUSALS.get(error.error)
    tail = f"; {hint}" if hint else ""
    return AccountFault(f"{oauth.provider} does not renew the token: {error}{tail}", permanent=hint is not None)
