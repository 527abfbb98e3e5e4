"""What has happened, from the journal: one line an event, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, Row, select

from relanced.core.dossier import Dossier, PromiseState
from relanced.core.reasons import Reason
from relanced.daemon.demo.words import word
from relanced.letters import labels
from relanced.store import dossiers, report
from relanced.store.schema import journal

# Of what the calendar brings, that a mail was queued (its departure is told) and that nothing is to be done.
UNTOLD = frozenset(
    {Reason.STEP_DUE, Reason.NOTHING_DUE, Reason.WAITING, Reason.ALREADY_QUEUED, Reason.STATUS_FORBIDS}
    | {Reason.PERSON_NEEDED}
)
SIGNS = {
    "mail_sent": "→",
    "mail_refused": "✗",
    "reply_read": "←",
    "payment_recorded": "€",
    "invoices_imported": "+",
    "task_done": "✓",
}
OTHER_SIGN = "•"
QUOTED = 110


@dataclass(frozen=True, slots=True)
class News:
    """`words` are the client's own; `why` is what relanced made of the event."""

    at: datetime
    reference: str
    customer: str
    sign: str
    what: str
    words: str
    why: str

    @property
    def line(self) -> str:
        said = f"« {self.words} »" if self.words else ""
        return " ".join(part for part in (self.what, said, f"⇒ {self.why}" if self.why else "") if part)


class Watch:
    """Reads the journal on from where it was read last."""

    def __init__(self, language: str, zone: tzinfo) -> None:
        self.language, self.zone = language, zone
        self._last = 0
        self._known: set[str] = set()

    def news(self, connection: Connection) -> list[News]:
        query = select(journal).where(journal.c.id > self._last, journal.c.dossier.is_not(None)).order_by(journal.c.id)
        rows = list(connection.execute(query))
        self._last = max((row.id for row in rows), default=self._last)
        told = [row for row in rows if row.event != "day_came" or row.reason not in UNTOLD]
        return [self._told(row, dossiers.load(connection, row.dossier)) for row in told]

    def _told(self, row: Row[Any], dossier: Dossier) -> News:
        what, words, why = self._said(row, dossier)
        self._known.add(dossier.reference)
        sign = SIGNS.get(row.event, OTHER_SIGN)
        return News(row.at.astimezone(self.zone), dossier.reference, dossier.customer.name, sign, what, words, why)

    def _said(self, row: Row[Any], dossier: Dossier) -> tuple[str, str, str]:
        """What happened, the client's words, and why relanced does what it does."""
        why = labels.reason_label(Reason(row.reason), self.language)
        if row.event == "mail_sent":
            return labels.scenario_label(row.fact["step"], self.language), "", ""
        if row.event == "reply_read":
            reading = row.fact["reading"]
            return labels.intent_label(reading["primary"], self.language), shortened(report.words(reading)), why
        if dossier.reference not in self._known:
            count = len(dossier.invoices)
            return word("imported" if count == 1 else "imported_many", self.language, count=count), "", ""
        promise = dossier.last_promise
        if row.event == "payment_recorded" and promise and promise.state is PromiseState.KEPT:
            return f"{why}, {labels.reason_label(Reason.PROMISE_KEPT, self.language)}", "", ""
        return why, "", ""


def shortened(words: str) -> str:
    one_line = " ".join(words.split())
    return one_line if len(one_line) <= QUOTED else f"{one_line[:QUOTED].rstrip()}…"
