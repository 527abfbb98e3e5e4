"""What the owner's contracts say of late payment, and the rates that the program does not know yet."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, field_validator

from relanced.config.fields import Line, wrong
from relanced.config.models import Section
from relanced.config.scenarios import NAME
from relanced.core.law.law import Law
from relanced.core.law.rates import RATES, Rates, Semester
from relanced.core.law.terms import FORMAL_NOTICE, Formula

NUMBER = r"\d{1,3}(?:\.\d{1,4})?"
PART = re.compile(
    rf"(?:(?P<before>{NUMBER}) ?x ?)?(?P<rate>ecb|legal)(?: ?x ?(?P<after>{NUMBER}))?"
    rf"|(?P<points>{NUMBER}) ?(?:%|points?)?"
)
# What people write for the same thing, in this order.
SPELLINGS = (
    ("\u00a0", " "), ("\u202f", " "), (",", "."), ("×", "x"), ("*", "x"), ("fois", "x"), ("bce", "ecb"), ("é", "e"),
    ("le taux", ""), ("taux", ""), ("d'interêt", ""), ("d’interêt", ""), ("the", ""), ("rate", ""),
)  # fmt: skip
HIGHEST = 100


def formula(text: str) -> Formula:
    """``12 %``, ``3 x legal``, ``ecb + 10``: parts that add up. Raises a fault that says how to write it."""
    words = text.lower()
    for spelling, plain in SPELLINGS:
        words = words.replace(spelling, plain)
    parts = [PART.fullmatch(" ".join(part.split())) for part in words.split("+")]
    if not all(parts):
        raise wrong(f"is not a rate: {text}", 'write it as "12 %", "3 x legal" or "ecb + 10"')
    return _sum([part for part in parts if part])


def _sum(parts: list[re.Match[str]]) -> Formula:
    sums = {"points": Decimal(0), "ecb": Decimal(0), "legal": Decimal(0)}
    for part in parts:
        times = Decimal(part["before"] or 1) * Decimal(part["after"] or 1)
        sums[part["rate"] or "points"] += times if part["rate"] else Decimal(part["points"])
    if max(sums.values()) > HIGHEST:
        raise wrong(f"is more than {HIGHEST} % a year", "12 % is written 12")
    return Formula(**sums)


def _formula(value: Any) -> Any:
    return value if isinstance(value, Formula) else formula(str(value))


def _percent(value: Any) -> Decimal:
    text = str(value).replace(",", ".").replace("\u00a0", " ").removesuffix("%").strip()
    if not re.fullmatch(NUMBER, text) or Decimal(text) > HIGHEST:
        raise wrong("is not a rate in percent", "such as 2.40")
    return Decimal(text)


def _semester(value: Any) -> Semester:
    text = str(value).strip().upper()
    if not re.fullmatch(r"20\d\d-S[12]", text):
        raise wrong("is not a semester", "write it as 2027-S1")
    return Semester.read(text)


Rate = Annotated[Formula, BeforeValidator(_formula)]
Percent = Annotated[Decimal, BeforeValidator(_percent)]
HalfYear = Annotated[Semester, BeforeValidator(_semester)]


class SemesterRates(Section):
    """The rates of one semester."""

    semester: HalfYear = Field(description="Such as `2027-S1`.")
    ecb: Percent = Field(description="The ECB's main refinancing rate in force on its first day, in percent.")
    legal: Percent = Field(description="Taux de l’intérêt légal, “tous les autres cas”, in percent.")
    legal_persons: Percent = Field(description="The same for private persons, in percent.")
    source: Line = Field(description="Where you read them, for whoever asks.")

    def row(self) -> Rates:
        return Rates(self.semester, self.ecb, self.legal_persons, self.legal, self.source)


class LawSettings(Section):
    """What the law and your contracts give you against late payers."""

    contractual_rate: Rate | None = Field(
        None,
        description="Late interest a year in your conditions of sale, for businesses: `12 %`, `3 x legal`, `ecb + 10`; "
        "less than three times the taux légal becomes that.",
        json_schema_extra={"default": "the law’s: ECB + 10 points"},
    )
    interest_first: bool = Field(
        False, description="Do part payments pay accrued interest before the principal (C. civ. 1343-1)?"
    )
    carriage: bool = Field(False, description="Do you carry goods? Then a debt can be sued for during one year only.")
    figures_from: str = Field(
        FORMAL_NOTICE,
        pattern=NAME,
        description="The step from which mails to businesses and public bodies show late interest and indemnity in "
        "figures; or `never`.",
    )
    mention_from: str = Field(
        "third", pattern=NAME, description="The step from which they say in words that both are owed; or `never`."
    )
    rates: tuple[SemesterRates, ...] = Field(
        (), description="Rates of a semester that relanced does not know yet, or knows otherwise: see below."
    )

    @field_validator("rates")
    @classmethod
    def _each_once(cls, rates: tuple[SemesterRates, ...]) -> tuple[SemesterRates, ...]:
        semesters = [row.semester for row in rates]
        twice = next((s for s in semesters if semesters.count(s) > 1), None)
        if twice:
            raise wrong(f"has two rows for {twice}", "keep one")
        return rates

    def law(self) -> Law:
        return Law(
            self.contractual_rate,
            self.interest_first,
            self.carriage,
            self.figures_from,
            self.mention_from,
            RATES.with_rows(row.row() for row in self.rates),
        )
