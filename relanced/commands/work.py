"""``relanced run`` and ``relanced once``."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from pathlib import Path

from relanced.commands import opening
from relanced.commands.output import emit, say
from relanced.daemon.once import Pass
from relanced.daemon.once import once as one_pass
from relanced.errors import Exit
from relanced.store import sole_daemon


def run(config: Path | None) -> int:
    from relanced.daemon.run import run_daemon

    return run_daemon(*opening.settings(config))


def once(config: Path | None, at: str | None, as_json: bool) -> int:
    """69 when a server failed; what could be done without it has been done."""
    settings, env = opening.settings(config)
    with sole_daemon(settings.store_url(env)), opening.opened(config, at) as app:
        app.settings.need_mailbox()
        app.settings.need_smtp()
        done = asyncio.run(one_pass(app))
    _show(done, as_json)
    return Exit.UNREACHABLE if done.errors else Exit.DONE


def _show(done: Pass, as_json: bool) -> None:
    if as_json:
        emit(asdict(done))
        return
    say(
        f"{done.read} mails read, {done.matched} about a dossier; {done.sent} sent, {done.held} waiting to leave; "
        f"{done.tasks_opened} new tasks; summary {'sent' if done.summary_sent else 'not due'}"
    )
    for error in done.errors:
        say(f"failed: {error}")
