"""The owner's rates and contracts, as he writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from relanced.commands.rates import missing_rates, rate_notes
from relanced.config import Settings, load
from relanced.config.law import formula
from relanced.core.dossier import Customer, CustomerKind, Dossier
from relanced.core.law.law import Law
from relanced.core.law.rates import RATES, MissingRate, RateTable, Semester, Sure
from relanced.core.law.terms import Formula
from relanced.errors import BadConfig

UNTIL_2026 = RateTable(row for row in RATES if row.semester.year <= 2026)
HEAD = "company: {name: Atelier Dubois, email: compta@dubois.example}\n"
NEXT = """
law:
  rates:
    - {semester: 2027-S1, ecb: 2.40, legal: "2,80", legal_persons: 6.90 %, source: arrêté of 20 December 2026}
"""


@pytest.fixture
def loaded(tmp_path: Path):
    def of(text: str) -> Settings:
        path = tmp_path / "config.yaml"
        path.write_text(HEAD + text, "utf-8")
        return load(path, {})

    return of


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("12 %", Formula(Decimal(12))),
        ("12", Formula(Decimal(12))),
        ("12,5 %", Formula(Decimal("12.5"))),
        ("3 x legal", Formula(legal=Decimal(3))),
        ("3 × taux légal", Formula(legal=Decimal(3))),
        ("3 fois le taux d’intérêt légal", Formula(legal=Decimal(3))),
        ("legal x 3", Formula(legal=Decimal(3))),
        ("ecb + 10", Formula(Decimal(10), ecb=Decimal(1))),
        ("taux BCE + 10 points", Formula(Decimal(10), ecb=Decimal(1))),
        ("10 + ecb", Formula(Decimal(10), ecb=Decimal(1))),
        ("1.5 x legal + 4 %", Formula(Decimal(4), legal=Decimal("1.5"))),
    ],
)
def test_a_rate_is_written_as_in_the_conditions_of_sale(written: str, means: Formula) -> None:
    assert formula(written) == means


@pytest.mark.parametrize("written", ["", "legal +", "douze", "12 % x legal", "ecb - 1", "1200", "50 + 60", "x legal"])
def test_what_is_no_rate_is_refused(loaded, written: str) -> None:
    with pytest.raises(BadConfig, match=r"law\.contractual_rate"):
        loaded(f"law: {{contractual_rate: '{written}'}}")


def test_the_contract_binds_businesses_alone(loaded) -> None:
    law = loaded("law: {contractual_rate: 15 %}").law.law()
    rates = {}
    for kind in CustomerKind:
        terms = law.terms(Dossier("RL-0001", Customer("C1", "Bertin", kind), ()), lambda at: at.date())
        rates[kind] = terms.rate(Semester(2026, 1), law.table)
    assert rates == {
        CustomerKind.BUSINESS: Decimal(15),
        CustomerKind.PUBLIC: Decimal("10.15"),
        CustomerKind.CONSUMER: Decimal("2.62"),
    }


def test_a_semester_that_the_owner_adds_is_known_as_his(loaded) -> None:
    with pytest.raises(MissingRate, match="2027-S1"):
        UNTIL_2026.of(Semester(2027, 1))
    row = loaded(NEXT).law.law().table.of(Semester(2027, 1))
    assert (row.ecb, row.legal, row.legal_persons) == (Decimal("2.40"), Decimal("2.80"), Decimal("6.90"))
    assert (row.source, row.sure) == ("arrêté of 20 December 2026", Sure.VERIFIED)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("{semester: 2027, ecb: 2, legal: 3, legal_persons: 6, source: JO}", "2027-S1"),
        ("{semester: 2027-S3, ecb: 2, legal: 3, legal_persons: 6, source: JO}", "2027-S1"),
        ("{semester: 2027-S1, ecb: -2, legal: 3, legal_persons: 6, source: JO}", "rate in percent"),
        ("{semester: 2027-S1, ecb: 240, legal: 3, legal_persons: 6, source: JO}", "rate in percent"),
        ("{semester: 2027-S1, ecb: 2, legal: 3, legal_persons: 6}", "source"),
        ("{semester: 2027-S1, ecb: 2, legal: 3, legal_persons: 6, source: JO}, " * 2, "two rows"),
    ],
)
def test_a_row_that_is_no_semester_s_is_refused(loaded, row: str, fault: str) -> None:
    with pytest.raises(BadConfig, match=fault):
        loaded(f"law: {{rates: [{row}]}}")


def test_figures_start_at_a_step_that_exists(loaded) -> None:
    assert loaded("law: {figures_from: never, mention_from: second}").law.figures_from == "never"
    with pytest.raises(BadConfig, match="fourth"):
        loaded("law: {figures_from: fourth}")
    own = "scenarios: [{name: mine, steps: [{name: gentle, offset: 8}]}]\n"
    assert loaded(own + "law: {figures_from: gentle}").law.figures_from == "gentle"
    assert loaded(own).law.figures_from == "formal_notice"


@pytest.mark.parametrize(
    ("today", "missing", "soon"),
    [
        ("2026-11-30", [], []),
        ("2026-12-02", [], ["2027-S1"]),
        ("2026-12-31", [], ["2027-S1"]),
        ("2027-01-01", ["2027-S1"], []),
        ("2027-07-01", ["2027-S2"], []),
    ],
)
def test_a_semester_is_asked_for_thirty_days_ahead_and_missed_from_its_first_day(
    today: str, missing: list[str], soon: list[str]
) -> None:
    law, day = Law(table=UNTIL_2026), date.fromisoformat(today)
    assert len(missing_rates(law, day)) == len(missing)
    named = [note for note in rate_notes(law, day) if "no rates are known" in note]
    assert [semester for semester, note in zip(soon, named, strict=True) if semester in note] == soon


def test_a_rate_that_nobody_has_confirmed_is_said(loaded) -> None:
    told = rate_notes(Law(), date(2026, 11, 22))
    assert told == [note for note in told if "2026-S2 are not confirmed" in note] != []
    confirmed = NEXT.replace("2027-S1", "2026-S2")
    assert rate_notes(loaded(confirmed).law.law(), date(2026, 11, 22)) == []


def test_a_contract_below_the_floor_is_said() -> None:
    low, day = Law(Formula(Decimal(5))), date(2026, 3, 1)
    assert [note for note in rate_notes(low, day) if "three times the taux légal of 2026-S1" in note]
    assert rate_notes(Law(Formula(Decimal(8))), day) == []
