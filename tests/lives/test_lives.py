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


def test_the_index_names_each_story_with_its_title() -> None:
    index = (Path(__file__).parent / "README.md").read_text("utf-8")
    titles = {path.name: path.read_text("utf-8").splitlines()[0].removeprefix("# ") for path in STORIES}
    assert [name for name, title in titles.items() if f"- [{title}]({name})" not in index] == []
