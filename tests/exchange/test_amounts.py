"""Amounts: French, English, and those that could be either."""

from __future__ import annotations

import contextlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relanced.exchange.amounts import amount, currency, decimal_mark
from relanced.exchange.values import Unreadable


@pytest.mark.parametrize(
    ("written", "value", "unit"),
    [
        ("1862,40", "1862.40", None),
        ("1862.40", "1862.40", None),
        ("1 862,40", "1862.40", None),
        ("1\u00a0862,40\u00a0€", "1862.40", "EUR"),
        ("1\u202f234\u202f567,8", "1234567.80", None),
        ("1.234,56", "1234.56", None),
        ("1,234.56", "1234.56", None),
        ("1'234.56 CHF", "1234.56", "CHF"),
        ("12.345.678,90 EUR", "12345678.90", "EUR"),
        ("1,234,567", "1234567.00", None),
        ("€1,234.56", "1234.56", "EUR"),
        ("$ 12.40", "12.40", "USD"),
        ("12,40 euros", "12.40", "EUR"),
        ("12", "12.00", None),
        ("0", "0.00", None),
        ("0,500", "0.50", None),
        ("1862.40000000", "1862.40", None),
        ("-12,40", "-12.40", None),
        ("−12,40 €", "-12.40", "EUR"),
        ("12,40-", "-12.40", None),
        ("(12,40)", "-12.40", None),
        ("€ -12,40", "-12.40", "EUR"),
        ("+12,40", "12.40", None),
    ],
)
def test_an_amount_is_read_as_it_was_meant(written, value, unit):
    assert amount(written) == (Decimal(value), unit)


@pytest.mark.parametrize(
    "written",
    ["", "abc", "12,40 XYZ", "1.234.56", "1.234,567", "1 23,40", "12 34", "1,2,3", "12,40 € 3", "(12,40", "--1", "1e5",
     "NaN", "12,40 JPY", "EUR 12 USD", "١٢", "=1+1", "9" * 40],
)  # fmt: skip
def test_what_is_no_amount_is_refused(written):
    with pytest.raises(Unreadable) as caught:
        amount(written)
    assert caught.value.what


@pytest.mark.parametrize("written", ["1.234", "1,234", "123,456", "12,005 €"])
def test_thousands_or_decimals_is_not_guessed(written):
    with pytest.raises(Unreadable, match="may be thousands or decimals"):
        amount(written)


@pytest.mark.parametrize(
    ("written", "mark", "value"),
    [("1.234", ",", "1234"), ("1,234", ".", "1234"), ("1,234", ",", "1.23"), ("1.250", ".", "1.25")],
)
def test_the_rest_of_the_file_tells_thousands_from_decimals(written, mark, value):
    assert amount(written, mark)[0] == Decimal(value)


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["1.234", "12,40"], ","),
        (["1,234", "12.40"], "."),
        (["1.234", "12"], None),
        (["12,40", "12.40"], None),
        ([], None),
    ],
)
def test_the_mark_of_a_file_is_that_of_its_clear_amounts(cells, mark):
    assert decimal_mark(cells) == mark


def test_a_number_of_a_workbook_is_rounded_to_the_cent():
    assert amount(Decimal("1862.405")) == (Decimal("1862.41"), None)
    with pytest.raises(Unreadable, match="is a day"):
        amount(date(2025, 1, 1))


@pytest.mark.parametrize(("written", "code"), [("€", "EUR"), ("eur", "EUR"), ("Euros", "EUR"), ("£", "GBP")])
def test_a_currency_has_one_code(written, code):
    assert currency(written) == code


@pytest.mark.parametrize("written", ["JPY", "XXX", "F", "eu ro"])
def test_an_unknown_currency_and_one_without_cents_are_refused(written):
    with pytest.raises(Unreadable, match="is not a currency"):
        currency(written)


STYLES = {
    "plain": ("", ","),
    "english": (",", "."),
    "french": ("\u202f", ","),
    "typed": (" ", ","),
    "german": (".", ","),
    "swiss": ("'", "."),
    "code": ("", "."),
}


@given(st.integers(-(10**11), 10**11), st.sampled_from(sorted(STYLES)), st.sampled_from(["", " €", "EUR"]))
def test_every_way_to_write_an_amount_with_cents_reads_back(cents, style, unit):
    thousands, mark = STYLES[style]
    written = f"{Decimal(cents) / 100:,.2f}".translate(str.maketrans({",": thousands, ".": mark})) + unit
    assert amount(written) == (Decimal(cents) / 100, "EUR" if unit else None)


@given(st.one_of(st.text(max_size=14), st.text(st.sampled_from("0123456789.,-+()'  €EUR\u00a0"), max_size=14)))
def test_whatever_is_written_is_an_amount_or_a_fault(written):
    for mark in (None, ",", "."):
        with contextlib.suppress(Unreadable):
            value, _ = amount(written, mark)
            assert value == round(value, 2)
