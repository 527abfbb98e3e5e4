"""Each story of this folder is lived again, and must end as it was read and found right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lives.story import read

STORIES = sorted(path for path in Path(__file__).parent.glob("*.md") if path.name != "README.md")


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_it_goes_as_the_story_says(path: Path) -> None:
    story = read(path)
    assert list(story.live()) == list(story.table)
