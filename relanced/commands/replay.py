"""``relanced replay``: past mail run through today's rules. Writes nothing; without a store, each mail by itself."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

from relanced.commands import opening, replay_page
from relanced.commands.mails import context, mails_in, open_invoices
from relanced.commands.output import emit, say
from relanced.config import Settings, find
from relanced.daemon.clock import SystemClock
from relanced.daemon.replay import Alone, Books, Ledger, OldMail
from relanced.daemon.replay import replay as replayed
from relanced.daemon.replies.reader import Reader
from relanced.errors import BadConfig

# A company that nobody writes for: what is not configured takes the shipped defaults.
NOBODY = {"company": {"name": "-", "email": "nobody@relanced.example"}}


def replay(config: Path | None, paths: list[Path], invoices: Path | None, as_json: bool) -> None:
    """Raises BadInput for what cannot be opened, BadConfig for a configuration with faults."""
    common = open_invoices(invoices) if invoices else ()
    olds = (OldMail(mail.file, mail.raw, context(mail, common)) for mail in mails_in(paths))
    totals = replay_page.Totals()
    with _ledger(config) as ledger, closing(Reader()) as reader:
        for one in replayed(ledger, reader, olds, SystemClock().now()):
            totals.count(one)
            emit(replay_page.page(one)) if as_json else replay_page.show(one)
    if as_json:
        return
    totals.show()
    if isinstance(ledger, Alone):
        say("There is no store: each mail was taken for a known contact's, about an invoice that is late.")


@contextmanager
def _ledger(config: Path | None) -> Iterator[Ledger]:
    """The store's dossiers; without a configuration, or before the first import, each mail is alone."""
    chosen = _settings(config)
    if chosen and _has_store(*chosen):
        with opening.opened(config) as app:
            yield Books(app)
    else:
        yield Alone(chosen[0] if chosen else Settings.model_validate(NOBODY, context={"folder": Path()}))


def _settings(config: Path | None) -> tuple[Settings, Mapping[str, str]] | None:
    try:
        find(config, os.environ)
    except BadConfig:
        if config or os.environ.get("RELANCED_CONFIG"):
            raise
        return None
    return opening.settings(config)


def _has_store(chosen: Settings, env: Mapping[str, str]) -> bool:
    url = make_url(chosen.store_url(env))
    return url.get_backend_name() != "sqlite" or Path(url.database or "").is_file()
