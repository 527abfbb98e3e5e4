"""An OAuth provider on loopback, and a mail provider that believes its tokens: real Dovecot, real Postfix."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import shutil
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.support.authority import Authority
from tests.support.dovecot import Dovecot
from tests.support.hosts import ACHATS, COMPTA, PATRON, Hosts, Provider
from tests.support.ports import loopback_addresses
from tests.support.postfix import Postfix
from tests.support.processes import short_folder

# Instead of an answer: never one, one that drips, or the end of the connection.
STALL, DRIP, DROP = "stall", "drip", "drop"
Said = tuple[int, Any] | str

DOVECOT = """
auth_mechanisms = plain login xoauth2 oauthbearer
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = @folder@/oauth2.conf
}
"""
INTROSPECTION = """
introspection_mode = post
introspection_url = @url@
username_attribute = username
active_attribute = active
active_value = true
"""


@dataclass
class AuthServer:
    """Signs `user` in. `life`: seconds that a token holds; `rotates`: is a refresh token good for one use?

    `says` is what the token endpoint answers next instead of its own words; `believes`: does introspection know the
    tokens? `forms` is what the token endpoint was asked, `given` every secret that ever was in an answer.
    """

    user: str = COMPTA
    life: float = 3600
    rotates: bool = True
    believes: bool = True
    approved: bool = True
    context: ssl.SSLContext | None = None
    more: dict[str, Any] = field(default_factory=dict)
    says: list[Said] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    port: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._access: dict[str, float] = {}
        self._refresh: set[str] = set()
        self._challenges: dict[str, str] = {}
        self._ended = threading.Event()
        self._server: ThreadingHTTPServer | None = None

    # Life

    def start(self) -> None:
        """On the port of before, if there was one."""
        self._ended.clear()
        self._server = _Server(("127.0.0.1", self.port), _handler(self))
        if self.context:
            self._server.socket = self.context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        server, self._server = self._server, None
        self._ended.set()
        if server:
            server.shutdown()
            server.server_close()

    @contextmanager
    def running(self) -> Iterator[AuthServer]:
        self.start()
        try:
            yield self
        finally:
            self.stop()

    def forget(self) -> None:
        """As on the first day."""
        fresh = AuthServer(context=self.context, port=self.port)
        vars(self).update({name: value for name, value in vars(fresh).items() if name != "_server"})
        if self._server is None:
            self.start()

    def url(self, path: str) -> str:
        return f"{'https' if self.context else 'http'}://127.0.0.1:{self.port}/{path}"

    def section(self, **more: Any) -> dict[str, Any]:
        """The configuration's oauth."""
        urls = {"token_url": self.url("token"), "device_url": self.url("device")}
        return {"provider": "custom", "client_id": "relanced-test", "scope": "imap smtp", **urls, **more}

    # What happens at the provider

    def grant(self, **more: Any) -> dict[str, Any]:
        """A token pair, as the token endpoint gives it."""
        access, refresh = f"access-{secrets.token_hex(16)}", f"refresh-{secrets.token_hex(16)}"
        self._access[access] = time.monotonic() + self.life
        self._refresh.add(refresh)
        self.given += [access, refresh]
        life = {"token_type": "Bearer", "expires_in": self.life}
        return {"access_token": access, "refresh_token": refresh, **life, **self.more, **more}

    def revoke_access(self) -> None:
        """Every token given so far is refused from now on, though its time is not over."""
        self._access.clear()

    def revoke_sign_in(self) -> None:
        """The password was changed, or consent withdrawn."""
        self._refresh.clear()

    def visit(self, address: str) -> str:
        """Somebody opens the address in a browser and signs in; where the browser ends up."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = secrets.token_hex(8)
        self._challenges[code] = query["code_challenge"]
        self.given.append(code)
        return f"{query['redirect_uri']}/?{urlencode({'code': code, 'state': query['state']})}"

    @property
    def renewals(self) -> int:
        return sum(form["grant_type"] == "refresh_token" for form in self.forms)

    # Answers

    def answer(self, path: str, form: dict[str, str]) -> Said:
        with self._lock:
            if path == "/introspect":
                return self._introspect(form["token"])
            if path == "/device":
                return self._device()
            self.forms.append(form)
            return self.says.pop(0) if self.says else self._token(form)

    def _introspect(self, token: str) -> Said:
        good = self.believes and self._access.get(token, 0) > time.monotonic()
        return 200, {"active": True, "username": self.user, "scope": "imap smtp"} if good else {"active": False}

    def _device(self) -> Said:
        code = f"device-{secrets.token_hex(16)}"
        self.given.append(code)
        shown = {"user_code": "ABCD-EFGH", "verification_uri": self.url("activate")}
        return 200, {"device_code": code, "expires_in": 900, "interval": 1, **shown}

    def _token(self, form: dict[str, str]) -> Said:
        kind = form["grant_type"].rpartition(":")[2]
        good: bool = getattr(self, f"_by_{kind}")(form)
        if kind == "device_code" and not self.approved:
            return 400, {"error": "authorization_pending"}
        return (200, self.grant()) if good else (400, {"error": "invalid_grant", "error_description": "AADSTS70008"})

    def _by_device_code(self, form: dict[str, str]) -> bool:
        return form["device_code"] in self.given

    def _by_authorization_code(self, form: dict[str, str]) -> bool:
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return self._challenges.pop(form["code"], "") == challenge

    def _by_refresh_token(self, form: dict[str, str]) -> bool:
        good = form["refresh_token"] in self._refresh
        if self.rotates:
            self._refresh.discard(form["refresh_token"])
        return good


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away, or that does not trust us, is what some tests are about."""


def _handler(server: AuthServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"] or 0)).decode()
            said = server.answer(self.path, {k: v[0] for k, v in parse_qs(body).items()})
            with suppress(OSError):
                self._say(said)

        do_GET = do_POST  # what a redirection would make of it

        def _say(self, said: Said) -> None:
            if isinstance(said, tuple):
                raw = said[1] if isinstance(said[1], bytes) else json.dumps(said[1]).encode()
                self.send_response(said[0])
                if 300 <= said[0] < 400:
                    self.send_header("location", said[1])
                self.send_header("content-length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)
            elif said == STALL:
                server._ended.wait(20)
            elif said == DRIP:
                self.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
                while not server._ended.wait(0.05):
                    self.wfile.write(b" ")

        def log_message(self, format: str, *words: object) -> None:
            pass

    return Handler


@contextmanager
def running_oauth_hosts(server: AuthServer) -> Iterator[Hosts]:
    """One mail provider, which serves everybody, and whose Dovecot asks `server` what a token is worth."""
    folder = short_folder("oauth")
    authority = Authority(folder / "ca")
    users = {user: f"secret-{user.partition('@')[0]}" for user in (COMPTA, PATRON, ACHATS)}
    address = next(loopback_addresses())
    conf = folder / "oauth2.conf"
    conf.write_text(INTROSPECTION.replace("@url@", server.url("introspect")))
    dovecot = Dovecot(
        folder / "imap", authority, address, users, "imap.jetons.example", DOVECOT.replace("@folder@", str(folder))
    )
    domains = sorted({user.partition("@")[2] for user in users})
    provider = Provider(dovecot, Postfix(folder / "smtp", authority, address, dovecot, domains, "mx.jetons.example"))
    try:
        provider.start()
        yield Hosts(folder, authority, provider, provider)
    finally:
        provider.stop()
        shutil.rmtree(folder)
