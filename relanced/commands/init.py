"""``relanced init``: a configuration to start from."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass
from getpass import getpass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from relanced.commands.output import say
from relanced.config import example_text
from relanced.config.fields import Address, Host, Iban, Line, Siren
from relanced.errors import BadInput, Fault
from relanced.invoked import program
from relanced.letters.templates import packaged_directory

CONFIG = "config.yaml"
TEMPLATES = "templates"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for one setting; without an answer an optional one stays a comment in the file."""

    setting: str
    words: str
    kind: Any
    optional: bool = False


COMPANY = (
    Question("company.name", "Legal name of your company, as on your invoices", Line),
    Question("company.email", "Address that clients answer to", Address),
    Question("company.siren", "SIREN", Siren, optional=True),
    Question("company.iban", "IBAN on which clients pay", Iban, optional=True),
)
SERVERS = (
    Question("mailbox.host", "Server that you read mail from (IMAP)", Host, optional=True),
    Question("smtp.host", "Server that you send mail through (SMTP)", Host, optional=True),
)


def init(folder: Path, templates: bool, yes: bool) -> None:
    """Raises BadInput when something is there already; then nothing has been written."""
    _refuse_existing(folder, templates)
    secrets: dict[str, str] = {}
    answers = {} if yes or not sys.stdin.isatty() else _ask(folder, secrets)
    text = example_text(answers)
    if templates:
        text = text.replace("# templates: templates", "templates: templates", 1)
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / CONFIG, text)
    for name, secret in secrets.items():
        _write(folder / name, secret + "\n")
    if templates:
        _copy_templates(folder / TEMPLATES)
    _tell(folder, [CONFIG, *secrets, *([TEMPLATES] * templates)], answers)


def _refuse_existing(folder: Path, templates: bool) -> None:
    there = [folder / name for name in (CONFIG, *([TEMPLATES] * templates)) if (folder / name).exists()]
    hint = "nothing is ever overwritten: give another folder, or move it away"
    if there:
        raise BadInput([Fault(str(path), "is there already", hint) for path in there])


def _write(path: Path, text: str) -> None:
    """Only its owner may read it: it may come to hold a secret."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def _copy_templates(target: Path) -> None:
    source = packaged_directory()
    for path in sorted(p for p in source.rglob("*") if p.is_file()):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())


def _tell(folder: Path, written: list[str], answers: dict[str, str]) -> None:
    for name in written:
        say(f"wrote {folder / name}")
    config = "" if folder == Path() else f"--config {shlex.quote(str(folder / CONFIG))} "
    connect = " --connect" if "mailbox.host" in answers else ""
    say(f"next: {program()} {config}check{connect}, then {program()} {config}import your-invoices.csv --dry-run")


# -- on a terminal ----------------------------------------------------------------------------------------------------


def _ask(folder: Path, secrets: dict[str, str]) -> dict[str, str]:
    """Answers by setting; passwords go into `secrets`, each a file of its own beside the configuration."""
    say("Enter alone leaves out what is optional; every line can be changed in the file afterwards.")
    answers = {q.setting: answer for q in COMPANY if (answer := _answer(q, input))}
    for question in SERVERS:
        if answer := _answer(question, input):
            answers[question.setting] = answer
            section = question.setting.partition(".")[0]
            _ask_login(folder, section, answers, secrets)
    return answers


def _ask_login(folder: Path, section: str, answers: dict[str, str], secrets: dict[str, str]) -> None:
    known = answers["company.email"]
    answers[f"{section}.username"] = input(f"  its user name [{known}]: ").strip() or known
    if secret := getpass("  its password (kept in a file of its own; Enter: later): "):
        name = f"{section}.password"
        if (folder / name).exists():
            raise BadInput([Fault(str(folder / name), "is there already", "move it away")])
        secrets[name] = secret
        answers[f"{section}.password.file"] = name


def _answer(question: Question, ask: Callable[[str], str]) -> str:
    """Asks again until the answer can be a value of this setting."""
    suffix = " (optional)" if question.optional else ""
    while True:
        text = ask(f"{question.words}{suffix}: ").strip()
        if not text and question.optional:
            return ""
        try:
            return str(TypeAdapter(question.kind).validate_python(text))
        except ValidationError as error:
            context = error.errors()[0].get("ctx", {})
            say(f"  “{text}” {context.get('what', 'cannot be')}: {context.get('hint', 'try again')}")
