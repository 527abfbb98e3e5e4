"""Where customers stand and what to be warned of, with the owner's own thresholds."""

from __future__ import annotations

from sqlalchemy import Connection

from relanced.core.risk.alerts import alerts
from relanced.core.risk.standing import Standing
from relanced.core.summary import AlertLine
from relanced.daemon.app import App
from relanced.store import alerts as told
from relanced.store import standings as store


def standings(app: App, connection: Connection, customer_id: str | None = None) -> list[Standing]:
    """Of all customers, or of one, as the clock stands."""
    return store.standings(connection, app.today(), app.settings.risk.credit_limit, customer_id)


def alert_lines(app: App, connection: Connection, customers: list[Standing]) -> tuple[AlertLine, ...]:
    """What holds of these customers, the largest debts first."""
    thresholds = app.settings.thresholds()
    owing = sorted(customers, key=lambda s: (-s.outstanding.cents, s.customer.id))
    return told.lines(connection, [a for s in owing for a in alerts(s, thresholds)], app.today())
