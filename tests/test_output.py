"""What commands print."""

from __future__ import annotations

import json

import pytest

from relanced.commands.output import emit, say, table

HOSTILE = "\x1b]0;chez vous\x07 \x9b31m \u202egnp.exe \ud800"


def test_a_stranger_s_words_give_no_order_to_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    say(HOSTILE)
    table(("words",), [(HOSTILE,)])
    printed = capsys.readouterr().out
    assert not any(sign in printed for sign in "\x1b\x07\x9b\u202e\ud800")
    assert "chez vous" in printed


def test_json_says_the_same_words_without_the_signs(capsys: pytest.CaptureFixture[str]) -> None:
    emit({"text": HOSTILE + " « é »"})
    line = capsys.readouterr().out
    assert not any(sign in line for sign in "\x1b\x9b\u202e\ud800")
    assert json.loads(line)["text"] == HOSTILE + " « é »"
    assert "« é »" in line
