"""Until when each invoice may still be sued for (prescription), and what has moved that day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from relanced.core.dossier import CustomerKind, Dossier, Invoice, Promise
from relanced.core.events import PaymentRecorded
from relanced.core.intents import Intent
from relanced.core.law.allocation import paid_of
from relanced.core.law.months import add_months, add_years

ANNOUNCED_MONTHS = 6
LIMITATION_ON = "limitation_on"  # the detail of a task: `relanced.letters.details` has its words


class Nature(StrEnum):
    BUSINESS = "business"
    CONSUMER = "consumer"
    PUBLIC = "public"
    CARRIAGE = "carriage"


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: `years`, from the due date or from the performance; `whole_years`: counted from the next 1 January."""

    years: int
    article: str
    label_fr: str
    label_en: str
    from_performance: bool = False
    whole_years: bool = False

    def last_day(self, start: date) -> date:
        """The period is over when its last day is (C. civ. 2228, 2229): that day is the last one to act."""
        return date(start.year + self.years, 12, 31) if self.whole_years else add_years(start, self.years)


# A debt with a term is not time-barred before it (C. civ. 2233): between professionals the due date counts. Elsewhere
# the courts or the text count from the service or the delivery, which is earlier.
RULES: dict[Nature, Rule] = {
    Nature.BUSINESS: Rule(
        5, "C. com. L110-4, C. civ. 2224", "cinq ans entre professionnels", "five years between professionals"
    ),
    Nature.CONSUMER: Rule(
        2,
        "C. conso. L218-2",
        "deux ans envers un consommateur",
        "two years against a consumer",
        from_performance=True,
    ),
    # The « prescription quadriennale »: four years from the first day of the year after that of the debt.
    Nature.PUBLIC: Rule(
        4,
        "loi n°\u00a068-1250 du 31 décembre 1968, art. 1er",
        "quatre années civiles envers une personne publique",
        "four calendar years against a public body",
        from_performance=True,
        whole_years=True,
    ),
    Nature.CARRIAGE: Rule(
        1,
        "C. com. L133-6",
        "un an pour le transport de marchandises",
        "one year for the carriage of goods",
        from_performance=True,
    ),
}

assert set(RULES) == set(Nature)


def nature(kind: CustomerKind, *, carriage: bool = False) -> Nature:
    """`carriage`: the creditor is a carrier, and its contracts are of carriage of goods."""
    return Nature.CARRIAGE if carriage else Nature(kind.value)


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The debtor's own act that starts the period anew: a written recognition or a part payment (C. civ. 2240, 2231).

    A reminder or a formal notice does not, even by registered letter. `invoices`: empty for all. `message_id`: the mail
    to keep as evidence; None for a payment.
    """

    on: date
    invoices: tuple[str, ...] = ()
    message_id: str | None = None

    def concerns(self, number: str) -> bool:
        return not self.invoices or number in self.invoices


@dataclass(frozen=True, slots=True)
class Limitation:
    """`limitation_on`: the last day to sue; `announce_on`: six months before; `moved_by`: what last moved it."""

    number: str
    nature: Nature
    starts_on: date
    limitation_on: date
    announce_on: date
    moved_by: Acknowledgement | None = None

    @property
    def rule(self) -> Rule:
        return RULES[self.nature]

    @property
    def detail(self) -> str:
        return f"{LIMITATION_ON} {self.limitation_on} {self.number}"

    def is_announced(self, day: date) -> bool:
        return self.announce_on <= day <= self.limitation_on


def limitation(
    invoice: Invoice, of: Nature, acknowledged: Iterable[Acknowledgement] = (), performed_on: date | None = None
) -> Limitation:
    """An acknowledgement counts from its own day, unless the period was over by then: it does not come back to life.

    Where the performance counts and its day is unknown, the invoice's own day stands for it: invoices follow services.
    """
    rule = RULES[of]
    early = (performed_on or invoice.issued_on or invoice.due_on) if rule.from_performance else invoice.due_on
    starts_on, moved_by = early, None
    for act in sorted((a for a in acknowledged if a.concerns(invoice.number)), key=lambda a: a.on):
        if starts_on < act.on <= rule.last_day(starts_on):
            starts_on, moved_by = act.on, act
    last = rule.last_day(starts_on)
    return Limitation(invoice.number, of, starts_on, last, add_months(last, -ANNOUNCED_MONTHS), moved_by)


# Who asks for time, or to pay in parts, recognises that he owes; who contests or says that he has paid does not.
RECOGNISING = frozenset({Intent.DELAY_REQUEST, Intent.PAYMENT_PLAN_REQUEST})
DENYING = frozenset({Intent.DISPUTE, Intent.ALREADY_PAID})


@dataclass(frozen=True, slots=True)
class Written:
    """A mail of the client's that was read without doubt. `by_invoice`: what it says of those that it names."""

    on: date
    message_id: str | None
    intents: frozenset[Intent]
    by_invoice: Mapping[str, frozenset[Intent]] = field(default_factory=dict)


def acknowledgements(
    dossier: Dossier, payments: Iterable[PaymentRecorded] = (), mails: Iterable[Written] = ()
) -> tuple[Acknowledgement, ...]:
    """Those that the dossier itself shows: promises made by mail, requests for time, and payments on account.

    A promise of the whole recognises every invoice known on its day. One of a part does not say of which debt, unless
    there is only one; a promise made by telephone is not written.
    """
    paid = paid_of(dossier.invoices, payments)
    by_payment = [Acknowledgement(part.on, (number,)) for number, parts in paid.items() for part in parts]
    by_mail = [a for promise in dossier.promises if (a := _recognised(promise, dossier))]
    by_mail += [a for mail in mails if (a := _asked_for_time(mail, dossier))]
    return tuple(sorted(by_payment + by_mail, key=lambda a: a.on))


def _recognised(promise: Promise, dossier: Dossier) -> Acknowledgement | None:
    numbers = _known_on(promise.made_on, dossier)
    certain = promise.amount is None or len(numbers) == 1
    if not (promise.message_id and certain and numbers):
        return None
    return Acknowledgement(promise.made_on, numbers, promise.message_id)


def _asked_for_time(mail: Written, dossier: Dossier) -> Acknowledgement | None:
    if mail.message_id is None or not mail.intents & RECOGNISING or mail.intents & DENYING:
        return None
    named = {number for number, said in mail.by_invoice.items() if said & RECOGNISING}
    numbers = tuple(n for n in _known_on(mail.on, dossier) if not named or n in named)
    return Acknowledgement(mail.on, numbers, mail.message_id) if numbers else None


def _known_on(day: date, dossier: Dossier) -> tuple[str, ...]:
    return tuple(i.number for i in dossier.invoices if (i.issued_on or i.due_on) <= day)


def limitations(
    dossier: Dossier,
    of: Nature,
    acknowledged: Iterable[Acknowledgement] = (),
    performed_on: Mapping[str, date] | None = None,
) -> tuple[Limitation, ...]:
    """Of every open invoice, the first to lapse before the others."""
    acts, known = tuple(acknowledged), performed_on or {}
    rows = (limitation(i, of, acts, known.get(i.number)) for i in dossier.invoices if i.is_open)
    return tuple(sorted(rows, key=lambda row: (row.limitation_on, row.number)))
