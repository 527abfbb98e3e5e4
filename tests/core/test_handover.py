"""The conditions of each way of recovery: met, not met or unknown, with the reason."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from relanced.core.dossier import CustomerKind, Dossier, Status
from relanced.core.law import handover_case
from relanced.core.law.handover import WAYS, Procedure, findings
from relanced.core.law.handover_case import VERDICTS, Finding, Known, Verdict, case
from relanced.core.law.limitation import RULES, limitations, nature
from relanced.core.law.notice import NOTICE
from relanced.core.law.statement import LABELS, REMARKS
from relanced.core.law.terms import Terms
from relanced.core.money import Money
from relanced.core.plan import Instalment, PaymentPlan
from tests.support.debts import BUSINESS, CONSUMER, PUBLIC, bill, day, owed, owing

MET, NOT, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
TOLD = Known(contract=True, traders=True, in_france=True, mandate=True)


def found(
    dossier: Dossier, known: Known = TOLD, kind: CustomerKind = BUSINESS, at: str = "2026-06-30"
) -> dict[Procedure, dict[str, Finding]]:
    debt = owed(dossier, at, Terms(kind))
    rows = findings(case(dossier, debt, limitations(dossier, nature(kind)), known))
    return {procedure: {c.name: f for c, f in pairs} for procedure, pairs in rows.items()}


def verdicts(rows: dict[str, Finding]) -> dict[str, Verdict]:
    return {name: finding.verdict for name, finding in rows.items()}


PLAIN = owing(bill("2026-03-31", "4000.00"))


def test_a_plain_debt_between_traders_meets_the_2026_procedure_and_so_not_the_small_claims_one() -> None:
    rows = found(PLAIN)
    assert set(verdicts(rows[Procedure.UNCONTESTED_CLAIMS]).values()) == {MET}
    assert set(verdicts(rows[Procedure.PAYMENT_ORDER]).values()) == {MET}
    assert set(verdicts(rows[Procedure.COLLECTION_FIRM]).values()) == {MET}
    small = verdicts(rows[Procedure.SMALL_CLAIMS])
    assert [name for name, verdict in small.items() if verdict is not MET] == ["not_uncontested_commercial"]


def test_a_craftsman_s_debt_meets_the_small_claims_one_instead() -> None:
    rows = found(PLAIN, replace(TOLD, traders=False))
    assert set(verdicts(rows[Procedure.SMALL_CLAIMS]).values()) == {MET}
    assert verdicts(rows[Procedure.UNCONTESTED_CLAIMS])["between_traders"] is NOT


def test_what_nobody_told_is_unknown_and_never_assumed() -> None:
    rows = found(PLAIN, Known())
    unknown = {
        procedure.value: [n for n, v in verdicts(pairs).items() if v is UNKNOWN] for procedure, pairs in rows.items()
    }
    assert unknown == {
        "collection_firm": ["mandate"],
        "small_claims": ["contract", "not_uncontested_commercial", "debtor_in_france"],
        "uncontested_claims": ["between_traders"],
        "payment_order": ["contract", "debtor_in_france"],
    }


@pytest.mark.parametrize(
    ("principal", "verdict"), [("4800.00", MET), ("4852.99", MET), ("4853.00", NOT), ("5000.00", NOT)]
)
def test_five_thousand_euros_are_principal_and_interest_together(principal: str, verdict: Verdict) -> None:
    finding = found(owing(bill("2026-03-31", principal)), at="2026-06-30")[Procedure.SMALL_CLAIMS]["up_to_5000"]
    assert finding.verdict is verdict
    assert isinstance(finding.fact, Money)


def test_the_forty_euros_do_not_count_towards_the_ceiling() -> None:
    finding = found(owing(bill("2026-06-29", "4998.00")), at="2026-06-30")[Procedure.SMALL_CLAIMS]["up_to_5000"]
    assert (finding.verdict, str(finding.fact)) == (MET, "4999.66")


def test_a_disputed_invoice_is_named_and_bars_the_uncontested_way_only() -> None:
    rows = found(owing(bill("2026-03-31", "4000.00", disputed=True)))
    finding = rows[Procedure.UNCONTESTED_CLAIMS]["undisputed"]
    assert (finding.verdict, finding.fact) == (NOT, ("F1",))
    assert set(verdicts(rows[Procedure.SMALL_CLAIMS]).values()) == {MET}


def test_an_insolvency_bars_every_way() -> None:
    rows = found(replace(PLAIN, status=Status.INSOLVENT))
    assert {pairs["no_insolvency"].verdict for pairs in rows.values()} == {NOT}


def test_what_is_not_yet_due_is_not_due() -> None:
    rows = found(owing(bill("2026-07-31", "4000.00")))
    assert {pairs["due"].verdict for pairs in rows.values()} == {NOT}


def test_a_time_barred_debt_is_said_with_its_day() -> None:
    rows = found(owing(bill("2024-03-31", "4000.00")), kind=CONSUMER, at="2026-04-01")
    finding = rows[Procedure.PAYMENT_ORDER]["not_time_barred"]
    assert (finding.verdict, finding.fact) == (NOT, day("2026-03-31"))


def test_a_consumer_is_no_trader_and_a_public_buyer_is_for_other_courts() -> None:
    consumer, public = found(PLAIN, Known(), CONSUMER), found(PLAIN, Known(), PUBLIC)
    assert consumer[Procedure.UNCONTESTED_CLAIMS]["between_traders"].verdict is NOT
    assert consumer[Procedure.SMALL_CLAIMS]["not_uncontested_commercial"].verdict is MET
    assert public[Procedure.PAYMENT_ORDER]["private_debtor"].verdict is NOT
    assert public[Procedure.SMALL_CLAIMS]["private_debtor"].verdict is NOT


def test_every_condition_has_its_article_and_both_languages_and_advises_nothing() -> None:
    advice = re.compile(r"devriez|conseillons|recommand|should|advise|recommend", re.IGNORECASE)
    for way in WAYS.values():
        for row in (way, *way.conditions):
            assert row.article
            assert row.label_fr
            assert row.label_en
            assert not advice.search(row.label_fr + row.label_en)


def test_french_words_have_their_no_break_spaces() -> None:
    conditions = [c for way in WAYS.values() for c in way.conditions]
    reasons = [value[0] for name, value in vars(handover_case).items() if name.isupper() and isinstance(value, tuple)]
    texts = [NOTICE["fr"], *reasons, *(row[0] for row in (*REMARKS.values(), *LABELS.values(), *VERDICTS.values()))]
    texts += [t for row in (*WAYS.values(), *conditions, *RULES.values()) for t in (row.label_fr, row.article)]
    assert not [text for text in texts if re.search(r" [:;!?%€»]|« |n° |\d \d{3}\b", text)]
    assert len(reasons) > 10


def test_what_was_granted_in_instalments_is_not_due_while_the_plan_is_kept() -> None:
    first, second = bill("2026-03-31", "4000.00", number="F-1"), bill("2026-04-30", "500.00", number="F-2")
    plan = PaymentPlan(
        day("2026-06-01"), (Instalment(day("2026-07-01"), Money.of("4000.00")),), Money(0), invoices=("F-1",)
    )
    both = replace(owing(first, second), status=Status.ON_PLAN, plan=plan)
    assert found(both)[Procedure.PAYMENT_ORDER]["due"] == Finding.of(True, handover_case.LATE, ("F-2",))
    alone = replace(owing(first), status=Status.ON_PLAN, plan=plan)
    assert found(alone)[Procedure.PAYMENT_ORDER]["due"] == Finding.of(False, handover_case.PLANNED, ("F-1",))
