"""A backlog, as after a month off: one process studies the mails ahead, another understands the next ones, while these
are decided.

Only what a mail is and says runs ahead; what it does to its dossier is decided in the order in which the mails came.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing

from relanced.daemon.app import App
from relanced.daemon.replies.inbox import BATCH, Handled, Work, decide_all, place, study, take, understand
from relanced.daemon.replies.reader import Reader
from relanced.store import mails

# From so many waiting mails on, a second reader is worth its start; from so many, the encoder is not worth its time:
# it reads forty mails a second, the rest of the reader several hundred.
BACKLOG = 3 * BATCH
DEEP = 500


def is_backlog(app: App, enough: int = BACKLOG) -> bool:
    with app.store.begin() as connection:
        return mails.backlog(connection, enough)


def drain(app: App, reader: Reader, going: Callable[[], bool]) -> Handled:
    """Handle what waits until nothing does or `going` says no; `going` is asked once a batch."""
    done = Handled()
    with closing(Reader(beat=reader.beat)) as ahead, ThreadPoolExecutor(2) as pool:
        studying: list[Work] = take(app)
        studied = pool.submit(study, app, ahead, studying)
        deciding: list[Work] = []
        understood: Future[Handled] = pool.submit(Handled)
        while studying or deciding:
            next_works = take(app, but=[*studying, *deciding]) if studying and going() else []
            done += studied.result()
            placed, studying = studying, next_works
            studied = pool.submit(study, app, ahead, studying)
            done += place(app, placed)
            done += understood.result()
            reader.quick = reader.quick or is_backlog(app, DEEP)
            understood = pool.submit(understand, app, reader, placed)
            done += decide_all(app, deciding)
            done.mails += len(deciding)
            deciding = placed
        studied.result()
        understood.result()
    return done
