"""``relanced check --login``: the owner signs in, and what is worth saying of it."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from relanced.config import Settings
from relanced.daemon.login import accounts


def sign_in(settings: Settings, env: Mapping[str, str]) -> None:
    """All of it on standard error, for --json has the other. Raises BadConfig and EdgeError."""
    from relanced.daemon.login import sign_in as flows

    tokens = accounts.tokens(settings, env)
    server = settings.mailbox or settings.need_smtp()
    flows.sign_in(tokens, server.username, _tell, sys.stdin.readline)
    _tell("Signed in. `relanced check --connect` tries it; restart relanced if it is running.")


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def notes(settings: Settings, env: Mapping[str, str]) -> list[str]:
    """What is allowed, and probably not meant, of the section oauth."""
    if not settings.oauth:
        return []
    if not any(server and settings.by_token(server) for server in (settings.mailbox, settings.smtp)):
        return ["oauth is set and not used: the servers have a password, or need none"]
    tokens = accounts.tokens(settings, env)
    try:
        grant = tokens.grant()
    except OSError as error:
        return [f"{tokens.file.path} cannot be read ({error.strerror}): is this the user that relanced runs as?"]
    if grant is None:
        return [f"nobody has signed in at {settings.oauth.provider} yet: relanced check --login"]
    if grant.signed_in_until:
        day = grant.signed_in_until.date()
        return [f"the sign-in at {settings.oauth.provider} ends on {day}: before it, relanced check --login"]
    return []
