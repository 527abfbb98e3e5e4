"""How much of the debt a promise covers."""

from __future__ import annotations

from datetime import date

import pytest

from relanced.core.money import Money
from relanced.core.reading import OpenInvoice
from relanced.reading.covers import named, promised_amount
from relanced.reading.facts import facts

TUESDAY = date(2026, 11, 24)
ONE = (OpenInvoice("F-112", date(2026, 10, 1), date(2026, 10, 31), Money.of("1200.00"), Money.of("1200.00")),)
THREE = tuple(
    OpenInvoice(f"F-{number}", date(2026, month, 1), date(2026, month, 28), Money.of(sum_), Money.of(sum_))
    for number, month, sum_ in ((112, 8, "1200.00"), (113, 9, "300.00"), (114, 10, "450.50"))
)


def covered(text: str, invoices: tuple[OpenInvoice, ...], promised: str, paid: str | None = None) -> str | None:
    found = facts(text, TUESDAY, invoices)
    day = next(day for day in found.days if promised in day.words)
    amount = promised_amount(found, day, Money.of(paid) if paid else None)
    return str(amount) if amount else None


@pytest.mark.parametrize(
    ("text", "promised", "amount"),
    [
        ("Je vous règle vendredi.", "vendredi", None),
        ("Les 1 200 € partent vendredi.", "vendredi", None),
        ("Je vous vire 300 demain et pour le reste on verra.", "demain", "300.00"),
        ("200 vendredi et 300 le 5 janvier, ça marche ?", "vendredi", "200.00"),
        ("200 vendredi et 300 le 5 janvier, ça marche ?", "5 janvier", "300.00"),
        ("Le premier virement part lundi (600), le second dans un mois (600).", "lundi", "600.00"),
        ("I can do 250 tomorrow, the rest when I can.", "tomorrow", "250.00"),
        ("Vous m'en reprenez pour 86 euros et je règle les 154 qui restent vendredi.", "vendredi", "154.00"),
        ("Je vous fais un chèque de 110 €, pas 1200, et il part demain.", "demain", "110.00"),
        ("La moitié vendredi, le reste plus tard.", "vendredi", "600.00"),
    ],
)
def test_the_sum_beside_the_day_counts(text: str, promised: str, amount: str | None) -> None:
    assert covered(text, ONE, promised) == amount


@pytest.mark.parametrize(
    ("text", "promised", "amount"),
    [
        ("La 112 demain, pour la 113 c'est vu.", "demain", "1200.00"),
        ("La 112 a été payée. L'autre est en litige, et la 114 partira vendredi.", "vendredi", "450.50"),
        ("F-112 : réglée. Les deux autres seront payées vendredi.", "vendredi", "750.50"),
        ("Je règle la seconde demain, les autres attendront.", "demain", "300.00"),
        ("La petite je vous la paie demain.", "demain", "300.00"),
        ("Celle d'octobre partira vendredi, celle d'août est payée.", "vendredi", "450.50"),
        ("F-114 →\nbon à payer obtenu, règlement vendredi", "vendredi", "450.50"),
        ("Tout part vendredi.", "vendredi", None),
        ("I'll pay the first two on Friday.", "Friday", "1500.00"),
    ],
)
def test_the_invoices_beside_the_day_count(text: str, promised: str, amount: str | None) -> None:
    assert covered(text, THREE, promised) == amount


def test_the_same_sum_counts_twice_where_the_day_stands() -> None:
    text = "J'ai viré 600 lundi, les 600 restants vendredi."
    assert covered(text, ONE, "vendredi", paid="600.00") == "600.00"
    assert covered("J'ai viré 600 € lundi, le reste vendredi.", ONE, "vendredi", paid="600.00") == "600.00"


def test_one_open_invoice_is_named_by_its_number_alone() -> None:
    assert named(facts("L'autre et la petite, vendredi.", TUESDAY, ONE)) == []
