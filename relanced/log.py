"""Logs: one event a line on standard error, as keys and values, as JSON where $RELANCED_LOG says ``json``.

Under systemd each line starts with its priority (sd-daemon(3)) and leaves the time to the journal.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from typing import Any


@contextmanager
def _out_of_sight(package: str) -> Iterator[None]:
    """Whoever looks for the package does not find it."""
    loaded = sys.modules.get(package)
    sys.modules[package] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[package]
        if loaded:
            sys.modules[package] = loaded


# It would load rich, if there is one, for tracebacks in colour that no log has a use for: 5 MB, and a twelfth of a
# second.
with _out_of_sight("rich"):
    import structlog

Event = MutableMapping[str, Any]

PRIORITIES = {"critical": 2, "error": 3, "warning": 4, "info": 6, "debug": 7}
# At DEBUG they write the LOGIN command, password included.
QUIET = ("imapclient", "imapclient.imaplib")
SECRETS = frozenset({"password", "secret", "token", "key", "raw"})


def configure(env: Mapping[str, str], level: int = logging.INFO) -> None:
    """Everything that is logged from now on, by us or by a library, goes to standard error in one form."""
    journal = "JOURNAL_STREAM" in env
    form = [structlog.processors.format_exc_info, _renderer(env.get("RELANCED_LOG") == "json"), *([_prefix] * journal)]
    before = _common(journal)
    structlog.configure(
        processors=[*before, *form],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    _libraries([*before, structlog.stdlib.ProcessorFormatter.remove_processors_meta, *form])


def _common(journal: bool) -> list[Any]:
    stamp = [] if journal else [structlog.processors.TimeStamper(fmt="iso", utc=True)]
    return [structlog.contextvars.merge_contextvars, structlog.processors.add_log_level, _without_secrets, *stamp]


def _renderer(as_json: bool) -> Any:
    if as_json:
        return structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    return structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], drop_missing=True)


def _without_secrets(_logger: Any, _method: str, event: Event) -> Event:
    for name in SECRETS.intersection(event):
        event[name] = "…"
    return event


def _prefix(_logger: Any, method: str, line: str) -> str:
    return f"<{PRIORITIES.get(method, 3 if method == 'exception' else 6)}>{line}"


def _libraries(processors: list[Any]) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=processors))
    root = logging.getLogger()
    for old in root.handlers[:]:
        if getattr(old, "of_relanced", False):
            root.removeHandler(old)
    handler.of_relanced = True  # type: ignore[attr-defined]
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
