"""A YAML file as plain values that remember their line.

Every scalar is text (or nothing): the settings' types say what it means. So ``18:00`` is not the number 1080, ``NO``
is a country and not a falsehood, and a telephone number keeps its zeros.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml

Path = tuple[str | int, ...]
Value = str | list["Value"] | dict[str, "Value"] | None

DEEPEST = 12


@dataclass(slots=True)
class Document:
    """`value` is what the file says, `lines` where (counted from 1), `faults` what made no sense."""

    value: Value = None
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[tuple[Path, int, str, str]] = field(default_factory=list)


def parse(text: str) -> Document:
    """Read `text`; a fault of its syntax is in the document's faults, and then there is nothing else."""
    document = Document()
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        document.faults.append(_syntax(error))
        return document
    document.value = _value(root, (), document) if root else None
    return document


def _syntax(error: yaml.YAMLError) -> tuple[Path, int, str, str]:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(getattr(error, "reason", error))
    hint = "look at the indentation, the colons and the quotes of this line and of the one before"
    return (), mark.line + 1 if mark else 1, f"is not YAML: {problem}", hint


def _value(node: yaml.Node, path: Path, document: Document) -> Value:
    document.lines.setdefault(path, node.start_mark.line + 1)
    if len(path) > DEEPEST:
        document.faults.append((path, node.start_mark.line + 1, "is nested too deeply", ""))
        return None
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, document)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, n), document) for n, item in enumerate(node.value)]
    return None if node.tag.endswith(":null") else str(node.value)


def _mapping(node: yaml.MappingNode, path: Path, document: Document) -> dict[str, Value]:
    """A key without a value counts as absent: its default holds."""
    found: dict[str, Value] = {}
    for key, item in node.value:
        line = key.start_mark.line + 1
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
        here = (*path, name)
        if here in document.lines:
            what = f"is written twice, first on line {document.lines[here]}"
            document.faults.append((here, line, what, "keep one of the two"))
            continue
        document.lines[here] = line
        value = _value(item, here, document)
        if value is not None:
            found[name] = value
    return found


def dotted(path: Path) -> str:
    """``("scenarios", 0, "steps")`` is ``scenarios[0].steps``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
