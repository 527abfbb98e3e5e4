"""Amounts as debtors type them: « 1 500 € », "1.5k", « mille euros », « la moitié », « le solde »."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from relanced.core.money import Money


@dataclass(frozen=True, slots=True)
class AmountMention:
    """`text[start:end] == words`. Either `money`, or a `share` of something (« la moitié » is 1/2, « 30 % » is 3/10).

    `rest`: « le solde », « le reste »: whatever is left when the other amounts are taken away; its `share` is 1.
    `currency_written`: a currency stands beside the number; without one the number was only shaped like money.
    """

    start: int
    end: int
    words: str
    money: Money | None = None
    share: Fraction | None = None
    rest: bool = False
    currency_written: bool = False


def find_amounts(text: str, known: Sequence[Money] = ()) -> list[AmountMention]:
    """Every amount in `text`, in order. A bare number counts when shaped like money or equal to one of `known`."""
    return []


def share_of(share: Fraction, balance: Money) -> Money:
    """That share of a balance, half cents up: share_of(Fraction(1, 3), Money(10000)) is 33.33."""
    cents = (balance.cents * share.numerator * 2 + share.denominator) // (share.denominator * 2)
    return Money(cents, balance.currency)
