"""What stands beside a promise, a request for instalments or a dispute."""

from __future__ import annotations

from datetime import date

import pytest

from relanced.core.dossier import Means
from relanced.core.money import Money
from relanced.core.reading import OpenInvoice, Reading
from relanced.reading.facts import facts
from relanced.reading.judge import judge
from relanced.reading.model.regressions import shipped
from relanced.reading.read import written

INVOICE = OpenInvoice("F-12", date(2026, 9, 1), date(2026, 10, 1), Money.of("1862.40"), Money.of("1862.40"))


def heard(text: str) -> Reading:
    found = facts(text, date(2026, 11, 23), [INVOICE])
    return written(found, judge(found, shipped()), shipped())


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("Je vous envoie un chèque vendredi.", Means.CHEQUE),
        ("Le virement partira le 5 décembre.", Means.TRANSFER),
        ("We will pay by bank transfer on December 5th.", Means.TRANSFER),
        ("The cheque will be posted on Friday.", Means.CHEQUE),
        ("Je fais le paiement par CB mercredi prochain.", Means.CARD),
        ("Le prélèvement passera le 5 décembre.", Means.DIRECT_DEBIT),
        ("Pas de virement possible, le chèque part vendredi.", Means.CHEQUE),
        ("Nous réglons la facture vendredi.", None),
    ],
)
def test_a_promise_says_how_he_pays(text: str, means: Means | None) -> None:
    assert heard(text).means is means


@pytest.mark.parametrize(
    ("text", "count", "amount"),
    [
        ("Serait-il possible de régler en 3 fois ?", 3, None),
        ("Pouvons-nous étaler le paiement en quatre mensualités de 465,60 € ?", 4, "465.60"),
        ("Pouvons-nous payer 500 € par mois ?", None, "500.00"),
        ("Je peux payer 300 euros tous les mois jusqu'au solde, est-ce que cela vous va ?", None, "300.00"),
        ("Un échéancier sur 6 mois est-il envisageable ?", 6, None),
        ("Could we pay this in three monthly instalments?", 3, None),
        ("Could we pay 400 euros per month?", None, "400.00"),
        ("Pouvons-nous payer en plusieurs fois ?", None, None),
    ],
)
def test_a_request_for_instalments_says_how_many_or_how_much(text: str, count: int | None, amount: str | None) -> None:
    reading = heard(text)
    assert (reading.instalments, reading.instalment) == (count, Money.of(amount) if amount else None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Serait-il possible de régler en trois fois à partir du 15 décembre ?", date(2026, 12, 15)),
        ("Pouvons-nous payer en deux fois, le 5 décembre et le 5 janvier ?", date(2026, 12, 5)),
        ("Peut-on régler en trois fois votre facture du 1er septembre ?", None),
        ("Serait-il possible de régler en 3 fois ?", None),
    ],
)
def test_a_request_for_instalments_says_from_which_day(text: str, day: date | None) -> None:
    assert heard(text).first_instalment_on == day


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Nous contestons 150 € sur la facture F-12 : la remise n'a pas été appliquée.", "150.00"),
        ("La facture F-12 comporte 200 € facturés en trop.", "200.00"),
        ("Un avoir de 300 € devait être émis sur la F-12, nous refusons de payer.", "300.00"),
        ("Nous contestons la facture F-12, le matériel est défectueux.", None),
        ("Nous contestons 150 € et 90 € de la facture F-12.", None),
        ("We dispute 120 EUR on invoice F-12: the discount is missing.", "120.00"),
    ],
)
def test_a_dispute_has_an_amount_only_where_it_says_one_clearly(text: str, amount: str | None) -> None:
    assert heard(text).disputed_amount == (Money.of(amount) if amount else None)
