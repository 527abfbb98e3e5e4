"""All campaigns, and a page of their figures: build/campaigns.md.

python -m campaigns [SEEDS] [NAME...]

SEEDS (2) is for those that are as long as one likes; with names, only these. Ends with 1 when a promise did not hold.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[1]
PAGE = PROJECT / "build" / "campaigns.md"
# Rows that say that one of many went as it should.
FINE = "ok "
LONGEST = 60


@dataclass(frozen=True)
class Campaign:
    """`arguments`: ``{seeds}`` stands for the number that was asked for."""

    name: str
    tries: str
    arguments: str = ""

    def command(self, seeds: int) -> list[str]:
        return ["-m", f"campaigns.{self.name}", *self.arguments.format(seeds=seeds).split()]


CAMPAIGNS = (
    Campaign("kill", "One reminder or a doubt that is said, every reply once: kill -9 at every point", "{seeds}"),
    Campaign("smtp_faults", "Every misbehaviour of an SMTP server has one outcome"),
    Campaign("imap_faults", "Every misbehaviour of an IMAP server has one outcome, and costs no mail"),
    Campaign("day", "Whole days of faults: one socket, no gap, each body once", "{seeds}"),
    Campaign("dead_peer", "A mail server that is gone without a word, in real time", "2"),
    Campaign("full_disk", "A disk that is full at any write", "16"),
    Campaign("autoresponder", "Two machines do not answer each other for ever"),
    Campaign(
        "portfolio", "A portfolio rehearsed over six months keeps its distances, and is lived as rehearsed", "{seeds}"
    ),
    Campaign("sigterm", "It stops when told", "200 {seeds}"),
    Campaign("mails", "Mutated mails neither crash nor stall the reader", "100000 {seeds}"),
    Campaign("headers", "Subjects and names decode to what was meant, hostile ones inject nothing", "{seeds}"),
)


@dataclass(frozen=True)
class Outcome:
    campaign: Campaign
    command: str
    status: int
    seconds: float
    lines: list[str]


def run(campaign: Campaign, seeds: int) -> Outcome:
    command = campaign.command(seeds)
    shown = f"python {' '.join(command)}"
    print(f"== {shown}", flush=True)
    began = time.monotonic()
    process = subprocess.Popen([sys.executable, *command], cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        print(line, end="", flush=True)
        lines.append(line.rstrip())
    return Outcome(campaign, shown, process.wait(), time.monotonic() - began, lines)


def page(outcomes: list[Outcome]) -> str:
    held = sum(outcome.status == 0 for outcome in outcomes)
    head = f"# Campaigns: {held} of {len(outcomes)} promises held\n\n{_machine()}\n\n"
    table = "| campaign | outcome | seconds |\n| --- | --- | --- |\n"
    rows = (f"| {o.campaign.tries} | {_word(o)} | {o.seconds:.0f} |\n" for o in outcomes)
    return head + table + "".join(rows) + "".join(map(_section, outcomes))


def _machine() -> str:
    revision = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=PROJECT, capture_output=True, text=True)
    at = f", revision {revision.stdout.strip()}" if revision.returncode == 0 else ""
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    return f"Python {platform.python_version()}, {system}{at}."


def _word(outcome: Outcome) -> str:
    return "held" if outcome.status == 0 else f"**broken** ({outcome.status})"


def _section(outcome: Outcome) -> str:
    """The figures; of rows that are as they should be there are too many."""
    lines = [line for line in outcome.lines if not line.startswith(FINE)][-LONGEST:]
    body = "\n".join(lines)
    return f"\n## {outcome.campaign.tries}\n\n`{outcome.command}`\n\n```\n{body}\n```\n"


def main() -> None:
    arguments = sys.argv[1:]
    seeds = int(arguments.pop(0)) if arguments and arguments[0].isdigit() else 2
    unknown = set(arguments) - {campaign.name for campaign in CAMPAIGNS}
    if unknown:
        sys.exit(f"no such campaign: {', '.join(sorted(unknown))}")
    outcomes: list[Outcome] = []
    PAGE.parent.mkdir(exist_ok=True)
    for campaign in CAMPAIGNS:
        if not arguments or campaign.name in arguments:
            outcomes.append(run(campaign, seeds))
            PAGE.write_text(page(outcomes), "utf-8")  # after each: a run that is cut short leaves what it found
    print(f"== {PAGE.relative_to(PROJECT)}")
    sys.exit(1 if any(outcome.status for outcome in outcomes) else 0)


if __name__ == "__main__":
    main()
