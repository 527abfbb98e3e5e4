"""A dossier's life as a story: who owes what, what happens on which day, and what relanced makes of it.

A story is a Markdown page. Its list says who owes what; its table has a row a day on which something happened. Who
writes one gives the days and what happens on them, and lets ``python -m tests.lives`` fill in the rest; then he reads
it, as a credit controller would. The test lives it again and compares.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date
from pathlib import Path
from typing import Any

from relanced.core import events
from relanced.core.dossier import (
    CallOutcome,
    Contact,
    ContactRole,
    Customer,
    CustomerKind,
    Dossier,
    Invoice,
    Means,
    Reminder,
    ReminderState,
)
from relanced.core.effects import Decision
from relanced.core.intents import DisputeReason, Intent
from relanced.core.money import Money
from relanced.core.policy import Policy
from relanced.core.reading import InvoiceReading, Reading
from relanced.core.reasons import Reason
from relanced.core.risk.record import Record
from relanced.core.tasks import TaskKind
from relanced.core.workdays import Workdays
from tests.support.chase import Chase

HEAD = ("day", "what happens", "state", "what leaves", "for a person", "why")
# What a day brings without anybody having to know.
SILENT = frozenset({Reason.NOTHING_DUE, Reason.WAITING, Reason.ALREADY_QUEUED, Reason.MAIL_SENT, Reason.STATUS_FORBIDS})
END = "the story ends"
HOLIDAYS = frozenset(
    date.fromisoformat(day)
    for day in ("2026-11-11", "2026-12-25", "2027-01-01", "2027-03-29", "2027-05-06", "2027-05-17", "2027-07-14")
)


@dataclass(slots=True)
class Row:
    """A day: what happened, and what came of it."""

    day: str
    happens: list[str] = field(default_factory=list)
    state: str = ""
    leaves: list[str] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)
    why: list[str] = field(default_factory=list)

    def cells(self) -> tuple[str, ...]:
        lists = (self.happens, self.leaves, self.asks, self.why)
        happens, leaves, asks, why = ("; ".join(dict.fromkeys(cell)) for cell in lists)
        return (self.day, happens, self.state, leaves, asks, why)


class Life(Chase):
    """A chase that notes what each day brings."""

    def __init__(self, start: str, given: Given) -> None:
        self.given = given
        self.rows: dict[str, Row] = {}
        self.refused: set[str] = set()
        super().__init__(start, *given.invoices, policy=given.policy)

    def imported(self, *invoices: Invoice, complete: bool = False) -> Decision:
        dossier = getattr(self, "dossier", None)
        rows = {i.number: _in_the_books(i) for i in dossier.invoices} if dossier and not complete else {}
        rows |= {i.number: i for i in invoices}
        if not dossier.invoices:
            self.dossier = replace(dossier, customer=self.given.customer)
        event = events.InvoicesImported(self.given.customer, self.given.contacts, tuple(rows.values()), complete)
        return self.happens(event)

    def happens(self, event: events.Event) -> Decision:
        before = self.dossier
        decision = super().happens(event)
        row = self.rows.setdefault(self.today.isoformat(), Row(self.today.isoformat()))
        if isinstance(event, events.MailSent | events.MailRefused):
            row.leaves.append(_mail(event, self.dossier))
        row.asks += _tasks(before, self.dossier, event)
        if decision.reason not in SILENT:
            row.why.append(decision.reason.value)
        if self.dossier.status is not before.status:
            row.why = row.why or [decision.reason.value]
        row.state = self.dossier.status.value
        return decision

    def _send(self) -> None:
        for reminder in self.dossier.reminders:
            if reminder.state is ReminderState.QUEUED and reminder.to in self.refused:
                self._refuse(reminder)
        super()._send()

    def _refuse(self, reminder: Reminder) -> None:
        refused = replace(reminder, state=ReminderState.REFUSED)
        rows = tuple(refused if r is reminder else r for r in self.dossier.reminders)
        self.dossier = replace(self.dossier, reminders=rows)
        self.happens(events.MailRefused(reminder.step, reminder.round, reminder.to, "550 no such user"))


def _in_the_books(invoice: Invoice) -> Invoice:
    """As a file has it, which knows nothing of disputes."""
    figures = invoice.number, invoice.due_on, invoice.total, invoice.balance
    return Invoice(*figures, issued_on=invoice.issued_on, pdf=invoice.pdf)


def _mail(event: events.MailSent | events.MailRefused, dossier: Dossier) -> str:
    """What is taken back on the same day never left."""
    known = [c.address for c in dossier.contacts]
    to = "" if event.to == known[0] and len(known) == 1 else f" to {event.to}"
    numbers = next(r.invoices for r in dossier.reminders if (r.step, r.round) == (event.step, event.round))
    refused = " (refused)" if isinstance(event, events.MailRefused) else ""
    return f"{event.step}{to}: {', '.join(numbers)}{refused}"


def _tasks(before: Dossier, after: Dossier, event: events.Event) -> list[str]:
    """What is new, and what went away without anybody having done it."""
    done = {event.kind} if isinstance(event, events.TaskDone) else set()
    gone = [t.kind for t in before.tasks if t.kind not in done and not after.has_task(t.kind)]
    new = [f"{t.kind.value} by {t.due_on}" for t in after.tasks if t not in before.tasks]
    return [*new, *(f"no more {kind.value}" for kind in gone)]


@dataclass(frozen=True, slots=True)
class Given:
    """Who owes what, under which settings."""

    customer: Customer
    contacts: tuple[Contact, ...]
    invoices: tuple[Invoice, ...]
    policy: Policy


@dataclass(frozen=True, slots=True)
class Story:
    """`before` is the page up to its table; `script` what happens, by day, to the last day of the story."""

    path: Path
    before: str
    given: Given
    script: tuple[tuple[str, str], ...]
    table: tuple[tuple[str, ...], ...]

    def live(self) -> tuple[tuple[str, ...], ...]:
        """The rows that this story has when it is lived."""
        life = Life(self.script[0][0], self.given)
        for day, happens in self.script:
            life.until(day)
            row = life.rows.setdefault(day, Row(day, state=life.dossier.status.value))
            for one in happens.split("; ") if happens else []:
                row.happens.append(one)
                if one != END:
                    do(life, one)
            life.until(day)
        return tuple(row.cells() for row in _told(life.rows.values(), {day for day, _ in self.script}))

    def page(self) -> str:
        rows = [HEAD, ("---",) * len(HEAD), *self.live()]
        lines = ("| " + " | ".join(row) + " |" for row in rows)
        return f"{self.before.rstrip()}\n\n" + "\n".join(re.sub(" +", " ", line) for line in lines) + "\n"


def _told(rows: Iterable[Row], scripted: set[str]) -> list[Row]:
    """What repeats the day before is told once."""
    state, why, told = "", [""], []
    for row in sorted(rows, key=lambda row: row.day):
        if row.leaves or row.asks or row.state != state or row.day in scripted or row.why not in ([], why):
            told.append(row)
        state, why = row.state, row.why
    return told


def read(path: Path) -> Story:
    text = path.read_text("utf-8")
    before, _, table = text.partition("\n| ")
    lines = [line for line in f"| {table}".splitlines() if line.startswith("|")]
    cells = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]
    rows = tuple((*row, *[""] * (len(HEAD) - len(row))) for row in cells[2:])
    script = tuple((row[0], row[1]) for n, row in enumerate(rows) if row[1] or n == 0)
    return Story(path, before, _given(before), script, rows)


# -- who owes what ----------------------------------------------------------------------------------------------------


def _given(before: str) -> Given:
    said = [line.removeprefix("- ").partition(": ")[::2] for line in before.splitlines() if line.startswith("- ")]
    customer = Customer("C1", "Menuiserie Bertin")
    policy = Policy(UTC, Workdays(holidays=HOLIDAYS))
    contacts, invoices = [], []
    for what, words in said:
        if what in ("invoice", "credit note"):
            invoices.append(_invoice(words))
        elif what == "contact":
            role, address = words.split()
            contacts.append(Contact(address, role=ContactRole(role)))
        elif what in CUSTOMER:
            customer = replace(customer, **{what: CUSTOMER[what](words)})
        elif what == "floor":
            floor = Money.of(words).cents
            policy = replace(policy, scenarios=tuple(replace(s, floor=floor) for s in policy.scenarios))
        else:
            policy = replace(policy, **{what.replace(" ", "_"): int(words)})
    return Given(customer, tuple(contacts) or (Contact("compta@bertin.example"),), tuple(invoices), policy)


def _record(words: str) -> Record:
    """``paid 8, paid late 5``"""
    known = {f.name for f in fields(Record)}
    pairs = (part.strip().rpartition(" ") for part in words.split(","))
    found = {name.replace(" ", "_"): int(count) for name, _, count in pairs}
    assert set(found) <= known, words
    return Record(**found)


CUSTOMER: dict[str, Callable[[str], Any]] = {
    "kind": CustomerKind,
    "segment": str,
    "language": str,
    "country": str,
    "record": _record,
}

INVOICE = re.compile(
    r"(?P<number>\S+) of (?P<total>-?[\d.]+)(?:, (?P<balance>-?[\d.]+) left)?"
    r"(?:, issued (?P<issued>\d{4}-\d\d-\d\d))?,? due (?P<due>\d{4}-\d\d-\d\d)(?P<file>, with its file)?"
)


def _invoice(words: str) -> Invoice:
    """``F-1 of 1200.00, 300.00 left, issued 2026-09-30, due 2026-10-30``"""
    said = INVOICE.fullmatch(words)
    assert said, words
    issued = date.fromisoformat(said["issued"]) if said["issued"] else None
    total, balance = Money.of(said["total"]), Money.of(said["balance"] or said["total"])
    pdf = f"/factures/{said['number']}.pdf" if said["file"] else None
    return Invoice(said["number"], date.fromisoformat(said["due"]), total, balance, issued_on=issued, pdf=pdf)


# -- what happens -----------------------------------------------------------------------------------------------------

Happening = Callable[[Life, re.Match[str]], object]
HAPPENINGS: list[tuple[re.Pattern[str], Happening]] = []


def happening(pattern: str) -> Callable[[Happening], Happening]:
    def register(function: Happening) -> Happening:
        HAPPENINGS.append((re.compile(pattern), function))
        return function

    return register


def do(life: Life, what: str) -> None:
    """Raises AssertionError for words that no happening knows."""
    for pattern, function in HAPPENINGS:
        if said := pattern.fullmatch(what):
            function(life, said)
            return
    raise AssertionError(f"nothing knows what this means: {what}")


SAID: dict[str, Callable[[str], Any]] = {
    "on": lambda word: {"promised_on": date.fromisoformat(word)},
    "until": lambda word: {"requested_until": date.fromisoformat(word)},
    "back": lambda word: {"back_on": date.fromisoformat(word)},
    "amount": lambda word: {"promised_amount": Money.of(word)},
    "means": lambda word: {"means": Means(word)},
    "in": lambda word: {"instalments": int(word)},
    "contested": lambda word: {"disputed_amount": Money.of(word)},
    "reason": lambda word: {"reason": DisputeReason(word)},
    "contact": lambda word: {"contact": word},
    "words": lambda word: {"new_text": word},
    "wants": lambda word: {f"wants_{word}": True},
}


@happening(r"the (?P<who>client|colleague|stranger) says (?P<what>.+)")
def _says(life: Life, said: re.Match[str]) -> object:
    """``the client says dispute of F-2, payment_promise on 2026-11-20``; the first intent decides."""
    intents, more, named = [], {}, []
    for part in said["what"].split(", "):
        intent, *rest = part.split(" ")
        intents.append(Intent(intent))
        pairs = dict(zip(rest[::2], rest[1::2], strict=True))
        for key, word in pairs.items():
            if key == "of":
                named.append(InvoiceReading(word, (Intent(intent),)))
            else:
                more |= SAID[key](word)
    trust, sender = WHO[said["who"]]
    more = {"by_invoice": tuple(named)} | more
    return life.says(*intents, trust=trust, sender=sender or _address(life), **more)


# Where a mail comes from; the client writes from the address that is written to.
WHO = {
    "client": (events.Trust.CONTACT, ""),
    "colleague": (events.Trust.COLLEAGUE, "atelier@bertin.example"),
    "stranger": (events.Trust.STRANGER, "quelqu.un@ailleurs.example"),
}


def _address(life: Life) -> str:
    return next(c.address for c in life.dossier.contacts if not c.retired)


@happening(r"the reader doubts a mail")
def _doubts(life: Life, said: re.Match[str]) -> object:
    reading = Reading(False, (Intent.OTHER,), Intent.OTHER, 0.4, True, new_text="?")
    return life.happens(
        events.ReplyRead(reading, _address(life), events.Trust.CONTACT, "message_id", "<d@bertin.example>")
    )


@happening(r"the client writes of another account")
def _alarms(life: Life, said: re.Match[str]) -> object:
    return life.says(Intent.ALREADY_PAID, alarm="votre nouveau RIB")


@happening(r"(?P<address>\S+) bounces")
def _bounces(life: Life, said: re.Match[str]) -> object:
    return life.says(Intent.BOUNCE, recipient=said["address"], permanent=True)


@happening(r"(?P<amount>[\d.]+) is paid(?: for (?P<invoice>\S+))?")
def _pays(life: Life, said: re.Match[str]) -> object:
    return life.happens(events.PaymentRecorded(Money.of(said["amount"]), life.today, said["invoice"]))


@happening(r"an? (?:invoice|credit note) comes: (?P<row>.+)")
def _imports(life: Life, said: re.Match[str]) -> object:
    return life.imported(_invoice(said["row"]))


@happening(r"the whole ledger is imported: (?P<rows>.+)")
def _whole(life: Life, said: re.Match[str]) -> object:
    return life.imported(*map(_invoice, said["rows"].split(" + ")), complete=True)


@happening(r"a person (?P<does>does|refuses) (?P<kind>\w+)(?: noting (?P<note>.+))?")
def _task_done(life: Life, said: re.Match[str]) -> object:
    return life.happens(events.TaskDone(TaskKind(said["kind"]), said["does"] == "does", said["note"] or ""))


@happening(r"a person pauses it(?: until (?P<until>\S+))?")
def _pauses(life: Life, said: re.Match[str]) -> object:
    return life.happens(
        events.Paused(date.fromisoformat(said["until"]) if said["until"] else None, "asked by the owner")
    )


@happening(r"a person resumes it")
def _resumes(life: Life, said: re.Match[str]) -> object:
    return life.happens(events.Resumed())


@happening(r"a person settles it")
def _settles(life: Life, said: re.Match[str]) -> object:
    return life.happens(events.Settled())


@happening(r"a person writes it off")
def _writes_off(life: Life, said: re.Match[str]) -> object:
    return life.happens(events.WrittenOff())


@happening(r"a person takes it over")
def _takes_over(life: Life, said: re.Match[str]) -> object:
    return life.happens(events.Escalated())


@happening(r"a person rings: (?P<outcome>\w+)(?: on (?P<day>\S+))?(?: of (?P<amount>[\d.]+))?")
def _rings(life: Life, said: re.Match[str]) -> object:
    day = date.fromisoformat(said["day"]) if said["day"] else None
    amount = Money.of(said["amount"]) if said["amount"] else None
    return life.happens(events.CallMade(CallOutcome(said["outcome"]), day, amount))


@happening(r"a person takes a promise for (?P<day>\S+)(?: of (?P<amount>[\d.]+))?(?: by (?P<means>\w+))?")
def _takes_promise(life: Life, said: re.Match[str]) -> object:
    amount = Money.of(said["amount"]) if said["amount"] else None
    means = Means(said["means"]) if said["means"] else None
    return life.happens(events.PromiseTaken(date.fromisoformat(said["day"]), amount, means))


@happening(r"a person grants instalments: (?P<rows>.+)")
def _grants(life: Life, said: re.Match[str]) -> object:
    from relanced.core.deciding.plans import parsed

    return life.happens(events.PlanAgreed(parsed(said["rows"])))


@happening(r"a person contests (?P<invoice>\S+)(?: over (?P<amount>[\d.]+))?(?: for (?P<reason>\w+))?")
def _contests(life: Life, said: re.Match[str]) -> object:
    amount = Money.of(said["amount"]) if said["amount"] else None
    reason = DisputeReason(said["reason"]) if said["reason"] else None
    return life.happens(events.DisputeRaised(said["invoice"], amount, reason))


@happening(r"a person ends the dispute: (?P<outcome>\w+)")
def _ends_dispute(life: Life, said: re.Match[str]) -> object:
    outcome = events.DisputeOutcome(said["outcome"])
    return life.happens(events.TaskDone(TaskKind.ANSWER_DISPUTE, outcome=outcome))


@happening(
    r"a person learns of insolvency(?: judged (?P<judged>\S+))?(?: published (?P<published>\S+))?"
    r"(?: declared (?P<declared>\S+))?"
)
def _insolvent(life: Life, said: re.Match[str]) -> object:
    days = (said["judged"], said["published"], said["declared"])
    return life.happens(events.InsolvencyOpened(*(date.fromisoformat(day) if day else None for day in days)))


@happening(r"the letter of (?P<step>\w+) is posted(?: as (?P<tracking>\S+))?")
def _posted(life: Life, said: re.Match[str]) -> object:
    return life.happens(events.LetterPosted(life.today, said["step"], said["tracking"]))


@happening(r"the letter is signed for")
def _received(life: Life, said: re.Match[str]) -> object:
    return life.happens(events.LetterReceived(life.today))


@happening(r"the ledger is imported")
def _ledger(life: Life, said: re.Match[str]) -> object:
    return life.imported()


@happening(r"the contact becomes (?P<address>\S+)")
def _contact(life: Life, said: re.Match[str]) -> object:
    life.given = replace(life.given, contacts=(Contact(said["address"]),))
    return life.imported()


@happening(r"(?P<address>\S+) is refused from now on")
def _refuses(life: Life, said: re.Match[str]) -> object:
    return life.refused.add(said["address"])


@happening(r"nobody is there until (?P<day>\S+)")
def _nobody(life: Life, said: re.Match[str]) -> object:
    life.until(life.today.isoformat())
    life.today = date.fromisoformat(said["day"])
    return life.today
