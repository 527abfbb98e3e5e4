"""One question to an OAuth endpoint, within a time of its own. Nothing secret is in what it raises."""

from __future__ import annotations

import http.client
import json
import queue
import re
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode, urlsplit

from relanced.daemon.sending.smtp import clean

# Of the whole question, names looked up included: it is asked in the middle of a login.
TIMEOUT = 30.0
LARGEST = 64 * 1024
LONGEST_WORDS = 200
ERROR = re.compile(r"[a-z_]{3,60}")
# RFC 6749 5.2 has no word for weather at this endpoint; providers borrow those of 4.1.2.1.
WEATHER = ("server_error", "temporarily_unavailable")
SECRET_FIELDS = ("refresh_token", "client_secret", "device_code", "code", "code_verifier")


class Unreachable(Exception):
    """No answer, or none that means anything: to be asked again later."""


class Refused(Exception):
    """The endpoint said no: `error` is its word (RFC 6749 5.2, RFC 8628 3.5), the text its own explanation."""

    def __init__(self, error: str, words: str) -> None:
        super().__init__(f"{error}: {words}" if words else error)
        self.error = error


def ask(url: str, form: Mapping[str, str], ca_file: str | None, seconds: float = TIMEOUT) -> dict[str, Any]:
    """The JSON object that answers this form. Raises Unreachable and Refused."""
    status, body = _within(seconds, _connection(url, ca_file, seconds), url, form)
    answer = _object(body)
    if status == 200 and answer is not None:
        return answer
    error = answer.get("error") if answer else None
    if 400 <= status < 500 and isinstance(error, str) and ERROR.fullmatch(error) and error not in WEATHER:
        raise Refused(error, _words(answer or {}, form))
    raise Unreachable(f"{urlsplit(url).hostname} answers {status} and no word of why")


def _connection(url: str, ca_file: str | None, seconds: float) -> http.client.HTTPConnection:
    """Redirections and proxies are not followed: what is sent is for this host alone."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "http":  # the settings allow it on this very machine only
        return http.client.HTTPConnection(host, parts.port, timeout=seconds)
    context = ssl.create_default_context(cafile=ca_file)
    return http.client.HTTPSConnection(host, parts.port, timeout=seconds, context=context)


def _within(
    seconds: float, connection: http.client.HTTPConnection, url: str, form: Mapping[str, str]
) -> tuple[int, bytes]:
    """A time-out of sockets is for each read, and there is none for looking up a name: hence the thread."""
    came: queue.SimpleQueue[tuple[int, bytes] | Exception] = queue.SimpleQueue()
    threading.Thread(target=_post, args=(connection, url, form, came), daemon=True, name="oauth").start()
    host = urlsplit(url).hostname
    try:
        answer = came.get(timeout=seconds)
    except queue.Empty:
        if sock := connection.sock:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        answer = TimeoutError(f"no answer in {seconds:g} seconds")
    if isinstance(answer, Exception):
        raise Unreachable(f"{host} cannot be asked: {clean(str(answer)) or type(answer).__name__}") from answer
    return answer


def _post(
    connection: http.client.HTTPConnection,
    url: str,
    form: Mapping[str, str],
    came: queue.SimpleQueue[tuple[int, bytes] | Exception],
) -> None:
    parts = urlsplit(url)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    try:
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        connection.request("POST", path, urlencode(form), headers)
        with connection.getresponse() as response:
            came.put((response.status, response.read(LARGEST)))
    except (OSError, http.client.HTTPException, ValueError) as error:
        came.put(error)
    finally:
        connection.close()


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _words(answer: Mapping[str, Any], form: Mapping[str, str]) -> str:
    """The server's explanation on one line, without anything that it was told in confidence."""
    words = " ".join(clean(str(answer.get("error_description") or "")).split())
    for name in SECRET_FIELDS:
        if form.get(name):
            words = words.replace(form[name], "…")
    return words[:LONGEST_WORDS]
