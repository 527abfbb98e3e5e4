"""Where a password is, without ever holding it in sight."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from relanced.config.fields import CONTROL, SomePath, wrong
from relanced.errors import BadConfig, Fault

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def _plain_name(text: str) -> str:
    if "/" in text or text in ("", ".", ".."):
        raise wrong("is not a credential's name", "the name on the left of LoadCredential=, without a path")
    return text


Name = Annotated[str, AfterValidator(_plain_name)]


class Password(BaseModel):
    """Exactly one of the four says where the secret is."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, coerce_numbers_to_str=True, title="password"
    )

    credential: Name | None = Field(None, description="Name of a systemd credential (`LoadCredential=`).")
    file: SomePath | None = Field(None, description="Path of a file that only its owner may read.")
    env: str | None = Field(None, description="Name of an environment variable.")
    value: SecretStr | None = Field(
        None, description="The secret itself; only in a configuration file that only its owner may read."
    )

    @model_validator(mode="before")
    @classmethod
    def _mapping(cls, data: object) -> object:
        if not isinstance(data, dict):
            hint = "one of credential: NAME, file: PATH, env: NAME or value: SECRET, indented below it"
            raise wrong("does not say where the password is", hint)
        return data

    @model_validator(mode="after")
    def _one(self) -> Password:
        if len(self.model_fields_set) != 1:
            raise wrong("says more than one place, or none", "keep exactly one of credential, file, env and value")
        return self

    def reveal(self, env: Mapping[str, str], place: str = "password") -> str:
        """The secret, less one line break at its end. Raises BadConfig that says where it was looked for."""
        if self.credential:
            text = _from_credential(self.credential, env, place)
        elif self.file:
            text = _from_file(self.file, place)
        elif self.env:
            text = _from_environment(self.env, env, place)
        else:
            text = self.value.get_secret_value() if self.value else ""
        return _checked(text, place)


def too_open(path: Path) -> bool:
    """May anybody but its owner read this file?"""
    return bool(path.stat().st_mode & OTHERS)


def _from_credential(name: str, env: Mapping[str, str], place: str) -> str:
    folder = env.get("CREDENTIALS_DIRECTORY")
    hint = f"systemd gives it to a service with LoadCredential={name}:/path/to/the/file"
    if not folder:
        raise _fault(place, f"credential {name}: $CREDENTIALS_DIRECTORY is not set", hint)
    return _read(Path(folder, name), place, hint)


def _from_file(path: Path, place: str) -> str:
    text = _read(path, place, "write the password into this file, then chmod 600 it")
    if too_open(path):
        raise _fault(place, f"others may read the file {path}", f"chmod 600 {path}")
    return text


def _from_environment(name: str, env: Mapping[str, str], place: str) -> str:
    if name not in env:
        raise _fault(place, f"the environment variable {name} is not set", f"{name}=… in the service's environment")
    return env[name]


def _read(path: Path, place: str, hint: str) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise _fault(place, f"the file {path} is not UTF-8 text", "it holds the password and nothing else") from None
    except OSError as error:
        raise _fault(place, f"the file {path} cannot be read: {error.strerror}", hint) from None


def _checked(text: str, place: str) -> str:
    text = text.removesuffix("\n").removesuffix("\r")
    if CONTROL.search(text):
        raise _fault(place, "the password holds a control character", "one line, nothing before or after the password")
    if not text:
        raise _fault(place, "the password is empty", "")
    return text


def _fault(place: str, what: str, hint: str) -> BadConfig:
    return BadConfig([Fault(place, what, hint)])
