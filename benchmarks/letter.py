"""How long one letter takes, on one core, with 25 invoices on two pages: words, figures, PDF."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

from benchmarks.compose import AT, BY, CREDITOR, dossier_of, envelope_of
from relanced.core.dossier import Dossier
from relanced.letters import pdf, views
from relanced.letters.templates import Templates

LETTERS = 50
CEILING_MS = 100.0


def main() -> None:
    templates = Templates.load()
    start = time.perf_counter()
    size = len(write(templates, 0))
    first = 1000 * (time.perf_counter() - start)
    start = time.process_time()
    for n in range(1, LETTERS + 1):
        write(templates, n)
    warm = 1000 * (time.process_time() - start) / LETTERS
    print(
        f"letter: {warm:.0f} ms of processor time (ceiling {CEILING_MS:.0f} ms); the first {first:.0f} ms; {size} bytes"
    )
    if warm > CEILING_MS:
        raise SystemExit("letter: above its ceiling")


def write(templates: Templates, n: int) -> bytes:
    """With figures of its own, so that no cache flatters."""
    dossier = long(n)
    numbers = tuple(i.number for i in dossier.invoices)
    values = views.context(CREDITOR, dossier, "formal_notice", numbers, envelope_of(dossier), BY, "", "fr")
    return pdf.letter(templates, "formal_notice", "fr", {**values, "attached": 0}, AT)


def long(n: int) -> Dossier:
    dossier = dossier_of(n)
    first = dossier.invoices[0]
    rows = (replace(first, number=f"{first.number}-{k}", due_on=first.due_on - timedelta(days=k)) for k in range(25))
    return replace(dossier, invoices=tuple(rows))


if __name__ == "__main__":
    main()
