"""The commented configuration file that `relanced init` writes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

# In the wheel it lies inside the package, in a clone at the top.
PLACES = tuple(Path(__file__).parents[n] / "config.example.yaml" for n in (1, 2))
SETTING = re.compile(r"(?P<indent> *)(?P<off># )?(?P<key>[a-z_]+):(?P<rest>.*)")
NOTE = re.compile(r"\s+#.*$")

# Without an answer these stay in the file as comments: the example's bank account must never reach a client.
LEFT_OUT = ("company.siren", "company.address", "company.phone", "company.iban", "company.bic", "company.signature")
SERVERS = ("mailbox", "smtp")
# What the example gives without an answer, and the answer it follows.
FOLLOWS = {"mailbox.username": "company.email", "smtp.username": "company.email", "summary.to": "company.email"}


def example_text(answers: Mapping[str, str]) -> str:
    """The example with `answers` by dotted name: ``company.name``, ``mailbox.host``, ``mailbox.password.credential``…

    A server without a host, and what only the owner can know, stay as comments. No answers at all give a file with
    which everything that needs no server works.
    """
    known = {name: answers[source] for name, source in FOLLOWS.items() if source in answers} | dict(answers)
    return "".join(_filled(name, lines, known) for name, lines in _settings(_template().splitlines(keepends=True)))


def _template() -> str:
    return next(place for place in PLACES if place.is_file()).read_text("utf-8")


def _settings(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """The file in pieces: each setting with the lines of its value, by its dotted name; other lines with none."""
    above: dict[int, str] = {}
    piece: tuple[str, list[str]] = ("", [])
    for line in lines:
        found = SETTING.fullmatch(line.rstrip("\n"))
        if found and not line.startswith("#"):
            yield piece
            depth = len(found["indent"])
            above = {d: key for d, key in above.items() if d < depth} | {depth: found["key"]}
            piece = (".".join(above[d] for d in sorted(above)), [line])
        elif line.strip() and (line[0] == " " and not line.lstrip().startswith("#")):
            piece[1].append(line)
        else:
            yield piece
            piece = (f"{above.get(0, '')}." if line[0] == " " else "", [line])
    yield piece


def _filled(name: str, lines: list[str], answers: Mapping[str, str]) -> str:
    section = name.split(".")[0]
    if section in SERVERS and f"{section}.host" not in answers:
        return "".join(f"# {line}" for line in lines)
    for place in (name, *_other_places(name)):
        if place in answers:
            return _answered(lines[0], place.rpartition(".")[2], answers[place])
    if name in LEFT_OUT:
        indent = len(lines[0]) - len(lines[0].lstrip(" "))
        return "".join(f"{line[:indent]}# {line[indent:]}" for line in lines)
    return "".join(lines)


def _other_places(name: str) -> list[str]:
    """A password may be in another place than the example's credential."""
    stem, _, last = name.rpartition(".")
    return [f"{stem}.{kind}" for kind in ("file", "env", "value")] if last == "credential" else []


def _answered(line: str, key: str, answer: str) -> str:
    """The answer in the place of the example's value; several lines fit as well, for JSON is YAML."""
    indent = line[: len(line) - len(line.lstrip(" "))]
    text = f"{indent}{key}: {json.dumps(answer, ensure_ascii=False)}"
    note = NOTE.search(line.rstrip("\n").removeprefix(indent + "# "))
    return f"{text:<49} {note[0].strip()}\n" if note else text + "\n"
