"""Passwords: looked for where the file says, never seen anywhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from relanced.config import Password, load
from relanced.errors import BadConfig

SECRET = "sésame-4711"
CONFIG = """
company: {{name: Atelier Dubois, email: compta@atelier-dubois.example}}
smtp:
  host: smtp.provider.example
  password: {{{password}}}
"""


@pytest.fixture
def config(tmp_path: Path):
    def write(password: str, mode: int = 0o600) -> Path:
        path = tmp_path / "config.yaml"
        path.write_text(CONFIG.format(password=password), "utf-8")
        path.chmod(mode)
        return path

    return write


@pytest.fixture
def secret_file(tmp_path: Path):
    def write(content: str | bytes = f"{SECRET}\n", mode: int = 0o600) -> Path:
        path = tmp_path / "smtp-password"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        path.chmod(mode)
        return path

    return write


def password_of(path: Path) -> Password:
    password = load(path, {}).need_smtp().password
    assert password
    return password


def test_a_password_comes_from_a_systemd_credential(config, secret_file):
    folder = secret_file().parent
    assert password_of(config("credential: smtp-password")).reveal({"CREDENTIALS_DIRECTORY": str(folder)}) == SECRET


def test_a_password_comes_from_a_file_beside_the_configuration(config, secret_file):
    secret_file()
    assert password_of(config("file: smtp-password")).reveal({}) == SECRET


def test_a_password_comes_from_the_environment(config):
    assert password_of(config("env: PW")).reveal({"PW": SECRET}) == SECRET


def test_a_password_comes_from_a_file_that_only_its_owner_reads(config):
    assert password_of(config(f"value: {SECRET}")).reveal({}) == SECRET


@pytest.mark.parametrize("value", ["0123", "1e5", "true", "~x", "12:30:45"])
def test_a_password_that_looks_like_something_else_stays_itself(config, value):
    assert password_of(config(f"value: {value}")).reveal({}) == value


def test_one_line_break_at_the_end_is_not_part_of_the_password(config, secret_file):
    secret_file(f" {SECRET} \r\n")
    assert password_of(config("file: smtp-password")).reveal({}) == f" {SECRET} "


@pytest.mark.parametrize("content", [f"{SECRET}\n\n", f"a\n{SECRET}", "a\x00b", ""])
def test_a_password_with_control_characters_or_none_at_all_is_refused(config, secret_file, content):
    secret_file(content)
    with pytest.raises(BadConfig) as caught:
        password_of(config("file: smtp-password")).reveal({}, "smtp.password")
    assert "smtp.password: the password" in str(caught.value)
    assert SECRET not in str(caught.value)


def test_a_password_file_that_is_no_text_is_refused(config, secret_file):
    secret_file(b"\xff\xfe\x00")
    with pytest.raises(BadConfig, match="is not UTF-8"):
        password_of(config("file: smtp-password")).reveal({})


@pytest.mark.parametrize(
    ("password", "env", "where"),
    [
        ("credential: smtp-password", {}, "$CREDENTIALS_DIRECTORY is not set"),
        ("credential: smtp-password", {"CREDENTIALS_DIRECTORY": "/nowhere"}, "/nowhere/smtp-password"),
        ("file: gone", {}, "/gone cannot be read: No such file"),
        ("env: PW", {}, "environment variable PW is not set"),
    ],
)
def test_a_missing_password_says_where_it_was_looked_for(config, password, env, where):
    settings = load(config(password), {})
    (fault,) = settings.missing_secrets(env)
    assert fault.place == "smtp.password"
    assert where in fault.what


def test_a_credential_cannot_name_a_file_elsewhere(config):
    with pytest.raises(BadConfig, match="is not a credential's name"):
        load(config("credential: ../../etc/shadow"), {})


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o622])
def test_a_secret_in_a_file_that_others_may_read_is_refused(config, mode):
    path = config(f"value: {SECRET}", mode)
    with pytest.raises(BadConfig) as caught:
        load(path, {})
    (fault,) = caught.value.faults
    assert fault.place == f"{path}:5 smtp.password.value"
    assert fault.hint == f"chmod 600 {path}"
    assert SECRET not in str(caught.value)


def test_a_file_without_secrets_may_be_read_by_all(config):
    assert load(config("env: PW", 0o644), {}).smtp


def test_a_database_password_in_a_file_that_others_may_read_is_refused(config):
    path = config("env: PW", 0o644)
    path.write_text(path.read_text() + f"store: {{url: 'postgresql://me:{SECRET}@db.example/x'}}")
    with pytest.raises(BadConfig, match=r"store\.url: is a secret in a file that others may read") as caught:
        load(path, {})
    assert SECRET not in str(caught.value)


def test_a_secret_file_that_others_may_read_is_refused_at_once_and_when_it_is_opened(config, secret_file):
    path = secret_file()
    password = password_of(config("file: smtp-password"))
    path.chmod(0o644)
    with pytest.raises(BadConfig, match=f"chmod 600 {path}"):
        password.reveal({})
    with pytest.raises(BadConfig, match=f"chmod 600 {path}"):
        load(config("file: smtp-password"), {})


@pytest.mark.parametrize(
    "password",
    [f"value: {SECRET}, env: PW", f"valeu: {SECRET}", f"value: [{SECRET}]", f"{SECRET}: 1, value: {SECRET}", ""],
)
def test_a_fault_of_a_password_never_shows_it(config, password):
    path = config(password)
    with pytest.raises(BadConfig) as caught:
        load(path, {})
    assert "smtp.password" in str(caught.value)
    if SECRET + ":" not in password:  # as a name it cannot be told from a misspelt setting
        assert SECRET not in str(caught.value)


def test_a_password_written_where_its_place_should_be_is_refused_without_showing_it(config):
    path = config("x")
    path.write_text(path.read_text().replace("{x}", SECRET))
    with pytest.raises(BadConfig, match="does not say where the password is") as caught:
        load(path, {})
    assert SECRET not in repr(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None, "a traceback would show the file"


def test_settings_can_be_printed_without_showing_a_secret(config):
    settings = load(config(f"value: {SECRET}"), {})
    for shown in (repr(settings), str(settings), settings.model_dump_json(exclude={"sending"}), f"{settings.smtp!r}"):
        assert SECRET not in shown
