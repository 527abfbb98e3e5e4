"""docs/cases.md says what a labelled reply is."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

from relanced.reading.evaluate import FIELDS, evaluate
from relanced.reading.learning.cases import Case, case
from relanced.reading.learning.posting import QUOTES

PAGE = (Path(__file__).parents[2] / "docs" / "cases.md").read_text("utf-8")
SAMPLE = json.loads(PAGE.partition("```json\n")[2].partition("\n```")[0])


def test_the_page_names_every_field_every_label_and_every_way_to_quote() -> None:
    of_case = {field.name for field in fields(Case)} - {"sender", "intents", "primary", "fields"} | {"from", "expected"}
    for word in (*of_case, "intents", "primary", *FIELDS, *QUOTES):
        assert f"`{word}`" in PAGE, word
    assert set(SAMPLE) == of_case


def test_its_sample_is_a_case_and_is_read_as_it_is_labelled() -> None:
    [scored] = evaluate([case(SAMPLE)]).scored
    assert (scored.reading.primary, scored.wrong) == (scored.case.primary, ())
