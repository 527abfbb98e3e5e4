"""The child's side of `relanced.daemon.replies.reader`: one frame in, one frame out, within bounds of memory."""

from __future__ import annotations

import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import IO, Any

from relanced.core.reading import Reading
from relanced.daemon.replies.reader import Context, Studied, receive, send
from relanced.reading.machines.automatic import machine
from relanced.reading.mail.matching import clues
from relanced.reading.mail.mime import ParsedMail, parse
from relanced.reading.mail.ours import Ours
from relanced.reading.mail.quotes import new_text
from relanced.reading.read import read

MEMORY = 1024 * 1024 * 1024


def study(raw: bytes, addresses: frozenset[str]) -> Studied:
    mail = parse(raw)
    typed = new_text(mail, Ours(addresses=addresses))
    found = machine(mail, typed)
    failed, recipient = (found.failed_message_id, found.recipient) if found else (None, None)
    return Studied(replace(mail, raw=b""), clues(mail, typed.text, typed.quoted, failed, recipient))


def understand(mail: ParsedMail, context: Context) -> Reading:
    return read(
        mail,
        sent_at=context.sent_at,
        invoices=context.invoices,
        ours=context.ours,
        timezone=context.timezone,
        quick=context.quick,
    )


CALLS: dict[str, Callable[..., Any]] = {"study": study, "understand": understand}


def serve(source: IO[bytes], sink: IO[bytes], memory: int = MEMORY) -> None:
    """Until the parent goes, within so many bytes of address space. A terminal sends its Ctrl-C to the whole group: the
    parent alone deals with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    while True:
        try:
            name, arguments = receive(source)
        except EOFError:
            return
        try:
            answer: tuple[bool, Any] = (True, CALLS[name](*arguments))
        except Exception as error:  # whatever it is, it is this mail's, and the parent keeps the mail
            answer = (False, f"{type(error).__name__}: {error}")
        send(sink, storable(answer))


def storable(value: Any) -> Any:
    """The same without what no database takes: half a surrogate pair (UTF-7 has them), and NUL (PostgreSQL)."""
    if isinstance(value, str):
        return value if value.isascii() and "\0" not in value else _text(value)
    if isinstance(value, (tuple, list, frozenset)):
        return type(value)(map(storable, value))
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        found = {field.name: getattr(value, field.name) for field in fields(value)}
        changed = {name: new for name, old in found.items() if (new := storable(old)) != old}
        return replace(value, **changed) if changed else value
    return value


def _text(value: str) -> str:
    return value.encode("utf-8", "replace").decode().replace("\0", "")


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
