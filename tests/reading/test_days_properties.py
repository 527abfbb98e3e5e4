"""Whatever is typed, the readers of days and amounts answer, soon, and in order."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from relanced.core.money import Money
from relanced.reading.amounts import find_amounts
from relanced.reading.days import back_on, find_days
from relanced.reading.days.words import VOCABULARY, fold

WORDS = [phrase for _, _, row in VOCABULARY for phrase in row.split(" | ")]
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(["5", "05/12", "31/02", "2026", "1 500"]),
    st.sampled_from(["€", "%", ",", ".", "\n", "\n\n", "(", "-", "S50", "15th", "1er", "'"]),
    st.integers(0, 10**12).map(str),
    st.text(max_size=8),
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=30).map(" ".join), st.lists(PIECES, max_size=30).map("".join))
ANCHORS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(TEXTS, ANCHORS)
@example("le 29 février 2099", date(2099, 12, 31))
@example("dans 999 ans, 999999999 mois et 99999999 semaines", date(2026, 11, 24))
@example("²/² ٣/٣ ½ 5² janvier", date(2026, 11, 24))
def test_any_text_is_read_in_order_and_without_overlap(text: str, anchor: date) -> None:
    mentions = find_days(text, anchor)
    for mention in mentions:
        assert text[mention.start : mention.end] == mention.words
        assert mention.words
        assert not (mention.explicitly_past and mention.explicitly_future)
        assert mention.past_reading is None or mention.past_reading <= anchor
        if mention.first and mention.last:
            assert mention.first <= mention.last
    assert all(a.end <= b.start for a, b in pairwise(mentions))
    back_on(text, anchor)


@given(TEXTS, st.lists(st.integers(1, 10**8).map(Money), max_size=3))
@example("²³ 1²€ ٣€ ½ €", [])
def test_any_text_gives_amounts_in_order_and_without_overlap(text: str, known: list[Money]) -> None:
    found = find_amounts(text, known)
    for mention in found:
        assert mention.words
        assert text[mention.start : mention.end].startswith(mention.words)
        assert (mention.money is None) is (mention.share is not None)
        assert mention.money is None or mention.money.cents > 0
        assert mention.share is None or 0 < mention.share <= 1
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(st.text())
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "hostile",
    [
        "1" * 20_000, "1 " * 10_000, " " * 20_000, "1 000 " * 3_300, "le 5 et " * 2_500, "le " * 7_000, "1/1/" * 5_000,
        "a" * 20_000, "de la " * 3_300, "1.000." * 3_300, "1,000," * 3_300, "\n" * 20_000, "entre le 5 " * 1_800,
        "vendredi " * 2_200, "mille cent " * 1_800, "sous " * 4_000, "1-" * 10_000, "1'" * 10_000, "€ " * 10_000,
        "12h" * 6_600, "a1" * 10_000, "au plus tard " * 1_500, "en fin de " * 2_000, "semaine " * 2_500,
        "du 5 au " * 2_500,
    ],
)  # fmt: skip
def test_twenty_kilobytes_of_malice_take_no_longer_than_prose(hostile: str) -> None:
    find_days(hostile, date(2026, 11, 24))
    find_amounts(hostile, [Money(150000)])
    back_on(hostile, date(2026, 11, 24))
