"""``relanced evaluate``: the reader scored on labelled cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from relanced.commands.output import emit, say
from relanced.core.intents import KINDS
from relanced.errors import BadInput, Fault
from relanced.reading.cases import Case, cases
from relanced.reading.evaluate import FIELDS, Report, page
from relanced.reading.evaluate import evaluate as scored


def evaluate(path: Path, errors: bool, as_json: bool) -> None:
    """Raises BadInput for a file that does not hold cases."""
    report = scored(_cases(path))
    emit(_object(report)) if as_json else say(page(report, errors))


def _cases(path: Path) -> list[Case]:
    try:
        return cases(path.read_text("utf-8").splitlines())
    except OSError as error:
        raise BadInput([Fault(str(path), f"cannot be read: {error.strerror}")]) from error
    except ValueError as error:  # bytes that are no UTF-8 are one, too
        raise BadInput([Fault(str(path), str(error), "one case a line, as docs/replies.md describes them")]) from error


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
