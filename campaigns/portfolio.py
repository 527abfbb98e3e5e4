"""A portfolio of five hundred invoices in every situation, rehearsed over six months: who would get what, and when.

python -m campaigns.portfolio [SEED] [CUSTOMERS]

The customers (200) are of all kinds, segments and countries, with several contacts, part payments and credit notes; for
some weeks they are chased and they promise, dispute, pay, fall silent or fail, as the seed has it. What follows is
rehearsed (`relanced rehearse`), then lived by the daemon's own planner on a server that takes everything.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import yaml

from benchmarks.support import quiet
from relanced.config import load
from relanced.core.deciding.answers import ANSWERS, FOLLOW_UPS
from relanced.core.dossier import OVER, Dossier, ReminderState
from relanced.core.events import Event, Noted, Paused, PaymentRecorded, ReplyRead, Resumed, Settled, TaskDone, Trust
from relanced.core.intents import KINDS, Intent
from relanced.core.money import Money
from relanced.core.reading import Reading
from relanced.core.tasks import TaskKind
from relanced.daemon import change, planner
from relanced.daemon.app import App, open_app
from relanced.daemon.clock import RehearsedClock
from relanced.daemon.imports.intake import import_files
from relanced.daemon.rehearse import Rehearsed, rehearse
from relanced.daemon.sending import outbox
from relanced.store import dossiers
from relanced.store import outbox as rows

START = datetime(2026, 9, 1, 9, tzinfo=UTC)
WEEKS = 6
MONTHS = timedelta(days=183)
HEAD = (
    "customer_id;customer_name;customer_kind;segment;language;country;email;email_accounting;email_escalation;"
    "invoice_number;issued_on;due_on;total;balance;settled_on;credit_limit"
)
KIND = ("business", "business", "business", "business", "consumer", "public")
SEGMENTS = ("", "", "", "grand compte", "artisan", "key account")


@dataclass(frozen=True, slots=True)
class Mail:
    """`waits`: it leaves only if a person allows it."""

    on: date
    reference: str
    customer: str
    step: str
    waits: bool = False

    @property
    def is_reminder(self) -> bool:
        return self.step not in ANSWERS and not self.waits


@dataclass(slots=True)
class Figures:
    invoices: int = 0
    customers: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    rehearsed: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


class Portfolio:
    """A store full of dossiers; `past` are the mails that have left so far."""

    def __init__(self, folder: Path, seed: int, customers: int = 200) -> None:
        self.random = random.Random(seed)
        self.figures = Figures(customers=customers)
        path = folder / "config.yaml"
        path.write_text(yaml.safe_dump(self._settings()))
        self.clock = RehearsedClock(START)
        self.app: App = open_app(load(path, os.environ), os.environ, self.clock)
        self.past: list[Mail] = []
        self.lines = [line for n in range(customers) for line in self._customer(n)]
        self.figures.invoices = len(self.lines)
        import_files(self.app, [("portfolio.csv", "\n".join((HEAD, *self.lines)).encode())])

    def _settings(self) -> dict[str, object]:
        return {
            "company": {"name": "Atelier Mercier", "email": "compta@mercier.example"},
            "grouping": self.random.choice(("customer", "customer", "invoice")),
            "sending": {"minimum_gap_days": self.random.choice((3, 5, 7))},
        }

    def _customer(self, n: int) -> Iterator[str]:
        pick = self.random
        domain = f"client{n}.example"
        who = f"C{n};Client {n};{pick.choice(KIND)};{pick.choice(SEGMENTS)};{pick.choice('ffe').replace('f', 'fr')}"
        who = who.replace(";e", ";en")
        who += f";{pick.choice(('FR', 'FR', 'FR', 'BE', 'DE'))};compta@{domain}"
        who += pick.choice(("", f",second@{domain}")) + ";" + pick.choice(("", f"factures@{domain}")) + ";"
        who += pick.choice(("", f"direction@{domain}"))
        limit = pick.choice(("", "", "2000"))
        for k in range(pick.choice((1, 1, 2, 2, 3, 4, 5))):
            yield f"{who};F-{n}-{k};{self._amounts()};{limit}"
        if pick.random() < 0.08:
            due = START.date() - timedelta(days=pick.randrange(60))
            cents = pick.randrange(1000, 60000)
            yield f"{who};A-{n};{due};{due};-{cents / 100:.2f};-{cents / 100:.2f};;{limit}"

    def _amounts(self) -> str:
        """Of one invoice, due from ten months ago to five months from now: some paid, some in part."""
        pick = self.random
        late = pick.randrange(-300, 0) if pick.random() < 0.3 else pick.randrange(-30, 150)
        due = START.date() + timedelta(days=late)
        total = pick.randrange(*pick.choice(((500, 5000), (5000, 100_000), (100_000, 2_000_000))))
        paid = pick.choice((0, 0, 0, 0, total // 3, total))
        settled = due + timedelta(days=pick.randrange(-5, 50)) if paid == total else None
        issued = due - timedelta(days=30)
        return f"{issued};{due};{total / 100:.2f};{(total - paid) / 100:.2f};{settled or ''}"

    # -- the weeks before ---------------------------------------------------------------------------------------------

    def live(self, days: int, happening: float = 0.05) -> None:
        """Days pass: mails leave, and of the dossiers so many hear or do something on each."""
        for _ in range(days):
            self.past += self.day()
            for dossier in self._all():
                if happening and self.random.random() < happening:
                    self._happens(dossier)
            self.clock.advance(timedelta(days=1))

    def day(self) -> list[Mail]:
        """What the daemon does on a day on a server that takes everything."""
        planner.plan_due(self.app, limit=100_000)
        now = self.clock.now()
        if not self.app.window.allows(now):
            return []
        left: list[Mail] = []
        with self.app.store.begin() as connection:
            for row in rows.ready(connection, now, 100_000, reminders=True):
                if not rows.claim(connection, row.id, "post", now):
                    continue
                rows.seal(connection, row.id, rows.Sealed(f"<{row.id}@mercier.example>", "", "", "", b"raw"))
                assert rows.start(connection, row.id, now, self.app.today())
                rows.finish(connection, row.id, rows.Outcome(ReminderState.SENT, "250", now))
                customer = dossiers.load(connection, row.dossier).customer.id
                left.append(Mail(self.app.today(), row.dossier, customer, row.step))
        outbox.tell_outcomes(self.app)
        return left

    def _all(self) -> list[Dossier]:
        with self.app.store.begin() as connection:
            return [dossiers.load(connection, reference) for reference in dossiers.references(connection)]

    def _happens(self, dossier: Dossier) -> None:
        name = self.random.choice(sorted(EVENTS))
        event = EVENTS[name](self, dossier)
        if event is not None:
            self.figures.events[name] += 1
            change.happen(self.app, dossier.reference, event)

    def reply(self, dossier: Dossier, intent: Intent, **more: object) -> ReplyRead:
        sender = dossier.contact.address if dossier.contact else "compta@client.example"
        said = Reading(KINDS[intent].automatic, (intent,), intent, 0.95, False, new_text="Bonjour")
        reading = replace(said, **more)  # type: ignore[arg-type]
        wants_none = self.random.random() < 0.3
        return ReplyRead(reading, sender, Trust.CONTACT, "message_id", "<r@client.example>", wants_no_answer=wants_none)

    def soon(self) -> date:
        return self.app.today() + timedelta(days=self.random.randrange(1, 25))

    # -- the months after ---------------------------------------------------------------------------------------------

    def rehearsed(self, until: date) -> list[Mail]:
        return [self._mail(told) for told in rehearse(self.app, until)]

    def _mail(self, told: Rehearsed) -> Mail:
        with self.app.store.begin() as connection:
            customer = dossiers.load(connection, told.reference).customer.id
        return Mail(told.on, told.reference, customer, told.step, told.waits)

    def lived(self, until: date) -> list[Mail]:
        """The same months in the daemon's own hands, when nobody answers."""
        told: list[Mail] = []
        asked = {d.reference for d in self._all() if d.has_task(TaskKind.APPROVE_STEP)}
        while self.app.today() <= until:
            told += self.day()
            for dossier in self._all():
                if dossier.has_task(TaskKind.APPROVE_STEP) and dossier.reference not in asked:
                    asked.add(dossier.reference)
                    told.append(Mail(self.app.today(), dossier.reference, dossier.customer.id, "approval", waits=True))
            self.clock.advance(timedelta(days=1))
        return told

    def close(self) -> None:
        self.app.store.close()


def _intent(intent: Intent, **days: str) -> Callable[[Portfolio, Dossier], Event]:
    def event(portfolio: Portfolio, dossier: Dossier) -> Event:
        return portfolio.reply(dossier, intent, **{name: portfolio.soon() for name in days})

    return event


def _payment(portfolio: Portfolio, dossier: Dossier) -> Event | None:
    cents = dossier.balance.cents
    if cents <= 0:
        return None
    part = portfolio.random.choice((cents, cents, max(cents // 2, 1)))
    return PaymentRecorded(Money(part, dossier.currency), portfolio.app.today())


def _paused(portfolio: Portfolio, dossier: Dossier) -> Event | None:
    return None if dossier.status in OVER else Paused(portfolio.soon(), "en congé")


def _done(portfolio: Portfolio, dossier: Dossier) -> Event | None:
    """A person deals with a task of the dossier; the store closes it as the command would."""
    if not dossier.tasks:
        return None
    return TaskDone(portfolio.random.choice(dossier.tasks).kind, portfolio.random.random() < 0.8)


def _rarely(event: Event, chance: float) -> Callable[[Portfolio, Dossier], Event | None]:
    return lambda portfolio, dossier: event if portfolio.random.random() < chance else None


EVENTS: dict[str, Callable[[Portfolio, Dossier], Event | None]] = {
    **{f"promise {n}": _intent(Intent.PAYMENT_PROMISE, promised_on="soon") for n in range(4)},
    **{f"payment {n}": _payment for n in range(3)},
    **{f"task done {n}": _done for n in range(3)},
    "dispute": _intent(Intent.DISPUTE),
    "already paid": _intent(Intent.ALREADY_PAID),
    "absence": _intent(Intent.OUT_OF_OFFICE, back_on="soon"),
    "delay": _intent(Intent.DELAY_REQUEST, requested_until="soon"),
    "plan": _intent(Intent.PAYMENT_PLAN_REQUEST),
    "document": _intent(Intent.DOCUMENT_REQUEST),
    "vague": _intent(Intent.PAYMENT_UNDERWAY),
    "automatic": _intent(Intent.AUTO_REPLY),
    "pause": _paused,
    "resumed": lambda portfolio, dossier: Resumed(),
    "note": lambda portfolio, dossier: Noted("appelé"),
    "settled": _rarely(Settled("espèces"), 0.3),
    "insolvency": lambda portfolio, dossier: (
        portfolio.reply(dossier, Intent.INSOLVENCY) if portfolio.random.random() < 0.3 else None
    ),
    "lawyer": lambda portfolio, dossier: (
        portfolio.reply(dossier, Intent.LEGAL) if portfolio.random.random() < 0.3 else None
    ),
}


# -- what must hold ---------------------------------------------------------------------------------------------------


def too_near(mails: Iterable[Mail], gap: int) -> list[str]:
    """Reminders of the scenario that come to a customer within `gap` days of another mail that asks for money; what
    follows on his own word (a promise that is broken) comes on its own day."""
    by_customer: defaultdict[str, list[Mail]] = defaultdict(list)
    for mail in sorted((m for m in mails if m.is_reminder), key=lambda m: (m.on, m.step not in FOLLOW_UPS)):
        by_customer[mail.customer].append(mail)
    return [
        f"{later.reference} {later.step} on {later.on}: {later.customer} had {earlier.step} on {earlier.on}"
        for said in by_customer.values()
        for earlier, later in pairwise(said)
        if later.step not in FOLLOW_UPS and (later.on - earlier.on).days < gap
    ]


def out_of_hours(mails: Iterable[Mail], is_open: Callable[[date], bool]) -> list[str]:
    return [f"{m.reference} {m.step} on {m.on}, a day off" for m in mails if not m.waits and not is_open(m.on)]


def to_nobody(mails: Iterable[Mail], over: set[str]) -> list[str]:
    return [f"{m.reference} {m.step} on {m.on}: it is over" for m in mails if m.reference in over]


def twice(mails: Iterable[Mail], invoices: Counter[str]) -> list[str]:
    """A step comes once for each invoice at most: nobody answers, so that no chase begins anew."""
    counted = Counter((m.reference, m.step) for m in mails if not m.waits)
    return [f"{ref} {step}: {n} times" for (ref, step), n in counted.items() if n > invoices[ref]]


def otherwise(rehearsed: Iterable[Mail], lived: Iterable[Mail]) -> list[str]:
    """What was rehearsed and not lived, and the other way round."""
    plan, life = (Counter((m.on, m.reference, m.waits or m.step) for m in mails) for mails in (rehearsed, lived))
    more, less = plan - life, life - plan
    return [f"rehearsed, not lived: {key}" for key in more] + [f"lived, not rehearsed: {key}" for key in less]


def attack(portfolio: Portfolio, *, living: bool = True) -> Figures:
    figures = portfolio.figures
    portfolio.live(WEEKS * 7)
    known = portfolio._all()
    figures.statuses = Counter(d.status.value for d in known)
    gap = portfolio.app.settings.sending.minimum_gap_days
    until = portfolio.app.today() + MONTHS
    mails = portfolio.rehearsed(until)
    figures.rehearsed = Counter(m.step for m in mails)
    figures.faults += too_near([*portfolio.past, *mails], gap)
    figures.faults += out_of_hours([*portfolio.past, *mails], portfolio.app.policy.workdays.is_open)
    figures.faults += to_nobody(mails, {d.reference for d in known if d.status in OVER})
    figures.faults += twice(mails, Counter({d.reference: len(d.invoices) for d in known}))
    if [d.version for d in portfolio._all()] != [d.version for d in known]:
        figures.faults.append("the rehearsal wrote something")
    if living:
        waiting = [m for m in mails if m.waits]
        approvals = {(m.on, m.reference) for m in waiting}
        lived = portfolio.lived(until)
        figures.faults += otherwise(_without_waiting(mails), _without_waiting(lived))
        told = {(m.on, m.reference) for m in lived if m.waits}
        figures.faults += [f"approval lived, not rehearsed: {key}" for key in sorted(told - approvals)]
    return figures


def _without_waiting(mails: Iterable[Mail]) -> list[Mail]:
    return [m for m in mails if not m.waits]


def main() -> None:
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    customers = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    quiet()
    with tempfile.TemporaryDirectory() as folder:
        portfolio = Portfolio(Path(folder), seed, customers)
        figures = attack(portfolio)
        portfolio.close()
    print(f"seed {seed}: {figures.customers} customers, {figures.invoices} invoices and credit notes")
    print(f"{len(portfolio.past):8}  mails in the {WEEKS} weeks before, {figures.events.total()} events")
    print("          " + ", ".join(f"{status} {n}" for status, n in figures.statuses.most_common()))
    print(f"{figures.rehearsed.total():8}  rehearsed over six months: "
          + ", ".join(f"{step} {n}" for step, n in figures.rehearsed.most_common()))  # fmt: skip
    print(f"{len(figures.faults):8}  faults")
    for fault in figures.faults[:20]:
        print(f"          {fault}")
    sys.exit(1 if figures.faults else 0)


if __name__ == "__main__":
    main()
