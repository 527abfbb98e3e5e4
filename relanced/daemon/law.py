"""What a dossier owes by law, out of the store: the same figures for a command, a letter and the summary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from relanced.core.debt import Debt, debt
from relanced.core.dossier import Dossier
from relanced.core.rates import MissingRate
from relanced.core.statement import Statement, statement
from relanced.core.terms import Terms
from relanced.daemon.app import App
from relanced.errors import BadInput, Fault
from relanced.store import payments

HINT = "add the semester under law.rates in the configuration: docs/law.md says how"


def terms_of(app: App, dossier: Dossier) -> Terms:
    return app.law.terms(dossier, app.policy.day)


def statement_of(app: App, connection: Connection, dossier: Dossier, at: date) -> Statement:
    """Raises BadInput when the rates of a semester are not known."""
    paid = payments.of_dossier(connection, dossier.reference)
    try:
        return statement(dossier, at, terms_of(app, dossier), paid, app.law.table)
    except MissingRate as error:
        raise missing(error) from error


@dataclass(frozen=True, slots=True)
class Claim:
    """What a mail says of interest and indemnity: in figures, in words, or nothing."""

    debt: Debt | None = None
    mention: bool = False


NO_CLAIM = Claim()


def claim_of(
    app: App, connection: Connection, dossier: Dossier, step: str, invoices: tuple[str, ...], at: date
) -> Claim:
    """Raises BadInput when the figures need rates that are not known: that mail does not leave."""
    scenario, kind = app.policy.scenario_for(dossier, at), dossier.customer.kind
    mention = app.law.mentions(scenario, step, kind)
    if not app.law.shows(scenario, step, kind):
        return Claim(mention=mention)
    paid = payments.of_dossier(connection, dossier.reference)
    try:
        found = debt(dossier, invoices, at, terms_of(app, dossier), paid, app.law.table)
    except MissingRate as error:
        raise missing(error) from error
    return Claim(found if found.total != found.principal else None, mention)


def missing(error: MissingRate) -> BadInput:
    return BadInput([Fault(str(error.semester), str(error), HINT)])
