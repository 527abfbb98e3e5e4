"""Score the reader on labelled cases: `python -m relanced.reading.evaluate CASES.jsonl`.

Each case becomes a real mail, our reminder quoted as the client's program does it, and is read as the daemon reads.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from relanced.core.intents import KINDS, Intent
from relanced.core.reading import Reading
from relanced.reading.learning.cases import Case, cases
from relanced.reading.learning.posting import as_mail
from relanced.reading.model.confidence import STOPS
from relanced.reading.read import read_bytes, to_json

FIELDS = [
    "promised_on",
    "promised_amount",
    "requested_until",
    "paid_on",
    "paid_amount",
    "reason",
    "contact",
    "back_on",
    "recipient",
    "permanent",
]
Reader = Callable[[Case], Reading]


@dataclass(frozen=True)
class Scored:
    """A case beside what was read. `wrong` names the fields that differ: (field, expected, read)."""

    case: Case
    reading: Reading
    wrong: tuple[tuple[str, Any, Any], ...]

    @property
    def right(self) -> bool:
        """The primary intent and, for a promise, its day: what the daemon acts on."""
        return self.reading.primary == self.case.primary and all(name != "promised_on" for name, _, _ in self.wrong)

    @property
    def dangerous(self) -> bool:
        """A stop was said, none was read, and what was read brings in no person: a wrong reminder leaves."""
        read = set(self.reading.intents)
        return bool(STOPS & set(self.case.intents)) and not any(i in STOPS or KINDS[i].opens_task for i in read)


@dataclass(frozen=True)
class Report:
    """All scores of a set. Shares are between 0 and 1; a share of nothing is 1."""

    scored: tuple[Scored, ...]

    @property
    def primary(self) -> float:
        return _share(s.reading.primary == s.case.primary for s in self.scored)

    @property
    def micro_f1(self) -> float:
        both = sum(len(set(s.case.intents) & set(s.reading.intents)) for s in self.scored)
        return 2 * both / max(1, sum(len(s.case.intents) + len(s.reading.intents) for s in self.scored))

    @property
    def alone(self) -> tuple[Scored, ...]:
        """The mails that the daemon acts on without a person."""
        return tuple(s for s in self.scored if not s.reading.needs_person)

    @property
    def alone_share(self) -> float:
        return len(self.alone) / max(1, len(self.scored))

    @property
    def alone_right(self) -> float:
        return _share(s.right for s in self.alone)

    @property
    def dangerous(self) -> tuple[Scored, ...]:
        return tuple(s for s in self.scored if s.dangerous)

    def field(self, name: str) -> tuple[int, int]:
        """How often a field is exact, and among how many cases that have it labelled."""
        labelled = [s for s in self.scored if name in s.case.fields]
        return sum(name not in [n for n, _, _ in s.wrong] for s in labelled), len(labelled)

    def intent(self, intent: Intent) -> tuple[int, int, int]:
        """Found rightly, found wrongly, missed."""
        pairs = [(intent in s.case.intents, intent in s.reading.intents) for s in self.scored]
        return pairs.count((True, True)), pairs.count((False, True)), pairs.count((True, False))


def evaluate(labelled: Iterable[Case], reader: Reader | None = None) -> Report:
    """Read every case (through MIME unless another `reader` is given) and compare."""
    return Report(tuple(_score(case, (reader or read_case)(case)) for case in labelled))


def read_case(case: Case) -> Reading:
    return read_bytes(as_mail(case), sent_at=case.sent_at, invoices=case.invoices)


def _score(case: Case, reading: Reading) -> Scored:
    got = to_json(reading)
    wrong = [(n, case.fields[n], got[n]) for n in FIELDS if n in case.fields and not _same(case.fields[n], got[n])]
    return Scored(case, reading, tuple(wrong))


def _same(expected: Any, got: Any) -> bool:
    return bool(expected.lower() == (got or "").lower() if isinstance(expected, str) else expected == got)


def _share(values: Iterable[bool]) -> float:
    known = list(values)
    return sum(known) / len(known) if known else 1.0


# --- the page -------------------------------------------------------------------------------------------------------


def page(report: Report, errors: bool = True) -> str:
    """The report as text: figures, intents, fields, confusions, calibration, each error with its words."""
    parts = [_figures(report), _intents(report), _fields(report), _confusions(report), _calibration(report)]
    if errors:
        parts += [_error(s) for s in report.scored if s.wrong or set(s.reading.intents) != set(s.case.intents)]
    return "\n\n".join(part for part in parts if part)


def _figures(report: Report) -> str:
    exact, promises = report.field("promised_on")
    alone_dangerous = sum(s.dangerous for s in report.alone)
    return "\n".join(
        (
            f"cases                    {len(report.scored)}",
            f"primary intent           {report.primary:.1%}",
            f"promised day exact       {exact / max(1, promises):.1%} of {promises}",
            f"micro-F1 of intents      {report.micro_f1:.3f}",
            f"acted on alone           {report.alone_share:.1%}, of which right {report.alone_right:.1%}",
            f"dangerous errors         {len(report.dangerous)}, of which acted on alone {alone_dangerous}",
        )
    )


def _intents(report: Report) -> str:
    rows = [f"{'intent':22}{'cases':>6}{'precision':>11}{'recall':>8}"]
    for intent in KINDS:
        found, extra, missed = report.intent(intent)
        if found + extra + missed:
            precision, recall = found / max(1, found + extra), found / max(1, found + missed)
            rows.append(f"{intent:22}{found + missed:6}{precision:11.2f}{recall:8.2f}")
    return "\n".join(rows)


def _fields(report: Report) -> str:
    rows = [(name, *report.field(name)) for name in FIELDS]
    return "\n".join(f"{name:22}{exact:4} of {labelled}" for name, exact, labelled in rows if labelled)


def _confusions(report: Report) -> str:
    pairs = Counter((s.case.primary, s.reading.primary) for s in report.scored if s.reading.primary != s.case.primary)
    return "\n".join(f"{wanted:22} taken for {got:22} {count}" for (wanted, got), count in pairs.most_common())


def _calibration(report: Report) -> str:
    rows = ["confidence   mails   right"]
    for low, high in ((0.0, 0.5), (0.5, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 0.95), (0.95, 0.98), (0.98, 1.01)):
        inside = [s for s in report.scored if low <= s.reading.confidence < high]
        if inside:
            rows.append(f"{low:.2f}-{min(1.0, high):.2f}{len(inside):9}{_share(s.right for s in inside):8.1%}")
    return "\n".join(rows)


def _error(scored: Scored) -> str:
    case, reading = scored.case, scored.reading
    flags = "".join((" DANGEROUS" if scored.dangerous else "", "" if reading.needs_person else " ALONE"))
    return "\n".join(
        (
            f"--- {case.id} {case.sent_on} {case.quote} {reading.confidence:.2f}{flags}",
            f"expected {', '.join(case.intents)}; read {', '.join(reading.intents)}",
            *(f"{name}: expected {expected}, read {got}" for name, expected, got in scored.wrong),
            reading.new_text or case.reply,
        )
    )


def main(arguments: Sequence[str]) -> int:
    for name in arguments:
        print(page(evaluate(cases(Path(name).read_text(encoding="utf-8").splitlines()))))
    return 0 if arguments else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
