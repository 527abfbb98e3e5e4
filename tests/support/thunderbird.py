"""Replies written by a real Thunderbird, in its own window for writing, without a screen and without a person."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.clients import desk, surroundings
from tests.support.hosts import Hosts
from tests.support.marionette import Marionette
from tests.support.needs import need
from tests.support.processes import wait_for

_ACTS = Path(__file__).with_name("thunderbird.js").read_text()
_TLS, _PASSWORD = 3, 3

# French; it asks nobody anything, and what is not addressed to the servers of the tests ends at a closed port
_QUIET: dict[str, Any] = {
    "app.donation.eoy.version.viewed": 9999,
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.autoDisableScopes": 0,
    "intl.locale.requested": "fr",
    "mail.compose.attachment_reminder": False,
    "mail.inappnotifications.enabled": False,
    "mail.provider.suppress_dialog_on_startup": True,
    "mail.rights.version": 1,
    "mail.server.default.autosync_offline_stores": False,
    "mail.shell.checkDefaultClient": False,
    "mail.spellcheck.inline": False,
    "mailnews.start_page.enabled": False,
    "marionette.port": 0,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.proxy.type": 1,
    "network.proxy.socks": "127.0.0.1",
    "network.proxy.socks_port": 9,
    "network.proxy.socks_remote_dns": True,
    "remote.active-protocols": 0,
    "services.settings.server": "",
    "toolkit.telemetry.enabled": False,
}

# The one on the servers, and the local folders that Thunderbird will not be without
_ACCOUNTS = {
    "mail.accountmanager.accounts": "account1,account2",
    "mail.accountmanager.defaultaccount": "account1",
    "mail.accountmanager.localfoldersserver": "server2",
    "mail.account.account1.identities": "id1",
    "mail.account.account1.server": "server1",
    "mail.account.account2.server": "server2",
    "mail.server.server2.hostname": "Local Folders",
    "mail.server.server2.type": "none",
    "mail.server.server2.userName": "nobody",
    "mail.smtp.defaultserver": "smtp1",
    "mail.smtpservers": "smtp1",
}


@dataclass(frozen=True)
class Habits:
    """How somebody writes: in HTML or in plain text, above or below what he answers."""

    html: bool = True
    above: bool = True


def reply_with_thunderbird(
    hosts: Hosts, who: str, message_id: str, text: str, habits: Habits, name: str = "Jeanne Martin"
) -> None:
    """`who` answers a mail of its INBOX; the text goes where Thunderbird has put the cursor."""
    need(["thunderbird"])
    with desk(hosts) as home:
        preferences = _QUIET | _account(hosts, who, name, habits)
        with _running(home, surroundings(hosts, home), preferences) as marionette:
            _write(Person(marionette), hosts, who, message_id, text)


@dataclass(frozen=True)
class Person:
    """Who sits before it."""

    marionette: Marionette

    def does(self, act: str, *words: str) -> Any:
        return self.marionette.script(_ACTS, act, *words)

    def waits(self, until: str, *words: str) -> None:
        wait_for(lambda: self.does(until, *words), f"Thunderbird: {until} {' '.join(words)}")


def _write(person: Person, hosts: Hosts, who: str, message_id: str, text: str) -> None:
    lines = hosts.ca_file.read_text().splitlines()
    person.does("trust", "".join(line for line in lines if not line.startswith("-----")))
    for protocol in ("imap", "smtp"):
        person.does("remember", f"{protocol}://{hosts.provider(who).address}", who, hosts.password(who))
    person.does("connect")
    person.waits("sees", message_id.strip("<>"))
    person.does("reply", message_id.strip("<>"))
    person.waits("isReady")
    person.does("type", text)
    person.does("send")
    person.waits("hasSent")


def _account(hosts: Hosts, who: str, name: str, habits: Habits) -> dict[str, Any]:
    provider = hosts.provider(who)
    login = {"hostname": provider.address, "authMethod": _PASSWORD}
    here = {"port": provider.imap.imaps, "socketType": _TLS, "userName": who}
    there = {"port": provider.smtp.submissions, "try_ssl": _TLS, "username": who}
    unasked = {"login_at_startup": False, "check_new_mail": False}
    style = {"compose_html": habits.html, "reply_on_top": int(habits.above), "auto_quote": True}
    person = {"fullName": name, "useremail": who, "smtpServer": "smtp1", "valid": True, "fcc": False}
    return {
        **_ACCOUNTS,
        **_below("mail.identity.id1", person | style),
        **_below("mail.server.server1", {"type": "imap"} | login | here | unasked),
        **_below("mail.smtpserver.smtp1", login | there),
        "network.proxy.no_proxies_on": provider.address,
    }


def _below(branch: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{branch}.{key}": value for key, value in values.items()}


@contextmanager
def _running(home: Path, environment: Mapping[str, str], preferences: Mapping[str, Any]) -> Iterator[Marionette]:
    """A Thunderbird that has never run before, until it is no longer wanted."""
    profile = home / "profile"
    profile.mkdir()
    lines = (f"user_pref({json.dumps(key)}, {json.dumps(value)});\n" for key, value in preferences.items())
    (profile / "user.js").write_text("".join(lines))
    words = ["thunderbird", "--headless", "--no-remote", "--profile", str(profile)]
    words += ["--marionette", "--remote-allow-system-access"]
    environment = {**environment, "TMPDIR": str(home), "XDG_RUNTIME_DIR": str(home), "MOZ_CRASHREPORTER_DISABLE": "1"}
    with (
        (home / "output").open("w") as file,
        subprocess.Popen(
            words, env=environment, stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True
        ) as program,
    ):
        try:
            with closing(Marionette(wait_for(lambda: _port(program, home), "Thunderbird listens"))) as marionette:
                yield marionette
        finally:
            _end(program)


def _port(program: subprocess.Popen[bytes], home: Path) -> int | None:
    """It takes a free one and writes it down."""
    if program.poll() is not None:
        raise RuntimeError(f"Thunderbird ended: {(home / 'output').read_text()}")
    with suppress(FileNotFoundError, ValueError):
        return int((home / "profile" / "MarionetteActivePort").read_text())
    return None


def _end(program: subprocess.Popen[bytes]) -> None:
    """With the processes that show its pages, and before they write into a folder that is removed."""
    program.terminate()
    with suppress(subprocess.TimeoutExpired):
        program.wait(10)
    with suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)
