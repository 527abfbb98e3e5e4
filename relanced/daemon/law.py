"""What a dossier owes by law, out of the store: the same figures for a command, a letter and the summary."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from relanced.core.dossier import Dossier
from relanced.core.events import Trust
from relanced.core.intents import Intent
from relanced.core.law.debt import Debt, debt
from relanced.core.law.law import NEVER
from relanced.core.law.limitation import Limitation, Written, acknowledgements, limitations
from relanced.core.law.rates import MissingRate
from relanced.core.law.statement import Statement, statement
from relanced.core.law.terms import Terms
from relanced.daemon.app import App
from relanced.errors import BadInput, Fault
from relanced.store import mails, payments

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


def limitations_of(app: App, connection: Connection, dossier: Dossier) -> tuple[Limitation, ...]:
    """Of every open invoice, the first to lapse before the others."""
    paid = payments.of_dossier(connection, dossier.reference)
    acts = acknowledgements(dossier, paid, written(app, mails.of_dossier(connection, dossier.reference)))
    return limitations(dossier, app.law.nature(dossier.customer.kind), acts)


def written(app: App, rows: Iterable[Row[Any]]) -> tuple[Written, ...]:
    """The client's mails, `rows` of the table of mails, as far as they may recognise a debt."""
    return tuple(mail for row in rows if (mail := _written(app, row)))


def _written(app: App, row: Row[Any]) -> Written | None:
    """What nobody doubts, neither who wrote it nor what it says: a limitation that is told too late costs the debt."""
    reading = row.reading
    if not reading or row.trust in (None, Trust.STRANGER.value) or reading["needs_person"] or reading["automatic"]:
        return None
    named = {one["number"]: frozenset(map(Intent, one["intents"])) for one in reading["by_invoice"]}
    return Written(app.policy.day(row.received_at), row.message_id, frozenset(map(Intent, reading["intents"])), named)


WARNING = {
    "fr": "Les taux du semestre {} manquent\u00a0: les lettres qui chiffrent les pénalités attendent (law.rates).",
    "en": "The rates of {} are missing: letters that show late interest in figures wait (law.rates).",
}


def warnings(app: App) -> tuple[str, ...]:
    """For the summary; not ahead of time, for nobody can know a rate before its day."""
    lacking = app.law.table.missing(app.today(), app.today()) if app.law.figures_from != NEVER else ()
    return tuple(WARNING[app.settings.summary.language].format(semester) for semester in lacking)


def missing(error: MissingRate) -> BadInput:
    return BadInput([Fault(str(error.semester), str(error), HINT)])
