"""What the settings say of the two mail accounts, with their secrets."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import TYPE_CHECKING

from relanced.config import Settings
from relanced.daemon.mailbox.connection import MailboxAccount
from relanced.daemon.sending.smtp import Account, Security

if TYPE_CHECKING:
    from relanced.daemon.login.oauth import Tokens


def mailbox_account(settings: Settings, env: Mapping[str, str]) -> MailboxAccount:
    """Raises BadConfig when there is no mailbox, or its secret is not where the settings say."""
    box = settings.need_mailbox()
    return MailboxAccount(
        host=box.host,
        port=box.port,
        security=Security(box.security.value),
        username=box.username,
        password=box.password.reveal(env, "mailbox.password") if box.password else "",
        tokens=tokens(settings, env) if settings.by_token(box) else None,
        ca_file=str(box.ca_file) if box.ca_file else None,
        folder=box.folder,
    )


def smtp_account(settings: Settings, env: Mapping[str, str]) -> Account:
    """Raises BadConfig when there is no server, or its secret is not where the settings say."""
    smtp = settings.need_smtp()
    by_token = settings.by_token(smtp)
    return Account(
        host=smtp.host,
        port=smtp.port,
        security=Security(smtp.security.value),
        username=smtp.username if smtp.password or by_token else None,
        password=smtp.password.reveal(env, "smtp.password") if smtp.password else "",
        tokens=tokens(settings, env) if by_token else None,
        ca_file=str(smtp.ca_file) if smtp.ca_file else None,
        local_hostname=socket.gethostname() or "localhost",
    )


def tokens(settings: Settings, env: Mapping[str, str]) -> Tokens:
    """Raises BadConfig when there is no oauth, or its secret is not where the settings say."""
    from relanced.daemon.login.oauth import Tokens  # what logs in with passwords has no need of HTTP

    oauth = settings.need_oauth()
    secret = oauth.client_secret.reveal(env, "oauth.client_secret") if oauth.client_secret else ""
    return Tokens(oauth, secret, settings.state_directory(env))
