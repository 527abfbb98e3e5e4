"""A step's words as a letter: the same template, the same figures, another frame. Same arguments, same bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from relanced.errors import BadConfig, Fault
from relanced.letters.labels import step_label
from relanced.letters.templates import Templates

if TYPE_CHECKING:
    from typst import Compiler

LAYOUT = "_letter.typ"


def letter(
    templates: Templates, template: str, language: str, values: Mapping[str, Any], written_at: datetime
) -> bytes:
    """The PDF of what `template` says with `values` (those of its mail); `written_at` is aware, and its date.

    Raises BadConfig on a fault in a template, or where no PDF can be made.
    """
    values = {**values, "letter": True}
    first, blocks = templates.paper(template, language, values)
    subject = _without_reference(first, str(values["reference"]))
    frame = templates.paper_frame(language, {**values, "subject": subject})
    data = {**frame, "title": subject, "author": values["creditor"].name, "language": language, "blocks": blocks}
    return _compiled(templates, data, written_at)


def file_name(step: str, reference: str, language: str) -> str:
    """``mise-en-demeure-RL-0042.pdf``"""
    return f"{step_label(step, language)}-{reference}.pdf".replace(" ", "-")


def _without_reference(subject: str, reference: str) -> str:
    """A mail's subject carries the reference for the answer's sake; a letter has a line for it."""
    return re.sub(rf"\s*\[{re.escape(reference)}\]$", "", subject)


def _compiled(templates: Templates, data: Mapping[str, Any], written_at: datetime) -> bytes:
    """What the letter says goes in as data, beside the layout: nothing of it is read as Typst."""
    inputs = {"letter": json.dumps(data)}
    layout = templates.sources[LAYOUT].encode()
    try:
        made = _compiler().compile(layout, format="pdf", sys_inputs=inputs, timestamp=int(written_at.timestamp()))
    except RuntimeError as error:
        hint = "templates/README.md says what a layout gets; a copy of the shipped one is a good start"
        raise BadConfig([Fault(templates.places[LAYOUT], str(error), hint)]) from error
    assert isinstance(made, bytes), "a PDF is one file, whatever its pages"
    return made


@cache
def _compiler() -> Compiler:
    """Typst, with the fonts that it brings and no others: a letter looks the same on every machine.

    Imported when the first letter is made: a daemon that writes none does not carry its thirty megabytes.
    """
    try:
        import typst
    except ImportError as error:
        hint = "pip install typst, or take `letter` out of the scenario's steps"
        raise BadConfig([Fault("letters", f"a PDF needs Typst, which is not here: {error}", hint)]) from error
    return typst.Compiler(font_paths=typst.Fonts(include_system_fonts=False))
