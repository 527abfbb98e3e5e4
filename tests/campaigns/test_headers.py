"""What companies are called and write about in three languages survives a header, and nothing hides in it."""

from __future__ import annotations

import random

import pytest

from campaigns import headers


def test_ten_thousand_subjects_and_names_are_read_as_they_were_meant_and_nothing_is_injected() -> None:
    result = headers.here(seed=2)
    assert (result["misread"], result["injected"], result["wrong"]) == (0, 0, [])


def test_what_is_made_by_chance_is_not_all_the_same() -> None:
    chance = random.Random(3)
    assert len({headers.subject(chance) for _ in range(500)}) > 450
    assert len({headers.name(chance) for _ in range(500)}) > 150


def test_a_header_that_lets_a_line_in_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headers.headers, "unstructured", lambda name, value: f"{name}: {value}\r\n")
    assert headers.injects("a\r\nBcc: evil@y.example")
    assert headers.injects("=?utf-8?q?a=0D=0ABcc:_evil@y.example?=")
