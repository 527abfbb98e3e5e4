"""Finding and reading the configuration file; all its faults at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from relanced.config.fields import CONTROL, did_you_mean
from relanced.config.secrets import too_open
from relanced.config.settings import INHERITED, Settings
from relanced.config.yaml_file import Document, dotted, parse
from relanced.config.yaml_file import Path as Place
from relanced.errors import BadConfig, Fault

SYSTEM = Path("/etc/relanced/config.yaml")
SECRETS = ("password", "client_secret")

# pydantic's kinds of error, in an owner's words; braces take from the error's context.
WORDS = {
    "missing": ("is missing", ""),
    "extra_forbidden": ("is not a setting that relanced knows", ""),
    "int_parsing": ("should be a whole number", ""),
    "int_type": ("should be a whole number", ""),
    "bool_parsing": ("should be true or false", ""),
    "bool_type": ("should be true or false", ""),
    "greater_than_equal": ("is too small", "at least {ge}"),
    "less_than_equal": ("is too large", "at most {le}"),
    "enum": ("is not one of the choices", "{expected}"),
    "literal_error": ("is not one of the choices", "{expected}"),
    "string_type": ("should be a text", "write it on the same line, between quotes if it holds a colon"),
    "string_pattern_mismatch": (
        "is not a name that relanced can use",
        "small letters, digits and _, such as second",
    ),
    "model_type": ("should be a group of settings", "settings indented below it, each as name: value"),
    "dict_type": ("should be a group of settings", "settings indented below it, each as name: value"),
    "tuple_type": ("should be a list", "one item a line, each after a dash"),
    "too_short": ("is empty", "at least {min_length}"),
}


def find(path: Path | None, env: Mapping[str, str]) -> Path:
    """The file that --config names, else $RELANCED_CONFIG, else the first of the usual places that exists."""
    named = path or (Path(env["RELANCED_CONFIG"]) if env.get("RELANCED_CONFIG") else None)
    places = [named] if named else [Path("config.yaml"), SYSTEM]
    for place in places:
        if place.is_file():
            return place
    tried = ", ".join(str(p.absolute()) for p in places)
    hint = "relanced init writes one; --config PATH or $RELANCED_CONFIG names another"
    raise BadConfig([Fault(tried, "there is no configuration file here", hint)])


def load(path: Path, env: Mapping[str, str]) -> Settings:
    """The settings in the file at `path`. Raises BadConfig with all faults; secrets are not read, only their places."""
    document = parse(_text(path))
    faults = [_fault(path, place, line, what, hint) for place, line, what, hint in document.faults]
    if not faults or document.value is not None:
        settings, more = _validate(path, document)
        faults += more
        if settings and not faults:
            return settings
    raise BadConfig(faults)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise BadConfig([Fault(str(path), "is not UTF-8 text", "save it again in your editor as UTF-8")]) from None
    except OSError as error:
        hint = "sudo chmod 644 it, once no secret stands in it" if isinstance(error, PermissionError) else ""
        raise BadConfig([Fault(str(path), f"cannot be read: {error.strerror}", hint)]) from None


def _validate(path: Path, document: Document) -> tuple[Settings | None, list[Fault]]:
    if not isinstance(document.value, dict):
        return None, [Fault(str(path), "holds no settings", "relanced init writes a commented file to start from")]
    try:
        settings = Settings.model_validate(document.value, context={"folder": path.absolute().parent})
    except ValidationError as error:
        errors = sorted(_distinct(error, document), key=lambda e: _line(document, e["loc"]))
        return None, [_worded(path, document, e) for e in errors] + _exposed(path, document)
    return settings, _exposed(path, document) + _open_files(path, document, settings)


def _distinct(error: ValidationError, document: Document) -> list[ErrorDetails]:
    """Without the echo of one fault in the places that inherit its value."""
    inherited = {(section, key) for section, key, _ in INHERITED}
    errors = error.errors(include_url=False)
    around = {
        e["loc"][:n] for e in errors for n in range(len(e["loc"]))
    }  # a list that lost a faulty item is not too short for it
    return [
        e
        for e in errors
        if (e["loc"] in document.lines or (e["type"] == "missing" and e["loc"] not in inherited))
        and not (e["type"] == "too_short" and e["loc"] in around)
    ]


def _worded(path: Path, document: Document, error: ErrorDetails) -> Fault:
    place, context = error["loc"], error.get("ctx", {})
    what, hint = WORDS.get(error["type"], (error["msg"], ""))
    hint = hint.format(**context)
    if error["type"] == "setting":
        what, hint = context["what"], context["hint"]
    if error["type"] == "extra_forbidden":
        hint = did_you_mean(str(place[-1]), _names(place[:-1])) or "remove it, or see docs/settings.md"
    if error["type"] == "missing":
        hint = _description(place)
    return _fault(path, place, _line(document, place), _shown(place, error) + what, hint)


def _fault(path: Path, place: Place, line: int, what: str, hint: str) -> Fault:
    return Fault(f"{path}:{line} {dotted(place)}".rstrip(), what, hint)


def _line(document: Document, place: Place) -> int:
    """Of the place, or of the nearest thing around it that the file holds."""
    while place not in document.lines:
        place = place[:-1]
    return document.lines[place]


def _shown(place: Place, error: ErrorDetails) -> str:
    """What the file says there, unless it may be a secret."""
    value = error["input"]
    secret = not {*SECRETS}.isdisjoint(place) or place == ("store", "url") or error["type"] == "extra_forbidden"
    if secret or not isinstance(value, str) or len(value) > 80 or CONTROL.search(value):
        return ""
    return f'"{value}" '


def _section(place: Place) -> type[BaseModel] | None:
    """The model that the settings at `place` are read by."""
    model: Any = Settings
    for part in place:
        if isinstance(part, int):
            continue
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        model = _model_in(fields[part].annotation) if part in fields else None
        if model is None:
            return None
    return model  # type: ignore[no-any-return]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for a in get_args(annotation) if (m := _model_in(a))), None)


def _names(place: Place) -> list[str]:
    model = _section(place)
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def _description(place: Place) -> str:
    model = _section(place[:-1])
    fields = {f.alias or name: f for name, f in model.model_fields.items()} if model else {}
    field = fields.get(str(place[-1]))
    return (field.description or "").rstrip(".").replace("`", "") if field else ""


def _exposed(path: Path, document: Document) -> list[Fault]:
    """A secret written in a file that others may read."""
    if not too_open(path):
        return []
    secrets = [place for place in document.lines if place[-2:] in [(name, "value") for name in SECRETS]]
    if isinstance(document.value, dict) and isinstance(store := document.value.get("store"), dict):
        secrets += [("store", "url")] if re.search(r"://[^/@]*:[^/@]*@", str(store.get("url"))) else []
    what, hint = "is a secret in a file that others may read", f"chmod 600 {path}"
    return [_fault(path, place, document.lines[place], what, hint) for place in secrets]


def _open_files(path: Path, document: Document, settings: Settings) -> list[Fault]:
    """A secret in a file of its own that others may read; one that is not there yet is no fault of the settings."""
    faults = []
    for dots, password in settings.passwords().items():
        if password.file and password.file.is_file() and too_open(password.file):
            place = (*dots.split("."), "file")
            what = f"names a file that others may read: {password.file}"
            faults.append(_fault(path, place, _line(document, place), what, f"chmod 600 {password.file}"))
    return faults
