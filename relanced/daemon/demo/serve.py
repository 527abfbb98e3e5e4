"""The same company on the real clock: the servers stay up, the daemon runs, and whoever likes is the client."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from relanced.config import Settings, load
from relanced.daemon.app import App, open_app
from relanced.daemon.clock import SystemClock
from relanced.daemon.demo import folder
from relanced.daemon.demo.board import Board
from relanced.daemon.demo.cast import CLIENTS, COMPANY, OWNER, PASSWORD, USERS, ZONE
from relanced.daemon.demo.servers import HOST, Servers
from relanced.daemon.demo.view import Plain
from relanced.daemon.demo.words import word
from relanced.daemon.imports.intake import import_files
from relanced.daemon.run import run_daemon

# The day of the story that is today: a few invoices are overdue.
STORY_DAY = date(2026, 10, 13)
SUMMARY_AFTER = timedelta(minutes=3)
LOOK_SECONDS = 0.5
# Mail leaves whenever somebody tries this.
ALWAYS = {
    "days": "[monday, tuesday, wednesday, thursday, friday, saturday, sunday]",
    "opens": "00:00",
    "closes": "23:59",
    "holidays": "none",
}


def serve(root: Path, language: str) -> int:
    """Until SIGINT or SIGTERM; answers the daemon's exit code. Raises BadInput for a folder that is not ours."""
    folder.prepare(root)
    clock = SystemClock()
    soon = (clock.now() + SUMMARY_AFTER).astimezone(ZONE)
    with folder.log_into(root), Servers(USERS, clock.now) as servers:
        values = {**ALWAYS, "summary_at": f"{soon:%H:%M}", **servers.settings}
        settings = load(folder.write_config(root, values), {})
        app = open_app(settings, {}, clock)
        try:
            import_files(app, [folder.write_table(root, folder.INVOICES, app.today() - STORY_DAY)])
            _explain(root, language, servers, settings)
            with _Teller(app, language):
                return run_daemon(settings, {})
        finally:
            app.store.close()


def _explain(root: Path, language: str, servers: Servers, settings: Settings) -> None:
    console = Console(highlight=False)
    ports = {"host": HOST, "imap_port": servers.imap_port, "smtp_port": servers.smtp_port}
    logins = Table(box=None, pad_edge=False)
    logins.add_column(word("who", language))
    logins.add_column(word("login", language))
    logins.add_row(word("as_owner", language), OWNER)
    logins.add_row(word("as_company", language), COMPANY)
    for client in CLIENTS:
        logins.add_row(f"{word('as_client', language)}, {client.name}", client.address)
    console.print(word("serving", language, company=COMPANY), soft_wrap=True)
    console.print("", word("connect", language, password=PASSWORD, **ports), "", logins, "", sep="\n")
    console.print(word("more", language))
    for command in ("dossier list", "task list"):
        console.print(f"  relanced --config {root / folder.CONFIG} {command}", soft_wrap=True)
    console.print("", word("served", language, at=f"{settings.summary.at:%H:%M}"), sep="\n")


class _Teller:
    """Prints what the daemon does, as its journal says it."""

    def __init__(self, app: App, language: str) -> None:
        self._board, self._view = Board(app, language, app.today()), Plain(language)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._tell, name="demo teller", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _tell(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            self._view.show(self._board.frame())
