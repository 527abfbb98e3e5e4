"""``relanced summary``: printed, or sent."""

from __future__ import annotations

import asyncio
from pathlib import Path

from relanced.commands import opening
from relanced.commands.opening import opened
from relanced.commands.output import emit, flat, say
from relanced.daemon import summary as parts
from relanced.daemon.app import App
from relanced.daemon.once import worker_name
from relanced.daemon.sending.outbox import Sender
from relanced.errors import EdgeError, TryLater
from relanced.store import sole_daemon


def summary(config: Path | None, at: str | None, send: bool, as_json: bool) -> None:
    with opened(config, at) as app:
        if send:
            _send(config, app, as_json)
            return
        with app.store.begin() as connection:
            gathered = parts.gather(app, connection)
        if as_json:
            emit(flat(gathered))
        else:
            to = next(iter(app.settings.summary.to), app.creditor.email)
            say(parts.render(app, gathered, to).text.rstrip("\n"))


def _send(config: Path | None, app: App, as_json: bool) -> None:
    """A daemon that runs on this store sends it itself. Raises EdgeError when the server cannot be reached."""
    app.settings.need_smtp()
    queued = parts.queue(app)
    told = {"queued": queued, "sent": 0}
    if queued:
        try:
            settings, env = opening.settings(config)
            with sole_daemon(settings.store_url(env)):
                told["sent"] = _deliver(app)
        except TryLater:
            pass
    if as_json:
        emit(told)
    elif not queued:
        say("Today's summary has been sent already.")
    else:
        say(f"{told['sent']} sent" if told["sent"] else "It is in the outbox; the daemon sends it.")


def _deliver(app: App) -> int:
    sent = asyncio.run(Sender(app, worker_name()).send_due())
    if sent.faults:
        raise EdgeError("; ".join(sent.faults))
    return sent.summaries
