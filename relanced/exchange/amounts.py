"""Amounts of money as people and programs write them: 1 234,56 and 1.234,56 and 1,234.56 €."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from relanced.exchange.tables import Cell
from relanced.exchange.values import Unreadable, folded, shown, text

CURRENCIES = {
    "€": "EUR",
    "EURO": "EUR",
    "EUROS": "EUR",
    "$": "USD",
    "US$": "USD",
    "£": "GBP",
    "FR.": "CHF",
}
# ISO 4217 currencies that have cents; an amount in one without, such as the yen, would be a hundred times too small.
# fmt: off
WITH_CENTS = frozenset({
    "EUR", "USD", "GBP", "CHF", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "BGN", "MAD",
    "DZD", "CNY", "HKD", "SGD", "INR", "BRL", "MXN", "ZAR", "TRY", "ILS", "AED", "SAR",
})
# fmt: on
MOST = Decimal(10) ** 12

SPACE = re.compile(r"[ \u00a0\u202f\u2007\u2009'’]")
MINUS = str.maketrans("−–", "--")
UNIT = r"[^\d.,()+-]*"
SIGNED = re.compile(
    rf"(?P<minus>[-+(]?)(?P<before>{UNIT})(?P<minus2>-?)(?P<digits>\d[\d., ]*?)(?P<after> ?{UNIT}\.?)(?P<minus3>[-)]?)"
)

# A row a way to write a number: its pattern, what separates its thousands, its decimal mark.
FORMS = (
    (re.compile(r"\d+", re.A), "", ""),
    (re.compile(r"\d{1,3}( \d{3})+", re.A), " ", ""),
    (re.compile(r"\d{1,3}( \d{3})+,\d{1,2}", re.A), " ", ","),
    (re.compile(r"\d{1,3}( \d{3})+\.\d{1,2}", re.A), " ", "."),
    (re.compile(r"\d{1,3}(\.\d{3})+,\d{1,2}", re.A), ".", ","),
    (re.compile(r"\d{1,3}(,\d{3})+\.\d{1,2}", re.A), ",", "."),
    (re.compile(r"\d{1,3}(\.\d{3}){2,}", re.A), ".", ""),
    (re.compile(r"\d{1,3}(,\d{3}){2,}", re.A), ",", ""),
    (re.compile(r"(?![1-9]\d{0,2},\d{3}$)\d+,\d+", re.A), "", ","),
    (re.compile(r"(?![1-9]\d{0,2}\.\d{3}$)\d+\.\d+", re.A), "", "."),
)
# One mark and three digits may be thousands or decimals: only the rest of the file tells.
AMBIGUOUS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.A)


@dataclass(frozen=True, slots=True)
class Written:
    """An amount taken apart: its sign (1 or -1), its digits with their marks, its currency when it names one."""

    sign: int
    digits: str
    currency: str | None


def amount(cell: Cell, mark: str | None = None) -> tuple[Decimal, str | None]:
    """The amount, to the cent, and its currency when the cell names one. Raises Unreadable.

    `mark` is the file's decimal mark: without it « 1.234 » may be a thousand or one, and is refused.
    """
    if isinstance(cell, date):
        raise Unreadable(f'"{cell}" is a day, not an amount', "give the cell the format of a number")
    if isinstance(cell, Decimal):
        return _to_the_cent(cell, text(cell)), None
    written = _taken_apart(cell)
    if not written:
        raise Unreadable(f'"{shown(cell)}" is not an amount', "write it as 1862,40 or 1862.40")
    if AMBIGUOUS.fullmatch(written.digits):
        if not mark:
            raise Unreadable(f'"{shown(cell)}" may be thousands or decimals', "write it with two decimals, as 1234,00")
        thousands = "." if mark == "," else ","
        number = _number(written.digits, thousands, mark)
    else:
        number = _number(written.digits, *_form(written.digits))
    return written.sign * _to_the_cent(number, shown(cell)), written.currency


def decimal_mark(cells: Iterable[Cell]) -> str | None:
    """The decimal mark of a file, by those of its amounts that leave no doubt; None when there is none, or two."""
    written = (_taken_apart(cell) for cell in cells if isinstance(cell, str))
    marks = {_form(w.digits)[1] for w in written if w and not AMBIGUOUS.fullmatch(w.digits)} - {""}
    return marks.pop() if len(marks) == 1 else None


def currency(cell: Cell) -> str:
    """An ISO 4217 code. Raises Unreadable."""
    word = folded(cell).upper()
    code = CURRENCIES.get(word, word)
    if code not in WITH_CENTS:
        raise Unreadable(f'"{shown(cell)}" is not a currency that relanced knows', "a code such as EUR")
    return code


def _taken_apart(cell: str) -> Written | None:
    """None for what is no amount."""
    found = SIGNED.fullmatch(SPACE.sub(" ", unicodedata.normalize("NFC", cell)).strip().upper().translate(MINUS))
    if not found or (found["minus"] == "(") != (found["minus3"] == ")"):
        return None
    units = [unit.strip() for unit in (found["before"], found["after"]) if unit.strip()]
    codes = [CURRENCIES.get(unit, unit) for unit in units]
    digits = found["digits"].strip()
    if len(codes) > 1 or not WITH_CENTS.issuperset(codes) or not (AMBIGUOUS.fullmatch(digits) or _known(digits)):
        return None
    minuses = [name for name in ("minus", "minus2", "minus3") if found[name] in ("-", "(")]
    return Written(-1 if minuses else 1, digits, codes[0] if codes else None) if len(minuses) < 2 else None


def _known(digits: str) -> bool:
    return any(pattern.fullmatch(digits) for pattern, _, _ in FORMS)


def _form(digits: str) -> tuple[str, str]:
    return next((thousands, mark) for pattern, thousands, mark in FORMS if pattern.fullmatch(digits))


def _number(digits: str, thousands: str, mark: str) -> Decimal:
    bare = digits.replace(thousands, "") if thousands else digits
    return Decimal(bare.replace(mark, ".") if mark else bare)


def _to_the_cent(number: Decimal, written: str) -> Decimal:
    if not number.is_finite() or abs(number) >= MOST:
        raise Unreadable(f'"{written[:60]}" is not a believable amount')
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP)
