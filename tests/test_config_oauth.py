"""Signing in instead of passwords: one short section for both servers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from relanced.config import Settings, load
from relanced.config.oauth import Flow
from relanced.errors import BadConfig

ROOT = Path(__file__).parents[1]
COMPANY = "company: {name: A, email: compta@a.example}\n"
SERVERS = "mailbox: {host: imap.provider.example}\nsmtp: {host: smtp.provider.example}\n"
SECRET = "GOCSPX-très-secret"


@pytest.fixture
def config(tmp_path: Path):
    def write(oauth: str, servers: str = SERVERS, mode: int = 0o600) -> Path:
        path = tmp_path / "config.yaml"
        path.write_text(COMPANY + servers + (f"oauth: {oauth}\n" if oauth else ""), "utf-8")
        path.chmod(mode)
        return path

    return write


def signed(settings: Settings) -> tuple[bool, bool]:
    return settings.by_token(settings.need_mailbox()), settings.by_token(settings.need_smtp())


def test_three_lines_serve_both_servers(config):
    settings = load(config("{provider: google, client_id: abc, client_secret: {env: APP}}"), {})
    assert signed(settings) == (True, True)
    assert settings.need_mailbox().username == settings.need_smtp().username == "compta@a.example"
    assert [fault.place for fault in settings.missing_secrets({})] == ["oauth.client_secret"]


def test_a_server_with_a_password_keeps_it(config):
    servers = "mailbox: {host: i.example}\nsmtp: {host: s.example, password: {env: PW}}\n"
    assert signed(load(config("{provider: google, client_id: abc}", servers), {})) == (True, False)


def test_a_relay_on_this_very_machine_is_given_no_token(config):
    servers = "mailbox: {host: i.example}\nsmtp: {host: localhost, security: plain}\n"
    assert signed(load(config("{provider: google, client_id: abc}", servers), {})) == (True, False)


def test_without_oauth_the_mailbox_s_password_is_still_missed_at_its_line(config):
    path = config("")
    with pytest.raises(BadConfig) as caught:
        load(path, {})
    assert [(fault.place, fault.what) for fault in caught.value.faults] == [
        (f"{path}:2 mailbox.password", "is missing")
    ]


def test_each_provider_is_asked_where_it_answers(config):
    microsoft = load(config("{provider: microsoft, client_id: abc, tenant: a.example}"), {}).need_oauth()
    assert microsoft.signs_in_by is Flow.DEVICE
    assert microsoft.endpoints().token_url == "https://login.microsoftonline.com/a.example/oauth2/v2.0/token"
    assert microsoft.endpoints().device_url == "https://login.microsoftonline.com/a.example/oauth2/v2.0/devicecode"
    assert "offline_access" in microsoft.endpoints().scope
    google = load(config("{provider: google, client_id: abc}"), {}).need_oauth()
    assert google.signs_in_by is Flow.CODE, "its device endpoint answers invalid_scope for mail"
    assert "access_type=offline" in (google.endpoints().auth_url or "")
    forced = load(config("{provider: microsoft, client_id: abc, flow: code}"), {}).need_oauth()
    assert forced.signs_in_by is Flow.CODE
    assert forced.endpoints().auth_url == "https://login.microsoftonline.com/common/oauth2/v2.0/authorize"


CUSTOM = "provider: custom, client_id: abc"
FAULTS = [
    ("{client_id: abc}", "oauth.provider: is missing"),
    ("{provider: gogle, client_id: abc}", 'oauth.provider: "gogle" is not one of the choices'),
    ("{provider: google}", "oauth.client_id: is missing"),
    ("{provider: google, client_id: abc, tenant: x}", 'oauth.tenant: "x" is for provider: microsoft only (remove it'),
    ("{provider: google, client_id: abc, token_url: 'https://x.example'}", "is for provider: custom only (remove it"),
    ("{provider: google, client_id: abc, flow: device}", "oauth: cannot sign in by flow: device here (flow: code"),
    ("{provider: microsoft, client_id: abc, tenant: ../x}", "is not a directory's name"),
    ("{provider: microsoft, client_id: abc, tenant: '{0}'}", "is not a directory's name"),
    (f"{{{CUSTOM}}}", "oauth: does not say where tokens are given (token_url: https://"),
    (f"{{{CUSTOM}, token_url: 'https://x.example/t'}}", "oauth: does not say where signing in starts (device_url"),
    (f"{{{CUSTOM}, token_url: 'https://x.example/t', auth_url: 'https://x.example/a', flow: device}}", "flow: device"),
    (f"{{{CUSTOM}, token_url: 'https://x.example/t', device_url: 'https://x.example/a', flow: code}}", "flow: code"),
    (
        f"{{{CUSTOM}, token_url: 'https://x.example/t', device_url: 'https://x.example/d', ca_file: no.pem}}",
        "not there",
    ),
    ("{provider: google, client_id: abc, secret: x}", "did you mean client_secret?"),
    (f"{{provider: google, client_id: abc, client_secret: '{SECRET}'}}", "does not say where the password is"),
    ("google", "should be a group of settings"),
]
URLS = [
    "http://x.example/t",
    "https://",
    "x.example",
    "ftp://x.example",
    "'https://[broken'",
    "https://x.example:abc/",
    "https://x.example:99999/",
    "https://u:p@x.example/",
    "'https://a b'",
]
FAULTS += [(f"{{{CUSTOM}, token_url: {url}}}", "is not a secure web address") for url in URLS]


@pytest.mark.parametrize(("oauth", "words"), FAULTS, ids=[oauth for oauth, _ in FAULTS])
def test_each_mistake_is_one_fault_with_its_line_and_a_hint(config, oauth, words):
    path = config(oauth)
    with pytest.raises(BadConfig) as caught:
        load(path, {})
    (fault,) = caught.value.faults
    assert words in str(fault)
    assert fault.place.startswith(f"{path}:4 oauth")
    assert SECRET not in str(caught.value)


def test_http_is_for_this_very_machine(config):
    urls = "token_url: 'http://127.0.0.1:8/t', device_url: 'http://localhost:8/d'"
    assert load(config(f"{{{CUSTOM}, {urls}}}"), {}).need_oauth().endpoints().device_url == "http://localhost:8/d"


@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_the_application_s_secret_in_a_file_that_others_may_read_is_refused(config, mode):
    path = config(f"{{provider: google, client_id: abc, client_secret: {{value: {SECRET}}}}}", mode=mode)
    with pytest.raises(BadConfig, match=re.escape("oauth.client_secret.value: is a secret in a file")) as caught:
        load(path, {})
    assert SECRET not in str(caught.value)


def test_what_the_example_shows_of_oauth_is_valid(config, tmp_path):
    lines = (ROOT / "config.example.yaml").read_text("utf-8").splitlines()
    start = lines.index("# oauth:")
    block = [line.removeprefix("# ") for line in lines[start : lines.index("", start)]]
    path = config("")
    path.write_text(COMPANY + SERVERS + "\n".join(block))
    oauth = load(path, {}).need_oauth()
    assert yaml.safe_load("\n".join(block))["oauth"]["provider"] == oauth.provider == "microsoft"
