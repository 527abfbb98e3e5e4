"""Amounts, days and lists as people of a language write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency, format_percent

from relanced.core.money import Money

# A language without a country would get another country's habits (en is American for CLDR).
LOCALES = {"fr": "fr_FR", "en": "en_GB"}

# Every mail of a day shares its days, and a mail says each amount four times.
CACHE = 8192


@dataclass(frozen=True, slots=True)
class Formats:
    """The filters that templates use. All are pure, and cached where Babel is slow."""

    language: str
    locale: Locale

    def money(self, amount: Money) -> str:
        """``1 234,56 €`` with U+202F and U+00A0, or ``£1,234.56``; what is deducted has the sign minus, no hyphen."""
        return _money(amount.cents, amount.currency, self.locale)

    def day(self, day: date) -> str:
        """``1er décembre 2026``: CLDR does not know that the first of a French month is an ordinal."""
        return _day(day, self.locale)

    def days(self, days: Sequence[date]) -> str:
        """``5 et 14 octobre 2026``: what the next one repeats is said once."""
        return self.listing([*(self.before(day, after) for day, after in pairwise(days)), self.day(days[-1])])

    def before(self, day: date, after: date, *, month: bool = False) -> str:
        """`day` without the year of `after`, which follows it, and without its month unless `month`."""
        if day.year != after.year:
            return self.day(day)
        return _short(day, "d" if day.month == after.month and not month else "d MMMM", self.locale)

    def weekday(self, day: date) -> str:
        """``mardi 1er décembre``."""
        return _weekday(day, self.locale)

    def short_day(self, day: date) -> str:
        """``01/12/2026``."""
        return f"{day:%d/%m/%Y}"

    def month(self, day: date) -> str:
        """``novembre 2026``."""
        return format_date(day, "MMMM\u00a0y", locale=self.locale)

    def hour(self, instant: datetime) -> str:
        """``7 h 30``."""
        return f"{instant.hour}\u00a0h\u00a0{instant:%M}" if self.language == "fr" else f"{instant:%H:%M}"

    def percent(self, rate: Decimal) -> str:
        """``12,40 %``; `rate` is a share, 0.124."""
        return str(
            format_percent(rate, "#,##0.00##\u00a0%" if self.language == "fr" else "0.00##%", locale=self.locale)
        )

    def listing(self, items: Sequence[object]) -> str:
        """``A, B et C``."""
        return format_list([str(i) for i in items], locale=self.locale)

    def plural(self, count: int, one: str, many: str) -> str:
        """``2 jours``; in French zero is singular."""
        single = abs(count) < 2 if self.language == "fr" else abs(count) == 1
        return f"{count}\u00a0{one if single else many}"

    def siren(self, number: str) -> str:
        """``732 829 320``; what has not nine digits stays as it is."""
        compact = re.sub(r"\s", "", number)
        return _grouped(compact, 3, "\u00a0") if re.fullmatch(r"\d{9}", compact) else number

    def iban(self, number: str) -> str:
        """In groups of four, with plain spaces: it is copied into a bank's form, some of which know no others."""
        return _grouped(re.sub(r"\s", "", number), 4, " ")


def _grouped(text: str, size: int, space: str) -> str:
    return space.join(text[n : n + size] for n in range(0, len(text), size))


@lru_cache
def formats(language: str) -> Formats:
    """Raises ValueError for a language that Babel does not know."""
    try:
        return Formats(language, Locale.parse(LOCALES.get(language, language)))
    except UnknownLocaleError as error:
        raise ValueError(f"{language!r} is not a language") from error


@lru_cache(CACHE)
def _money(cents: int, currency: str, locale: Locale) -> str:
    text: str = format_currency(Decimal(cents) / 100, currency, locale=locale, currency_digits=False, format=None)
    return text.replace("-", "\u2212")


@lru_cache(CACHE)
def _day(day: date, locale: Locale) -> str:
    return _ordinal(format_date(day, "d MMMM y", locale=locale), day, locale)


@lru_cache(CACHE)
def _short(day: date, pattern: str, locale: Locale) -> str:
    return _ordinal(f"{format_date(day, pattern, locale=locale)} ", day, locale).rstrip(" \u00a0")


@lru_cache(CACHE)
def _weekday(day: date, locale: Locale) -> str:
    return _ordinal(format_date(day, "EEEE d MMMM", locale=locale), day, locale)


def _ordinal(text: str, day: date, locale: Locale) -> str:
    """No line break between the day and its month, nor before the year."""
    text = re.sub(r"\b1 ", "1er ", text, count=1) if locale.language == "fr" and day.day == 1 else text
    return re.sub(r"(?<=\d|r) (?=[^\W\d])| (?=\d{4}$)", "\u00a0", text) if locale.language == "fr" else text
