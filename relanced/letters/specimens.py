"""Dossiers that never were, one for each turn that a template can take."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from relanced.core.dossier import (
    Contact,
    Customer,
    CustomerKind,
    Dossier,
    Invoice,
    PaymentClaim,
    Promise,
    PromiseState,
    Reminder,
    ReminderState,
    Status,
)
from relanced.core.law.rates import Rates, RateTable, Semester
from relanced.core.money import Money
from relanced.core.plan import Instalment, PaymentPlan, PlanState
from relanced.core.reasons import Reason
from relanced.core.risk.alerts import Alert, AlertKind
from relanced.core.risk.settlements import SettledAfter, Settlements
from relanced.core.risk.standing import Age, Standing
from relanced.core.summary import AlertLine, ComingRow, ReplyRow, SentRow, Summary, TaskLine
from relanced.core.tasks import TaskKind
from relanced.letters.envelope import Attachment, Envelope

TO = "camille@client.example"
AT = datetime(2027, 3, 1, 9, tzinfo=UTC)
TODAY = AT.date()
WORDS = "Le virement partira vendredi."
RATES = RateTable(
    Rates(semester, Decimal("2.40"), Decimal("6.84"), Decimal("2.75"), "a specimen")
    for semester in (Semester(2026, 2), Semester(2027, 1))
)
ENVELOPE = Envelope("<specimen@relanced.example>", "", AT, "compta@specimen.example", "Specimen", TO)


@dataclass(frozen=True, slots=True)
class Specimen:
    """A dossier, the words of its client, the files beside the mail; about all that is open unless `about` is."""

    dossier: Dossier
    words: str = ""
    files: tuple[Attachment, ...] = ()
    about: tuple[str, ...] = ()

    @property
    def invoices(self) -> tuple[str, ...]:
        return self.about or tuple(i.number for i in self.dossier.invoices if i.is_open and i.asked)


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

PLAN = PaymentPlan(
    date(2027, 1, 20),
    (Instalment(date(2027, 2, 5), Money(40000)), Instalment(date(2027, 3, 5), Money(60000))),
    Money(0),
    WORDS,
    invoices=("F-1",),
)
CONTESTED = (_invoice("F-1", 45, disputed=True, disputed_amount=Money(15000)), _invoice("F-2", 10, disputed=True))

# Together they take every branch of the shipped templates.
REMINDERS: tuple[Specimen, ...] = (
    Specimen(PLAIN),
    Specimen(replace(PLAIN, customer=Customer("1", "Camille Specimen", CustomerKind.CONSUMER)), WORDS),
    Specimen(replace(PLAIN, promises=(replace(PROMISE, amount=None),), reminders=(_reminder("first", 8),))),
    Specimen(replace(PLAIN, promises=(replace(PROMISE, granted=True),))),
    Specimen(FULL, WORDS, (Attachment("F-1.pdf", b"%PDF-1.7"),)),
    Specimen(replace(FULL, invoices=FULL.invoices[:2]), WORDS),
    Specimen(replace(FULL, invoices=CONTESTED), WORDS),
)

DISPUTED = replace(
    FULL,
    status=Status.DISPUTED,
    invoices=(replace(FULL.invoices[0], disputed=True), replace(FULL.invoices[1], disputed=False), *FULL.invoices[2:]),
)
IN_PART = replace(FULL.invoices[0], disputed=True, disputed_amount=Money(30000))
CLAIM = PaymentClaim(date(2027, 2, 12), words=WORDS)
CLAIMED = replace(PLAIN, status=Status.PAYMENT_CLAIMED, payment_claim=CLAIM, ledger_on=TODAY)
PAID = tuple(replace(i, balance=Money(0), settled_on=TODAY) for i in FULL.invoices[:3])
PROMISED = replace(PLAIN, status=Status.PROMISED, promises=(replace(PROMISE, state=PromiseState.OPEN),))
PROMISED_ALL = replace(FULL, status=Status.PROMISED, promises=(replace(PROMISE, amount=None),))

ON_PLAN = replace(FULL, status=Status.ON_PLAN, plan=PLAN)
OFF_PLAN = replace(FULL, plan=replace(PLAN, paid=Money(10000), state=PlanState.BROKEN))

# What answers a client is written in one situation only.
ANSWERS: dict[str, tuple[Specimen, ...]] = {
    "promise_noted": (Specimen(PROMISED, WORDS), Specimen(PROMISED_ALL, WORDS)),
    "dispute_noted": (
        Specimen(DISPUTED, WORDS, about=("F-1",)),
        Specimen(replace(PLAIN, status=Status.DISPUTED, invoices=(replace(PLAIN.invoices[0], disputed=True),))),
        Specimen(replace(FULL, status=Status.DISPUTED, invoices=(IN_PART, *FULL.invoices[1:])), about=("F-1",)),
    ),
    "claim_noted": (
        Specimen(CLAIMED, WORDS),
        Specimen(replace(CLAIMED, payment_claim=replace(CLAIM, paid_on=date(2027, 2, 10))), WORDS),
        Specimen(replace(CLAIMED, payment_claim=replace(CLAIM, amount=Money(120000))), WORDS),
        Specimen(replace(FULL, payment_claim=replace(CLAIM, paid_on=date(2027, 2, 10), amount=Money(120000))), WORDS),
    ),
    "claim_not_found": (
        Specimen(CLAIMED, WORDS),
        Specimen(replace(FULL, payment_claim=CLAIM)),
        Specimen(FULL, WORDS),
    ),
    "delay_noted": (Specimen(PLAIN, WORDS), Specimen(FULL, WORDS)),
    "delay_granted": (Specimen(PROMISED), Specimen(PROMISED_ALL)),
    "copy": (
        Specimen(PLAIN, WORDS, (Attachment("F-1.pdf", b"%PDF-1.7"),)),
        Specimen(FULL, WORDS, (Attachment("F-1.pdf", b"%PDF-1.7"), Attachment("F-2.pdf", b"%PDF-1.7"))),
    ),
    "thanks": (
        Specimen(replace(FULL, status=Status.SETTLED, invoices=PAID), about=tuple(i.number for i in PAID)),
        Specimen(replace(FULL, status=Status.SETTLED, invoices=PAID[:1]), about=("F-1",)),
    ),
    "call_recap": (Specimen(PROMISED), Specimen(PROMISED_ALL)),
    "plan_refused": (Specimen(PLAIN, WORDS), Specimen(FULL)),
    "plan_confirmed": (
        Specimen(ON_PLAN, WORDS),
        Specimen(ON_PLAN),
        Specimen(replace(ON_PLAN, plan=replace(PLAN, paid=Money(10000))), WORDS),
    ),
    "plan_broken": (Specimen(OFF_PLAN, WORDS), Specimen(replace(OFF_PLAN, plan=replace(PLAN, state=PlanState.BROKEN)))),
}


def specimens(step: str) -> tuple[Specimen, ...]:
    return ANSWERS.get(step, REMINDERS)


AFTER = (None, "", "first")
STANDING = Standing(
    Customer("1", "Menuiserie Specimen"),
    ages=(Age("0", 0, Money(0)), Age("30", 1, Money(120000))),
    days_late=70,
    broken=2,
    unkept=3,
    unanswered=3,
    credit_limit=Money(100000),
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
        (Age("30", 1, Money(120000)),),
        ("RL-0001 Menuiserie Specimen",),
        ("The mailbox could not be read.",),
        tuple(AlertLine(Alert(kind, STANDING), since) for kind in AlertKind for since in (None, TODAY)),
        (Settlements(TODAY, TODAY, 3, Money(360000), 12, tuple(SettledAfter(s, 1, 33, Money(120000)) for s in AFTER)),),
    ),
)
