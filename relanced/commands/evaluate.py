"""``relanced evaluate``: the reader scored on labelled cases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from relanced.commands.opening import opened
from relanced.commands.output import emit, say, unreadable
from relanced.core.intents import KINDS
from relanced.errors import BadInput, Fault
from relanced.reading.evaluate import FIELDS, Report, page
from relanced.reading.evaluate import evaluate as scored
from relanced.reading.learning.cases import Case, cases
from relanced.store import corrections


def evaluate(config: Path | None, path: Path | None, own: bool, save: Path | None, errors: bool, as_json: bool) -> None:
    """Raises BadInput for a file that does not hold cases."""
    if (path is None) is not own:
        hint = "relanced evaluate CASES.jsonl, or relanced evaluate --own for your own corrections"
        raise BadInput([Fault("evaluate", "needs either a file of cases or --own", hint)])
    lines = _own(config) if path is None else _lines(path)
    report = scored(_cases(str(path or "your corrections"), lines))
    if save:
        save.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    emit(_object(report)) if as_json else say(page(report, errors))


def _own(config: Path | None) -> list[str]:
    with opened(config) as app, app.store.begin() as connection:
        lines = [json.dumps(case, ensure_ascii=False) for case in corrections.cases(connection)]
    if not lines:
        raise BadInput([Fault("evaluate --own", "there is no correction yet", "task done ID --was INTENT makes one")])
    return lines


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8").splitlines()
    except OSError as error:
        raise BadInput([unreadable(path, error)]) from error
    except UnicodeDecodeError as error:
        raise BadInput([Fault(str(path), "is not UTF-8 text", "save it as UTF-8")]) from error


def _cases(place: str, lines: list[str]) -> list[Case]:
    try:
        return cases(lines)
    except ValueError as error:
        raise BadInput([Fault(place, str(error), "one case a line, as docs/replies.md describes them")]) from error


def _object(report: Report) -> dict[str, Any]:
    return {
        "cases": len(report.scored),
        "primary": report.primary,
        "micro_f1": report.micro_f1,
        "alone": report.alone_share,
        "alone_right": report.alone_right,
        "dangerous": [s.case.id for s in report.dangerous],
        "fields": {name: dict(zip(("exact", "labelled"), report.field(name), strict=True)) for name in FIELDS},
        "intents": {
            intent.value: dict(zip(("found", "wrong", "missed"), report.intent(intent), strict=True))
            for intent in KINDS
        },
        "errors": [s.case.id for s in report.scored if not s.right],
    }
