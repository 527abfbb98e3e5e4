"""What letters say of interest and indemnity: who, from which step, and the statement's figures to the cent."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from relanced.core.chase.shipped import DEFAULT, SHIPPED
from relanced.core.dossier import CustomerKind, Dossier, Insolvency, Invoice
from relanced.core.events import PaymentRecorded
from relanced.core.law.debt import Debt, debt
from relanced.core.law.law import NEVER, Law
from relanced.core.law.statement import statement
from relanced.core.law.terms import Formula, Terms
from relanced.core.money import Money
from relanced.errors import BadInput
from relanced.letters.formats import formats
from tests.letters.lumen import BLINDS, SHUTTERS, TODAY, dossier, flat, mail
from tests.letters.test_reminders import both

BUSINESS, PUBLIC, CONSUMER = CustomerKind.BUSINESS, CustomerKind.PUBLIC, CustomerKind.CONSUMER
OLD = Invoice("F-1", date(2026, 6, 15), Money(100_000), Money(100_000), issued_on=date(2026, 5, 15))
ON = date(2026, 11, 22)
STEPS = ("first", "second", "third", "formal_notice")


def claimed(of: Dossier, at: date = TODAY, law: Law | None = None, *payments: PaymentRecorded) -> Debt:
    law = law or Law()
    return debt(of, [i.number for i in of.chased], at, law.terms(of, lambda instant: instant.date()), payments)


# -- who is shown what -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "figures", "words"),
    [
        (BUSINESS, ["formal_notice"], ["third", "formal_notice"]),
        (PUBLIC, ["formal_notice"], ["third", "formal_notice"]),
        (CONSUMER, [], []),
    ],
)
def test_words_come_with_the_third_and_figures_with_the_formal_notice_but_never_for_a_consumer(
    kind: CustomerKind, figures: list[str], words: list[str]
) -> None:
    law = Law()
    for scenario in SHIPPED:
        assert [s.name for s in scenario.steps if law.shows(scenario, s.name, kind) and not s.is_call] == figures
        assert [s.name for s in scenario.steps if law.mentions(scenario, s.name, kind) and not s.is_call] == words


@pytest.mark.parametrize(
    ("start", "steps"),
    [
        ("first", ["first", "second", "third", "formal_notice"]),
        ("second", ["second", "third", "formal_notice"]),
        ("formal_notice", ["formal_notice"]),
        (NEVER, []),
        ("a step of another scenario", []),
    ],
)
def test_the_owner_says_from_which_step(start: str, steps: list[str]) -> None:
    law = Law(figures_from=start)
    assert [s for s in STEPS if law.shows(DEFAULT, s, BUSINESS)] == steps
    assert not law.shows(DEFAULT, "question", BUSINESS)


def test_there_is_one_rate_for_each_kind_of_customer() -> None:
    law = Law(Formula(Decimal(15)))
    of = {kind: claimed(dossier(OLD, kind=kind), ON, law) for kind in CustomerKind}
    assert {kind: [(str(s), str(rate)) for s, rate in found.rates] for kind, found in of.items()} == {
        BUSINESS: [("2026-S1", "15"), ("2026-S2", "15")],
        PUBLIC: [("2026-S1", "10.15")],
        CONSUMER: [],
    }
    assert {kind: str(found.recovery_indemnity) for kind, found in of.items()} == {
        BUSINESS: "40.00",
        PUBLIC: "40.00",
        CONSUMER: "0.00",
    }


# -- the words ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(("kind", "named"), [(BUSINESS, "Pénalités de retard"), (PUBLIC, "Intérêts moratoires")])
def test_the_figures_are_principal_interest_indemnity_and_total(step: str, kind: CustomerKind, named: str) -> None:
    of = dossier(OLD, SHUTTERS, kind=kind)
    found = claimed(of)
    money = formats("fr").money
    sums = (found.principal, found.late_interest, found.recovery_indemnity, found.total)
    for said in both(mail(step, of, debt=found)):
        assert [s for s in sums if flat(money(s)) not in said] == []
        assert f"{named} au 1er décembre 2026" in said
        assert "Indemnité de recouvrement (2 × 40,00 €)" in said


def test_the_hand_computed_example_is_in_the_formal_notice() -> None:
    """1 000 € due on 15 June: 15 days at 12.15 %, 145 at 12.40 %."""
    of = dossier(OLD)
    for said in both(mail("formal_notice", of, debt=claimed(of, ON))):
        for fact in ("1 000,00 €", "54,25 €", "40,00 €", "1 094,25 €", "12,15 % au 1er semestre 2026", "12,40 % au 2e"):
            assert fact in said
        assert "nous régler la somme de 1 094,25 €" in said
        assert said.count("L441-10") == 1


def test_in_english_too() -> None:
    of = dossier(OLD)
    for said in both(mail("formal_notice", of, debt=claimed(of, ON), language="en")):
        for fact in ("€54.25", "€1,094.25", "12.15% in the first half of 2026", "Recovery indemnity (1 × €40.00)"):
            assert fact in said


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", [BUSINESS, PUBLIC])
@pytest.mark.parametrize("step", STEPS)
def test_a_mail_with_figures_keeps_its_width_and_its_spaces(step: str, kind: CustomerKind, language: str) -> None:
    of = dossier(OLD, SHUTTERS, replace(BLINDS, number="F-BIG", balance=Money(123_456_789)), kind=kind)
    composed = mail(step, of, debt=claimed(of), language=language)
    assert max(map(len, composed.text.split("\n"))) <= 72
    if language == "fr":
        assert not re.search(r"[^\W\d_] [:;!?%€»]|« |\d €|\d %|n° |\w'\w", composed.text)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("step", ["first", "second", "third"])
def test_words_alone_name_no_sum_but_the_decree_s(step: str, language: str) -> None:
    plain, told = (flat(mail(step, language=language, mention=mention).text) for mention in (False, True))
    assert "L441-10" in told
    assert "L441-10" not in plain
    sums = [set(re.findall(r"\d[\d.,]*", text)) for text in (plain, told)]
    assert sums[1] - sums[0] == {"441", "10", "40"}


def test_a_payment_that_went_to_interest_first_is_said() -> None:
    part = replace(OLD, balance=Money(60_000))
    found = claimed(
        dossier(part), ON, Law(interest_first=True), PaymentRecorded(Money(40_000), date(2026, 8, 31), "F-1")
    )
    assert (str(found.interest_paid), str(found.principal)) == ("26.05", "626.05")
    assert "dont 26,05 € de règlements imputés d’abord sur les intérêts" in flat(
        mail("formal_notice", dossier(part), debt=found).text
    )


def test_a_judgment_stops_the_figures_of_a_letter() -> None:
    of = replace(dossier(OLD), insolvency=Insolvency(date(2026, 7, 1)))
    assert str(claimed(of, ON).late_interest) == "4.99"
    assert str(claimed(of, ON).total) == "1044.99"
    same_day = replace(of, insolvency=Insolvency(date(2026, 6, 16)))
    assert str(claimed(same_day, ON).total) == "1000.00"


def test_what_is_contested_bears_nothing_in_a_letter() -> None:
    contested = replace(OLD, disputed=True, disputed_amount=Money(60_000))
    rest = replace(OLD, total=Money(40_000), balance=Money(40_000))
    assert claimed(dossier(contested), ON) == claimed(dossier(rest), ON)


def test_figures_that_contradict_the_rest_of_the_mail_do_not_leave() -> None:
    of = dossier(OLD)
    with pytest.raises(BadInput, match="do not add up"):
        mail("formal_notice", of, debt=claimed(dossier(SHUTTERS)))


# -- the statement's figures -------------------------------------------------------------------------------------------


def drawn(random: Random) -> tuple[Dossier, list[PaymentRecorded], date, Law]:
    """A dossier of a few late invoices, part payments, and terms of any kind."""
    at = date(2026, 1, 1) + timedelta(random.randrange(360))
    invoices, payments = [], []
    for n in range(random.randrange(1, 4)):
        due, cents = at - timedelta(random.randrange(1, 500)), random.randrange(100, 10**7)
        part = random.choice([0, random.randrange(1, cents)])
        if part:
            on = due + timedelta(random.randrange(-20, (at - due).days + 1))
            payments.append(PaymentRecorded(Money(part), on, f"F-{n}"))
        invoices.append(Invoice(f"F-{n}", due, Money(cents), Money(cents - part)))
    judgment = random.choice([None, None, Insolvency(at - timedelta(random.randrange(400)))])
    kind = random.choice(list(CustomerKind))
    rate = random.choice([None, Formula(Decimal(random.randrange(20))), Formula(legal=Decimal(3))])
    return replace(dossier(*invoices, kind=kind), insolvency=judgment), payments, at, Law(rate, random.random() < 0.5)


@pytest.mark.parametrize("seed", range(3))
def test_a_letter_claims_what_the_statement_says_to_the_cent(seed: int) -> None:
    random = Random(seed)
    for _ in range(300):
        of, payments, at, law = drawn(random)
        terms = law.terms(of, lambda instant: instant.date())
        stated, letter = statement(of, at, terms, payments), claimed(of, at, law, *payments)
        owed = (stated.balance, stated.late_interest, stated.recovery_indemnity, stated.total)
        assert (letter.principal, letter.late_interest, letter.recovery_indemnity, letter.total) == owed
        ledger = sum(i.balance.cents for i in of.invoices)
        assert (letter.principal - letter.interest_paid).cents == ledger


def test_a_letter_leaves_out_what_it_does_not_ask_for() -> None:
    later = replace(OLD, number="F-2", due_on=date(2026, 12, 31))
    found = debt(dossier(OLD, later), ["F-1"], ON, Terms())
    assert (str(found.principal), str(found.total)) == ("1000.00", "1094.25")
