"""A list of customers alone: who they are, what they are, and whom to write to. Nothing is owed by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from relanced.core.dossier import Contact, Customer, CustomerKind
from relanced.core.money import Money
from relanced.errors import BadInput, Fault
from relanced.exchange.amounts import amount, currency, decimal_mark
from relanced.exchange.grouping import address_of, contacts_of, customer_id, folded
from relanced.exchange.headers import CUSTOMERS, REQUIRED_OF_CUSTOMERS, SPOKEN_OF, Layout
from relanced.exchange.invoice_row import CustomerRow
from relanced.exchange.invoices import READERS
from relanced.exchange.kinds import with_kind
from relanced.exchange.lines import Line, Lines, open_table


@dataclass(frozen=True, slots=True)
class CustomerTold:
    """One customer of a file. `id` is the file's own, else the one that his name and domain give, None without an
    address; `silent` are the fields of `Customer` that the file does not speak of."""

    place: str
    id: str | None
    customer: Customer
    contacts: tuple[Contact, ...]
    silent: tuple[str, ...]

    @property
    def name(self) -> str:
        """For comparison: without accents, signs and capitals."""
        return folded(self.customer.name)


def read_customers(name: str, data: bytes, columns: Mapping[str, str] | None = None) -> list[CustomerTold]:
    """Raises BadInput with every fault; then nothing of the file may be used. A customer's lines are his contacts."""
    layout, rows = open_table(name, data, CUSTOMERS, REQUIRED_OF_CUSTOMERS, columns or {})
    layout = with_kind(layout, rows, columns or {})
    lines = Lines(name, layout)
    mark = decimal_mark(lines.column(rows, "credit_limit"))
    found = [row for line in map(lines.line, rows) if (row := _row(line, mark))]
    if faults := lines.faults + _contradictions(found):
        raise BadInput(faults)
    mine: dict[str, list[CustomerRow]] = {}
    for row in found:
        mine.setdefault(row.customer_id or _derived(row) or folded(row.customer_name), []).append(row)
    return [_told(group, silent_in(layout)) for group in mine.values()]


def silent_in(layout: Layout) -> tuple[str, ...]:
    """The fields of a customer for which the file has no column."""
    return tuple(field for column, field in SPOKEN_OF.items() if column not in layout.at)


def _row(line: Line, mark: str | None) -> CustomerRow | None:
    line.require(REQUIRED_OF_CUSTOMERS)
    said = {field: line.read(column, read) for column, field, read in READERS if column in CUSTOMERS}
    limit = line.read("credit_limit", lambda cell: amount(cell, mark))
    unit = line.read("currency", currency)
    if limit and limit[0] < 0:
        line.fault("credit_limit", f"{limit[0]} is below zero", "leave it empty where there is none")
    if line.faulty:
        return None
    said["credit_limit"] = Money.of(limit[0], unit or limit[1] or "EUR") if limit else None
    return CustomerRow(place=line.place, **{field: value for field, value in said.items() if value is not None})


def _derived(row: CustomerRow) -> str | None:
    return customer_id(row) if row.customer_id or row.emails else None


def _told(rows: list[CustomerRow], silent: tuple[str, ...]) -> CustomerTold:
    """The last line of a customer speaks for him."""
    row = rows[-1]
    customer = Customer(
        _derived(row) or "",
        row.customer_name,
        row.customer_kind,
        row.segment,
        row.language,
        row.country,
        credit_limit=row.credit_limit.cents if row.credit_limit else None,
        address=address_of(row),
    )
    return CustomerTold(row.place, _derived(row), customer, contacts_of(rows), silent)


def _contradictions(rows: list[CustomerRow]) -> list[Fault]:
    kinds: dict[str, tuple[CustomerKind, str]] = {}
    faults = []
    for row in (row for row in rows if row.customer_id):
        kind, place = kinds.setdefault(str(row.customer_id), (row.customer_kind, row.place))
        if kind is not row.customer_kind:
            what = f"{row.customer_id} is {row.customer_kind} here and {kind} in {place}"
            faults.append(Fault(f"{row.place} customer_kind", what, "one customer is of one kind"))
    return faults
