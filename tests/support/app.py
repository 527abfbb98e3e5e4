"""An app on a temporary store, with servers on loopback in clear."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import yaml

from relanced.config import load
from relanced.daemon.app import App, open_app
from relanced.daemon.clock import RehearsedClock


def app_on(
    folder: Path,
    at: datetime,
    *,
    smtp_port: int = 25,
    imap_port: int = 143,
    imap_host: str = "127.0.0.1",
    store_url: str | None = None,
    trusted: str | None = None,
    iban: str | None = None,
) -> App:
    """An app whose servers are on loopback in clear, at a rehearsed instant, without limits on its sending."""
    password = folder / "password.secret"
    password.write_text("secret-compta\n")
    password.chmod(0o600)
    secret = {"file": str(password)}
    document = {
        "company": {"name": "Atelier Mercier SARL", "email": "compta@creancier.example", "iban": iban},
        "mailbox": {
            "host": imap_host,
            "port": imap_port,
            "security": "plain",
            "password": secret,
            "trusted_authserv_id": trusted,
        },
        "smtp": {"host": "127.0.0.1", "port": smtp_port, "security": "plain", "from": "compta@creancier.example"},
        "sending": {"per_minute": 600, "per_day": 100_000},
        "summary": {"to": ["patron@creancier.example"]},
        **({"store": {"url": store_url}} if store_url else {}),
    }
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump(document))
    return open_app(load(path, os.environ), os.environ, RehearsedClock(at))
