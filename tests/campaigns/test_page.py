"""Every campaign is among those of ``make campaign``, and the page of figures says which promise did not hold."""

from __future__ import annotations

from pathlib import Path

from campaigns.__main__ import CAMPAIGNS, Outcome, page

FOLDER = Path(__file__).parents[2] / "campaigns"


def test_every_campaign_is_run() -> None:
    runnable = {path.stem for path in FOLDER.glob("*.py") if "python -m campaigns." in path.read_text("utf-8")}
    assert runnable == {campaign.name for campaign in CAMPAIGNS}


def test_the_seeds_that_were_asked_for_are_passed_on() -> None:
    assert CAMPAIGNS[0].command(20) == ["-m", "campaigns.kill", "20"]


def test_the_page_has_the_figures_and_says_what_broke() -> None:
    good = Outcome(CAMPAIGNS[0], "python -m campaigns.kill 2", 0, 61.2, ["ok     one", "320 runs, 0 faults"])
    bad = Outcome(CAMPAIGNS[1], "python -m campaigns.smtp_faults", 1, 9.0, ["WRONG  connect: drop"])
    text = page([good, bad])
    assert "# Campaigns: 1 of 2 promises held" in text
    assert "| held | 61 |" in text
    assert "| **broken** (1) | 9 |" in text
    assert "```\n320 runs, 0 faults\n```" in text
    assert "WRONG  connect: drop" in text
