"""Which debt a payment pays (C. civ. 1342-10), and since when what was paid of an invoice had been paid."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from relanced.core.dossier import Invoice
from relanced.core.events import PaymentRecorded
from relanced.core.money import Money


@dataclass(frozen=True, slots=True)
class Paid:
    """The part of a payment that went to one invoice."""

    on: date
    amount: Money


def allocate(invoices: tuple[Invoice, ...], amount: Money, meant: Collection[str]) -> tuple[Invoice, ...]:
    """Take `amount` off the balances, as C. civ. 1342-10 orders it.

    First the invoices that the debtor means: the one that he named, or those of the plan that he keeps; then the
    oldest due, which puts what is due before what is not yet; those of one day share in proportion. The article's
    « most onerous » debt does not arise: one customer's invoices all bear interest on the same terms. What exceeds all
    balances is not allocated.
    """
    rest, taken = amount.cents, dict.fromkeys((i.number for i in invoices), 0)
    queue = sorted((i for i in invoices if i.is_open), key=lambda i: (i.number not in meant, i.due_on, i.number))
    for _, equals in groupby(queue, key=lambda i: (i.number not in meant, i.due_on)):
        shares = _proportional(rest, {i.number: i.balance.cents for i in equals})
        taken |= shares
        rest -= sum(shares.values())
    return tuple(
        replace(i, balance=i.balance - Money(taken[i.number], i.balance.currency)) if taken[i.number] else i
        for i in invoices
    )


def _proportional(cents: int, owed: dict[str, int]) -> dict[str, int]:
    """Shares of `cents` in proportion to `owed`, none above it; the cents that do not divide go to the first ones."""
    whole = sum(owed.values())
    if cents >= whole:
        return owed
    shares = {number: cents * debt // whole for number, debt in owed.items()}
    for number in list(shares)[: cents - sum(shares.values())]:
        shares[number] += 1
    return shares


def paid_of(invoices: Sequence[Invoice], payments: Iterable[PaymentRecorded]) -> dict[str, tuple[Paid, ...]]:
    """Of each invoice, what was paid and when, as far as that explains why its balance is below its total.

    The balance is the ledger's word and stays. What it says was paid on a day that nobody told counts as paid in time:
    the claim is then too low rather than too high. Shares beyond total less balance are left out, the earliest first.
    """
    rows = tuple(replace(i, balance=i.total) for i in invoices)
    found: dict[str, list[Paid]] = {i.number: [] for i in invoices}
    for payment in sorted(payments, key=lambda p: p.paid_on):
        after = allocate(rows, payment.amount, (payment.invoice,) if payment.invoice else ())
        for old, new in zip(rows, after, strict=True):
            if old.balance != new.balance:
                found[old.number].append(Paid(payment.paid_on, old.balance - new.balance))
        rows = after
    return {i.number: _explained(found[i.number], i.total.cents - i.balance.cents) for i in invoices}


def _explained(paid: list[Paid], room: int) -> tuple[Paid, ...]:
    kept: list[Paid] = []
    for share in reversed(paid):
        cents = min(share.amount.cents, max(room, 0))
        room -= cents
        if cents:
            kept.append(Paid(share.on, Money(cents, share.amount.currency)))
    return tuple(reversed(kept))
