"""A file of payments as the facts that settle invoices."""

from __future__ import annotations

from collections.abc import Mapping

from relanced.core.events import PaymentRecorded
from relanced.core.money import Money
from relanced.errors import BadInput
from relanced.exchange import values
from relanced.exchange.amounts import amount, currency, decimal_mark
from relanced.exchange.headers import PAYMENTS, REQUIRED_OF_PAYMENTS
from relanced.exchange.lines import Line, Lines, open_table


def read_payments(
    name: str, data: bytes, columns: Mapping[str, str] | None = None
) -> list[tuple[str, PaymentRecorded]]:
    """Each payment with the number of its invoice, in the order of the file; `columns` are the owner's headers.

    Raises BadInput with every fault; then nothing of the file may be used.
    """
    layout, rows = open_table(name, data, PAYMENTS, REQUIRED_OF_PAYMENTS, columns or {})
    lines = Lines(name, layout)
    mark = decimal_mark(lines.column(rows, "amount"))
    found = [_payment(line, mark) for line in map(lines.line, rows)]
    if lines.faults:
        raise BadInput(lines.faults)
    return [payment for payment in found if payment]


def _payment(line: Line, mark: str | None) -> tuple[str, PaymentRecorded] | None:
    line.require(REQUIRED_OF_PAYMENTS)
    number = line.read("invoice_number", values.text)
    paid_on = line.read("paid_on", values.day)
    unit = line.read("currency", currency)
    found = line.read("amount", lambda cell: amount(cell, mark))
    if found and found[0] <= 0:
        line.fault("amount", f"{found[0]} is not a payment", "a refund or a rejected payment is for a person to record")
    if found and unit and found[1] not in (None, unit):
        line.fault("amount", f"is in {found[1]}, but its currency is {unit}", "keep one of the two")
    if line.faulty or not (number and paid_on and found):
        return None
    return number, PaymentRecorded(Money.of(found[0], unit or found[1] or "EUR"), paid_on, number)
