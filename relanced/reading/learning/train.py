"""Train the shipped weights: `python -m relanced.reading.learning.train CASES.jsonl PHRASES.tsv --sealed CASES.jsonl`.

For whoever changes the reader. Nothing leaves the machine.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType

from relanced.core.intents import DisputeReason, Intent
from relanced.reading.facts import facts
from relanced.reading.learning.cases import Case, cases, sealed
from relanced.reading.learning.fit import Example, calibrated
from relanced.reading.model.heard import Heard
from relanced.reading.model.regressions import write
from relanced.reading.roles.role import Role

PHRASE_WEIGHT = 0.7
PHRASE_DAY = date(2026, 11, 24)
NOTHING: Mapping[tuple[str, str], Heard] = MappingProxyType({})
_MARK = re.compile(r"(\[\[|\{\{|<<)(.*?)(?:\]\]|\}\}|>>)")
_ROLE_OF = {"[[": Role.PROMISED, "{{": Role.PAID, "<<": Role.REQUESTED}


def example(case: Case, hand: str = "", heard: Heard | None = None) -> Example:
    reason = case.fields.get("reason")
    return Example(
        facts(case.reply, case.sent_on, case.invoices),
        frozenset(case.intents),
        case.fields,
        DisputeReason(reason) if reason else None,
        hand=hand,
        id=case.id,
        heard=heard,
    )


def phrases(lines: Sequence[str]) -> list[Example]:
    """A line is `intent[:reason][+intent]<TAB>words`, as if sent on `PHRASE_DAY`."""
    found = []
    for line in lines:
        names, _, words = line.rstrip("\n").partition("\t")
        if not words:
            continue
        words, marked = marks(words)
        labels = [name.partition(":") for name in names.split("+")]
        reason = next((DisputeReason(why) for _, _, why in labels if why), None)
        intents = frozenset(Intent(name) for name, _, _ in labels)
        found.append(Example(facts(words, PHRASE_DAY), intents, None, reason, PHRASE_WEIGHT, marked=marked))
    return found


def marks(words: str) -> tuple[str, dict[Role, list[tuple[int, int]]]]:
    """Take out the marks round days, `[[promised]]`, `{{paid}}`, `<<asked for>>`, and say where each role stands."""
    found: dict[Role, list[tuple[int, int]]] = {}
    while mark := _MARK.search(words):
        role = _ROLE_OF[mark[1]]
        found.setdefault(role, []).append((mark.start(), mark.start() + len(mark[2])))
        words = words[: mark.start()] + mark[2] + words[mark.end() :]
    return words, found


def in_words(case: Case) -> bool:
    """Whether its words say what it is; a bounce is told by its form."""
    return case.primary is not Intent.BOUNCE


def heard_in(path: Path) -> dict[tuple[str, str], Heard]:
    """What an encoder that was not trained on the hand says of a case, by hand and case: the table of `tune.py`."""
    found: dict[tuple[str, str], Heard] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        hand, case_id, intents, reasons, *days = line.split("\t")
        found[hand, case_id] = Heard(_numbers(intents), _numbers(reasons), tuple(map(_day_heard, days)))
    return found


def _numbers(cell: str) -> tuple[float, ...]:
    return tuple(map(float, cell.split()))


def _day_heard(cell: str) -> tuple[int, int, tuple[float, ...]]:
    start, end, *odds = cell.split()
    return int(start), int(end), tuple(map(float, odds))


def heard_line(example: Example, heard: Heard) -> str:
    """A line of the table: of the words, those of the example's days."""
    days = [word for word in heard.roles if any(word[0] < d.end and d.start < word[1] for d in example.facts.days)]
    cells = [heard.intents, heard.reasons]
    rows = [" ".join(f"{score:.3f}" for score in cell) for cell in cells]
    rows += [" ".join([str(start), str(end), *(f"{score:.3f}" for score in odds)]) for start, end, odds in days]
    return "\t".join([example.hand, example.id, *rows])


def load(path: Path, but_sealed: bool = False, heard: Mapping[tuple[str, str], Heard] = NOTHING) -> list[Example]:
    """The examples of a file of cases or phrases; `but_sealed` leaves out the cases that only measure."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if path.suffix == ".tsv":
        return phrases(lines)
    kept = [case for case in cases(lines) if in_words(case) and not (but_sealed and sealed(case))]
    return [example(case, path.stem, heard.get((path.stem, case.id))) for case in kept]


def everything(files: Sequence[Path], but_sealed: Sequence[Path], heard: Path | None) -> list[Example]:
    table = heard_in(heard) if heard else NOTHING
    found = [example for path in files for example in load(path, heard=table)]
    return found + [example for path in but_sealed for example in load(path, but_sealed=True, heard=table)]


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the reader's weights.")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--sealed", nargs="*", type=Path, default=[], help="of these, the sealed cases are left out")
    parser.add_argument("--heard", type=Path, help="what an encoder says of the cases of hands it was not trained on")
    parser.add_argument("--into", type=Path, default=Path(__file__).parents[1] / "model" / "weights")
    options = parser.parse_args()
    examples = everything(options.files, options.sealed, options.heard)
    options.into.mkdir(exist_ok=True)
    for name, data in write(calibrated(examples)).items():
        options.into.joinpath(name).write_bytes(data)
        print(f"{name}: {len(data)} bytes")


if __name__ == "__main__":
    main()
