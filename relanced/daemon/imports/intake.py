"""Importing: files become events of dossiers, in one transaction; with a fault anywhere, nothing has happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from relanced.core.decide import decide
from relanced.core.dossier import Contact, Customer, CustomerKind, Dossier, Invoice, Status
from relanced.core.effects import Decision
from relanced.core.events import InvoicesImported
from relanced.core.law.allocation import paid_of
from relanced.core.money import Money, total
from relanced.daemon import change
from relanced.daemon.app import App
from relanced.daemon.imports import clients
from relanced.daemon.imports.bank import DAYS, Statement, record
from relanced.daemon.imports.clients import Met
from relanced.daemon.imports.files import Files, Found, PaymentRow, read_files
from relanced.errors import BadInput, Fault, TryLater
from relanced.exchange.grouping import group
from relanced.exchange.invoices import InvoiceRow
from relanced.store import decisions, dossiers, payments

NEW, CHANGED, UNCHANGED, SETTLED = "new", "changed", "unchanged", "settled"


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one dossier: `what` is ``new``, ``changed``, ``unchanged`` or ``settled``."""

    reference: str
    customer: str
    what: str
    balance: Money
    kind: CustomerKind = CustomerKind.BUSINESS


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A credit note of a customer who owes nothing that it could be taken off: no dossier is made for it."""

    invoice: str
    customer: str
    balance: Money


@dataclass(frozen=True, slots=True)
class Kept:
    """A balance that the file would have raised by a payment that was recorded: it stays what it was."""

    invoice: str
    balance: Money
    in_file: Money


@dataclass(slots=True)
class Imported:
    """`invoices` and `payments` count lines of the files; `known_payments` those that had been recorded before;
    `ignored` and `notes` are those of `Found`."""

    invoices: int = 0
    payments: int = 0
    known_payments: int = 0
    customers: list[Met] = field(default_factory=list)
    statement: Statement = field(default_factory=Statement)
    dossiers: dict[str, Line] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    ignored: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: Sequence[str] = ()

    @property
    def lines(self) -> list[Line]:
        return list(self.dossiers.values())

    def count(self, what: str) -> int:
        return sum(line.what == what for line in self.lines)


def import_files(
    app: App,
    files: Files,
    kind: str | None = None,
    dry_run: bool = False,
    full: bool = False,
    take_back: bool = False,
) -> Imported:
    """Take `files` (path and bytes) in. `full`: they hold every open invoice, so that what they lack has been paid.
    `take_back`: their balances count even where they take recorded payments back.

    Raises BadInput with the faults of all files, and TryLater when others keep changing the same dossiers.
    """
    found = read_files(files, kind, app.settings.columns)
    if full and not found.invoices:
        hint = "--full would settle every dossier; settle them one by one if that is meant"
        raise BadInput([Fault("--full", "there is no invoice in what is imported", hint)])
    for _ in range(change.ATTEMPTS):
        try:
            with app.store.begin() as connection:
                done = _Intake(app, connection, found, take_back).take_in(full)
                if dry_run:
                    connection.rollback()
                return done
        except (dossiers.Conflict, IntegrityError):
            continue  # on PostgreSQL another instance was faster
    raise TryLater("others keep changing the same dossiers: import again in a moment")


class _Intake:
    """One attempt, inside one transaction."""

    def __init__(self, app: App, connection: Connection, found: Found, take_back: bool) -> None:
        self.app, self.connection, self.found, self.take_back = app, connection, found, take_back
        self.done = Imported(invoices=len(found.invoices), ignored=found.ignored, notes=found.notes)
        self.rows = {row.invoice_number: row for row in found.invoices}

    def take_in(self, full: bool) -> Imported:
        self.done.customers = clients.take_in(self.app, self.connection, self.found.customers)
        seen = set()
        for event in _agreed(group(self.found.invoices, self.app.settings.grouping)):
            for reference, part in self._parts(event):
                self._import(reference, replace(part, complete=full))
                seen.add(reference)
        if full:
            self._settle_absent(seen)
        self._record_payments()
        self.done.statement = record(self.app, self.connection, self.found.movements, self._changed)
        return self.done

    def _changed(self, before: Dossier, after: Dossier) -> None:
        self._note(after, _outcome(before, after))

    # -- invoices ------------------------------------------------------------------------------------------------------

    def _parts(self, event: InvoicesImported) -> Iterator[tuple[str, InvoicesImported]]:
        """An invoice stays in the dossier that chases it, whatever the grouping is now; a new one goes to its key's."""
        homes = dossiers.homes(self.connection, [i.number for i in event.invoices])
        event = self._same_customer(event, {number: customer for number, (_, customer) in homes.items()})
        parts: dict[str, list[Invoice]] = {}
        for invoice in event.invoices:
            home = homes[invoice.number][0] if invoice.number in homes else self._home(event, invoice)
            if home:
                parts.setdefault(home, []).append(invoice)
            elif invoice.balance.cents < 0:
                self.done.left_out.append(LeftOut(invoice.number, event.customer.name, invoice.balance))
        for reference, invoices in parts.items():
            yield reference, replace(event, invoices=tuple(invoices))

    def _same_customer(self, event: InvoicesImported, homes: Mapping[str, str]) -> InvoicesImported:
        """A number is one invoice (CGI ann. II art. 242 nonies A): under another customer it would be chased twice.

        Where the file names customers by name alone, a known invoice says that he has only been renamed.
        """
        owners = set(homes.values())
        if owners <= {event.customer.id}:
            return event
        rows = [self.rows[i.number] for i in event.invoices]
        if len(owners) == 1 and all(row.customer_id is None for row in rows):
            return replace(event, customer=replace(event.customer, id=owners.pop()))
        raise BadInput(_foreign(rows, event.customer, homes))

    def _home(self, event: InvoicesImported, invoice: Invoice) -> str | None:
        """The dossier of the key, made if it is needed: nothing is chased for a customer who owes nothing."""
        customer = event.customer
        by_invoice = self.app.settings.grouping == "invoice"
        key = f"invoice:{customer.id}:{invoice.number}" if by_invoice else f"customer:{customer.id}"
        reference = dossiers.grouped(self.connection, key)
        owing = [invoice] if by_invoice else event.invoices
        if reference or not any(i.is_open for i in owing):
            return reference
        return dossiers.create(self.connection, customer, key).reference

    def _import(self, reference: str, event: InvoicesImported) -> None:
        when = self.app.when()
        before = dossiers.load(self.connection, reference)
        if faults := self._mixed(before, event):
            raise BadInput(faults)
        event = self._less_payments(before, event)
        decision = decide(before, event, self.app.policy, when.now)
        if _says_nothing(before, decision):
            dossiers.confirm_ledger(self.connection, reference, when.today)
            what = UNCHANGED
        else:
            decisions.record(self.connection, before, event, decision, when)
            what = NEW if before.version == 0 else _outcome(before, decision.dossier)
        self._note(decision.dossier, what)

    def _mixed(self, before: Dossier, event: InvoicesImported) -> list[Fault]:
        """Two currencies never add up, in whatever order they come."""
        if not before.invoices:
            return []
        hint = "give the customer another customer_id for it"
        return [
            Fault(f"{self.rows[i.number].place} currency", f"is {i.balance.currency}, not {before.currency}", hint)
            for i in event.invoices
            if i.balance.currency != before.currency
        ]

    def _less_payments(self, dossier: Dossier, event: InvoicesImported) -> InvoicesImported:
        """A file that is older than a recorded payment, or knows only totals, does not take that payment back."""
        known = {i.number: i for i in dossier.invoices}
        raised = [i for i in event.invoices if i.number in known and _in_books(known[i.number]) < i.balance]
        made = payments.of_dossier(self.connection, dossier.reference) if raised and not self.take_back else ()
        if not made:
            return event
        paid = paid_of(dossier.invoices, made)
        old = {i.number for i in raised if _is_older(known[i.number], i, total([p.amount for p in paid[i.number]]))}
        self.done.kept += [
            Kept(i.number, known[i.number].balance, i.balance)
            for i in raised
            if i.number in old and i.balance != i.total
        ]
        rows = (replace(i, balance=_in_books(known[i.number])) if i.number in old else i for i in event.invoices)
        return replace(event, invoices=tuple(rows))

    def _settle_absent(self, seen: set[str]) -> None:
        for reference in dossiers.with_open_invoices(self.connection):
            if reference not in seen:
                absent = dossiers.load(self.connection, reference)
                self._import(reference, InvoicesImported(absent.customer, absent.contacts, (), complete=True))

    def _note(self, dossier: Dossier, what: str) -> None:
        """One line a dossier: what came later adds to what came first."""
        said = self.done.dossiers.get(dossier.reference)
        if said and (said.what == NEW or what == UNCHANGED):
            what = said.what
        customer = dossier.customer
        self.done.dossiers[dossier.reference] = Line(
            dossier.reference, customer.name, what, dossier.balance, customer.kind
        )

    # -- payments ------------------------------------------------------------------------------------------------------

    def _record_payments(self) -> None:
        faults = [fault for row in self.found.payments if (fault := self._record(row))]
        if faults:
            raise BadInput(faults)

    def _record(self, row: PaymentRow) -> Fault | None:
        homes = dossiers.homes(self.connection, [row.invoice])
        if row.invoice not in homes:
            return Fault(
                row.place, f"no invoice has the number {row.invoice}", "import it first, or correct the number"
            )
        reference = homes[row.invoice][0]
        before = dossiers.load(self.connection, reference)
        if row.fact.amount.currency != before.currency:
            return Fault(row.place, f"is in {row.fact.amount.currency}, but {row.invoice} is in {before.currency}")
        self.done.payments += 1
        if payments.known(self.connection, row.key) or self._came_by_bank(row):
            self.done.known_payments += 1
            return None
        payments.record(self.connection, reference, row.key, row.fact, self.app.clock.now())
        changed = change.apply(self.app, self.connection, reference, row.fact)
        self._note(changed.decision.dossier, _outcome(before, changed.decision.dossier))
        return None

    def _came_by_bank(self, row: PaymentRow) -> bool:
        """The books tell days later what the bank's statement has told already."""
        return payments.alike(self.connection, row.invoice, row.fact, DAYS, from_bank=True)


def _in_books(invoice: Invoice) -> Money:
    """The balance as a file has it, which still holds what a person has given up."""
    return invoice.balance + invoice.waived_amount if invoice.waived_amount else invoice.balance


def _is_older(known: Invoice, new: Invoice, paid: Money) -> bool:
    """Whether `new` is the invoice before the payments that were recorded of it."""
    only_totals = new.balance == new.total == known.total
    return only_totals or new.balance.cents <= _in_books(known).cents + paid.cents


def _says_nothing(before: Dossier, decision: Decision) -> bool:
    """Only the day of the last confirmation is new, and what follows from the calendar."""
    kept = {"ledger_on": before.ledger_on, "next_action_on": before.next_action_on, "next_step": before.next_step}
    return not decision.effects and replace(decision.dossier, **kept) == before  # type: ignore[arg-type]


def _outcome(before: Dossier, after: Dossier) -> str:
    return SETTLED if after.status is Status.SETTLED is not before.status else CHANGED


def _agreed(events: Sequence[InvoicesImported]) -> list[InvoicesImported]:
    """The dossiers of one customer share his name and his addresses: the last says the name, each adds addresses."""
    customers = {event.customer.id: event.customer for event in events}
    contacts: dict[str, dict[str, Contact]] = {}
    for event in events:
        mine = contacts.setdefault(event.customer.id, {})
        for contact in event.contacts:
            mine.setdefault(contact.address.lower(), replace(contact, address=contact.address.lower()))
    return [
        replace(e, customer=customers[e.customer.id], contacts=tuple(contacts[e.customer.id].values())) for e in events
    ]


def _foreign(rows: Sequence[InvoiceRow], customer: Customer, homes: Mapping[str, str]) -> list[Fault]:
    hint = "give the customer the customer_id of before, or the invoice a number of its own"
    return [
        Fault(f"{row.place} customer_id", f"{row.invoice_number} is already chased from customer {owner}", hint)
        for row in rows
        if (owner := homes.get(row.invoice_number)) and owner != customer.id
    ]
