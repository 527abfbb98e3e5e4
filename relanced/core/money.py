"""Money: integer cents with their currency."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in integer cents; `currency` is an ISO 4217 code. Two currencies never add up."""

    cents: int
    currency: str = "EUR"

    @classmethod
    def of(cls, text: str | Decimal | int, currency: str = "EUR") -> Money:
        """Read a decimal such as ``"1862.40"``; half cents go up. Raises `decimal.InvalidOperation` on rubbish."""
        cents = (Decimal(text) * 100).quantize(Decimal(1), ROUND_HALF_UP)
        return cls(int(cents), currency)

    @classmethod
    def spelt(cls, text: str) -> Money:
        """The amount of `spelling`. Raises `decimal.InvalidOperation` on rubbish."""
        return cls.of(text[:-3], text[-3:])

    @property
    def spelling(self) -> str:
        """``"1862.40EUR"``: one word, with its currency."""
        return f"{self}{self.currency}"

    @property
    def decimal(self) -> Decimal:
        return Decimal(self.cents) / 100

    def __add__(self, other: Money) -> Money:
        return Money(self.cents + self._same(other).cents, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.cents - self._same(other).cents, self.currency)

    def __bool__(self) -> bool:
        return self.cents != 0

    def __str__(self) -> str:
        """``"1862.40"``: the decimal string of the command line's JSON."""
        return f"{self.decimal:.2f}"

    def _same(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
        return other


def total(amounts: list[Money] | tuple[Money, ...], currency: str = "EUR") -> Money:
    """The sum of amounts in one currency; zero of `currency` for none."""
    return Money(sum(a.cents for a in amounts), amounts[0].currency if amounts else currency)
