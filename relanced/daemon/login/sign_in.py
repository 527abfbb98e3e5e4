"""Signing in, by the owner: a code typed on any device (RFC 8628), or an address pasted back (RFC 8252, RFC 7636)."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode

from relanced.config.fields import CONTROL
from relanced.config.oauth import Flow
from relanced.daemon.login.oauth import APPLICATION, Tokens, seconds
from relanced.daemon.login.token_endpoint import Refused, Unreachable
from relanced.daemon.login.token_file import Grant
from relanced.errors import EdgeError

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
# Nothing listens there, so that the browser is left with the address, which is what is wanted: it is not on this
# machine as a rule. Google and Microsoft know desktop applications by it, with any port or none.
REDIRECT = "http://localhost"
USUAL_INTERVAL, USUAL_PATIENCE = 5, 900
SLOWER = 5
LONGEST_INTERVAL = 60
HINTS = {
    "access_denied": "whoever signed in said no, or an administrator must allow it first",
    "authorization_declined": "whoever signed in said no",
    "expired_token": "it took too long; once more: relanced check --login",
    "invalid_grant": "once more: relanced check --login",
    "invalid_client": APPLICATION,
    "unauthorized_client": f"{APPLICATION}, and that the application may use this flow",
    "invalid_scope": "check oauth.scope, and what the application may ask for",
}

Tell = Callable[[str], None]


def sign_in(
    tokens: Tokens, username: str, tell: Tell, hear: Callable[[], str], pause: Callable[[float], None] = time.sleep
) -> Grant:
    """`tell` shows a line to the owner, `hear` waits for one of his. Raises EdgeError."""
    try:
        device = tokens.oauth.signs_in_by is Flow.DEVICE
        answer = _by_device(tokens, username, tell, pause) if device else _by_code(tokens, username, tell, hear)
        return tokens.keep(answer)
    except Refused as error:
        hint = HINTS.get(error.error)
        raise EdgeError(f"{tokens.oauth.provider}: {error}" + (f" ({hint})" if hint else ""), permanent=True) from error
    except (Unreachable, OSError) as error:
        raise EdgeError(f"{tokens.oauth.provider}: {error}") from error


# -- with a code ------------------------------------------------------------------------------------------------------


def _by_device(tokens: Tokens, username: str, tell: Tell, pause: Callable[[float], None]) -> dict[str, Any]:
    scope = {"scope": tokens.endpoints.scope} if tokens.endpoints.scope else {}
    started = tokens.ask(tokens.endpoints.device_url or "", **scope)
    address, code, device_code = (started.get(name) for name in ("verification_uri", "user_code", "device_code"))
    if not (isinstance(address, str) and isinstance(code, str) and isinstance(device_code, str)):
        raise Unreachable("the provider gave no code to sign in with")
    tell(f"Open {_shown(address)} in any browser, sign in as {username}, and enter the code {_shown(code)}")
    return _poll(tokens, device_code, started, pause)


def _poll(tokens: Tokens, device_code: str, started: dict[str, Any], pause: Callable[[float], None]) -> dict[str, Any]:
    """Until somebody has signed in (RFC 8628 3.5)."""
    interval = max(1, seconds(started.get("interval"), USUAL_INTERVAL))
    left = seconds(started.get("expires_in"), USUAL_PATIENCE)
    while left > 0:
        pause(interval)
        left -= interval
        try:
            return tokens.ask(tokens.endpoints.token_url, grant_type=DEVICE_GRANT, device_code=device_code)
        except Refused as error:
            if error.error not in ("authorization_pending", "slow_down"):
                raise
            interval += SLOWER if error.error == "slow_down" else 0
        except Unreachable:
            interval = min(interval * 2, LONGEST_INTERVAL)
    raise Refused("expired_token", "")


def _shown(text: str) -> str:
    """What the provider sends goes to a terminal."""
    return CONTROL.sub("", text)


# -- with an address --------------------------------------------------------------------------------------------------


def _by_code(tokens: Tokens, username: str, tell: Tell, hear: Callable[[], str]) -> dict[str, Any]:
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
    address = _address(tokens, username, verifier, state)
    tell(f"Open this address in any browser, and sign in as {username}:\n\n{address}\n")
    tell(f"The browser ends on a page of {REDIRECT} that cannot be shown. Paste the address of that page here:")
    code = _code(hear(), state)
    return tokens.ask(
        tokens.endpoints.token_url,
        grant_type="authorization_code",
        code=code,
        redirect_uri=REDIRECT,
        code_verifier=verifier,
    )


def _address(tokens: Tokens, username: str, verifier: str, state: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    query = {
        "client_id": tokens.oauth.client_id,
        "response_type": "code",
        "redirect_uri": REDIRECT,
        "scope": tokens.endpoints.scope,
        "state": state,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        "login_hint": username,
    }
    start = tokens.endpoints.auth_url or ""
    return f"{start}{'&' if '?' in start else '?'}{urlencode({k: v for k, v in query.items() if v})}"


def _code(pasted: str, state: str) -> str:
    """Raises Refused when it is not the answer to our question."""
    query = {name: values[0] for name, values in parse_qs(pasted.strip().partition("?")[2]).items()}
    if query.get("state") != state:
        words = f"this is not the address of that page, which starts with {REDIRECT} and holds code= and state="
        raise Refused("invalid_grant", words)
    if "code" not in query:
        raise Refused(_shown(query.get("error", "access_denied")), _shown(query.get("error_description", "")))
    return query["code"]
