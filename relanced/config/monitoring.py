"""How the owner hears of a daemon that is in trouble by another way than mail."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field

from relanced.config.fields import Line, wrong
from relanced.config.models import Section


def _url(text: str) -> str:
    """Of the owner's own network too, which often has no certificates: nothing of a client's is said there."""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not text.isascii() or not text.isprintable() or " " in text:
        raise wrong("is not a web address", "http://… or https://… as your monitoring gives it")
    return text


def _words(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class Monitoring(Section):
    """Signs of life and of trouble, for whoever watches."""

    silence_minutes: int = Field(
        15, ge=1, le=1440, description="Minutes without a look into the mailbox, after which that is a fault."
    )
    hook: Annotated[tuple[Line, ...], BeforeValidator(_words)] = Field(
        (),
        description="Program, with its arguments as a list, that is run with the name of a fault and a sentence about "
        "it; at most once an hour for the same fault.",
    )
    url: Annotated[Line, AfterValidator(_url)] | None = Field(
        None, description="Address that is asked for (GET) as long as there is no fault: its silence is the alarm."
    )
    url_minutes: int = Field(5, ge=1, le=1440, description="Minutes between two such requests.")
    metrics_port: int | None = Field(
        None,
        ge=1,
        le=65535,
        description="Port on 127.0.0.1 with figures for Prometheus at `/metrics`.",
    )
