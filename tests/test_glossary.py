"""Every word that a table, a log or a command can show is in the glossary."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import get_args

import pytest

from relanced.core.chase.shipped import DEFAULT
from relanced.core.deciding.answers import ANSWERING
from relanced.core.dossier import PromiseState, ReminderState, Status
from relanced.core.effects import Effect
from relanced.core.events import Event, Trust
from relanced.core.intents import KINDS, DisputeReason, Intent
from relanced.core.reasons import LABELS, Reason
from relanced.core.risk.alerts import ALERTS, AlertKind
from relanced.core.risk.score import Level
from relanced.core.tasks import TASKS, TaskKind
from relanced.reading.mail.matching import MatchedBy

PAGE = Path(__file__).parents[1] / "docs" / "glossary.md"
STEPS = (*(step.name for step in DEFAULT.steps), *ANSWERING)
EVENTS = [kind.__name__ for kind in get_args(Event)]


@pytest.fixture(scope="module")
def sections() -> dict[str, str]:
    """The page's text under each of its titles."""
    parts = re.split(r"^## (.+)$", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def lacking(text: str, words: Iterable[str]) -> list[str]:
    return [word for word in words if f"`{word}`" not in text]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Statuses of a dossier", Status),
        ("Steps", STEPS),
        ("States of a mail that leaves", ReminderState),
        ("States of a promise", PromiseState),
        ("What a reply says", [*Intent, *DisputeReason]),
        ("Who wrote, and how it was matched", [*Trust, *MatchedBy]),
        ("Events", [*EVENTS, *(re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() for name in EVENTS)]),
        ("Effects", [kind.__name__ for kind in get_args(Effect)]),
        ("Tasks", TaskKind),
        ("Warnings", [*AlertKind, *Level]),
        ("Reasons", Reason),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_word_is_explained_where_one_looks_for_it(
    sections: dict[str, str], title: str, words: Iterable[str]
) -> None:
    assert lacking(sections[title], words) == []


FRENCH = [
    *(("Tasks", kind, row.label_fr) for kind, row in TASKS.items()),
    *(("What a reply says", intent, row.label_fr) for intent, row in KINDS.items()),
    *(("Warnings", kind, row.label_fr.replace("\u00a0", " ")) for kind, row in ALERTS.items()),
    *(("Reasons", reason, french) for reason, (french, _) in LABELS.items()),
]


@pytest.mark.parametrize(("title", "word", "french"), FRENCH)
def test_its_french_is_what_people_read(sections: dict[str, str], title: str, word: StrEnum, french: str) -> None:
    line = next(line for line in sections[title].splitlines() if f"`{word}`" in line)
    assert f"| {french} |" in line


def test_the_order_of_replies_is_that_of_precedence(sections: dict[str, str]) -> None:
    rows = re.findall(r"^\| [^|]+ \| `(\w+)` \|", sections["What a reply says"], flags=re.MULTILINE)
    assert rows == [intent.value for intent in KINDS]
