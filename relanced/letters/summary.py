"""The daily summary, as a template sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from relanced.core.creditor import Creditor
from relanced.core.deciding.answers import ANSWERS
from relanced.core.money import Money, total
from relanced.core.risk.settlements import Settlements
from relanced.core.risk.standing import Age
from relanced.core.summary import AlertLine, Summary, TaskLine
from relanced.core.tasks import TaskKind
from relanced.letters import labels
from relanced.letters.details import last_day
from relanced.letters.envelope import Envelope
from relanced.letters.figures import alert_words
from relanced.letters.quoting import clean, quoted
from relanced.letters.views import Values

# A section that is longer is cut, and says so: the whole is read in half a minute.
SHOWN = 12
# What the law wants by a day.
OF_THE_LAW = (TaskKind.DECLARE_CLAIM, TaskKind.LIMITATION)


@dataclass(frozen=True, slots=True)
class Section:
    """The first rows of a list and how many are not shown."""

    rows: Sequence[Values]
    more: int

    def __len__(self) -> int:
        return len(self.rows) + self.more


def summary_context(creditor: Creditor, summary: Summary, envelope: Envelope, language: str) -> Values:
    zone = envelope.written_at.tzinfo
    return {
        "language": language,
        "creditor": creditor,
        "reference": "",
        "at": summary.at.astimezone(zone),
        "today": summary.at.astimezone(zone).date(),
        "since": summary.since.astimezone(zone),
        "quiet": summary.is_quiet,
        "fraud": any(task.kind is TaskKind.FRAUD_ALARM for task in summary.tasks),
        "tasks": _section(_tasks(summary, language)),
        "replies": _section(_replies(summary, language)),
        "sent": _section(_sent(summary, language)),
        "coming": _section(_coming(summary, language)),
        "ages": [
            {"label": labels.age_label(a.label, language), "invoices": a.invoices, "amount": a.amount}
            for a in summary.ages
            if a.invoices
        ],
        "outstanding": _outstanding(summary.ages),
        "news": _section([_alert(line, language) for line in summary.news]),
        "lasting": _section([_alert(line, language) for line in summary.lasting]),
        "months": [_month(month, language) for month in summary.month],
        "settled": [clean(s) for s in summary.settled],
        "warnings": [clean(w) for w in summary.warnings],
        "journal": summary.journal,
    }


def _section(rows: list[Values]) -> Section:
    return Section(rows[:SHOWN], max(len(rows) - SHOWN, 0))


def _tasks(summary: Summary, language: str) -> list[Values]:
    today = summary.at.date()
    rows = sorted(summary.tasks, key=lambda t: (_rank(t, today), t.due_on, t.id))
    return [_task(t, today, language) for t in rows]


def _task(task: TaskLine, today: date, language: str) -> Values:
    """`last_on`: the law's last day, where it has one; a day of our own before it is no day to be late for."""
    last_on = last_day(task.detail) if task.kind in OF_THE_LAW else None
    return {
        "id": task.id,
        "label": labels.task_label(task.kind, language),
        "due_on": task.due_on,
        "last_on": last_on,
        "late": (last_on or task.due_on) < today,
        "approve": task.kind is TaskKind.APPROVE_STEP,
        "choices": [
            {"says": says, "command": command}
            for says, command in labels.task_choices(task.kind, task.id, task.reference, language)
        ],
        "detail": " – ".join(clean(line) for line in labels.task_detail(task.detail, language).split("\n")),
        "reference": task.reference,
        "who": _who(task.customer, task.reference),
    }


def _rank(task: TaskLine, today: date) -> int:
    """A fraud cannot wait an hour; silence about a dispute may be read as an admission; the rest is by its day."""
    if task.kind is TaskKind.FRAUD_ALARM:
        return 0
    return 1 if task.kind is TaskKind.ANSWER_DISPUTE and task.due_on < today else 2


def _replies(summary: Summary, language: str) -> list[Values]:
    return [
        {
            "who": _who(r.customer, r.reference),
            "sender": clean(r.sender),
            "label": labels.intent_label(r.label, language),
            "words": quoted(r.words),
            "done": labels.reason_label(r.reason, language),
        }
        for r in summary.replies
    ]


def _sent(summary: Summary, language: str) -> list[Values]:
    return [
        {
            "who": _who(r.customer, r.reference),
            "label": labels.scenario_label(r.step, language),
            "to": clean(r.to),
            "amount": None if r.step in ANSWERS else r.amount,  # only what asks for money has a sum
        }
        for r in summary.sent
    ]


def _coming(summary: Summary, language: str) -> list[Values]:
    return [
        {
            "on": r.on,
            "who": _who(r.customer, r.reference),
            "label": labels.scenario_label(r.step, language) if r.step else labels.status_label(r.status, language),
            "amount": r.amount,
        }
        for r in sorted(summary.coming, key=lambda r: (r.on, r.reference))
    ]


def _alert(line: AlertLine, language: str) -> Values:
    words = alert_words(line.alert, language)
    customer = line.alert.standing.customer
    return {
        "label": words.label,
        "facts": words.facts,
        "advice": words.advice,
        "since": line.since,
        "who": clean(customer.name),
        "customer_id": clean(customer.id),
    }


def _month(month: Settlements, language: str) -> Values:
    after = [
        {"label": labels.after_label(row.step, language), "share": row.share, "invoices": row.invoices}
        for row in month.after
    ]
    return {
        "month": month.first,
        "invoices": month.invoices,
        "amount": month.amount,
        "days_late": month.days_late,
        "after": after,
    }


def _who(customer: str | None, reference: str | None) -> str:
    return f"{clean(customer)} ({reference})" if customer and reference else clean(customer or reference or "")


def _outstanding(ages: Sequence[Age]) -> Money | None:
    """The sum of the buckets; None when nothing is due or when two currencies do not add up."""
    amounts = [a.amount for a in ages]
    return total(amounts) if amounts and len({a.currency for a in amounts}) == 1 else None
