"""Two machines that answer each other would go on for ever: one of them does not."""

from __future__ import annotations

from pathlib import Path

from campaigns.autoresponder import MOST_A_DAY, MOST_A_WEEK, rehearse


def test_whoever_answers_everything_gets_no_answer_to_everything(tmp_path: Path) -> None:
    figures = rehearse(65, tmp_path)
    assert figures.received > 50
    assert 0 < figures.most(figures.answers, 1) <= MOST_A_DAY
    assert figures.most(figures.answers, 7) <= MOST_A_WEEK
    assert figures.most(figures.out, 7) <= MOST_A_WEEK
