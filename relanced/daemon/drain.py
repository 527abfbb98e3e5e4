"""A backlog, as after a month off: one process studies the next mails while these find their dossiers.

Only the study runs ahead; what a mail does to its dossier is decided in the order in which the mails came.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from relanced.daemon.app import App
from relanced.daemon.inbox import BATCH, Handled, settle, study, take
from relanced.daemon.reader import Reader
from relanced.store import mails

# From so many waiting mails on, a second reader is worth its start.
BACKLOG = 3 * BATCH


def is_backlog(app: App) -> bool:
    with app.store.begin() as connection:
        return mails.backlog(connection, BACKLOG)


def drain(app: App, reader: Reader, going: Callable[[], bool]) -> Handled:
    """Handle what waits until nothing does or `going` says no; `going` is asked once a batch."""
    done = Handled()
    works = take(app)
    with closing(Reader()) as ahead, ThreadPoolExecutor(1) as pool:
        studying = pool.submit(study, app, ahead, works)
        while works:
            following = take(app, but=works) if going() else []
            done += studying.result()
            studying = pool.submit(study, app, ahead, following)
            done += settle(app, reader, works)
            works = following
        studying.result()
    return done
