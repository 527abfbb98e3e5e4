"""The flat recovery indemnity: once an invoice paid late, however short the delay (C. com. L441-10 II, D441-5)."""

from __future__ import annotations

from datetime import date

from relanced.core.law.terms import Terms
from relanced.core.money import Money
from relanced.core.workdays import DAY

INDEMNITY = Money.of("40.00")


def recovery_indemnity(due_on: date, late: bool, terms: Terms, currency: str = "EUR") -> Money:
    """40 € between professionals and from public buyers (CCP D2192-35), never from consumers; outside VAT.

    `late`: something of the invoice was due on the day after `due_on`, even if a part was paid in time. Not claimed
    when an insolvency judgment forbade the payment at its due date (L441-10 II); an invoice that was late the day
    before the judgment keeps it. Zero in another currency than the decree's.
    """
    forbidden = terms.judgment_on is not None and due_on + DAY >= terms.judgment_on
    owed = late and terms.regime.indemnity and not forbidden and currency == INDEMNITY.currency
    return INDEMNITY if owed else Money(0, currency)
