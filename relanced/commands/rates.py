"""What ``relanced check`` says of the rates that late interest is computed with."""

from __future__ import annotations

from datetime import date, timedelta

from relanced.core.law.law import Law
from relanced.core.law.rates import MissingRate, Semester, Sure
from relanced.core.law.terms import Terms
from relanced.daemon.law import HINT
from relanced.errors import Fault

NOTICE_PERIOD = timedelta(days=30)


def missing_rates(law: Law, today: date) -> list[Fault]:
    """Without today's rates no debt can be computed."""
    return [Fault("law.rates", str(MissingRate(semester)), HINT) for semester in law.table.missing(today, today)]


def rate_notes(law: Law, today: date) -> list[str]:
    """What is about to be missing, what nobody has confirmed, and a contract that is below the law's floor."""
    present = Semester.of(today)
    if law.table.missing(today, today):
        return []
    soon = law.table.missing(today, today + NOTICE_PERIOD)
    notes = [
        f"law.rates: nothing to do before {semester.first_day}; then {MissingRate(semester)}; {HINT}"
        for semester in soon
    ]
    if law.table.of(present).sure is Sure.TO_CONFIRM:
        notes.append(f"law.rates: the rates of {present} are not confirmed (it stops no mail); {HINT}")
    if law.contractual and law.contractual.rate(present, law.table) < Terms(contractual=law.contractual).rate(
        present, law.table
    ):
        notes.append(f"law.contractual_rate is below three times the taux légal of {present}, which is taken instead")
    return notes
