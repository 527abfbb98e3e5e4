"""The scores of the reader, and the floor below which they may not drop."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from relanced.core.intents import Intent
from relanced.core.reading import Reading
from relanced.reading.cases import Case, cases, sealed
from relanced.reading.evaluate import Report, evaluate, page, read_case
from relanced.reading.mime import parse
from relanced.reading.posting import as_mail
from relanced.reading.quotes import new_text

CORPUS = Path("tests/corpus/replies/dev.jsonl")


@pytest.fixture(scope="module")
def every_case() -> list[Case]:
    return cases(CORPUS.read_text(encoding="utf-8").splitlines())


@pytest.fixture(scope="module", params=["the sealed part of the development set", "another hand's set"])
def report(request: pytest.FixtureRequest, every_case: list[Case]) -> Report:
    """Cases that no rule and no weight was fitted on: `sealed` says which of the one, all of the other."""
    if request.param.startswith("the sealed"):
        return evaluate([case for case in every_case if sealed(case)])
    return evaluate(cases(Path("tests/corpus/replies/sealed.jsonl").read_text(encoding="utf-8").splitlines()))


def test_the_reader_keeps_to_its_floor_on_cases_never_fitted(report: Report):
    exact, promises = report.field("promised_on")
    assert report.primary >= 0.89
    assert report.micro_f1 >= 0.89
    assert exact / promises >= 0.80


def test_no_dangerous_error_is_acted_on_alone(report: Report):
    assert [scored.case.id for scored in report.alone if scored.dangerous] == []


def test_what_the_daemon_acts_on_alone_is_right(report: Report):
    assert report.alone_right >= 0.97
    assert report.alone_share >= 0.60


def test_quoting_and_mime_lose_no_word_of_the_reply(every_case: list[Case]):
    lost = []
    for case in every_case:
        got = new_text(parse(as_mail(case))).text.split()
        first_words = case.reply.split()[:3]
        if case.quote != "inline" and got[:3] != first_words:
            lost.append((case.id, first_words, got[:3]))
    assert lost == []


def test_a_field_that_differs_is_an_error_with_its_text(every_case: list[Case]):
    promise = next(case for case in every_case if case.primary is Intent.PAYMENT_PROMISE)
    silent = Reading(automatic=False, intents=(Intent.OTHER,), primary=Intent.OTHER, confidence=0.1, needs_person=True)
    report = evaluate([promise], lambda case: silent)
    assert report.primary == 0.0
    assert report.field("promised_on") == (0, 1)
    assert promise.reply in page(report)


def test_a_missed_dispute_is_a_dangerous_error(every_case: list[Case]):
    dispute = next(case for case in every_case if case.primary is Intent.DISPUTE)
    promised = Reading(
        automatic=False,
        intents=(Intent.PAYMENT_PROMISE,),
        primary=Intent.PAYMENT_PROMISE,
        confidence=0.99,
        needs_person=False,
    )
    assert len(evaluate([dispute], lambda case: promised).dangerous) == 1


def test_a_case_is_read_as_the_daemon_reads(every_case: list[Case]):
    automatic = next(case for case in every_case if case.primary is Intent.OUT_OF_OFFICE)
    assert read_case(automatic).automatic


def test_a_faulty_line_is_named():
    with pytest.raises(ValueError, match="line 2"):
        cases([CORPUS.read_text(encoding="utf-8").splitlines()[0], json.dumps({"id": "X"})])
