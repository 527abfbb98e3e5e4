"""What the settings say of the two mail accounts, with their secrets."""

from __future__ import annotations

import socket
from collections.abc import Mapping

from relanced.config import Settings
from relanced.daemon.imap import MailboxAccount
from relanced.daemon.smtp import Account, Security


def mailbox_account(settings: Settings, env: Mapping[str, str]) -> MailboxAccount:
    """Raises BadConfig when there is no mailbox, or its secret is not where the settings say."""
    box = settings.need_mailbox()
    return MailboxAccount(
        host=box.host,
        port=box.port,
        security=Security(box.security.value),
        username=box.username,
        password=box.password.reveal(env, "mailbox.password"),
        ca_file=str(box.ca_file) if box.ca_file else None,
        folder=box.folder,
    )


def smtp_account(settings: Settings, env: Mapping[str, str]) -> Account:
    """Raises BadConfig when there is no server, or its secret is not where the settings say."""
    smtp = settings.need_smtp()
    return Account(
        host=smtp.host,
        port=smtp.port,
        security=Security(smtp.security.value),
        username=smtp.username if smtp.password else None,
        password=smtp.password.reveal(env, "smtp.password") if smtp.password else "",
        ca_file=str(smtp.ca_file) if smtp.ca_file else None,
        local_hostname=socket.gethostname() or "localhost",
    )
