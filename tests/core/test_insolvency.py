"""An insolvency: the last day to declare, what it stops, and the figures of the declaration."""

from __future__ import annotations

import pytest

from relanced.core.deciding.insolvency import Claim, claim, deadline, split
from relanced.core.law.declaration import declaration
from relanced.core.law.terms import Terms
from tests.support.debts import CONSUMER, bill, day, owing, paid

JUDGMENT = day("2026-09-10")


@pytest.mark.parametrize(
    ("published", "afar", "last", "relief"),
    [
        ("2026-09-22", False, "2026-11-22", "2027-03-22"),
        ("2026-09-22", True, "2027-01-22", "2027-03-22"),
        ("2026-12-31", False, "2027-02-28", "2027-06-30"),
        ("2026-10-31", True, "2027-02-28", "2027-04-30"),
    ],
)
def test_the_claim_is_declared_within_two_months_of_the_publication_four_from_afar(
    published: str, afar: bool, last: str, relief: str
) -> None:
    found = deadline(JUDGMENT, day(published), outside_mainland=afar)
    assert (found.last_on, found.relief_on, found.sure) == (day(last), day(relief), True)


def test_while_the_publication_is_unknown_the_judgment_gives_a_safe_day() -> None:
    found = deadline(JUDGMENT)
    assert (found.last_on, found.sure) == (day("2026-11-10"), False)
    assert found.last_on <= deadline(JUDGMENT, day("2026-09-22")).last_on


@pytest.mark.parametrize(
    ("issued", "performed", "expected"),
    [
        ("2026-08-01", None, Claim.EARLIER),
        ("2026-09-09", None, Claim.EARLIER),
        (None, None, Claim.EARLIER),
        ("2026-09-10", None, Claim.TO_CHECK),
        ("2026-10-01", "2026-09-09", Claim.EARLIER),
        ("2026-10-01", "2026-09-10", Claim.LATER),
        ("2026-09-01", "2026-09-20", Claim.LATER),
    ],
)
def test_the_delivery_decides_which_side_of_the_judgment_an_invoice_is_on(
    issued: str | None, performed: str | None, expected: Claim
) -> None:
    known = {"F1": day(performed)} if performed else {}
    assert claim(bill("2026-10-31", "100.00", issued=issued), JUDGMENT, known) is expected


def test_every_invoice_is_on_one_side_or_to_be_checked() -> None:
    invoices = (bill("2026-08-31", "1.00"), bill("2026-12-31", "1.00", number="F2", issued="2026-11-30"))
    parts = split(invoices, JUDGMENT, {})
    assert {kind: [i.number for i in rows] for kind, rows in parts.items()} == {
        Claim.EARLIER: ["F1"],
        Claim.LATER: [],
        Claim.TO_CHECK: ["F2"],
    }


DOSSIER = owing(
    bill("2026-06-15", "1000.00", "600.00", issued="2026-05-15"),
    bill("2026-09-30", "500.00", number="F2", issued="2026-08-31"),
    bill("2026-10-31", "300.00", number="F3", issued="2026-09-30"),
    bill("2026-11-30", "200.00", number="F4", issued="2026-10-31"),
)
KNOWN = Terms(performed_on={"F4": day("2026-10-20")})


def test_the_declaration_says_what_was_due_at_the_judgment_and_what_was_to_fall_due() -> None:
    found = declaration(DOSSIER, JUDGMENT, KNOWN, [paid("2026-08-31", "400.00")])
    assert (str(found.due), str(found.to_fall_due)) == ("600.00", "800.00")
    assert (found.to_check, found.left_out) == (("F3",), ("F4",))
    # 15 days at 12.15 % and 62 at 12.40 % on 1 000.00, then 9 days (to the eve of the judgment) on 600.00
    assert str(found.late_interest) == "27.88"
    assert str(found.recovery_indemnity) == "40.00"
    assert str(found.total) == "1467.88"
    assert [str(line.issued_on) for line in found.lines] == ["2026-05-15", "2026-08-31", "2026-09-30"]


@pytest.mark.parametrize(
    ("on", "due"), [("2026-09-09", "600.00"), ("2026-09-10", "1000.00"), ("2026-10-02", "1000.00")]
)
def test_a_payment_since_the_judgment_does_not_lower_what_was_due_at_it(on: str, due: str) -> None:
    assert str(declaration(DOSSIER, JUDGMENT, KNOWN, [paid(on, "400.00")]).due) == due


def test_what_was_payable_on_the_day_of_the_judgment_had_not_fallen_due() -> None:
    found = declaration(owing(bill("2026-09-10", "500.00"), bill("2026-09-08", "7.00", number="F2")), JUDGMENT, Terms())
    assert (str(found.due), str(found.to_fall_due), str(found.recovery_indemnity)) == ("7.00", "500.00", "40.00")


def test_a_declaration_against_a_consumer_carries_no_indemnity() -> None:
    assert str(declaration(DOSSIER, JUDGMENT, Terms(CONSUMER)).recovery_indemnity) == "0.00"
