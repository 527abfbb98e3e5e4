"""Every template tried on dossiers that never were, before a client is the first to see a fault."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from relanced.core.creditor import Creditor
from relanced.core.debt import debt
from relanced.core.dossier import (
    Contact,
    Customer,
    CustomerKind,
    Dossier,
    Invoice,
    Promise,
    PromiseState,
    Reminder,
    ReminderState,
)
from relanced.core.money import Money
from relanced.core.rates import Rates, RateTable, Semester
from relanced.core.reasons import Reason
from relanced.core.summary import AgeRow, ComingRow, ReplyRow, SentRow, Summary, TaskLine
from relanced.core.tasks import TaskKind
from relanced.core.terms import Terms
from relanced.errors import BadInput, Fault
from relanced.letters.compose import SUMMARY, compose, compose_summary
from relanced.letters.envelope import Attachment, Composed, Envelope
from relanced.letters.templates import Templates

TO = "camille@client.example"
AT = datetime(2027, 3, 1, 9, tzinfo=UTC)
TODAY = AT.date()
WORDS = "Le virement partira vendredi."
SPECIMEN_RATES = RateTable(
    Rates(semester, Decimal("2.40"), Decimal("6.84"), Decimal("2.75"), "a specimen")
    for semester in (Semester(2026, 2), Semester(2027, 1))
)
ENVELOPE = Envelope("<specimen@relanced.example>", "", AT, "compta@specimen.example", "Specimen", TO)


def check(templates: Templates, creditor: Creditor, steps: Iterable[str], languages: Iterable[str]) -> list[Fault]:
    """All faults at once: the steps named, which every language must have, and whatever else is in the folders."""
    faults: dict[Fault, None] = {}
    for language in languages:
        for step in dict.fromkeys((*steps, *templates.steps(language))):
            faults |= dict.fromkeys(_faults(templates, creditor, step, language))
    return list(faults)


def _faults(templates: Templates, creditor: Creditor, step: str, language: str) -> Iterator[Fault]:
    for attempt in _attempts(templates, creditor, step, language):
        try:
            attempt()
        except BadInput as error:
            yield from error.faults


def _attempts(templates: Templates, creditor: Creditor, step: str, language: str) -> list[Callable[[], Composed]]:
    if step == SUMMARY:
        return [partial(compose_summary, templates, creditor, s, ENVELOPE, language) for s in SUMMARIES]
    reminder = partial(compose, templates, creditor, answer_by=TODAY + timedelta(days=7), language=language)
    return [
        partial(reminder, d, step, _open(d), ENVELOPE, words=w, attachments=files, **claim)
        for d, w, files in CASES
        for claim in _claims(d)
    ]


def _claims(dossier: Dossier) -> list[dict[str, Any]]:
    """What a mail may say of interest and indemnity: nothing, in words, in figures."""
    if dossier.customer.kind is CustomerKind.CONSUMER:
        return [{}]
    figures = debt(dossier, _open(dossier), TODAY, Terms(dossier.customer.kind), table=SPECIMEN_RATES)
    return [{}, {"mention": True}, {"debt": figures}] if figures.total != figures.principal else [{}, {"mention": True}]


def _open(dossier: Dossier) -> tuple[str, ...]:
    return tuple(i.number for i in dossier.invoices if i.is_open)


def _invoice(number: str, days_late: int, **changes: object) -> Invoice:
    due_on = TODAY - timedelta(days=days_late)
    invoice = Invoice(number, due_on, Money(120000), Money(120000), issued_on=due_on - timedelta(days=30))
    return replace(invoice, **changes)  # type: ignore[arg-type]


def _reminder(step: str, days_ago: int) -> Reminder:
    at = AT - timedelta(days=days_ago)
    return Reminder(step, 1, ReminderState.SENT, at.date(), TO, ("F-1", "F-2"), at, "<specimen@relanced.example>")


PLAIN = Dossier("RL-0000", Customer("1", "Menuiserie Specimen"), (Contact(TO),), (_invoice("F-1", -3, issued_on=None),))
PROMISE = Promise(date(2027, 2, 26), date(2027, 2, 10), Money(50000), PromiseState.BROKEN, WORDS)
FULL = Dossier(
    "RL-0000",
    Customer("1", "Menuiserie Specimen", CustomerKind.PUBLIC),
    (Contact(TO, "Camille SPECIMEN", "Mme"),),
    (
        _invoice("F-1", 45, balance=Money(100000), payment_url="https://pay.example/1", purchase_order="BC-1"),
        _invoice("F-2", 10),
        _invoice("F-3-with-a-number-that-is-long", 1, payment_url="https://pay.example/3"),
        _invoice("A-1", 20, total=Money(-2000), balance=Money(-2000)),
    ),
    reminders=(_reminder("courtesy", 50), _reminder("first", 38), _reminder("second", 30)),
    promises=(replace(PROMISE, paid=Money(10000)),),
)

# Together they take every branch of the shipped templates.
CASES: tuple[tuple[Dossier, str, tuple[Attachment, ...]], ...] = (
    (PLAIN, "", ()),
    (replace(PLAIN, customer=Customer("1", "Camille Specimen", CustomerKind.CONSUMER)), WORDS, ()),
    (replace(PLAIN, promises=(replace(PROMISE, amount=None),), reminders=(_reminder("first", 8),)), "", ()),
    (FULL, WORDS, (Attachment("F-1.pdf", b"%PDF-1.7"),)),
    (replace(FULL, invoices=FULL.invoices[:2]), WORDS, ()),
)

SUMMARIES = (
    Summary(AT, AT - timedelta(days=1)),
    Summary(
        AT,
        AT - timedelta(days=1),
        (SentRow("RL-0000", "Menuiserie Specimen", "first", TO, AT, Money(120000)),),
        (ReplyRow("RL-0000", "Menuiserie Specimen", AT, TO, "payment_promise", WORDS, Reason.PROMISE_NOTED),),
        (
            TaskLine(1, TaskKind.APPROVE_STEP, TODAY, "formal_notice", "RL-0000", "Menuiserie Specimen"),
            *(TaskLine(n, TaskKind.READ_REPLY, TODAY - timedelta(days=1), WORDS) for n in range(2, 20)),
        ),
        (ComingRow(TODAY, "RL-0000", "Menuiserie Specimen", "promised", None, Money(120000)),),
        (AgeRow("30", 1, Money(120000)),),
        ("RL-0001 Menuiserie Specimen",),
        ("The mailbox could not be read.",),
    ),
)
