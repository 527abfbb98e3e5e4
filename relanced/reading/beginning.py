"""How much of a reply is understood: its beginning, when it is longer than people write, or names more than they name.

The time of what understands a text grows with the square of what it names: twenty kilobytes of « le 12 mars » took two
minutes. Whoever could send that would keep every reminder waiting.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from relanced.core.reading import OpenInvoice
from relanced.reading.facts import Facts, facts

LONGEST = 8_000  # characters: four pages
MOST = 60  # days, or amounts


def facts_of_beginning(text: str, anchor: date, invoices: Sequence[OpenInvoice]) -> Facts:
    """The facts of as much of `text` as is understood; theirs is the text that this was."""
    found = facts(text[:LONGEST], anchor, invoices)
    over = [start for starts in _places(found) for start in sorted(starts)[MOST:]]
    return facts(text[: min(over)], anchor, invoices) if over else found


def _places(found: Facts) -> tuple[list[int], list[int]]:
    amounts = [amount.start for statement in found.statements for amount in statement.amounts]
    return [day.start for day in found.days], amounts
