"""docs/settings.md, out of the models themselves: ``python -m relanced.config.reference > docs/settings.md``."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from relanced.config.law import SemesterRates
from relanced.config.scenarios import PaceRow, ScenarioRows, ScenarioStep, When
from relanced.config.secrets import Password
from relanced.config.settings import Settings

OPENING = """# Settings

All of `config.yaml`: every key, what holds when it is left out, and what it means. This page is made from the program
itself (`python -m relanced.config.reference`).

The file is `--config PATH`, else `$RELANCED_CONFIG`, else `./config.yaml`, else `/etc/relanced/config.yaml`.
`relanced check` reads it and names all its faults at once, each with its line; `relanced check --connect` also logs
in to both servers. An unknown key is a fault, and so is a key written twice. Paths start at the folder of the file.
Times are written `"07:30"`.
"""
PLACES = "`mailbox.password`, `smtp.password`, `store.password` and `oauth.client_secret` hold exactly one of these."
BELOW = {
    "oauth": """\
**Microsoft 365.** In the Entra portal, register an application for your own directory. Under Authentication, add the
platform “Mobile and desktop applications” with `http://localhost`, and allow public client flows. Under API
permissions, add the delegated `IMAP.AccessAsUser.All` and `SMTP.Send`. The mailbox must have IMAP and authenticated
SMTP switched on. `tenant` is the directory's number. The servers are `outlook.office365.com` and `smtp.office365.com`,
the latter with `security: starttls`. Where your administrator forbids device codes, set `flow: code`.

**Google.** In the Cloud console, make an OAuth client of the kind “Desktop app”, for an audience that is internal or
published: while an application is in testing, Google ends every sign-in after seven days. The servers are
`imap.gmail.com` and `smtp.gmail.com`.

Then `relanced check --login` asks you to sign in, as the user that `mailbox.username` names, and keeps what comes of it
in the state directory (`oauth.json`, for its owner only). Nothing of it is in the database: each machine signs in for
itself.
""",
}
# Models that stand in the page as sections of their own, below the tables of Settings' sections.
PARTS: tuple[tuple[str, str, type[BaseModel]], ...] = (
    ("A password", PLACES, Password),
    ("A step of a scenario", "Each item of `scenarios[].steps`.", ScenarioStep),
    ("A condition", "`scenarios[].when` and `scenarios[].pace[].when`.", When),
    ("A pace", "Each item of `scenarios[].pace`.", PaceRow),
    ("The rates of a semester", "Each item of `law.rates`. docs/law.md says where to read them.", SemesterRates),
)


def page() -> str:
    """The whole page, in Markdown."""
    return "\n".join((OPENING, *_sections(), *(_part(*part) for part in PARTS)))


def _sections() -> Iterator[str]:
    single = {}
    for key, field in _fields(Settings):
        model = _model(field)
        if model is None:
            single[key] = field
            continue
        many = " A list; each item has:" if model is ScenarioRows else ""
        yield _part(f"`{key}`", f"{field.description}{many}", model)
        if key in BELOW:
            yield BELOW[key]
    yield _table("Others", "At the top of the file.", single.items())


def _part(title: str, text: str, model: type[BaseModel]) -> str:
    return _table(title, text, _fields(model))


def _table(title: str, text: str, fields: Any) -> str:
    rows = [f"| `{key}` | {_default(field)} | {field.description} |" for key, field in fields]
    return "\n".join((f"## {title}\n", f"{text}\n", "| key | default | meaning |", "| --- | --- | --- |", *rows, ""))


def _fields(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    return ((field.alias or name, field) for name, field in model.model_fields.items())


def _model(field: FieldInfo) -> type[BaseModel] | None:
    found = [a for a in _parts(field.annotation) if isinstance(a, type) and issubclass(a, BaseModel)]
    return found[0] if found else None


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _parts(inner)


def _default(field: FieldInfo) -> str:
    told = field.json_schema_extra
    if isinstance(told, dict) and "default" in told:
        return str(told["default"])
    if field.is_required():
        return "**required**"
    return _written(field.get_default(call_default_factory=True))


def _written(value: Any) -> str:
    if value is None or value in ("", (), {}):
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value.value if isinstance(value, Enum) else value}`"


if __name__ == "__main__":
    print(page(), end="")
