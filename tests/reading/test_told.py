"""What the encoder is told of the days: how far ahead and how far back each lies."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from relanced.core.money import Money
from relanced.core.reading import OpenInvoice
from relanced.reading.facts import facts
from relanced.reading.model.told import NEVER, ROWS, told

TUESDAY = date(2026, 11, 24)


def rows(text: str, anchor: date = TUESDAY, invoices: tuple[OpenInvoice, ...] = ()) -> list[tuple[int, ...]]:
    return [rows for _, _, rows in told(facts(text, anchor, invoices))]


@pytest.mark.parametrize(("days", "rank"), [(0, 0), (1, 1), (3, 2), (4, 3), (62, 6), (63, 7)])
def test_a_day_ahead_has_the_rank_of_its_distance(days: int, rank: int):
    on = TUESDAY + timedelta(days=days)
    ((ahead, *_),) = rows(f"Le virement partira le {on:%d/%m/%Y}.")
    assert ahead == rank


def test_the_same_words_lie_elsewhere_on_another_day():
    before, after = (rows("le virement du 12", date(2026, 11, day)) for day in (10, 14))
    assert before != after


def test_a_day_that_cannot_come_is_never_ahead():
    assert rows("C'est parti hier.") == [(NEVER, NEVER + 1 + 1)]


def test_a_day_of_an_open_invoice_is_told_apart():
    due = OpenInvoice("F-1", date(2026, 10, 12), date(2026, 11, 12), Money.of("480.00"), Money.of("480.00"))
    assert [row[2:] for row in rows("Celle du 12/11, je la règle le 5/12.", invoices=(due,))] == [(ROWS - 1,), ()]
