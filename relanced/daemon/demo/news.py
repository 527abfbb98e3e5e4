"""What has happened, from the journal: one line an event, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, Row, select

from relanced.core.dossier import CallOutcome, Dossier, PromiseState
from relanced.core.reasons import Reason
from relanced.core.tasks import TaskKind
from relanced.daemon.demo.words import word
from relanced.letters import labels
from relanced.letters.formats import formats
from relanced.store import codec, dossiers, report
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
    "payment_recorded": "✓",
    "invoices_imported": "+",
    "task_done": "✓",
}
OTHER_SIGN = "•"
NO_LIMIT = 10_000
SHORTEST = 20


@dataclass(frozen=True, slots=True)
class News:
    """`words` are the client's own; `why` is what relanced made of them."""

    at: datetime
    reference: str
    customer: str
    sign: str
    what: str
    words: str = ""
    why: str = ""

    def line(self, width: int = NO_LIMIT) -> str:
        """All in one line; where it is longer than `width` it is the client who is cut short."""
        if not self.words:
            return self.what
        room = max(width - len(f"{self.what} «  » ⇒ {self.why}"), SHORTEST)
        words = self.words if len(self.words) <= room else f"{self.words[: room - 1].rstrip()}…"
        return f"{self.what} «\u00a0{words}\u00a0» ⇒ {self.why}"


class Watch:
    """Reads the journal on from where it was read last."""

    def __init__(self, language: str, zone: tzinfo) -> None:
        self.language, self.zone = language, zone
        self._last = 0
        self._known: set[str] = set()
        self._kept_words: set[tuple[str, date]] = set()

    def news(self, connection: Connection) -> list[News]:
        query = select(journal).where(journal.c.id > self._last, journal.c.dossier.is_not(None)).order_by(journal.c.id)
        rows = list(connection.execute(query))
        self._last = max((row.id for row in rows), default=self._last)
        told = [row for row in rows if row.event != "day_came" or row.reason not in UNTOLD]
        return [self._told(row, dossiers.load(connection, row.dossier)) for row in told]

    def _told(self, row: Row[Any], dossier: Dossier) -> News:
        said = self._first(dossier) if dossier.reference not in self._known else self._said(row, dossier)
        self._known.add(dossier.reference)
        sign = SIGNS.get(row.event, OTHER_SIGN)
        return News(row.at.astimezone(self.zone), dossier.reference, dossier.customer.name, sign, *said)

    def _first(self, dossier: Dossier) -> tuple[str, ...]:
        count = len(dossier.invoices)
        return (word("imported" if count == 1 else "imported_many", self.language, count=count),)

    def _said(self, row: Row[Any], dossier: Dossier) -> tuple[str, ...]:
        """What happened; of a reply also the client's words and what follows from them."""
        why = labels.reason_label(Reason(row.reason), self.language)
        match row.event:
            case "mail_sent":
                return (labels.scenario_label(row.fact["step"], self.language),)
            case "reply_read":
                reading = row.fact["reading"]
                words = " ".join(report.words(reading).split())
                said = dict.fromkeys((reading["primary"], *reading["intents"]))
                return ", ".join(labels.intent_label(intent, self.language) for intent in said), words, why
            case "payment_recorded":
                return (
                    self._about(
                        formats(self.language).money(codec.money(row.fact["amount"])), why, self._kept(row, dossier)
                    ),
                )
            case "task_done":
                return (
                    self._about(labels.task_label(TaskKind(row.fact["kind"]), self.language), why, row.fact["note"]),
                )
            case "call_made":
                return (self._about(labels.outcome_label(CallOutcome(row.fact["outcome"]), self.language), why),)
            case "day_came" if row.reason == Reason.APPROVAL_NEEDED:
                return (self._about(labels.scenario_label(row.detail, self.language), why),)
        return (why,)

    def _about(self, subject: str, why: str, more: str | Reason = "") -> str:
        also = labels.reason_label(more, self.language) if isinstance(more, Reason) else more
        return f"{subject}{word('colon', self.language)}{why}" + (f", {also}" if also else "")

    def _kept(self, row: Row[Any], dossier: Dossier) -> str | Reason:
        """That the money which settled it all had been promised: once, for the payment that came first."""
        promise = dossier.last_promise
        if promise is None or promise.state is not PromiseState.KEPT:
            return ""
        told = (dossier.reference, promise.promised_on) in self._kept_words
        self._kept_words.add((dossier.reference, promise.promised_on))
        return Reason.PROMISE_KEPT if row.reason == Reason.SETTLED and not told else ""
